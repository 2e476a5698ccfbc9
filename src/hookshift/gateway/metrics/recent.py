"""What a worker saw recently, by handler and source, in its memory.

It goes out with each heartbeat and with the snapshot for `/metrics`, so that what fails is known
also while PostgreSQL is away, and a replacement goes on from it.
"""

from collections.abc import Callable

from hookshift.domain.recent import KEPT, SLICE, Counted, Key, Recent, Slice, coarse

SERIES = 500
"""The most series; what comes later is counted as `other`."""
SLICES = KEPT // SLICE + 1


PlainKey = tuple[str, str, str, str]
"""A `Key` of plain texts: an enumeration's hash takes longer than all the rest of a count."""


class RecentCounts:
    """Counts of the last quarter of an hour; `wall` gives the time."""

    def __init__(self, wall: Callable[[], float], start: Recent | None = None) -> None:
        self._wall = wall
        self._series: dict[PlainKey, dict[int, list[int]]] = {
            (key.counted.value, *key[1:]): {each.start: list(each[1:]) for each in slices[-SLICES:]}
            for key, slices in (start or {}).items()
        }

    def note(self, key: PlainKey, failed: bool, slow: bool = False, times: int = 1) -> None:
        """Something has happened, so many times."""
        start = int(self._wall()) // SLICE * SLICE
        try:
            sums = self._series[key][start]
        except KeyError:
            sums = self._new(key, start)
        sums[0] += times
        if failed:
            sums[1] += times
        if slow:
            sums[2] += times

    def report(self) -> dict[Key, list[Slice]]:
        """All of it, older slices by the minute; what is too old is forgotten."""
        now = self._wall()
        found = {
            key: coarse((Slice(start, *sums) for start, sums in series.items()), now)
            for key, series in self._series.items()
        }
        self._series = {key: series for key, series in self._series.items() if found[key]}
        return {Key(Counted(key[0]), *key[1:]): slices for key, slices in found.items() if slices}

    def _new(self, key: PlainKey, start: int) -> list[int]:
        if key not in self._series and len(self._series) >= SERIES:
            key = (key[0], "other", "other", key[3])
        series = self._series.setdefault(key, {})
        sums = series.setdefault(start, [0, 0, 0])
        while len(series) > SLICES:
            del series[next(iter(series))]
        return sums

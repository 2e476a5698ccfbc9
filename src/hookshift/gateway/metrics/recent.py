"""What a worker saw of late, by handler and source, in its memory.

It goes out with each heartbeat and with the snapshot for `/metrics`, so that what fails is known
also while PostgreSQL is away, and a replacement goes on from it.
"""

from collections.abc import Callable

from hookshift.domain.recent import KEPT, SLICE, Key, Recent, Slice, coarse

SERIES = 500
"""The most series; what comes later is counted as `other`."""
SLICES = KEPT // SLICE + 1


class RecentCounts:
    """Counts of the last quarter of an hour; `wall` gives the time."""

    def __init__(self, wall: Callable[[], float], start: Recent | None = None) -> None:
        self._wall = wall
        self._series: dict[Key, dict[int, list[int]]] = {
            key: {each.start: list(each[1:]) for each in slices[-SLICES:]}
            for key, slices in (start or {}).items()
        }

    def note(self, key: Key, *, failed: bool, slow: bool = False) -> None:
        """One thing has happened."""
        start = int(self._wall()) // SLICE * SLICE
        series = self._series.get(key)
        if series is None:
            series = self._new(key)
        sums = series.get(start)
        if sums is None:
            sums = series[start] = [0, 0, 0]
            while len(series) > SLICES:
                del series[next(iter(series))]
        sums[0] += 1
        sums[1] += failed
        sums[2] += slow

    def report(self) -> dict[Key, list[Slice]]:
        """All of it, older slices by the minute; what is too old is forgotten."""
        now = self._wall()
        found = {
            key: coarse((Slice(start, *sums) for start, sums in series.items()), now)
            for key, series in self._series.items()
        }
        self._series = {key: series for key, series in self._series.items() if found[key]}
        return {key: slices for key, slices in found.items() if slices}

    def _new(self, key: Key) -> dict[int, list[int]]:
        if len(self._series) >= SERIES:
            key = Key(key.counted, "other", "other", key.side)
        return self._series.setdefault(key, {})

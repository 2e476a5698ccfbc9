"""Curves: each side's traffic over time, by domain and step, from the rollups."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from hookshift.domain.evidence.rollups import Counts, Slot, added
from hookshift.store.database import Connection
from hookshift.store.rollouts import clock
from hookshift.store.rollups import read_hours, read_slots
from hookshift.web.overview import times

POINTS = 120
"""At most, on each curve of slots; one an hour on those of longer times."""
SHORTEST_STEP = 10.0
HOUR = 3_600.0
LONGEST_BY_SLOTS = 6 * HOUR
LONGEST = 7 * 24 * HOUR
FRESH_SECONDS = 120.0
"""So late may a slot be, unless its gateway had to spool it."""
KEPT_SECONDS = 300.0


class Curves:
    """What was read once is kept for a while: only the last minutes can still change.

    Not quite: what a gateway had to spool comes late. So all is read anew after KEPT_SECONDS.
    """

    def __init__(self) -> None:
        self._kept: dict[float, _Kept] = {}

    async def read(self, connection: Connection, seconds: float) -> dict[str, Any]:
        """The last `seconds`. Raises OperatorError."""
        now = await clock(connection)
        # Slots of a week would be a million rows.
        by_slots = seconds <= LONGEST_BY_SLOTS
        step = HOUR
        if by_slots:
            step = max(SHORTEST_STEP, round(seconds / POINTS / SHORTEST_STEP) * SHORTEST_STEP)
        since = (now - seconds) // step * step
        kept = self._kept.get(step)
        if kept is None or kept.since > since or now - kept.read_at > KEPT_SECONDS:
            kept = _Kept(now, since, since, [])
        slots = await (read_slots if by_slots else read_hours)(connection, kept.through, now)
        found = [*kept.points, *points(slots, kept.through, step)]
        settled = max(kept.through, (now - FRESH_SECONDS) // step * step)
        first = max(kept.since, now - LONGEST)
        self._kept[step] = _Kept(
            kept.read_at, kept.since, settled, [p for p in found if first <= p["at"] < settled]
        )
        recent = [each for each in found if each["at"] >= since]
        return {"now": now, "since": since, "step": step, "points": recent}


class _Kept(NamedTuple):
    """Curves of one step, up to where they do not change any more."""

    read_at: float
    since: float
    through: float
    points: list[dict[str, Any]]


def points(slots: Iterable[Slot], since: float, step: float) -> list[dict[str, Any]]:
    """One for each step, domain and side in which something happened."""
    sums: dict[tuple[float, str, str], Counts] = {}
    for slot in slots:
        at = since + (slot.start - since) // step * step
        key = (at, slot.domain, slot.side)
        sums[key] = added(sums[key], slot.counts) if key in sums else slot.counts
    return [
        {
            "at": at,
            "domain": domain,
            "side": side,
            "requests": counts.requests,
            "errors": counts.errors,
            **times(counts.latency),
        }
        for (at, domain, side), counts in sorted(sums.items())
    ]

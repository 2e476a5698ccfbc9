"""Curves: each side's traffic over time, by domain and step, from the rollups."""

from collections.abc import Iterable
from typing import Any

from hookshift.domain.rollups import Counts, Slot, added
from hookshift.store.database import Connection
from hookshift.store.rollouts import clock
from hookshift.store.rollups import read_hours, read_slots
from hookshift.web.overview import times

POINTS = 120
"""At most, on each curve of slots; one an hour on those of longer times."""
SHORTEST_STEP = 10.0
HOUR = 3_600.0
LONGEST_BY_SLOTS = 6 * HOUR


async def series(connection: Connection, seconds: float) -> dict[str, Any]:
    """The last `seconds`. Raises OperatorError."""
    now = await clock(connection)
    if seconds > LONGEST_BY_SLOTS:
        # Slots of a week would be a million rows.
        step = HOUR
        since = (now - seconds) // step * step
        slots = await read_hours(connection, since, now)
    else:
        step = max(SHORTEST_STEP, round(seconds / POINTS / SHORTEST_STEP) * SHORTEST_STEP)
        since = (now - seconds) // step * step
        slots = await read_slots(connection, since, now)
    return {"now": now, "since": since, "step": step, "points": points(slots, since, step)}


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

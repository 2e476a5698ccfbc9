"""What the demo measures, from the same tables that an operator reads."""

from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load
from hookshift.store.rollouts import Rollout

SQL = load("demo")


class Measured(NamedTuple):
    """The runbook's last percentage, 50 %, and the whole of the demo, in numbers.

    Percentages are 0 to 100, None where nothing was seen.
    """

    configured: float
    stage_requests: int
    """Those of the rollout's domains at that percentage."""
    unified_share: float | None
    legacy_share: float | None
    error_rate: float | None
    p95_ms: float | None
    events_answered: int
    events_arrived: int
    events_recorded: int
    events_rolled_up: int | None
    senders: int
    moved_back: int
    protected_requests: int
    protected_moved: int


class Ending(NamedTuple):
    """How the rollout ended."""

    failed: int
    """Requests that failed on unified."""
    late: int
    """Events that unified was given more than two seconds after the end."""
    afterwards: int
    """All events since then."""
    passed: int
    """Stages that the controller let go."""
    ended_by_itself: int
    """Endings by the controller; one, or none."""


async def final(connection: Connection, answered: int, arrived: int) -> Measured | None:
    """For the report; `answered` and `arrived` are the sender's and the handlers' own.

    None if the rollout never came to the runbook's last percentage.
    """
    with translated("measure the demo"):
        version = await connection.fetchval(SQL["fifty"])
        row = await connection.fetchrow(SQL["final"], version)
    return Measured(**row, events_answered=answered, events_arrived=arrived) if row else None


async def ending(connection: Connection, rollout: Rollout) -> Ending:
    """How `rollout` ended, and what happened afterwards."""
    with translated("measure the demo"):
        since = rollout.progress.state.since
        row = await connection.fetchrow(SQL["ending"], rollout.id, since)
    assert row is not None
    return Ending(*row)

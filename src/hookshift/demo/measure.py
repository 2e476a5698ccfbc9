"""What the demo measures, from the same tables that an operator reads."""

from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("demo")


class SideNow(NamedTuple):
    """One domain and side under the current configuration."""

    domain: str
    routed_to: str
    requests: int
    errors: int
    p95_ms: float | None


class Measured(NamedTuple):
    """The end of the demo, in numbers; percentages are 0 to 100, None where nothing was seen."""

    configured: float
    stage_requests: int
    """Those of the rollout's domains in the last stage."""
    unified_share: float | None
    legacy_share: float | None
    error_rate: float | None
    p95_ms: float | None
    events_answered: int
    events_arrived: int
    events_recorded: int
    senders: int
    moved_back: int
    protected_requests: int
    protected_moved: int


async def now(connection: Connection) -> list[SideNow]:
    """Each domain and side since the last change of the configuration."""
    with translated("measure the demo"):
        return [SideNow(*row) for row in await connection.fetch(SQL["now"])]


async def final(connection: Connection, answered: int, arrived: int) -> Measured:
    """Everything, for the report; `answered` and `arrived` are the sender's and handlers' own."""
    with translated("measure the demo"):
        row = await connection.fetchrow(SQL["final"])
    assert row is not None
    return Measured(**row, events_answered=answered, events_arrived=arrived)

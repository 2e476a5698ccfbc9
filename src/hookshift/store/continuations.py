"""What the log says of conversations: what named the domains, and where events would have gone."""

from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("continuations")
MOST_LINES = 200
MOST_MINUTES = 60 * 24 * 31


class ContinuedRow(NamedTuple):
    """Events of one source that went the same way for the same reason."""

    source: str | None
    domain_by: str
    domain: str | None
    side: str
    observed: str | None
    """Where they would have gone with conversations on, as `domain/side`, if elsewhere."""
    reason: str | None
    events: int
    people: int | None


async def continued(connection: Connection, minutes: int) -> list[ContinuedRow]:
    """How the events of the last minutes found their domain, most first. Raises OperatorError."""
    with translated("read webhook_routing_logs"):
        rows = await connection.fetch(SQL["continued"], minutes, MOST_LINES)
    return [ContinuedRow._make(row) for row in rows]

"""The latest decisions, filtered."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("decisions")


class WantedDecisions(NamedTuple):
    """A filter for decisions; None is no condition."""

    minutes: int
    """How far back to search, in minutes."""
    message_id: str | None = None
    correlation_id: str | None = None
    from_numbers: Sequence[str] | None = None
    """The sender as recorded: masked or hashed, by one key or another; whole if so configured."""
    domain: str | None = None


class Decided(NamedTuple):
    """One event of one attempt; None if a value is not known."""

    created_at: datetime
    message_id: str | None
    correlation_id: str | None
    from_number: str | None
    source: str | None
    event_kind: str | None
    event_type: str | None
    domain: str | None
    rule: str | None
    reason: str | None
    bucket: int | None
    config_version: int | None
    side: str
    handler: str
    attempt: int | None
    status: str | None
    handler_status: int | None
    response_time_ms: int | None
    error_message: str | None
    domain_by: str | None


async def latest(connection: Connection, wanted: WantedDecisions, limit: int) -> list[Decided]:
    """The latest decisions that match, newest first. Raises OperatorError."""
    with translated("read webhook_routing_logs"):
        async with connection.transaction(readonly=True):
            if wanted.message_id or wanted.correlation_id:
                # PostgreSQL does not see that the filters of ids leave next to nothing.
                await connection.execute(SQL["by_filter"])
            rows = await connection.fetch(SQL["latest"], *wanted, limit)
    return [Decided._make(row) for row in rows]

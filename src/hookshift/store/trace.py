"""Where events went: the log's rows of one event, webhook or person, and what is not delivered."""

import re
from datetime import datetime
from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.decisions import Decided
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("trace")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_READ = "read where the events went"


class StoredDelivery(NamedTuple):
    """One that waits, or a dead letter, with what it holds."""

    id: int
    accepted_at: datetime
    source: str
    handler: str
    side: str
    domain: str
    attempts: int
    state: str
    at: datetime | None
    """When the next attempt is due, or when it was given up."""
    last_error: str | None
    key_id: str | None
    content: bytes | None


async def by_id(connection: Connection, identifier: str, limit: int) -> list[Decided]:
    """Rows of one event's or one webhook's id, newest first. Raises OperatorError."""
    with translated(_READ):
        async with connection.transaction(readonly=True):
            # PostgreSQL does not see that the filters of ids leave next to nothing.
            await connection.execute(SQL["by_filter"])
            # One after the other: together they would read twice as much.
            for query in _likeliest_first(identifier):
                if rows := await connection.fetch(SQL[query], identifier, limit):
                    return _rows(rows)
    return []


async def by_person(connection: Connection, person: int, limit: int) -> list[Decided]:
    """Rows with this hash, newest first. Raises OperatorError."""
    with translated(_READ):
        return _rows(await connection.fetch(SQL["by_person"], person, limit))


async def by_number(
    connection: Connection, recorded: str, bucket: int | None, limit: int
) -> list[Decided]:
    """Rows without a hash, newest first, in this bucket if one is given. Raises OperatorError."""
    with translated(_READ):
        return _rows(await connection.fetch(SQL["by_number"], recorded, bucket, limit))


async def undelivered(
    connection: Connection, bucket: int | None, limit: int
) -> list[StoredDelivery]:
    """The latest that wait, and the latest dead letters, `limit` of each. Raises OperatorError."""
    with translated(_READ):
        rows = await connection.fetch(SQL["undelivered"], bucket, limit)
    return [StoredDelivery(*row) for row in rows]


def _likeliest_first(identifier: str) -> tuple[str, str]:
    """Webhooks' ids are UUIDs unless a trusted caller brought another."""
    looks_like_one = _UUID.fullmatch(identifier) is not None
    return ("by_correlation", "by_message") if looks_like_one else ("by_message", "by_correlation")


def _rows(rows: list[object]) -> list[Decided]:
    return [Decided._make(row) for row in rows]  # type: ignore[arg-type]

"""Writes the decisions: batches by binary COPY, each row exactly once.

A batch is one transaction, so it is written whole or not at all. When the outcome of a former
COMMIT is unknown its rows come again; their ids then collide, and the batch is merged instead.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
from asyncpg.pgproto.pgproto import UUID

from hookshift.domain.records import LogRow
from hookshift.store.database import Connection, close, connect
from hookshift.store.errors import DatabaseAway, translated
from hookshift.store.queries import load

SQL = load("routing_logs")
TABLE = "webhook_routing_logs"
WRITE_SECONDS = 10.0
DAYS_AHEAD = 2
"""A row may be this far ahead of the database's day; further is a broken clock."""

_ID = LogRow._fields.index("id")
_CREATED_AT = LogRow._fields.index("created_at")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_WORTH_CARE = (
    asyncpg.IntegrityConstraintViolationError,  # written before, or no partition for its day
    asyncpg.CharacterNotInRepertoireError,
    asyncpg.UntranslatableCharacterError,
    asyncpg.DataError,
    UnicodeEncodeError,
)
"""What may be one row's fault rather than PostgreSQL's."""


class LogWriter:
    """Writes to one database over one connection, opened when needed."""

    def __init__(self, url: str, retention_days: int) -> None:
        self._url = url
        self._retention_days = retention_days
        self._connection: Connection | None = None

    async def write(self, rows: Sequence[LogRow]) -> int:
        """Writes `rows`; returns how many were given up: past retention, or not storable.

        Raises OperatorError if PostgreSQL cannot take them now; none of them is written then.
        """
        try:
            return await self._write(await self._connected(), list(rows))
        except DatabaseAway:
            await self.close()
            raise

    async def close(self) -> None:
        """Closes the connection; the next write opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await close(connection)

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect(
                self._url, "recorder", pooler=True, command_seconds=WRITE_SECONDS
            )
        return self._connection

    async def _write(self, connection: Connection, rows: list[LogRow]) -> int:
        with translated("write webhook_routing_logs"):
            try:
                await _copy(connection, rows)
            except _WORTH_CARE:
                return await self._write_carefully(connection, rows)
        return 0

    async def _write_carefully(self, connection: Connection, rows: list[LogRow]) -> int:
        """Something about some row: makes the days' partitions, cleans texts, merges by id.

        Rows past retention and rows that still cannot be stored are given up, each alone.
        """
        today: date = await connection.fetchval(SQL["today"])
        oldest = today - timedelta(days=self._retention_days)
        newest = today + timedelta(days=DAYS_AHEAD)
        kept = [_clean(row) for row in rows if oldest <= _day(row) <= newest]
        for day in sorted({_day(row) for row in kept}):
            await connection.execute(SQL["make_partition"], day)
        try:
            await _merge(connection, kept)
        except _WORTH_CARE:
            return len(rows) - len(kept) + await _each(connection, kept)
        return len(rows) - len(kept)


async def _copy(connection: Connection, rows: list[LogRow]) -> None:
    await connection.copy_records_to_table(
        TABLE,
        schema_name="public",
        columns=LogRow._fields,
        records=[_record(row) for row in rows],
        timeout=WRITE_SECONDS,
    )


async def _merge(connection: Connection, rows: list[LogRow]) -> None:
    async with connection.transaction():
        await connection.execute(SQL["stage"])
        await connection.copy_records_to_table(
            "staged_logs",
            columns=LogRow._fields,
            records=[_record(row) for row in rows],
            timeout=WRITE_SECONDS,
        )
        await connection.execute(SQL["merge"])


async def _each(connection: Connection, rows: list[LogRow]) -> int:
    given_up = 0
    for row in rows:
        try:
            await _merge(connection, [row])
        except _WORTH_CARE:
            given_up += 1
    return given_up


def _record(row: LogRow) -> tuple[Any, ...]:
    when = datetime.fromtimestamp(row.created_at, UTC)
    return (UUID(row.id), *row[_ID + 1 : _CREATED_AT], when, *row[_CREATED_AT + 1 :])


def _clean(row: LogRow) -> LogRow:
    return LogRow._make(
        _UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else value for value in row
    )


def _day(row: LogRow) -> date:
    return datetime.fromtimestamp(row.created_at, UTC).date()


async def maintain_partitions(connection: Connection, ahead: int, retention_days: int) -> None:
    """Makes the partitions of the next `ahead` days and drops those past retention.

    Safe when several gateways do it at once. Raises OperatorError.
    """
    with translated("maintain the partitions of webhook_routing_logs"):
        await connection.execute(SQL["make_partitions"], ahead)
        await connection.execute(SQL["drop_partitions"], retention_days)

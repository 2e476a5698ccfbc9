"""Writes the decisions: batches by binary COPY, each row exactly once, and counts them.

A batch and what it adds to the rollups are one transaction, written whole or not at all. When the
outcome of a former COMMIT is unknown its rows come again; their ids then collide, and the batch is
merged instead: only rows that are new are written, and only they are counted. A batch that
PostgreSQL refuses is halved until the row at fault stands alone, and only that row is given up.
Where no row at all is taken it is not the rows that are at fault, but the table: none is given up.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

import asyncpg
from asyncpg.pgproto.pgproto import UUID

from hookshift.core.choice import CopyRows
from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.domain.evidence.tally import Gather
from hookshift.domain.routing.records import COLUMNS, LogRow
from hookshift.store.database import Connection, connect_for_long
from hookshift.store.errors import DatabaseAway, every_row_refused, translated
from hookshift.store.log_columns import BOUNDS, ERROR_CHARACTERS, KINDS, TEXT_CHARACTERS
from hookshift.store.parameters import REPLACEMENT, UNSTORABLE
from hookshift.store.person import forgotten as forgotten_since
from hookshift.store.pooled import BEGIN
from hookshift.store.queries import load
from hookshift.store.reconnecting import ReconnectingConnection
from hookshift.store.rollup_writer import RollupSettings, RollupWriter

log = logging.getLogger(__name__)

SQL = load("routing_logs")
TABLE = "webhook_routing_logs"
WRITE_SECONDS = 10.0
DAYS_AHEAD = 2
"""A row may be this far ahead of the database's day; further is a broken clock."""
_ERROR = LogRow._fields.index("error_message")
_WORTH_CARE = (
    asyncpg.IntegrityConstraintViolationError,  # written before, or no partition for its day
    asyncpg.CharacterNotInRepertoireError,
    asyncpg.UntranslatableCharacterError,
    asyncpg.ProgramLimitExceededError,
    asyncpg.DataError,
    asyncpg.RaiseError,  # somebody's trigger
    TypeError,
    ValueError,
    OverflowError,
)
"""Errors that may be one row's fault rather than PostgreSQL's."""
MOST_NAMED = 10
"""Rows given up of one batch that are named in the log."""

_Record = tuple[Any, ...]
_Pair = tuple[LogRow, _Record]
_ID = COLUMNS.index("id")
_CREATED_AT = COLUMNS.index("created_at")
_columns = itemgetter(*map(LogRow._fields.index, COLUMNS))


class _Refused(NamedTuple):
    row: LogRow
    error: Exception


class LogWriter:
    """Writes to one database over one connection, opened when needed."""

    def __init__(
        self,
        url: str,
        retention_days: int,
        rollups: RollupSettings,
        max_connection_age: float = MAX_CONNECTION_AGE,
        *,
        copied: CopyRows | None = None,
        gather: Gather | None = None,
        people: Callable[[Sequence[LogRow]], Collection[int]] | None = None,
    ) -> None:
        """`copied` writes rows as COPY takes them; None where asyncpg does it.

        `gather` as `domain.evidence.tally.tally` takes it; `people` says whose hashes are in rows,
        None where each row is looked at here.
        """
        self._copied = copied
        self._people = people or _people
        self._retention_days = retention_days
        self._rollups = RollupWriter(rollups, gather)
        self._connection = ReconnectingConnection(
            partial(connect_for_long, url, "recorder", command_seconds=WRITE_SECONDS),
            max_age=max_connection_age,
        )

    async def write(self, rows: Sequence[LogRow]) -> int:
        """Writes `rows`; returns how many were given up: past retention, or not storable.

        Texts are cut to their bounds, characters that PostgreSQL has no room for become U+FFFD.
        Raises OperatorError if PostgreSQL cannot take them now, within WRITE_SECONDS, and
        EveryRowRefused if it refuses each of them; write the same rows again then: those that did
        arrive are not written twice.
        """
        try:
            with translated("write webhook_routing_logs"):
                async with asyncio.timeout(WRITE_SECONDS):
                    connection = await self._connection.get()
                    return await self._write(connection, await self._discreet(connection, rows))
        except DatabaseAway:
            await self.close()
            raise
        except asyncio.CancelledError:
            # In the middle of a COPY: the connection cannot be used again.
            self._connection.drop()
            raise

    async def _discreet(self, connection: Connection, rows: Sequence[LogRow]) -> Sequence[LogRow]:
        """The rows, blanked where they are of somebody who has asked to be forgotten since.

        They may have waited in the spool, of this host or of one that is gone; or their event was
        under way, or waited for its handler, when the person asked.
        """
        people = self._people(rows)
        forgotten = await forgotten_since(connection, people) if people else {}
        if not forgotten:
            return rows
        return [
            _blanked(row)
            if row.person is not None and forgotten.get(row.person, 0.0) >= _happened(row)
            else row
            for row in rows
        ]

    async def close(self) -> None:
        """Closes the connection; the next write opens another."""
        await self._connection.close()

    async def _write(self, connection: Connection, rows: Sequence[LogRow]) -> int:
        try:
            copied = None if self._copied is None else self._copied(rows, KINDS, BOUNDS)
            records = [_record(row) for row in rows] if copied is None else []
            async with _transaction(connection):
                if copied is None:
                    await _copy(connection, TABLE, records, schema="public")
                else:
                    await _copy_bytes(connection, copied)
                senders = await self._rollups.add(connection, rows)
        except _WORTH_CARE:
            return await self._write_carefully(connection, rows)
        self._rollups.remember(senders)
        return 0

    async def _write_carefully(self, connection: Connection, rows: Sequence[LogRow]) -> int:
        today: date = await connection.fetchval(SQL["today"])
        oldest = today - timedelta(days=self._retention_days)
        newest = today + timedelta(days=DAYS_AHEAD)
        kept = [
            pair
            for pair in map(_pair_if_possible, rows)
            if pair is not None and oldest <= pair[1][_CREATED_AT].date() <= newest
        ]
        for day in sorted({record[_CREATED_AT].date() for _, record in kept}):
            await connection.execute(SQL["make_partition"], day)
        refused = await self._merge(connection, kept)
        by_server = [
            each.error for each in refused if isinstance(each.error, asyncpg.PostgresError)
        ]
        # What cannot even be sent is always at fault itself.
        sent = len(kept) - len(refused) + len(by_server)
        if by_server and len(by_server) == sent:
            first = by_server[0]
            raise every_row_refused("write webhook_routing_logs", sent, first) from first
        for row, error in refused[:MOST_NAMED]:
            log.error("Decision %s cannot be stored: %s", UUID(row.id), error)
        if len(refused) > MOST_NAMED:
            log.error("%d more decisions cannot be stored.", len(refused) - MOST_NAMED)
        return len(rows) - len(kept) + len(refused)

    async def _merge(self, connection: Connection, pairs: Sequence[_Pair]) -> list[_Refused]:
        """Adds and counts the rows that are not in the log yet; those that are refused alone."""
        if not pairs:
            return []
        try:
            async with _transaction(connection):
                await connection.execute(SQL["stage"])
                await _copy(connection, "staged_logs", [record for _, record in pairs])
                new = await connection.fetch(SQL["merge"])
                senders = await self._rollups.add(connection, _those(pairs, new))
        except _WORTH_CARE as error:
            middle = len(pairs) // 2
            if middle == 0:
                return [_Refused(pairs[0][0], error)]
            first = await self._merge(connection, pairs[:middle])
            return first + await self._merge(connection, pairs[middle:])
        self._rollups.remember(senders)
        return []


def _people(rows: Sequence[LogRow]) -> Collection[int]:
    return {row.person for row in rows if row.person is not None}


def _blanked(row: LogRow) -> LogRow:
    return row._replace(
        from_number=None, message_id=None, correlation_id="", error_message=None, person=None
    )


def _happened(row: LogRow) -> float:
    """When the row's event came at the latest, in seconds since 1970: not when it was delivered."""
    arrived = row.created_at - row.response_time_ms / 1_000
    return arrived if row.provider_time is None else min(arrived, row.provider_time)


@asynccontextmanager
async def _transaction(connection: Connection) -> AsyncIterator[None]:
    """A transaction; unlike asyncpg's own it sends no ROLLBACK on a lost connection."""
    await connection.execute(BEGIN)
    try:
        yield
        await connection.execute("COMMIT")
    except (asyncpg.PostgresError, *_WORTH_CARE):
        if not connection.is_closed():
            await connection.execute("ROLLBACK")
        raise


async def _copy(
    connection: Connection, table: str, records: list[_Record], *, schema: str | None = None
) -> None:
    await connection.copy_records_to_table(
        table, schema_name=schema, columns=COLUMNS, records=records, timeout=WRITE_SECONDS
    )


async def _copy_bytes(connection: Connection, copied: bytes) -> None:
    async def whole() -> AsyncIterator[bytes]:
        yield copied

    await connection.copy_to_table(
        TABLE,
        source=whole(),
        columns=COLUMNS,
        schema_name="public",
        format="binary",
        timeout=WRITE_SECONDS,
    )


def _those(pairs: Sequence[_Pair], new: Iterable[asyncpg.Record]) -> list[LogRow]:
    """The rows that are among `new`; one that comes twice was written once."""
    keys = {(row["id"], row["created_at"]) for row in new}
    rows: list[LogRow] = []
    for row, record in pairs:
        key = (record[_ID], record[_CREATED_AT])
        if key in keys:
            keys.remove(key)
            rows.append(row)
    return rows


def _record(row: LogRow) -> _Record:
    # Only these texts come from outside; one comparison tells that they all fit.
    text = f"{row.from_number}{row.message_id}{row.event_type}{row.correlation_id}"
    if len(text) > TEXT_CHARACTERS or len(row.error_message or "") > ERROR_CHARACTERS:
        row = _repaired(row)
    return _converted(row)


def _pair_if_possible(row: LogRow) -> _Pair | None:
    try:
        repaired = _repaired(row)
        return repaired, _converted(repaired)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def _converted(row: LogRow) -> _Record:
    record = list(_columns(row))
    record[_ID] = UUID(row.id)
    record[_CREATED_AT] = datetime.fromtimestamp(row.created_at, UTC)
    return tuple(record)


def _repaired(row: LogRow) -> LogRow:
    return LogRow._make(
        _storable(value, ERROR_CHARACTERS if column == _ERROR else TEXT_CHARACTERS)
        for column, value in enumerate(row)
    )


def _storable(value: object, characters: int) -> object:
    if not isinstance(value, str):
        return value
    return UNSTORABLE.sub(REPLACEMENT, value[:characters])


async def maintain_partitions(connection: Connection, ahead: int, retention_days: int) -> None:
    """Makes the partitions of the next `ahead` days and drops those past retention.

    Safe when several gateways do it at once. Raises OperatorError.
    """
    with translated("maintain the partitions of webhook_routing_logs"):
        await connection.execute(SQL["make_partitions"], ahead)
        await connection.execute(SQL["drop_partitions"], retention_days)


async def missing_partitions(connection: Connection, *, of_payloads: bool = False) -> list[str]:
    """Days from today to the day after tomorrow that have no partition.

    In the log, or among the bodies of durable sources. Raises OperatorError.
    """
    with translated("read which partitions are missing"):
        rows = await connection.fetch(SQL["missing_partitions"], of_payloads)
    return [str(row["day"]) for row in rows]

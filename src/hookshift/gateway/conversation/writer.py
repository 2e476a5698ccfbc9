"""Writes what is remembered to PostgreSQL, behind the webhooks.

What is noted twice before it is written is written once, as it was last. While PostgreSQL is away
it waits in memory, within a bound; beyond it the oldest is dropped and counted: the shared table of
this host still has it. A row that PostgreSQL refuses while it takes others is set aside alone.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Generic, TypeVar

from hookshift.background import BackgroundLoop, Backoff
from hookshift.domain.conversation.records import MessageRecord, PersonRecord
from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.domain.errors import OperatorError
from hookshift.gateway.conversation.memory import Waiting
from hookshift.store import conversations as store
from hookshift.store.conversations import Turn
from hookshift.store.database import Connection, connect_for_long
from hookshift.store.errors import ValueRefused, every_row_refused
from hookshift.store.reconnecting import ReconnectingConnection

log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.2
ROWS = 1_000
"""Rows of a kind that are written at once, and that do not wait for FLUSH_SECONDS."""
BOUND = 100_000
"""Rows of a kind that wait."""
WRITE_SECONDS = 5.0
STOP_SECONDS = 2.0
INITIAL_BACKOFF, MAX_BACKOFF = 0.1, 5.0
MOST_REFUSED = 8
"""Rows refused alone, before any is taken, after which it is the table that is at fault."""

Row = TypeVar("Row")
Corrected = Callable[[Mapping[int, PersonRecord]], None]
Known = Callable[[Iterable[int]], None]


class ConversationWriter(BackgroundLoop[int]):
    """Writes for `host`, the number of a shared table; belongs to one event loop.

    `corrected` gets aliases that belong to somebody else than was noted, `known` of all that
    PostgreSQL knows now.
    """

    def __init__(
        self,
        url: str,
        host: int,
        corrected: Corrected,
        *,
        known: Known | None = None,
        max_connection_age: float = MAX_CONNECTION_AGE,
        bound: int = BOUND,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(STOP_SECONDS)
        self._host = host
        self._corrected = corrected
        self._known = known
        self._bound = bound
        self._monotonic = monotonic
        self._backoff = Backoff(INITIAL_BACKOFF, MAX_BACKOFF)
        self._retry_at = 0.0
        self._connection = ReconnectingConnection(
            partial(connect_for_long, url, "conversations", command_seconds=WRITE_SECONDS),
            max_age=max_connection_age,
        )
        self._people: dict[int, PersonRecord] = {}
        self._turns: dict[int, Turn] = {}
        self._messages: dict[int, MessageRecord] = {}
        self.written = 0
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """How many rows are in memory."""
        return len(self._people) + len(self._turns) + len(self._messages)

    @property
    def may_add(self) -> Waiting:
        """Turns and messages, to which others may add while they are fewer than the number."""
        return self._turns, self._messages, min(ROWS - 1, self._bound), Turn

    def person(self, alias: int, record: PersonRecord) -> None:
        """Notes who an alias belongs to."""
        self._add(self._people, alias, record)

    def turn(self, key: int, turn: Turn) -> None:
        """Notes a turn of a conversation."""
        self._add(self._turns, key, turn)

    def message(self, key: int, record: MessageRecord) -> None:
        """Notes what a message was about."""
        self._add(self._messages, key, record)

    async def run_once(self) -> int:
        """Writes one batch of each kind; returns how many rows were taken."""
        if not self.waiting or self._monotonic() < self._retry_at:
            return 0
        before = self.written
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                connection = await self._connection.get()
                await self._write(connection)
        except Exception as error:
            # The task must go on, whatever the error is.
            self._failed(error)
            return 0
        except asyncio.CancelledError:
            self._connection.drop()
            raise
        if self._error is not None:
            log.warning("Conversations are written to PostgreSQL again.")
        self._error, self._retry_at = None, 0.0
        self._backoff.reset()
        return self.written - before

    def pause(self, _taken: int) -> float:
        """A full batch is written at once."""
        full = max(len(self._people), len(self._turns), len(self._messages)) >= ROWS
        return 0.0 if full and self._error is None else FLUSH_SECONDS

    async def close(self) -> None:
        """Writes what is left, as far as PostgreSQL takes it in STOP_SECONDS."""
        self._retry_at = 0.0
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                while await self.run_once():
                    pass
        self.dropped += self.waiting
        await self._connection.close()

    def _add(self, rows: dict[int, Row], key: int, row: Row) -> None:
        if len(rows) >= self._bound and key not in rows:
            del rows[next(iter(rows))]
            self._drop(1)
        rows[key] = row
        if len(rows) == ROWS:
            self.wake()

    def _drop(self, rows: int) -> None:
        if not self.dropped:
            log.error(
                "Conversations are dropped: PostgreSQL does not accept them, and more than %d are "
                "waiting. Other hosts will not know them.",
                self._bound,
            )
        self.dropped += rows

    async def _write(self, connection: Connection) -> None:
        # People first: whoever finds a conversation shall find whose it is.
        await self._write_kind(self._people, partial(self._write_people, connection))
        await self._write_kind(
            self._turns, partial(store.note_conversations, connection, self._host)
        )
        await self._write_kind(self._messages, partial(store.note_messages, connection))

    async def _write_people(
        self, connection: Connection, people: Mapping[int, PersonRecord]
    ) -> None:
        other = await store.note_people(connection, self._host, people)
        if other:
            self._corrected(other)
        if self._known is not None:
            self._known(people)

    async def _write_kind(
        self, rows: dict[int, Row], write: Callable[[Mapping[int, Row]], Awaitable[None]]
    ) -> None:
        batch = dict(islice(rows.items(), ROWS))
        if not batch:
            return
        for key in batch:
            del rows[key]
        division = _Division[Row](write)
        try:
            await division.write(batch)
        finally:
            taken, refused = division.taken, division.refused
            if not taken:
                refused = {}
            if len(taken) < len(batch):
                done = taken | refused.keys()
                self._put_back(rows, {key: batch[key] for key in batch if key not in done})
            self.written += len(taken)
            self.dropped += len(refused)
        if division.refused:
            error = next(iter(division.refused.values()))
            if not taken:
                raise every_row_refused("write conversations", len(batch), error) from error
            log.error("%d rows of conversations are set aside: %s", len(division.refused), error)

    def _put_back(self, rows: dict[int, Row], left: dict[int, Row]) -> None:
        """What was not taken comes first again, unless it was noted anew."""
        if not left:
            return
        newer = dict(rows)
        rows.clear()
        rows |= left | newer
        while len(rows) > self._bound:
            del rows[next(iter(rows))]
            self._drop(1)

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, ValueRefused):
            self._connection.drop()
        text = str(error) or f"no answer within {WRITE_SECONDS:g} s"
        if self._error is None:
            unexpected = None if isinstance(error, OperatorError | TimeoutError) else error
            log.warning("Conversations wait for PostgreSQL: %s", text, exc_info=unexpected)
        self._error = text
        self._retry_at = self._monotonic() + self._backoff.next()


class _Division(Generic[Row]):
    """Rows written by halves where PostgreSQL refuses them, until the one at fault is alone."""

    def __init__(self, write: Callable[[Mapping[int, Row]], Awaitable[None]]) -> None:
        self._write = write
        self.taken: set[int] = set()
        self.refused: dict[int, ValueRefused] = {}

    async def write(self, rows: Mapping[int, Row]) -> None:
        """Raises OperatorError, but for rows at fault themselves, which are in `refused`."""
        if len(self.refused) >= MOST_REFUSED and not self.taken:
            return
        try:
            await self._write(rows)
            self.taken |= rows.keys()
        except ValueRefused as error:
            if len(rows) == 1:
                self.refused |= dict.fromkeys(rows, error)
                return
            middle = len(rows) // 2
            await self.write(dict(islice(rows.items(), middle)))
            await self.write(dict(islice(rows.items(), middle, None)))

"""Writes the log of decisions, away from the path of a webhook.

`record` adds to a queue, which one task writes to PostgreSQL in batches. While PostgreSQL is away
batches go to the spool; when it is back the spool is emptied batch by batch between new ones. A
queue at its bound overflows into the spool at once. Rows that the spool cannot take either are
dropped, and counted by reason.

A batch of which PostgreSQL refuses each row is kept in the spool, too: a trigger may refuse
whatever comes. It is given up only if it is refused again after other rows were taken.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from hookshift.background import BackgroundLoop, Backoff
from hookshift.core.choice import MakeQueue
from hookshift.domain.errors import OperatorError
from hookshift.domain.routing.records import LogRow
from hookshift.gateway.record.row_queue import RowList
from hookshift.gateway.record.spool import Spool, SpoolFull
from hookshift.store.errors import EveryRowRefused

log = logging.getLogger(__name__)

WRITE_SECONDS = 10.0
STOP_SECONDS = 4.0
"""Time limit for writing the last rows; then they are spooled. Well below `supervisor.GRACE`."""
INITIAL_BACKOFF, MAX_BACKOFF = 0.1, 2.0
PROMPT_ROWS = 500
"""So many rows do not wait for others: no webhook is served while a batch is prepared, and
PostgreSQL works on it in one burst. Of fewer rows each costs more: what a batch costs beside its
rows is shared. What gathers during a write goes together, up to `batch_rows`.
"""
REFUSED_SECONDS = 0.005
"""The wait for each row that was refused alone, which costs PostgreSQL a transaction or two."""


class LogSink(Protocol):
    """Where rows end up; `store.routing_logs.LogWriter` is the real one."""

    async def write(self, rows: Sequence[LogRow]) -> int:
        """Writes all rows, or raises OperatorError; returns how many it gave up for good.

        Raises EveryRowRefused if the table takes none of them, one by one.
        """


@dataclass(frozen=True, slots=True)
class RecorderSettings:
    """Settings of the recorder; names as in `[recorder]` of hookshift.toml."""

    flush_seconds: float
    batch_rows: int
    buffer_rows: int


class Recorder(BackgroundLoop[int]):
    """Records log rows. Started once, stopped once; it belongs to one event loop."""

    def __init__(
        self,
        settings: RecorderSettings,
        sink: LogSink,
        spool: Spool,
        monotonic: Callable[[], float] = time.monotonic,
        make_queue: MakeQueue = RowList,
    ) -> None:
        super().__init__(STOP_SECONDS)
        self._settings = settings
        self._backoff = Backoff(INITIAL_BACKOFF, MAX_BACKOFF)
        self._sink = sink
        self._spool = spool
        self._monotonic = monotonic
        self.queue = make_queue(
            settings.batch_rows, min(PROMPT_ROWS, settings.batch_rows), self._on_many
        )
        """Rows in memory. Whoever adds to it records, as `record` does."""
        self._writing: Sequence[LogRow] = ()
        self._retry_at = 0.0
        self._stop_by = 0.0
        """When a stop must have ended, by the loop's clock."""
        self._spool_retry_at = 0.0
        self._spool_error: str | None = None
        self._taken = 0
        """Batches that PostgreSQL took."""
        self._refused = False
        """Whether it refused each row of the last batch."""
        self._suspect: tuple[bytes, int] | None = None
        """The spool's oldest batch, by its first row, if it was refused; and `_taken` then."""
        self.written = 0
        self.spooled = 0
        self.dropped: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        """How many rows are in memory."""
        return len(self.queue)

    @property
    def error(self) -> str | None:
        """Why rows cannot be written, or the spool not be read; None if they can."""
        return self._error or self._spool_error

    @property
    def away(self) -> bool:
        """Whether PostgreSQL did not take the last batch."""
        return self._retry_at > 0

    def oldest_unwritten(self) -> float | None:
        """When the oldest decision was made that is not in the table; None if there is none.

        In seconds since 1970, by the clock that stamps the rows. It may be in memory, in the batch
        that is being written (also if its outcome is not known), or in the spool, which may hold
        rows of a former worker. A row is stamped and recorded without an await in between, so a
        caller that reads the clock and then calls this, likewise, misses none.
        """
        writing = self._writing[0].created_at if self._writing else None
        found = (self.queue.oldest(), writing, self._spool.oldest_decision())
        return min((each for each in found if each is not None), default=None)

    def record(self, row: LogRow) -> None:
        """Adds a row; never waits for PostgreSQL."""
        self.queue.append(row)

    def _on_many(self) -> None:
        if len(self.queue) > self._settings.buffer_rows:
            self._overflow()
        self.wake()

    async def stop(self) -> None:
        """Writes what is in memory; what PostgreSQL has not taken in STOP_SECONDS is spooled."""
        self._stop_by = asyncio.get_running_loop().time() + STOP_SECONDS
        await super().stop()

    async def close(self) -> None:
        """Writes the last rows in what is left of STOP_SECONDS."""
        self._retry_at = 0.0
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._stop_by):
                while self.queue and not self.away:
                    await self._write_new()
        while self.queue:
            self._overflow()

    async def run_once(self) -> int:
        """Moves one batch a step further; returns the number of rows that reached the table."""
        if self._monotonic() < self._retry_at:
            if len(self.queue) >= self._settings.batch_rows:
                self._overflow()
            return 0
        written = 0
        if self.queue:
            written = await self._write_new()
            if self.away:
                return 0
        # After new rows, not instead of them: under load the list is never empty.
        if self._spool_ready and len(self.queue) < self._settings.batch_rows:
            written += await self._write_spooled()
        return written

    @property
    def _spool_ready(self) -> bool:
        return len(self._spool) > 0 and self._monotonic() >= self._spool_retry_at

    async def _write_new(self) -> int:
        # Taken out first: `record` may overflow the queue while the write is under way.
        batch = self.queue.take()
        self._writing = batch
        written = False
        try:
            written = await self._write(batch)
        finally:
            # Also when cancelled: these rows are nowhere else any more.
            if not written:
                self._to_spool(batch)
            self._writing = ()
        return len(batch) if written else 0

    async def _write_spooled(self) -> int:
        try:
            batch = self._spool.oldest()
        except OSError as error:
            log.warning("The spool cannot be read; trying again: %s", error)
            self._spool_retry_at = self._monotonic() + MAX_BACKOFF
            self._spool_error = f"the spool cannot be read: {error}"
            return 0
        self._spool_error = None
        if not batch:
            return 0
        if not await self._write(batch):
            if not self._is_at_fault(batch):
                return 0
            self._give_up(batch)
            return 0
        self._remove_spooled(batch)
        return len(batch)

    def _is_at_fault(self, batch: Sequence[LogRow]) -> bool:
        """Whether `batch` was refused once more, and other rows were taken in between."""
        if not self._refused:
            return False
        first = batch[0].id
        if self._suspect is None or self._suspect[0] != first:
            self._suspect = (first, self._taken)
        return self._taken > self._suspect[1]

    def _give_up(self, batch: Sequence[LogRow]) -> None:
        log.error("%d decisions are dropped, while others are taken: %s", len(batch), self._error)
        self.dropped["not_storable"] += len(batch)
        self._recovered()
        self._remove_spooled(batch)

    def _remove_spooled(self, batch: Sequence[LogRow]) -> None:
        # The batch may be a former worker's, and never have been counted here.
        self.spooled = max(0, self.spooled - len(batch))
        with suppress(OSError):
            self._spool.remove()

    def _recovered(self) -> None:
        self._retry_at = 0.0
        self._backoff.reset()
        self._error = None

    async def _write(self, batch: Sequence[LogRow]) -> bool:
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                given_up = await self._sink.write(batch)
        except Exception as error:
            # The task must go on, whatever the error is: without it nothing is recorded.
            self._error = str(error) or f"no answer within {WRITE_SECONDS:g} s"
            if not self.away:
                unexpected = None if isinstance(error, OperatorError | TimeoutError) else error
                log.warning(
                    "Decisions go to the spool until PostgreSQL takes them: %s",
                    self._error,
                    exc_info=unexpected,
                )
            self._refused = isinstance(error, EveryRowRefused)
            wait = self._backoff.next()
            if self._refused:
                wait = max(wait, REFUSED_SECONDS * len(batch))
            self._retry_at = self._monotonic() + wait
            return False
        if self.away:
            log.warning("Decisions are written to PostgreSQL again.")
        self._recovered()
        self._taken += given_up < len(batch)
        self.written += len(batch) - given_up
        if given_up:
            self.dropped["not_storable"] += given_up
        return True

    def _overflow(self) -> None:
        self._to_spool(self.queue.take())

    def _to_spool(self, batch: Sequence[LogRow]) -> None:
        # Done on the event loop: some hundred kilobytes take a few milliseconds, and it is rare.
        try:
            self._spool.append(batch)
            self.spooled += len(batch)
        except SpoolFull:
            self._drop("spool_full", len(batch))
        except OSError as error:
            self._drop("disk", len(batch), error)

    def _drop(self, reason: str, rows: int, error: OSError | None = None) -> None:
        if not self.dropped[reason]:
            log.error("Decisions are dropped (%s): %s", reason, error or "recorder.spool_bytes")
        self.dropped[reason] += rows

    def pause(self, _written: int) -> float:
        """A batch is written at once when it is full, else after `flush_seconds`."""
        return 0.0 if self._more_to_write else self._settings.flush_seconds

    @property
    def _more_to_write(self) -> bool:
        # A spool is emptied without pauses even if some new row is always waiting: at a batch per
        # flush_seconds, catching up would take about as long as PostgreSQL was away.
        full = len(self.queue) >= self._settings.batch_rows
        return not self.away and (full or self._spool_ready)

"""Looks up in PostgreSQL what memory lacks; the one wait of the relay path.

What all webhooks of one turn of the event loop lack is asked for in one query, over one connection;
what comes meanwhile goes together in the next. A webhook waits LOOK_UP_SECONDS at most. An answer
that comes later is remembered all the same, but for a second after one was late nobody waits any
more, except whoever names a bound of their own (durable sources, which answer after their commit).
While there is no connection nobody waits at all: it is opened beside the webhooks.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from hookshift.background import BackgroundLoop
from hookshift.domain.conversation.records import MissingKeys
from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.domain.errors import OperatorError
from hookshift.store import conversations as store
from hookshift.store.conversations import Known
from hookshift.store.database import Connection, close, connect_for_long
from hookshift.store.reconnecting import AdaptiveOpening

log = logging.getLogger(__name__)

LOOK_UP_SECONDS = 0.02
SILENT_SECONDS = 1.0
"""How long nobody waits after an answer was late."""
QUERY_SECONDS = 2.0
"""After which an answer is not waited for in the background either."""
MOST_WAITING = 1_000
MOST_KEYS = 1_000
"""Keys of one query; further ones go in the next."""
CHECK_SECONDS = 1.0

Learn = Callable[[MissingKeys, Known], None]


class _Waiter(NamedTuple):
    """Who waits for an answer."""

    wanted: MissingKeys
    answered: asyncio.Future[bool]
    is_patient: bool
    """Whether they have named a bound of their own."""


class ConversationLookup(BackgroundLoop[None]):
    """Looks up for the webhooks of one event loop; `learn` gets what was found."""

    def __init__(
        self,
        url: str,
        learn: Learn,
        *,
        max_connection_age: float = MAX_CONNECTION_AGE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._opens = AdaptiveOpening(
            partial(connect_for_long, url, "conversations lookup", command_seconds=QUERY_SECONDS),
            monotonic=monotonic,
        )
        self._learn = learn
        self._max_age = max_connection_age
        self._monotonic = monotonic
        self._connection: Connection | None = None
        self._opened_at = 0.0
        self._silent_until = 0.0
        self._asking: list[_Waiter] = []
        self._query: asyncio.Task[None] | None = None
        self._waiting = 0
        self.lookups = 0
        self.timeouts = 0
        self.unanswered = 0
        """Look-ups that did not wait: no connection, too many wait, or a late answer before."""

    async def look_up(self, wanted: MissingKeys, within: float | None = None) -> bool:
        """Whether PostgreSQL has answered in time; then what it knows has been learnt.

        `within` is in seconds; None for LOOK_UP_SECONDS, and not at all while answers are late.
        """
        self.lookups += 1
        if not self._may_ask(is_patient=within is not None):
            self.unanswered += 1
            return False
        loop = asyncio.get_running_loop()
        waiter = _Waiter(wanted, loop.create_future(), within is not None)
        self._asking.append(waiter)
        if self._query is None:
            self._query = loop.create_task(self._ask())
        # Its own timer: `asyncio.timeout` would cancel the task that relays.
        seconds = LOOK_UP_SECONDS if within is None else within
        timer = loop.call_later(seconds, self._late, waiter)
        self._waiting += 1
        try:
            return await waiter.answered
        finally:
            self._waiting -= 1
            timer.cancel()

    async def run_once(self) -> None:
        """Opens a connection where there is none, or the one there is has grown old."""
        former = self._connection
        usable = former is not None and not former.is_closed()
        if usable and self._monotonic() < self._opened_at + self._max_age:
            return
        if not usable:
            self._connection = None
        try:
            fresh = await self._opens()
            # Prepared, and its plans made, before a webhook waits for them: of a kind of which
            # nothing is wanted there would be none.
            await store.known(fresh, MissingKeys((0,), (0,), (0,)))
        except OperatorError as error:
            if self._error is None:
                log.warning("Conversations cannot be looked up: %s", error)
            self._error = str(error)
            self._opened_at = self._monotonic()
            return
        self._connection, self._opened_at, self._error = fresh, self._monotonic(), None
        if former is not None and usable:
            if self._query is not None:
                await asyncio.wait([self._query], timeout=QUERY_SECONDS)
            await close(former)

    def pause(self, _result: None) -> float:
        """Woken when a connection is lost."""
        return CHECK_SECONDS

    async def close(self) -> None:
        """Answers everybody and ends the connection."""
        connection, self._connection = self._connection, None  # from now on nobody may ask
        if self._query is not None:
            self._query.cancel()
            await asyncio.wait([self._query], timeout=QUERY_SECONDS)
        self._answer(self._asking, answer=False)
        if connection is not None:
            await close(connection)

    def _may_ask(self, *, is_patient: bool) -> bool:
        connection = self._connection
        if connection is None or connection.is_closed():
            self.wake()
            return False
        is_silent = not is_patient and self._monotonic() < self._silent_until
        return self._waiting < MOST_WAITING and not is_silent

    def _late(self, waiter: _Waiter) -> None:
        if waiter.answered.done():
            return
        if waiter.is_patient:
            self.timeouts += 1
            self._answer([waiter], answer=False)
        else:
            self._slow([waiter])

    def _slow(self, waiting: Sequence[_Waiter]) -> None:
        """An answer is late: nobody waits for it, nor behind it, nor in the next second."""
        self._silent_until = self._monotonic() + SILENT_SECONDS
        late = [each for each in (*waiting, *self._asking) if not each.is_patient]
        self.timeouts += max(1, sum(not each.answered.done() for each in late))
        self._answer(late, answer=False)

    async def _ask(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            # Everything that becomes ready in this turn of the loop asks first.
            await asyncio.sleep(0)
            while self._asking:
                wanted, waiting = self._gathered()
                answer = False
                # Beside each webhook's own timer: whoever has asked may be gone by then.
                timer = loop.call_later(LOOK_UP_SECONDS, self._slow, waiting)
                try:
                    answer = await self._fetch(wanted)
                finally:
                    timer.cancel()
                    self._answer(waiting, answer=answer)
        finally:
            self._query = None

    async def _fetch(self, wanted: MissingKeys) -> bool:
        connection = self._connection
        if connection is None:
            return False
        try:
            async with asyncio.timeout(QUERY_SECONDS):
                found = await store.known(connection, wanted)
        except (OperatorError, TimeoutError) as error:
            if self._error is None:
                log.warning("Conversations cannot be looked up: %s", error)
            self._error = str(error) or f"no answer within {QUERY_SECONDS:g} s"
            self._silent_until = self._monotonic() + SILENT_SECONDS
            self._lose(connection)
            return False
        except BaseException:
            self._lose(connection)
            raise
        self._learn(wanted, found)
        return True

    def _lose(self, connection: Connection) -> None:
        connection.terminate()
        if self._connection is connection:
            self._connection = None
        self.wake()

    def _gathered(self) -> tuple[MissingKeys, list[_Waiter]]:
        """What those want who have asked, up to MOST_KEYS; at least one of them."""
        taken, keys = 0, 0
        kinds: tuple[set[int], set[int], set[int]] = (set(), set(), set())
        for wanted, *_ in self._asking:
            keys += sum(map(len, wanted))
            if taken and keys > MOST_KEYS:
                break
            taken += 1
            for kind, added in zip(kinds, wanted, strict=True):
                kind.update(added)
        waiting = self._asking[:taken]
        del self._asking[:taken]
        return MissingKeys(*map(tuple, kinds)), waiting

    def _answer(self, waiting: Sequence[_Waiter], *, answer: bool) -> None:
        for each in waiting:
            with suppress(asyncio.InvalidStateError):
                each.answered.set_result(answer)

"""Tells people what rollouts do.

Life: connect, then a round every ROUND_SECONDS: messages are made of what is new in the history,
those that wait beyond the bounds are given up, and for each notifier that is not busy one message
that is due is claimed and sent. All of it is in PostgreSQL (`store/outbox.py`): whoever leads next
goes on with it. A round waits for its own notifiers only, so one that hangs delays its own
messages; the next round does without it. While PostgreSQL is away nobody is notified, and the
messages wait in the history.
"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple

from hookshift.background import STOP_SECONDS, BackgroundLoop
from hookshift.config.schema import notifiers as settings
from hookshift.controller.notify.alert import about_alert
from hookshift.controller.notify.answer import INITIAL_BACKOFF, Answer, Patience, follow
from hookshift.controller.notify.channel import PATIENCE, NotifierChannel
from hookshift.controller.notify.message import NotificationText, about
from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.domain.errors import OperatorError
from hookshift.store import outbox
from hookshift.store.database import Connection, connect
from hookshift.store.outbox import AlertEntry, Bounds, DueMessage, GivenUp
from hookshift.store.reconnecting import ReconnectingConnection

log = logging.getLogger(__name__)

ROUND_SECONDS = 1.0
CONNECT_SECONDS = 2.0
COMMAND_SECONDS = 5.0
FRESH_SECONDS = 3_600.0
"""A new notifier gets what happened so long ago, and nothing older."""
BOUNDS = Bounds(age=21_600.0, backlog=100, per_minute=20, claim=60.0)


class SendAttempt(NamedTuple):
    """One attempt of a round."""

    due: DueMessage
    answer: Answer


class Notifier(BackgroundLoop[list[SendAttempt]]):
    """Sends the notifiers' messages, as long as `leads` says that it may."""

    def __init__(
        self,
        url: str,
        notifiers: Sequence[settings.NotifierConfig],
        *,
        leads: Callable[[], bool] = lambda: True,
        patience: Patience = PATIENCE,
        bounds: Bounds = BOUNDS,
        initial_backoff: float = INITIAL_BACKOFF,
        max_connection_age: float = MAX_CONNECTION_AGE,
    ) -> None:
        super().__init__()
        self._channels = {each.name: NotifierChannel(each, patience) for each in notifiers}
        self._leads = leads
        self._bounds = bounds
        self._first_wait = initial_backoff
        self._connection = ReconnectingConnection(
            partial(connect, url, "notifier", command_seconds=COMMAND_SECONDS),
            self._meet,
            connect_seconds=CONNECT_SECONDS,
            max_age=max_connection_age,
        )
        self._database = asyncio.Lock()
        self._busy: set[str] = set()
        self._rounds: set[asyncio.Task[list[SendAttempt]]] = set()

    async def start(self) -> None:
        """Begins, if there is a notifier."""
        if self._channels:
            await super().start()

    async def close(self) -> None:
        """Lets the attempts in progress end; the others are made by whoever leads next."""
        if self._rounds:
            await asyncio.wait(self._rounds, timeout=STOP_SECONDS)
        for each in self._rounds:
            each.cancel()
        await self._connection.close()

    async def step(self) -> float:
        """Begins a round and does not wait for it: a notifier that hangs delays only its own."""
        self._rounds = {each for each in self._rounds if not each.done()}
        # One that waits for PostgreSQL is enough.
        if not self._database.locked():
            self._rounds.add(asyncio.create_task(self.run_once()))
        return ROUND_SECONDS

    def pause(self, _attempts: list[SendAttempt]) -> float:
        """Rounds begin at a fixed pace."""
        return ROUND_SECONDS

    async def run_once(self) -> list[SendAttempt]:
        """One round: every notifier that is not busy sends one message, if it has any.

        Returns when the last of them has answered, or has not in time.
        """
        if not self._channels or not self._leads():
            return []
        try:
            due = await self._due()
            if self._error is not None:
                log.warning("notifications work again")
            self._error = None
            return list(await asyncio.gather(*(self._attempt(each) for each in due)))
        except OperatorError as error:
            self._fail(str(error))
        except Exception as error:
            # A task that ends here would never be missed.
            if self._error is None:
                log.exception("Unexpected error in notifying")
            self._fail(repr(error))
        return []

    async def _due(self) -> list[DueMessage]:
        async with self._using() as connection:
            wanted = [(name, news) for name, each in self._channels.items() for news in each.on]
            await outbox.fill(connection, wanted)
            for given_up in await outbox.tidy(connection, self._bounds):
                _complain(given_up)
            free = [name for name in self._channels if name not in self._busy]
            due = await outbox.claim(connection, free, self._bounds)
            self._busy.update(each.notifier for each in due)
        return due

    async def _attempt(self, due: DueMessage) -> SendAttempt:
        try:
            message = _message(due)
            answer = await self._channels[due.notifier].send(message)
            try:
                async with self._using() as connection:
                    await self._note(connection, due, answer)
            except OperatorError as error:
                # Its claim runs out, and it is sent again, under the same id.
                self._fail(str(error))
        finally:
            self._busy.discard(due.notifier)
        return SendAttempt(due, answer)

    async def _note(self, connection: Connection, due: DueMessage, answer: Answer) -> None:
        if answer.good:
            await outbox.sent(connection, due)
            return
        after = follow(answer, due.attempt, random.random(), self._first_wait)  # noqa: S311
        if after.rest is not None:
            await outbox.pause(connection, due.notifier, after.rest)
        await outbox.failed(connection, due, answer.text, after.wait)
        if after.wait is None:
            _complain(GivenUp(due.id, due.notifier, outbox.what(due.entry), answer.text))

    def _fail(self, error: str) -> None:
        if self._error is None:
            log.error("notifications cannot be sent: %s", error)
        self._error = error

    @asynccontextmanager
    async def _using(self) -> AsyncIterator[Connection]:
        """The connection, for one user at a time; it is dropped when something goes wrong."""
        async with self._database:
            try:
                yield await self._connection.get()
            except BaseException:
                self._connection.drop()
                raise

    async def _meet(self, opened: Connection) -> None:
        await outbox.register(opened, sorted(self._channels), FRESH_SECONDS)


def _message(due: DueMessage) -> NotificationText:
    name = f"msg_{due.id.hex}"
    if isinstance(due.entry, AlertEntry):
        return about_alert(name, due.entry)
    return about(name, due.entry, due.plan)


def _complain(given_up: GivenUp) -> None:
    log.error("notifier %s gives up on %s: %s", given_up.notifier, given_up.what, given_up.error)

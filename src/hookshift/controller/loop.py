"""The controller: reconciles the open rollout again and again, as long as it leads.

Life: connect, LISTEN where that exists, then make passes: one at once, one at each NOTIFY (the
configuration or a rollout has changed), and one every RECONCILE_SECONDS in any case. A pass first
acquires or renews the lease; without it, it does nothing else. A pass that fails drops the
connection, and the next one opens another. All of a rollout is in PostgreSQL, so there is nothing
else to repair.
"""

import asyncio
import logging
import os
import time
from contextlib import suppress
from functools import partial

from hookshift.background import STOP_SECONDS, BackgroundLoop
from hookshift.controller.apply import Overtaken
from hookshift.controller.observation import Frozen
from hookshift.controller.reconcile import reconcile
from hookshift.controller.story import StoryLog
from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.domain.errors import OperatorError
from hookshift.store.config_watch import CHANNEL as CONFIG_CHANNEL
from hookshift.store.database import Connection, connect
from hookshift.store.leases import ROLLOUTS, acquire, give_up
from hookshift.store.reconnecting import ReconnectingConnection, listen
from hookshift.store.rollouts import CHANNEL as ROLLOUT_CHANNEL

log = logging.getLogger(__name__)

RECONCILE_SECONDS = 0.5
CONNECT_SECONDS = 2.0
COMMAND_SECONDS = 5.0
RECONCILE_TIMEOUT = 20.0
"""Seconds after which a pass is given up, and its connection dropped."""


class Controller(BackgroundLoop[bool]):
    """Runs the open rollout, if there is one and nobody else does."""

    def __init__(
        self,
        url: str,
        lease_seconds: float,
        frozen: Frozen,
        max_connection_age: float = MAX_CONNECTION_AGE,
        story: StoryLog | None = None,
    ) -> None:
        super().__init__()
        self._story = story
        self._lease_seconds = lease_seconds
        self._frozen = frozen
        self._holder = f"{os.uname().nodename}:{os.getpid()}:{time.time_ns()}"
        self._connection = ReconnectingConnection(
            partial(connect, url, "controller", command_seconds=COMMAND_SECONDS),
            self._listen,
            connect_seconds=CONNECT_SECONDS,
            max_age=max_connection_age,
        )
        self._term: int | None = None

    @property
    def leads(self) -> bool:
        """Whether this controller had the lease in its last pass."""
        return self._term is not None

    async def close(self) -> None:
        """Gives the lease up for another controller."""
        if self._connection.opened is not None:
            with suppress(OperatorError, TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await give_up(self._connection.opened, ROLLOUTS, self._holder)
            await self._connection.close()

    def pause(self, more: bool) -> float:
        """A pass is made again at once if there is more to do."""
        return 0.0 if more else RECONCILE_SECONDS

    async def run_once(self) -> bool:
        """Makes one pass; True if there is more to do at once."""
        try:
            async with asyncio.timeout(RECONCILE_TIMEOUT):
                more = await self._reconcile(await self._connection.get())
        except Overtaken as error:
            log.warning("%s; trying again", error)
            return True
        except (OperatorError, TimeoutError) as error:
            self._fail(str(error) or "PostgreSQL did not answer in time")
            return False
        except Exception as error:
            # If the loop ended here nobody would notice, and no gate could roll back any more.
            if self._error is None:
                log.exception("unexpected error while reconciling the rollout")
            self._fail(repr(error))
            return False
        if self._error is not None:
            log.warning("the controller works again")
        self._error = None
        return more

    async def _reconcile(self, connection: Connection) -> bool:
        if self._story is not None:
            # Before anything that can take long, or be overtaken again and again.
            await self._story.log_if_possible(connection)
        fence = await acquire(connection, ROLLOUTS, self._holder, self._lease_seconds)
        self._note_term(fence.term if fence else None)
        return fence is not None and await reconcile(connection, fence, self._frozen)

    def _note_term(self, term: int | None) -> None:
        if term != self._term:
            if term:
                log.warning("acquired leadership (term %d)", term)
            else:
                log.warning("lost leadership")
        self._term = term

    def _fail(self, error: str) -> None:
        if error != self._error:
            log.error("rollouts are not advancing: %s", error)
        self._error = error
        self._connection.drop()

    async def _listen(self, opened: Connection) -> None:
        await listen(opened, (CONFIG_CHANNEL, ROLLOUT_CHANNEL), self.wake)

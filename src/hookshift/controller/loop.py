"""The controller: one turn after the other, as long as it leads.

Life: connect, LISTEN where that exists, then turn: at once, at each NOTIFY (the configuration or a
rollout has changed), and every TURN_SECONDS whatever else happens. A turn begins with the lease;
whoever has not got it does nothing but ask again. A turn that fails drops the connection and is
tried again; since all of a rollout is in PostgreSQL, there is nothing else to be put right.
"""

import asyncio
import logging
import os
import time
from contextlib import suppress
from functools import partial

from hookshift.controller.apply import Overtaken
from hookshift.controller.observation import Frozen
from hookshift.controller.reconcile import reconcile
from hookshift.domain.errors import OperatorError
from hookshift.store.config_watch import CHANNEL as CONFIG_CHANNEL
from hookshift.store.database import Connection, connect
from hookshift.store.leases import acquire, give_up
from hookshift.store.reconnecting import MAX_AGE, ReconnectingConnection, listen
from hookshift.store.rollouts import CHANNEL as ROLLOUT_CHANNEL

log = logging.getLogger(__name__)

LEASE = "rollouts"
RECONCILE_SECONDS = 0.5
CONNECT_SECONDS = 2.0
COMMAND_SECONDS = 5.0
RECONCILE_TIMEOUT = 20.0
"""A turn that takes longer, in seconds, is given up with its connection."""
STOP_SECONDS = 1.0


class Controller:
    """Runs the open rollout, if there is one and nobody else does."""

    def __init__(
        self, url: str, lease_seconds: float, frozen: Frozen, max_connection_age: float = MAX_AGE
    ) -> None:
        self._lease_seconds = lease_seconds
        self._frozen = frozen
        self._holder = f"{os.uname().nodename}:{os.getpid()}:{time.time_ns()}"
        self._connection = ReconnectingConnection(
            partial(
                connect,
                url,
                "controller",
                connect_seconds=CONNECT_SECONDS,
                command_seconds=COMMAND_SECONDS,
            ),
            self._listen,
            max_age=max_connection_age,
        )
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._term: int | None = None
        self.error: str | None = None
        """Why the last turn failed; None if it did not."""

    @property
    def leads(self) -> bool:
        """Whether it had the lease in its last turn."""
        return self._term is not None

    async def start(self) -> None:
        """Begins; returns at once."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Lets the turn in progress end, and the next one lead."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_SECONDS)
            self._task.cancel()
        if self._connection.opened is not None:
            with suppress(OperatorError, TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await give_up(self._connection.opened, LEASE, self._holder)
            await self._connection.close()

    async def run_once(self) -> bool:
        """One turn; True if there is more to do at once."""
        try:
            async with asyncio.timeout(RECONCILE_TIMEOUT):
                more = await self._reconcile(await self._connection.get())
        except Overtaken as error:
            log.warning("%s; looking again", error)
            return True
        except (OperatorError, TimeoutError) as error:
            self._fail(str(error) or "PostgreSQL did not answer in time")
            return False
        except Exception as error:
            # A controller that ended here would never be missed, and a fail not be answered.
            if self.error is None:
                log.exception("a turn failed in a way that no code foresaw")
            self._fail(repr(error))
            return False
        if self.error is not None:
            log.warning("the controller works again")
        self.error = None
        return more

    async def _reconcile(self, connection: Connection) -> bool:
        fence = await acquire(connection, LEASE, self._holder, self._lease_seconds)
        self._note_term(fence.term if fence else None)
        return fence is not None and await reconcile(connection, fence, self._frozen)

    def _note_term(self, term: int | None) -> None:
        if term != self._term:
            log.warning(
                "leads, term %d" if term else "does not lead any more", *filter(None, [term])
            )
        self._term = term

    def _fail(self, error: str) -> None:
        if error != self.error:
            log.error("rollouts stand still: %s", error)
        self.error = error
        self._connection.drop()

    async def _run(self) -> None:
        while not self._stopping:
            # Cleared before the turn: a notification during it leads to another one.
            self._wake.clear()
            if not await self.run_once():
                await self._woken_within(RECONCILE_SECONDS)

    async def _woken_within(self, seconds: float) -> None:
        if not self._stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._wake.wait()

    async def _listen(self, opened: Connection) -> None:
        await listen(opened, (CONFIG_CHANNEL, ROLLOUT_CHANNEL), self._wake.set)

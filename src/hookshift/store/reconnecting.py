"""A connection to PostgreSQL that lasts, and is reopened when it was lost or has grown old.

An address may come to lead elsewhere: the name, the proxy or the floating address points to another
server, while existing connections stay with the old one. So each connection has a maximum age. The
next one is opened before the old one is closed: if none can be had, for instance because every
connection is taken, the old one goes on and another is tried a little later.

The time limit for opening grows while it runs out: a server that always takes a little longer would
else never be reached.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

import asyncpg

from hookshift.background import AdaptiveTimeout
from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.domain.errors import OperatorError
from hookshift.store.database import CONNECT_SECONDS, Connection, close

READ_ONLY_AGE = 2.0
"""Maximum age of a reader's connection to a read-only server: a better one is sought."""
GROWTH = 3
"""How many times the first time limit for opening a connection the longest one is."""
NEARLY = 0.9
"""An attempt that fails after so much of its time limit failed by it."""
RENEW_SECONDS = 1.0
"""First time limit for opening the next connection while the old one works."""
RENEW_AGAIN_SECONDS = 5.0
JITTER = 0.1
"""Share by which ages vary, so that connections opened together are not renewed together."""


class Opens(Protocol):
    """Opens a connection within `connect_seconds`, or raises OperatorError."""

    def __call__(self, *, connect_seconds: float) -> Awaitable[Connection]: ...


class AdaptiveOpening:
    """Opens connections by `opens`, with a time limit that grows to GROWTH times `seconds`."""

    def __init__(
        self,
        opens: Opens,
        seconds: float = CONNECT_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._opens = opens
        self._monotonic = monotonic
        self.limit = AdaptiveTimeout(seconds, GROWTH * seconds)

    async def __call__(self) -> Connection:
        """Raises what `opens` raises."""
        began = self._monotonic()
        try:
            opened = await self._opens(connect_seconds=self.limit.seconds)
        except OperatorError:
            if self._monotonic() - began >= NEARLY * self.limit.seconds:
                self.limit.ran_out()
            raise
        self.limit.succeeded(self._monotonic() - began)
        return opened


class ReconnectingConnection:
    """One connection, opened by `opens` when it is needed; for one user at a time.

    `prepares` is called with each new connection before it is used. `connect_seconds` is the first
    time limit for opening one; it grows to GROWTH times as much.
    """

    def __init__(
        self,
        opens: Opens,
        prepares: Callable[[Connection], Awaitable[None]] | None = None,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        max_age: float = MAX_CONNECTION_AGE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._opens = AdaptiveOpening(opens, connect_seconds, monotonic)
        self._opens_next = AdaptiveOpening(opens, RENEW_SECONDS, monotonic)
        self._prepares = prepares
        self._max_age = max_age
        self._monotonic = monotonic
        self._opened: Connection | None = None
        self._opened_at = 0.0
        self._renew_at = 0.0

    @property
    def opened(self) -> Connection | None:
        """The connection that is open now, or None."""
        return self._opened

    async def get(self) -> Connection:
        """The open connection, or a new one. Raises what `opens` and `prepares` raise."""
        if self._opened is None or self._opened.is_closed():
            self._opened = None
            self._keep(await self._fresh(self._opens))
        elif self._is_old(self._opened):
            await self._renew(self._opened)
        assert self._opened is not None
        return self._opened

    def drop(self) -> None:
        """Drops the connection at once, without waiting for PostgreSQL."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.terminate()

    async def close(self) -> None:
        """Closes the connection; the next `get` opens another."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await close(opened)

    def _is_old(self, opened: Connection) -> bool:
        now = self._monotonic()
        if not opened.writable:
            return now >= self._opened_at + READ_ONLY_AGE
        return now >= self._renew_at

    def _keep(self, opened: Connection) -> None:
        self._opened, self._opened_at = opened, self._monotonic()
        jitter = 1 + random.uniform(-JITTER, JITTER)  # noqa: S311
        self._renew_at = self._opened_at + self._max_age * jitter

    async def _fresh(self, opens: AdaptiveOpening) -> Connection:
        opened = await opens()
        if self._prepares is not None:
            try:
                await self._prepares(opened)
            except BaseException:
                opened.terminate()
                raise
        return opened

    async def _renew(self, old: Connection) -> None:
        try:
            async with asyncio.timeout(self._opens_next.limit.seconds):
                fresh = await self._fresh(self._opens_next)
        except (OperatorError, TimeoutError) as error:
            if isinstance(error, TimeoutError):
                self._opens_next.limit.ran_out()
            self._renew_at = self._opened_at = self._monotonic() + RENEW_AGAIN_SECONDS
            return
        old.terminate()
        self._keep(fresh)


async def listen(opened: Connection, channels: tuple[str, ...], wake: Callable[[], None]) -> None:
    """Calls `wake` at each NOTIFY.

    Not behind a pooler: the session that listens there is somebody else's a moment later.
    """
    if opened.pooled:
        return
    for channel in channels:
        with suppress(asyncpg.PostgresError, OSError, asyncpg.InterfaceError):
            await opened.add_listener(channel, lambda *_notification: wake())

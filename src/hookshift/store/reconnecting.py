"""A connection to PostgreSQL that is kept, and opened anew when it was lost or has grown old.

An address may lead elsewhere than it did: the name, the proxy or the floating address points to
another server since, while the connections that were there stay with the old one. So each has a
greatest age. The next one is opened before the old one is ended: if none can be had, for instance
because every connection is taken, the old one goes on and another is tried for a little later.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg

from hookshift.domain.errors import OperatorError
from hookshift.store.database import Connection, close

MAX_AGE = 30.0
"""`database.max_connection_age`, unless set."""
READ_ONLY_AGE = 2.0
"""Of a connection that only reads, and whose server takes no writes: a better one is looked for."""
RENEW_SECONDS = 1.0
"""For opening the next while the old one works."""
RENEW_AGAIN_SECONDS = 5.0
JITTER = 0.1
"""Of the age, so that connections that were opened together are not renewed together."""


class ReconnectingConnection:
    """One, opened by `opens` when it is wanted and not there; for one user at a time.

    `prepares` is called with each that was opened, before anybody has it.
    """

    def __init__(
        self,
        opens: Callable[[], Awaitable[Connection]],
        prepares: Callable[[Connection], Awaitable[None]] | None = None,
        *,
        max_age: float = MAX_AGE,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._opens = opens
        self._prepares = prepares
        self._max_age = max_age
        self._monotonic = monotonic
        self._opened: Connection | None = None
        self._opened_at = 0.0
        self._renew_at = 0.0

    @property
    def opened(self) -> Connection | None:
        """What is there now."""
        return self._opened

    async def get(self) -> Connection:
        """That, or another. Raises what `opens` and `prepares` raise."""
        if self._opened is None or self._opened.is_closed():
            self._opened = None
            self._keep(await self._fresh())
        elif self._is_old(self._opened):
            await self._renew(self._opened)
        assert self._opened is not None
        return self._opened

    def drop(self) -> None:
        """Ends it without a farewell, for which a silent PostgreSQL would have to be waited for."""
        opened, self._opened = self._opened, None
        if opened is not None:
            opened.terminate()

    async def close(self) -> None:
        """Ends it; the next `get` opens another."""
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

    async def _fresh(self) -> Connection:
        opened = await self._opens()
        if self._prepares is not None:
            try:
                await self._prepares(opened)
            except BaseException:
                opened.terminate()
                raise
        return opened

    async def _renew(self, old: Connection) -> None:
        try:
            async with asyncio.timeout(RENEW_SECONDS):
                fresh = await self._fresh()
        except (OperatorError, TimeoutError):
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

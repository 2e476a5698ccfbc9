"""A connection to PostgreSQL that is kept, and opened anew when it was lost."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import asyncpg

from hookshift.store.database import Connection, close


class KeptConnection:
    """One, opened by `opens` when it is wanted and not there; for one user at a time.

    `prepares` is called with each that was opened, before anybody has it.
    """

    def __init__(
        self,
        opens: Callable[[], Awaitable[Connection]],
        prepares: Callable[[Connection], Awaitable[None]] | None = None,
    ) -> None:
        self._opens = opens
        self._prepares = prepares
        self._opened: Connection | None = None

    @property
    def opened(self) -> Connection | None:
        """What is there now."""
        return self._opened

    async def get(self) -> Connection:
        """That, or another. Raises what `opens` and `prepares` raise."""
        if self._opened is None or self._opened.is_closed():
            self._opened = await self._opens()
            if self._prepares is not None:
                try:
                    await self._prepares(self._opened)
                except BaseException:
                    self.drop()
                    raise
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


async def listen(opened: Connection, channels: tuple[str, ...], wake: Callable[[], None]) -> None:
    """Calls `wake` at each NOTIFY, where LISTEN exists: not behind a transaction-mode pooler."""
    for channel in channels:
        with suppress(asyncpg.PostgresError, OSError, asyncpg.InterfaceError):
            await opened.add_listener(channel, lambda *_notification: wake())

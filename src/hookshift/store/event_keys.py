"""Keys of events that were accepted or delivered before: read and added, without an inbox."""

import asyncio
from collections.abc import Collection
from functools import partial
from typing import Any

from asyncpg.pgproto.pgproto import UUID

from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.store.database import Connection, connect_for_long
from hookshift.store.errors import DatabaseAway, translated
from hookshift.store.inbox import SQL
from hookshift.store.reconnecting import ReconnectingConnection

STOPPED = "cannot use hookshift.event_keys: this process is being stopped."


class EventKeys:
    """Reads and adds event keys over one connection, opened when needed, one call at a time.

    A call that cannot wait until the connection is open leaves it to the next one: else a
    PostgreSQL that is slower to let somebody in than any call may wait would never be asked.
    """

    def __init__(self, url: str, max_connection_age: float = MAX_CONNECTION_AGE) -> None:
        self._connection = ReconnectingConnection(
            partial(connect_for_long, url, "event keys"), max_age=max_connection_age
        )
        self._lock = asyncio.Lock()
        self._opening: asyncio.Task[Connection] | None = None
        self._closed = False

    async def known(self, keys: Collection[bytes], seconds: float) -> frozenset[bytes]:
        """The `keys` that are known. Raises OperatorError, also after `seconds`."""
        rows = await self._fetch("known", keys, seconds)
        return frozenset(row["key"].bytes for row in rows)

    async def add(self, keys: Collection[bytes], seconds: float) -> None:
        """Makes `keys` known. Raises OperatorError, also after `seconds`."""
        await self._fetch("new_keys", keys, seconds)

    async def close(self) -> None:
        """Closes the connection for good: calls that are under way or come later raise."""
        self._closed = True
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.cancel()
            await asyncio.wait([opening])
        await self._connection.close()

    async def _fetch(self, name: str, keys: Collection[bytes], seconds: float) -> list[Any]:
        with translated("use hookshift.event_keys"):
            async with asyncio.timeout(seconds), self._lock:
                connection = await self._ready()
                try:
                    return await connection.fetch(SQL[name], [UUID(key) for key in keys])
                except BaseException:
                    # The connection may be in the middle of a statement: the next call needs
                    # another one.
                    self._connection.drop()
                    raise

    async def _ready(self) -> Connection:
        if self._closed:
            raise DatabaseAway(STOPPED)
        opening = self._opening
        if opening is None or opening.done():
            # What was opened for an earlier call may have gone since, or have failed.
            opening = self._opening = asyncio.create_task(self._connection.get())
            opening.add_done_callback(_is_seen)
        await asyncio.wait([opening])
        if opening.cancelled():
            raise DatabaseAway(STOPPED)
        return opening.result()


def _is_seen(opening: asyncio.Task[Connection]) -> None:
    """Marks its error as seen, since nobody may wait for it any more."""
    if not opening.cancelled():
        opening.exception()

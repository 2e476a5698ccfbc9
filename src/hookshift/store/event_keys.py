"""The keys of events that were accepted or delivered before, without taking anything in."""

import asyncio
from collections.abc import Collection
from typing import Any

from asyncpg.pgproto.pgproto import UUID

from hookshift.store.database import Connection, close, connect_for_long
from hookshift.store.errors import translated
from hookshift.store.inbox import SQL


class EventKeys:
    """Over one connection, opened when needed; calls are made one after the other."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None
        self._turn = asyncio.Lock()

    async def known(self, keys: Collection[bytes], seconds: float) -> frozenset[bytes]:
        """Those of `keys` that are there. Raises OperatorError, also if it takes longer."""
        rows = await self._fetch("known", keys, seconds)
        return frozenset(row["key"].bytes for row in rows)

    async def add(self, keys: Collection[bytes], seconds: float) -> None:
        """From now on they are there. Raises OperatorError, also if it takes longer."""
        await self._fetch("new_keys", keys, seconds)

    async def close(self) -> None:
        """Closes the connection; the next call opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await close(connection)

    async def _fetch(self, name: str, keys: Collection[bytes], seconds: float) -> list[Any]:
        with translated("use hookshift.event_keys"):
            async with asyncio.timeout(seconds), self._turn:
                try:
                    connection = await self._connected(seconds)
                    return await connection.fetch(SQL[name], [UUID(key) for key in keys])
                except BaseException:
                    # In the middle of something: it is of no use to the next.
                    self._drop()
                    raise

    async def _connected(self, seconds: float) -> Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect_for_long(
                self._url, "event keys", connect_seconds=seconds, command_seconds=seconds
            )
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

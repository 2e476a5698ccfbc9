"""PostgreSQL for browsers: one thing at a time, so that they never crowd it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from hookshift.store.database import Connection, close, connect
from hookshift.store.errors import DatabaseAway

TURN_SECONDS = 10.0
Result = TypeVar("Result")


class Database:
    """Over one connection, opened when needed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None
        self._turn = asyncio.Lock()

    async def run(self, work: Callable[[Connection], Awaitable[Result]]) -> Result:
        """What `work` gives. Raises OperatorError, also if it takes longer than TURN_SECONDS."""
        try:
            async with asyncio.timeout(TURN_SECONDS), self._turn:
                try:
                    return await work(await self._connected())
                except BaseException:
                    self._drop()
                    raise
        except TimeoutError as error:
            raise DatabaseAway("PostgreSQL did not answer in time") from error

    async def close(self) -> None:
        """Ends the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await close(connection)

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.is_closed():
            # Without cached statements it also works behind a transaction-mode pooler.
            self._connection = await connect(
                self._url, "dashboard", pooler=True, command_seconds=TURN_SECONDS
            )
        return self._connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

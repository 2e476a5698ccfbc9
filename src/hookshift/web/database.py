"""PostgreSQL for browsers: one thing at a time, so that they never crowd it."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.store.database import Connection, connect
from hookshift.store.errors import DatabaseAway
from hookshift.store.reconnecting import ReconnectingConnection

TURN_SECONDS = 10.0
Result = TypeVar("Result")


class DashboardDatabase:
    """Over one connection, opened when needed."""

    def __init__(self, url: str, max_connection_age: float = MAX_CONNECTION_AGE) -> None:
        self._connection = ReconnectingConnection(
            partial(connect, url, "dashboard", writes=False, command_seconds=TURN_SECONDS),
            max_age=max_connection_age,
        )
        self._turn = asyncio.Lock()

    async def run(self, work: Callable[[Connection], Awaitable[Result]]) -> Result:
        """What `work` gives. Raises OperatorError, also if it takes longer than TURN_SECONDS."""
        try:
            async with asyncio.timeout(TURN_SECONDS), self._turn:
                try:
                    return await work(await self._connection.get())
                except BaseException:
                    self._connection.drop()
                    raise
        except TimeoutError as error:
            raise DatabaseAway("PostgreSQL did not answer in time") from error

    async def close(self) -> None:
        """Ends the connection."""
        await self._connection.close()

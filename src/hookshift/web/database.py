"""PostgreSQL for browsers: one thing at a time, so that they never crowd it.

What reads a whole log is asked over a connection of its own, so that the page does not wait for it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple, TypeVar

from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.store.database import Connection, connect
from hookshift.store.errors import DatabaseAway
from hookshift.store.reconnecting import ReconnectingConnection

TURN_SECONDS = 10.0
SLOW_SECONDS = 25.0
"""Whoever asks waits 30 s for an answer (`cli/remote/client.py`)."""
Result = TypeVar("Result")


class DashboardDatabase:
    """Over one connection, opened when needed."""

    def __init__(
        self,
        url: str,
        max_connection_age: float = MAX_CONNECTION_AGE,
        *,
        seconds: float = TURN_SECONDS,
        advice: str = "",
    ) -> None:
        self._seconds = seconds
        self._advice = advice
        self._connection = ReconnectingConnection(
            partial(connect, url, "dashboard", writes=False, command_seconds=seconds),
            max_age=max_connection_age,
        )
        self._turn = asyncio.Lock()

    async def run(self, work: Callable[[Connection], Awaitable[Result]]) -> Result:
        """What `work` gives. Raises OperatorError, also if it takes longer than it may."""
        try:
            async with asyncio.timeout(self._seconds), self._turn:
                try:
                    return await work(await self._connection.get())
                except BaseException:
                    self._connection.drop()
                    raise
        except TimeoutError as error:
            raise DatabaseAway(f"PostgreSQL did not answer in time{self._advice}") from error

    async def close(self) -> None:
        """Ends the connection."""
        await self._connection.close()


class Databases(NamedTuple):
    """The connections of one dashboard to PostgreSQL."""

    quick: DashboardDatabase
    slow: DashboardDatabase
    """For what may take long; whoever asks for it waits for others who do."""
    handlers: DashboardDatabase
    """For handlers' calls, so that many of them hold up nobody else."""


def databases(url: str, max_connection_age: float) -> Databases:
    """Over two connections, opened when needed."""
    return Databases(
        DashboardDatabase(url, max_connection_age),
        DashboardDatabase(
            url,
            max_connection_age,
            seconds=SLOW_SECONDS,
            advice=f" ({SLOW_SECONDS:g} s): run the command on a host of the installation, where "
            "it may take longer",
        ),
        DashboardDatabase(url, max_connection_age),
    )

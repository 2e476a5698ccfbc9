"""Pictures of a rollout, one after the other, over a connection that is renewed when it breaks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from hookshift.config.schema.health import HealthSettings
from hookshift.domain.errors import OperatorError
from hookshift.store.database import connect
from hookshift.store.errors import DatabaseAway
from hookshift.store.reconnecting import ReconnectingConnection
from hookshift.view.problems import HealthView
from hookshift.view.view_model import Picture

READ_SECONDS = 5.0
"""A read that takes longer is given up with its connection."""


class Feed:
    """Where pictures come from."""

    def __init__(self, url: str, settings: HealthSettings, number: int | None = None) -> None:
        self._health = HealthView(settings)
        self.number = number
        """The rollout that is read; None: the open or the newest one."""
        self._connection = ReconnectingConnection(partial(connect, url, "cli", writes=False))

    async def picture(self) -> Picture:
        """As it is now. Raises OperatorError; the next call connects again."""
        try:
            async with asyncio.timeout(READ_SECONDS):
                return await self._health.picture(await self._connection.get(), self.number)
        except TimeoutError as error:
            self._connection.drop()
            raise DatabaseAway("PostgreSQL did not answer in time") from error
        except OperatorError:
            self._connection.drop()
            raise

    async def close(self) -> None:
        """Ends the connection."""
        await self._connection.close()


@asynccontextmanager
async def feed(
    url: str, settings: HealthSettings, number: int | None = None
) -> AsyncIterator[Feed]:
    """A feed for the length of a `with`."""
    opened = Feed(url, settings, number)
    try:
        yield opened
    finally:
        await opened.close()

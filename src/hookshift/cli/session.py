"""What most commands need first: the settings, and a connection to the database that they name."""

import asyncio
import getpass
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.store.database import connection
from hookshift.store.embedded import EmbeddedPostgres

if TYPE_CHECKING:
    from hookshift.store.database import Connection

Result = TypeVar("Result")


@contextmanager
def database_url(settings: Settings) -> Iterator[str]:
    """The configured database, or the embedded one, which is started for as long as it is used."""
    if settings.database.url is not None:
        yield settings.database.url.get_secret_value()
        return
    embedded = EmbeddedPostgres()
    url = embedded.start(settings.data_dir)
    try:
        yield url
    finally:
        embedded.stop()


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator["Connection"]:
    async with connection(url, "cli", writes=False) as opened:
        yield opened


def with_database(path: Path, work: Callable[["Connection"], Awaitable[Result]]) -> Result:
    """Runs `work` on a connection to the database of the settings in `path`."""

    async def run(url: str) -> Result:
        async with _connected(url) as opened:
            return await work(opened)

    with database_url(load(path)) as url:
        return asyncio.run(run(url))


def actor() -> str:
    """Who gives the command, for the audit trail."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = f"uid {os.getuid()}"
    return f"{name}@{os.uname().nodename}"

"""What most commands need first: the settings, and a connection to the database that they name."""

import asyncio
import getpass
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hookshift.config.part import load_part
from hookshift.config.schema.installation import DatabasePart, InstallationConfig
from hookshift.domain.errors import OperatorError
from hookshift.store.database import connection

if TYPE_CHECKING:
    from hookshift.store.database import Connection

Result = TypeVar("Result")


@contextmanager
def database_url(settings: InstallationConfig, *, create: bool = True) -> Iterator[str]:
    """The configured database, or the embedded one, which is started for as long as it is used.

    Without `create` an embedded one must be there already: a command that is given in a shell
    without DATABASE_URL must not succeed on a new, empty database. Raises OperatorError.
    """
    if settings.database.url is not None:
        yield settings.database.url.get_secret_value()
        return
    if not create and not (settings.data_dir / "postgres").exists():
        raise OperatorError(
            "no database: neither database.url nor DATABASE_URL is set, and there is no embedded "
            f"PostgreSQL in {settings.data_dir}. Give the variables with --env-file, or write "
            "env_file into the settings; `hookshift serve` or `hookshift db migrate` creates an "
            "embedded one."
        )
    # Here, since most installations have a server of their own.
    from hookshift.store.embedded import EmbeddedPostgres  # noqa: PLC0415

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
    """Runs `work` on a connection to the database of the settings in `path`.

    No other setting is read, so that none can be in the way.
    """
    return on_database(load_part(path, DatabasePart), work, create=False)


def on_database(
    settings: InstallationConfig,
    work: Callable[["Connection"], Awaitable[Result]],
    *,
    create: bool,
) -> Result:
    """Runs `work` on a connection to the database of these settings."""

    async def run(url: str) -> Result:
        async with _connected(url) as opened:
            return await work(opened)

    with database_url(settings, create=create) as url:
        return asyncio.run(run(url))


def actor() -> str:
    """Who gives the command, for the audit trail."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = f"uid {os.getuid()}"
    return f"{name}@{os.uname().nodename}"

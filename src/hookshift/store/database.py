"""Opening connections to PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeAlias

import asyncpg

from hookshift.store.errors import DatabaseRefusal, translated
from hookshift.store.parameters import CheckedConnection

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

CONNECT_SECONDS = 3.0
COMMAND_SECONDS = 10.0
CLOSE_SECONDS = 2.0
STATEMENT_CACHE = 100


async def connect(
    url: str,
    purpose: str,
    *,
    pooler: bool = False,
    connect_seconds: float = CONNECT_SECONDS,
    command_seconds: float = COMMAND_SECONDS,
) -> Connection:
    """Opens one connection; `purpose` shows in pg_stat_activity as `hookshift <purpose>`.

    `pooler` is for a transaction-mode pooler in between, which does not keep prepared statements.
    Raises DatabaseAway, or DatabaseRefusal where the login or the URL is wrong.
    """
    try:
        with translated("connect to PostgreSQL"):
            async with asyncio.timeout(connect_seconds):
                return await asyncpg.connect(
                    url,
                    timeout=connect_seconds,
                    command_timeout=command_seconds,
                    statement_cache_size=0 if pooler else STATEMENT_CACHE,
                    server_settings={"application_name": f"hookshift {purpose}"},
                    connection_class=CheckedConnection,
                )
    except ValueError as error:
        # asyncpg lets some of a URL's faults out as they are. Not repeated: they may quote a
        # password that holds an @ or a slash.
        raise DatabaseRefusal(
            "cannot connect to PostgreSQL: the URL cannot be read. Correct it in database.url "
            "(or DATABASE_URL); in a password, write @ as %40 and / as %2F."
        ) from error


async def connect_for_long(
    url: str,
    purpose: str,
    *,
    connect_seconds: float = CONNECT_SECONDS,
    command_seconds: float = COMMAND_SECONDS,
) -> Connection:
    """As `connect`, for a connection that repeats its statements: they are prepared once.

    Unless something stands between, such as a transaction-mode pooler: another client's statement
    of the same name might be run there. It gives itself away by a process id that is not the
    server's.
    """
    opened = await connect(
        url, purpose, connect_seconds=connect_seconds, command_seconds=command_seconds
    )
    try:
        with translated("connect to PostgreSQL"):
            # Without arguments, so nothing is prepared yet.
            told = await opened.execute(
                f"SELECT WHERE pg_backend_pid() = {opened.get_server_pid()}"
            )
    except BaseException:
        opened.terminate()
        raise
    if told == "SELECT 1":
        return opened
    await close(opened)
    return await connect(
        url,
        purpose,
        pooler=True,
        connect_seconds=connect_seconds,
        command_seconds=command_seconds,
    )


@asynccontextmanager
async def connection(url: str, purpose: str, *, pooler: bool = False) -> AsyncIterator[Connection]:
    """One connection for the length of a `with`."""
    opened = await connect(url, purpose, pooler=pooler)
    try:
        yield opened
    finally:
        await close(opened)


async def close(opened: Connection) -> None:
    """Closes politely, and at once where the other end does not answer."""
    try:
        await opened.close(timeout=CLOSE_SECONDS)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        opened.terminate()

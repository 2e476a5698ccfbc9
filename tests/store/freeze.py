"""A server that is read-only for a while."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hookshift.store.database import Connection, connection
from tests.looking import seen


async def until_read_only(opened: Connection, wanted: str) -> None:
    """The server reads its configuration again in its own time."""

    async def is_so() -> bool:
        return bool(await opened.fetchval("SHOW default_transaction_read_only") == wanted)

    await seen(is_so)


@asynccontextmanager
async def read_only(url: str) -> AsyncIterator[None]:
    """As an operator does it before a switch-over, for the whole server."""
    async with connection(url, "tests") as opened:
        await opened.execute("ALTER SYSTEM SET default_transaction_read_only = on")
        await opened.execute("SELECT pg_reload_conf()")
        await until_read_only(opened, "on")
        try:
            yield
        finally:
            await opened.execute("SET default_transaction_read_only = off")
            await opened.execute("ALTER SYSTEM RESET default_transaction_read_only")
            await opened.execute("SELECT pg_reload_conf()")
            await opened.execute("RESET default_transaction_read_only")
            await until_read_only(opened, "off")

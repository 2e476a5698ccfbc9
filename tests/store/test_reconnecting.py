"""A connection that is kept: opened when it is wanted, and again when it was lost."""

import asyncio
from functools import partial

import pytest

from hookshift.store.database import Connection, connect
from hookshift.store.errors import DatabaseAway
from hookshift.store.reconnecting import ReconnectingConnection, listen

TERMINATE = "SELECT pg_terminate_backend($1)"
OPEN = """SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'hookshift kept' AND datname = current_database()"""


@pytest.fixture
def kept(database_url: str) -> ReconnectingConnection:
    return ReconnectingConnection(partial(connect, database_url, "kept"))


async def test_it_is_opened_once(kept: ReconnectingConnection, connection: Connection) -> None:
    assert kept.opened is None
    first = await kept.get()
    assert await kept.get() is first is kept.opened
    assert await connection.fetchval(OPEN) == 1
    await kept.close()
    assert kept.opened is None
    assert first.is_closed()
    # And again, if it is wanted again.
    assert await (await kept.get()).fetchval("SELECT 1") == 1
    await kept.close()
    await kept.close()


async def test_one_that_was_lost_is_replaced(
    kept: ReconnectingConnection, connection: Connection
) -> None:
    first = await kept.get()
    lost = asyncio.Event()
    first.add_termination_listener(lambda _connection: lost.set())
    await connection.fetchval(TERMINATE, first.get_server_pid())
    await lost.wait()
    second = await kept.get()
    assert second is not first
    assert await second.fetchval("SELECT 1") == 1
    kept.drop()
    assert second.is_closed()
    assert kept.opened is None


async def test_one_that_cannot_be_prepared_is_not_kept(
    database_url: str, connection: Connection
) -> None:
    prepared: list[Connection] = []

    async def prepare(opened: Connection) -> None:
        prepared.append(opened)
        if len(prepared) == 1:
            raise DatabaseAway("not now")

    kept = ReconnectingConnection(partial(connect, database_url, "kept"), prepare)
    with pytest.raises(DatabaseAway, match="not now"):
        await kept.get()
    assert prepared[0].is_closed()
    assert kept.opened is None
    assert await kept.get() is prepared[1] is await kept.get()
    await kept.close()


async def test_one_whose_preparation_is_given_up_is_not_kept(database_url: str) -> None:
    begun: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()

    async def prepare(opened: Connection) -> None:
        begun.set_result(opened)
        await asyncio.Event().wait()

    kept = ReconnectingConnection(partial(connect, database_url, "kept"), prepare)
    preparing = asyncio.create_task(kept.get())
    opened = await begun
    preparing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await preparing
    assert opened.is_closed()
    assert kept.opened is None


async def test_it_is_woken_by_each_channel(
    kept: ReconnectingConnection, connection: Connection
) -> None:
    woken = asyncio.Event()
    await listen(await kept.get(), ("one", "two"), woken.set)
    for channel in ("one", "two"):
        await connection.execute(f"NOTIFY {channel}")
        await woken.wait()
        woken.clear()
    await kept.close()

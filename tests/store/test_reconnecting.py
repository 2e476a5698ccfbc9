"""A connection that is kept: opened when it is wanted, and again when it was lost."""

import asyncio
from functools import partial

import pytest

from hookshift.store import reconnecting
from hookshift.store.database import Connection, connect
from hookshift.store.errors import DatabaseAway
from hookshift.store.reconnecting import (
    GROWTH,
    RENEW_AGAIN_SECONDS,
    ReconnectingConnection,
    listen,
)
from tests.store.door import door

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


async def test_a_server_that_answers_late_is_waited_for_longer(database_url: str) -> None:
    """Else one that always takes a little longer than the limit would never be reached."""
    limits: list[float] = []
    first = 0.05

    async def opens(*, connect_seconds: float) -> Connection:
        limits.append(connect_seconds)
        return await connect(way_in.url, "kept", connect_seconds=connect_seconds)

    async with door(database_url) as way_in:
        kept = ReconnectingConnection(opens, connect_seconds=first)
        way_in.freeze()
        for _ in range(4):
            with pytest.raises(DatabaseAway, match="cannot connect"):
                await kept.get()
        assert limits == [first, 2 * first, GROWTH * first, GROWTH * first]
        await kept.close()


async def test_a_refusal_at_once_is_no_reason_to_wait_longer(database_url: str) -> None:
    limits: list[float] = []

    async def opens(*, connect_seconds: float) -> Connection:
        limits.append(connect_seconds)
        raise DatabaseAway("not now")

    kept = ReconnectingConnection(opens, connect_seconds=30.0)
    for _ in range(3):
        with pytest.raises(DatabaseAway, match="not now"):
            await kept.get()
    assert limits == [30.0] * 3


async def test_the_next_one_is_waited_for_longer_too(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else an old connection would be kept for good where connecting always takes a second."""
    monkeypatch.setattr(reconnecting, "RENEW_SECONDS", 0.01)
    first = await connect(database_url, "kept")
    limits: list[float] = []
    now = 0.0

    async def opens(*, connect_seconds: float) -> Connection:
        if not now:
            return first
        limits.append(connect_seconds)
        await asyncio.Event().wait()
        raise AssertionError

    kept = ReconnectingConnection(opens, max_age=1.0, monotonic=lambda: now)
    assert await kept.get() is first
    for _ in range(4):
        now += RENEW_AGAIN_SECONDS
        assert await kept.get() is first
    assert limits == [0.01, 0.02, 0.01 * GROWTH, 0.01 * GROWTH]
    await kept.close()

"""One holder at a time, and no writing on the strength of a lease that is over."""

import asyncio

import asyncpg
import pytest

from hookshift.store.database import Connection
from hookshift.store.leases import Fence, acquire, give_up, guard, lease
from tests.conftest import OpenConnection

NAME = "rollouts"


async def expire(connection: Connection) -> None:
    await connection.execute("UPDATE hookshift.leases SET expires_at = now() - interval '1 s'")


async def test_one_holds_it_and_others_do_not(connection: Connection) -> None:
    assert await lease(connection, NAME) is None
    assert await acquire(connection, NAME, "a", 60) == Fence(NAME, "a", 1)
    assert await acquire(connection, NAME, "b", 60) is None
    assert await acquire(connection, NAME, "a", 60) == Fence(NAME, "a", 1)
    assert await acquire(connection, "another", "b", 60) == Fence("another", "b", 1)


async def test_the_term_grows_with_each_change_of_holder_and_not_with_a_renewal(
    connection: Connection,
) -> None:
    await acquire(connection, NAME, "a", 60)
    await expire(connection)
    assert await acquire(connection, NAME, "a", 60) == Fence(NAME, "a", 1)  # nobody wanted it
    await expire(connection)
    assert await acquire(connection, NAME, "b", 60) == Fence(NAME, "b", 2)
    await give_up(connection, NAME, "a")  # it is not a's any more
    assert await acquire(connection, NAME, "a", 60) is None
    await give_up(connection, NAME, "b")
    assert await acquire(connection, NAME, "a", 60) == Fence(NAME, "a", 3)


async def test_it_is_renewed_before_it_expires_and_not_all_the_time(
    connection: Connection,
) -> None:
    written = "SELECT xmin::text FROM hookshift.leases"
    await acquire(connection, NAME, "a", 60)
    before = await connection.fetchval(written)
    await acquire(connection, NAME, "a", 60)
    assert await connection.fetchval(written) == before
    await connection.execute("UPDATE hookshift.leases SET expires_at = now() + interval '29 s'")
    await acquire(connection, NAME, "a", 60)
    found = await lease(connection, NAME)
    assert found is not None
    assert found.left > 50


async def test_the_last_term_is_over(connection: Connection) -> None:
    mine = await acquire(connection, NAME, "a", 60)
    assert mine is not None
    async with connection.transaction():
        assert await guard(connection, mine)
    await expire(connection)
    theirs = await acquire(connection, NAME, "b", 60)
    assert theirs is not None
    async with connection.transaction():
        assert not await guard(connection, mine)
        assert await guard(connection, theirs)


async def test_nobody_can_take_it_while_its_holder_writes(
    connection: Connection, database_url: str, open_connection: OpenConnection
) -> None:
    mine = await acquire(connection, NAME, "a", 60)
    assert mine is not None
    await expire(connection)
    other = await open_connection(database_url)
    async with connection.transaction():
        assert await guard(connection, mine)
        await other.execute("SET lock_timeout = '50ms'")
        with pytest.raises(asyncpg.LockNotAvailableError):
            async with other.transaction():
                await other.execute("UPDATE hookshift.leases SET holder = 'b', term = term + 1")
        await other.execute("SET lock_timeout = 0")
        taking = asyncio.create_task(acquire(other, NAME, "b", 60))
        blocked = "SELECT count(*) FROM pg_locks WHERE NOT granted"
        async with asyncio.timeout(10):
            while not await connection.fetchval(blocked):
                await connection.execute("SELECT pg_sleep(0.01)")
        assert not taking.done()
    assert await taking == Fence(NAME, "b", 2)


async def test_of_many_who_want_it_one_gets_it(
    database_url: str, open_connection: OpenConnection
) -> None:
    all_of_them = [await open_connection(database_url) for _ in range(8)]
    fences = await asyncio.gather(
        *(acquire(each, NAME, f"holder {number}", 60) for number, each in enumerate(all_of_them))
    )
    assert len([fence for fence in fences if fence]) == 1

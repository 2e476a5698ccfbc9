"""A connection is judged before anybody has it: does its server take writes, is there a pooler?"""

import asyncio
from functools import partial
from urllib.parse import urlsplit

import pytest

from hookshift.store.database import Connection, connect, connection, read_server_state
from hookshift.store.errors import DatabaseAway
from hookshift.store.reconnecting import (
    JITTER,
    READ_ONLY_AGE,
    RENEW_AGAIN_SECONDS,
    ReconnectingConnection,
)
from tests.store.door import Door, door
from tests.store.freeze import read_only

NOBODY = "127.0.0.1:1"
SYSTEM = "sslmode=verify-full&sslrootcert=system"


def at(*hosts: str, url: str) -> str:
    """`url` with these hosts."""
    parts = urlsplit(url)
    return f"postgresql://{parts.username}@{','.join(hosts)}{parts.path}"


def address(of: Door) -> str:
    return urlsplit(of.url).netloc.rpartition("@")[2]


HANDED_OUT = (
    "sslmode=prefer&channel_binding=require&pgbouncer=true&connection_limit=1&pool_timeout=5"
    "&connect_timeout=15&keepalives=1&keepalives_idle=30&tcp_user_timeout=5000&schema=public"
    "&application_name=mine&client_encoding=utf8&gssencmode=disable&supa=base-pooler.x"
    "&target_session_attrs=read-write"
)


async def test_what_is_ignored_is_not_sent_to_the_server(database_url: str) -> None:
    async with (
        door(database_url) as way_in,
        connection(f"{way_in.url}?{HANDED_OUT}", "tests") as opened,
    ):
        assert await opened.fetchval("SHOW application_name") == "hookshift tests"


async def test_options_are_sent(database_url: str) -> None:
    async with door(database_url) as way_in:
        url = f"{way_in.url}?sslmode=disable&options=-c%20work_mem%3D5MB"
        async with connection(url, "tests") as opened:
            assert await opened.fetchval("SHOW work_mem") == "5MB"


@pytest.mark.parametrize("tls", ["sslmode=require", "ssl=true", SYSTEM])
async def test_without_tls_where_it_is_wanted_nobody_connects(database_url: str, tls: str) -> None:
    async with door(database_url) as way_in:
        with pytest.raises(DatabaseAway, match="SSL"):
            await connect(f"{way_in.url}?{tls}", "tests")


class Time:
    """A clock that stands."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_one_for_writing_is_not_had_from_a_read_only_server(database_url: str) -> None:
    async with read_only(database_url):
        with pytest.raises(DatabaseAway, match=r"takes writes: .*read-only.*database\.url"):
            await connect(database_url, "tests")
        opened = await connect(database_url, "tests", writes=False)
        assert not opened.writable
        await opened.close()
    async with connection(database_url, "tests") as again:
        assert again.writable
        assert not again.pooled


async def test_the_url_may_ask_for_a_writable_one_to_read_from(database_url: str) -> None:
    mark = "&" if "?" in database_url else "?"
    strict = f"{database_url}{mark}target_session_attrs=read-write"
    async with read_only(database_url):
        with pytest.raises(DatabaseAway, match="takes writes"):
            await connect(strict, "tests", writes=False)


async def test_the_first_host_that_takes_writes_is_used(database_url: str) -> None:
    async with door(database_url) as silent, door(database_url) as good:
        silent.freeze()
        url = at(NOBODY, address(silent), address(good), url=database_url)
        # A host that is silent costs a moment, and the next time nothing.
        for seconds in (1.5, 0.2):
            opened = await connect(url, "tests", connect_seconds=seconds)
            assert await opened.fetchval("SELECT 1") == 1
            await opened.close()


async def test_when_no_host_can_be_used_each_says_why(database_url: str) -> None:
    async with read_only(database_url), door(database_url) as way_in:
        url = at(NOBODY, address(way_in), url=database_url)
        with pytest.raises(DatabaseAway, match=r"127\.0\.0\.1:1: .*; 127.*: a standby, or read-"):
            await connect(url, "tests")


async def test_one_can_be_judged_again(database_url: str) -> None:
    async with connection(database_url, "tests") as opened:
        await opened.execute("SET default_transaction_read_only = on")
        await read_server_state(opened)
        assert not opened.writable


@pytest.fixture
def time() -> Time:
    return Time()


async def test_one_that_has_grown_old_is_replaced(database_url: str, time: Time) -> None:
    kept = ReconnectingConnection(
        partial(connect, database_url, "kept"), max_age=30.0, monotonic=time
    )
    first = await kept.get()
    time.now += 30.0 * (1 - JITTER) - 0.1
    assert await kept.get() is first
    time.now += 2 * 30.0 * JITTER + 0.2
    second = await kept.get()
    assert second is not first
    assert first.is_closed()
    await kept.close()


async def test_one_that_cannot_be_replaced_goes_on(database_url: str, time: Time) -> None:
    async with door(database_url) as way_in:
        tries = []

        async def opens(*, connect_seconds: float) -> Connection:
            tries.append(1)
            return await connect(way_in.url, "kept", connect_seconds=5.0)

        kept = ReconnectingConnection(opens, max_age=30.0, monotonic=time)
        first = await kept.get()
        time.now += 40.0
        way_in.refuse_newcomers()
        assert await kept.get() is first is await kept.get()
        assert len(tries) == 2
        assert await first.fetchval("SELECT 1") == 1
        time.now += RENEW_AGAIN_SECONDS
        assert await kept.get() is first
        assert len(tries) == 3
        await kept.close()


async def test_from_a_read_only_server_a_better_one_is_looked_for(
    database_url: str, time: Time
) -> None:
    kept = ReconnectingConnection(
        partial(connect, database_url, "kept", writes=False), monotonic=time
    )
    async with read_only(database_url):
        first = await kept.get()
        assert await kept.get() is first
        time.now += READ_ONLY_AGE
        second = await kept.get()
        assert second is not first
        assert not second.writable
    time.now += READ_ONLY_AGE
    assert (await kept.get()).writable
    await kept.close()


async def test_giving_up_waiting_for_the_next_leaves_the_old_one(
    database_url: str, time: Time
) -> None:
    begun = asyncio.Event()
    first = await connect(database_url, "kept")

    async def opens(*, connect_seconds: float) -> Connection:
        if time.now == 100.0:
            return first
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    kept = ReconnectingConnection(opens, monotonic=time)
    assert await kept.get() is first
    time.now += 60.0
    getting = asyncio.create_task(kept.get())
    await begun.wait()
    getting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await getting
    assert kept.opened is first
    assert await first.fetchval("SELECT 1") == 1
    await kept.close()

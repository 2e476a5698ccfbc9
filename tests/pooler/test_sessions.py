"""No connection depends on which session of the server it gets, and leaves nothing in any."""

import asyncio
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from hookshift.store.database import Connection, connect, connect_for_long
from hookshift.store.database import connection as connection_to
from hookshift.store.event_keys import EventKeys
from hookshift.store.migrate import migrate, migrations
from hookshift.store.reconnecting import listen
from tests.conftest import OpenConnection
from tests.e2e.harness import (
    ONE_WORKER,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)
from tests.store.test_judging import HANDED_OUT

CLIENTS = 12
DURABLE = ('delivery = "relay"', 'delivery = "durable"')
LEFT = """SELECT (SELECT count(*) FROM pg_prepared_statements) +
(SELECT count(*) FROM pg_listening_channels()) +
(SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS count"""
WAITING = "SELECT count(*) AS waiting FROM hookshift.deliveries"


async def left_behind(connection: Connection) -> int:
    """In all sessions, which take turns."""
    return sum([await connection.fetchval(LEFT) for _ in range(3 * CLIENTS)])


async def test_many_at_once_get_what_they_asked_for(
    database_url: str, connection: Connection
) -> None:
    assert connection.pooled

    async def ask(number: int) -> None:
        opens = connect if number % 2 else connect_for_long
        opened = await opens(database_url, "tests")
        assert opened.pooled
        for turn in range(20):
            # As many texts as answers: a statement of somebody else's would show.
            query = f"SELECT $1::int + {number} AS a{number}"
            assert dict(await opened.fetchrow(query, turn)) == {f"a{number}": turn + number}
        await listen(opened, ("hookshift_config",), lambda: None)
        await opened.close()

    await asyncio.gather(*map(ask, range(CLIENTS)))
    assert await left_behind(connection) == 0


async def test_two_migrate_at_once_and_leave_no_lock(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    both = [await open_connection(empty_database_url) for _ in range(2)]
    applied = await asyncio.gather(*map(migrate, both))
    assert sorted(applied[0] + applied[1]) == [step.name for step in migrations()]
    assert await left_behind(both[0]) == 0


async def test_a_url_as_it_is_handed_out(database_url: str) -> None:
    """PgBouncer refuses parameters that it does not know: none gets there."""
    async with connection_to(f"{database_url}?{HANDED_OUT}", "tests") as opened:
        assert opened.pooled
        assert opened.writable


async def test_keys_are_asked_for(database_url: str) -> None:
    both = [EventKeys(database_url) for _ in range(2)]
    for number in range(20):
        key = number.to_bytes(16, "big")
        for each in both:
            await each.add([key], 5.0)
            assert await each.known([key], 5.0) == {key}
    for each in both:
        await each.close()


def test_what_waits_is_delivered_after_a_restart(tmp_path: Path, database_url: str) -> None:
    with running_handlers() as handlers:
        handlers.answers["wa-webhook-jobs"] = (503, b"down")
        with running_gateway(tmp_path, database_url, handlers.port, DURABLE, ONE_WORKER) as gateway:
            for number in range(10):
                assert gateway.webhook(body(message("a job", number=number))).status == 200
        handlers.answers.clear()
        with running_gateway(tmp_path, database_url, handlers.port, DURABLE, ONE_WORKER) as gateway:
            eventually(lambda: gateway.sql(WAITING)[0]["waiting"] == 0)


SPOILT = {
    "statement_timeout": "300ms",
    "lock_timeout": "300ms",
    "synchronous_commit": "off",
    "default_transaction_isolation": "serializable",
    "default_transaction_read_only": "on",
    "TimeZone": "Pacific/Kiritimati",
}
RELIED_ON = {
    "statement_timeout": "0",
    "lock_timeout": "0",
    "synchronous_commit": "on",
    "transaction_isolation": "read committed",
    "transaction_read_only": "off",
    "TimeZone": "UTC",
}


async def test_no_default_of_a_database_reaches_a_statement(
    database_url: str, connection: Connection
) -> None:
    name = await connection.fetchval("SELECT current_database()")
    for setting, value in SPOILT.items():
        await connection.execute(f"ALTER DATABASE {name} SET {setting} = '{value}'")
    # PgBouncer keeps sessions open that do not know of it: all end, this one last.
    with suppress(asyncpg.PostgresError, OSError):
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() ORDER BY pid = pg_backend_pid()"
        )
    async with connection_to(database_url, "tests") as opened:
        assert opened.pooled
        assert opened.writable
        for _ in range(3 * CLIENTS):
            for setting, value in RELIED_ON.items():
                assert await opened.fetchval(f"SHOW {setting}") == value
            async with opened.transaction():
                for setting, value in RELIED_ON.items():
                    assert await opened.fetchval(f"SHOW {setting}") == value
            async with opened.transaction(isolation="repeatable_read", readonly=True):
                assert await opened.fetchval("SHOW transaction_read_only") == "on"
        await opened.execute("SELECT pg_sleep(0.5)")
        await opened.execute("CREATE TABLE here (a int)")
        with pytest.raises(asyncpg.UndefinedTableError):
            await opened.fetch("SELECT * FROM nowhere")
        assert not opened.is_in_transaction()
        await opened.executemany("INSERT INTO here VALUES ($1)", [(1,), (2,)])
        assert await opened.fetchval("SELECT count(*) FROM here") == 2


async def test_who_gives_up_waiting_leaves_no_transaction_open(connection: Connection) -> None:
    async def wait() -> None:
        async with asyncio.timeout(0.1):
            await connection.fetch("SELECT pg_sleep(10)")

    with pytest.raises(TimeoutError):
        await wait()
    assert connection.is_closed()

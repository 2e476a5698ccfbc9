"""Connecting, and what the operator reads when it does not work."""

import asyncio

import asyncpg
import pytest

from hookshift.store import database
from hookshift.store.database import connect, connect_for_long, connection
from hookshift.store.errors import DatabaseAway, DatabaseRefusal, translated
from tests.conftest import with_database
from tests.looking import PATIENCE
from tests.store.door import door

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


async def test_a_connection_says_whose_it_is(database_url: str) -> None:
    async with connection(database_url, "cli") as opened:
        assert await opened.fetchval("SHOW application_name") == "hookshift cli"
    assert opened.is_closed()


async def test_without_a_server(postgres_url: str) -> None:
    with pytest.raises(DatabaseAway, match=r"cannot connect to PostgreSQL: .*database\.url"):
        await connect(NOWHERE, "tests")


@pytest.mark.parametrize(
    "url",
    ["not a url", "http://localhost/x", "postgresql://h:port/x", "postgresql://u:se:c/ret@h/x"],
)
async def test_a_url_that_is_none(url: str) -> None:
    with pytest.raises(DatabaseRefusal, match=r"Correct .*in database\.url"):
        await connect(url, "tests")


async def test_a_database_that_does_not_exist(postgres_url: str) -> None:
    with pytest.raises(DatabaseRefusal, match=r"does not exist.*Correct .* in database\.url"):
        await connect(with_database(postgres_url, "hookshift_no_such_database"), "tests")


async def test_connecting_to_silence_is_bounded(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "CONNECT_SECONDS", 3_600.0)
    async with door(database_url) as way_in, asyncio.timeout(PATIENCE):
        way_in.freeze()
        with pytest.raises(DatabaseAway):
            await connect(way_in.url, "tests", connect_seconds=0.3)


async def test_a_command_is_bounded(database_url: str) -> None:
    opened = await connect(database_url, "tests", command_seconds=2.0)
    with pytest.raises(DatabaseAway), translated("wait"):
        await opened.execute("SELECT pg_sleep(60)")
    await opened.close()


async def test_a_connection_keeps_no_statement(database_url: str) -> None:
    async with connection(database_url, "tests") as opened:
        assert await opened.fetchval("SELECT $1::int", 7) == 7
        assert await opened.fetchval(STATEMENTS) == 0


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (ConnectionResetError("reset"), DatabaseAway, "cannot read: reset. Check that"),
        (TimeoutError(), DatabaseAway, "PostgreSQL did not answer in time. Check"),
        (asyncpg.InterfaceError("connection is closed"), DatabaseAway, "connection is closed"),
        (asyncpg.AdminShutdownError("terminating"), DatabaseAway, "terminating"),
        (asyncpg.CannotConnectNowError("starting up"), DatabaseAway, "starting up"),
        (asyncpg.TooManyConnectionsError("too many"), DatabaseAway, "too many"),
        (asyncpg.DiskFullError("disk full"), DatabaseAway, "disk full"),
        (asyncpg.ReadOnlySQLTransactionError("read-only"), DatabaseAway, "read-only"),
        (asyncpg.InFailedSQLTransactionError("aborted"), DatabaseAway, "aborted"),
        (asyncpg.CrashShutdownError("crash"), DatabaseAway, "crash"),
        (asyncpg.DatabaseDroppedError("dropped"), DatabaseAway, "dropped"),
        (asyncpg.ConnectionFailureError("failure"), DatabaseAway, "failure"),
        (asyncpg.DuplicatePreparedStatementError("exists"), DatabaseAway, "exists"),
        (asyncpg.InvalidSQLStatementNameError("not there"), DatabaseAway, "not there"),
        (asyncpg.LockNotAvailableError("lock timeout"), DatabaseAway, "lock timeout"),
        (asyncpg.UndefinedTableError("no table"), DatabaseRefusal, "hookshift db migrate"),
        (asyncpg.InsufficientPrivilegeError("denied"), DatabaseRefusal, "Use a login that owns"),
        (asyncpg.InvalidPasswordError("password"), DatabaseRefusal, "Correct the user, password"),
        (asyncpg.DataError("bad value"), DatabaseRefusal, "cannot read: bad value"),
    ],
)
def test_foreign_errors_become_the_operators(
    error: Exception, kind: type[Exception], text: str
) -> None:
    with pytest.raises(kind) as caught, translated("read"):
        raise error
    assert text in str(caught.value)
    assert caught.value.__cause__ is error


def test_other_errors_pass() -> None:
    with pytest.raises(asyncio.CancelledError), translated("read"):
        raise asyncio.CancelledError
    with pytest.raises(KeyError), translated("read"):
        raise KeyError("ours")


STATEMENTS = "SELECT count(*) FROM pg_prepared_statements"


async def test_a_long_connection_keeps_its_statements(database_url: str) -> None:
    opened = await connect_for_long(database_url, "tests")
    assert await opened.fetchval("SELECT $1::int", 7) == 7
    assert await opened.fetchval(STATEMENTS) >= 1
    await opened.close()


async def test_a_long_connection_finds_a_pooler_out(database_url: str) -> None:
    async with door(database_url) as way_in:
        way_in.be_a_pooler()
        opened = await connect_for_long(way_in.url, "tests")
        assert await opened.fetchval("SELECT $1::int", 7) == 7
        assert await opened.fetchval(STATEMENTS) == 0
        await opened.close()


async def test_a_long_connection_that_is_cut_at_once(database_url: str) -> None:
    async with door(database_url) as way_in:
        way_in.lose_answers_from(b"SELECT ")
        with pytest.raises(DatabaseAway):
            await connect_for_long(way_in.url, "tests", command_seconds=0.3)

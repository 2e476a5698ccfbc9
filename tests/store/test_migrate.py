"""Migrations: once each, safely, and the same by psql."""

import asyncio

import pytest

from hookshift.domain.errors import OperatorError
from hookshift.store.database import Connection
from hookshift.store.migrate import Migration, check, migrate, migrations, pending, sql
from tests.conftest import OpenConnection
from tests.store.programs import psql, schema_dump
from tests.store.runbook_sql import PHASE_1

ONE = Migration("0001_one", "CREATE TABLE one (n integer);")
TWO = Migration("0002_two", "CREATE TABLE two (n integer);")
NAMES = [step.name for step in migrations()]
ROWS = "SELECT count(*) FROM webhook_routing_config"


def test_files_are_numbered_without_gaps() -> None:
    assert [name[:5] for name in NAMES] == [f"{number:04}_" for number in range(1, len(NAMES) + 1)]
    assert len(NAMES) >= 4


async def test_migrating_twice_does_nothing_the_second_time(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    connection = await open_connection(empty_database_url)
    assert await migrate(connection) == NAMES
    assert await migrate(connection) == []
    assert await connection.fetchval(ROWS) == 1
    await check(connection)


async def test_two_at_once(empty_database_url: str, open_connection: OpenConnection) -> None:
    both = [await open_connection(empty_database_url) for _ in range(2)]
    applied = await asyncio.gather(*(migrate(connection) for connection in both))
    # They take turns, and each file is applied by one of them.
    assert sorted(applied[0] + applied[1]) == NAMES
    assert await both[0].fetchval(ROWS) == 1


async def test_what_is_missing_is_added(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    connection = await open_connection(empty_database_url)
    assert await migrate(connection, [ONE]) == ["0001_one"]
    assert await migrate(connection, [ONE, TWO]) == ["0002_two"]


async def test_a_failing_file_leaves_nothing_and_can_be_mended(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    connection = await open_connection(empty_database_url)
    broken = Migration("0002_two", "CREATE TABLE two (n integer); SELECT 1 / 0;")
    with pytest.raises(OperatorError, match="division by zero"):
        await migrate(connection, [ONE, broken])
    assert await connection.fetchval("SELECT to_regclass('one') IS NOT NULL")
    assert await connection.fetchval("SELECT to_regclass('two') IS NULL")
    assert await migrate(connection, [ONE, TWO]) == ["0002_two"]


async def test_a_changed_file_is_refused(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    connection = await open_connection(empty_database_url)
    await migrate(connection, [ONE])
    with pytest.raises(OperatorError, match="0001_one has changed since it was applied"):
        await migrate(connection, [Migration("0001_one", "SELECT 1"), TWO])
    assert await connection.fetchval("SELECT to_regclass('two') IS NULL")


async def test_a_newer_database_is_refused(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    connection = await open_connection(empty_database_url)
    await migrate(connection, [ONE, TWO])
    with pytest.raises(OperatorError, match="newer than this program: it has 0002_two"):
        await migrate(connection, [ONE])


def test_a_step_that_was_passed_over_is_applied() -> None:
    assert pending([ONE, TWO], {"0002_two": TWO.sha256}) == [ONE]


async def test_check_names_what_is_missing(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    connection = await open_connection(empty_database_url)
    with pytest.raises(OperatorError, match="hookshift db migrate"):
        await check(connection)
    await migrate(connection, migrations()[:-1])
    with pytest.raises(OperatorError, match=f"lacks {NAMES[-1]}.*hookshift db migrate"):
        await check(connection)


async def test_the_script_makes_what_the_runner_makes(
    empty_database_url: str, database_url: str, open_connection: OpenConnection
) -> None:
    script = sql({"mobility": "wa-webhook-mobility", "it's": "a \\ b"})
    psql(empty_database_url, script)
    psql(empty_database_url, script)
    assert schema_dump(empty_database_url) == schema_dump(database_url)
    connection = await open_connection(empty_database_url)
    assert await migrate(connection) == []
    assert await connection.fetchval(ROWS) == 1
    rows = await connection.fetch("SELECT domain, handler FROM webhook_protected_domains")
    assert {tuple(row) for row in rows} == {
        ("mobility", "wa-webhook-mobility"),
        ("it's", "a \\ b"),
    }


async def test_the_script_takes_over_the_runbooks_installation(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    psql(empty_database_url, PHASE_1)
    psql(empty_database_url, sql({}))
    psql(empty_database_url, sql({}))
    assert psql(empty_database_url, "SELECT (update_routing_percentage(10.00)).percentage") == (
        "10.00\n"
    )
    connection = await open_connection(empty_database_url)
    assert await migrate(connection) == []


async def test_the_script_runs_on_a_migrated_database(
    connection: Connection, database_url: str
) -> None:
    await connection.execute("SELECT update_routing_percentage(25)")
    before = schema_dump(database_url)
    psql(database_url, sql({"mobility": "wa-webhook-mobility"}))
    assert schema_dump(database_url) == before
    assert await connection.fetchval("SELECT percentage FROM webhook_routing_config") == 25
    await check(connection)

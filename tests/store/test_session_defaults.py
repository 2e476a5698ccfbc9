"""What a database or a role has as the default of its sessions changes nothing."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from hookshift.domain.routing.routing import Side
from hookshift.store import database, routing_config
from hookshift.store.database import Connection, connect
from hookshift.store.database import connection as connection_to
from hookshift.store.errors import DatabaseAway
from hookshift.store.gateways import WorkerHeartbeat, gateways, heartbeat
from hookshift.store.migrate import migrate
from hookshift.store.rollup_writer import RollupSettings
from hookshift.store.routing_logs import LogWriter, maintain_partitions
from tests.cli.conftest import Hookshift
from tests.conftest import execute
from tests.gateway.durable.test_deliverer import World, bodies, world  # noqa: F401
from tests.store.freeze import read_only
from tests.store.log_rows import log_row
from tests.store.programs import psql

HOSTILE = {
    "default_transaction_isolation": "serializable",
    "default_transaction_deferrable": "on",
    "synchronous_commit": "off",
    "statement_timeout": "2s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "2s",
    "idle_session_timeout": "2s",
    "TimeZone": "Pacific/Kiritimati",
    "DateStyle": "SQL, DMY",
    "IntervalStyle": "sql_standard",
    "search_path": "nowhere",
    "transform_null_equals": "on",
    "array_nulls": "off",
    "row_security": "off",
}
COMMANDS = (
    "stats", "errors", "inbox", "ledger", "undelivered", "dead list", "alerts", "rollout history",
    "db migrate",
)  # fmt: skip
OURS = {
    **dict.fromkeys(("default_transaction_deferrable", "default_transaction_read_only"), "off"),
    **dict.fromkeys(("statement_timeout", "lock_timeout", "idle_session_timeout"), "0"),
    "default_transaction_isolation": "read committed",
    "synchronous_commit": "on",
    "idle_in_transaction_session_timeout": "1min",
    "TimeZone": "UTC",
    "transform_null_equals": "off",
    "array_nulls": "on",
}


async def spoil(url: str) -> None:
    """Gives the database these defaults, and the login one of its own."""
    name = urlsplit(url).path.removeprefix("/")
    await execute(
        url,
        *(f"ALTER DATABASE {name} SET {key} = {value!r}" for key, value in HOSTILE.items()),
        f"ALTER DATABASE {name} SET default_transaction_read_only = on",
        f"ALTER ROLE CURRENT_USER IN DATABASE {name} SET default_transaction_read_only = on",
    )


@pytest_asyncio.fixture
async def spoilt_url(database_url: str) -> str:
    """A migrated database with such defaults."""
    await spoil(database_url)
    return database_url


@pytest_asyncio.fixture
async def spoilt(spoilt_url: str) -> AsyncIterator[Connection]:
    """A connection to it."""
    async with connection_to(spoilt_url, "tests") as opened:
        yield opened


def test_the_defaults_reach_whoever_does_nothing_about_them(spoilt_url: str) -> None:
    """Else the tests below would prove nothing."""
    found = psql(spoilt_url, "SHOW TimeZone; SHOW default_transaction_read_only")
    assert found.split() == ["Pacific/Kiritimati", "on"]


@pytest.mark.parametrize("setting", OURS)
async def test_each_connection_has_what_it_relies_on(spoilt: Connection, setting: str) -> None:
    assert await spoilt.fetchval(f"SHOW {setting}") == OURS[setting]
    assert spoilt.writable


async def test_a_transaction_has_its_isolation_also_where_a_session_cannot_be_set(
    spoilt: Connection,
) -> None:
    """As behind a pooler."""
    await spoilt.execute("SET default_transaction_isolation = serializable")
    async with spoilt.transaction():
        assert await spoilt.fetchval("SHOW transaction_isolation") == "read committed"
        async with spoilt.transaction():
            assert await spoilt.fetchval("SHOW transaction_isolation") == "read committed"
    async with spoilt.transaction(isolation="repeatable_read", readonly=True), spoilt.transaction():
        assert await spoilt.fetchval("SHOW transaction_isolation") == "repeatable read"


@pytest.mark.parametrize("kept", ["on", "local", "remote_write", "remote_apply"])
async def test_what_waits_for_the_disk_stays_as_it_is(database_url: str, kept: str) -> None:
    name = urlsplit(database_url).path.removeprefix("/")
    await execute(database_url, f"ALTER DATABASE {name} SET synchronous_commit = {kept}")
    async with connection_to(database_url, "tests") as opened:
        assert await opened.fetchval("SHOW synchronous_commit") == kept


@pytest.mark.parametrize("whose", ["DATABASE {name}", "ROLE CURRENT_USER IN DATABASE {name}"])
async def test_read_only_by_default_changes_nothing_and_is_told(
    database_url: str, whose: str, caplog: pytest.LogCaptureFixture
) -> None:
    database._tell_overruled.cache_clear()
    name = urlsplit(database_url).path.removeprefix("/")
    whom = whose.format(name=name)
    await execute(database_url, f"ALTER {whom} SET default_transaction_read_only = on")
    for _ in range(2):
        async with connection_to(database_url, "tests") as opened:
            assert opened.writable
            await opened.execute("CREATE TEMPORARY TABLE a (b int)")
    (found,) = [record for record in caplog.records if "read-only by default" in record.message]
    assert found.levelname == "WARNING"


async def test_a_server_that_is_read_only_stays_so(database_url: str) -> None:
    """So an operator keeps writers away, also those who are connected."""
    writer = LogWriter(database_url, 30, RollupSettings("here:0", 10, 2_000))
    assert await writer.write([log_row()]) == 0
    async with read_only(database_url):
        opened = await connect(database_url, "tests", writes=False)
        assert not opened.writable
        await opened.close()
        with pytest.raises(DatabaseAway):
            await writer.write([log_row()])
    assert await writer.write([log_row()]) == 0
    await writer.close()


async def test_the_schema_is_made(empty_database_url: str) -> None:
    await spoil(empty_database_url)
    async with connection_to(empty_database_url, "tests") as opened:
        assert await migrate(opened)
        assert await migrate(opened) == []
        config = await routing_config.read_config(opened)
        assert config is not None
        assert config.percentage == 0


async def test_the_share_and_the_log(spoilt: Connection, spoilt_url: str) -> None:
    await routing_config.set_percentage(spoilt, Decimal(35), "ana", "day 4")
    await routing_config.take_back(spoilt, None, "ana", None)
    await routing_config.set_enabled(spoilt, False, "ana", None)
    assert [change.reason for change in await routing_config.history(spoilt, 3)] == [
        None, "rollback", "day 4",
    ]  # fmt: skip
    writer = LogWriter(spoilt_url, 30, RollupSettings("here:0", 10, 2_000))
    rows = [log_row(), log_row(created_at=time.time() - 3 * 86_400)]
    for _ in range(2):
        assert await writer.write(rows) == 0
    await writer.close()
    assert await spoilt.fetchval("SELECT count(*) FROM public.webhook_routing_logs") == 2
    requests = "SELECT sum(requests) FROM hookshift.rollups WHERE seconds = 10"
    assert await spoilt.fetchval(requests) == 2
    await maintain_partitions(spoilt, 7, 30)
    worker = WorkerHeartbeat("a", "a", 1, 0, "0", datetime.now(UTC))
    await heartbeat(spoilt, worker, 1, {})
    (seen,) = await gateways(spoilt)
    assert 0 <= seen.age < 60


def test_the_commands(spoilt_url: str) -> None:
    hookshift = Hookshift(spoilt_url)
    hookshift.works("set", "10")
    hookshift.works("rollback")
    for command in COMMANDS:
        hookshift.works(*command.split())
    result = hookshift("status")
    assert "no gateway is running" in result.stdout, result.output


async def test_deliveries(world: World) -> None:  # noqa: F811
    await spoil(world.url)
    world.unified.status, world.unified.body = 400, b"refused"
    await world.begin()
    for number in range(20):
        side = Side.UNIFIED if number % 5 == 0 else Side.LEGACY
        await world.send(str(number), sender=str(number % 7), side=side)
    await world.ends(delivered=16, dead=4)
    assert len(bodies(world.jobs)) == 16
    assert world.deliverer.error is None

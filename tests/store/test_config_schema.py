"""What PostgreSQL itself guarantees about the configuration, whoever changes it."""

import asyncio
from decimal import Decimal

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hookshift.store.database import Connection, connect
from hookshift.store.migrate import migrate
from tests.conftest import OpenConnection
from tests.store.runbook_sql import PHASE_1, ROLLBACK

NEWEST = "SELECT * FROM webhook_routing_config ORDER BY created_at DESC, id DESC LIMIT 1"
WAIT_SECONDS = 5.0


async def active(connection: Connection) -> asyncpg.Record:
    row: asyncpg.Record | None = await connection.fetchrow(NEWEST)
    assert row is not None
    return row


async def last_change(connection: Connection) -> asyncpg.Record:
    row: asyncpg.Record | None = await connection.fetchrow(
        "SELECT * FROM webhook_routing_config_audit ORDER BY id DESC LIMIT 1"
    )
    assert row is not None
    return row


@pytest_asyncio.fixture
async def second(database_url: str, open_connection: OpenConnection) -> Connection:
    return await open_connection(database_url)


async def test_the_first_row_is_the_runbooks(connection: Connection) -> None:
    rows = await connection.fetch("SELECT * FROM webhook_routing_config")
    assert len(rows) == 1
    assert rows[0]["percentage"] == 0
    assert rows[0]["enabled"] is True
    assert rows[0]["domains"] == ["jobs", "marketplace", "property"]


async def test_an_older_row_decides_nothing(
    connection: Connection,
) -> None:
    await connection.execute("SELECT update_routing_percentage(25.00)")
    before = await active(connection)
    await connection.execute(
        "INSERT INTO webhook_routing_config (percentage, created_at) VALUES (3, '2020-01-01')"
    )
    assert await active(connection) == before


async def test_the_runbooks_steps(connection: Connection) -> None:
    row: asyncpg.Record | None = await connection.fetchrow(
        "SELECT * FROM update_routing_percentage(10.00)"
    )
    assert row is not None
    assert row["percentage"] == Decimal("10.00")
    assert row == await active(connection)
    await connection.execute(ROLLBACK)
    row = await active(connection)
    assert (row["percentage"], row["enabled"]) == (Decimal("35.00"), False)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("NULL", "is NULL"),
        ("'NaN'", "NaN is not between 0 and 100"),
        ("'Infinity'", "Infinity is not between 0 and 100"),
        ("-0.01", "-0.01 is not between 0 and 100"),
        ("100.01", "100.01 is not between 0 and 100"),
        ("10.001", "10.001 has more than two decimals"),
    ],
)
async def test_nonsense_is_refused(connection: Connection, value: str, text: str) -> None:
    before = await active(connection)
    with pytest.raises(asyncpg.PostgresError, match=text) as caught:
        await connection.execute(f"SELECT update_routing_percentage({value})")
    assert "from 0 to 100" in (getattr(caught.value, "hint", None) or "")
    assert await active(connection) == before


@pytest.mark.parametrize("value", ["0", "100", "0.01", "99.99", "10.00", "10.000"])
async def test_the_bounds_are_taken(connection: Connection, value: str) -> None:
    await connection.execute(f"SELECT update_routing_percentage({value})")
    assert (await active(connection))["percentage"] == Decimal(value)


@pytest.mark.parametrize("value", ["'NaN'", "-0.01", "100.01", "NULL"])
async def test_a_plain_update_is_checked_too(connection: Connection, value: str) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await connection.execute(f"UPDATE webhook_routing_config SET percentage = {value}")


async def test_no_row_at_all(connection: Connection) -> None:
    await connection.execute("DELETE FROM webhook_routing_config")
    with pytest.raises(asyncpg.NoDataFoundError, match="has no row") as caught:
        await connection.execute("SELECT update_routing_percentage(10)")
    assert "INSERT INTO" in (caught.value.hint or "")


async def test_among_several_rows_the_newest_is_changed_ties_by_id(connection: Connection) -> None:
    await connection.execute(
        "INSERT INTO webhook_routing_config (id, percentage, created_at) VALUES"
        " ('00000000-0000-0000-0000-000000000001', 1, now() + interval '1 s'),"
        " ('00000000-0000-0000-0000-000000000002', 2, now() + interval '1 s')"
    )
    await connection.execute("SELECT update_routing_percentage(50)")
    rows = await connection.fetch(
        "SELECT percentage FROM webhook_routing_config ORDER BY created_at, id"
    )
    assert [row["percentage"] for row in rows] == [0, 1, 50]


async def test_a_newer_row_of_another_session_is_the_one_that_changes(
    connection: Connection, second: Connection
) -> None:
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("INSERT INTO webhook_routing_config (percentage) VALUES (7)")
    waiting = asyncio.create_task(second.execute("SELECT update_routing_percentage(50)"))
    await _until_someone_waits(connection)
    await transaction.commit()
    await asyncio.wait_for(waiting, WAIT_SECONDS)
    rows = await connection.fetch("SELECT percentage FROM webhook_routing_config ORDER BY 1")
    assert [row["percentage"] for row in rows] == [0, 50]


async def _until_someone_waits(connection: Connection) -> None:
    async with asyncio.timeout(WAIT_SECONDS):
        while not await connection.fetchval(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        ):
            pass


async def test_versions_grow_with_every_change(connection: Connection) -> None:
    versions = [(await active(connection))["version"]]
    for statement in (
        "SELECT update_routing_percentage(10)",
        "UPDATE webhook_routing_config SET enabled = false",
        "INSERT INTO webhook_routing_config (percentage) VALUES (7)",
        "UPDATE webhook_routing_config SET version = 1",
    ):
        await connection.execute(statement)
        versions.append((await active(connection))["version"])
    assert versions == sorted(set(versions))


async def test_concurrent_changes_do_not_deadlock(
    connection: Connection, second: Connection
) -> None:
    async def work(own: Connection, statement: str) -> None:
        for _ in range(30):
            await own.execute(statement)

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(work(connection, "SELECT update_routing_percentage(10)"))
        group.create_task(work(second, "UPDATE webhook_routing_config SET enabled = false"))
    rows = await connection.fetch("SELECT version FROM webhook_routing_config_audit ORDER BY id")
    versions = [row["version"] for row in rows]
    assert len(versions) == 61
    assert versions == sorted(set(versions))


async def test_who_and_why(connection: Connection) -> None:
    await connection.execute("SELECT update_routing_percentage(10, 'canary is fine', 'ada')")
    row = await active(connection)
    assert (row["updated_by"], row["reason"]) == ("ada", "canary is fine")
    await connection.execute("UPDATE webhook_routing_config SET enabled = false")
    row = await active(connection)
    login = await connection.fetchval("SELECT session_user")
    assert (row["updated_by"], row["reason"]) == (login, None), "a stale reason"


async def test_a_reason_does_not_outlive_its_call_in_a_transaction(connection: Connection) -> None:
    async with connection.transaction():
        await connection.execute("SELECT update_routing_percentage(10, 'canary', 'ada')")
        await connection.execute("UPDATE webhook_routing_config SET enabled = false")
    change = await last_change(connection)
    assert change["reason"] is None
    assert change["actor"] == await connection.fetchval("SELECT session_user")


async def test_a_reason_set_for_the_session_serves_calls_without_one(
    connection: Connection,
) -> None:
    await connection.execute("SET hookshift.reason = 'incident 7'; SET hookshift.actor = 'bob'")
    await connection.execute("SELECT update_routing_percentage(0)")
    assert (await last_change(connection))["reason"] == "incident 7"
    await connection.execute("SELECT update_routing_percentage(1, 'other')")
    await connection.execute("UPDATE webhook_routing_config SET enabled = false")
    change = await last_change(connection)
    assert (change["reason"], change["actor"]) == ("incident 7", "bob")


async def test_a_reason_written_into_the_row_is_kept(connection: Connection) -> None:
    await connection.execute("UPDATE webhook_routing_config SET enabled = false, reason = 'why'")
    assert (await last_change(connection))["reason"] == "why"


async def test_a_new_row_keeps_people_on_their_side(connection: Connection) -> None:
    salt = (await active(connection))["salt"]
    assert len(salt) == 32
    await connection.execute("INSERT INTO webhook_routing_config (percentage) VALUES (7)")
    row = await active(connection)
    assert (row["percentage"], row["salt"]) == (7, salt)


@pytest.mark.parametrize("salt", ["''", "repeat('x', 65)", "NULL"])
async def test_a_salt_that_cannot_be_a_key_is_refused(connection: Connection, salt: str) -> None:
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await connection.execute(f"UPDATE webhook_routing_config SET salt = {salt}")


async def test_the_audit_says_what_a_plain_update_did(connection: Connection) -> None:
    await connection.execute("SET application_name = 'psql'")
    before = await active(connection)
    await connection.execute(
        "UPDATE webhook_routing_config SET percentage = 25, enabled = false,"
        " domains = '{jobs}', salt = 'other'"
    )
    change = await last_change(connection)
    login = await connection.fetchval("SELECT session_user")
    assert dict(change) | {"id": 0, "at": 0, "client_addr": 0} == {
        "id": 0,
        "at": 0,
        "client_addr": 0,
        "actor": login,
        "login_role": login,
        "application_name": "psql",
        "operation": "UPDATE",
        "config_id": before["id"],
        "version": (await active(connection))["version"],
        "active": True,
        "old_percentage": Decimal("0.00"),
        "new_percentage": Decimal("25.00"),
        "old_enabled": True,
        "new_enabled": False,
        "old_domains": ["jobs", "marketplace", "property"],
        "new_domains": ["jobs"],
        "salt_changed": True,
        "reason": None,
    }


async def test_the_audit_follows_which_row_is_active(connection: Connection) -> None:
    await connection.execute("INSERT INTO webhook_routing_config (percentage) VALUES (40)")
    inserted = await last_change(connection)
    assert (inserted["operation"], inserted["active"]) == ("INSERT", True)
    assert (inserted["old_percentage"], inserted["new_percentage"]) == (0, 40)
    await connection.execute(
        "INSERT INTO webhook_routing_config (percentage, created_at) VALUES (9, '2020-01-01')"
    )
    older = await last_change(connection)
    assert (older["active"], older["old_percentage"]) == (False, None)
    await connection.execute("DELETE FROM webhook_routing_config WHERE percentage = 40")
    deleted = await last_change(connection)
    assert (deleted["operation"], deleted["active"]) == ("DELETE", True)
    assert (deleted["old_percentage"], deleted["new_percentage"]) == (40, 0)
    assert deleted["version"] > older["version"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE webhook_routing_config_audit SET actor = 'nobody'",
        "DELETE FROM webhook_routing_config_audit",
        "TRUNCATE webhook_routing_config_audit",
        "TRUNCATE webhook_routing_config",
    ],
)
async def test_the_trail_cannot_be_wiped(connection: Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="is refused") as caught:
        await connection.execute(statement)
    assert caught.value.hint
    assert await connection.fetchval("SELECT count(*) FROM webhook_routing_config_audit") == 1


async def test_protected_domains_stay_out(connection: Connection) -> None:
    await connection.execute(
        "INSERT INTO webhook_protected_domains (domain, handler)"
        " VALUES ('mobility', 'wa-webhook-mobility')"
    )
    for statement in (
        "UPDATE webhook_routing_config SET domains = '{jobs,mobility}'",
        "INSERT INTO webhook_routing_config (domains) VALUES ('{mobility}')",
    ):
        with pytest.raises(asyncpg.CheckViolationError, match=r"mobility \(wa-webhook-mobility\)"):
            await connection.execute(statement)
    with pytest.raises(asyncpg.CheckViolationError, match="jobs is in the active rollout"):
        await connection.execute(
            "INSERT INTO webhook_protected_domains (domain, handler) VALUES ('jobs', 'x')"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM webhook_routing_config WHERE percentage = 40",
        "UPDATE webhook_routing_config SET created_at = '2001-01-01' WHERE percentage = 40",
    ],
)
async def test_no_row_with_a_protected_domain_becomes_active(
    connection: Connection, statement: str
) -> None:
    await connection.execute("UPDATE webhook_routing_config SET domains = '{mobility}'")
    await connection.execute("INSERT INTO webhook_routing_config (percentage) VALUES (40)")
    await connection.execute(
        "INSERT INTO webhook_protected_domains (domain, handler) VALUES ('mobility', 'm')"
    )
    with pytest.raises(asyncpg.CheckViolationError, match="mobility"):
        await connection.execute(statement)


async def test_changes_are_announced(connection: Connection, second: Connection) -> None:
    received: asyncio.Queue[str] = asyncio.Queue()
    await second.add_listener(
        "hookshift_config", lambda _c, _p, _ch, payload: received.put_nowait(str(payload))
    )
    for statement in ("SELECT update_routing_percentage(10)", "DELETE FROM webhook_routing_config"):
        await connection.execute(statement)
        payload = await asyncio.wait_for(received.get(), WAIT_SECONDS)
        assert payload == str((await last_change(connection))["version"])


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    value=st.one_of(
        st.decimals(-1, 101, places=2),
        st.decimals(allow_nan=True, allow_infinity=True),
    )
)
def test_any_number_is_stored_exactly_or_refused(database_url: str, value: Decimal) -> None:
    async def work() -> None:
        connection = await connect(database_url, "tests")
        try:
            row: asyncpg.Record | None = await connection.fetchrow(
                "SELECT * FROM update_routing_percentage($1)", value
            )
            assert row is not None
            assert 0 <= value <= 100
            assert row["percentage"] == value
        except asyncpg.PostgresError:
            assert not value.is_finite() or not 0 <= value <= 100 or value != round(value, 2)
        finally:
            await connection.close()

    asyncio.run(work())


async def test_an_installation_of_the_runbook_is_taken_over(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    connection = await open_connection(empty_database_url)
    await connection.execute(PHASE_1)
    await connection.execute(PHASE_1)
    await connection.execute("SELECT update_routing_percentage(25.00)")
    await connection.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, routed_to) VALUES ('old', 'legacy')"
    )
    await migrate(connection)
    rows = await connection.fetch("SELECT * FROM webhook_routing_config")
    assert len(rows) == 2
    assert len({row["salt"] for row in rows}) == 1
    assert len({row["version"] for row in rows}) == 2
    assert (await active(connection))["percentage"] == 25
    await connection.execute("SELECT update_routing_percentage(35.00)")
    assert (await active(connection))["percentage"] == 35
    old = await connection.fetchval(
        "SELECT webhook_name FROM webhook_routing_logs_before_hookshift"
    )
    assert old == "old"
    assert await connection.fetchval("SELECT count(*) FROM webhook_routing_stats") == 0
    await connection.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, routed_to) VALUES ('new', 'legacy')"
    )
    assert await connection.fetchval("SELECT count(*) FROM webhook_routing_stats") == 1


async def test_an_installation_with_an_impossible_percentage_is_named(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    connection = await open_connection(empty_database_url)
    await connection.execute(PHASE_1)
    await connection.execute("UPDATE webhook_routing_config SET percentage = 250")
    with pytest.raises(Exception, match=r"not 0 to 100: .*250\.00") as caught:
        await migrate(connection)
    assert "Correct or delete these rows" in str(caught.value)

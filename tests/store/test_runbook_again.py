"""The runbook's own SQL before hookshift's schema, after it and again: no harm, at any share."""

from decimal import Decimal
from functools import partial

import asyncpg
import pytest

from hookshift.store import routing_config
from hookshift.store.database import Connection
from hookshift.store.database import connection as connection_to
from hookshift.store.migrate import migrate, sql
from hookshift.store.routing_config import foreign_functions, read_config, restore_function
from tests.conftest import CopyOf, OpenConnection
from tests.store.programs import psql
from tests.store.runbook_sql import DASHBOARD, ERRORS, PHASE_1, ROLLBACK, STATS

SHARES = ["0.00", "10.00", "35.00", "50.00", "100.00"]


async def share(connection: Connection) -> Decimal:
    config = await read_config(connection)
    assert config is not None
    return config.percentage


async def _after_runbooks(url: str, times: int) -> None:
    for _ in range(times):
        psql(url, PHASE_1)
    async with connection_to(url, "tests") as opened:
        await migrate(opened)


AFTER_RUNBOOKS = [partial(_after_runbooks, times=times) for times in range(3)]


@pytest.mark.parametrize("before", [0, 1, 2], ids="runbook {} times before".format)
@pytest.mark.parametrize("live", SHARES)
async def test_phase_1_again_leaves_the_share_as_it_is(
    copy_of: CopyOf, open_connection: OpenConnection, before: int, live: str
) -> None:
    url = copy_of(AFTER_RUNBOOKS[before])
    connection = await open_connection(url)
    psql(url, f"SELECT update_routing_percentage({live})")
    version = await connection.fetchval("SELECT max(version) FROM webhook_routing_config")
    for _ in range(2):
        psql(url, PHASE_1)
        assert await share(connection) == Decimal(live)
    assert await connection.fetchval("SELECT max(version) FROM webhook_routing_config") == version
    # Whatever the runbook's scripts and hookshift do goes on working.
    psql(url, "SELECT update_routing_percentage(25.00)")
    assert await share(connection) == 25
    await routing_config.set_percentage(connection, Decimal(30), "ana", "day 3")
    await routing_config.take_back(connection, Decimal(0), "ana", None)
    assert await share(connection) == 0
    psql(url, ROLLBACK)
    for query in (STATS, DASHBOARD, ERRORS):
        psql(url, query)
    assert await foreign_functions(connection) == []


async def test_with_the_runbooks_function_in_place_the_audit_and_the_checks_still_hold(
    connection: Connection, database_url: str
) -> None:
    psql(database_url, PHASE_1)
    psql(database_url, "SELECT update_routing_percentage(35.00)")
    change, *_ = await routing_config.history(connection, 1)
    assert (str(change.old_percentage), str(change.new_percentage)) == ("0.00", "35.00")
    for nonsense in ("NULL", "-1", "100.01", "'NaN'"):
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(f"SELECT update_routing_percentage({nonsense})")
    assert await share(connection) == 35


async def test_migrate_puts_hookshifts_function_back(
    connection: Connection, database_url: str
) -> None:
    assert not await restore_function(connection)
    psql(database_url, PHASE_1)
    assert await restore_function(connection)
    assert not await restore_function(connection)
    with pytest.raises(asyncpg.PostgresError, match="more than two decimals"):
        await connection.execute("SELECT update_routing_percentage(10.001)")
    await connection.execute("DROP FUNCTION update_routing_percentage(numeric)")
    assert await restore_function(connection)
    assert await share(connection) == 0


@pytest.mark.parametrize(
    "parameters", ["double precision", "integer", "numeric, text", "VARIADIC numeric[]"]
)
async def test_a_foreign_overload_is_noticed_and_stops_no_change_of_ours(
    connection: Connection, parameters: str
) -> None:
    await connection.execute(
        f"CREATE FUNCTION public.update_routing_percentage({parameters}) RETURNS text "
        "LANGUAGE sql AS $$ SELECT 'done' $$"
    )
    (found,) = await foreign_functions(connection)
    assert found == f"public.update_routing_percentage({parameters})"
    await routing_config.set_percentage(connection, Decimal(35), "ana", None)
    await routing_config.take_back(connection, None, "ana", None)
    assert await share(connection) == 0
    await connection.execute(f"DROP FUNCTION {found}")
    assert await foreign_functions(connection) == []


@pytest.mark.parametrize("when", ["before it was there", "now"])
async def test_a_first_row_is_one_where_there_is_none(connection: Connection, when: str) -> None:
    insert = (
        "INSERT INTO webhook_routing_config (percentage, domains, enabled) "
        "VALUES (0.00, ARRAY['jobs'], true) ON CONFLICT (id) DO NOTHING"
    )
    if when == "before it was there":
        await connection.execute("DELETE FROM webhook_routing_config")
    await connection.execute("SELECT set_config('hookshift.actor', 'ana', false)")
    await connection.execute(insert)
    assert await connection.fetchval("SELECT count(*) FROM webhook_routing_config") == 1


async def test_a_row_that_is_meant_is_taken(connection: Connection) -> None:
    """Somebody makes another configuration the active one, as before."""
    await routing_config.set_percentage(connection, Decimal(35), "ana", None)
    await connection.execute("INSERT INTO webhook_routing_config (enabled) VALUES (true)")
    assert await share(connection) == 0
    await connection.execute(
        "INSERT INTO webhook_routing_config (percentage, enabled) VALUES (5, true) "
        "ON CONFLICT (id) DO NOTHING"
    )
    assert await share(connection) == 5


async def test_who_might_call_the_function_may_still(
    connection: Connection, database_url: str
) -> None:
    """Also when the script of `hookshift db sql` is run again, which makes them anew."""
    role = "hookshift_test_operator"
    await connection.execute(f"CREATE ROLE {role}")
    try:
        await connection.execute(
            f"GRANT EXECUTE ON FUNCTION update_routing_percentage(numeric, text, text) TO {role}"
        )
        psql(database_url, sql({}))
        for arguments in ("numeric", "numeric, text, text"):
            assert await connection.fetchval(
                f"SELECT has_function_privilege('{role}', "
                f"'public.update_routing_percentage({arguments})', 'EXECUTE')"
            )
    finally:
        await connection.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")

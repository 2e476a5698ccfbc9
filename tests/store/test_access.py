"""Who may see what, on a database that gives everything to everyone as Supabase does."""

from collections.abc import Iterator
from datetime import UTC, datetime

import asyncpg
import pytest
import pytest_asyncio

from hookshift.store.database import Connection
from hookshift.store.database import connection as connection_to
from hookshift.store.migrate import migrate
from tests.conftest import CopyOf, OpenConnection, execute, outside_the_loop
from tests.store.runbook_sql import PHASE_1

STRANGERS = ("anon", "authenticated")
SUPABASE = """
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN', name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
END $$;
ALTER ROLE service_role BYPASSRLS;
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;
"""
RELATIONS = """
SELECT c.oid::regclass::text AS name, c.relkind::text AS kind, c.relrowsecurity AS closed
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'S') AND n.nspname IN ('public', 'hookshift') ORDER BY 1
"""
FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace::regnamespace::text IN ('public', 'hookshift') ORDER BY 1
"""


async def _migrated_supabase(url: str) -> None:
    async with connection_to(url, "tests") as opened:
        await opened.execute(SUPABASE)
        await opened.execute(PHASE_1)
        await migrate(opened)
        await opened.execute("SELECT hookshift.make_log_partition('2001-02-03')")


@pytest_asyncio.fixture
async def supabase(copy_of: CopyOf, open_connection: OpenConnection) -> Connection:
    """A migrated Supabase that had been running the runbook's SQL."""
    return await open_connection(copy_of(_migrated_supabase))


async def test_strangers_have_no_right_on_anything(supabase: Connection) -> None:
    relations = await supabase.fetch(RELATIONS)
    names = [row["name"] for row in relations]
    assert "hookshift.webhook_routing_logs_20010203" in names
    assert "webhook_routing_logs_before_hookshift" in names
    assert len(names) > 15
    for stranger in STRANGERS:
        for row in relations:
            rights = "USAGE,SELECT,UPDATE"
            if row["kind"] != "S":
                rights = "SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER"
            check = "has_sequence_privilege" if row["kind"] == "S" else "has_table_privilege"
            assert not await supabase.fetchval(
                f"SELECT {check}($1, $2::text, $3)", stranger, row["name"], rights
            ), (stranger, row["name"])
        assert not await supabase.fetchval(
            "SELECT has_schema_privilege($1, 'hookshift', 'USAGE,CREATE')", stranger
        )


async def test_strangers_may_call_nothing(supabase: Connection) -> None:
    functions = [row[0] for row in await supabase.fetch(FUNCTIONS)]
    assert "update_routing_percentage(numeric,text,text)" in functions
    assert len(functions) > 10
    for stranger in STRANGERS:
        for function in functions:
            assert not await supabase.fetchval(
                "SELECT has_function_privilege($1, $2::text, 'EXECUTE')", stranger, function
            ), (stranger, function)


async def test_row_security_is_on_for_every_table(supabase: Connection) -> None:
    tables = [row for row in await supabase.fetch(RELATIONS) if row["kind"] in ("r", "p")]
    assert len(tables) > 12
    assert [row["name"] for row in tables if not row["closed"]] == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM webhook_routing_config",
        "SELECT * FROM webhook_routing_stats",
        "SELECT * FROM webhook_routing_logs",
        "SELECT * FROM webhook_routing_logs_before_hookshift",
        "SELECT * FROM hookshift.webhook_routing_logs_20010203",
        "SELECT update_routing_percentage(10)",
        "SELECT hookshift.drop_log_partitions(0)",
        "INSERT INTO webhook_routing_logs (webhook_name, routed_to) VALUES ('x', 'legacy')",
    ],
)
async def test_anon_is_refused(supabase: Connection, statement: str) -> None:
    await supabase.execute("SET ROLE anon")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await supabase.fetch(statement)


async def test_row_security_holds_even_where_a_grant_slips_through(supabase: Connection) -> None:
    await supabase.execute("GRANT SELECT ON webhook_routing_config TO anon")
    await supabase.execute("SET ROLE anon")
    assert await supabase.fetch("SELECT * FROM webhook_routing_config") == []


async def test_the_operators_own_functions_go_on_working(supabase: Connection) -> None:
    await supabase.execute("SET ROLE service_role")
    await supabase.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, routed_to) VALUES ('router', 'legacy')"
    )
    assert await supabase.fetchval("SELECT percentage FROM webhook_routing_config LIMIT 1") == 0
    await supabase.execute("UPDATE webhook_routing_config SET enabled = false")
    await supabase.execute("SELECT update_routing_percentage(10)")
    await supabase.execute("RESET ROLE")
    changes = await supabase.fetchval(
        "SELECT count(*) FROM webhook_routing_config_audit WHERE operation = 'UPDATE'"
    )
    assert changes == 2


async def test_the_statistics_reader_reads_statistics_and_nothing_else(
    supabase: Connection,
) -> None:
    await supabase.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, routed_to) VALUES ('h', 'legacy')"
    )
    await supabase.execute("SET ROLE hookshift_stats_reader")
    assert len(await supabase.fetch("SELECT * FROM webhook_routing_stats")) == 1
    day = f"{datetime.now(UTC):%Y%m%d}"
    for relation in (
        "webhook_routing_logs",
        "webhook_routing_config",
        "webhook_routing_config_audit",
        "webhook_protected_domains",
        f"hookshift.webhook_routing_logs_{day}",
        "hookshift.gateways",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await supabase.fetch(f"SELECT * FROM {relation}")


@pytest.fixture
def plain_owner(postgres_url: str) -> Iterator[str]:
    """A role that may make neither roles nor databases."""
    name = "hookshift_test_plain_owner"
    outside_the_loop(
        execute(
            postgres_url,
            f"DO $$ BEGIN CREATE ROLE {name}; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        )
    )
    yield name
    outside_the_loop(execute(postgres_url, f"DROP ROLE {name}"))


async def test_migrating_needs_no_right_to_make_roles(
    plain_owner: str,
    template_database: str,
    empty_database_url: str,
    open_connection: OpenConnection,
) -> None:
    opened = await open_connection(empty_database_url)
    await opened.execute("ALTER ROLE hookshift_stats_reader RENAME TO hookshift_test_elsewhere")
    try:
        await opened.execute(f"ALTER SCHEMA public OWNER TO {plain_owner}")
        database = await opened.fetchval("SELECT current_database()")
        await opened.execute(f"GRANT CREATE ON DATABASE {database} TO {plain_owner}")
        await opened.execute(f"SET ROLE {plain_owner}")
        notices: list[str] = []
        opened.add_log_listener(lambda _c, message: notices.append(str(message)))
        await migrate(opened)
        assert any("hookshift_stats_reader is not made" in text for text in notices)
        await opened.execute("SELECT update_routing_percentage(10)")
        await opened.execute("RESET ROLE")
    finally:
        await opened.execute(
            "RESET ROLE; ALTER ROLE hookshift_test_elsewhere RENAME TO hookshift_stats_reader"
        )

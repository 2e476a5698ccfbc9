"""The log table: partitions by day, the runbook's view and queries, and how they are read."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import asyncpg
import pytest

from hookshift.domain.routing.records import COLUMNS
from hookshift.store.database import Connection
from tests.conftest import OpenConnection
from tests.store.runbook_sql import DASHBOARD, ERRORS, PHASE_1, STATS

PARTITIONS = (
    "SELECT inhrelid::regclass::text FROM pg_inherits"
    " WHERE inhparent = 'webhook_routing_logs'::regclass ORDER BY 1"
)
WAIT_SECONDS = 10.0


def partition(day: date) -> str:
    return f"hookshift.webhook_routing_logs_{day:%Y%m%d}"


async def partitions(connection: Connection) -> list[str]:
    return [row[0] for row in await connection.fetch(PARTITIONS)]


async def add(connection: Connection, when: str = "now()", **values: object) -> None:
    row = {"webhook_name": "h", "domain": "jobs", "routed_to": "unified", "status": "success"}
    columns = {**row, **values}
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    await connection.execute(
        f"INSERT INTO webhook_routing_logs ({', '.join(columns)}, created_at)"
        f" VALUES ({places}, {when})",
        *columns.values(),
    )


async def test_columns_are_in_the_order_of_the_rows(connection: Connection) -> None:
    rows = await connection.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'webhook_routing_logs'::regclass"
        " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
    )
    assert tuple(row[0] for row in rows) == COLUMNS


async def test_the_runbooks_columns_keep_their_types_and_defaults(
    connection: Connection, empty_database_url: str, open_connection: OpenConnection
) -> None:
    columns = (
        "SELECT column_name, data_type, is_nullable, column_default"
        " FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1"
        " ORDER BY ordinal_position"
    )
    old = await open_connection(empty_database_url)
    await old.execute(PHASE_1)
    for table in ("webhook_routing_config", "webhook_routing_logs", "webhook_routing_stats"):
        theirs = await old.fetch(columns, table)
        ours = await connection.fetch(columns, table)
        assert ours[: len(theirs)] == theirs
        assert len(theirs) > 5


async def test_a_week_is_there_from_the_start_and_no_default(connection: Connection) -> None:
    today = datetime.now(UTC).date()
    assert await partitions(connection) == [
        partition(today + timedelta(days=number)) for number in range(8)
    ]
    with pytest.raises(asyncpg.CheckViolationError, match="no partition"):
        await add(connection, "'2001-02-03'")


async def test_a_partition_is_one_utc_day(connection: Connection) -> None:
    await connection.execute("SET timezone = 'Pacific/Auckland'")
    day = date(2001, 2, 3)
    assert await connection.fetchval("SELECT hookshift.make_log_partition($1)", day) is True
    assert await connection.fetchval("SELECT hookshift.make_log_partition($1)", day) is False
    await add(connection, "'2001-02-03 00:00:00+00'")
    await add(connection, "'2001-02-03 23:59:59.999999+00'")
    for outside in ("2001-02-02 23:59:59.999999+00", "2001-02-04 00:00:00+00"):
        with pytest.raises(asyncpg.CheckViolationError):
            await add(connection, f"'{outside}'")
    count = await connection.fetchval(f"SELECT count(*) FROM {partition(day)}")
    assert count == 2


async def test_partitions_carry_the_indexes_and_the_key(connection: Connection) -> None:
    today = datetime.now(UTC).date()
    rows = await connection.fetch(
        "SELECT i.inhparent::regclass::text FROM pg_index x JOIN pg_inherits i"
        " ON i.inhrelid = x.indexrelid WHERE x.indrelid = $1::text::regclass ORDER BY 1",
        partition(today),
    )
    assert [row[0] for row in rows] == [
        "idx_routing_logs_before_person",
        "idx_routing_logs_created_at",
        "idx_routing_logs_domain",
        "idx_routing_logs_from_number",
        "idx_routing_logs_ids",
        "idx_routing_logs_person",
        "idx_routing_logs_receipts",
        "idx_routing_logs_status",
        "webhook_routing_logs_pkey",
    ]
    extra = await connection.fetchval(
        "SELECT count(*) FROM pg_index WHERE indrelid = $1::text::regclass", partition(today)
    )
    assert extra == 9


async def test_many_gateways_make_the_same_partitions_at_once(
    database_url: str, open_connection: OpenConnection
) -> None:
    connections = [await open_connection(database_url) for _ in range(4)]
    made = await asyncio.gather(
        *(own.fetchval("SELECT hookshift.make_log_partitions(12)") for own in connections)
    )
    assert sum(made) == 5
    assert len(await partitions(connections[0])) == 13


async def test_retention_drops_whole_days_and_nothing_newer(connection: Connection) -> None:
    today = datetime.now(UTC).date()
    for age in (29, 30, 31, 32):
        await connection.fetchval(
            "SELECT hookshift.make_log_partition($1)", today - timedelta(days=age)
        )
    assert await connection.fetchval("SELECT hookshift.drop_log_partitions(30)") == 2
    left = await partitions(connection)
    assert left[0] == partition(today - timedelta(days=30))
    assert len(left) == 10
    assert await connection.fetchval("SELECT hookshift.drop_log_partitions(30)") == 0


@pytest.mark.parametrize("days", ["-1", "NULL"])
async def test_retention_must_be_a_number_of_days(connection: Connection, days: str) -> None:
    with pytest.raises(asyncpg.InvalidParameterValueError, match="not a number of days"):
        await connection.execute(f"SELECT hookshift.drop_log_partitions({days})")


async def test_dropping_gives_way_to_readers_and_comes_back_later(
    connection: Connection, database_url: str, open_connection: OpenConnection
) -> None:
    await connection.fetchval("SELECT hookshift.make_log_partition('2001-02-03')")
    reader = await open_connection(database_url)
    transaction = reader.transaction()
    await transaction.start()
    await reader.fetch("SELECT * FROM webhook_routing_stats")
    drop = "SELECT hookshift.drop_log_partitions(30)"
    assert await asyncio.wait_for(connection.fetchval(drop), WAIT_SECONDS) == 0
    await transaction.rollback()
    assert await connection.fetchval(drop) == 1


async def test_a_partition_is_made_while_the_log_is_read_and_written(
    connection: Connection, database_url: str, open_connection: OpenConnection
) -> None:
    other = await open_connection(database_url)
    transaction = other.transaction()
    await transaction.start()
    await add(other)
    await other.fetch("SELECT * FROM webhook_routing_stats")
    made = connection.fetchval("SELECT hookshift.make_log_partition('2001-02-03')")
    assert await asyncio.wait_for(made, WAIT_SECONDS) is True
    await transaction.rollback()


async def test_the_runbooks_queries_run_unchanged(connection: Connection) -> None:
    # An hour ago was yesterday, from midnight on.
    await connection.execute("SELECT hookshift.make_log_partition((now() - interval '1 d')::date)")
    for milliseconds in (100, 200, 300):
        await add(connection, response_time_ms=milliseconds)
    await add(
        connection, response_time_ms=1000, status="error", error_message="HTTP 500", domain="jobs"
    )
    for _ in range(2):
        await add(connection, routed_to="legacy", response_time_ms=50)
    await add(connection, "now() - interval '61 minutes'", status="error", domain="old")

    stats = await connection.fetch(STATS)
    assert [(row["domain"], row["routed_to"]) for row in stats] == [
        ("jobs", "legacy"),
        ("jobs", "unified"),
    ]
    unified = stats[1]
    assert (unified["request_count"], unified["avg_response_ms"]) == (4, 400)
    assert unified["p95_ms"] == pytest.approx(895.0)
    assert (unified["error_count"], unified["error_rate_pct"]) == (1, 25)

    board = await connection.fetch(DASHBOARD)
    assert [tuple(row) for row in board] == [
        ("jobs", "legacy", 2, Decimal("50.00"), Decimal("50.00"), 0, Decimal("0.0000"), 33),
        ("jobs", "unified", 4, Decimal("400.00"), Decimal("895.00"), 1, Decimal("25.0000"), 67),
    ]
    errors = await connection.fetch(ERRORS)
    assert [tuple(row)[:4] for row in errors] == [("jobs", "unified", "HTTP 500", 1)]


async def _filled(connection: Connection) -> None:
    # Whatever the hour: a session in UTC, and a day that is over.
    await connection.execute(
        "SET timezone = 'UTC'; SELECT hookshift.make_log_partition('2001-02-03')"
    )
    await connection.execute("SELECT hookshift.make_log_partition((now() - interval '1 d')::date)")
    # As many before the last hour as in half a day, even where its day has just begun.
    await connection.execute(
        "WITH span AS (SELECT now() - interval '1 h' AS began)"
        " INSERT INTO webhook_routing_logs"
        " (webhook_name, domain, routed_to, status, response_time_ms, created_at)"
        " SELECT 'h', 'jobs', 'unified', CASE WHEN n % 1000 = 0 THEN 'error' ELSE 'success' END,"
        " n % 500, CASE WHEN n <= 1200 THEN now() - n * interval '3 s'"
        " ELSE began - (n / 20000.0) * (began - date_trunc('day', began)) END"
        " FROM span, generate_series(1, 20000) n"
    )
    await connection.execute("VACUUM ANALYZE webhook_routing_logs")


async def _plan(connection: Connection, query: str) -> tuple[str, str]:
    """The whole plan, and its part that reads the day on which the last hour began."""
    await connection.execute("SET enable_seqscan = off")
    rows = await connection.fetch("EXPLAIN (COSTS OFF) " + query)
    lines = [row[0] for row in rows]
    began = await connection.fetchval("SELECT now() - interval '1 hour'")
    name = f"webhook_routing_logs_{began:%Y%m%d}"
    at = next(number for number, line in enumerate(lines) if name in line)
    return "\n".join(lines), "\n".join(lines[at : at + 3]).split("->  ", 2)[1]


async def test_the_view_reads_one_hour_from_the_index_alone(connection: Connection) -> None:
    await _filled(connection)
    plan, today = await _plan(connection, "SELECT * FROM webhook_routing_stats")
    assert "Subplans Removed" in plan, "days that are over need not be looked at"
    assert "Index Only Scan" in today
    assert "Index Cond: (created_at >" in today
    assert "Filter" not in today


async def test_the_error_analysis_reads_errors_of_one_hour(connection: Connection) -> None:
    await _filled(connection)
    _, today = await _plan(connection, ERRORS.rstrip().rstrip(";"))
    assert "Index Cond: ((status = 'error'::text) AND (created_at >" in today
    assert "Filter" not in today

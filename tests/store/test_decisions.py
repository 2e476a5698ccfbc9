"""Looking for a decision: what is found, and that millions of others are not read for it."""

import pytest

from hookshift.store.database import Connection
from hookshift.store.decisions import SQL, WantedDecisions, latest

DAY = 1_440
ROWS = 60_000


async def fill(connection: Connection) -> None:
    """The last day, over and over; every row has a message and a webhook of its own."""
    await connection.execute(
        "SET timezone = 'UTC'; SELECT hookshift.make_log_partition((now() - interval '1 d')::date)"
    )
    await connection.execute(
        "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, status, created_at,"
        " message_id, correlation_id, from_number, response_time_ms) SELECT 'wa-webhook-jobs',"
        " 'jobs', 'legacy', 'success', greatest(now() - n * interval '1 s',"
        " date_trunc('day', now() - interval '1 d')), 'wamid.' || md5(n::text),"
        " md5((-n)::text), '250***' || n % 3000, 5 FROM generate_series(1, $1::integer) AS n",
        ROWS,
        timeout=120,  # on a machine that has much else to do
    )
    await connection.execute("VACUUM ANALYZE webhook_routing_logs", timeout=120)


async def plan(connection: Connection, wanted: WantedDecisions, limit: int = 50) -> str:
    """As PostgreSQL carries it out."""
    async with connection.transaction(readonly=True):
        if wanted.message_id or wanted.correlation_id:
            await connection.execute(SQL["by_filter"])
        query = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + SQL["latest"]
        rows = await connection.fetch(query, *wanted, limit)
    return "\n".join(row[0] for row in rows)


def by(column: str, value: str) -> WantedDecisions:
    """Of the last day."""
    if column == "from_number":
        return WantedDecisions(DAY, from_numbers=[value])
    return WantedDecisions(DAY, **{column: value})


def rows_read(text: str) -> int:
    """What was read and thrown away."""
    removed = [
        int(line.rpartition(":")[2]) for line in text.splitlines() if "Rows Removed by" in line
    ]
    return sum(removed)


@pytest.mark.parametrize("column", ["message_id", "correlation_id", "from_number"])
async def test_it_is_found_without_reading_the_day(connection: Connection, column: str) -> None:
    await fill(connection)
    names = [row[0] for row in await connection.fetch(
        f"SELECT {column} FROM webhook_routing_logs ORDER BY created_at LIMIT 20"
    )]  # fmt: skip
    for name in names:
        found = await latest(connection, by(column, name), 50)
        assert found
        assert {getattr(row, column) for row in found} == {name}
        assert found == sorted(found, key=lambda row: row.created_at, reverse=True)
    for name in ("nobody", names[0]):
        text = await plan(connection, by(column, name))
        assert rows_read(text) < ROWS / 5, text


async def test_the_settings_do_not_outlive_the_search(connection: Connection) -> None:
    await latest(connection, WantedDecisions(60, message_id="x"), 1)
    assert await connection.fetchval("SHOW enable_seqscan") == "on"


async def test_the_latest_are_read_from_the_newest_on(connection: Connection) -> None:
    await fill(connection)
    for wanted in (WantedDecisions(60), WantedDecisions(DAY, domain="jobs")):
        text = await plan(connection, wanted)
        assert "Index Scan" in text
        assert rows_read(text) == 0
    # Without a table that is read as a whole, whatever is asked.
    assert len(await latest(connection, WantedDecisions(DAY), 500)) == 500

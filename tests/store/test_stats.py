"""The runbook's numbers from Python."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from hookshift.store.database import Connection
from hookshift.store.errors import DatabaseRefusal
from hookshift.store.rollup_writer import RollupSettings
from hookshift.store.routing_logs import LogWriter
from hookshift.store.stats import DashboardRow, VersionRow, dashboard, errors, of_version
from tests.conftest import OpenConnection, execute
from tests.store.log_rows import log_row
from tests.store.runbook_sql import DASHBOARD, ERRORS

HOUR = 3_600.0


@pytest.fixture
async def traffic(database_url: str) -> None:
    """Of 10 jobs events 2 on unified under version 2, one of them failed; older ones before."""
    writer = LogWriter(database_url, 30, RollupSettings("here:0", 10, 2_000))
    bad = {"status": "error", "error_message": "HTTP 500"}
    await writer.write(
        [
            *[log_row(routed_to="legacy", config_version=2, response_time_ms=10) for _ in range(8)],
            log_row(config_version=2, response_time_ms=100),
            log_row(config_version=2, response_time_ms=200, **bad),
            log_row(config_version=2, created_at=time.time() - 1.5 * HOUR, **bad),
        ]
    )
    await writer.close()
    # As the runbook's own router writes one; a gateway's row always has its time.
    await execute(
        database_url,
        "INSERT INTO webhook_routing_logs"
        " (webhook_name, domain, routed_to, status, error_message, config_version)"
        " VALUES ('wa-webhook-unified', 'property', 'unified', 'error', 'HTTP 500', 1)",
    )


@pytest.mark.usefixtures("traffic")
async def test_the_dashboard(connection: Connection) -> None:
    assert await dashboard(connection) == [
        DashboardRow("jobs", "legacy", 8, Decimal(10), Decimal(10), 0, Decimal(0), 80),
        DashboardRow("jobs", "unified", 2, Decimal(150), Decimal(195), 1, Decimal(50), 20),
        DashboardRow("property", "unified", 1, None, None, 1, Decimal(100), 100),
    ]
    assert [tuple(row) for row in await connection.fetch(DASHBOARD)] == await dashboard(connection)


@pytest.mark.usefixtures("traffic")
async def test_the_errors(connection: Connection) -> None:
    rows = await errors(connection)
    assert {row[:4] for row in rows} == {
        ("jobs", "unified", "HTTP 500", 1),
        ("property", "unified", "HTTP 500", 1),
    }
    assert [tuple(row) for row in await connection.fetch(ERRORS)] == rows


async def test_as_many_errors_as_are_wanted(connection: Connection, database_url: str) -> None:
    writer = LogWriter(database_url, 30, RollupSettings("here:0", 10, 2_000))
    for text, count in (("rare", 1), ("usual", 3), ("now and then", 2)):
        bad = {"status": "error", "error_message": text}
        await writer.write([log_row(**bad) for _ in range(count)])
    await writer.close()
    assert [row.error_message for row in await errors(connection, 2)] == ["usual", "now and then"]
    assert len(await errors(connection)) == 3


@pytest.mark.usefixtures("traffic")
async def test_one_version(connection: Connection) -> None:
    legacy = VersionRow("jobs", "legacy", 8, 0, 80.0, 0.0, 10.0)
    assert await of_version(connection, 2) == [
        legacy,
        VersionRow("jobs", "unified", 2, 1, 20.0, 50.0, 195.0),
    ]
    assert await of_version(connection, 3) == []
    two_hours = datetime.now(UTC) - timedelta(hours=2)
    counts = [row.request_count for row in await of_version(connection, 2, two_hours)]
    assert counts == [8, 3]
    assert await of_version(connection, 2, datetime.now(UTC) + timedelta(hours=1)) == []


async def test_no_traffic_is_no_rows(connection: Connection) -> None:
    assert await dashboard(connection) == []
    assert await errors(connection) == []


async def test_an_unmigrated_database_says_what_to_do(
    empty_database_url: str, open_connection: OpenConnection
) -> None:
    with pytest.raises(DatabaseRefusal, match="hookshift db migrate"):
        await dashboard(await open_connection(empty_database_url))

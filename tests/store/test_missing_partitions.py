"""Days without a partition are reported before they come: of the log, and of durable bodies."""

from datetime import UTC, datetime, timedelta

import pytest

from hookshift.store.database import Connection
from hookshift.store.inbox import maintain_inbox
from hookshift.store.routing_logs import maintain_partitions, missing_partitions


@pytest.mark.parametrize(
    ("of_payloads", "table"), [(False, "webhook_routing_logs"), (True, "payloads")]
)
async def test_a_day_without_a_partition(
    connection: Connection, of_payloads: bool, table: str
) -> None:
    await maintain_partitions(connection, 7, 30)
    await maintain_inbox(connection, ahead=7, retention_days=7, dedup_days=9)
    assert await missing_partitions(connection, of_payloads=of_payloads) == []
    day = (datetime.now(UTC) + timedelta(days=1)).date()
    await connection.execute(f"DROP TABLE hookshift.{table}_{day:%Y%m%d}")
    assert await missing_partitions(connection, of_payloads=of_payloads) == [str(day)]
    assert await missing_partitions(connection, of_payloads=not of_payloads) == []

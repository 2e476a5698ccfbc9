"""Which workers live."""

from datetime import UTC, datetime

from hookshift.store.database import Connection
from hookshift.store.gateways import WorkerHeartbeat, gateways, heartbeat, leave

ONE = WorkerHeartbeat("a-0", "host-a", 100, 0, "0.1.0", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
TWO = ONE._replace(gateway="a-1", slot=1, pid=101)


async def age(connection: Connection, gateway: str, interval: str) -> None:
    await connection.execute(
        f"UPDATE hookshift.gateways SET seen_at = now() - interval '{interval}' WHERE gateway = $1",
        gateway,
    )


async def test_a_heartbeat_replaces_the_one_before(connection: Connection) -> None:
    await heartbeat(connection, ONE, None, {})
    await heartbeat(connection, ONE, 7, {"written": 10.5})
    await heartbeat(connection, TWO, 6, {})
    seen = await gateways(connection)
    assert [entry.worker for entry in seen] == [ONE, TWO]
    assert (seen[0].config_version, seen[0].counters) == (7, {"written": 10.5})
    assert 0 <= seen[0].age < 60


async def test_age_is_by_the_databases_clock(connection: Connection) -> None:
    await heartbeat(connection, ONE, 7, {})
    await age(connection, "a-0", "10 minutes")
    (seen,) = await gateways(connection)
    assert 600 <= seen.age < 660
    await heartbeat(connection, ONE, 7, {})
    (seen,) = await gateways(connection)
    assert seen.age < 60


async def test_the_long_dead_are_not_shown_and_then_forgotten(connection: Connection) -> None:
    await heartbeat(connection, ONE, 7, {})
    await heartbeat(connection, TWO, 7, {})
    await age(connection, "a-0", "2 days")
    assert [entry.worker for entry in await gateways(connection)] == [TWO]
    await leave(connection, TWO)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.gateways") == 0

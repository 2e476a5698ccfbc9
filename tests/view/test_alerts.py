"""What is wrong, read from a real database."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.domain.alerts import AlertKind, FailingLoop
from hookshift.domain.evidence.rollups import Counts, Slot
from hookshift.store.database import Connection
from hookshift.store.gateways import BREAKER_OPEN, WorkerHeartbeat, heartbeat
from hookshift.store.loops import report
from hookshift.view import alerts
from tests.cli.conftest import Hookshift
from tests.cli.letters import ended, letter, waiting
from tests.store.test_rollups import insert

SHIPPED = Path(__file__).parents[2] / "hookshift.toml"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("WHATSAPP_APP_SECRET", "x")
    monkeypatch.setenv("WHATSAPP_VERIFY_TOKEN", "x")
    return load(SHIPPED)


async def alive(connection: Connection, **counters: float) -> None:
    worker = WorkerHeartbeat("a:1:1", "a", 1, 0, "0.1", datetime.now(UTC))
    version = await connection.fetchval("SELECT version FROM webhook_routing_config")
    await heartbeat(connection, worker, version, counters)


async def found(connection: Connection, settings: Settings) -> set[tuple[AlertKind, str]]:
    return {(alert.kind, alert.subject) for alert in await alerts.wrong(connection, settings)}


async def test_a_calm_installation(connection: Connection, settings: Settings) -> None:
    await alive(connection)
    assert await alerts.wrong(connection, settings) == []


async def test_nobody_is_there(connection: Connection, settings: Settings) -> None:
    (alert,) = await alerts.wrong(connection, settings)
    assert (alert.kind, alert.text) == (AlertKind.GATEWAYS, "no gateway is running")


async def test_what_the_gateways_say(connection: Connection, settings: Settings) -> None:
    await alive(
        connection,
        unwritten_seconds=61.0,
        recorder_spooled_rows=5.0,
        **{f"{BREAKER_OPEN}wa-webhook-jobs": 1.0},
    )
    assert await found(connection, settings) == {
        (AlertKind.STATISTICS_STALE, "worker 0 on a"),
        (AlertKind.SPOOL_GROWS, "worker 0 on a"),
        (AlertKind.BREAKER_OPEN, "wa-webhook-jobs"),
    }


async def test_traffic_share_and_protected_handlers(
    connection: Connection, settings: Settings
) -> None:
    await alive(connection)
    at = (time.time() - 60) // 10 * 10
    unified = Counts(requests=1_000, errors=20, slow=200)
    slots = [
        Slot(at, 10.0, "jobs", "unified", 1, unified),
        Slot(at, 10.0, "jobs", "legacy", 1, Counts(requests=20_000)),
        Slot(at, 10.0, "mobility", "unified", 1, Counts(requests=1)),
    ]
    await insert(connection, slots)
    touched = (AlertKind.PROTECTED_TOUCHED, "wa-webhook-mobility")
    assert await found(connection, settings) == {touched}, "unified gets nothing any more"
    await connection.execute("SELECT update_routing_percentage(50)")
    await alive(connection)
    expected = {
        (AlertKind.ERROR_RATE, "jobs"),
        (AlertKind.SLOW, "jobs"),
        touched,
    }
    assert await found(connection, settings) == expected, "the share has not been for an hour"
    await connection.execute("ALTER TABLE webhook_routing_config DISABLE TRIGGER USER")
    await connection.execute(
        "UPDATE webhook_routing_config SET updated_at = now() - interval '61 minutes'"
    )
    await alive(connection)
    assert await found(connection, settings) == {*expected, (AlertKind.SHARE_TOO_LOW, "jobs")}


async def test_deliveries_that_wait_or_were_given_up(
    connection: Connection, settings: Settings, database_url: str
) -> None:
    hookshift = Hookshift(database_url)
    await alive(connection)
    waiting(hookshift, letter(1), letter(2))
    ended(hookshift)
    dead = (AlertKind.DEAD_LETTERS, "wa-webhook-jobs")
    assert await found(connection, settings) == {dead}
    waiting(hookshift, letter(3))
    assert await found(connection, settings) == {dead}
    await connection.execute(
        "UPDATE hookshift.deliveries SET received_at = received_at - interval '6 minutes'"
    )
    assert await found(connection, settings) == {dead, (AlertKind.INBOX_OLD, "wa-webhook-jobs")}
    await connection.execute(
        "UPDATE hookshift.dead_letters SET died_at = died_at - interval '16 minutes'"
    )
    await connection.execute("DELETE FROM hookshift.deliveries")
    assert await found(connection, settings) == {(AlertKind.LEDGER_UNEVEN, "whatsapp")}


async def test_loops_and_foreign_functions(connection: Connection, settings: Settings) -> None:
    await alive(connection)
    await report(connection, "a:1:1", "worker 0 on a", [FailingLoop("", "recorder", "no", 9.0)])
    await connection.execute(
        "CREATE FUNCTION public.update_routing_percentage(integer) RETURNS text LANGUAGE sql "
        "AS $$ SELECT 'done' $$"
    )
    assert await found(connection, settings) == {
        (AlertKind.LOOP_FAILING, "recorder"),
        (AlertKind.FOREIGN_FUNCTION, "public.update_routing_percentage(integer)"),
    }

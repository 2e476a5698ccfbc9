"""What is wrong, read from a real database: one answer for everybody who asks."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.domain.alerts import Alert, AlertKind, FailingLoop
from hookshift.domain.evidence.rollups import Counts, Slot
from hookshift.domain.recent import Counted, Key, Recent, Slice, written
from hookshift.store import control_hosts, silences
from hookshift.store.database import Connection
from hookshift.store.gateways import BREAKER_OPEN, WorkerHeartbeat, heartbeat
from hookshift.store.loops import report
from hookshift.view.problem import Problem, degraded
from hookshift.view.problems import HealthView
from hookshift.view.view_model import read
from tests.cli.conftest import Hookshift
from tests.cli.letters import ended, letter, waiting
from tests.store.test_rollups import insert

SHIPPED = Path(__file__).parents[2] / "hookshift.toml"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("WHATSAPP_APP_SECRET", "x")
    monkeypatch.setenv("WHATSAPP_VERIFY_TOKEN", "x")
    return load(SHIPPED)


async def alive(connection: Connection, recent: Recent | None = None, /, **counters: float) -> None:
    worker = WorkerHeartbeat("a:1:1", "a", 1, 0, "0.1", datetime.now(UTC))
    version = await connection.fetchval("SELECT version FROM webhook_routing_config")
    await heartbeat(connection, worker, version, counters, written(recent or {}))


def handled(
    handler: str, domain: str, side: str, requests: int, failed: int, slow: int = 0
) -> Recent:
    """What a worker saw in the slice of now."""
    start = int(time.time()) // 10 * 10
    return {Key(Counted.HANDLER, handler, domain, side): [Slice(start, requests, failed, slow)]}


async def wrong(connection: Connection, settings: Settings) -> list[Alert]:
    return await HealthView(settings).wrong(connection, await read(connection, settings.rollout))


async def found(connection: Connection, settings: Settings) -> set[tuple[AlertKind, str]]:
    return {(alert.kind, alert.subject) for alert in await wrong(connection, settings)}


async def test_a_calm_installation(connection: Connection, settings: Settings) -> None:
    await alive(connection)
    assert await wrong(connection, settings) == []


async def test_nobody_is_there(connection: Connection, settings: Settings) -> None:
    (alert,) = await wrong(connection, settings)
    assert (alert.kind, alert.text) == (AlertKind.GATEWAYS, "no gateway is running")


async def test_what_the_gateways_say(connection: Connection, settings: Settings) -> None:
    await alive(
        connection,
        None,
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
    slots = [
        Slot(at, 10.0, "jobs", "unified", 1, Counts(requests=1_000)),
        Slot(at, 10.0, "jobs", "legacy", 1, Counts(requests=20_000)),
        Slot(at, 10.0, "mobility", "unified", 1, Counts(requests=1)),
    ]
    await insert(connection, slots)
    touched = (AlertKind.PROTECTED_TOUCHED, "wa-webhook-mobility")
    assert await found(connection, settings) == {touched}
    await connection.execute("SELECT update_routing_percentage(50)")
    await alive(connection)
    assert await found(connection, settings) == {touched}, "the share has not been for an hour"
    await long_ago(connection)
    await alive(connection)
    assert await found(connection, settings) == {touched, (AlertKind.SHARE_TOO_LOW, "jobs")}


async def long_ago(connection: Connection) -> None:
    await connection.execute("ALTER TABLE webhook_routing_config DISABLE TRIGGER USER")
    await connection.execute(
        "UPDATE webhook_routing_config SET updated_at = now() - interval '61 minutes'"
    )


@pytest.mark.parametrize(
    ("handler", "domain"),
    [
        ("wa-webhook-property", "property"),
        ("wa-webhook-profile", "profile"),  # protected
        ("wa-webhook-default", "unknown"),
    ],
)
async def test_a_handler_that_no_rollout_moves(
    connection: Connection, settings: Settings, handler: str, domain: str
) -> None:
    await alive(connection, handled(handler, domain, "legacy", 30, 0))
    assert await found(connection, settings) == set()
    await alive(connection, handled(handler, domain, "legacy", 30, 30))
    assert await found(connection, settings) == {(AlertKind.HANDLER_FAILING, handler)}


async def test_a_handler_that_fails_more_than_it_did(
    connection: Connection, settings: Settings
) -> None:
    """Two of a hundred are below the limit for everybody, and a hundred times what was usual."""
    await alive(connection, handled("wa-webhook-property", "property", "legacy", 1_000, 20))
    assert await found(connection, settings) == set()
    yesterday = time.time() // 3_600 * 3_600 - 86_400
    before = Counts(requests=100_000, errors=20)
    await insert(
        connection,
        [Slot(yesterday, 3_600.0, "property", "legacy", 1, before)],
        table="rollup_hours",
    )
    assert await found(connection, settings) == {(AlertKind.HANDLER_FAILING, "wa-webhook-property")}


async def test_unified_is_watched_while_it_has_a_share(
    connection: Connection, settings: Settings
) -> None:
    seen = handled("wa-webhook-unified", "jobs", "unified", 1_000, 20, 200)
    await alive(connection, seen)
    assert await found(connection, settings) == set(), "nobody is there now"
    await connection.execute("SELECT update_routing_percentage(50)")
    await alive(connection, seen)
    assert await found(connection, settings) == set(), "that was before the share of now"
    await long_ago(connection)
    await alive(connection, seen)
    assert await found(connection, settings) == {
        (AlertKind.HANDLER_FAILING, "wa-webhook-unified"),
        (AlertKind.SLOW, "jobs"),
    }


async def test_webhooks_answered_5xx(connection: Connection, settings: Settings) -> None:
    start = int(time.time()) // 10 * 10
    await alive(connection, {Key(Counted.PROVIDER, "whatsapp"): [Slice(start, 900, 900)]})
    assert await found(connection, settings) == {(AlertKind.PROVIDER_HEARS_ERRORS, "whatsapp")}


async def test_fewer_gateways_than_expected(connection: Connection, settings: Settings) -> None:
    await alive(connection)
    two = settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"gateways": 2})})
    (alert,) = await wrong(connection, two)
    assert (alert.kind, alert.text) == (
        AlertKind.GATEWAYS, "1 of 2 gateways report: those on a",
    )  # fmt: skip


async def test_a_problem_of_which_somebody_has_taken_note(
    connection: Connection, settings: Settings
) -> None:
    await alive(connection, handled("wa-webhook-property", "property", "legacy", 30, 30))
    about = (AlertKind.HANDLER_FAILING.value, "wa-webhook-property")

    async def problems() -> tuple[Problem, ...]:
        return (await HealthView(settings).picture(connection)).problems

    (problem,) = await problems()
    assert degraded(await problems()) == [problem.text]
    await silences.acknowledge(connection, about, "ana@ops", "the vendor is on it")
    (problem,) = await problems()
    assert not problem.counts
    assert problem.sentence.endswith("(acknowledged by ana@ops: the vendor is on it)")
    assert degraded(await problems()) == []


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


async def test_a_partition_that_is_missing(connection: Connection, settings: Settings) -> None:
    await alive(connection)
    name = await connection.fetchval(
        "SELECT 'hookshift.webhook_routing_logs_' "
        "|| to_char((now() AT TIME ZONE 'UTC')::date + 1, 'YYYYMMDD')"
    )
    await connection.execute(f"DROP TABLE {name}")
    assert await found(connection, settings) == {
        (AlertKind.PARTITIONS_MISSING, "webhook_routing_logs")
    }


async def test_what_a_host_runs_out_of(connection: Connection, settings: Settings) -> None:
    await alive(connection, disk_free_ratio=0.05, config_age_seconds=31.0)
    assert await found(connection, settings) == {
        (AlertKind.DISK_LOW, "a"),
        (AlertKind.SNAPSHOT_OLD, "worker 0 on a"),
    }


async def test_a_host_without_a_worker_is_watched_by_its_control_process(
    connection: Connection, settings: Settings
) -> None:
    await alive(connection, dashboard_certificate_seconds_left=3_600.0)
    expires = {"dashboard_certificate_seconds_left": 7_200.0, "disk_free_ratio": 0.01}
    await control_hosts.report(connection, "b", expires)
    # The worker on the same host says so, too: it is one problem.
    await control_hosts.report(connection, "a", {"dashboard_certificate_seconds_left": 3_599.0})
    shown = await wrong(connection, settings)
    assert sorted((alert.kind, alert.subject) for alert in shown) == [
        (AlertKind.CERTIFICATE_EXPIRES, "dashboard on a"),
        (AlertKind.CERTIFICATE_EXPIRES, "dashboard on b"),
        (AlertKind.DISK_LOW, "b"),
    ]
    await connection.execute(
        "UPDATE hookshift.control_hosts SET seen_at = now() - interval '61 s' WHERE host = 'b'"
    )
    assert {subject for _, subject in await found(connection, settings)} == {"dashboard on a"}


async def test_reports_of_hosts_that_are_gone_are_deleted(connection: Connection) -> None:
    await control_hosts.report(connection, "b", {})
    await connection.execute("UPDATE hookshift.control_hosts SET seen_at = now() - interval '25 h'")
    await control_hosts.forget(connection)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.control_hosts") == 0

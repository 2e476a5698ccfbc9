"""What is wrong at one moment: by numbers, and hardly by chance."""

from collections.abc import Iterable

from hookshift.domain import alerts
from hookshift.domain.alerts import (
    FAILING_SECONDS,
    Alert,
    AlertKind,
    AlertLimits,
    FailingLoop,
    WorkerReport,
)

LIMITS = AlertLimits(
    error_rate=0.001,
    handler_errors=0.05,
    provider_errors=0.001,
    p95_ms=2_000.0,
    share_below=0.8,
    inbox_age=300.0,
    stale_after=60.0,
)


def kinds(found: Iterable[Alert]) -> list[AlertKind]:
    return [alert.kind for alert in found]


def test_workers() -> None:
    calm = WorkerReport("worker 0 on a", 60.0, 0, [])
    assert list(alerts.of_workers([calm], LIMITS)) == []
    late = WorkerReport("worker 1 on a", 61.0, 7, ["wa-webhook-jobs"])
    found = list(
        alerts.of_workers([calm._replace(open_circuits=["wa-webhook-jobs"]), late], LIMITS)
    )
    assert kinds(found) == [
        AlertKind.STATISTICS_STALE,
        AlertKind.SPOOL_GROWS,
        AlertKind.BREAKER_OPEN,
    ]
    assert "worker 0 on a, worker 1 on a" in found[-1].text, "one alert for each handler"


def test_deliveries() -> None:
    assert kinds(alerts.of_inbox({"a": 301.0, "b": 300.0}, LIMITS)) == [AlertKind.INBOX_OLD]
    assert kinds(alerts.of_dead_letters({"a": 1, "b": 0}, 900.0)) == [AlertKind.DEAD_LETTERS]
    found = list(alerts.of_ledger({"whatsapp": -2, "router": 0}))
    assert [(alert.kind, alert.subject) for alert in found] == [
        (AlertKind.LEDGER_UNEVEN, "whatsapp")
    ]


def test_loops_that_fail() -> None:
    """One alert for each loop: where PostgreSQL refuses something, all workers meet it."""
    failing = [
        FailingLoop("worker 1 on a", "deliverer", "no right", 8.0),
        FailingLoop("worker 0 on a", "deliverer", "no right", 90.0),
        FailingLoop("worker 0 on a", "recorder", "the disk is full", FAILING_SECONDS),
        FailingLoop("worker 0 on a", "intake", "only just", FAILING_SECONDS - 0.1),
        FailingLoop("worker 9 on a", "of another version", "odd", 6.0),
    ]
    assert list(alerts.of_loops(failing)) == [
        Alert(
            AlertKind.LOOP_FAILING,
            "deliverer",
            "delivering for durable sources has failed for 1.5 min in worker 0 on a, "
            "worker 1 on a: no right",
        ),
        Alert(
            AlertKind.LOOP_FAILING,
            "of another version",
            "of another version has failed for 6 s in worker 9 on a: odd",
        ),
        Alert(
            AlertKind.LOOP_FAILING,
            "recorder",
            "writing decisions has failed for 5 s in worker 0 on a: the disk is full",
        ),
    ]

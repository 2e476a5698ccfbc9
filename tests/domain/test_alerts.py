"""What is wrong at one moment: by numbers, and hardly by chance."""

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain import alerts
from hookshift.domain.alerts import (
    FAILING_SECONDS,
    FEWEST,
    Alert,
    AlertKind,
    AlertLimits,
    FailingLoop,
    WorkerReport,
)
from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.latency import place
from hookshift.domain.evidence.rollups import Counts

LIMITS = AlertLimits(
    error_rate=0.001, p95_ms=2_000.0, share_below=0.8, inbox_age=300.0, stale_after=60.0
)
Hour = dict[tuple[str, str], Totals]


def unified(requests: int, errors: int = 0, slow: int = 0) -> Hour:
    sketch = (0,) * place(3_000) + (requests,)
    counts = Counts(requests=requests, errors=errors, slow=slow, latency=sketch)
    return {("jobs", "unified"): Totals(counts)}


def kinds(found: Iterable[Alert]) -> list[AlertKind]:
    return [alert.kind for alert in found]


def test_failures_of_unified() -> None:
    (alert,) = alerts.of_traffic(unified(requests=1_000, errors=10), LIMITS)
    assert (alert.kind, alert.subject) == (AlertKind.ERROR_RATE, "jobs")
    assert "10 of 1,000 requests of jobs (1 %)" in alert.text
    assert "the limit is 0.1 %" in alert.text


@pytest.mark.parametrize("errors", range(FEWEST))
def test_a_few_failures_are_no_alert(errors: int) -> None:
    assert kinds(alerts.of_traffic(unified(requests=3, errors=errors), LIMITS)) == []


@given(st.integers(1, 10**7), st.floats(0, 1))
def test_no_alert_below_the_limit(requests: int, part: float) -> None:
    errors = int(part * LIMITS.error_rate * requests)
    assert kinds(alerts.of_traffic(unified(requests=requests, errors=errors), LIMITS)) == []


def test_chance_is_no_alert() -> None:
    """Of a thousand hours at the limit itself."""
    dice = Random(1)
    false = 0
    for _ in range(1_000):
        errors = sum(dice.random() < LIMITS.error_rate for _ in range(2_000))
        false += bool(kinds(alerts.of_traffic(unified(requests=2_000, errors=errors), LIMITS)))
    assert false <= 10


def test_legacy_is_not_what_is_watched() -> None:
    hour = {("jobs", "legacy"): Totals(Counts(requests=100, errors=100, slow=100))}
    assert kinds(alerts.of_traffic(hour, LIMITS)) == []


def test_slowness() -> None:
    assert kinds(alerts.of_traffic(unified(requests=200, slow=10), LIMITS)) == []
    (alert,) = alerts.of_traffic(unified(requests=200, slow=40), LIMITS)
    assert (alert.kind, "2,000 ms" in alert.text) == (AlertKind.SLOW, True)


@pytest.mark.parametrize(
    ("unified", "legacy", "share", "expected"),
    [
        (0, 2_000, 0.25, [AlertKind.SHARE_TOO_LOW]),
        (200, 1_800, 0.25, [AlertKind.SHARE_TOO_LOW]),
        (450, 1_550, 0.25, []),  # 22.5 %, above 80 % of 25 %
        (0, 20, 0.25, []),  # two people perhaps
        (0, 0, 0.25, []),
        (0, 2_000, 0.0, []),
        (500, 500, 1.0, [AlertKind.SHARE_TOO_LOW]),
        (900, 100, 1.0, []),
        (50, 50, 1.0, []),
    ],
)
def test_too_small_a_share(
    unified: int, legacy: int, share: float, expected: list[AlertKind]
) -> None:
    hour = {
        ("jobs", "unified"): Totals(Counts(requests=unified)),
        ("jobs", "legacy"): Totals(Counts(requests=legacy)),
    }
    assert kinds(alerts.of_share(hour, ["jobs"], share, LIMITS)) == expected


def test_protected_handlers() -> None:
    (alert,) = alerts.of_protected({"wa-webhook-mobility": 2, "wa-webhook-profile": 0})
    assert (alert.kind, alert.subject) == (AlertKind.PROTECTED_TOUCHED, "wa-webhook-mobility")


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
            "delivering for durable sources has failed for 2 min in worker 0 on a, "
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

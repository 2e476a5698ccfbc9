"""What handlers do with traffic: each against its own past, and whatever was usual."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain import traffic_alerts as alerts
from hookshift.domain.alerts import Alert, AlertKind, AlertLimits
from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.rollups import Counts
from hookshift.domain.recent import Counted, Key, Recent, Slice
from hookshift.domain.traffic_alerts import KNOWN, Usual

LIMITS = AlertLimits(
    error_rate=0.001,
    handler_errors=0.05,
    provider_errors=0.001,
    p95_ms=2_000.0,
    share_below=0.8,
    inbox_age=300.0,
    stale_after=60.0,
)
NEW = frozenset({"wa-webhook-unified"})
START = 1_764_756_610
"""10:10:10 UTC."""


def handler(
    name: str, requests: int, failed: int = 0, slow: int = 0, side: str = "legacy",
    domain: str = "jobs",
) -> Recent:  # fmt: skip
    key = Key(Counted.HANDLER, name, domain, side)
    return {key: [Slice(START, requests, failed, slow)]}


def unified(requests: int, failed: int = 0, slow: int = 0, domain: str = "jobs") -> Recent:
    return handler("wa-webhook-unified", requests, failed, slow, "unified", domain)


def kinds(found: Iterable[Alert]) -> list[AlertKind]:
    return [alert.kind for alert in found]


def failing(recent: Recent, usual: dict[str, Usual] | None = None) -> list[Alert]:
    return alerts.of_handlers(recent, usual or {}, NEW, LIMITS)


@pytest.mark.parametrize("name", ["wa-webhook-property", "wa-webhook-profile", "default"])
def test_any_handler_that_fails(name: str) -> None:
    """Legacy, protected, default: who, how many, since when, against what."""
    (alert,) = failing(handler(name, 900, 900))
    assert (alert.kind, alert.subject) == (AlertKind.HANDLER_FAILING, name)
    assert alert.text == (
        f"{name} (legacy of jobs) has failed 900 of its last 900 attempts (100 %) since "
        "10:10:10 UTC; the limit is 5 %"
    )
    assert alert.since == START


def test_a_handler_is_measured_by_what_is_usual_for_it() -> None:
    recent = handler("old", 1_000, 20)
    assert failing(recent) == [], "below the limit for everybody, and nothing is known of before"
    assert failing(recent, {"old": Usual(100_000, 2_000)}) == [], "2 % is usual for it"
    (alert,) = failing(recent, {"old": Usual(100_000, 20)})
    assert "usually it fails 0.021 %" in alert.text
    assert failing(recent, {"old": Usual(KNOWN - 1, 0)}) == [], "too little is known"


def test_what_is_usual_excuses_no_handler_that_fails_absolutely() -> None:
    assert kinds(failing(handler("old", 900, 300), {"old": Usual(10**6, 333_333)})) == [
        AlertKind.HANDLER_FAILING
    ]


def test_a_new_handler_may_fail_as_often_as_its_gates_allow() -> None:
    (alert,) = failing(unified(1_000, 10))
    assert "unified of jobs" in alert.text
    assert "10 of its last 1,000 attempts (1 %)" in alert.text
    assert "the limit is 0.1 %" in alert.text


def test_a_new_handler_that_fails_in_one_of_its_domains() -> None:
    recent = {**unified(100_000, 0, domain="property"), **unified(500, 10, domain="jobs")}
    (alert,) = failing(recent)
    assert "(unified of jobs) has failed 10 of its last 500" in alert.text


@given(st.integers(1, 10**7), st.floats(0, 1))
def test_no_alert_below_the_limit(requests: int, part: float) -> None:
    assert failing(unified(requests, int(part * LIMITS.error_rate * requests))) == []
    assert failing(handler("old", requests, int(part * LIMITS.handler_errors * requests))) == []


def test_what_the_provider_hears() -> None:
    recent = {Key(Counted.PROVIDER, "whatsapp"): [Slice(START, 946, 940)]}
    (alert,) = alerts.of_provider(recent, ["wa-webhook-property"], 0.001)
    assert (alert.kind, alert.subject) == (AlertKind.PROVIDER_HEARS_ERRORS, "whatsapp")
    assert alert.text == (
        "940 of the last 946 webhooks of whatsapp (99.4 %) were answered 5xx, since 10:10:10 UTC, "
        "so the provider sends them again: wa-webhook-property fails"
    )
    well = {Key(Counted.PROVIDER, "whatsapp"): [Slice(START, 946, 0)]}
    assert list(alerts.of_provider(well, [], 0.001)) == []


def test_what_the_gateway_refuses() -> None:
    recent = {Key(Counted.REFUSED, "too_many_requests"): [Slice(START, 12, 12)]}
    (alert,) = alerts.of_provider(recent, [], 0.001)
    assert "has refused 12 requests with 503 (too many requests) since 10:10:10 UTC" in alert.text


def test_slowness() -> None:
    assert kinds(alerts.of_slowness(unified(200, slow=10), NEW, LIMITS)) == []
    assert kinds(alerts.of_slowness(handler("old", 200, slow=40), NEW, LIMITS)) == []
    (alert,) = alerts.of_slowness(unified(200, slow=40), NEW, LIMITS)
    assert (alert.kind, alert.subject) == (AlertKind.SLOW, "jobs")
    assert "2,000 ms for 40 of its last 200 attempts in jobs (20 %)" in alert.text


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

"""What follows from an attempt: never lost, never for ever, never sooner than the handler asks."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.delivery.delivery import (
    Clock,
    Dead,
    Delivery,
    Done,
    FollowUp,
    Outcome,
    Policy,
    RetryLater,
    backoff,
    ended,
    follow_up,
    is_down,
    retry_after,
    succeeded,
    word,
)
from hookshift.domain.delivery.transient import TRANSIENT_STATUSES
from hookshift.domain.errors import (
    CircuitOpen,
    HandlerBroken,
    HandlerCutOff,
    HandlerSaturated,
    HandlerTimeout,
    HandlerUnreachable,
)
from hookshift.domain.http import Judgement, Response
from hookshift.domain.routing.routing import Part, Side

POLICY = Policy()
NOW = 1_800_000_000.0
FAULTS = (HandlerUnreachable, HandlerTimeout, HandlerBroken, HandlerSaturated, CircuitOpen)


def answered(status: int, *headers: tuple[bytes, bytes]) -> Response:
    return Response(status, list(headers), b"")


def delivery(failures: int = 0, attempts: int = 0, age: float = 0.0) -> Delivery:
    part = Part("wa-webhook-jobs", Side.LEGACY, (), ())
    return Delivery(
        7, "whatsapp", NOW - age, None, attempts, failures, part, [], b"", None, "c", "k"
    )


def after(outcome: Outcome, of: Delivery | None = None, chance: float = 0.5) -> FollowUp:
    return follow_up(of or delivery(), outcome, POLICY, Clock(NOW, chance))


outcomes = st.one_of(
    st.integers(200, 599).map(answered),
    st.sampled_from(FAULTS).map(lambda fault: fault("text")),
)


@given(outcomes, st.integers(0, 40), st.integers(0, 100), st.floats(0, 3e5), st.floats(0, 1))
def test_only_success_is_success_and_nothing_goes_on_for_ever(
    outcome: Outcome, failures: int, more: int, age: float, chance: float
) -> None:
    of = delivery(failures, failures + more, age)
    then = after(outcome, of, chance)
    worked = isinstance(outcome, Response) and 200 <= outcome.status < 300
    assert isinstance(then, Done) == worked
    if isinstance(then, RetryLater):
        assert failures + then.counts < POLICY.max_attempts
        assert then.wait > 0
        assert ended(of, POLICY, NOW + then.wait) is None


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_waits_grow_up_to_their_bound(attempts: int, chance: float) -> None:
    wait = backoff(POLICY, attempts, chance)
    exact = min(POLICY.initial_backoff * 2.0 ** min(attempts, 50), POLICY.max_backoff)
    assert exact * 0.8 <= wait <= exact * 1.2


@pytest.mark.parametrize("status", [*sorted(POLICY.non_retryable_statuses), 410])
def test_what_would_be_refused_again_is_given_up_at_once(status: int) -> None:
    assert after(answered(status)) == Dead("gone" if status == 410 else "permanent")


@pytest.mark.parametrize("status", [401, 403, 404, 408, 425, 429, 500, 502, 503, 504, 301])
def test_what_may_pass_is_tried_again(status: int) -> None:
    assert isinstance(after(answered(status)), RetryLater)


OF_THE_ROAD: list[Outcome] = [
    *map(answered, (401, 402, 407, 408, 421, 425, 429, 502, 503, 504, 507, 511, 540, 544, 546)),
    *map(answered, range(520, 531)),
    HandlerUnreachable("refused"),
    HandlerSaturated("full"),
    CircuitOpen("circuit open"),
    HandlerTimeout("slow"),
    HandlerCutOff("reset"),
]
OF_THE_EVENT: list[Outcome] = [
    *map(answered, (301, 403, 404, 405, 409, 500, 501, 505, 599)),
    HandlerBroken("not HTTP"),
]


@pytest.mark.parametrize("outcome", OF_THE_ROAD, ids=repr)
def test_a_failure_of_the_road_uses_up_no_event_and_is_bounded_by_age(outcome: Outcome) -> None:
    of = delivery(failures=POLICY.max_attempts - 1, attempts=1_000)
    assert isinstance(after(outcome, of), RetryLater)
    assert after(outcome, delivery(age=POLICY.max_age)) == Dead("age")


@pytest.mark.parametrize("outcome", OF_THE_EVENT, ids=repr)
def test_what_may_be_about_the_event_is_bounded_by_attempts(outcome: Outcome) -> None:
    of = delivery(failures=POLICY.max_attempts - 1, attempts=1_000)
    assert after(outcome, of) == Dead("attempts")


def test_the_statuses_of_the_road_are_those_and_documented_with_a_source() -> None:
    tried = {outcome.status for outcome in OF_THE_ROAD if isinstance(outcome, Response)}
    assert set(TRANSIENT_STATUSES) == tried
    text = (Path(__file__).parents[3] / "docs" / "delivery.md").read_text(encoding="utf-8")
    documented = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    assert documented == [
        f"| {status} | {says} | {source} |" for status, (says, source) in TRANSIENT_STATUSES.items()
    ]


def test_an_operator_may_still_call_one_of_the_road_permanent() -> None:
    policy = POLICY._replace(non_retryable_statuses=frozenset({546}))
    assert follow_up(delivery(), answered(546), policy, Clock(NOW, 0.5)) == Dead("permanent")


def test_an_event_that_would_come_too_late_is_not_waited_for() -> None:
    of = delivery()._replace(expires_at=NOW + 0.5)
    assert after(answered(500), of) == Dead("expired")


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        (b"30", 30.0),
        (b" 30 ", 30.0),
        (b"0", 1.0),
        (b"-5", 1.0),
        (b"soon", 1.0),
        (b"", 1.0),
        (b"999999999999999999999999", POLICY.max_backoff),
        (format_datetime(datetime.fromtimestamp(NOW + 90, UTC), usegmt=True).encode(), 90.0),
        (format_datetime(datetime.fromtimestamp(NOW - 90, UTC), usegmt=True).encode(), 1.0),
        (b"Wed, 99 Foo 2020 00:00:00 GMT", 1.0),
    ],
)
def test_the_handler_may_ask_for_time(value: bytes, wait: float) -> None:
    then = after(answered(429, (b"retry-after", value)))
    assert isinstance(then, RetryLater)
    assert then.wait == pytest.approx(wait)


@pytest.mark.parametrize(
    ("outcome", "down"),
    [
        (answered(200), False),
        (answered(404), False),
        (answered(401), True),
        (answered(408), True),
        (answered(429), True),
        (answered(500), True),
        (HandlerTimeout("slow"), True),
        (HandlerUnreachable("away"), True),
        (HandlerSaturated("full"), False),
    ],
)
def test_the_breaker_hears_of_the_handler_only(outcome: Outcome, down: bool) -> None:
    assert is_down(outcome) is down


def test_what_ends_an_event_ends_it_at_the_very_moment() -> None:
    of = delivery()._replace(expires_at=NOW + 5.0)
    assert ended(of, POLICY, NOW + 4.999) is None
    assert ended(of, POLICY, NOW + 5.0) == "expired"
    old = delivery(age=POLICY.max_age)
    assert ended(old, POLICY, NOW - 0.001) is None
    assert ended(old, POLICY, NOW) == "age"


@pytest.mark.parametrize(
    "outcome",
    [
        HandlerTimeout("slow"),
        answered(503),
        answered(503, (b"retry-after", b"0")),
        answered(503, (b"retry-after", b"soon")),
        answered(503, (b"retry-after", b"-5")),
    ],
)
def test_who_asks_for_no_time_gets_none(outcome: Outcome) -> None:
    assert retry_after(outcome, POLICY, NOW) == 0.0


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (answered(500), "5xx"),
        (answered(599), "5xx"),
        (answered(404), "4xx"),
        (answered(200)._replace(judgement=Judgement(False, "failed_body")), "failed_body"),
        (HandlerTimeout("slow"), "handler_timeout"),
    ],
)
def test_what_a_failure_is_called_in_metrics(outcome: Outcome, expected: str) -> None:
    assert word(outcome) == expected


@pytest.mark.parametrize(
    ("attempts", "chance", "wait"),
    [(0, 0.5, 1.0), (1, 0.5, 2.0), (3, 0.5, 8.0), (0, 1.0, 1.2), (0, 0.0, 0.8)],
)
def test_the_backoff_doubles_and_is_longer_the_higher_the_draw(
    attempts: int, chance: float, wait: float
) -> None:
    assert backoff(POLICY, attempts, chance) == pytest.approx(wait)


@pytest.mark.parametrize(
    ("status", "worked"), [(199, False), (200, True), (299, True), (300, False)]
)
def test_success_is_200_to_299(status: int, worked: bool) -> None:
    assert succeeded(answered(status)) is worked

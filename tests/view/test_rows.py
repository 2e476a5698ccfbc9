"""Numbers of gates: how far from passing, and from failing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookshift.domain.evidence.evidence import Baseline, DomainEvidence, Totals
from hookshift.domain.evidence.levels import fail_log_e, stage_fail_log_e
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.evidence.statistics import log_worse
from hookshift.domain.gates.presentation import delivered
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.view.cells import short
from hookshift.view.rows import failures_to_fail, rows
from tests.view.stories import HOUR, PLAN, Story, counts, traffic


def of(requests: int, errors: int) -> DomainEvidence:
    return DomainEvidence(unified=Totals(counts(requests, errors)))


@settings(deadline=None)
@given(requests=st.integers(0, 10**6), errors=st.integers(0, 200))
def test_so_many_more_fail_and_one_less_does_not(requests: int, errors: int) -> None:
    """By the limit alone, each failure a sender's of its own."""
    more = failures_to_fail(of(requests, min(errors, requests)), "errors", PLAN)
    assert more is not None
    failed = min(errors, requests)

    def fails(extra: int) -> bool:
        e = log_worse(failed + extra, requests + extra, PLAN.error_limit)
        return failed + extra >= 3 and e >= min(fail_log_e(PLAN), stage_fail_log_e(PLAN))

    assert fails(more)
    assert more == 0 or not fails(more - 1)


def test_a_good_past_does_not_hide_what_the_stage_has_seen() -> None:
    fresh = of(100, 0)
    seasoned = fresh._replace(unified_before=Totals(counts(100_000, 0)))

    nearer, further = (failures_to_fail(each, "errors", PLAN) for each in (fresh, seasoned))

    assert nearer is not None
    assert further is not None
    assert nearer <= further <= nearer + 2  # the stage's own line is only a little further


def test_before_the_first_look_only_the_limits_are_known() -> None:
    for row in rows(Story().rollout):
        assert row.kind is row.value is row.seen is row.needed is row.seconds is None
        assert row.limit is not None


def test_how_long_it_takes_follows_the_traffic_of_the_stage() -> None:
    story = Story().hours(0.5, traffic(120))
    (row,) = [row for row in rows(story.rollout) if (row.domain, row.gate) == ("jobs", Gate.ERRORS)]

    assert (row.seen, row.needed) == (336, 360)
    assert row.kind is VerdictKind.INSUFFICIENT
    assert row.seconds == pytest.approx(24 / (12 / 60), rel=0.01)


def test_at_the_entry_of_a_stage_the_traffic_so_far_is_reckoned_with() -> None:
    story = Story().hours(4, traffic(120)).quiet(10)
    (row,) = [row for row in rows(story.rollout) if (row.domain, row.gate) == ("jobs", Gate.ERRORS)]

    assert story.progress.state.stage == 1
    assert row.needed is not None
    # Two a second in all, a quarter of them to unified.
    assert row.seconds == pytest.approx(row.needed / (120 / 60 / 4), rel=0.01)


def test_at_the_very_start_the_week_before_is_reckoned_with() -> None:
    week = Totals(counts(7 * 24 * 3_600))
    story = Story(totals={("jobs", "legacy"): week}).quiet(10)
    found = {row.domain: row.seconds for row in rows(story.rollout) if row.gate is Gate.ERRORS}

    assert story.progress.evidence.domains["jobs"].baseline != Baseline()
    assert found["jobs"] == pytest.approx(360 / 0.1)
    assert found["property"] is None
    assert HOUR == 3_600


@pytest.mark.parametrize(
    ("undelivered", "shown"),
    [
        *((0.0, "100"), (0.001, "99.9"), (0.00019, "99.981"), (0.0000012, "99.99988")),
        *((0.05, "95"), (0.123, "88"), (1.0, "0")),
    ],
)
def test_a_delivery_rate_is_never_rounded_up_to_all(undelivered: float, shown: str) -> None:
    assert delivered(undelivered) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "-"), (0, "0"), (99_999, "99,999"), (123_456, "123k"), (4_120_000, "4.1M")],
)
def test_large_numbers_are_short(value: int | None, shown: str) -> None:
    assert short(value) == shown

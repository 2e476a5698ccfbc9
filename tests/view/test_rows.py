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
from tests.view.stories import HOUR, PLAN, START, Story, counts, traffic


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
    settling = PLAN.settle - 10
    assert row.seconds == pytest.approx(settling + row.needed / (120 / 60 / 4), rel=0.01)


def test_at_the_very_start_the_week_before_is_reckoned_with() -> None:
    week = Totals(counts(7 * 24 * 3_600))
    story = Story(totals={("jobs", "legacy"): week}).quiet(10)
    found = {row.domain: row.seconds for row in rows(story.rollout) if row.gate is Gate.ERRORS}

    assert story.progress.evidence.domains["jobs"].baseline != Baseline()
    assert found["jobs"] == pytest.approx(PLAN.settle - 10 + 360 / 0.1)
    assert found["property"] is None
    assert HOUR == 3_600


def test_what_comes_now_is_reckoned_with() -> None:
    """Not the mean since the warm-up, which may hold an idle hour, nor that of a week."""
    story = Story().hours(0.5, traffic(120))
    pace = {"jobs": 20.0, "property": 0.0}
    found = {row.domain: row for row in rows(story.rollout, pace) if row.gate is Gate.ERRORS}

    assert found["jobs"].seconds == pytest.approx(24 / (20.0 * 0.1))
    assert found["property"].seconds is None, "nothing comes now"
    assert found["marketplace"].seconds is None


def test_while_a_stage_warms_up_it_says_until_when() -> None:
    story = Story().slot(traffic(120))
    (row,) = [row for row in rows(story.rollout, {"jobs": 2.0})
              if (row.domain, row.gate) == ("jobs", Gate.ERRORS)]  # fmt: skip

    assert PLAN.settle == 120
    assert row.settles_at == START + 120
    assert (row.seen, row.needed) == (0, 360)
    assert row.value is None, "what is not judged yet has no number of now"
    assert row.seconds == pytest.approx(60 + 360 / 0.2)
    assert row.sentence == (
        "warm-up until 08:02:00 UTC, when requests begin to count for the proof; 12 requests so far"
    )
    settled = rows(story.slot(traffic(120)).slot(traffic(120)).rollout)
    assert {row.settles_at for row in settled} == {None}


@pytest.mark.parametrize("minutes", [1, 30])
def test_a_row_that_fails_counts_what_its_sentence_counts(minutes: int) -> None:
    """During the warm-up too, whose requests prove no success."""
    story = Story()
    for _ in range(minutes):
        story.slot(traffic(120))
    story.slot(traffic(120, jobs=12))
    (row,) = [row for row in rows(story.rollout) if (row.domain, row.gate) == ("jobs", Gate.ERRORS)]

    assert row.kind is VerdictKind.FAIL
    assert row.seen == 12 * (minutes + 1)
    assert row.sentence.startswith(f"12 failures in {row.seen} requests")
    assert row.value == pytest.approx(12 / row.seen)


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

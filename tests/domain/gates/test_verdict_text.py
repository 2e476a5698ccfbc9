"""What an operator reads: each kind of verdict in its words, and nothing that is not a word."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.evidence import Evidence, Totals, entered
from hookshift.domain.evidence.plan import Gate, Mode
from hookshift.domain.evidence.rollups import Slot
from hookshift.domain.format import count, duration, milliseconds, percent
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.gates import judge
from tests.domain.rollouts import (
    INSURANCE,
    JOBS,
    NOW,
    PATIENT,
    PLAN,
    after,
    beginning,
    counts,
    folded,
    plan,
    slot,
    some_slots,
)

LADDER = plan(mode=Mode.LADDER)
SLOW_LEGACY = {(JOBS, "legacy"): Totals(counts(100, slow=10))}
SOON = NOW + PLAN.settle + 600
"""Not yet idle."""
LATER = SOON + PLAN.idle_after


def legacy_in_trouble() -> Evidence:
    return after(counts(50, 25), counts(450, 225))


def outage_at_100() -> Evidence:
    evidence = entered(after(counts(100), counts(100), stage=1), PLAN, 2, NOW + 900)
    slots = [
        slot(NOW + 1_000, "unified", counts(100, 50)),
        slot(NOW + 1_000, "legacy", counts(100, 50), domain=INSURANCE),
    ]
    return folded(evidence, slots)


def late_at_100() -> Evidence:
    evidence = entered(after(counts(1_000), counts(1_000), stage=1), PLAN, 2, NOW + 900)
    evidence = folded(evidence, [slot(NOW + 1_000, "unified", counts(1_000_000))])
    return folded(evidence, [slot(NOW + 1_010, "unified", counts(50, 20))])


def late_in_stage(legacy: int) -> Evidence:
    evidence = entered(after(counts(100_000), counts(900_000)), PLAN, 1, NOW + 900)
    slots = [slot(NOW + 1_000, "unified", counts(100, 6))]
    slots += [slot(NOW + 1_000, "legacy", counts(legacy))] if legacy else []
    return folded(evidence, slots)


def worse_since_the_start() -> Evidence:
    """Than legacy, and only what all stages saw is enough to say so."""
    evidence = entered(after(counts(400, 4), counts(9_000, 3)), PLAN, 1, NOW + 900)
    slots = [
        slot(NOW + 1_000, "unified", counts(400, 3)),
        slot(NOW + 1_000, "legacy", counts(9_000, 3)),
    ]
    return folded(evidence, slots)


SENTENCES: dict[str, tuple[Evidence, int, Gate, str]] = {
    "pass": (
        after(counts(9_100, 1)),
        0,
        Gate.ERRORS,
        "1 failure in 9,100 requests: if the true rate were 0.1 % or more, evidence this strong "
        "would appear in at most 5 % of migrations",
    ),
    "pass, delivery": (
        after(counts(9_100, 2, undelivered=0)),
        0,
        Gate.DELIVERY,
        "0 undelivered events in 9,100 requests: if the true rate were 0.1 % or more, evidence "
        "this strong would appear in at most 5 % of migrations",
    ),
    "pass, latency": (
        after(counts(500, slow=3)),
        0,
        Gate.LATENCY,
        "p95 20 ms, proven to be at most 20 ms (limit 2,000 ms, 500 requests)",
    ),
    "insufficient": (
        after(counts(2_400, 1))._replace(through=SOON),
        0,
        Gate.ERRORS,
        "1 failure in 2,400 requests; 4,412 more without another are needed",
    ),
    "insufficient, nothing yet": (
        beginning(),
        0,
        Gate.ERRORS,
        "warm-up until 13:48:40 UTC, when requests begin to count for the proof; 0 requests so far",
    ),
    "insufficient, slow": (
        after(counts(40))._replace(through=SOON),
        0,
        Gate.LATENCY,
        "0 slow requests in 40 requests; 31 more without one are needed",
    ),
    "insufficient, legacy suspicious": (
        after(counts(300, 5), counts(200, 1))._replace(through=SOON),
        0,
        Gate.ERRORS,
        "5 failures in 300 requests; 13,985 more without another are needed; legacy has trouble "
        "too, so unified is not blamed yet",
    ),
    "starved": (
        after(legacy=counts(80, new=70)),
        0,
        Gate.DELIVERY,
        "70 new people came to legacy and none to unified: the routing is broken",
    ),
    "idle": (
        after(counts(5))._replace(through=LATER),
        0,
        Gate.ERRORS,
        "nobody has traffic; 0 failures in 5 requests so far",
    ),
    "fail": (
        after(counts(280, 5)),
        0,
        Gate.ERRORS,
        "5 failures in 280 requests; 5 within 307 is the rollback line (at most 1 % false alarms)",
    ),
    "fail in the stage": (
        late_in_stage(0),
        1,
        Gate.ERRORS,
        "6 failures in 100 requests of this stage; 6 within 381 is its rollback line (at most 1 % "
        "false alarms)",
    ),
    "fail beside legacy": (
        after(counts(400, 40), counts(3_600, 30)),
        0,
        Gate.ERRORS,
        "40 failures in 400 requests; legacy had 30 in 3,600, at the same time (at most 1 % false "
        "alarms)",
    ),
    "fail beside legacy, of two stages": (
        worse_since_the_start(),
        1,
        Gate.ERRORS,
        "7 failures in 800 requests; legacy had 6 in 18,000, at the same time (at most 1 % false "
        "alarms)",
    ),
    "fail beside legacy in the stage": (
        late_in_stage(1_000),
        1,
        Gate.ERRORS,
        "6 failures in 100 requests of this stage; legacy had 0 in 1,000, at the same time (at "
        "most 1 % false alarms)",
    ),
    "fail of late": (
        late_at_100(),
        2,
        Gate.ERRORS,
        "20 failures in 1,000,050 requests of this stage, too many of them recently (at most 1 % "
        "false alarms)",
    ),
    "incident": (
        legacy_in_trouble(),
        0,
        Gate.ERRORS,
        "platform incident: 25 failures in 50 requests, and others are beyond their limit too "
        "(legacy had 225 in 450)",
    ),
    "incident at 100 %": (
        outage_at_100(),
        2,
        Gate.ERRORS,
        "platform incident: 50 failures in 100 requests of this stage, and others are beyond their "
        "limit too",
    ),
    "share": (
        after(counts(12, new=12), counts(100, new=88)),
        0,
        Gate.SHARE,
        "12 of 100 new people on unified, 12 % beside 10 %",
    ),
    "share, fail": (
        after(counts(150, new=150), counts(850, new=850)),
        0,
        Gate.SHARE,
        "150 of 1,000 new people on unified, 15 % beside 10 %: chance would do this in at most "
        "0.1 % of stages",
    ),
    "share, misplaced": (
        after(counts(5, buckets=(3, 1_000)), counts(5, buckets=(1_000, 9_999))),
        0,
        Gate.SHARE,
        "a bucket contradicts its side: unified got 1000 at most, legacy 1000 at least, and the "
        "share ends below 1,000",
    ),
    "share, insufficient": (
        after(legacy=counts(5)),
        0,
        Gate.SHARE,
        "unified has had no request yet",
    ),
    "share, idle": (
        after(legacy=counts(5))._replace(through=LATER),
        0,
        Gate.SHARE,
        "nobody has traffic",
    ),
    "guard": (
        after(guard=counts(1_200, 1)),
        0,
        Gate.GUARD,
        "1,200 requests, none moved, 1 error, not worse",
    ),
    "guard, idle": (
        after(guard=counts(1))._replace(through=LATER),
        0,
        Gate.GUARD,
        "nobody has traffic; 1 request so far, none moved",
    ),
    "guard, moved": (
        folded(beginning(), [slot(NOW, "unified", counts(1), domain=INSURANCE)]),
        0,
        Gate.GUARD,
        "1 request went to unified, which must get none",
    ),
    "guard, worse": (
        after(guard=counts(300, 50)),
        0,
        Gate.GUARD,
        "50 errors in 300 requests, more than 0.1 % since the rollout started",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_sentences(case: str) -> None:
    evidence, stage, gate, expected = SENTENCES[case]
    found = next(each for each in judge(Evaluation(PLAN, stage, evidence)) if each.gate is gate)
    assert found.sentence == expected
    assert case.startswith(("incident", "share", "guard")) or case.startswith(found.kind)


def test_blind() -> None:
    for verdict in judge(Evaluation(PLAN, 0, beginning(), blind="no gateway is running")):
        assert verdict.sentence == "not known: no gateway is running"


def test_the_goal_of_a_ladder_is_its_rung() -> None:
    found = judge(Evaluation(LADDER, 0, after(counts(360), some=LADDER)))[0]
    assert found.sentence.startswith("0 failures in 360 requests: if the true rate were 1 % or")


@PATIENT
@given(some_slots(), st.integers(0, 2), st.sampled_from([0, 30, 2_000]))
def test_nothing_is_said_that_is_no_word(slots: list[Slot], stage: int, still: int) -> None:
    evidence = folded(beginning(stage=stage, totals=SLOW_LEGACY), slots)
    evidence = evidence._replace(through=evidence.through + still)
    for verdict in judge(Evaluation(PLAN, stage, evidence)):
        assert verdict.sentence
        assert not re.search(r"\b(nan|None|inf|True|False)\b|-\d|\.$|  ", verdict.sentence)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "0 s"),
        (89.4, "89 s"),
        (90, "1.5 min"),
        (119.9, "2 min"),
        (150, "2.5 min"),
        (598, "10 min"),
        (600, "10 min"),
        (5_399, "90 min"),
        (5_400, "1.5 h"),
        (36_000, "10 h"),
        (172_799, "48 h"),
        (172_800, "2.0 days"),
        (1_000_000, "11.6 days"),
    ],
)
def test_durations(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


def test_numbers() -> None:
    assert [count(0), count(1_234_567), count(None)] == ["0", "1,234,567", "-"]
    assert [percent(0.001), percent(0.12345), percent(1.0), percent(None)] == [
        "0.1 %",
        "12.3 %",
        "100 %",
        "-",
    ]
    assert [milliseconds(2_000.0), milliseconds(None)] == ["2,000 ms", "-"]
    assert milliseconds(float("inf")) == "over 637,296 ms"

"""The gate on the share: the right people, and as many as configured."""

import random

import pytest

from hookshift.domain.evidence.evidence import Evidence
from hookshift.domain.evidence.levels import share_fail_log_e
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.evidence.rollups import added
from hookshift.domain.evidence.statistics import log_share
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.gates import judge
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from hookshift.domain.routing.assignment import bucket, is_unified
from tests.domain.rollouts import PLAN, after, beginning, counts, folded, slot

THRESHOLD = PLAN.stages[0].threshold


def share(evidence: Evidence, stage: int = 0) -> Verdict:
    return next(
        each for each in judge(Evaluation(PLAN, stage, evidence)) if each.gate is Gate.SHARE
    )


def test_a_request_on_unified_is_enough_to_pass() -> None:
    assert share(after(counts(1), counts(9))).kind is VerdictKind.PASS
    assert share(after(legacy=counts(9))).kind is VerdictKind.INSUFFICIENT


@pytest.mark.parametrize(
    ("unified", "legacy", "expected"),
    [
        ((0, THRESHOLD - 1), (THRESHOLD, 9_999), VerdictKind.PASS),
        ((0, THRESHOLD), (THRESHOLD, 9_999), VerdictKind.FAIL),
        ((0, THRESHOLD - 1), (THRESHOLD - 1, 9_999), VerdictKind.FAIL),
        (None, None, VerdictKind.PASS),
    ],
)
def test_one_person_on_the_wrong_side_fails(
    unified: tuple[int, int] | None, legacy: tuple[int, int] | None, expected: VerdictKind
) -> None:
    found = share(after(counts(1, buckets=unified), counts(9, buckets=legacy)))
    assert found.kind is expected
    assert ("contradicts its side" in found.sentence) is (expected is VerdictKind.FAIL)


def test_where_everybody_moves_one_on_legacy_fails() -> None:
    good = counts(10, buckets=(0, 9_999))
    assert share(after(good, stage=2), stage=2).kind is VerdictKind.PASS
    found = share(after(good, counts(1, buckets=(9_999, 9_999)), stage=2), stage=2)
    assert found.kind is VerdictKind.FAIL


def test_a_share_that_chance_would_not_make_fails() -> None:
    assert share(after(counts(60, new=60), counts(940, new=940))).kind is VerdictKind.FAIL
    assert share(after(counts(80, new=80), counts(920, new=920))).kind is VerdictKind.PASS
    assert share(after(counts(150, new=150), counts(850, new=850))).kind is VerdictKind.FAIL
    assert share(after(counts(60), counts(940))).kind is VerdictKind.PASS


def test_it_fails_exactly_at_one_in_a_thousand() -> None:
    few = next(n for n in range(100, 0, -1) if log_share(n, 900, 0.1) >= share_fail_log_e())
    assert share(after(counts(9, new=few), counts(9, new=900))).kind is VerdictKind.FAIL
    assert share(after(counts(9, new=few + 1), counts(9, new=900))).kind is VerdictKind.PASS


@pytest.mark.parametrize("seed", range(20))
def test_a_few_heavy_senders_raise_no_alarm(seed: int) -> None:
    """Of 200 people some send a thousand times as much as others; requests would look all wrong."""
    dice = random.Random(seed)
    evidence, seen = beginning(), set[str]()
    people = {f"{seed}-{number}": dice.paretovariate(0.7) for number in range(200)}
    for number in range(60):
        sides = {"unified": counts(0), "legacy": counts(0)}
        for sender in dice.choices(list(people), list(people.values()), k=50):
            place = bucket(b"salt", sender)
            side = "unified" if is_unified(place, THRESHOLD) else "legacy"
            what = counts(1, new=sender not in seen, buckets=(place, place))
            seen.add(sender)
            sides[side] = added(sides[side], what)
        slots = [slot(evidence.entered + 10 * number, side, what) for side, what in sides.items()]
        evidence = folded(evidence, slots)
        assert share(evidence).kind is not VerdictKind.FAIL


def test_nobody_new_on_unified_is_starved_before_it_is_a_share() -> None:
    found = share(after(legacy=counts(900, new=900)))
    assert found.kind is VerdictKind.STARVED
    assert "the routing is broken" in found.sentence


def test_it_says_what_was_configured_and_what_was_seen() -> None:
    found = share(after(counts(12, new=12), counts(100, new=88)))
    assert found.sentence == "12 of 100 new people on unified, 12 % beside 10 %"
    assert found.numbers["observed"] == 0.12
    assert found.numbers["configured"] == 0.1

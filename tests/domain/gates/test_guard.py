"""The guard rails: nothing moved, nothing worse than it was."""

from hookshift.domain.evidence.evidence import Evidence, Totals, entered
from hookshift.domain.evidence.levels import guard_fail_log_e
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.evidence.rollups import Counts
from hookshift.domain.evidence.statistics import RHO, line
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.gates import judge
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from tests.domain.rollouts import (
    INSURANCE,
    NOW,
    PLAN,
    after,
    beginning,
    counts,
    folded,
    plan,
    slot,
)


def guard(evidence: Evidence, stage: int = 0) -> Verdict:
    return next(
        each for each in judge(Evaluation(PLAN, stage, evidence)) if each.gate is Gate.GUARD
    )


def usual(what: Counts) -> dict[tuple[str, str], Totals]:
    return {(INSURANCE, "legacy"): Totals(what)}


def test_it_has_nothing_to_prove() -> None:
    assert guard(beginning()).kind is VerdictKind.PASS
    assert guard(after(guard=counts(1))).kind is VerdictKind.PASS
    assert guard(beginning()._replace(through=NOW + 900)).kind is VerdictKind.IDLE


def test_what_was_moved_fails() -> None:
    moved = slot(NOW, "unified", counts(1), domain=INSURANCE)
    found = guard(folded(beginning(), [moved]))
    assert found.kind is VerdictKind.FAIL
    assert found.sentence == "1 request went to unified, which must get none"
    later = entered(folded(beginning(), [moved]), PLAN, 1, NOW + 500)
    assert guard(later, 1).kind is VerdictKind.FAIL


def test_errors_beyond_the_limit_fail() -> None:
    at_most = line(5, PLAN.error_limit, guard_fail_log_e(PLAN))
    assert guard(after(guard=counts(at_most, 5))).kind is VerdictKind.FAIL
    assert guard(after(guard=counts(at_most + 1, 5))).kind is VerdictKind.PASS
    assert guard(after(guard=counts(at_most, 5, senders=1))).kind is VerdictKind.PASS
    assert guard(after(guard=counts(2, 2))).kind is VerdictKind.PASS


def test_what_was_usual_is_not_held_against_it() -> None:
    known = usual(counts(9_999, 499))
    assert guard(after(guard=counts(1_000, 60))).kind is VerdictKind.FAIL
    assert guard(after(guard=counts(1_000, 60), totals=known)).kind is VerdictKind.PASS
    found = guard(after(guard=counts(1_000, 200), totals=known))
    assert found.kind is VerdictKind.FAIL
    assert found.numbers["errors_limit"] == RHO * 0.05


def test_slowness_fails_unless_it_is_one_spell() -> None:
    spells = [
        slot(NOW + 100 * n, "legacy", counts(100, slow=90), domain=INSURANCE) for n in range(4)
    ]
    assert guard(folded(beginning(), spells[:1])).kind is VerdictKind.PASS
    found = guard(folded(beginning(), spells))
    assert found.kind is VerdictKind.FAIL
    assert "slow requests" in found.sentence


def test_a_good_history_does_not_hide_what_happens_in_a_stage() -> None:
    evidence = entered(after(guard=counts(1_000_000)), PLAN, 1, NOW + 500)
    late = [slot(NOW + 600, "legacy", counts(200, 20), domain=INSURANCE)]
    found = guard(folded(evidence, late), 1)
    assert found.kind is VerdictKind.FAIL
    assert found.sentence == "20 errors in 200 requests, more than 0.1 % in this stage"
    # The next stage has its own evidence.
    assert guard(entered(folded(evidence, late), PLAN, 2, NOW + 900), 2).kind is VerdictKind.PASS


def test_a_slow_decay_is_found_by_what_all_stages_saw() -> None:
    evidence, kinds = beginning(), []
    for stage in range(3):
        evidence = entered(evidence, PLAN, stage, NOW + 1_000 * stage)
        late = [slot(NOW + 1_000 * stage, "legacy", counts(800, 4), domain=INSURANCE)]
        evidence = folded(evidence, late)
        kinds.append(guard(evidence, stage).kind)
    assert kinds[0] is VerdictKind.PASS
    assert kinds[-1] is VerdictKind.FAIL


def test_guards_share_their_level() -> None:
    many = plan(guards=("a", "b", "c", "d"))
    assert guard_fail_log_e(many) > guard_fail_log_e(PLAN)
    assert guard_fail_log_e(plan(guards=())) == guard_fail_log_e(PLAN)

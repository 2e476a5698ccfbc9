"""The gate on replies: what it says of people who were, and were not, answered."""

from collections.abc import Iterator
from math import exp

import pytest

from hookshift.domain.evidence.evidence import Evidence, begun, entered
from hookshift.domain.evidence.fold import fold_replies
from hookshift.domain.evidence.levels import ALPHA_FAIL, stage_fail_log_e
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.replies import ReplyCounts, ReplySlot, SeenReplies
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.replies import replies
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from hookshift.domain.rollout.state import Observed, Phase, SetShare
from hookshift.domain.rollout.step import started, step
from tests.domain.rollouts import JOBS, NOW, PLAN, VERSION

JUDGED = PLAN._replace(replies_off="")
NONE = ReplyCounts()
LAST = len(PLAN.stages) - 1
SLOT = 10.0


def counts(people: int, had: int, **more: object) -> ReplyCounts:
    return ReplyCounts(people, had, times=(*(0,) * 30, had), **more)  # type: ignore[arg-type]


def slots(
    at: float, number: int, unified: ReplyCounts, legacy: ReplyCounts
) -> Iterator[SeenReplies]:
    """So many slots with these people on both sides."""
    for each in range(number):
        start = at + each * SLOT
        yield SeenReplies(
            start,
            start + SLOT,
            tuple(
                ReplySlot(start, SLOT, JOBS, side, VERSION, people)
                for side, people in (("unified", unified), ("legacy", legacy))
                if people.people
            ),
        )


class Seen:
    """A stage of a rollout, and what was learned in it."""

    def __init__(self, plan: Plan = JUDGED, stage: int = 0) -> None:
        self.plan, self.stage = plan, stage
        self.evidence: Evidence = entered(begun(plan, {}, NOW), plan, stage, NOW)

    def learn(self, number: int, unified: ReplyCounts, legacy: ReplyCounts = NONE) -> "Seen":
        for each in slots(self.evidence.replies_through, number, unified, legacy):
            self.evidence = fold_replies(self.evidence, self.plan, VERSION, each)
        return self

    def enter(self, stage: int) -> "Seen":
        self.stage = stage
        at = self.evidence.replies_through + 500
        self.evidence = entered(self.evidence, self.plan, stage, at)
        return self

    @property
    def verdict(self) -> Verdict:
        evidence = self.evidence
        busy = evidence.domains[JOBS]._replace(last_traffic=evidence.replies_through)
        evidence = evidence._replace(
            through=evidence.replies_through, domains={**evidence.domains, JOBS: busy}
        )
        whole = Evaluation(self.plan, self.stage, evidence)
        found = replies(whole, JOBS, evidence.domains[JOBS])
        brief = replies(whole._replace(in_full=False), JOBS, evidence.domains[JOBS])
        assert (brief.kind, brief.only_holds) == (found.kind, found.only_holds)
        return found


def test_a_silent_handler_fails_and_the_sentence_says_what_it_does() -> None:
    verdict = Seen().learn(10, counts(5, 0), counts(45, 43)).verdict
    assert verdict.kind is VerdictKind.FAIL
    assert not verdict.only_holds
    assert verdict.sentence == (
        "unified takes messages and answers nobody: 0 of 50 people had an answer within 60 s; on "
        "legacy 430 of 450, at the same time, and at least 80 % of that rate is demanded (at most "
        "1 % false alarms)"
    )


def test_as_many_answers_as_legacy_pass_once_they_are_enough() -> None:
    seen = Seen().learn(10, counts(5, 5), counts(45, 43))
    assert seen.verdict.kind is VerdictKind.INSUFFICIENT
    assert "more people are needed" in seen.verdict.sentence
    passed = seen.learn(60, counts(5, 5), counts(45, 43)).verdict
    assert passed.kind is VerdictKind.PASS
    assert "350 of 350 people had an answer within 60 s; on legacy 3,010 of 3,150" in (
        passed.sentence
    )
    assert passed.numbers["ratio"] == pytest.approx(3150 / 3010)


def test_the_warm_up_proves_nothing_good() -> None:
    warm = JUDGED._replace(settle=10_000.0)
    assert Seen(warm).learn(200, counts(5, 5), counts(45, 43)).verdict.kind is (
        VerdictKind.INSUFFICIENT
    )
    assert Seen(warm).learn(10, counts(5, 0), counts(45, 43)).verdict.kind is VerdictKind.FAIL


def test_what_hits_both_sides_is_no_fault() -> None:
    seen = Seen().learn(200, counts(5, 5), counts(45, 45)).learn(100, counts(5, 0), counts(45, 0))
    assert seen.verdict.kind is VerdictKind.PASS


def test_one_that_falls_silent_after_a_long_good_history_is_found() -> None:
    seen = Seen().learn(2_000, counts(5, 5), counts(45, 43))
    kinds = [seen.verdict.kind]
    while kinds[-1] is not VerdictKind.FAIL and len(kinds) < 100:
        kinds.append(seen.learn(1, counts(5, 0), counts(45, 43)).verdict.kind)
    assert kinds[0] is VerdictKind.PASS
    assert len(kinds) <= 26, "125 people of unified"


def test_within_the_margin_it_neither_fails_nor_is_promised() -> None:
    seen = Seen().learn(500, counts(10, 8), counts(90, 89))
    assert seen.verdict.kind in (VerdictKind.INSUFFICIENT, VerdictKind.IDLE)


def test_failures_are_told_with_their_codes() -> None:
    failing = counts(5, 5, failed=2, codes=((131047, 1), (131026, 1)))
    seen = Seen().learn(70, failing, counts(45, 43))
    assert "140 answers failed: 131026 (70), 131047 (70)" in seen.verdict.sentence


def test_where_unified_has_everybody_the_last_stage_is_the_measure_and_a_fail_only_holds() -> None:
    seen = Seen().learn(100, counts(5, 5), counts(5, 5)).enter(LAST)
    seen.learn(50, counts(10, 0))
    verdict = seen.verdict
    assert verdict.kind is VerdictKind.FAIL
    assert verdict.only_holds
    assert "in the last stage 1,000 of 1,000, and at least" in verdict.sentence
    state = started(JUDGED, LAST, NOW).state
    outcome = step(state, Observed(NOW + 60, (verdict,), 60.0), JUDGED)
    assert outcome.state.phase is Phase.HELD
    assert not any(isinstance(command, SetShare) for command in outcome.commands)


def test_where_unified_has_everybody_as_many_answers_as_before_pass() -> None:
    seen = Seen().learn(100, counts(5, 5), counts(5, 5)).enter(LAST)
    assert seen.learn(100, counts(10, 10)).verdict.kind is VerdictKind.PASS


@pytest.mark.parametrize("people", [0, 5])
def test_without_a_stage_to_compare_with_there_is_nothing_to_judge(people: int) -> None:
    seen = Seen().learn(5, counts(people, people), counts(people, people)).enter(LAST)
    verdict = seen.learn(50, counts(10, 0)).verdict
    assert (verdict.kind, verdict.passes) == (VerdictKind.OFF, True)
    assert verdict.sentence.startswith("off: unified has everybody, and no stage before had 100")


def test_a_stage_with_everybody_that_is_entered_again_is_measured_by_the_one_before() -> None:
    seen = Seen().learn(100, counts(5, 5), counts(5, 5)).enter(LAST)
    seen.learn(50, counts(10, 0)).enter(LAST)
    assert seen.learn(50, counts(10, 0)).verdict.kind is VerdictKind.FAIL


def test_where_hardly_anybody_is_answered_by_legacy_the_gate_is_off() -> None:
    verdict = Seen().learn(20, counts(5, 0), counts(45, 1)).verdict
    assert verdict.kind is VerdictKind.OFF
    assert "fewer than 5 % of the people have an answer on legacy either" in verdict.sentence


def test_legacy_alone_tells_that_hardly_anybody_is_answered() -> None:
    """Never the side that is tested: it would hide behind its own silence."""
    verdict = Seen().learn(20, counts(45, 0), counts(5, 2)).verdict
    assert verdict.kind is VerdictKind.FAIL


def test_by_the_settings_or_for_want_of_receipts_it_is_off_and_says_why() -> None:
    without = JUDGED._replace(replies_off="no key")
    assert Seen(without).verdict.sentence == "off: no key"
    seen = Seen()
    since = seen.evidence.replies_through
    seen.evidence = fold_replies(
        seen.evidence, JUDGED, VERSION, SeenReplies(since, since, off="no receipts")
    )
    assert seen.verdict.sentence == "off: no receipts"
    assert seen.learn(1, counts(5, 5), counts(5, 5)).verdict.kind is not VerdictKind.OFF


def test_people_of_whom_nothing_can_be_said_do_not_make_the_stage_wait() -> None:
    seen = Seen()
    since = seen.evidence.replies_through
    unjudged = SeenReplies(since, since + SLOT, unjudged={JOBS: 20, "elsewhere": 3})
    seen.evidence = fold_replies(seen.evidence, JUDGED, VERSION, unjudged)
    assert seen.verdict.kind is VerdictKind.OFF
    assert "the business number that they write to gets no receipts" in seen.verdict.sentence


def test_what_was_learned_is_added_once_and_nobody_is_skipped() -> None:
    seen = Seen()
    before = seen.evidence
    first, second = slots(NOW, 2, counts(5, 5), counts(5, 4))
    assert fold_replies(before, JUDGED, VERSION, second) == before
    once = fold_replies(before, JUDGED, VERSION, first)
    assert fold_replies(once, JUDGED, VERSION, first) == once
    twice = fold_replies(once, JUDGED, VERSION, second)
    assert twice.domains[JOBS].replies.unified.people == 10
    assert fold_replies(before, JUDGED, VERSION + 1, first).domains == before.domains


def test_its_error_is_taken_out_of_the_budget_of_the_stages() -> None:
    without = JUDGED._replace(replies_off="no key")
    assert stage_fail_log_e(without) == stage_fail_log_e(PLAN) < stage_fail_log_e(JUDGED)
    # Half of the budget, over the stages: nine ways of the three gates on rates, two of replies.
    ways = 3 * 3 + 2
    assert ways * len(PLAN.stages) * exp(-stage_fail_log_e(JUDGED)) == pytest.approx(ALPHA_FAIL / 2)

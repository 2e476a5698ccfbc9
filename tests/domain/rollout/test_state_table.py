"""The table of phases: every line of it happens, nothing else does, and the picture shows it all.

Apart from times and texts a rollout has few states, so all of them are tried with everything that
may happen, instead of some by chance.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest

from hookshift.domain.errors import RolloutRefused
from hookshift.domain.evidence.plan import Gate, OnFail, Plan
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from hookshift.domain.rollout.state import (
    FINAL,
    OPEN,
    TRANSITIONS,
    Aborted,
    EnterStage,
    Happening,
    Interfered,
    News,
    Note,
    Observed,
    Outcome,
    Paused,
    Phase,
    Promoted,
    Resumed,
    RolledBack,
    SetShare,
    State,
    Trigger,
    diagram,
    transition,
)
from hookshift.domain.rollout.step import started, step
from tests.domain.play import PASS, instead
from tests.domain.rollouts import HOUR, NOW, PLAN, plan, verdict

ACTIONS = {
    Gate.ERRORS: OnFail.ZERO,
    Gate.DELIVERY: OnFail.PREVIOUS,
    Gate.LATENCY: OnFail.DISABLE,
    Gate.SHARE: OnFail.HOLD,
    Gate.GUARD: OnFail.HOLD,
}
PLANS = [
    plan(
        on_fail=ACTIONS,
        stages=tuple(
            stage._replace(approval=approval, hold=HOUR)
            for stage, approval in zip(PLAN.stages, approvals, strict=True)
        ),
    )
    for approvals in ([False] * 3, [True] * 3, [True, False, True])
]
FAILS = [(verdict(VerdictKind.FAIL, gate), *PASS) for gate in (*ACTIONS,)]
LOOKS: list[tuple[Verdict, ...]] = [
    (),
    PASS,
    *(instead(kind) for kind in VerdictKind if kind not in (VerdictKind.PASS, VerdictKind.FAIL)),
    *FAILS,
    instead(VerdictKind.FAIL, incident=True),
    (verdict(VerdictKind.FAIL, Gate.ERRORS, incident=True), *FAILS[2]),
]
REASONS = (None, "why")
HAPPENINGS: list[Happening] = [
    *(
        Observed(NOW, verdicts, hours * HOUR, blind, frozen)
        for verdicts in LOOKS
        for hours in (0.5, 1, 3)
        for blind in (None, "stale")
        for frozen in (None, "night")
    ),
    Interfered(NOW, "eve"),
    *(kind(NOW, reason) for kind in (Paused, Resumed) for reason in REASONS),
    *(
        Promoted(NOW, stage, override, reason)
        for stage in range(3)
        for override in (False, True)
        for reason in REASONS
    ),
    *(RolledBack(NOW, threshold) for threshold in (None, 0, 1_000, 2_000, 5_000, 10_000)),
    *(Aborted(NOW, keep) for keep in (False, True)),
]


class Move(NamedTuple):
    """Something that may happen."""

    before: State
    happening: Happening
    outcome: Outcome
    plan: Plan

    @property
    def after(self) -> State:
        return self.outcome.state

    @property
    def news(self) -> set[News]:
        return {each.news for each in self.outcome.commands if isinstance(each, Note)}

    @property
    def shares(self) -> list[SetShare]:
        return [each for each in self.outcome.commands if isinstance(each, SetShare)]

    @property
    def entries(self) -> list[EnterStage]:
        return [each for each in self.outcome.commands if isinstance(each, EnterStage)]

    @property
    def trigger(self) -> Trigger | None:
        """As the history shows it; that the history can show it is part of the test."""
        if News.PAUSED in self.news:
            by_others = isinstance(self.happening, Interfered)
            return Trigger.INTERFERE if by_others else Trigger.PAUSE
        return next((trigger for news, trigger in TOLD.items() if news in self.news), None)


TOLD = {
    News.COMPLETED: Trigger.FINISH,
    News.PASSED: Trigger.ADVANCE,
    News.OVERRIDDEN: Trigger.ADVANCE,
    News.NEEDS_APPROVAL: Trigger.AWAIT_APPROVAL,
    News.FROZEN: Trigger.FREEZE,
    News.LOST: Trigger.LOSE_PASS,
    News.HELD: Trigger.HOLD,
    News.ROLLED_BACK: Trigger.ROLL_BACK,
    News.RESUMED: Trigger.RESUME,
    News.ABORTED: Trigger.ABORT,
}


def timeless(state: State) -> State:
    """What the rules may look at."""
    return state._replace(since=0.0, reason="", blind=state.blind and "stale")


def moves(some: Plan) -> Iterator[Move]:
    """All that may happen to a rollout by this plan, once; refusals left out."""
    new = [started(some, stage, NOW).state for stage in range(len(some.stages))]
    known = {timeless(state) for state in new}
    while new:
        before = new.pop()
        for happening in HAPPENINGS:
            try:
                move = Move(before, happening, step(before, happening, some), some)
            except RolloutRefused:
                continue
            yield move
            if timeless(move.after) not in known:
                known.add(timeless(move.after))
                new.append(move.after)


@cache
def everything() -> list[Move]:
    """All that may happen to any rollout."""
    return [move for some in PLANS for move in moves(some)]


def test_there_is_something_to_try() -> None:
    assert len({timeless(move.before) for move in everything()}) > 50
    assert {move.before.phase for move in everything()} == set(Phase)


def test_every_line_of_the_table_happens_and_nothing_else() -> None:
    happened = {(move.before.phase, move.trigger) for move in everything() if move.trigger}
    assert happened == set(TRANSITIONS)


def test_every_change_is_a_line_of_the_table() -> None:
    for move in everything():
        if move.trigger is None:
            assert move.after.phase is move.before.phase, move
            assert not move.shares, move
            assert not move.entries, move
        else:
            assert move.after.phase is TRANSITIONS[move.before.phase, move.trigger], move


def test_every_change_is_told_with_a_reason() -> None:
    for move in everything():
        if move.trigger is not None:
            assert move.after.reason, move
            assert move.after.since == NOW
            assert all(note.text for note in move.outcome.commands if isinstance(note, Note)), move
        assert all(share.reason for share in move.shares), move


def test_what_is_final_stays_as_it_is() -> None:
    for move in everything():
        if move.before.is_final:
            assert move.outcome == Outcome(move.before)
            assert isinstance(move.happening, Observed | Interfered)


def test_the_share_is_never_more_than_the_stages() -> None:
    for move in everything():
        for share in move.shares:
            assert (share.threshold or 0) <= move.plan.stages[move.after.stage].threshold, move


def test_the_share_rises_with_an_entry_only() -> None:
    for move in everything():
        raising = [share for share in move.shares if not share.never_raises]
        assert len(raising) == len(move.entries)
        if raising:
            assert move.trigger in (Trigger.ADVANCE, Trigger.RESUME), move
            assert move.entries[0].stage == move.after.stage, move
            assert raising[0].threshold == move.plan.stages[move.after.stage].threshold, move
            assert move.after.version is None


def test_only_a_proof_or_a_reason_takes_a_rollout_on() -> None:
    for move in everything():
        if move.trigger not in (Trigger.ADVANCE, Trigger.FINISH):
            assert move.after.stage == move.before.stage, move
            continue
        stage, last = move.plan.stages[move.before.stage], len(move.plan.stages) - 1
        assert (move.trigger is Trigger.FINISH) is (move.before.stage == last), move
        assert move.after.stage == min(move.before.stage + 1, last), move
        if isinstance(move.happening, Promoted):
            assert move.happening.override, move
            assert move.happening.reason, move
            assert move.happening.stage == move.before.stage, move
            continue
        seen = move.happening
        assert isinstance(seen, Observed)
        assert seen.verdicts == PASS, move
        assert seen.clock >= stage.hold, move
        assert seen.blind is None, move
        assert seen.frozen is None or move.trigger is Trigger.FINISH, move
        assert move.before.approved or not stage.approval, move
        assert move.before.is_progressing, move


def test_what_passes_goes_on() -> None:
    """The same the other way round: nothing else is asked for."""
    for move in everything():
        seen, stage = move.happening, move.plan.stages[move.before.stage]
        if (
            isinstance(seen, Observed)
            and seen[1:] == (PASS, HOUR, None, None)
            and move.before.is_progressing
            and (move.before.approved or not stage.approval)
        ):
            assert move.trigger in (Trigger.ADVANCE, Trigger.FINISH), move


def test_only_a_fail_fails() -> None:
    for move in everything():
        if not isinstance(move.happening, Observed):
            continue
        failed = [each for each in move.happening.verdicts if each.kind is VerdictKind.FAIL]
        assert (News.FAILED in move.news) <= bool(failed), move
        if move.trigger is Trigger.ROLL_BACK:
            assert any(not each.incident for each in failed), move
        if move.trigger is Trigger.HOLD and not failed:
            stage = move.plan.stages[move.before.stage]
            assert move.happening.clock >= stage.hold * move.plan.extension, move
            assert not move.after.failed, move


def test_a_fail_acts_in_every_phase_that_is_open() -> None:
    for move in everything():
        seen = move.happening
        if isinstance(seen, Observed) and not (move.before.is_final or move.before.foreign):
            actions = {
                OnFail.HOLD if each.incident else ACTIONS[each.gate]
                for each in seen.verdicts
                if each.kind is VerdictKind.FAIL
            }
            if actions - {OnFail.HOLD}:
                assert move.after.phase is Phase.ROLLED_BACK, move
            elif actions:
                assert (move.after.phase, move.after.failed) == (Phase.HELD, True), move


def test_blindness_changes_no_phase() -> None:
    for move in everything():
        seen = move.happening
        if isinstance(seen, Observed) and seen.blind:
            failed = any(each.kind is VerdictKind.FAIL for each in seen.verdicts)
            assert failed or move.after.phase is move.before.phase, move


def test_a_foreign_share_is_not_judged() -> None:
    for move in everything():
        if move.before.foreign and isinstance(move.happening, Observed | Interfered):
            assert move.outcome == Outcome(move.before), move
        if move.before.foreign and not move.after.foreign:
            assert move.entries, move


def test_a_fail_is_forgotten_with_a_reason_only() -> None:
    for move in everything():
        forgets = [entry for entry in move.entries if entry.forget]
        left = move.before.failed and not (move.after.failed or move.after.is_final)
        assert bool(forgets) is left, move
        if forgets:
            assert isinstance(move.happening, Resumed | Promoted), move
            assert move.happening.reason, move


def test_an_approval_is_given_by_a_person_for_this_stage() -> None:
    for move in everything():
        if move.after.approved and not move.before.approved:
            assert isinstance(move.happening, Promoted), move
            assert move.happening.stage == move.before.stage == move.after.stage, move
            assert move.news == {News.APPROVED}
        if move.entries:
            assert not move.after.approved, move


def test_what_is_not_in_the_table_cannot_be_done() -> None:
    for phase, trigger in product(FINAL, Trigger):
        with pytest.raises(KeyError):
            transition(State(phase, 0), trigger, NOW, "why")


def test_what_is_held_or_paused_does_not_go_on_by_itself() -> None:
    going = {phase for phase in Phase if State(phase, 0).is_progressing}
    assert going == {Phase.RUNNING, Phase.APPROVAL, Phase.FROZEN}
    assert {phase for phase in Phase if State(phase, 0).clock_runs} == {Phase.RUNNING}
    assert set(OPEN) | FINAL == set(Phase)


def test_the_picture_shows_the_whole_table() -> None:
    """Read back as Mermaid: `before --> after: trigger, trigger`."""
    first, *lines = diagram().splitlines()
    assert first == "stateDiagram-v2"
    shown, ends = set(), set()
    for line in lines:
        before, _, rest = line.strip().partition(" --> ")
        after, _, triggers = rest.partition(": ")
        if before == "[*]":
            assert (after, triggers) == ("running", "start")
        elif after == "[*]":
            ends.add(Phase(before))
        else:
            shown |= {(Phase(before), Trigger(each), Phase(after)) for each in triggers.split(", ")}
    assert shown == {(before, trigger, after) for (before, trigger), after in TRANSITIONS.items()}
    assert ends == FINAL
    assert len(lines) == len({line.partition(":")[0] for line in lines})

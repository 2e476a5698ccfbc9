"""What each happening makes of a rollout. The phases, their table and the invariants: `state`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hookshift.domain.errors import RolloutRefused
from hookshift.domain.evidence.plan import OnFail, Plan
from hookshift.domain.format import duration
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from hookshift.domain.rollout.state import (
    Aborted,
    Command,
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
    transition,
)

STRENGTH = (OnFail.ZERO, OnFail.DISABLE, OnFail.PREVIOUS, OnFail.HOLD)
"""The strongest action first: of several gates that fail at once, it decides."""


def started(plan: Plan, stage: int, now: float) -> Outcome:
    """The state and commands of a new rollout at stage number `stage` (from 0)."""
    text = plan.named(stage)
    state = State(Phase.RUNNING, stage, since=now, reason="started")
    return Outcome(state, (*_entry(plan, stage, "rollout started"), Note(News.STARTED, text)))


def step(state: State, happening: Happening, plan: Plan) -> Outcome:
    """The next state, and the commands that lead there.

    Raises RolloutRefused for what a person may not do in this state.
    """
    if state.is_final:
        if isinstance(happening, Observed | Interfered):
            return Outcome(state)
        raise RolloutRefused(
            f"the rollout is over ({state.phase}): {state.reason}. Start a new one."
        )
    return _RULES[type(happening)](state, happening, plan)


def _observed(state: State, seen: Observed, plan: Plan) -> Outcome:
    if state.foreign:
        # The traffic that was seen was not produced by this rollout's share.
        return Outcome(state)
    state, notes = _note_blindness(state, seen)
    fails = [verdict for verdict in seen.verdicts if verdict.kind is VerdictKind.FAIL]
    if fails:
        outcome = _failed(state, seen, plan, fails)
    elif state.is_progressing:
        outcome = _progressed(state, seen, plan)
    else:
        outcome = Outcome(state)
    return Outcome(outcome.state, (*notes, *outcome.commands))


def _note_blindness(state: State, seen: Observed) -> tuple[State, tuple[Command, ...]]:
    """Notes when the rollout becomes blind and when it no longer is, once each."""
    if (seen.blind is None) == (state.blind is None):
        return state._replace(blind=seen.blind), ()
    if seen.blind is None:
        note = Note(News.SIGHTED, "the statistics are available again")
    else:
        note = Note(News.BLIND, seen.blind)
    return state._replace(blind=seen.blind), (note,)


def _failed(state: State, seen: Observed, plan: Plan, fails: Sequence[Verdict]) -> Outcome:
    own = [verdict for verdict in fails if not verdict.incident]
    worst = min(own, key=lambda v: STRENGTH.index(_action(plan, v)), default=fails[0])
    action = _action(plan, worst)
    text = f"{worst.gate} of {worst.domain}: {worst.sentence}"
    if action is OnFail.HOLD:
        if state.failed:
            return Outcome(state)
        held = transition(state, Trigger.HOLD, seen.now, text)._replace(failed=True)
        return Outcome(held, (Note(News.FAILED, text), Note(News.HELD, text)))
    change = _retreat(plan, state.stage, action, text)
    after = transition(state, Trigger.ROLL_BACK, seen.now, text)
    return Outcome(after, (change, Note(News.FAILED, text), _rollback_note(change)))


def _action(plan: Plan, fail: Verdict) -> OnFail:
    return OnFail.HOLD if fail.incident or fail.only_holds else plan.on_fail[fail.gate]


def _retreat(plan: Plan, stage: int, action: OnFail, why: str) -> SetShare:
    if action is OnFail.DISABLE:
        return SetShare(None, False, why, never_raises=True)
    threshold = _previous(plan, stage) if action is OnFail.PREVIOUS else 0
    return SetShare(threshold, True, why, never_raises=True)


def _rollback_note(change: SetShare) -> Note:
    if not change.enabled:
        return Note(News.ROLLED_BACK, "routing is disabled: everybody goes to legacy")
    threshold = change.threshold or 0
    return Note(News.ROLLED_BACK, f"back to {threshold / 100:g} %: {change.reason}")


def _previous(plan: Plan, stage: int) -> int:
    return plan.stages[stage - 1].threshold if stage else 0


def _progressed(state: State, seen: Observed, plan: Plan) -> Outcome:
    """Whether the stage is done, where nothing has failed and no person has to act."""
    if seen.blind is not None:
        return Outcome(state)
    hold = plan.stages[state.stage].hold
    passes = bool(seen.verdicts) and all(verdict.passes for verdict in seen.verdicts)
    if state.phase is not Phase.RUNNING and not passes:
        text = f"no longer proven: {_unproven(seen.verdicts)}"
        lost = transition(state, Trigger.LOSE_PASS, seen.now, text)
        return Outcome(lost, (Note(News.LOST, text),))
    if passes and seen.clock >= hold:
        return _passed(state, seen, plan)
    if seen.clock >= hold * plan.extension and not passes:
        text = (
            f"not proven within {duration(hold * plan.extension)} at "
            f"{plan.stages[state.stage].percentage:g} %: {_unproven(seen.verdicts)}"
        )
        return Outcome(transition(state, Trigger.HOLD, seen.now, text), (Note(News.HELD, text),))
    return Outcome(state)


def _unproven(verdicts: Sequence[Verdict]) -> str:
    """What is still to be proven, by domain and gate."""
    return "; ".join(
        f"{verdict.gate} of {verdict.domain} is {verdict.kind}"
        for verdict in verdicts
        if not verdict.passes
    )


def _passed(state: State, seen: Observed, plan: Plan) -> Outcome:
    here = plan.named(state.stage)
    if plan.stages[state.stage].approval and not state.approved:
        if state.phase is Phase.APPROVAL:
            return Outcome(state)
        text = f"{here}, has passed and needs approval"
        waiting = transition(state, Trigger.AWAIT_APPROVAL, seen.now, text)
        return Outcome(waiting, (Note(News.NEEDS_APPROVAL, text),))
    is_last = state.stage == len(plan.stages) - 1
    if seen.frozen is not None and not is_last:
        if state.phase is Phase.FROZEN:
            return Outcome(state)
        text = f"{here}, has passed; no promotion now: {seen.frozen}"
        return Outcome(
            transition(state, Trigger.FREEZE, seen.now, text), (Note(News.FROZEN, text),)
        )
    held = duration(seen.clock)
    text = f"{here}, passed every gate after {held}"
    return _advanced(state, seen.now, plan, Note(News.PASSED, text))


def _advanced(state: State, now: float, plan: Plan, why: Note) -> Outcome:
    """To the next stage, or to the end."""
    if state.stage == len(plan.stages) - 1:
        done = transition(state, Trigger.FINISH, now, why.text)
        return Outcome(done, (why, Note(News.COMPLETED, why.text)))
    next_stage = state.stage + 1
    after = transition(state, Trigger.ADVANCE, now, why.text)._replace(
        stage=next_stage, version=None, approved=False, foreign=False, failed=False
    )
    # A fail that a person has overridden would hold the next stage at once.
    return Outcome(after, (why, *_entry(plan, next_stage, why.text, forget=state.failed)))


def _entry(plan: Plan, stage: int, why: str, *, forget: bool = False) -> tuple[Command, ...]:
    text = plan.named(stage)
    change = SetShare(plan.stages[stage].threshold, True, why)
    return change, EnterStage(stage, forget), Note(News.ENTERED, text)


def _interfered(state: State, happening: Interfered, _plan: Plan) -> Outcome:
    if state.foreign:
        return Outcome(state)
    text = f"somebody else changed the share: {happening.what}"
    after = transition(state, Trigger.INTERFERE, happening.now, text)._replace(foreign=True)
    return Outcome(after, (Note(News.PAUSED, text),))


def _paused(state: State, happening: Paused, _plan: Plan) -> Outcome:
    if state.phase in (Phase.PAUSED, Phase.HELD):
        raise RolloutRefused(
            f"the rollout is {state.phase} already: {state.reason}. "
            "`hookshift rollout resume` continues it."
        )
    text = happening.reason or "paused by a person"
    return Outcome(
        transition(state, Trigger.PAUSE, happening.now, text), (Note(News.PAUSED, text),)
    )


def _resumed(state: State, happening: Resumed, plan: Plan) -> Outcome:
    if state.is_progressing:
        raise RolloutRefused(f"the rollout is {state.phase}: there is nothing to resume.")
    if state.failed and not happening.reason:
        why = f" ({state.reason})" if state.phase is Phase.HELD else ""
        raise RolloutRefused(
            f"the rollout was held after a failed gate{why}. Resuming discards the evidence so "
            "far, so it requires a --reason; or end it with `hookshift rollout rollback`."
        )
    text = happening.reason or "resumed by a person"
    note = Note(News.RESUMED, text)
    after = transition(state, Trigger.RESUME, happening.now, text)
    if state.phase is Phase.PAUSED and not state.foreign:
        return Outcome(after, (note,))
    # The stage begins anew: its share has to be set again, or its evidence was not enough.
    fresh = after._replace(version=None, approved=False, foreign=False, failed=False)
    return Outcome(fresh, (note, *_entry(plan, state.stage, text, forget=state.failed)))


def _promoted(state: State, happening: Promoted, plan: Plan) -> Outcome:
    here = plan.named(state.stage)
    if happening.stage != state.stage:
        raise RolloutRefused(
            f"the rollout is in {here}, not in stage {happening.stage + 1}: look at "
            "`hookshift rollout status` and name the stage that you mean."
        )
    if happening.override:
        if not happening.reason:
            raise RolloutRefused("an override needs a --reason; it is kept in the history.")
        return _advanced(state, happening.now, plan, Note(News.OVERRIDDEN, happening.reason))
    _refuse_promotion(state, plan, here)
    text = happening.reason or f"{here}, approved"
    return Outcome(state._replace(approved=True), (Note(News.APPROVED, text),))


def _refuse_promotion(state: State, plan: Plan, here: str) -> None:
    now = "To continue now, use --override with a --reason."
    if not state.is_progressing:
        raise RolloutRefused(
            f"the rollout is {state.phase}: {state.reason}. Resume it first. {now}"
        )
    if not plan.stages[state.stage].approval:
        raise RolloutRefused(
            f"{here}, needs no approval: it ends as soon as every gate passes and its hold is "
            f"over. {now}"
        )
    if state.approved:
        raise RolloutRefused(f"{here}, is approved already. {now}")


def _rolled_back(state: State, happening: RolledBack, plan: Plan) -> Outcome:
    threshold = happening.threshold
    if threshold is None:
        threshold = _previous(plan, state.stage)
    if threshold > plan.stages[state.stage].threshold:
        raise RolloutRefused(
            f"{threshold / 100:g} % is more than the "
            f"{plan.stages[state.stage].percentage:g} % of this stage, so it is not a rollback. "
            "Name a lower percentage."
        )
    why = happening.reason or "rolled back by a person"
    change = SetShare(threshold, True, why, never_raises=True)
    return Outcome(
        transition(state, Trigger.ROLL_BACK, happening.now, why), (change, _rollback_note(change))
    )


def _aborted(state: State, happening: Aborted, _plan: Plan) -> Outcome:
    why = happening.reason or "aborted by a person"
    after = transition(state, Trigger.ABORT, happening.now, why)
    if happening.keep_share:
        return Outcome(after, (Note(News.ABORTED, f"the share stays as it is: {why}"),))
    change = SetShare(0, True, why, never_raises=True)
    return Outcome(after, (change, Note(News.ABORTED, f"everybody to legacy: {why}")))


_RULES: Mapping[type, Callable[[State, Any, Plan], Outcome]] = {
    Observed: _observed,
    Interfered: _interfered,
    Paused: _paused,
    Resumed: _resumed,
    Promoted: _promoted,
    RolledBack: _rolled_back,
    Aborted: _aborted,
}

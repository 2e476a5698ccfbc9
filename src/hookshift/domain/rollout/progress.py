"""A rollout's state together with its evidence, and the two ways in which both change.

`apply` takes what a person or somebody else did, `evaluate` takes slots of statistics. Controller
and simulation both call `evaluate` slot by slot, so what is decided depends on the evidence and not
on when the controller happened to run.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hookshift.domain.evidence.evidence import (
    Evidence,
    Totals,
    begun,
    clock_started,
    clock_stopped,
    entered,
)
from hookshift.domain.evidence.fold import fold, fold_replies
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.replies import SeenReplies
from hookshift.domain.evidence.rollups import Slot
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.gates import judge, may_fail
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from hookshift.domain.rollout.state import (
    Command,
    EnterStage,
    Happening,
    Observed,
    Outcome,
    Phase,
    State,
)
from hookshift.domain.rollout.step import started, step


class Progress(NamedTuple):
    """The state and evidence of a rollout: all that must survive a restart."""

    state: State
    evidence: Evidence


class Advance(NamedTuple):
    """What one happening, or one evaluation, led to."""

    progress: Progress
    commands: tuple[Command, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


def start(plan: Plan, totals: Mapping[tuple[str, str], Totals], stage: int, now: float) -> Advance:
    """A new rollout; `totals` by (domain, side) are those of the days before it."""
    outcome = started(plan, stage, now)
    return _carried(Progress(outcome.state, begun(plan, totals, now)), outcome, plan, now)


def apply(progress: Progress, plan: Plan, happening: Happening) -> Advance:
    """The rollout after any happening but an evaluation. Raises RolloutRefused."""
    outcome = step(progress.state, happening, plan)
    return _carried(progress, outcome, plan, happening.now)


class World(NamedTuple):
    """What an evaluation needs to know beside the slots."""

    now: float
    blind: str | None = None
    frozen: str | None = None
    replies: SeenReplies | None = None
    """What has been learned of answers; it is added once, however often it is given."""


def evaluate(
    progress: Progress, plan: Plan, slots: Sequence[Slot], world: World, *, in_full: bool = False
) -> Advance:
    """Folds in the slots of one and the same time (or none), judges every gate, takes one step.

    Verdicts are about the stage before that step. They hold sentences and all numbers if `in_full`,
    or if there are commands.
    """
    state = progress.state
    evaluation = evaluation_of(progress, plan, slots, world, in_full=in_full)
    return _judged(state, evaluation, world)


def follow(progress: Progress, plan: Plan, slots: Sequence[Slot], world: World) -> Advance:
    """As `evaluate`, but without verdicts where nothing follows from them: three times as fast.

    They hold sentences and all numbers only if a gate fails: else no text of a command needs them.
    """
    state = progress.state
    evaluation = evaluation_of(progress, plan, slots, world)
    if is_uneventful(state, evaluation, world):
        return Advance(Progress(state, evaluation.evidence))
    return _judged(state, evaluation, world, explains_passes=False)


def is_uneventful(state: State, evaluation: Evaluation, world: World) -> bool:
    """Whether nothing can follow: the hold of a running stage is not over, and no gate fails."""
    plan = evaluation.plan
    return (
        state.phase is Phase.RUNNING
        and state.blind is None
        and world.blind is None
        and evaluation.evidence.clock(plan) < plan.stages[state.stage].hold
        and not may_fail(evaluation)
    )


def evaluation_of(
    progress: Progress,
    plan: Plan,
    slots: Sequence[Slot],
    world: World,
    *,
    in_full: bool = False,
) -> Evaluation:
    """What the gates judge: the evidence with these slots, and what is known of answers."""
    state, evidence = progress
    if state.version is not None:
        evidence = fold(evidence, plan, state.version, slots)
        if world.replies is not None:
            evidence = fold_replies(evidence, plan, state.version, world.replies)
    return Evaluation(plan, state.stage, evidence, world.blind, in_full)


def _judged(
    state: State, evaluation: Evaluation, world: World, *, explains_passes: bool = True
) -> Advance:
    plan = evaluation.plan
    verdicts = judge(evaluation)
    outcome = step(state, _observed(evaluation, verdicts, world), plan)
    is_wanted = explains_passes or any(each.kind is VerdictKind.FAIL for each in verdicts)
    if outcome.commands and is_wanted and not evaluation.in_full:
        evaluation = evaluation._replace(in_full=True)
        verdicts = judge(evaluation)
        outcome = step(state, _observed(evaluation, verdicts, world), plan)
    before = Progress(state, evaluation.evidence)
    return _carried(before, outcome, plan, world.now)._replace(verdicts=verdicts)


def _observed(evaluation: Evaluation, verdicts: tuple[Verdict, ...], world: World) -> Observed:
    clock = evaluation.evidence.clock(evaluation.plan)
    return Observed(world.now, verdicts, clock, world.blind, world.frozen)


def _carried(progress: Progress, outcome: Outcome, plan: Plan, now: float) -> Advance:
    """Applies the commands of `outcome` to the evidence, and starts or stops its hold clock."""
    before, evidence = progress.state, progress.evidence
    for command in outcome.commands:
        if isinstance(command, EnterStage):
            evidence = entered(evidence, plan, command.stage, now, forget=command.forget)
    if before.clock_runs and not outcome.state.clock_runs:
        evidence = clock_stopped(evidence, plan)
    elif outcome.state.clock_runs and not before.clock_runs:
        evidence = clock_started(evidence, now)
    return Advance(Progress(outcome.state, evidence), outcome.commands)


def elapsed(evidence: Evidence, now: float) -> Evidence:
    """`evidence` brought forward to `now`, up to which every slot has been folded in."""
    return evidence._replace(through=max(evidence.through, now))

"""Looks at a rollout, from one to the next, until something may follow from one of them."""

from collections.abc import Callable
from random import Random
from typing import Protocol

from hookshift.domain.evidence.evidence import Evidence
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.rollout.progress import (
    Progress,
    World,
    elapsed,
    evaluation_of,
    is_uneventful,
)
from hookshift.domain.rollout.state import State
from hookshift.simulation.answers import SimulatedAnswers
from hookshift.simulation.traffic import Traffic

EVALUATIONS_PER_HOLD = 48


class FollowsRollouts(Protocol):
    """`Looks`, or the compiled core's."""

    def follow(self, progress: Progress, longest: float) -> Evidence:
        """The evidence at the next look from which something may follow, or at `longest`."""


MakeLooks = Callable[[Traffic, Plan, Random], FollowsRollouts]


class Looks:
    """Looks at the evidence after each slot, and at intervals where there is no traffic."""

    def __init__(self, traffic: Traffic, plan: Plan, rng: Random) -> None:
        self._traffic, self._plan = traffic, plan
        self._answers = SimulatedAnswers(plan, rng) if plan.judges_replies else None

    def follow(self, progress: Progress, longest: float) -> Evidence:
        """The evidence at the next look from which something may follow, or at `longest`."""
        state, evidence = progress
        while True:
            evidence, is_quiet = self._look(state, evidence)
            if not is_quiet or self._traffic.now >= longest:
                return evidence

    def _look(self, state: State, evidence: Evidence) -> tuple[Evidence, bool]:
        """The evidence with the next stretch of traffic, and whether nothing follows from it."""
        traffic = self._traffic
        slots = traffic.stretch(self._next(state, evidence))
        evidence = elapsed(evidence, traffic.now)
        replies = None
        if self._answers is not None:
            self._answers.add(slots, traffic.answered)
            replies = self._answers.seen(evidence, traffic.now)
        world = World(traffic.now, replies=replies)
        evaluation = evaluation_of(Progress(state, evidence), self._plan, slots, world)
        return evaluation.evidence, is_uneventful(state, evaluation, world)

    def _next(self, state: State, evidence: Evidence) -> float:
        """When the hold ends if nobody pauses, or before that."""
        hold = self._plan.stages[state.stage].hold
        step = min(self._plan.idle_after, hold / EVALUATIONS_PER_HOLD)
        left = hold - evidence.clock(self._plan)
        return self._traffic.now + (min(step, left) if left > 0 else step)

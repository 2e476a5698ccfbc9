"""One rollout against synthetic traffic, from its start to its end."""

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from hookshift.domain.evidence.evidence import BASELINE_SECONDS, Totals
from hookshift.domain.evidence.latency import above, place
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.rollups import Counts
from hookshift.domain.rollout.progress import Advance, World, apply, follow, start
from hookshift.domain.rollout.state import EnterStage, News, Note, Phase, Promoted, SetShare
from hookshift.simulation.kernel import PURE, SimulationKernel
from hookshift.simulation.looks import FollowsRollouts
from hookshift.simulation.rng import poisson
from hookshift.simulation.scenario import SLOT_SECONDS, Scenario
from hookshift.simulation.stream import expected_times
from hookshift.simulation.traffic import Traffic

WAITING = "waiting"
"""The end of a run whose rollout was neither over nor held when the time was up."""
REACTION = SLOT_SECONDS
"""Seconds from the end of a slot until its consequences have reached every gateway, rounded up."""
HOUR = 3_600.0


class SimulationEvent(NamedTuple):
    """Something that happened in a rollout."""

    at: float
    """Seconds since its start."""
    stage: int
    """The number of the stage, from 0."""
    news: News
    text: str


class Run(NamedTuple):
    """How one simulated rollout went."""

    end: str
    """The last phase, or WAITING."""
    seconds: float
    stage: int
    """The number of the last stage, from 0."""
    failed: int
    """Requests that failed on unified."""
    timeline: tuple[SimulationEvent, ...]


def run(
    plan: Plan,
    scenario: Scenario,
    rng: Random,
    longest: float,
    kernel: SimulationKernel = PURE,
) -> Run:
    """A rollout by `plan`, watched for `longest` seconds at most. Approvals are given at once."""
    traffic = kernel.traffic(scenario, plan, rng)
    begun = start(plan, before(plan, scenario, rng), 0, 0.0)
    rollout = _Rollout(plan, traffic, kernel.looks(traffic, plan, rng), begun)
    while not rollout.is_over and traffic.now < longest:
        rollout.advance(longest)
    return rollout.result()


class _Rollout:
    def __init__(
        self, plan: Plan, traffic: Traffic, looks: FollowsRollouts, begun: Advance
    ) -> None:
        self._plan, self._traffic, self._looks = plan, traffic, looks
        self._timeline: list[SimulationEvent] = []
        self._stage = 0
        self._progress = begun.progress
        self._carry_out(begun)

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens unless a person acts."""
        state = self._progress.state
        return state.is_final or not state.is_progressing

    def advance(self, longest: float) -> None:
        """Looks until something may follow, and carries out what does."""
        evidence = self._looks.follow(self._progress, longest)
        now = self._traffic.now + REACTION
        progress = self._progress._replace(evidence=evidence)
        advance = follow(progress, self._plan, (), World(now))
        self._progress = advance.progress
        if advance.commands:
            self._traffic.stretch(now)
            self._carry_out(advance)

    def result(self) -> Run:
        """How it went."""
        state = self._progress.state
        return Run(
            str(state.phase) if self.is_over else WAITING,
            self._traffic.now,
            state.stage,
            self._traffic.failed["unified"],
            tuple(self._timeline),
        )

    def _carry_out(self, advance: Advance) -> None:
        state = self._progress.state
        for command in advance.commands:
            if isinstance(command, SetShare) and command.threshold is not None:
                version = self._traffic.set_share(command.threshold)
                state = state._replace(version=version)
            elif isinstance(command, EnterStage):
                self._stage = command.stage
            elif isinstance(command, Note):
                event = SimulationEvent(self._traffic.now, self._stage, command.news, command.text)
                self._timeline.append(event)
        self._progress = self._progress._replace(state=state)
        if state.phase is Phase.APPROVAL:
            happening = Promoted(self._traffic.now, state.stage, reason="simulated approval")
            approved = apply(self._progress, self._plan, happening)
            self._progress = approved.progress


def before(plan: Plan, scenario: Scenario, rng: Random) -> Mapping[tuple[str, str], Totals]:
    """Legacy's totals of the week before the rollout, in all domains."""
    return {
        (domain, "legacy"): _week(scenario, scenario.volume.get(domain, 0.0), plan.latency_ms, rng)
        for domain in (*plan.domains, *plan.guards)
    }


def _week(scenario: Scenario, volume: float, limit_ms: float, rng: Random) -> Totals:
    requests = round(volume * BASELINE_SECONDS / HOUR)
    legacy = scenario.legacy
    bursts = poisson(rng, requests * legacy.error_rate / scenario.burst)
    errors = bursts * scenario.burst
    latency = expected_times(legacy, requests, limit_ms)
    return Totals(
        Counts(
            requests=requests,
            errors=errors,
            undelivered=errors,
            slow=above(latency, place(limit_ms)),
            errors_squared=errors * scenario.burst,
            latency=latency,
        )
    )

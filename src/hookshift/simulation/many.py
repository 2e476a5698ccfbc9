"""Runs one scenario many times, and sums up how the runs ended."""

from collections import Counter
from collections.abc import Callable, Sequence
from math import sqrt
from random import Random
from statistics import median, quantiles
from typing import NamedTuple

from hookshift.domain.evidence.plan import Plan
from hookshift.domain.rollout.state import Phase
from hookshift.simulation.kernel import SimulationKernel, chosen
from hookshift.simulation.rules import Runbook, follow
from hookshift.simulation.run import Run, run
from hookshift.simulation.scenario import Scenario


class RunResult(NamedTuple):
    """How one run ended, whichever rule decided."""

    end: str
    """The last phase, or `waiting`."""
    stage: int
    """The number of the last stage, from 0."""
    seconds: float
    failed: int
    """Requests that failed on unified."""


class Frequency(NamedTuple):
    """How often runs ended in one way, with the Monte-Carlo error."""

    runs_ended: int
    runs: int

    @property
    def rate(self) -> float:
        """The share of all runs, 0 to 1."""
        return self.runs_ended / self.runs

    @property
    def error(self) -> float:
        """One standard error; where all runs agree, the bound of the rule of three."""
        if self.runs_ended in (0, self.runs):
            return min(3 / self.runs, 1.0)
        return sqrt(self.rate * (1 - self.rate) / self.runs)


class Outcomes(NamedTuple):
    """How many runs ended."""

    runs: int
    ends: tuple[tuple[str, Frequency], ...]
    """The ways in which they ended, the most frequent first."""
    failed: tuple[float, float]
    """Requests that failed on unified: median and 90th percentile."""
    seconds: tuple[float, float]
    """Seconds until the end: median and 90th percentile."""


def by_gates(
    plan: Plan,
    scenario: Scenario,
    seed: int,
    number: int,
    longest: float,
    *,
    kernel: SimulationKernel | None = None,
) -> Run:
    """Run `number` decided by the gates: the same for the same seed, whatever was run before.

    And by either engine; by default the one that runs in this process.
    """
    kernel = kernel or chosen()
    return run(plan, scenario, _rng(kernel, seed, number), longest, kernel)


def _rng(kernel: SimulationKernel, seed: int, number: int) -> Random:
    return kernel.chance(Random(f"{seed} {number}"))  # noqa: S311, it must be reproducible


def ended(found: Run) -> RunResult:
    """The result of a run, without its timeline."""
    return RunResult(found.end, found.stage, found.seconds, found.failed)


def by_runbook(
    plan: Plan,
    scenario: Scenario,
    seed: int,
    number: int,
    *,
    kernel: SimulationKernel | None = None,
) -> RunResult:
    """Run `number` decided by the runbook's rule, on the same kind of traffic."""
    kernel = kernel or chosen()
    rule = Runbook(plan.error_limit)
    found = follow(plan, scenario, _rng(kernel, seed, number), rule, kernel)
    end = Phase.ROLLED_BACK if found.rolled_back else Phase.COMPLETED
    return RunResult(end, found.stage, found.seconds, found.failed)


def many(one: Callable[[int], RunResult], runs: int) -> Outcomes:
    """The outcomes of runs 0 to `runs` - 1."""
    return outcomes([one(number) for number in range(runs)])


def outcomes(all_ended: Sequence[RunResult]) -> Outcomes:
    """The sums of many results."""
    ends = Counter(each.end for each in all_ended)
    return Outcomes(
        len(all_ended),
        tuple((end, Frequency(count, len(all_ended))) for end, count in ends.most_common()),
        _middle([each.failed for each in all_ended]),
        _middle([each.seconds for each in all_ended]),
    )


def _middle(values: Sequence[float]) -> tuple[float, float]:
    ninth = quantiles(values, n=10, method="inclusive")[-1] if len(values) > 1 else values[0]
    return median(values), ninth

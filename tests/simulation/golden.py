"""Runs whose results are compared with those of a former version, seed by seed."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from hookshift.domain.evidence.plan import Mode, Plan
from hookshift.simulation.kernel import PURE, SimulationKernel
from hookshift.simulation.many import by_gates, by_runbook
from hookshift.simulation.scenario import Behaviour, Outage, Scenario, Shift
from tests.simulation.plans import HOUR, plan, shipped

LONGEST = 400 * HOUR
SEED = 7


class GoldenCase(NamedTuple):
    """A scenario, and how often it is run."""

    scenario: Scenario
    mode: Mode = Mode.LADDER
    runs: int = 2
    domains: tuple[str, ...] = ("jobs",)
    whole: bool = False
    """By the whole plan that is shipped."""
    seed: int = SEED

    @property
    def plan(self) -> Plan:
        """What it is decided by."""
        return shipped() if self.whole else plan(self.mode, self.domains)


def _both(rate: float, volume: float = 3_000.0, **more: Any) -> Scenario:
    same = Behaviour(rate)
    return Scenario({"jobs": volume, "mobility": 500.0}, same, same)._replace(**more)


def _shipped(seed: int, rate: float, **more: Any) -> GoldenCase:
    volume = dict.fromkeys(("jobs", "property", "marketplace"), 3_000.0)
    volume |= dict.fromkeys(("mobility", "profile", "insurance", "unknown"), 300.0)
    return GoldenCase(_both(rate)._replace(volume=volume, **more), runs=1, whole=True, seed=seed)


CASES: Mapping[str, GoldenCase] = {
    "good": GoldenCase(_both(0.0004), runs=3),
    "good, strict": GoldenCase(_both(0.0002), Mode.STRICT),
    "two domains": GoldenCase(
        _both(0.0004)._replace(volume={"jobs": 3_000.0, "shop": 800.0, "mobility": 500.0}),
        domains=("jobs", "shop"),
    ),
    "bad": GoldenCase(_both(0.0002, unified=Behaviour(0.01))),
    "breaks later": GoldenCase(
        _both(0.0002, shifts=(Shift(9 * HOUR, "unified", "error_rate", 0.02),))
    ),
    "slow": GoldenCase(_both(0.0, unified=Behaviour(0.0, slow_share=0.1))),
    "slow at first": GoldenCase(_both(0.0002, cold_start=60.0)),
    "bursts": GoldenCase(_both(0.0004, burst=10)),
    "outage of both": GoldenCase(
        _both(0.0002, outages=(Outage(2 * HOUR, 180.0, ("unified", "legacy")),))
    ),
    "outage of unified": GoldenCase(
        _both(0.0002, outages=(Outage(2 * HOUR, 180.0, ("unified",)),))
    ),
    "busy": GoldenCase(_both(0.0004, 100_000.0, senders=300, tail=0.0), runs=1),
    "silent": GoldenCase(_both(0.0002, 0.0), runs=1),
    **{f"shipped plan, seed {seed}": _shipped(seed, 0.0004) for seed in (1, 2, 3)},
    "shipped plan, few are answered": _shipped(
        4, 0.0004, unified=Behaviour(0.0004, answered=0.5), legacy=Behaviour(0.0004, answered=0.9)
    ),
    "shipped plan, answered": _shipped(
        5, 0.0004, unified=Behaviour(0.0004, answered=0.9), legacy=Behaviour(0.0004, answered=0.9)
    ),
    "shipped plan, an outage of all": _shipped(
        6, 0.0002, outages=(Outage(60 * HOUR, 600.0, ("unified", "legacy")),), burst=3
    ),
    "shipped plan, slower and slower": _shipped(
        7,
        0.0002,
        shifts=tuple(Shift(h * HOUR, "unified", "slow_share", h / 400) for h in range(40)),
    ),
}


def found(name: str, kernel: SimulationKernel = PURE) -> list[Any]:
    """The results of a case, as JSON would have them: the gates' and, last, the runbook's."""
    case, plan = CASES[name], CASES[name].plan
    runs = [
        by_gates(plan, case.scenario, case.seed, number, LONGEST, kernel=kernel)
        for number in range(case.runs)
    ]
    return [
        *(
            [
                each.end,
                each.stage,
                each.seconds,
                each.failed,
                [list(event) for event in each.timeline],
            ]
            for each in runs
        ),
        list(by_runbook(plan, case.scenario, case.seed, 0, kernel=kernel)),
    ]


if __name__ == "__main__":  # the golden file, as today's code has it
    print(json.dumps({name: found(name) for name in CASES}, indent=1))

"""Runs whose results are compared with those of a former version, seed by seed."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from hookshift.domain.evidence.plan import Mode
from hookshift.simulation.many import by_gates
from hookshift.simulation.scenario import Behaviour, Outage, Scenario, Shift
from tests.simulation.plans import HOUR, plan

LONGEST = 400 * HOUR
SEED = 7


class GoldenCase(NamedTuple):
    """A scenario, and how often it is run."""

    scenario: Scenario
    mode: Mode = Mode.LADDER
    runs: int = 2
    domains: tuple[str, ...] = ("jobs",)


def _both(rate: float, volume: float = 3_000.0, **more: Any) -> Scenario:
    same = Behaviour(rate)
    return Scenario({"jobs": volume, "mobility": 500.0}, same, same)._replace(**more)


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
}


def found(name: str) -> list[Any]:
    """The results of a case, as JSON would have them."""
    case = CASES[name]
    by = plan(case.mode, case.domains)
    runs = [by_gates(by, case.scenario, SEED, number, LONGEST) for number in range(case.runs)]
    return [
        [each.end, each.stage, each.seconds, each.failed, [list(event) for event in each.timeline]]
        for each in runs
    ]

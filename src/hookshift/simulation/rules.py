"""The stopping rules of other tools, run on the same traffic to compare the gates with.

Each rule checks unified's error rate at fixed times, in a window that ends there, and nothing else.
Stages end with their holds.
"""

from collections import deque
from collections.abc import Mapping
from enum import StrEnum
from math import exp, lgamma, log, log1p
from random import Random
from typing import NamedTuple, Protocol

from hookshift.domain.evidence.plan import Plan
from hookshift.simulation.kernel import PURE, SimulationKernel
from hookshift.simulation.scenario import Scenario
from hookshift.simulation.traffic import Traffic

HOUR = 3_600.0
ALPHA = 0.05
"""The level of the binomial test."""


class RuleDecision(StrEnum):
    """What a rule decides at a check."""

    CONTINUE = "continue"
    ROLL_BACK = "roll back"


class StoppingRule(Protocol):
    """A rule that may end a run early; a new one is made for each run."""

    every: float
    """Seconds between checks."""
    window: float
    """Seconds that a check covers."""

    def check(self, errors: int, requests: int, *, ends_stage: bool) -> RuleDecision:
        """Decides on the sums of the window."""


class Runbook:
    """The runbook: every 15 minutes `COALESCE(MAX(error_rate_pct), 0) < 0.1` over the last hour.

    Without data the check passes.
    """

    every, window = 900.0, HOUR

    def __init__(self, limit: float) -> None:
        self._limit = limit

    def check(self, errors: int, requests: int, *, ends_stage: bool) -> RuleDecision:  # noqa: ARG002
        """Compares the rate of the view with the limit."""
        return (
            RuleDecision.ROLL_BACK
            if requests and errors / requests >= self._limit
            else RuleDecision.CONTINUE
        )


class Flagger:
    """Flagger: every minute over the last minute; the fifth failed check rolls back.

    A check without data fails if `without_data`, which is Flagger's default.
    """

    every, window = 60.0, 60.0
    threshold = 5

    def __init__(self, limit: float, *, without_data: bool) -> None:
        self._limit = limit
        self._without_data = without_data
        self._failed = 0

    def check(self, errors: int, requests: int, *, ends_stage: bool) -> RuleDecision:  # noqa: ARG002
        """Counts failed checks over the whole analysis."""
        self._failed += errors / requests >= self._limit if requests else self._without_data
        return RuleDecision.ROLL_BACK if self._failed >= self.threshold else RuleDecision.CONTINUE


class Argo:
    """Argo Rollouts: every five minutes over the last five; more than three failures abort.

    If `without_data`, a window without data is an error; five in a row abort too.
    """

    every, window = 300.0, 300.0
    failure_limit = 3
    consecutive_error_limit = 4

    def __init__(self, limit: float, *, without_data: bool) -> None:
        self._limit = limit
        self._without_data = without_data
        self._failed = 0
        self._errors = 0

    def check(self, errors: int, requests: int, *, ends_stage: bool) -> RuleDecision:  # noqa: ARG002
        """Counts failures over the whole analysis, and consecutive errors."""
        self._errors = 0 if requests else self._errors + self._without_data
        self._failed += bool(requests) and errors / requests >= self._limit
        over = self._failed > self.failure_limit or self._errors > self.consecutive_error_limit
        return RuleDecision.ROLL_BACK if over else RuleDecision.CONTINUE


class Binomial:
    """One exact binomial test at the end of each stage: is the rate above the limit?

    Without data the test passes.
    """

    every, window = 900.0, float("inf")

    def __init__(self, limit: float) -> None:
        self._limit = limit

    def check(self, errors: int, requests: int, *, ends_stage: bool) -> RuleDecision:
        """Rolls back if so many errors or more are rarer than ALPHA at the limit."""
        if not ends_stage or not errors:
            return RuleDecision.CONTINUE
        return (
            RuleDecision.ROLL_BACK
            if tail(errors, requests, self._limit) < ALPHA
            else RuleDecision.CONTINUE
        )


def tail(errors: int, n: int, p: float) -> float:
    """The chance of `errors` or more in `n` trials."""
    below = sum(
        exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p))
        for k in range(errors)
    )
    return max(0.0, 1.0 - below)


class Followed(NamedTuple):
    """How a rollout went that a rule decided."""

    rolled_back: bool
    stage: int
    """The number of the last stage, from 0."""
    seconds: float
    failed: int
    """Requests that failed on unified."""


def follow(
    plan: Plan,
    scenario: Scenario,
    rng: Random,
    rule: StoppingRule,
    kernel: SimulationKernel = PURE,
) -> Followed:
    """A rollout by the plan's percentages and holds, decided by `rule` alone."""
    traffic = kernel.traffic(scenario, plan, rng)
    for number, stage in enumerate(plan.stages):
        traffic.set_share(stage.threshold)
        if _held(traffic, stage.hold, rule) is RuleDecision.ROLL_BACK:
            return Followed(True, number, traffic.now, traffic.failed["unified"])
    last = len(plan.stages) - 1
    return Followed(False, last, traffic.now, traffic.failed["unified"])


def _held(traffic: Traffic, hold: float, rule: StoppingRule) -> RuleDecision:
    end = traffic.now + hold
    seen: deque[tuple[float, int, int]] = deque()
    while traffic.now < end:
        until = min(traffic.now + rule.every, end)
        errors, requests = _until(traffic, until)
        seen.append((traffic.now, errors, requests))
        while seen and seen[0][0] <= traffic.now - rule.window:
            seen.popleft()
        errors = sum(each[1] for each in seen)
        requests = sum(each[2] for each in seen)
        if rule.check(errors, requests, ends_stage=traffic.now >= end) is RuleDecision.ROLL_BACK:
            return RuleDecision.ROLL_BACK
    return RuleDecision.CONTINUE


def _until(traffic: Traffic, until: float) -> tuple[int, int]:
    before = _unified(traffic)
    traffic.pass_until(until)
    after = _unified(traffic)
    return after["errors"] - before["errors"], after["requests"] - before["requests"]


def _unified(traffic: Traffic) -> Mapping[str, int]:
    return {"errors": traffic.failed["unified"], "requests": traffic.requests["unified"]}

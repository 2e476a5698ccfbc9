"""How long each stage of a plan will take: what `lint` says before one starts."""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from hookshift.domain.evidence.evidence import MEASURES, Baseline
from hookshift.domain.evidence.levels import PASS_LOG_E
from hookshift.domain.evidence.plan import WHOLE, Plan
from hookshift.domain.evidence.statistics import log_worse, needed

MOST_ROUNDS = 200
"""Rounds of the search for how many requests prove a rate of failure above 0."""


class Outlook(NamedTuple):
    """How long one stage will take in one domain."""

    stage: int
    """The number of the stage, from 0."""
    domain: str
    needed: int | None
    """Requests to unified that prove the stage if none fails; None: no number does."""
    seconds: float
    """Seconds until so many have come; infinite without traffic."""
    as_legacy: float
    """Seconds if unified fails as often as legacy did before; infinite if that proves nothing."""


def outlook(
    plan: Plan, before: Mapping[str, Baseline], per_second: Mapping[str, float]
) -> list[Outlook]:
    """The outlook of each stage in each domain; `per_second` is all traffic of each domain."""
    return [
        _one(plan, stage, domain, before[domain], per_second.get(domain, 0.0))
        for stage in range(len(plan.stages))
        for domain in plan.domains
    ]


def _one(plan: Plan, stage: int, domain: str, baseline: Baseline, per_second: float) -> Outlook:
    speed = per_second * plan.stages[stage].threshold / WHOLE

    def lasts(requests: int | None) -> float:
        return plan.settle + requests / speed if requests is not None and speed > 0 else inf

    at_best = _most(plan, stage, baseline, dict.fromkeys(MEASURES, 0.0))
    usual = {measure: _rate(baseline, measure) for measure in MEASURES}
    as_legacy = _most(plan, stage, baseline, usual)
    return Outlook(stage, domain, at_best, lasts(at_best), lasts(as_legacy))


def _rate(baseline: Baseline, measure: str) -> float:
    failures: int = getattr(baseline, measure)
    return failures / baseline.requests if baseline.requests else 0.0


def _most(plan: Plan, stage: int, baseline: Baseline, rates: Mapping[str, float]) -> int | None:
    """Requests that prove every measure at these rates of failure; None if one is never proven."""
    counts = [
        _needed_at(
            rates[measure],
            plan.proof(measure, stage),
            1.0 if measure == "slow" else baseline.dispersion,
        )
        for measure in MEASURES
    ]
    known = [each for each in counts if each is not None]
    return max(known) if len(known) == len(counts) else None


def _needed_at(rate: float, limit: float, together: float) -> int | None:
    """With how many requests a rate below `limit` is proven if `rate` of them fail."""
    if rate >= limit:
        return None
    requests = needed(0, limit, together)
    for _ in range(MOST_ROUNDS):
        if requests is None:
            return None
        # More requests bring more failures, which need more requests: where that settles.
        more = needed(rate * requests, limit, together)
        if more is not None and more <= requests:
            return requests
        requests = more
    return requests


def is_beyond(plan: Plan, baseline: Baseline) -> tuple[str, ...]:
    """The measures in which legacy itself is proven to exceed the plan's limits already.

    There a unified handler that fails as often looks like an incident of the platform.
    """
    together = baseline.dispersion
    tempered = {
        "errors": (baseline.errors / together, baseline.requests / together),
        "undelivered": (baseline.undelivered / together, baseline.requests / together),
        "slow": (float(baseline.slow), float(baseline.requests)),
    }
    return tuple(
        measure
        for measure, (failures, requests) in tempered.items()
        if log_worse(failures, requests, plan.limit(measure)) >= PASS_LOG_E
    )

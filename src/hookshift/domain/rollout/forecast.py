"""How long each stage of a plan will take: what `lint` says before one starts."""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from hookshift.domain.evidence.evidence import MEASURES, Baseline
from hookshift.domain.evidence.levels import PASS_LOG_E
from hookshift.domain.evidence.plan import WHOLE, Plan
from hookshift.domain.evidence.statistics import log_worse, needed

MOST_ROUNDS = 200
"""Of the search for how many requests prove a rate that is not nothing."""


class Outlook(NamedTuple):
    """One stage in one domain."""

    stage: int
    """From 0."""
    domain: str
    needed: int | None
    """Requests of unified, none of which fails, that prove it; None: no number does."""
    seconds: float
    """Until then; infinite without traffic."""
    as_legacy: float
    """The same if as many fail as of legacy before; infinite if that is never proven."""


def outlook(
    plan: Plan, before: Mapping[str, Baseline], per_second: Mapping[str, float]
) -> list[Outlook]:
    """Stage by stage and domain by domain; `per_second` is all traffic of each domain."""
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
    """The measures in which legacy is proven to be beyond the plan's limits already.

    There a unified handler that fails as often is not told from an incident of the platform.
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

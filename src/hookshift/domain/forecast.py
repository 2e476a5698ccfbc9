"""How long each stage of a plan will take, if nothing fails: what `lint` says before one starts."""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

from hookshift.domain.evidence import Baseline
from hookshift.domain.levels import PASS_LOG_E
from hookshift.domain.plan import WHOLE, Plan
from hookshift.domain.statistics import log_worse, needed


class Outlook(NamedTuple):
    """One stage in one domain."""

    stage: int
    """From 0."""
    domain: str
    needed: int | None
    """Requests of unified, none of which fails, that prove it; None: no number does."""
    seconds: float
    """Until then; infinite without traffic."""


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
    counts = [
        needed(0, plan.proof("errors", stage), baseline.dispersion),
        needed(0, plan.proof("undelivered", stage), baseline.dispersion),
        needed(0, plan.proof("slow", stage)),
    ]
    known = [count for count in counts if count is not None]
    most = max(known) if len(known) == len(counts) else None
    speed = per_second * plan.stages[stage].threshold / WHOLE
    seconds = plan.settle + most / speed if most is not None and speed > 0 else inf
    return Outlook(stage, domain, most, seconds)


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

"""The gates on a rate: errors, undelivered events, requests slower than the limit.

PASS: the BETTER process of what unified did since the stage has settled is at 20 or more now.
FAIL: unified is worse than legacy beside it, or worse than the limit while legacy shows no sign of
trouble; with legacy beyond its limit too, the fail is the platform's.
"""

from enum import StrEnum
from typing import NamedTuple

from hookshift.domain import words
from hookshift.domain.evidence import DomainEvidence, Totals, peak
from hookshift.domain.latency import EDGES, quantile
from hookshift.domain.levels import (
    INCIDENT_LOG_E,
    MEASURE,
    PASS_LOG_E,
    alone_fail_log_e,
    fail_log_e,
    stage_fail_log_e,
)
from hookshift.domain.look import Look, is_more_than_chance, worse
from hookshift.domain.plan import SLOW_SHARE, Gate
from hookshift.domain.statistics import (
    line,
    log_better,
    log_relative,
    needed,
    proven_quantile,
    proven_rate,
)
from hookshift.domain.verdict import Kind, Number, Verdict


class Against(StrEnum):
    """What speaks against unified."""

    LEGACY = "worse than legacy beside it"
    LIMIT = "worse than the limit"
    LATELY = "worse than the limit of late"


class Failing(NamedTuple):
    """How strongly a measure speaks against unified; logarithms of e-values."""

    since_start: float
    in_stage: float
    relative_since_start: float
    relative_in_stage: float
    lately: float
    """CUSUM, where there is no legacy beside it."""
    legacy: float
    """Legacy beside it against the limit; above 0 it is suspicious."""


def rate(look: Look, name: str, domain: DomainEvidence, gate: Gate) -> Verdict:
    """The verdict of `gate` in one domain."""
    measure = MEASURE[gate]
    better = _better(look, domain, measure)
    failing = _failing(look, domain, measure)
    against = _against(look, failing, measure) if failing else None
    incident = against in (Against.LIMIT, Against.LATELY) and _is_incident(look, failing)
    kind = Kind.FAIL if against else _unless_failed(look, domain, better)
    numbers: dict[str, Number] = {"log_e_better": better}
    if look.in_full:
        numbers |= _numbers(look, domain, measure, failing)
    sentence = words.rate(gate, kind, numbers, against, incident=incident) if look.in_full else ""
    return Verdict(gate, name, kind, sentence, numbers, incident)


def _better(look: Look, domain: DomainEvidence, measure: str) -> float:
    together = _tempering(domain, measure)
    settled = domain.settled
    return log_better(
        settled.failures(measure) / together,
        settled.counts.requests / together,
        look.plan.proof(measure, look.stage),
    )


def _tempering(domain: DomainEvidence, measure: str) -> float:
    """For passing: what was seen, or what is usual on legacy if that is more.

    Overstating how failures cluster costs time; understating it would break the proof.
    """
    seen = domain.settled.dispersion(measure)
    return seen if measure == "slow" else max(seen, domain.baseline.dispersion)


def _unless_failed(look: Look, domain: DomainEvidence, better: float) -> Kind:
    if better >= PASS_LOG_E:
        return Kind.PASS
    if look.is_starved(domain):
        return Kind.STARVED
    return Kind.IDLE if look.is_idle(domain.last_traffic) else Kind.INSUFFICIENT


def _failing(look: Look, domain: DomainEvidence, measure: str) -> Failing | None:
    """None where there are too few failures to fail anything, whatever they amount to."""
    unified, legacy = domain.unified, domain.legacy
    all_unified = domain.unified_before.joined(unified)
    if not is_more_than_chance(all_unified, measure):
        return None
    all_legacy = domain.legacy_before.joined(legacy)
    sums, before = domain.comparison.sums(measure), domain.comparison_before.sums(measure)
    together = max(all_unified.dispersion(measure), all_legacy.dispersion(measure))
    limit = look.plan.limit(measure)
    return Failing(
        since_start=worse(all_unified, measure, limit),
        in_stage=worse(unified, measure, limit),
        relative_since_start=log_relative(
            [a + b for a, b in zip(sums, before, strict=True)], together
        ),
        relative_in_stage=log_relative(sums, together),
        lately=peak(domain, measure),
        legacy=_legacys_trouble(look, legacy, all_legacy, measure),
    )


def _legacys_trouble(look: Look, legacy: Totals, all_legacy: Totals, measure: str) -> float:
    """What it had before unified got everything excuses nothing any more."""
    if look.evidence.alone:
        return 0.0
    limit = look.plan.limit(measure)
    return max(worse(legacy, measure, limit), worse(all_legacy, measure, limit))


def _is_worse_than_legacy(failing: Failing, measure: str, whole: float, stage: float) -> bool:
    """Being worse than a legacy that is very good is no fault within the limit.

    So what unified does must speak for a rate beyond the limit too, if not yet as strongly.
    Slowness has its own floor: only what is above it has been counted.
    """
    of_all = failing.relative_since_start >= whole
    of_stage = failing.relative_in_stage >= stage
    if measure == "slow":
        return of_all or of_stage
    return (of_all and failing.since_start > 0) or (of_stage and failing.in_stage > 0)


def _against(look: Look, failing: Failing, measure: str) -> Against | None:
    whole, stage = fail_log_e(look.plan), stage_fail_log_e(look.plan)
    if _is_worse_than_legacy(failing, measure, whole, stage):
        return Against.LEGACY
    # Between suspicion and proof of legacy's own trouble the absolute test is silent: at a large
    # share an outage of both shows in unified first.
    if 0 < failing.legacy < PASS_LOG_E:
        return None
    if failing.since_start >= whole or failing.in_stage >= stage:
        return Against.LIMIT
    if look.evidence.alone and failing.lately >= alone_fail_log_e(look.plan, look.stage):
        return Against.LATELY
    return None


def _is_incident(look: Look, failing: Failing | None) -> bool:
    """Whether others are beyond their limit too.

    Where legacy has nothing left to show it, the guarded domains do; of late, too.
    """
    if failing is not None and failing.legacy >= PASS_LOG_E:
        return True
    return look.evidence.alone and any(
        peak(guard, measure) >= INCIDENT_LOG_E
        for guard in look.evidence.guards.values()
        for measure in MEASURE.values()
    )


def _numbers(
    look: Look, domain: DomainEvidence, measure: str, failing: Failing | None
) -> dict[str, Number]:
    """Everything that the verdict rests on."""
    plan, settled, legacy = look.plan, domain.settled, domain.legacy
    requests, failures = settled.counts.requests, settled.failures(measure)
    goal, together = plan.proof(measure, look.stage), _tempering(domain, measure)
    everything = domain.unified_before.joined(domain.unified)
    seconds = look.evidence.through - look.settled_at
    numbers: dict[str, Number] = {
        "requests": requests,
        "failures": failures,
        "rate": _rate(failures, requests),
        "limit": plan.limit(measure),
        "goal": goal,
        "pass_at": PASS_LOG_E,
        "needed": needed(failures, goal, together),
        "dispersion": together,
        "proven": proven_rate(failures, requests, together),
        "per_second": requests / seconds if seconds > 0 else None,
        "requests_since_start": everything.counts.requests,
        "failures_since_start": everything.failures(measure),
        "fail_at": fail_log_e(plan),
        "fail_at_in_stage": stage_fail_log_e(plan),
        "line": _line(everything, measure, plan.limit(measure), fail_log_e(plan)),
        "legacy_requests": legacy.counts.requests,
        "legacy_failures": legacy.failures(measure),
        "legacy_rate": _rate(legacy.failures(measure), legacy.counts.requests),
        "from": look.settled_at,
        "until": look.evidence.through,
        "last_traffic": domain.last_traffic,
        "senders_without_unified": domain.legacy_senders_alone,
    }
    if failing is not None:
        numbers |= {f"log_e_{key}": value for key, value in failing._asdict().items()}
    if measure == "slow":
        numbers |= _latency_numbers(look, domain, together)
    return numbers


def _rate(failures: int, requests: int) -> float | None:
    return failures / requests if requests else None


def _line(totals: Totals, measure: str, limit: float, log_e: float) -> int:
    """Within how many requests so many failures are the rollback line."""
    return line(totals.failures(measure), limit, log_e, totals.dispersion(measure))


def _latency_numbers(look: Look, domain: DomainEvidence, together: float) -> dict[str, Number]:
    edge = domain.baseline.slow_edge
    return {
        "limit_ms": look.plan.latency_ms,
        "p95_ms": quantile(domain.settled.counts.latency, 1 - SLOW_SHARE),
        "proven_p95_ms": proven_quantile(
            domain.settled.counts.latency, 1 - SLOW_SHARE, PASS_LOG_E, together
        ),
        "legacy_p95_ms": quantile(domain.legacy.counts.latency, 1 - SLOW_SHARE),
        "compared_above_ms": None if edge is None else EDGES[edge],
    }

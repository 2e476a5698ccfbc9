"""The gates on a rate: errors, undelivered events, requests slower than the limit.

PASS: the BETTER process of unified's requests since the warm-up is at 20 or more now.
FAIL: unified is worse than legacy at the same time, or worse than the limit while legacy shows no
sign of trouble. If legacy is beyond its limit too, the fail is an incident of the platform.
"""

from hookshift.domain.evidence.evidence import DomainEvidence, Totals
from hookshift.domain.evidence.latency import EDGES, quantile
from hookshift.domain.evidence.levels import MEASURE, PASS_LOG_E, fail_log_e, stage_fail_log_e
from hookshift.domain.evidence.plan import SLOW_SHARE, Gate
from hookshift.domain.evidence.statistics import (
    line,
    log_better,
    needed,
    proven_quantile,
    proven_rate,
)
from hookshift.domain.gates import verdict_text
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.failing import Failing, failing, is_incident, may_fail
from hookshift.domain.gates.verdict import Number, Verdict, VerdictKind


def rate(evaluation: Evaluation, name: str, domain: DomainEvidence, gate: Gate) -> Verdict:
    """The verdict of `gate` in one domain."""
    measure = MEASURE[gate]
    found = None
    if evaluation.in_full or may_fail(evaluation, domain, measure):
        found = failing(evaluation, domain, measure)
    against = found.against if found else None
    incident = against is not None and against.is_the_limit and is_incident(evaluation, found)
    better = _better(evaluation, domain, measure)
    kind = VerdictKind.FAIL if against else _unless_failed(evaluation, domain, better)
    if not evaluation.in_full:
        return Verdict(gate, name, kind, "", {}, incident)
    numbers = {"log_e_better": better} | _numbers(evaluation, domain, measure, found)
    sentence = verdict_text.rate(gate, kind, numbers, incident=incident)
    return Verdict(gate, name, kind, sentence, numbers, incident)


def _better(evaluation: Evaluation, domain: DomainEvidence, measure: str) -> float:
    together = _tempering(domain, measure)
    settled = domain.settled
    return log_better(
        settled.failures(measure) / together,
        settled.counts.requests / together,
        evaluation.plan.proof(measure, evaluation.stage),
    )


def _tempering(domain: DomainEvidence, measure: str) -> float:
    """The dispersion that a pass is tempered by: what was seen, or legacy's usual one if more.

    Overstating how failures cluster costs time; understating it would break the proof.
    """
    seen = domain.settled.dispersion(measure)
    return seen if measure == "slow" else max(seen, domain.baseline.dispersion)


def _unless_failed(evaluation: Evaluation, domain: DomainEvidence, better: float) -> VerdictKind:
    if better >= PASS_LOG_E:
        return VerdictKind.PASS
    if evaluation.is_starved(domain):
        return VerdictKind.STARVED
    return VerdictKind.IDLE if evaluation.is_idle(domain.last_traffic) else VerdictKind.INSUFFICIENT


def _numbers(
    evaluation: Evaluation, domain: DomainEvidence, measure: str, found: Failing | None
) -> dict[str, Number]:
    """All numbers that the verdict rests on; stored with it."""
    together = _tempering(domain, measure)
    numbers = {
        **_proof_numbers(evaluation, domain, measure, together),
        **_fail_numbers(evaluation, domain, measure),
        "from": evaluation.settled_at,
        "until": evaluation.evidence.through,
        "last_traffic": domain.last_traffic,
        "senders_without_unified": domain.legacy_senders_alone,
    }
    if found is not None:
        *evidence, against, excused = found._asdict().items()
        numbers |= {f"log_e_{key}": value for key, value in evidence}
        numbers |= {key: value and value.value for key, value in (against, excused)}
    if measure == "slow":
        numbers |= _latency_numbers(evaluation, domain, together)
    return numbers


def _proof_numbers(
    evaluation: Evaluation, domain: DomainEvidence, measure: str, together: float
) -> dict[str, Number]:
    """What unified did since the warm-up, and what it proves."""
    settled, goal = domain.settled, evaluation.plan.proof(measure, evaluation.stage)
    requests, failures = settled.counts.requests, settled.failures(measure)
    seconds = evaluation.evidence.through - evaluation.settled_at
    return {
        "requests": requests,
        "failures": failures,
        "rate": _rate(failures, requests),
        "limit": evaluation.plan.limit(measure),
        "goal": goal,
        "pass_at": PASS_LOG_E,
        "needed": needed(failures, goal, together),
        "dispersion": together,
        "proven": proven_rate(failures, requests, together),
        "per_second": requests / seconds if seconds > 0 else None,
    }


def _fail_numbers(
    evaluation: Evaluation, domain: DomainEvidence, measure: str
) -> dict[str, Number]:
    """Failures in this stage and since the start, and within how many requests they would fail."""
    whole, stage = fail_log_e(evaluation.plan), stage_fail_log_e(evaluation.plan)
    limit = evaluation.plan.limit(measure)
    unified, legacy = domain.unified, domain.legacy
    all_unified = domain.unified_before.joined(unified)
    all_legacy = domain.legacy_before.joined(legacy)
    return {
        "requests_in_stage": unified.counts.requests,
        "failures_in_stage": unified.failures(measure),
        "fail_at_in_stage": stage,
        "line_in_stage": _line(unified, measure, limit, stage),
        "requests_since_start": all_unified.counts.requests,
        "failures_since_start": all_unified.failures(measure),
        "fail_at": whole,
        "line": _line(all_unified, measure, limit, whole),
        "legacy_requests": legacy.counts.requests,
        "legacy_failures": legacy.failures(measure),
        "legacy_rate": _rate(legacy.failures(measure), legacy.counts.requests),
        "legacy_requests_since_start": all_legacy.counts.requests,
        "legacy_failures_since_start": all_legacy.failures(measure),
    }


def _rate(failures: int, requests: int) -> float | None:
    return failures / requests if requests else None


def _line(totals: Totals, measure: str, limit: float, log_e: float) -> int:
    """Within how many requests the failures of `totals` would fail the gate."""
    return line(totals.failures(measure), limit, log_e, totals.dispersion(measure))


def _latency_numbers(
    evaluation: Evaluation, domain: DomainEvidence, together: float
) -> dict[str, Number]:
    edge = domain.baseline.slow_edge
    return {
        "limit_ms": evaluation.plan.latency_ms,
        "p95_ms": quantile(domain.settled.counts.latency, 1 - SLOW_SHARE),
        "proven_p95_ms": proven_quantile(
            domain.settled.counts.latency, 1 - SLOW_SHARE, PASS_LOG_E, together
        ),
        "legacy_p95_ms": quantile(domain.legacy.counts.latency, 1 - SLOW_SHARE),
        "compared_above_ms": None if edge is None else EDGES[edge],
    }

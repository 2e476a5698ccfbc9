"""The gate on the share: does unified get the people that the configured share gives it?

Two tests. Does any recorded bucket contradict its side (no statistics needed, one is enough)? And
do the *distinct new senders* split as configured? Requests would not do: a few busy people are
enough to make a correct split look wrong.
"""

from hookshift.domain.evidence.evidence import DomainEvidence
from hookshift.domain.evidence.levels import share_fail_log_e
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.evidence.statistics import log_share
from hookshift.domain.gates import verdict_text
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.verdict import Number, Verdict, VerdictKind


def share(evaluation: Evaluation, name: str, domain: DomainEvidence) -> Verdict:
    """The verdict in one domain."""
    unified, legacy = domain.unified.counts, domain.legacy.counts
    is_mixed = 0 < evaluation.share < 1
    mismatch = (
        log_share(unified.new_senders, legacy.new_senders, evaluation.share) if is_mixed else 0.0
    )
    misplaced = _is_misplaced(evaluation, domain)
    kind = _kind(evaluation, domain, mismatch, misplaced=misplaced)
    if not evaluation.in_full:
        return Verdict(Gate.SHARE, name, kind, "", {})
    units = unified.new_senders + legacy.new_senders
    numbers: dict[str, Number] = {
        "unified_senders": unified.new_senders,
        "legacy_senders": legacy.new_senders,
        "configured": evaluation.share,
        "observed": unified.new_senders / units if units else None,
        "log_e_mismatch": mismatch,
        "fail_at": share_fail_log_e(),
        "highest_unified_bucket": unified.highest_bucket,
        "lowest_legacy_bucket": legacy.lowest_bucket,
        "threshold": evaluation.threshold,
        "from": evaluation.evidence.entered,
        "until": evaluation.evidence.through,
        "last_traffic": domain.last_traffic,
        "senders_without_unified": domain.legacy_senders_alone,
    }
    sentence = verdict_text.share(kind, numbers, misplaced=misplaced)
    return Verdict(Gate.SHARE, name, kind, sentence, numbers)


def _is_misplaced(evaluation: Evaluation, domain: DomainEvidence) -> bool:
    highest = domain.unified.counts.highest_bucket
    lowest = domain.legacy.counts.lowest_bucket
    too_high = highest is not None and highest >= evaluation.threshold
    too_low = lowest is not None and lowest < evaluation.threshold
    return too_high or too_low


def _kind(
    evaluation: Evaluation, domain: DomainEvidence, mismatch: float, *, misplaced: bool
) -> VerdictKind:
    if misplaced:
        return VerdictKind.FAIL
    if evaluation.is_starved(domain):
        return VerdictKind.STARVED
    if mismatch >= share_fail_log_e():
        return VerdictKind.FAIL
    if domain.unified.counts.requests:
        return VerdictKind.PASS
    return VerdictKind.IDLE if evaluation.is_idle(domain.last_traffic) else VerdictKind.INSUFFICIENT

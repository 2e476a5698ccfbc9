"""The gate on replies: are people who write to unified answered as those who write to legacy?

The only gate that finds a handler which says 200 and does nothing. PASS: it is proven that unified
answers at least the share of legacy's rate that the margin leaves. FAIL: it is proven that it does
not, in the stage or recently. Where unified has everybody there is nothing beside it: then the last
stage is the measure, and a fail only holds. Where nothing can be said the gate is OFF.
"""

from hookshift.domain.evidence.evidence import DomainEvidence
from hookshift.domain.evidence.latency import quantile
from hookshift.domain.evidence.levels import PASS_LOG_E, lately_fail_log_e, stage_fail_log_e
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.evidence.replies import LEAST_BASE, LEAST_RATE, UNJUDGED, ReplyEvidence
from hookshift.domain.evidence.statistics import log_evenly
from hookshift.domain.format import percent
from hookshift.domain.gates import replies_text
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.verdict import Number, Verdict, VerdictKind


def replies(evaluation: Evaluation, name: str, domain: DomainEvidence) -> Verdict:
    """The verdict in one domain."""
    alone, seen = evaluation.evidence.alone, domain.replies
    why = _off(evaluation, seen)
    kind = VerdictKind.OFF if why else _kind(evaluation, domain)
    if not evaluation.in_full:
        return Verdict(Gate.REPLIES, name, kind, "", {}, only_holds=alone)
    numbers = _numbers(evaluation, seen)
    sentence = f"off: {why}" if why else replies_text.replies(kind, numbers, alone=alone)
    return Verdict(Gate.REPLIES, name, kind, sentence, numbers, only_holds=alone)


def _off(evaluation: Evaluation, seen: ReplyEvidence) -> str:
    """Why nothing can be judged; empty if something can."""
    why = evaluation.plan.replies_off or evaluation.evidence.replies_off
    if why:
        return why
    if not (seen.unified.people or seen.legacy.people) and seen.unjudged >= UNJUDGED:
        return (
            "nobody who writes can be judged: the business number that they write to gets no "
            "receipts, or the times of its messages are far from ours"
        )
    if not evaluation.evidence.alone:
        return _HARDLY if seen.hardly_any else ""
    if seen.base is None:
        return f"unified has everybody, and no stage before had {LEAST_BASE} people to compare with"
    return _HARDLY if seen.base < LEAST_RATE else ""


_HARDLY = f"fewer than {percent(LEAST_RATE)} of the people have an answer on legacy either"


def _kind(evaluation: Evaluation, domain: DomainEvidence) -> VerdictKind:
    seen, plan = domain.replies, evaluation.plan
    if log_evenly(seen.fewer) >= stage_fail_log_e(plan):
        return VerdictKind.FAIL
    if log_evenly(seen.fewer_lately) >= lately_fail_log_e(plan, evaluation.stage):
        return VerdictKind.FAIL
    if log_evenly(seen.enough) >= PASS_LOG_E:
        return VerdictKind.PASS
    if evaluation.is_starved(domain):
        return VerdictKind.STARVED
    return VerdictKind.IDLE if evaluation.is_idle(domain.last_traffic) else VerdictKind.INSUFFICIENT


def _numbers(evaluation: Evaluation, seen: ReplyEvidence) -> dict[str, Number]:
    plan, alone = evaluation.plan, evaluation.evidence.alone
    ours, theirs = seen.unified.rate, seen.base if alone else seen.legacy.rate
    numbers: dict[str, Number] = {
        "rate": ours,
        "legacy_rate": theirs,
        "ratio": ours / theirs if ours is not None and theirs else None,
        "limit": 1 - plan.replies_margin,
        "within": plan.replies_within,
        "log_e_enough": log_evenly(seen.enough),
        "pass_at": PASS_LOG_E,
        "log_e_in_stage": log_evenly(seen.fewer),
        "fail_at_in_stage": stage_fail_log_e(plan),
        "log_e_lately": log_evenly(seen.fewer_lately),
        "fail_at_lately": lately_fail_log_e(plan, evaluation.stage),
        "unjudged": seen.unjudged,
        "from": evaluation.evidence.entered,
        "until": evaluation.evidence.replies_through,
    }
    beside = seen.last_stage if alone else seen.legacy
    for where, counts in (("", seen.unified), ("legacy_", beside)):
        numbers |= {
            f"{where}people": counts.people,
            f"{where}answered": counts.answered,
            f"{where}failed": counts.failed,
            f"{where}p50_ms": quantile(counts.times, 0.5),
            f"{where}p95_ms": quantile(counts.times, 0.95),
            f"{where}codes": ", ".join(f"{code} ({n})" for code, n in counts.codes) or None,
        }
    return numbers

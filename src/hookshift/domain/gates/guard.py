"""The guard gate: nothing of a protected or unrelated domain may move, and none may get worse.

A guarded domain has nothing to prove, so only a fail stops the rollout. Failures that were usual
before the rollout do not count against it.
"""

from hookshift.domain.evidence.evidence import GuardEvidence, Totals
from hookshift.domain.evidence.levels import GUARDED, guard_fail_log_e, guard_stage_fail_log_e
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.gates import verdict_text
from hookshift.domain.gates.evaluation import Evaluation, exceeds, is_more_than_chance, worse
from hookshift.domain.gates.verdict import Number, Verdict, VerdictKind


def guard(evaluation: Evaluation, name: str, evidence: GuardEvidence) -> Verdict:
    """The verdict in one guarded domain."""
    in_stage = _found(evaluation, evidence, evidence.in_stage)
    since_start = _found(evaluation, evidence, evidence.legacy)
    failed = _failed(since_start, guard_fail_log_e(evaluation.plan))
    late = [] if failed else _failed(in_stage, guard_stage_fail_log_e(evaluation.plan))
    if evidence.moved or failed or late:
        kind = VerdictKind.FAIL
    else:
        kind = VerdictKind.IDLE if evaluation.is_idle(evidence.last_traffic) else VerdictKind.PASS
    if not evaluation.in_full:
        return Verdict(Gate.GUARD, name, kind, "", {})
    numbers = _numbers(evaluation, evidence)
    numbers |= {f"log_e_{measure}": e for measure, e in since_start.items()}
    numbers |= {f"log_e_{measure}_in_stage": e for measure, e in in_stage.items()}
    sentence = verdict_text.guard(kind, failed or late, numbers, in_stage=bool(late))
    return Verdict(Gate.GUARD, name, kind, sentence, numbers)


def _found(evaluation: Evaluation, evidence: GuardEvidence, totals: Totals) -> dict[str, float]:
    """The logarithm of the evidence for worse, of each measure with enough failures.

    Unless it is `in_full`, without those that cannot fail because no more failed than may.
    """
    found = {}
    for measure in GUARDED:
        if is_more_than_chance(totals, measure):
            limit = evidence.limit(measure, evaluation.plan)
            if evaluation.in_full or exceeds(totals, measure, limit):
                found[measure] = worse(totals, measure, limit)
    return found


def _failed(found: dict[str, float], log_e: float) -> list[str]:
    return [measure for measure, e in found.items() if e >= log_e]


def _numbers(evaluation: Evaluation, evidence: GuardEvidence) -> dict[str, Number]:
    counts, stage, before = evidence.legacy.counts, evidence.in_stage, evidence.baseline
    numbers: dict[str, Number] = {
        "requests": counts.requests,
        "requests_in_stage": stage.counts.requests,
        "requests_before": before.requests,
        "moved": evidence.moved,
        "fail_at": guard_fail_log_e(evaluation.plan),
        "fail_at_in_stage": guard_stage_fail_log_e(evaluation.plan),
        "until": evaluation.evidence.through,
        "last_traffic": evidence.last_traffic,
    }
    for measure in GUARDED:
        was = getattr(before, measure)
        numbers[measure] = getattr(counts, measure)
        numbers[f"{measure}_in_stage"] = stage.failures(measure)
        numbers[f"{measure}_rate_before"] = was / before.requests if before.requests else None
        numbers[f"{measure}_limit"] = evidence.limit(measure, evaluation.plan)
    return numbers

"""The guard rails: protected and unrelated domains get nothing moved, and must not get worse.

They have nothing to prove, so only a fail of theirs stops a rollout. What was usual before the
rollout is not held against them.
"""

from hookshift.domain import words
from hookshift.domain.evidence import GuardEvidence
from hookshift.domain.levels import guard_fail_log_e
from hookshift.domain.look import Look, is_more_than_chance, worse
from hookshift.domain.plan import Gate
from hookshift.domain.verdict import Kind, Number, Verdict

MEASURES = ("errors", "slow")


def guard(look: Look, name: str, evidence: GuardEvidence) -> Verdict:
    """The verdict in one guarded domain."""
    found = {
        measure: worse(evidence.legacy, measure, evidence.limit(measure, look.plan))
        for measure in MEASURES
        if is_more_than_chance(evidence.legacy, measure)
    }
    worsened = [measure for measure, e in found.items() if e >= guard_fail_log_e(look.plan)]
    if evidence.moved or worsened:
        kind = Kind.FAIL
    else:
        kind = Kind.IDLE if look.is_idle(evidence.last_traffic) else Kind.PASS
    numbers = _numbers(look, evidence)
    numbers |= {f"log_e_{measure}": e for measure, e in found.items()}
    sentence = words.guard(kind, worsened, numbers) if look.in_full else ""
    return Verdict(Gate.GUARD, name, kind, sentence, numbers)


def _numbers(look: Look, evidence: GuardEvidence) -> dict[str, Number]:
    counts, before = evidence.legacy.counts, evidence.baseline
    numbers: dict[str, Number] = {
        "requests": counts.requests,
        "requests_before": before.requests,
        "moved": evidence.moved,
        "fail_at": guard_fail_log_e(look.plan),
        "until": look.evidence.through,
        "last_traffic": evidence.last_traffic,
    }
    for measure in MEASURES:
        was = getattr(before, measure)
        numbers[measure] = getattr(counts, measure)
        numbers[f"{measure}_rate_before"] = was / before.requests if before.requests else None
        numbers[f"{measure}_limit"] = evidence.limit(measure, look.plan)
    return numbers

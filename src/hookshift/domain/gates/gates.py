"""The gates: evidence in, verdicts out. Why each is as it is: `docs/gates.md`."""

from collections.abc import Iterator

from hookshift.domain.evidence.levels import MEASURE
from hookshift.domain.evidence.plan import Gate
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.failing import fails
from hookshift.domain.gates.guard import guard
from hookshift.domain.gates.rate import rate
from hookshift.domain.gates.replies import replies
from hookshift.domain.gates.share import share
from hookshift.domain.gates.verdict import Verdict, VerdictKind


def judge(evaluation: Evaluation) -> tuple[Verdict, ...]:
    """One verdict per gate and domain: first the domains that move, then the guarded ones."""
    verdicts = tuple(_all(evaluation))
    if evaluation.blind is None:
        return verdicts
    return tuple(_blinded(verdict, evaluation.blind) for verdict in verdicts)


def may_fail(evaluation: Evaluation) -> bool:
    """Whether `judge` may find a gate that fails; False only where it cannot, and quickly found."""
    judged = evaluation.plan.on_fail
    for name, domain in evaluation.evidence.domains.items():
        for gate, measure in MEASURE.items():
            if gate in judged and fails(evaluation, domain, measure):
                return True
        if Gate.REPLIES in judged and replies(evaluation, name, domain).kind is VerdictKind.FAIL:
            return True
        if Gate.SHARE in judged and share(evaluation, name, domain).kind is VerdictKind.FAIL:
            return True
    return Gate.GUARD in judged and any(
        guard(evaluation, name, each).kind is VerdictKind.FAIL
        for name, each in evaluation.evidence.guards.items()
    )


def _all(evaluation: Evaluation) -> Iterator[Verdict]:
    judged = evaluation.plan.on_fail
    for name, domain in evaluation.evidence.domains.items():
        for gate in MEASURE:
            if gate in judged:
                yield rate(evaluation, name, domain, gate)
        if Gate.REPLIES in judged:
            yield replies(evaluation, name, domain)
        if Gate.SHARE in judged:
            yield share(evaluation, name, domain)
    if Gate.GUARD in judged:
        for name, each in evaluation.evidence.guards.items():
            yield guard(evaluation, name, each)


def _blinded(verdict: Verdict, why: str) -> Verdict:
    """`verdict` without statistics: a fail stays a fail, anything else is not known."""
    if verdict.kind is VerdictKind.FAIL:
        return verdict
    return verdict._replace(kind=VerdictKind.BLIND, sentence=f"not known: {why}")

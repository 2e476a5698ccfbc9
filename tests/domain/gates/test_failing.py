"""What speaks against unified once there is no legacy beside it any more."""

from hookshift.domain.evidence.evidence import Evidence, entered
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.gates import judge
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from tests.domain.rollouts import INSURANCE, NOW, PLAN, after, counts, folded, slot


def within_the_limit() -> Evidence:
    """At 100 %, after a stage in which it was within the limit and worse than a very good legacy.

    That was no fault, and it is none later.
    """
    evidence = after(counts(100_000, 50), counts(100_000, 2), counts(1_000), stage=1)
    assert errors(evidence, 1).kind is VerdictKind.PASS
    return entered(evidence, PLAN, 2, NOW + 10_000)


def errors(evidence: Evidence, stage: int) -> Verdict:
    return judge(Evaluation(PLAN, stage, evidence))[0]


def test_what_legacy_was_before_does_not_make_an_incident_unifieds_fault() -> None:
    outage = []
    for start in (NOW + 20_000, NOW + 20_010, NOW + 20_020):
        outage.append(slot(start, "unified", counts(100, 50)))
        outage.append(slot(start, "legacy", counts(100, 50), domain=INSURANCE))
    found = errors(folded(within_the_limit(), outage), 2)
    assert (found.kind, found.incident) == (VerdictKind.FAIL, True)


def test_unified_still_fails_by_the_limit() -> None:
    bad = [slot(NOW + 20_000, "unified", counts(100, 50))]
    found = errors(folded(within_the_limit(), bad), 2)
    assert (found.kind, found.incident) == (VerdictKind.FAIL, False)
    assert "legacy had" not in found.sentence

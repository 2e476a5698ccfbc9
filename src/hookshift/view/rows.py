"""Each gate in each domain as a row of numbers: what it is, its limit, what is still needed."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from hookshift.domain.evidence.evidence import BASELINE_SECONDS, DomainEvidence, Totals
from hookshift.domain.evidence.levels import LEAST_FAILURES, fail_log_e, stage_fail_log_e
from hookshift.domain.evidence.plan import Gate, Plan
from hookshift.domain.evidence.statistics import log_worse
from hookshift.domain.gates.presentation import PRESENTATION, Presentation, Proof
from hookshift.domain.gates.verdict import Number, Verdict, VerdictKind
from hookshift.store.rollouts import StoredRollout

MOST_FAILURES = 10**7


class Row(NamedTuple):
    """One gate in one domain that moves. None: not known, or the gate has no such number.

    Numbers are rates (0 to 1) where the unit is %.
    """

    domain: str
    gate: Gate
    kind: VerdictKind | None = None
    """None before the first look."""
    value: Number = None
    limit: Number = None
    goal: Number = None
    """What this stage must prove to undercut."""
    proven: Number = None
    """What is proven to be undercut."""
    seen: int | None = None
    """Requests that count for the proof; new people for the share."""
    needed: int | None = None
    """With how many in all it is proven, if no other fails."""
    seconds: float | None = None
    """Until then, at the traffic of this stage."""
    to_fail: int | None = None
    """With how many more failures at once the gate fails against its limit."""
    sentence: str = ""

    @property
    def shown(self) -> Presentation:
        """How the gate is shown."""
        return PRESENTATION[self.gate]


def rows(rollout: StoredRollout) -> list[Row]:
    """Of the domains that move, in the plan's order."""
    verdicts = {(verdict.domain, verdict.gate): verdict for verdict in rollout.verdicts}
    stage = rollout.progress.state.stage
    return [
        _row(rollout, domain, gate, limit(rollout.plan, stage), verdicts.get((domain, gate)))
        for domain in rollout.plan.domains
        for gate in rollout.plan.gates
        if (limit := PRESENTATION[gate].limit) is not None
    ]


def guards(rollout: StoredRollout) -> Iterator[tuple[str, Verdict | None]]:
    """Those that must not be touched, each with its verdict."""
    verdicts = {
        each.domain: each for each in rollout.verdicts if PRESENTATION[each.gate].limit is None
    }
    for name in rollout.plan.guards:
        yield name, verdicts.get(name)


def _row(
    rollout: StoredRollout, domain: str, gate: Gate, limit: float, verdict: Verdict | None
) -> Row:
    row = Row(domain, gate, limit=limit)
    if verdict is None:
        return row
    shown, numbers = row.shown, verdict.numbers
    row = row._replace(
        kind=verdict.kind,
        sentence=verdict.sentence,
        value=numbers.get(shown.value),
        seen=_seen(shown, verdict),
    )
    return row if shown.proof is None else _proof(rollout, row, shown.proof, verdict)


def _seen(shown: Presentation, verdict: Verdict) -> int | None:
    found = (verdict.numbers.get(name) for name in shown.seen)
    known = [number for number in found if isinstance(number, int)]
    return sum(known) if known else None


def _proof(rollout: StoredRollout, row: Row, proof: Proof, verdict: Verdict) -> Row:
    numbers, evidence = verdict.numbers, rollout.progress.evidence.domains[row.domain]
    needed = _whole(numbers.get("needed"))
    return row._replace(
        goal=None if proof.goal is None else numbers.get(proof.goal),
        proven=numbers.get(proof.proven),
        needed=needed,
        seconds=_seconds(rollout, row.domain, row.seen, needed, numbers.get("per_second")),
        to_fail=failures_to_fail(evidence, proof.measure, rollout.plan),
    )


def _whole(value: Number) -> int | None:
    return value if isinstance(value, int) else None


def _seconds(
    rollout: StoredRollout, domain: str, seen: int | None, needed: int | None, speed: Number
) -> float | None:
    if seen is None or needed is None:
        return None
    more = max(needed - seen, 0)
    if not isinstance(speed, int | float):
        speed = _usual(rollout, domain)
    if not more:
        return 0.0
    return more / speed if speed else None


def _usual(rollout: StoredRollout, domain: str) -> float:
    """Requests a second that unified may expect, since nothing has come in this stage yet.

    By the domain's traffic in this rollout or, at its start, in the days before.
    """
    evidence = rollout.progress.evidence
    seen = evidence.domains[domain]
    sides = (seen.unified, seen.legacy, seen.unified_before, seen.legacy_before)
    requests = sum(each.counts.requests for each in sides)
    seconds = evidence.through - rollout.started_at.timestamp()
    if not requests or seconds <= 0:
        requests, seconds = seen.baseline.requests, BASELINE_SECONDS
    stage = rollout.plan.stages[rollout.progress.state.stage]
    return requests / seconds * stage.percentage / 100


def failures_to_fail(domain: DomainEvidence, measure: str, plan: Plan) -> int | None:
    """How many failures at once would fail the gate, whatever legacy does; None if none would.

    They are taken to come from as many people as those before them.
    """
    everything = domain.unified_before.joined(domain.unified)
    return min(
        (
            more
            for totals, level in (
                (everything, fail_log_e(plan)),
                (domain.unified, stage_fail_log_e(plan)),
            )
            if (more := _more(totals, measure, plan.limit(measure), level)) is not None
        ),
        default=None,
    )


def _more(totals: Totals, measure: str, limit: float, level: float) -> int | None:
    failures, requests = totals.failures(measure), totals.counts.requests
    together = totals.dispersion(measure)

    def fails(more: int) -> bool:
        if failures + more < LEAST_FAILURES:
            return False
        reached = log_worse((failures + more) / together, (requests + more) / together, limit)
        return reached >= level

    counts = range(MOST_FAILURES)
    first = bisect_left(counts, True, key=fails)
    return counts[first] if first < len(counts) else None

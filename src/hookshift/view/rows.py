"""Each gate in each domain as a row of numbers: what it is, its limit, what is still needed."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hookshift.domain.evidence.evidence import BASELINE_SECONDS, DomainEvidence, Totals
from hookshift.domain.evidence.levels import LEAST_FAILURES, fail_log_e, stage_fail_log_e
from hookshift.domain.evidence.plan import Gate, Plan
from hookshift.domain.evidence.statistics import log_worse
from hookshift.domain.gates import verdict_text
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
    """How many requests in all would prove it, if no other fails."""
    seconds: float | None = None
    """Until then, at the traffic of this stage."""
    settles_at: float | None = None
    """When the warm-up ends, while it lasts: until then nothing counts for the proof."""
    to_fail: int | None = None
    """How many more failures at once would fail the gate against its limit."""
    sentence: str = ""

    @property
    def shown(self) -> Presentation:
        """How the gate is shown."""
        return PRESENTATION[self.gate]


def rows(rollout: StoredRollout, pace: Mapping[str, float] | None = None) -> list[Row]:
    """Rows of the domains that move, in the plan's order; `pace` is requests a second."""
    verdicts = {(verdict.domain, verdict.gate): verdict for verdict in rollout.verdicts}
    stage = rollout.progress.state.stage
    found: list[Row] = []
    for domain in rollout.plan.domains:
        for gate in rollout.plan.gates:
            if (limit := PRESENTATION[gate].limit) is not None:
                row = Row(domain, gate, limit=limit(rollout.plan, stage))
                verdict = verdicts.get((domain, gate))
                found.append(row if verdict is None else _judged(rollout, row, verdict, pace))
    return found


def guards(rollout: StoredRollout) -> Iterator[tuple[str, Verdict | None]]:
    """Domains that must not be touched, each with its verdict."""
    verdicts = {
        each.domain: each for each in rollout.verdicts if PRESENTATION[each.gate].limit is None
    }
    for name in rollout.plan.guards:
        yield name, verdicts.get(name)


def _judged(
    rollout: StoredRollout, row: Row, verdict: Verdict, pace: Mapping[str, float] | None
) -> Row:
    shown, numbers = row.shown, verdict.numbers
    row = row._replace(
        kind=verdict.kind,
        sentence=verdict.sentence,
        value=numbers.get(shown.value),
        seen=_seen(shown, verdict),
    )
    return row if shown.proof is None else _proof(rollout, row, shown.proof, verdict, pace)


def _seen(shown: Presentation, verdict: Verdict) -> int | None:
    found = (verdict.numbers.get(name) for name in shown.seen)
    known = [number for number in found if isinstance(number, int)]
    return sum(known) if known else None


def _proof(
    rollout: StoredRollout,
    row: Row,
    proof: Proof,
    verdict: Verdict,
    pace: Mapping[str, float] | None,
) -> Row:
    numbers, evidence = verdict.numbers, rollout.progress.evidence.domains[row.domain]
    needed = _whole(numbers.get("needed"))
    if row.kind is VerdictKind.FAIL:
        row = _failed(row, numbers)
    speed = _speed(rollout, row.domain, numbers.get("per_second"), pace)
    return row._replace(
        settles_at=_settles_at(rollout, row),
        goal=None if proof.goal is None else numbers.get(proof.goal),
        proven=numbers.get(proof.proven),
        needed=needed,
        seconds=_seconds(row.seen, needed, speed, _until_settled(rollout)),
        to_fail=failures_to_fail(evidence, proof.measure, rollout.plan),
    )


def _whole(value: Number) -> int | None:
    return value if isinstance(value, int) else None


def _failed(row: Row, numbers: Mapping[str, Number]) -> Row:
    """A row that shows what its sentence counts: the warm-up too, which proves no success."""
    where = "in_stage" if verdict_text.is_of_stage(numbers) else "since_start"
    requests, failures = numbers.get(f"requests_{where}"), numbers.get(f"failures_{where}")
    if not isinstance(requests, int) or not isinstance(failures, int) or not requests:
        return row
    is_rate = row.shown.unit == "%"
    return row._replace(seen=requests, value=failures / requests if is_rate else row.value)


def _until_settled(rollout: StoredRollout) -> float:
    """Seconds of the warm-up that are left."""
    evidence = rollout.progress.evidence
    return max(evidence.entered + rollout.plan.settle - evidence.through, 0.0)


def _settles_at(rollout: StoredRollout, row: Row) -> float | None:
    is_warming_up = row.kind is VerdictKind.INSUFFICIENT and _until_settled(rollout) > 0
    return rollout.progress.evidence.entered + rollout.plan.settle if is_warming_up else None


def _seconds(seen: int | None, needed: int | None, speed: float, settling: float) -> float | None:
    if seen is None or needed is None:
        return None
    more = max(needed - seen, 0)
    if not more:
        return 0.0
    return settling + more / speed if speed else None


def _speed(
    rollout: StoredRollout, domain: str, in_stage: Number, pace: Mapping[str, float] | None
) -> float:
    """Requests a second that unified may expect: of what comes now, else of what came."""
    if pace is not None:
        return pace.get(domain, 0.0) * _share(rollout)
    # Nothing in the seconds since the warm-up is too little to go by.
    if isinstance(in_stage, int | float) and in_stage > 0:
        return float(in_stage)
    return _usual(rollout, domain)


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
    return requests / seconds * _share(rollout)


def _share(rollout: StoredRollout) -> float:
    """The share of the stage, 0 to 1."""
    return rollout.plan.stages[rollout.progress.state.stage].percentage / 100


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

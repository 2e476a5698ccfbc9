"""How slots become evidence: each is folded in once, in order, those of one time together."""

from collections.abc import Callable, Container, Iterable, Sequence
from functools import partial
from math import inf
from typing import NamedTuple

from hookshift.domain.comparison import compared
from hookshift.domain.evidence import (
    MEASURES,
    DomainEvidence,
    Evidence,
    GuardEvidence,
    Peaks,
    Totals,
)
from hookshift.domain.levels import INCIDENT_KEPT
from hookshift.domain.plan import Plan
from hookshift.domain.rollups import Counts, Slot, added
from hookshift.domain.statistics import log_worse


class Pair(NamedTuple):
    """What one domain did in one slot."""

    unified: Counts = Counts()
    legacy: Counts = Counts()

    @property
    def is_busy(self) -> bool:
        """Whether there were requests, not only what became of earlier ones."""
        return bool(self.unified.requests or self.legacy.requests)


def fold(evidence: Evidence, plan: Plan, version: int, slots: Sequence[Slot]) -> Evidence:
    """With the slots of one and the same time; those of other versions count for guards only."""
    if not slots:
        return evidence
    start, end = slots[0].start, slots[0].start + max(slot.seconds for slot in slots)
    moving = _pairs((slot for slot in slots if slot.version == version), evidence.domains)
    guarded = _pairs(slots, evidence.guards)
    after = evidence._replace(
        through=max(end, evidence.through),
        domains={
            **evidence.domains,
            **{
                name: _domain(evidence, plan, name, pair, start=start, end=end)
                for name, pair in moving.items()
            },
        },
        guards={
            **evidence.guards,
            **{name: _guard(evidence, plan, name, pair, end) for name, pair in guarded.items()},
        },
    )
    return _clock_forward(after, plan, end) if moving else after


def _pairs(slots: Iterable[Slot], domains: Container[str]) -> dict[str, Pair]:
    """What each of `domains` did that did anything; all gateways together."""
    pairs: dict[str, Pair] = {}
    for slot in slots:
        if slot.domain in domains:
            unified, legacy = pairs.get(slot.domain, Pair())
            if slot.side == "unified":
                pairs[slot.domain] = Pair(added(unified, slot.counts), legacy)
            else:
                pairs[slot.domain] = Pair(unified, added(legacy, slot.counts))
    return pairs


def _clock_forward(evidence: Evidence, plan: Plan, end: float) -> Evidence:
    """With the time up to a slot with traffic on the hold clock, unless it stands."""
    passed = min(max(end - evidence.counted_to, 0.0), plan.idle_after)
    return evidence._replace(
        held=evidence.held + (0.0 if evidence.stands else passed),
        counted_to=max(end, evidence.counted_to),
    )


def _domain(
    evidence: Evidence, plan: Plan, name: str, pair: Pair, *, start: float, end: float
) -> DomainEvidence:
    domain = evidence.domains[name]
    unified, legacy = pair
    has_settled = start >= evidence.entered + plan.settle
    edge = domain.baseline.slow_edge
    after = domain._replace(
        settled=domain.settled.plus(unified) if has_settled else domain.settled,
        unified=domain.unified.plus(unified),
        legacy=domain.legacy.plus(legacy),
        comparison=compared(domain.comparison, unified, legacy, edge, start=start, end=end),
        last_traffic=end if pair.is_busy else domain.last_traffic,
        legacy_senders_alone=(
            0 if unified.requests else domain.legacy_senders_alone + legacy.new_senders
        ),
    )
    if not evidence.alone:
        return after
    return after._replace(peaks=_peaks(after.peaks, after.unified, unified, plan.limit))


def _guard(evidence: Evidence, plan: Plan, name: str, pair: Pair, end: float) -> GuardEvidence:
    guard = evidence.guards[name]
    legacy = pair.legacy._replace(latency=())
    after = guard._replace(
        legacy=guard.legacy.plus(legacy),
        in_stage=guard.in_stage.plus(legacy),
        moved=guard.moved + pair.unified.requests,
        last_traffic=end if pair.is_busy else guard.last_traffic,
    )
    if not evidence.alone:
        return after
    limit = partial(guard.limit, plan=plan)
    peaks = _peaks(after.peaks, after.legacy, legacy, limit, most=INCIDENT_KEPT)
    return after._replace(peaks=peaks)


def _peaks(
    peaks: Peaks,
    seen: Totals,
    counts: Counts,
    limit: Callable[[str], float],
    *,
    most: float = inf,
) -> Peaks:
    """CUSUM: evidence for worse, forgotten whenever it speaks for better."""
    if not counts.requests:
        return peaks
    errors, undelivered, slow = (
        min(max(peak, 0.0) + _news(seen, counts, measure, limit(measure)), most)
        for measure, peak in zip(MEASURES, peaks, strict=True)
    )
    return errors, undelivered, slow


def _news(seen: Totals, counts: Counts, measure: str, limit: float) -> float:
    """What one slot says, tempered by how failures have clustered so far."""
    together = seen.dispersion(measure)
    return log_worse(getattr(counts, measure) / together, counts.requests / together, limit)

"""Adds slots to the evidence: each once, in order of time, those of one time together."""

from collections.abc import Callable, Container, Iterable, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from hookshift.domain.evidence.comparison import compared
from hookshift.domain.evidence.evidence import (
    MEASURES,
    NO_COUNTS,
    Bets,
    DomainEvidence,
    Evidence,
    GuardEvidence,
    Peaks,
    Totals,
)
from hookshift.domain.evidence.levels import INCIDENT_KEPT
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.replies import SeenReplies, with_slots
from hookshift.domain.evidence.rollups import NOTHING_CONTINUES, Counts, Slot, added
from hookshift.domain.evidence.statistics import detected, worse_terms


def fold_replies(evidence: Evidence, plan: Plan, version: int, seen: SeenReplies) -> Evidence:
    """Adds what was learned of answers; nothing if it has been added before, or skips somebody."""
    if seen.since != evidence.replies_through:
        return evidence
    if seen.through == seen.since:
        return evidence._replace(replies_off=seen.off)
    domains = dict(evidence.domains)
    own = (slot for slot in seen.slots if slot.version == version and slot.domain in domains)
    for (_, name), group in groupby(own, key=lambda slot: (slot.start, slot.domain)):
        after = with_slots(
            domains[name].replies,
            plan,
            list(group),
            settled=evidence.entered + plan.settle,
            alone=evidence.alone,
        )
        domains[name] = domains[name]._replace(replies=after)
    for name in domains.keys() & seen.unjudged.keys():
        replies = domains[name].replies
        after = replies._replace(unjudged=replies.unjudged + seen.unjudged[name])
        domains[name] = domains[name]._replace(replies=after)
    return evidence._replace(domains=domains, replies_through=seen.through, replies_off=seen.off)


class Pair(NamedTuple):
    """What both sides of one domain did in one slot."""

    unified: Counts = NO_COUNTS
    legacy: Counts = NO_COUNTS

    @property
    def is_busy(self) -> bool:
        """Whether there were requests, and not only further attempts at earlier ones."""
        return bool(self.unified.requests or self.legacy.requests)


_NEITHER = Pair()


def fold(evidence: Evidence, plan: Plan, version: int, slots: Sequence[Slot]) -> Evidence:
    """Adds slots of one and the same time; those of other versions count for guards only."""
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
    """The slots of each of `domains` that has any, all gateways together."""
    pairs: dict[str, Pair] = {}
    for slot in slots:
        if slot.domain in domains:
            unified, legacy = pairs.get(slot.domain, _NEITHER)
            if slot.side == "unified":
                pairs[slot.domain] = Pair(_with(unified, slot.counts), legacy)
            else:
                pairs[slot.domain] = Pair(unified, _with(legacy, slot.counts))
    return pairs


def _with(counts: Counts, more: Counts) -> Counts:
    """Both together; most often `counts` is empty, as there is one slot of a side."""
    return more if counts is NO_COUNTS else added(counts, more)


def _clock_forward(evidence: Evidence, plan: Plan, end: float) -> Evidence:
    """Credits the time up to a slot with traffic to the hold clock, unless that is stopped."""
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
    # Slowness during the warm-up is a cold start and will pass; a failure is a failure.
    lasting = unified if has_settled else unified.without_times()
    return domain._replace(
        settled=domain.settled.plus(unified) if has_settled else domain.settled,
        unified=domain.unified.plus(lasting),
        legacy=domain.legacy.plus(legacy),
        comparison=compared(
            domain.comparison, lasting, legacy, domain.baseline.slow_edge, start=start, end=end
        ),
        last_traffic=end if pair.is_busy else domain.last_traffic,
        legacy_senders_alone=(
            0 if unified.requests else domain.legacy_senders_alone + legacy.new_senders
        ),
        peaks=_peaks(domain.peaks, lasting, plan.limit),
    )


def _guard(evidence: Evidence, plan: Plan, name: str, pair: Pair, end: float) -> GuardEvidence:
    guard = evidence.guards[name]
    legacy = pair.legacy._replace(latency=(), continuing=NOTHING_CONTINUES)
    after = guard._replace(
        legacy=guard.legacy.plus(legacy),
        in_stage=guard.in_stage.plus(legacy),
        moved=guard.moved + pair.unified.requests,
        last_traffic=end if pair.is_busy else guard.last_traffic,
    )
    if not evidence.alone:
        return after
    limit = partial(guard.limit, plan=plan)
    errors, undelivered, slow = _peaks(after.peaks, legacy, limit)
    capped = partial(_capped, after.legacy)
    return after._replace(
        peaks=(capped(errors, "errors"), capped(undelivered, "undelivered"), capped(slow, "slow"))
    )


def _peaks(peaks: Peaks, counts: Counts, limit: Callable[[str], float]) -> Peaks:
    """`peaks` with one more slot; bets begin anew where they lose."""
    if not counts.requests:
        return peaks
    errors, undelivered, slow = (
        detected(bets, worse_terms(getattr(counts, measure), counts.requests, limit(measure)))
        for measure, bets in zip(MEASURES, peaks, strict=True)
    )
    return errors, undelivered, slow


def _capped(seen: Totals, bets: Bets, measure: str) -> Bets:
    most = INCIDENT_KEPT * seen.dispersion(measure)
    return tuple(min(bet, most) for bet in bets)

"""What a rollout has seen so far: sums, never a window.

A stage's sums begin with its entry. The sums of the stages before it are kept beside them, so that
a handler that fails slowly is still found. Everything here is stored between evaluations, so a
controller that was killed continues where it was. `fold` adds slots.
"""

from collections.abc import Mapping
from typing import NamedTuple

from hookshift.domain.evidence.comparison import Comparison, closed
from hookshift.domain.evidence.latency import edge_at_or_above, quantile
from hookshift.domain.evidence.plan import WHOLE, Plan
from hookshift.domain.evidence.replies import ReplyEvidence
from hookshift.domain.evidence.rollups import NOTHING_CONTINUES, Counts, added
from hookshift.domain.evidence.statistics import RHO, WORSE, dispersion, log_evenly

BASELINE_SECONDS = 7 * 86_400.0
"""The time before a rollout in which legacy's behaviour is its baseline."""
MEASURES = ("errors", "undelivered", "slow")
"""The kinds of failure that are compared with a limit, and between the sides."""
MOST_USUAL = 0.5
"""A domain that fails more often than this cannot be guarded by its rate."""


Bets = tuple[float, ...]
"""Logarithm of what each bet of a mixture has become; not tempered yet."""
Peaks = tuple[Bets, Bets, Bets]
"""Recent evidence for worse, by each of MEASURES: bets that begin anew where they lose."""
NO_PEAKS: Peaks = ((0.0,) * len(WORSE),) * 3


NO_COUNTS = Counts()


class Totals(NamedTuple):
    """Sums over slots of one side of one domain."""

    counts: Counts = NO_COUNTS
    slow_squared: int = 0
    """Sum over slots of the square of their slow requests: slowness comes in spells."""

    def failures(self, measure: str) -> int:
        """How many requests failed by this measure."""
        return int(getattr(self.counts, measure))

    def dispersion(self, measure: str) -> float:
        """How many failures come together, at least 1."""
        if measure == "slow":
            return dispersion(self.counts.slow, self.slow_squared)
        return dispersion(self.counts.errors, self.counts.errors_squared)

    def plus(self, counts: Counts) -> "Totals":
        """These totals with one more slot."""
        if counts == NO_COUNTS:
            return self
        # Only slot by slot does it matter what continues: it is left out of comparisons.
        plain = (
            counts._replace(continuing=NOTHING_CONTINUES)
            if counts.continuing is not NOTHING_CONTINUES
            else counts
        )
        return Totals(added(self.counts, plain), self.slow_squared + counts.slow**2)

    def joined(self, other: "Totals") -> "Totals":
        """The totals of both together."""
        return Totals(added(self.counts, other.counts), self.slow_squared + other.slow_squared)

    def without_latency(self) -> "Totals":
        """These totals without the latency sketch, most of what is stored.

        Nobody asks for quantiles of former stages.
        """
        return self._replace(counts=self.counts._replace(latency=()))


class Baseline(NamedTuple):
    """What legacy did in a domain before the rollout; frozen when it starts."""

    requests: int = 0
    errors: int = 0
    undelivered: int = 0
    slow: int = 0
    dispersion: float = 1.0
    """How many of legacy's errors come together, at least 1."""
    slow_edge: int | None = None
    """The edge of legacy's p95, or the plan's floor if that is higher; None if not known."""


class DomainEvidence(NamedTuple):
    """What has been seen of a domain that moves."""

    baseline: Baseline = Baseline()
    settled: Totals = Totals()
    """Unified in this stage since the warm-up: all that a pass may rest on."""
    unified: Totals = Totals()
    legacy: Totals = Totals()
    unified_before: Totals = Totals()
    """Unified in the stages before this one."""
    legacy_before: Totals = Totals()
    comparison: Comparison = Comparison()
    comparison_before: Comparison = Comparison()
    peaks: Peaks = NO_PEAKS
    last_traffic: float | None = None
    legacy_senders_alone: int = 0
    """New senders on legacy since unified had its last request."""
    replies: ReplyEvidence = ReplyEvidence()


class GuardEvidence(NamedTuple):
    """What has been seen of a guarded domain."""

    baseline: Baseline = Baseline()
    legacy: Totals = Totals()
    """Legacy since the rollout started, whatever the version of the configuration; no latencies."""
    in_stage: Totals = Totals()
    """Legacy since the stage was entered."""
    moved: int = 0
    """Requests that went to unified; there must be none."""
    last_traffic: float | None = None
    peaks: Peaks = NO_PEAKS
    """Recent evidence for worse; gathered only while unified gets everything."""

    def limit(self, measure: str, plan: Plan) -> float:
        """The plan's limit, or what was usual before the rollout with tolerance, if that is more.

        The baseline is taken as certain; where it is small, one more failure is allowed for.
        """
        before = self.baseline
        if not before.requests:
            return plan.limit(measure)
        usual: float = (getattr(before, measure) + 1) / (before.requests + 1)
        return max(plan.limit(measure), min(RHO * usual, MOST_USUAL))


def lately(watched: DomainEvidence | GuardEvidence, measure: str) -> float:
    """The logarithm of the recent evidence that failures exceed the limit."""
    totals = watched.unified if isinstance(watched, DomainEvidence) else watched.legacy
    return log_evenly(watched.peaks[MEASURES.index(measure)], totals.dispersion(measure))


class Evidence(NamedTuple):
    """All that a rollout has seen, as of `through`."""

    entered: float
    """When the stage was entered."""
    through: float
    """Slots that begin before this have been folded in."""
    domains: Mapping[str, DomainEvidence]
    guards: Mapping[str, GuardEvidence]
    alone: bool = False
    """Whether unified gets everything, so that there is no legacy to compare it with."""
    held: float = 0.0
    """Seconds on the hold clock at the last slot with traffic."""
    counted_to: float = 0.0
    """Up to when the hold clock has been brought forward."""
    stands: bool = False
    """Whether the hold clock has been stopped."""
    replies_through: float = 0.0
    """Everybody who wrote before this has been counted, with their answer."""
    replies_off: str = ""
    """Why no answers can be counted just now; empty if they can."""

    def clock(self, plan: Plan) -> float:
        """Seconds on the hold clock: since the stage was entered, time without traffic left out."""
        if self.stands:
            return self.held
        return self.held + min(max(self.through - self.counted_to, 0.0), plan.idle_after)


def baseline(totals: Mapping[tuple[str, str], Totals], domain: str, plan: Plan) -> Baseline:
    """The baseline of `domain`, from `totals` by (domain, side) over the days before the start."""
    legacy = totals.get((domain, "legacy"), Totals())
    counts = legacy.counts
    p95 = quantile(counts.latency, 0.95)
    return Baseline(
        requests=counts.requests,
        errors=counts.errors,
        undelivered=counts.undelivered,
        slow=counts.slow,
        dispersion=legacy.dispersion("errors"),
        slow_edge=None if p95 is None else edge_at_or_above(max(p95, plan.latency_floor_ms)),
    )


def begun(plan: Plan, totals: Mapping[tuple[str, str], Totals], now: float) -> Evidence:
    """The evidence of a rollout that starts at `now`."""
    return Evidence(
        entered=now,
        through=now,
        domains={
            name: DomainEvidence(baseline=baseline(totals, name, plan)) for name in plan.domains
        },
        guards={name: GuardEvidence(baseline=baseline(totals, name, plan)) for name in plan.guards},
        counted_to=now,
        replies_through=now,
    )


def entered(
    evidence: Evidence, plan: Plan, stage: int, now: float, *, forget: bool = False
) -> Evidence:
    """The evidence at the entry of stage number `stage` (from 0), whose own sums are empty.

    The sums of the stages before it are kept or, once a person has declared them void, forgotten.
    """
    return evidence._replace(
        alone=plan.stages[stage].threshold == WHOLE,
        entered=now,
        through=now,
        held=0.0,
        counted_to=now,
        stands=False,
        replies_through=now,
        domains={
            name: _next_stage(each, plan, forget=forget, was_alone=evidence.alone)
            for name, each in evidence.domains.items()
        },
        guards={
            name: _guard_in_next_stage(each, forget=forget)
            for name, each in evidence.guards.items()
        },
    )


def _next_stage(
    domain: DomainEvidence, plan: Plan, *, forget: bool, was_alone: bool
) -> DomainEvidence:
    edge = domain.baseline.slow_edge
    if edge is None:
        # Legacy had no traffic before the rollout: take what it did during the stage that ends.
        p95 = quantile(domain.legacy.counts.latency, 0.95)
        edge = None if p95 is None else edge_at_or_above(max(p95, plan.latency_floor_ms))
    fresh = DomainEvidence(
        baseline=domain.baseline._replace(slow_edge=edge), last_traffic=domain.last_traffic
    )
    if forget:
        return fresh
    return fresh._replace(
        unified_before=domain.unified_before.joined(domain.unified.without_latency()),
        legacy_before=domain.legacy_before.joined(domain.legacy.without_latency()),
        comparison_before=closed(domain.comparison_before, domain.comparison),
        replies=domain.replies.next_stage(was_alone=was_alone),
    )


def _guard_in_next_stage(guard: GuardEvidence, *, forget: bool) -> GuardEvidence:
    if forget:
        return GuardEvidence(guard.baseline)
    return guard._replace(in_stage=Totals(), peaks=NO_PEAKS)


def clock_stopped(evidence: Evidence, plan: Plan) -> Evidence:
    """The evidence with its hold clock stopped."""
    return evidence._replace(held=evidence.clock(plan), counted_to=evidence.through, stands=True)


def clock_started(evidence: Evidence, now: float) -> Evidence:
    """The evidence with its hold clock running again from `now`."""
    return evidence._replace(counted_to=max(evidence.counted_to, now), stands=False)

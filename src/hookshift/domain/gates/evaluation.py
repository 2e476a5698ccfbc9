"""An evaluation: all gates judged at one moment, and the questions that several gates ask."""

from typing import NamedTuple

from hookshift.domain.evidence.evidence import DomainEvidence, Evidence, Totals
from hookshift.domain.evidence.levels import LEAST_FAILURES, LEAST_SOURCES, STARVED_CHANCE
from hookshift.domain.evidence.plan import WHOLE, Plan
from hookshift.domain.evidence.statistics import log_worse


class Evaluation(NamedTuple):
    """Everything that the verdicts of one moment depend on."""

    plan: Plan
    stage: int
    """The number of the stage, from 0."""
    evidence: Evidence
    blind: str | None = None
    """Why the statistics cannot be trusted now."""
    in_full: bool = True
    """Whether verdicts hold sentences and all numbers; these take time, and change no kind."""

    @property
    def threshold(self) -> int:
        """The configured share in hundredths of a percent."""
        return self.plan.stages[self.stage].threshold

    @property
    def share(self) -> float:
        """The configured share, 0 to 1."""
        return self.threshold / WHOLE

    @property
    def settled_at(self) -> float:
        """When the warm-up ends: from then on unified's requests count towards a pass."""
        return self.evidence.entered + self.plan.settle

    def is_starved(self, domain: DomainEvidence) -> bool:
        """Whether legacy got more new people in a row, and unified none, than chance explains."""
        if not 0 < self.share < 1:
            return False
        return bool((1 - self.share) ** domain.legacy_senders_alone < STARVED_CHANCE)

    def is_idle(self, last_traffic: float | None) -> bool:
        """Whether there has been no traffic for so long that the hold clock stops."""
        since = self.evidence.entered if last_traffic is None else last_traffic
        return self.evidence.through - since >= self.plan.idle_after


def worse(totals: Totals, measure: str, limit: float) -> float:
    """The logarithm of the evidence that failures exceed `limit`, tempered by how they cluster."""
    together = totals.dispersion(measure)
    return log_worse(totals.failures(measure) / together, totals.counts.requests / together, limit)


def exceeds(totals: Totals, measure: str, limit: float) -> bool:
    """Whether more failed than `limit` allows: without that `worse` is below 0."""
    return totals.failures(measure) > limit * totals.counts.requests


def is_more_than_chance(totals: Totals, measure: str) -> bool:
    """Whether there are enough failures, from more than one sender or spell, to fail anything."""
    failures = totals.failures(measure)
    if failures < LEAST_FAILURES:
        return False
    if measure == "slow":
        return failures / totals.dispersion(measure) >= LEAST_SOURCES
    return len(totals.counts.failing_senders) >= LEAST_SOURCES

"""One look at the evidence, and what all gates ask of it."""

from typing import NamedTuple

from hookshift.domain.evidence.evidence import DomainEvidence, Evidence, Totals
from hookshift.domain.evidence.levels import LEAST_FAILURES, LEAST_SOURCES, STARVED_CHANCE
from hookshift.domain.evidence.plan import WHOLE, Plan
from hookshift.domain.evidence.statistics import log_worse


class Evaluation(NamedTuple):
    """What verdicts depend on."""

    plan: Plan
    stage: int
    """From 0."""
    evidence: Evidence
    blind: str | None = None
    """Why the statistics cannot be trusted now."""
    in_full: bool = True
    """Whether to say everything; what is left out costs time and changes no verdict's kind."""

    @property
    def threshold(self) -> int:
        """Configured, in hundredths of a percent."""
        return self.plan.stages[self.stage].threshold

    @property
    def share(self) -> float:
        """The same, 0 to 1."""
        return self.threshold / WHOLE

    @property
    def settled_at(self) -> float:
        """From when on what unified does may prove it good."""
        return self.evidence.entered + self.plan.settle

    def is_starved(self, domain: DomainEvidence) -> bool:
        """So many new people on legacy in a row, and none on unified, is not chance."""
        if not 0 < self.share < 1:
            return False
        return bool((1 - self.share) ** domain.legacy_senders_alone < STARVED_CHANCE)

    def is_idle(self, last_traffic: float | None) -> bool:
        """Whether nothing has come for as long as stops the hold clock."""
        since = self.evidence.entered if last_traffic is None else last_traffic
        return self.evidence.through - since >= self.plan.idle_after


def worse(totals: Totals, measure: str, limit: float) -> float:
    """The logarithm of the evidence that failures exceed `limit`, tempered by how they cluster."""
    together = totals.dispersion(measure)
    return log_worse(totals.failures(measure) / together, totals.counts.requests / together, limit)


def is_more_than_chance(totals: Totals, measure: str) -> bool:
    """Whether there are enough failures, from more than one sender or spell, to fail anything."""
    failures = totals.failures(measure)
    if failures < LEAST_FAILURES:
        return False
    if measure == "slow":
        return failures / totals.dispersion(measure) >= LEAST_SOURCES
    return len(totals.counts.failing_senders) >= LEAST_SOURCES

"""Evidence against unified: it is worse than legacy at the same time, or worse than the limit.

Both are tested over the whole rollout and over the stage alone, so that a good history does not
hide a late regression.
"""

from enum import StrEnum
from typing import NamedTuple

from hookshift.domain.evidence.comparison import plus
from hookshift.domain.evidence.evidence import MEASURES, DomainEvidence, Totals, lately
from hookshift.domain.evidence.levels import (
    INCIDENT_LOG_E,
    LEAST_FAILURES,
    MEASURE,
    PASS_LOG_E,
    SUPPORT_LOG_E,
    fail_log_e,
    lately_fail_log_e,
    stage_fail_log_e,
)
from hookshift.domain.evidence.statistics import log_relative
from hookshift.domain.gates.evaluation import Evaluation, exceeds, is_more_than_chance, worse

ROUNDING = 1e-6
"""More than floating point can be wrong by in the logarithm of an e-value."""


class Against(StrEnum):
    """The comparison that fails a gate."""

    LEGACY_IN_STAGE = "worse than legacy beside it in this stage"
    LEGACY = "worse than legacy beside it"
    LIMIT_IN_STAGE = "worse than the limit in this stage"
    LIMIT = "worse than the limit"
    LATELY = "recently worse than the limit"

    @property
    def is_the_limit(self) -> bool:
        """Whether legacy's own trouble would explain it."""
        return self not in (Against.LEGACY_IN_STAGE, Against.LEGACY)


class Failing(NamedTuple):
    """How strongly a measure speaks against unified; logarithms of e-values."""

    since_start: float
    in_stage: float
    relative_since_start: float
    relative_in_stage: float
    lately: float
    """Unified against the limit, recently."""
    relative_lately: float
    """Unified against legacy, recently."""
    legacy: float
    """Legacy against the limit; above 0 legacy is suspected of trouble too."""
    against: Against | None = None
    """The comparison that is proven, if any."""
    excused: Against | None = None
    """The comparison that would be proven if legacy were not suspected of trouble too."""


def may_fail(evaluation: Evaluation, domain: DomainEvidence, measure: str) -> bool:
    """Whether `failing` could prove anything: False only where it cannot, and quickly found.

    A mixture of bets is at most its best bet, and no bet on worse wins while no more fail than the
    limit allows. Most evaluations of most rollouts end here.
    """
    unified, before = domain.unified, domain.unified_before
    failures = unified.failures(measure) + before.failures(measure)
    if failures < LEAST_FAILURES:
        return False
    plan = evaluation.plan
    limit = plan.limit(measure)
    requests = unified.counts.requests + before.counts.requests
    if exceeds(unified, measure, limit) or failures > limit * requests:
        return True
    least = fail_log_e(plan) - ROUNDING
    recent = domain.peaks[MEASURES.index(measure)]
    if max(recent) / unified.dispersion(measure) >= least:
        return True
    if measure != "slow" or evaluation.evidence.alone:
        return False
    sums, earlier = domain.comparison.sums(measure), domain.comparison_before.sums(measure)
    return max(sums) >= least or max(plus(sums, earlier)) >= least


def fails(evaluation: Evaluation, domain: DomainEvidence, measure: str) -> bool:
    """Whether `measure` is proven to be worse."""
    if not may_fail(evaluation, domain, measure):
        return False
    found = failing(evaluation, domain, measure)
    return found is not None and found.against is not None


def failing(evaluation: Evaluation, domain: DomainEvidence, measure: str) -> Failing | None:
    """The evidence against unified by `measure`; None while there are too few failures to fail."""
    unified, legacy = domain.unified, domain.legacy
    all_unified = domain.unified_before.joined(unified)
    if not is_more_than_chance(all_unified, measure):
        return None
    all_legacy = domain.legacy_before.joined(legacy)
    sums, before = domain.comparison.sums(measure), domain.comparison_before.sums(measure)
    together = max(all_unified.dispersion(measure), all_legacy.dispersion(measure))
    limit = evaluation.plan.limit(measure)
    found = Failing(
        since_start=worse(all_unified, measure, limit),
        in_stage=worse(unified, measure, limit),
        relative_since_start=log_relative(plus(sums, before), together),
        relative_in_stage=log_relative(sums, together),
        lately=lately(domain, measure),
        relative_lately=log_relative(domain.comparison.lately(measure), together),
        legacy=_legacys_trouble(evaluation, legacy, all_legacy, measure),
    )
    proven = _beside_legacy(evaluation, found, measure)
    if proven is not None:
        return found._replace(against=proven)
    beyond = _beyond_the_limit(evaluation, found)
    # Between suspicion and proof of legacy's own trouble the limit is silent, and until legacy has
    # had its chance: at a large share an outage of both shows in unified first.
    if 0 < found.legacy < PASS_LOG_E or not _is_its_own(evaluation, domain, found, measure):
        return found._replace(excused=beyond)
    return found._replace(against=beyond)


def is_incident(evaluation: Evaluation, found: Failing | None) -> bool:
    """Whether legacy is beyond its limit too, so that the platform is to blame and not unified.

    Where legacy has no traffic left that could show it, the guarded domains show it, recently.
    """
    if found is not None and found.legacy >= PASS_LOG_E:
        return True
    return evaluation.evidence.alone and any(
        lately(guard, measure) >= INCIDENT_LOG_E
        for guard in evaluation.evidence.guards.values()
        for measure in MEASURE.values()
    )


def _legacys_trouble(
    evaluation: Evaluation, legacy: Totals, all_legacy: Totals, measure: str
) -> float:
    """The evidence that legacy exceeds the limit; 0 once unified gets everything.

    Trouble of legacy before that excuses nothing any more.
    """
    if evaluation.evidence.alone:
        return 0.0
    limit = evaluation.plan.limit(measure)
    return max(worse(legacy, measure, limit), worse(all_legacy, measure, limit))


def _beside_legacy(evaluation: Evaluation, found: Failing, measure: str) -> Against | None:
    """Whether unified is proven to be worse than legacy at the same time.

    Being worse than a very good legacy is no fault within the limit, so unified's failures must
    also speak for a rate beyond the limit, if less strongly. Slowness has its own floor: only
    requests above it have been counted.
    """
    if evaluation.evidence.alone:
        return None  # what legacy did in former stages says nothing about the present
    is_slow = measure == "slow"
    if found.relative_in_stage >= stage_fail_log_e(evaluation.plan) and (
        is_slow or found.in_stage > 0
    ):
        return Against.LEGACY_IN_STAGE
    if found.relative_since_start >= fail_log_e(evaluation.plan) and (
        is_slow or found.since_start > 0
    ):
        return Against.LEGACY
    return None


def _is_its_own(
    evaluation: Evaluation, domain: DomainEvidence, found: Failing, measure: str
) -> bool:
    """Whether the trouble is unified's own: legacy has done better recently."""
    if evaluation.evidence.alone or found.legacy >= PASS_LOG_E or domain.comparison.is_lopsided:
        return True
    if measure == "slow" and domain.baseline.slow_edge is None:
        return True  # how slow legacy was is not known, so they have not been compared
    return found.relative_lately >= SUPPORT_LOG_E


def _beyond_the_limit(evaluation: Evaluation, found: Failing) -> Against | None:
    if found.in_stage >= stage_fail_log_e(evaluation.plan):
        return Against.LIMIT_IN_STAGE
    if found.since_start >= fail_log_e(evaluation.plan):
        return Against.LIMIT
    if found.lately >= lately_fail_log_e(evaluation.plan, evaluation.stage):
        return Against.LATELY
    return None

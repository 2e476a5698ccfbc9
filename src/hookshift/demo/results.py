"""The runbook's "Expected Results": at its last stage, and at the last stage of the plan."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hookshift.demo.measure import AtStage

RUNBOOK = 50.0
"""The percentage that its table is about."""
SMALLEST_TOLERANCE = 3.0
"""Percentage points; it covers that a sender counts once for each of a few messages."""
DEVIATIONS = 4.0


class HeldStage(NamedTuple):
    """A stage, and what it was to be."""

    percentage: float
    measured: AtStage


class ReportRow(NamedTuple):
    """One row of the table."""

    metric: str
    target: str
    measured: tuple[str, ...]
    """What was measured at each of the stages."""
    verification: str
    holds: bool


class _Metric(NamedTuple):
    """How a row is made for one stage."""

    name: str
    target: str
    verification: str
    show: Callable[[HeldStage], str]
    holds: Callable[[HeldStage], bool]


def expected_results(held: Sequence[HeldStage]) -> list[ReportRow]:
    """The runbook's five rows, for each stage of `held`; none hold if there is none."""
    return [
        ReportRow(
            metric.name,
            metric.target,
            tuple(metric.show(stage) for stage in held),
            metric.verification,
            len(held) > 0 and all(metric.holds(stage) for stage in held),
        )
        for metric in _METRICS
    ]


def _is_below(value: float | None, limit: float) -> bool:
    return value is not None and value < limit


def _is_near(stage: HeldStage, value: float | None, wanted: float) -> bool:
    tolerance = share_tolerance(stage.measured.requests, stage.percentage)
    return value is not None and abs(value - wanted) <= tolerance


def share_tolerance(requests: int, percentage: float) -> float:
    """Percentage points by which the share of so many requests may differ by chance."""
    if not 0 < percentage < 100:
        return 0.0
    if not requests:
        return SMALLEST_TOLERANCE
    deviation = math.sqrt(percentage * (100 - percentage) / requests)
    return max(SMALLEST_TOLERANCE, DEVIATIONS * deviation)


def percent(value: float | None, digits: int) -> str:
    """`49.7 %`; "-" where nothing was seen."""
    return "-" if value is None else f"{value:.{digits}f} %"


def _milliseconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f} ms"


_METRICS = (
    _Metric(
        "Traffic Routed",
        "the stage's share",
        "the configuration",
        lambda stage: f"{stage.measured.configured:g} %",
        lambda stage: stage.measured.configured == stage.percentage,
    ),
    _Metric(
        "Error Rate",
        "< 0.1 %",
        "error_rate_pct, worst",
        lambda stage: percent(stage.measured.error_rate, 3),
        lambda stage: _is_below(stage.measured.error_rate, 0.1),
    ),
    _Metric(
        "P95 Latency",
        "< 2000 ms",
        "p95_ms, worst",
        lambda stage: _milliseconds(stage.measured.p95_ms),
        lambda stage: _is_below(stage.measured.p95_ms, 2000),
    ),
    _Metric(
        "Unified Requests",
        "that share",
        "distribution",
        lambda stage: percent(stage.measured.unified_share, 1),
        lambda stage: _is_near(stage, stage.measured.unified_share, stage.percentage),
    ),
    _Metric(
        "Legacy Requests",
        "the rest",
        "distribution",
        lambda stage: percent(stage.measured.legacy_share, 1),
        lambda stage: _is_near(stage, stage.measured.legacy_share, 100 - stage.percentage),
    ),
)

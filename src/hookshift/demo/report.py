"""The runbook's "Expected Results", with what was measured beside each target."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from rich import box
from rich.table import Table

from hookshift.demo.measure import Measured

SMALLEST_TOLERANCE = 3.0
"""Percentage points; it covers that a sender counts once for each of a few messages."""
DEVIATIONS = 4.0


class Line(NamedTuple):
    """One row of the table."""

    metric: str
    target: str
    measured: str
    verification: str
    holds: bool


def expected_results(measured: Measured, percentage: float) -> list[Line]:
    """The runbook's five rows, for the last stage at `percentage`."""
    share, rest = measured.unified_share, measured.legacy_share
    tolerance = share_tolerance(measured.stage_requests, percentage)
    near = f"{percentage:g} % ± {tolerance:.1f}"
    return [
        Line(
            "Traffic Routed",
            f"{percentage:g} %",
            f"{measured.configured:g} %",
            "the configuration",
            measured.configured == percentage,
        ),
        Line(
            "Error Rate",
            "< 0.1 %",
            _percent(measured.error_rate, 3),
            "error_rate_pct, worst row",
            measured.error_rate is not None and measured.error_rate < 0.1,
        ),
        Line(
            "P95 Latency",
            "< 2000 ms",
            "-" if measured.p95_ms is None else f"{measured.p95_ms:.0f} ms",
            "p95_ms, worst row",
            measured.p95_ms is not None and measured.p95_ms < 2000,
        ),
        Line(
            "Unified Requests",
            f"{near}",
            _percent(share, 1),
            "share of requests",
            share is not None and abs(share - percentage) <= tolerance,
        ),
        Line(
            "Legacy Requests",
            f"{100 - percentage:g} % ± {tolerance:.1f}",
            _percent(rest, 1),
            "share of requests",
            rest is not None and abs(rest - (100 - percentage)) <= tolerance,
        ),
    ]


def share_tolerance(requests: int, percentage: float) -> float:
    """Percentage points by which the share of so many requests may differ by chance."""
    if not requests:
        return SMALLEST_TOLERANCE
    deviation = math.sqrt(percentage * (100 - percentage) / requests)
    return max(SMALLEST_TOLERANCE, DEVIATIONS * deviation)


def beyond(measured: Measured) -> list[Line]:
    """What the runbook did not ask for and could not have shown."""
    lost = measured.events_answered - measured.events_arrived
    return [
        Line(
            "Delivery",
            "all",
            f"{measured.events_arrived:,} of {measured.events_answered:,} events",
            "answered / seen by handlers",
            lost == 0 and measured.events_answered > 0,
        ),
        Line(
            "Recorded",
            "all",
            f"{measured.events_recorded:,} rows",
            "rows in the log",
            measured.events_recorded == measured.events_arrived > 0,
        ),
        Line(
            "Sticky senders",
            "no one moved back",
            f"{measured.moved_back:,} of {measured.senders:,} buckets",
            "buckets over all stages",
            measured.moved_back == 0 and measured.senders > 0,
        ),
        Line(
            "Protected handlers",
            "untouched",
            f"{measured.protected_requests:,} requests, {measured.protected_moved:,} moved",
            "routed_to of their domains",
            measured.protected_moved == 0 and measured.protected_requests > 0,
        ),
    ]


def table(title: str, lines: Sequence[Line]) -> Table:
    """The lines as a table for a terminal."""
    result = Table(
        title=f"\n{title}", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD
    )
    for heading in ("Metric", "Target", "Measured", "Verification", ""):
        result.add_column(heading, overflow="fold")
    for line in lines:
        mark = "[green]holds[/]" if line.holds else "[bold red]does not hold[/]"
        result.add_row(*line[:4], mark)
    return result


def _percent(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f} %"

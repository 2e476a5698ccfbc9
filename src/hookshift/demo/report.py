"""The runbook's "Expected Results", with what was measured beside each target."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table

from hookshift.demo.breaking import Break
from hookshift.demo.measure import Ending, Measured
from hookshift.domain.rollout import Phase
from hookshift.store.rollouts import Rollout

SMALLEST_TOLERANCE = 3.0
"""Percentage points; it covers that a sender counts once for each of a few messages."""
DEVIATIONS = 4.0
RUNBOOK = 50.0
"""The percentage that its table is about."""
MOST_FAILED = 400
"""Requests that a fault in one of twenty may cost before the rollout is back."""


class Outcome(NamedTuple):
    """What the demo came to."""

    rollout: Rollout
    measured: Measured | None
    """None if the runbook's last percentage was not reached."""
    ending: Ending


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
    rolled_up = measured.events_rolled_up
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
            "Rollups",
            "as the log",
            "-" if rolled_up is None else f"{rolled_up:,} decisions",
            "sum of hookshift.rollups",
            rolled_up == measured.events_recorded,
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


def decided(outcome: Outcome) -> list[Line]:
    """What the controller did."""
    state, stages = outcome.rollout.progress.state, outcome.rollout.plan.stages
    return [
        Line(
            "Rollout",
            "completed",
            state.phase.replace("_", " "),
            "hookshift rollout history",
            state.phase is Phase.COMPLETED,
        ),
        Line(
            "Promotions",
            f"{len(stages)}, each on proof",
            f"{outcome.ending.passed} of {len(stages)}",
            "every gate of every domain",
            outcome.ending.passed == len(stages),
        ),
    ]


def broken(outcome: Outcome, breaks: Break) -> list[Line]:
    """What the controller did when something broke."""
    state, ending = outcome.rollout.progress.state, outcome.ending
    stage = outcome.rollout.plan.stages[state.stage]
    wanted = Phase.HELD if breaks.kind == "both" else Phase.ROLLED_BACK
    lines = [
        Line(
            "Rollout",
            f"{wanted.replace('_', ' ')} at {breaks.percentage} %",
            f"{state.phase.replace('_', ' ')} at {stage.percentage:g} %",
            "hookshift rollout history",
            state.phase is wanted and stage.percentage == breaks.percentage,
        ),
        Line(
            "By itself",
            "the controller",
            "yes" if ending.ended_by_itself else "no",
            "who, in the history",
            ending.ended_by_itself == 1,
        ),
        Line(
            "Failed on unified",
            f"at most {MOST_FAILED}",
            f"{ending.failed:,} requests",
            "routed_to and status",
            ending.failed <= MOST_FAILED,
        ),
    ]
    if wanted is Phase.HELD:
        return lines
    return [
        *lines,
        Line(
            "Everybody back",
            "within 2 s",
            f"{ending.late:,} of {ending.afterwards:,} events since on unified",
            "routed_to, by arrival",
            ending.late == 0 and ending.afterwards > 0,
        ),
    ]


def show(console: Console, outcome: Outcome, breaks: Break | None) -> bool:
    """Prints the report; True if every row holds."""
    if breaks is None and outcome.measured is not None:
        results = expected_results(outcome.measured, RUNBOOK)
        more = [*beyond(outcome.measured), *decided(outcome)]
        console.print(table(f"Expected Results, at the runbook's {RUNBOOK:g} %", results))
        console.print(table("Beyond the runbook", more))
        lines = [*results, *more]
    else:
        lines = decided(outcome) if breaks is None else broken(outcome, breaks)
        console.print(table("What the controller did", lines))
    state = outcome.rollout.progress.state
    console.print(f"why: {state.reason}", markup=False, soft_wrap=True)
    holds = all(line.holds for line in lines)
    verdict = "[bold green]Every row holds.[/]" if holds else "[bold red]Not every row holds.[/]"
    console.print(verdict)
    return holds


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

"""The demo's live view: where the migration is, and how both sides of each domain do."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from hookshift.demo.measure import SideNow
from hookshift.demo.sender import Sent

LIMIT_ERROR_RATE = 0.1
LIMIT_P95_MS = 2_000.0
BAR_WIDTH = 8
"""What 80 columns leave beside the longest numbers."""


class Stage(NamedTuple):
    """Where the demo is."""

    percentage: int
    number: int
    of: int
    remaining: float
    """Seconds."""


def screen(stage: Stage, sides: Sequence[SideNow], sent: Sent) -> RenderableType:
    """One frame."""
    return Group(_head(stage, sent), _table(sides))


def _head(stage: Stage, sent: Sent) -> Text:
    head = Text()
    head.append(f" {stage.percentage} % to unified ", style="bold reverse")
    head.append(f"  stage {stage.number} of {stage.of}, {stage.remaining:.0f} s left")
    head.append(f"   {sent.answered:,} webhooks answered, {sent.failed:,} failed")
    return head


def _table(sides: Sequence[SideNow]) -> Table:
    table = Table(title="since the last change", title_justify="left", title_style="dim")
    for heading in ("domain", "side"):
        table.add_column(heading, no_wrap=True)
    for heading in ("requests", "share", "errors", "p95"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", width=BAR_WIDTH)
    totals: dict[str, int] = {}
    for side in sides:
        totals[side.domain] = totals.get(side.domain, 0) + side.requests
    for side in sides:
        share = 100 * side.requests / totals[side.domain]
        unified = side.routed_to == "unified"
        table.add_row(
            side.domain,
            Text(side.routed_to, style="cyan" if unified else ""),
            f"{side.requests:,}",
            f"{share:.1f} %",
            _error_rate(side),
            _p95(side),
            ProgressBar(total=100, completed=share, width=BAR_WIDTH),
        )
    if not sides:
        table.add_row("-", "-", "-", "-", "-", "-", "")
    return table


def _error_rate(side: SideNow) -> Text:
    rate = 100 * side.errors / side.requests
    return Text(f"{rate:.2f} %", style="red" if rate >= LIMIT_ERROR_RATE else "green")


def _p95(side: SideNow) -> Text:
    if side.p95_ms is None:
        return Text("-")
    return Text(f"{side.p95_ms:.0f} ms", style="red" if side.p95_ms >= LIMIT_P95_MS else "green")

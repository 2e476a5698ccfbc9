"""The end of the demo: what it came to, with every target beside what was measured."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hookshift.demo.beyond import DemoOutcome, answered, decided, delivered
from hookshift.demo.breaking import Break
from hookshift.demo.results import RUNBOOK, HeldStage, ReportRow, expected_results
from hookshift.domain.rollout.state import Phase

WIDE = 100
"""Columns; from here on there is room to say where a number comes from."""


def show(console: Console, outcome: DemoOutcome, breaks: Break | None) -> bool:
    """Prints the report; True if every row holds."""
    wide = console.width >= WIDE
    console.print(_headline(outcome))
    every: list[ReportRow] = []
    for title, measured, results in _tables(outcome, breaks):
        console.print(Text(f"\n{title}", style="bold"))
        console.print(table(measured, results, wide=wide))
        every += results
    holds = all(result.holds for result in every)
    verdict = "[bold green]Every row holds.[/]" if holds else "[bold red]Not every row holds.[/]"
    console.print(verdict)
    return holds


def _headline(outcome: DemoOutcome) -> Text:
    """Where it ended, and why."""
    state = outcome.rollout.progress.state
    good = state.phase is Phase.COMPLETED
    style = "bold green" if good else "bold red"
    return Text.assemble(("\n" + state.phase.replace("_", " "), style), f": {state.reason}")


def _tables(
    outcome: DemoOutcome, breaks: Break | None
) -> list[tuple[str, Sequence[str], list[ReportRow]]]:
    last = outcome.rollout.plan.stages[-1].percentage
    more = delivered(outcome.whole, is_broken=breaks is not None)
    if breaks is None:
        held = _held(outcome)
        stages = [f"at {each.percentage:g} %" for each in held]
        return [
            ("Expected Results", stages, expected_results(held)),
            (
                "Beyond the runbook",
                ["Measured"],
                [*more, *decided(outcome, Phase.COMPLETED, last)],
            ),
        ]
    ended = last if breaks.ends is Phase.COMPLETED else breaks.percentage
    done = [*decided(outcome, breaks.ends, ended), *answered(outcome, breaks)]
    return [(f"After the fault: {breaks.text}", ["Measured"], [*done, *more])]


def _held(outcome: DemoOutcome) -> list[HeldStage]:
    """The runbook's last stage, and the plan's."""
    planned = outcome.rollout.plan.stages
    return [
        HeldStage(stage.percentage, measured)
        for stage, measured in zip(planned, outcome.stages, strict=False)
        if stage.percentage == RUNBOOK or stage is planned[-1]
    ]


def table(measured: Sequence[str], results: Sequence[ReportRow], *, wide: bool) -> Table:
    """The results as a table for a terminal, a column for each of `measured`."""
    shown = Table(box=box.SIMPLE_HEAD)
    for heading in ("Metric", "Target", *measured, *(("Verification",) if wide else ()), ""):
        shown.add_column(heading, overflow="fold")
    for result in results:
        mark = "[green]holds[/]" if result.holds else "[bold red]does not hold[/]"
        source = (result.verification,) if wide else ()
        shown.add_row(result.metric, result.target, *result.measured, *source, mark)
    return shown

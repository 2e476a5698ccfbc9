"""`hookshift rollout history`: who did what, when and why."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from hookshift.cli.options import limit_option, output_option, rollout_option
from hookshift.cli.output import console, show, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.store import rollouts
from hookshift.view.cells import news, phase_name
from hookshift.view.report import brief, entry_of
from hookshift.view.text import text
from hookshift.view.view_model import share

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.rollouts import HistoryEntry, StoredRollout

MOST = 10_000


@click.command()
@rollout_option
@click.option("--all", "every", is_flag=True, help="List all rollouts instead.")
@limit_option(100, MOST, "How many entries to show, the newest.")
@output_option
@click.pass_obj
def history(path: Path, number: int | None, every: bool, limit: int, as_json: bool) -> None:
    """Shows what happened in a rollout, oldest first."""
    if every:
        _show_all(with_database(path, lambda opened: rollouts.rollouts(opened, limit)), as_json)
        return

    async def work(connection: "Connection") -> tuple["StoredRollout | None", list["HistoryEntry"]]:
        found = await rollouts.named(connection, number)
        return found, await rollouts.entries(connection, found.id, limit) if found else []

    found, entries = with_database(path, work)
    if as_json:
        show_data([entry_of(entry) for entry in reversed(entries)])
        return
    if found is None:
        console.print("no rollout has been started")
        return
    console.print(f"rollout {found.id}", style="bold")
    show(lines(found, list(reversed(entries))))


def lines(rollout: "StoredRollout", entries: Sequence["HistoryEntry"]) -> Table:
    """A line each: when, at which share, what, why and who."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for entry in entries:
        grid.add_row(
            f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S}",
            share(rollout.plan.stages[entry.stage]),
            news(entry.news),
            text(f"{entry.text} ({entry.actor})"),
        )
    return grid


def _show_all(found: list["StoredRollout"], as_json: bool) -> None:
    briefs = [brief(each) for each in found]
    if as_json:
        show_data(briefs)
        return
    headings = ("rollout", "phase", "stage", "started", "by", "ended", "why")
    keys = ("id", "phase", "stage", "started_at", "started_by", "ended_at", "why")
    shown = [{**each, "phase": phase_name(each["phase"])} for each in briefs]
    show_table("Rollouts", headings, [[each[key] for key in keys] for each in shown])

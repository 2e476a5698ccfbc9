"""`hookshift rollout history`: who did what, when and why."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.table import Table

from hookshift.cli.moments import as_moment, local
from hookshift.cli.options import limit_option, output_option, rollout_option
from hookshift.cli.output import console, show, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.domain.rollout.state import Phase
from hookshift.store import rollouts
from hookshift.view.cells import news, phase_name
from hookshift.view.report import brief, entry_of
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.rollouts import HistoryEntry, StoredRollout

F = TypeVar("F", bound=Callable[..., Any])

MOST = 10_000


def history_options(most: int) -> Callable[[F], F]:
    """What the history takes, here and elsewhere; `most` is the largest `--limit`."""

    def decorated(command: F) -> F:
        for option in reversed(
            (
                rollout_option,
                click.option("--all", "every", is_flag=True, help="List all rollouts instead."),
                limit_option(100, most, "How many of the newest entries to show."),
                output_option,
            )
        ):
            command = option(command)
        return command

    return decorated


@click.command()
@history_options(MOST)
@click.pass_obj
def history(path: Path, number: int | None, every: bool, limit: int, as_json: bool) -> None:
    """Shows what happened in a rollout, oldest first."""
    if every:
        stored = with_database(path, lambda opened: rollouts.rollouts(opened, limit))
        print_rollouts([brief(each) for each in stored], as_json=as_json)
        return

    async def work(connection: "Connection") -> tuple["StoredRollout | None", list["HistoryEntry"]]:
        found = await rollouts.named(connection, number)
        return found, await rollouts.entries(connection, found.id, limit) if found else []

    found, entries = with_database(path, work)
    answer = [entry_of(entry, found.plan) for entry in reversed(entries)] if found else []
    print_history(answer, as_json=as_json)


def print_history(entries: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """The history of one rollout, here or elsewhere."""
    if as_json:
        show_data(entries)
    elif not entries:
        console.print("no rollout has been started")
    else:
        console.print(f"rollout {entries[0]['rollout']}", style="bold")
        show(_lines(entries))


def _lines(entries: Sequence[Mapping[str, Any]]) -> Table:
    """A line each: when, where, what, why and who."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for entry in entries:
        grid.add_row(
            text(f"{local(entry['at']):%Y-%m-%d %H:%M:%S}"),
            text(f"{entry['percentage']:g} %"),
            text(news(entry["news"])),
            text(f"{entry['text']} ({entry['actor']})"),
        )
    return grid


def print_rollouts(briefs: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """All rollouts, here or elsewhere."""
    if as_json:
        show_data(briefs)
        return
    headings = ("rollout", "phase", "stage", "started", "by", "ended", "why")
    keys = ("id", "phase", "stage", "started_at", "started_by", "ended_at", "why")
    shown = [{**each, "phase": phase_name(Phase(each["phase"]))} for each in briefs]
    show_table("Rollouts", headings, [[as_moment(each[key]) for key in keys] for each in shown])

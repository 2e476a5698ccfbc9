"""`hookshift status`: the share, and who follows it."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.active import active, sentence
from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, console, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.config.part import load_part
from hookshift.config.schema.health import HealthPart
from hookshift.domain.alert_guide import guide, link
from hookshift.domain.alerts import AlertKind
from hookshift.store import routing_config, stats
from hookshift.store.gateways import core_of
from hookshift.view.cells import phase_name
from hookshift.view.midway import read_midway, sentences
from hookshift.view.next_step import next_step
from hookshift.view.off import gates_off
from hookshift.view.problem import Problem, degraded
from hookshift.view.problems import HealthView
from hookshift.view.report import brief, problem_of
from hookshift.view.text import text
from hookshift.view.view_model import Picture, here, is_open

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.gateways import SeenWorker
    from hookshift.store.held import Midway
    from hookshift.store.routing_config import ActiveConfig

CHANGES_SHOWN = 5


@click.command()
@output_option
@click.pass_obj
def status(path: Path, as_json: bool) -> None:
    """Shows the share, the latest changes and the gateways.

    Exit code 3 if degraded.
    """

    settings = load_part(path, HealthPart)

    async def work(connection: "Connection") -> tuple[Any, ...]:
        return (
            await active(connection),
            await routing_config.history(connection, CHANGES_SHOWN),
            await HealthView(settings).picture(connection),
            await stats.dropped(connection),
            await read_midway(connection, settings.conversations),
        )

    config, changes, picture, dropped, midway = with_database(path, work)
    faults = degraded(picture.problems)
    if as_json:
        show_data(
            {
                "configuration": config._asdict(),
                "rollout": brief(picture.rollout) if is_open(picture) else None,
                "changes": [change._asdict() for change in changes],
                "gateways": [_worker(seen) for seen in picture.workers],
                "dropped": [row._asdict() for row in dropped],
                "conversations": midway._asdict(),
                "degraded": faults,
                "problems": [problem_of(each) for each in picture.problems],
            }
        )
    else:
        _show(config, changes, picture, dropped, midway)
    raise click.exceptions.Exit(Exit.DEGRADED if faults else Exit.OK)


def _worker(seen: "SeenWorker") -> dict[str, Any]:
    return {
        **seen.worker._asdict(),
        "seen_at": seen.seen_at,
        "age": seen.age,
        "config_version": seen.config_version,
        "counters": seen.counters,
    }


def _show(
    config: "ActiveConfig",
    changes: Any,
    picture: Picture,
    dropped: list[stats.DroppedRow],
    midway: "Midway",
) -> None:
    _show_problems(each for each in picture.problems if each.kind == AlertKind.ROLLED_BACK)
    console.print(sentence(config), style="bold", markup=False)
    for line in sentences(midway):
        console.print(line, markup=False)
    _show_rollout(picture)
    _show_changes(changes)
    _show_gateways(picture)
    if dropped:
        headings = ("source", "rule", "events", "last")
        show_table("Dropped by rules in the last hour", headings, dropped)
    _show_problems(each for each in picture.problems if each.kind != AlertKind.ROLLED_BACK)
    if not degraded(picture.problems):
        console.print("healthy", style="green")


def _show_rollout(picture: Picture) -> None:
    if picture.rollout is None or not is_open(picture):
        return
    state = picture.rollout.progress.state
    coming = next_step(picture).sentence(picture.now)
    where = f"{phase_name(state.phase)}, {here(picture.rollout)}"
    console.print(text(f"rollout {picture.rollout.id}: {where}; next: {coming}"), soft_wrap=True)
    for off in gates_off(picture.rollout):
        console.print(text(off), soft_wrap=True)


def _show_changes(changes: Any) -> None:
    headings = ("when", "who", "percentage", "enabled", "version", "why")
    rows = [
        (
            change.at,
            change.actor,
            f"{_or_dash(change.old_percentage)} -> {_or_dash(change.new_percentage)}",
            change.new_enabled,
            change.version,
            change.reason,
        )
        for change in changes
    ]
    show_table("Latest changes", headings, rows)


def _show_gateways(picture: Picture) -> None:
    counted = ("waiting", "spooled", "dropped")
    headings = ("host", "worker", "pid", "version", "core", "seen", "follows", *counted)
    rows = [
        (
            seen.worker.host,
            seen.worker.slot,
            str(seen.worker.pid),
            seen.worker.version,
            core_of(seen.counters),
            f"{seen.age:.0f} s ago",
            seen.config_version,
            *(_whole(seen.counters.get(f"recorder_{key}_rows")) for key in counted),
        )
        for seen in picture.workers
    ]
    show_table("Gateways", headings, rows)


def _show_problems(problems: Iterable[Problem]) -> None:
    """Each on a line of its own, and once for each kind what to do."""
    for kind, group in groupby(problems, key=lambda each: each.kind):
        alike = list(group)
        for each in alike:
            style, word = ("red", "degraded: ") if each.counts else ("dim", "")
            console.print(text(f"{word}{each.sentence}"), style=style, soft_wrap=True)
        if any(each.counts for each in alike):
            step = f"  {guide(kind).step} More: {link(kind)}"
            console.print(text(step), style="dim", soft_wrap=True)


def _or_dash(value: Decimal | None) -> str:
    return "-" if value is None else f"{value:g} %"


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)

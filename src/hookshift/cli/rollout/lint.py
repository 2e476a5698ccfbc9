"""`hookshift rollout lint`: can the plan work, and how long will it take at today's traffic?"""

from math import inf, isfinite
from pathlib import Path
from typing import Any

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, console, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.config.load import load
from hookshift.domain.format import count, duration
from hookshift.view import cells
from hookshift.view.lint import linted
from hookshift.view.text import text


def _of_traffic(
    _context: click.Context, _parameter: click.Parameter, volume: float | None
) -> float | None:
    if volume is not None and not isfinite(volume):
        raise click.BadParameter("write a number of requests")
    return volume


volume_option = click.option(
    "--volume",
    type=click.FloatRange(min=0, min_open=True),
    callback=_of_traffic,
    help=(
        "Assume this many requests an hour in each domain, instead of the last seven days' traffic."
    ),
)


@click.command()
@volume_option
@output_option
@click.pass_obj
def lint(path: Path, volume: float | None, as_json: bool) -> None:
    """Checks the plan in [rollout] before it runs.

    Exit codes: 0 no findings, 3 warnings, 1 the plan cannot run.
    """
    settings = load(path, needs=())
    print_lint(
        with_database(path, lambda opened: linted(opened, settings, volume)), as_json=as_json
    )


def print_lint(answer: dict[str, Any], *, as_json: bool) -> None:
    """What `view.lint.linted` says, of this installation or of one elsewhere."""
    if as_json:
        show_data(answer, answer["stages"])
    else:
        _show(answer)
    raise click.exceptions.Exit(Exit.DEGRADED if answer["doubts"] else Exit.OK)


def _show(answer: dict[str, Any]) -> None:
    traffic = ", ".join(
        f"{domain} {count(each['per_hour'])}" for domain, each in answer["traffic"].items()
    )
    console.print(text(f"traffic an hour: {traffic}"), soft_wrap=True)
    show_table(
        "How long proofs take",
        ("stage", "hold", "domain", "requests", "no failures", "as legacy", ""),
        [
            _row(each, is_first=not at or answer["stages"][at - 1]["stage"] != each["stage"])
            for at, each in enumerate(answer["stages"])
        ],
    )
    if answer["seconds"] is not None:
        total = duration(answer["seconds"])
        console.print(f"About {total} in all, if no request fails and nobody intervenes.")
    else:
        console.print("The plan cannot finish without an operator.")
    for window in answer["freeze"]:
        console.print(text(f"freeze: {window} ({answer['time_zone']})"))
    for doubt in answer["doubts"]:
        console.print(text(f"warning: {doubt}"), style="yellow", soft_wrap=True)
    for note in answer["notes"]:
        console.print(text(f"note: {note}"), soft_wrap=True)
    if not answer["doubts"]:
        console.print("No problems found.", style="green")


def _row(each: dict[str, Any], *, is_first: bool) -> tuple[object, ...]:
    return (
        f"{each['stage']}: {each['percentage']:g} %" if is_first else "",
        duration(each["hold"]) if is_first else "",
        each["domain"],
        count(each["needed"]),
        cells.lasts(_seconds(each["seconds"])),
        cells.lasts(_seconds(each["seconds_as_legacy"])),
        each["prospect"],
    )


def _seconds(value: float | str | None) -> float:
    """JSON has no infinity."""
    return float(value) if isinstance(value, int | float) else inf

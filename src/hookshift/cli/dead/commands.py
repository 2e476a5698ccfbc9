"""`hookshift dead`: what was given up, and what people have done about it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.chosen import limit_option, show_errors
from hookshift.cli.dead.change import drop, replay
from hookshift.cli.dead.choose import choosing, chosen, show_counted
from hookshift.cli.dead.show import show
from hookshift.cli.moments import as_moment
from hookshift.cli.options import output_option
from hookshift.cli.output import show_data, show_table
from hookshift.cli.session import with_database
from hookshift.cli.verbs import Verbs
from hookshift.store import dead_letters as store

if TYPE_CHECKING:
    from hookshift.store.database import Connection


@click.group(cls=Verbs)
def dead() -> None:
    """Shows, replays and drops dead letters.

    A dead letter holds the events of a delivery that was given up.
    """


for command in (show, replay, drop):
    dead.add_command(command)


@dead.command("list")
@choosing
@limit_option
@output_option
@click.pass_obj
def listed(path: Path, /, limit: int, as_json: bool, **conditions: Any) -> None:
    """Counts dead letters by handler and cause, and shows the latest."""
    these = chosen(conditions)

    async def work(
        connection: "Connection",
    ) -> tuple[list[store.LetterCount], list[store.Letter]]:
        return (
            await store.counted(connection, these),
            await store.listed(connection, these, limit),
        )

    groups, letters = with_database(path, work)
    found = {
        "by": [group._asdict() for group in groups],
        "letters": [letter._asdict() for letter in letters],
    }
    print_letters(found, as_json=as_json)


def print_letters(found: Mapping[str, Any], *, as_json: bool) -> None:
    """Dead letters by handler and cause, and the latest, here or elsewhere."""
    letters = found["letters"]
    if as_json:
        show_data(found, letters)
        return
    show_counted(found["by"])
    keys = ("died_at", "handler", "events", "attempts", "cause")
    show_table(
        "The latest",
        ("id", "given up", "handler", "events", "tries", "cause"),
        [(str(each["id"]), *(as_moment(each[key]) for key in keys)) for each in letters],
    )
    show_errors(each["last_error"] for each in letters)


@dead.command()
@limit_option
@output_option
@click.pass_obj
def history(path: Path, limit: int, as_json: bool) -> None:
    """Shows who replayed or dropped dead letters, newest first."""

    async def work(connection: "Connection") -> list[store.Action]:
        return await store.actions(connection, limit)

    print_actions([each._asdict() for each in with_database(path, work)], as_json=as_json)


def print_actions(found: Sequence[Mapping[str, Any]], *, as_json: bool) -> None:
    """Replays and drops, of this installation or of one elsewhere."""
    if as_json:
        show_data(found)
        return
    show_table(
        "Replays and drops",
        ("when", "what", "who", "why", "chosen by", "letters", "events"),
        [
            (as_moment(each["at"]), each["action"], each["actor"], each["reason"],
             _conditions(each["chosen"]), each["letters"], each["events"])
            for each in found
        ],
    )  # fmt: skip


def _conditions(chosen: Mapping[str, Any]) -> str:
    # Until 0.1.0 the condition of that name was called `reasons`.
    names = {"reasons": "causes"}
    parts = (f"{names.get(name, name)} {_listed(value)}" for name, value in chosen.items())
    return "; ".join(parts) or "all"


def _listed(value: object) -> str:
    if not isinstance(value, list):
        return str(value)
    shown = ", ".join(str(each) for each in value[:5])
    return f"{shown} and {len(value) - 5:,} more" if len(value) > 5 else shown

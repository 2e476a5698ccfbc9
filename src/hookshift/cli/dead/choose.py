"""Which dead letters: the arguments that choose them, and how many there are of what."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from hookshift.cli.chosen import given, where_options
from hookshift.cli.moments import as_moment
from hookshift.cli.output import console, show_table
from hookshift.domain.format import counted
from hookshift.store.dead_letters import Chosen

F = TypeVar("F", bound=Callable[..., Any])

_PAST = {"replay": "replayed", "drop": "dropped"}

letter_number = click.IntRange(1, 2**63 - 1)
_BY = ("handler", "cause", "letters", "events", "empty", "last")


def choosing(command: F) -> F:
    """Ids, `--cause` and what `where_options` has; `chosen` reads them."""
    for option in reversed(
        (
            click.argument("ids", nargs=-1, type=letter_number, metavar="[ID]..."),
            click.option(
                "--cause",
                "causes",
                multiple=True,
                help="Only those given up for this cause; repeatable.",
            ),
            where_options("Given up"),
        )
    ):
        command = option(command)
    return command


def changing(reason: Callable[[F], F]) -> Callable[[F], F]:
    """What `replay` and `drop` take, here and elsewhere; `reason` is the option of that name."""

    def decorated(command: F) -> F:
        for option in reversed(
            (
                choosing,
                click.option("--all", "everything", is_flag=True, help="All dead letters."),
                click.option(
                    "--dry-run", is_flag=True, help="Show what would change, and change nothing."
                ),
                click.option("--yes", is_flag=True, help="Skip the confirmation."),
                reason,
            )
        ):
            command = option(command)
        return command

    return decorated


def demand_choice(these: Chosen, *, everything: bool) -> None:
    """Raises UsageError unless conditions were given, or else --all."""
    if everything == (these != Chosen()):
        raise click.UsageError(
            "give ids or conditions, or --all" + (" (not both)" if everything else "")
        )


def chosen(conditions: dict[str, Any]) -> Chosen:
    """What `choosing` was given."""
    ids, causes = conditions.pop("ids"), conditions.pop("causes")
    return Chosen(ids=list(ids) or None, causes=list(causes) or None, **given(**conditions))


def ask(action: str, total: int) -> None:
    """Ends the command on "no"."""
    click.confirm(
        f"{action.capitalize()} {counted(total, 'dead letter', 'dead letters')}?", abort=True
    )


def without_body(letters: int) -> str:
    """The remark about letters that cannot be replayed."""
    have = counted(letters, "letter no longer has", "letters no longer have")
    return f"{have} a body and cannot be replayed"


def show_done(action: str, letters: int, events: int) -> None:
    """Shows what was done."""
    console.print(
        f"{_PAST[action]} {counted(letters, 'letter', 'letters')} with "
        f"{counted(events, 'event', 'events')}"
    )


def show_counted(groups: Sequence[Mapping[str, Any]]) -> None:
    """Shows counts by handler and cause, as the store or the API has them."""
    show_table(
        "Dead letters (empty: without a body)",
        _BY,
        [tuple(as_moment(group[name]) for name in _BY) for group in groups],
    )

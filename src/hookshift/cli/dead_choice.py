"""Which dead letters: the arguments that choose them, and how many there are of what."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from hookshift.cli.chosen import given, where_options
from hookshift.cli.output import show_table
from hookshift.store.dead_letters import Chosen, Counted

F = TypeVar("F", bound=Callable[..., Any])

letter_number = click.IntRange(1, 2**63 - 1)
_BY = ("handler", "reason", "letters", "events", "empty", "last")


def choosing(command: F) -> F:
    """Ids, `--reason` and what `where_options` has; `chosen` reads them."""
    for option in reversed(
        (
            click.argument("ids", nargs=-1, type=letter_number, metavar="[ID]..."),
            click.option("--reason", "reasons", multiple=True, help="Given up for this reason."),
            where_options("Given up"),
        )
    ):
        command = option(command)
    return command


def chosen(conditions: dict[str, Any]) -> Chosen:
    """What `choosing` was given."""
    ids, reasons = conditions.pop("ids"), conditions.pop("reasons")
    return Chosen(ids=list(ids) or None, reasons=list(reasons) or None, **given(**conditions))


def show_counted(groups: Sequence[Counted]) -> None:
    """By handler and reason."""
    show_table(
        "Dead letters (empty: without a body)",
        _BY,
        [(*group[:5], group.last) for group in groups],
    )

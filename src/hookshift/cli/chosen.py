"""Options that choose among events: by handler, domain, source, error and time."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

import click

from hookshift.cli import options
from hookshift.cli.output import console
from hookshift.cli.rollout.times import Moment
from hookshift.view.text import text

F = TypeVar("F", bound=Callable[..., Any])


MOST_SHOWN = 10_000
MOST_ERRORS = 5

MOST_ELSEWHERE = 1_000
"""Rows of one answer over HTTP."""

limit_option = options.limit_option(20, MOST_SHOWN)
limit_elsewhere = options.limit_option(20, MOST_ELSEWHERE)


def where_options(what: str) -> Callable[[F], F]:
    """Each may be given several times but those of time; `what` happened then."""

    def decorated(command: F) -> F:
        for option in reversed(
            (
                click.option(
                    "--handler",
                    "handlers",
                    multiple=True,
                    help="Only for this handler; repeatable.",
                ),
                click.option(
                    "--domain",
                    "domains",
                    multiple=True,
                    help="Only of this domain; repeatable.",
                ),
                click.option(
                    "--source",
                    "sources",
                    multiple=True,
                    help="Only from this source; repeatable.",
                ),
                click.option(
                    "--error", "contains", help="Only those whose last error contains this text."
                ),
                click.option("--since", type=Moment(), help=f"{what} at this time or later."),
                click.option("--until", type=Moment(), help=f"{what} before this time."),
            )
        ):
            command = option(command)
        return command

    return decorated


def given(
    *,
    handlers: tuple[str, ...] = (),
    domains: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
    contains: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, Any]:
    """The conditions of `where_options`; one that was not given is None."""
    if since is not None and until is not None and since >= until:
        raise click.UsageError("--since must be before --until")
    return {
        "handlers": list(handlers) or None,
        "domains": list(domains) or None,
        "sources": list(sources) or None,
        "contains": contains or None,
        "since": since,
        "until": until,
    }


def show_errors(errors: Iterable[str | None]) -> None:
    """What went wrong, each text once with its count: too long for a table's cell."""
    found = Counter(error for error in errors if error)
    for error, number in found.most_common(MOST_ERRORS):
        console.print(text(f"  {number:,} x {error}"), soft_wrap=True)

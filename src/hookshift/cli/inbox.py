"""`hookshift inbox`, `undelivered` and `ledger`: where everything is that was acknowledged."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from hookshift.cli.chosen import given, limit_option, show_errors, where_options
from hookshift.cli.moments import as_moment
from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, complain, console, show_data, show_table
from hookshift.cli.rollout.times import Moment
from hookshift.cli.session import with_database
from hookshift.config.part import load_part
from hookshift.config.schema.health import HealthPart
from hookshift.domain.format import counted, duration
from hookshift.store import ledger as store
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection

F = TypeVar("F", bound=Callable[..., Any])

_PLACES = ("accepted", "delivered", "waiting", "dead", "dropped")
_FORMATS = {"hour": "%Y-%m-%d %H:00", "day": "%Y-%m-%d", "month": "%Y-%m"}


@click.command()
@output_option
@click.pass_obj
def inbox(path: Path, as_json: bool) -> None:
    """Shows the backlog by handler: how many, since when, and why.

    Nothing is delivered to a handler marked with *: it is not in the settings.
    """
    known = load_part(path, HealthPart).handlers
    rows = with_database(path, store.waiting)
    if as_json:
        show_data([{**row._asdict(), "configured": row.handler in known} for row in rows])
        return
    headings = ("handler", "events", "senders", "held", "due", "later", "behind", "oldest")
    show_table(
        "Backlog by handler (deliveries in flight, due, scheduled, blocked by an earlier one)",
        headings,
        [
            (
                row.handler + ("" if row.handler in known else " *"),
                row.events,
                row.lanes,
                row.held,
                row.due,
                row.later,
                row.behind,
                duration(row.age),
            )
            for row in rows
        ],
    )
    for row in rows:
        if row.expires is not None:
            console.print(text(f"{row.handler}: the first one is given up "), text(row.expires))
    show_errors(row.last_error for row in rows)


@click.command()
@where_options("Acknowledged")
@limit_option
@output_option
@click.pass_obj
def undelivered(path: Path, /, limit: int, as_json: bool, **where: Any) -> None:
    """Shows events that were acknowledged but not delivered.

    Waiting ones and dead letters, oldest first. `hookshift dead replay` delivers dead letters
    again.
    """
    chosen = store.Where(**given(**where))

    async def work(connection: "Connection") -> store.Undelivered:
        return await store.undelivered(connection, chosen, limit)

    found = with_database(path, work)
    oldest = [each._asdict() for each in found.oldest]
    print_undelivered({**found._asdict(), "oldest": oldest}, as_json=as_json)


def print_undelivered(found: Mapping[str, Any], *, as_json: bool) -> None:
    """What is not delivered, here or in an installation elsewhere."""
    oldest = found["oldest"]
    if as_json:
        show_data(found, oldest)
        return
    keys = ("accepted_at", "handler", "events", "attempts", "state")
    show_table(
        f"{counted(found['events'], 'event', 'events')} not delivered",
        ("id", "acknowledged", "handler", "events", "tries", "state"),
        [(str(each["id"]), *(as_moment(each[key]) for key in keys)) for each in oldest],
    )
    show_errors(each["last_error"] for each in oldest)
    if found["deliveries"] > len(oldest):
        console.print(f"  the oldest {len(oldest):,} of {found['deliveries']:,} deliveries")


def ledger_options(command: F) -> F:
    """`--by`, `--since` and `--until` of the ledger, here and elsewhere."""
    for option in reversed(
        (
            click.option(
                "--by",
                "unit",
                type=click.Choice(list(_FORMATS)),
                help="One row for each hour, day or month (UTC).",
            ),
            click.option(
                "--since",
                type=Moment(),
                help="Only events acknowledged in the hour of this time or later.",
            ),
            click.option("--until", type=Moment(), help="Only hours that begin before this time."),
        )
    ):
        command = option(command)
    return command


@click.command()
@ledger_options
@output_option
@click.pass_obj
def ledger(
    path: Path,
    unit: str | None,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """Accounts for every event that was acknowledged.

    Delivered, waiting, dead or dropped, by source and time of acknowledgement. The difference must
    be 0; the exit code is 1 if it is not.
    """

    async def work(connection: "Connection") -> list[store.Balance]:
        return await store.balance(connection, unit, since, until)

    rows = with_database(path, work)
    answer = [{**row._asdict(), "difference": row.difference} for row in rows]
    print_ledger(answer, unit, as_json=as_json)


def print_ledger(rows: Sequence[Mapping[str, Any]], unit: str | None, *, as_json: bool) -> None:
    """Where everything is, here or in an installation elsewhere; ends the command."""
    if as_json:
        show_data(rows)
    else:
        show_table(
            "Events by outcome (diff must be 0)",
            ("source", *((unit,) if unit else ()), *_PLACES, "diff"),
            [
                (row["source"], *_period(row, unit), *(row[place] for place in _PLACES),
                 row["difference"])
                for row in rows
            ],
        )  # fmt: skip
    uneven = [row for row in rows if row["difference"]]
    for row in uneven:
        _complain(row["source"], row["difference"])
    raise click.exceptions.Exit(Exit.FAILED if uneven else Exit.OK)


def _period(row: Mapping[str, Any], unit: str | None) -> tuple[str, ...]:
    began = row["period"]
    if unit is None or began is None:
        return ()
    moment = datetime.fromisoformat(began) if isinstance(began, str) else began
    return (moment.astimezone(UTC).strftime(_FORMATS[unit]),)


def _complain(source: str, difference: int) -> None:
    number = counted(abs(difference), "event", "events")
    what = (
        f"{number} missing: rows of hookshift.deliveries or "
        "hookshift.dead_letters have been removed by something other than hookshift"
        if difference > 0
        else f"{number} more than were accepted: rows of hookshift.ledger have been removed or "
        "changed by something other than hookshift"
    )
    complain(f"{source}: {what}")

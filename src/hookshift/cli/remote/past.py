"""`hookshift --url ... rollout history` and `undelivered`."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import click

from hookshift.cli.options import output_option, rollout_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.cli.remote.client import Client
from hookshift.domain.format import counted

MOST = 1_000

limit_option = click.option(
    "--limit",
    type=click.IntRange(1, MOST),
    default=100,
    show_default=True,
    help="How many to show.",
)


@click.command()
@rollout_option
@click.option("--all", "every", is_flag=True, help="List all rollouts instead.")
@limit_option
@output_option
@click.pass_obj
def history(client: Client, number: int | None, every: bool, limit: int, as_json: bool) -> None:
    """Shows what happened in a rollout, oldest first."""
    asked = {"limit": limit} | ({"rollout": number} if number and not every else {})
    path = "rollouts" if every else "rollout/history"
    rows: list[dict[str, Any]] = client.get(f"{path}?{urlencode(asked)}")
    if as_json:
        show_data(rows)
    elif every:
        keys = ("id", "phase", "stage", "started_at", "started_by", "ended_at", "why")
        headings = ("rollout", "phase", "stage", "started", "by", "ended", "why")
        show_table("Rollouts", headings, [[_cell(row[key]) for key in keys] for row in rows])
    else:
        told = ("at", "stage", "news", "text", "actor")
        show_table(
            "History",
            ("when", "stage", "what", "why", "who"),
            [[_cell(row[key]) for key in told] for row in rows],
        )


@click.command()
@limit_option
@output_option
@click.pass_obj
def undelivered(client: Client, limit: int, as_json: bool) -> None:
    """Shows events that were acknowledged but not delivered: waiting ones and dead letters."""
    found = client.get(f"undelivered?{urlencode({'limit': limit})}")
    if as_json:
        show_data(found, found["oldest"])
        return
    keys = ("id", "accepted_at", "handler", "events", "attempts", "state", "last_error")
    headings = ("id", "acknowledged", "handler", "events", "tries", "state", "error")
    show_table(
        f"{counted(found['events'], 'event', 'events')} not delivered",
        headings,
        [[_cell(row[key]) for key in keys] for row in found["oldest"]],
    )
    if found["deliveries"] > len(found["oldest"]):
        console.print(f"  the oldest {len(found['oldest']):,} of {found['deliveries']:,}")


def _cell(value: Any) -> Any:
    """A time of the API as one."""
    if isinstance(value, str) and "T" in value[10:11]:
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value

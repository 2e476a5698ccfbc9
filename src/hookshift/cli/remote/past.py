"""`hookshift --url`: what was: rollouts, letters, conversations; what may go."""

from typing import Any
from urllib.parse import urlencode

import click

from hookshift.cli.conversations import minutes_option, tell_report
from hookshift.cli.dead.commands import tell_actions
from hookshift.cli.options import output_option, rollout_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.cli.remote.client import Client
from hookshift.cli.retire.retire import handlers_argument, tell_retirement, window_option
from hookshift.cli.rollout.replay import tell_replay
from hookshift.cli.rollout.times import as_moment
from hookshift.cli.verbs import Verbs
from hookshift.config.durations import Duration
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
        show_table("Rollouts", headings, [[as_moment(row[key]) for key in keys] for row in rows])
    else:
        told = ("at", "stage", "news", "text", "actor")
        show_table(
            "History",
            ("when", "stage", "what", "why", "who"),
            [[as_moment(row[key]) for key in told] for row in rows],
        )


@click.command("history")
@limit_option
@output_option
@click.pass_obj
def letter_actions(client: Client, limit: int, as_json: bool) -> None:
    """Shows who replayed or dropped dead letters, newest first."""
    tell_actions(client.get(f"dead-letters/history?{urlencode({'limit': limit})}"), as_json=as_json)


@click.command()
@rollout_option
@output_option
@click.pass_obj
def replay(client: Client, number: int | None, as_json: bool) -> None:
    """Shows what the installation's gates of today would have decided about a past rollout."""
    query = "" if number is None else f"?{urlencode({'rollout': number})}"
    tell_replay(client.get(f"rollout/replay{query}"), as_json=as_json)


@click.command()
@handlers_argument
@window_option
@output_option
@click.pass_obj
def retire(client: Client, handlers: tuple[str, ...], window: Duration, as_json: bool) -> None:
    """Proves that nothing uses an old handler any more."""
    query = urlencode({"handler": handlers, "window": float(window)}, doseq=True)
    tell_retirement(client.get(f"retire?{query}"), as_json=as_json)


@click.group(cls=Verbs)
def conversations() -> None:
    """Shows how events found their domain."""


@conversations.command()
@minutes_option
@output_option
@click.pass_obj
def report(client: Client, minutes: int, *, as_json: bool) -> None:
    """Shows how events found their domain, and where `observe` would have sent them."""
    query = urlencode({"minutes": minutes})
    tell_report(client.get(f"conversations/report?{query}"), minutes, as_json=as_json)


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
        [[as_moment(row[key]) for key in keys] for row in found["oldest"]],
    )
    if found["deliveries"] > len(found["oldest"]):
        console.print(f"  the oldest {len(found['oldest']):,} of {found['deliveries']:,}")

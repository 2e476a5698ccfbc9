"""`hookshift --url`: what was: rollouts, letters, conversations; what may go."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import click

from hookshift.cli import options
from hookshift.cli.chosen import MOST_ELSEWHERE as MOST
from hookshift.cli.chosen import given, limit_elsewhere, where_options
from hookshift.cli.conversations import minutes_option, print_report
from hookshift.cli.dead.commands import print_actions
from hookshift.cli.inbox import ledger_options, print_ledger, print_undelivered
from hookshift.cli.options import output_option, rollout_option
from hookshift.cli.remote.client import Client
from hookshift.cli.remote.dead import as_asked
from hookshift.cli.retire.retire import handlers_argument, print_retirement, window_option
from hookshift.cli.rollout.history import history_options, print_history, print_rollouts
from hookshift.cli.rollout.replay import print_replay
from hookshift.cli.verbs import Verbs
from hookshift.config.durations import Duration
from hookshift.store.ledger import Where

limit_option = options.limit_option(100, MOST)


@click.command()
@history_options(MOST)
@click.pass_obj
def history(client: Client, number: int | None, every: bool, limit: int, as_json: bool) -> None:
    """Shows what happened in a rollout, oldest first."""
    asked = {"limit": limit} | ({"rollout": number} if number and not every else {})
    path = "rollouts" if every else "rollout/history"
    rows: list[dict[str, Any]] = client.get(f"{path}?{urlencode(asked)}")
    if every:
        print_rollouts(rows, as_json=as_json)
    else:
        print_history(rows, as_json=as_json)


@click.command("history")
@limit_option
@output_option
@click.pass_obj
def letter_actions(client: Client, limit: int, as_json: bool) -> None:
    """Shows who replayed or dropped dead letters, newest first."""
    print_actions(
        client.get(f"dead-letters/history?{urlencode({'limit': limit})}"), as_json=as_json
    )


@click.command()
@rollout_option
@output_option
@click.pass_obj
def replay(client: Client, number: int | None, as_json: bool) -> None:
    """Shows what the installation's current gates would have decided about a past rollout."""
    query = "" if number is None else f"?{urlencode({'rollout': number})}"
    print_replay(client.get(f"rollout/replay{query}"), as_json=as_json)


@click.command()
@handlers_argument
@window_option
@output_option
@click.pass_obj
def retire(client: Client, handlers: tuple[str, ...], window: Duration, as_json: bool) -> None:
    """Proves that nothing uses an old handler any more."""
    query = urlencode({"handler": handlers, "window": float(window)}, doseq=True)
    print_retirement(client.get(f"retire?{query}"), as_json=as_json)


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
    print_report(client.get(f"conversations/report?{query}"), minutes, as_json=as_json)


@click.command()
@where_options("Acknowledged")
@limit_elsewhere
@output_option
@click.pass_obj
def undelivered(client: Client, /, limit: int, as_json: bool, **where: Any) -> None:
    """Shows events that were acknowledged but not delivered: waiting ones and dead letters."""
    asked = as_asked(Where(**given(**where)))
    print_undelivered(client.ask("undelivered", **asked, limit=limit), as_json=as_json)


@click.command()
@ledger_options
@output_option
@click.pass_obj
def ledger(
    client: Client,
    unit: str | None,
    since: datetime | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """Accounts for every event that was acknowledged; exit code 1 if the difference is not 0."""
    asked = {
        "by": unit,
        "since": since and since.isoformat(),
        "until": until and until.isoformat(),
    }
    print_ledger(client.ask("ledger", **asked)["rows"], unit, as_json=as_json)

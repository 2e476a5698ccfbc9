"""`hookshift --url ... dead`: the same options as beside the installation, and a count first."""

from collections.abc import Mapping
from typing import Any

import click

from hookshift.cli.chosen import limit_elsewhere
from hookshift.cli.dead.choose import (
    ask,
    changing,
    choosing,
    chosen,
    demand_choice,
    show_counted,
    show_done,
    without_body,
)
from hookshift.cli.dead.commands import print_letters
from hookshift.cli.options import output_option, required_reason_option
from hookshift.cli.output import complain, console, show_data
from hookshift.cli.remote.client import Client
from hookshift.cli.verbs import Verbs
from hookshift.store.dead_letters import Chosen
from hookshift.store.ledger import Where


@click.group(cls=Verbs)
def dead() -> None:
    """Shows, replays and drops dead letters: events that were given up."""


@dead.command("list")
@choosing
@limit_elsewhere
@output_option
@click.pass_obj
def listed(client: Client, /, limit: int, as_json: bool, **conditions: Any) -> None:
    """Counts dead letters by handler and cause, and shows the latest."""
    asked = as_asked(chosen(conditions))
    print_letters(client.ask("dead-letters/list", **asked, limit=limit), as_json=as_json)


@dead.command()
@changing(required_reason_option)
@output_option
@click.pass_obj
def replay(client: Client, /, **options: Any) -> None:
    """Delivers dead letters again, after what already waits for the same senders.

    Give ids, conditions, or --all.
    """
    _act(client, "replay", **options)


@dead.command()
@changing(required_reason_option)
@output_option
@click.pass_obj
def drop(client: Client, /, **options: Any) -> None:
    """Deletes dead letters for good; the ledger counts them as dropped.

    Give ids, conditions, or --all.
    """
    _act(client, "drop", **options)


def _act(
    client: Client,
    action: str,
    *,
    everything: bool,
    dry_run: bool,
    yes: bool,
    reason: str,
    as_json: bool,
    **conditions: Any,
) -> None:
    these = chosen(conditions)
    demand_choice(these, everything=everything)
    asked = {**as_asked(these), "all": everything, "reason": reason}
    path = f"dead-letters/{action}"
    found = client.ask(path, **asked, dry_run=True)
    total = _doable(action, found["by"])
    if not as_json:
        show_counted(found["by"])
    if dry_run or not total:
        if as_json:
            show_data(found)
        return
    if not yes:
        ask(action, total)
    # What has ended since the count is another matter.
    done = _all(client, path, {**asked, "until": found["until"]})
    if as_json:
        show_data(done)
    else:
        show_done(action, done["letters"], done["events"])


def _all(client: Client, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Again and again, as one call does only so many; each call is carried out once."""
    letters = events = 0
    while True:
        done: dict[str, Any] = client.change(path, **asked)
        letters, events = letters + done["letters"], events + done["events"]
        if not (done["letters"] and done["left"]):
            return {**done, "letters": letters, "events": events}
        console.print(f"  {letters:,} ...", end="\r") if console.is_terminal else None


def as_asked(these: Chosen | Where) -> dict[str, Any]:
    """As the API names them; what was not given is left out."""
    asked = these._asdict() | {"error": these.contains}
    del asked["contains"]
    for name in ("since", "until"):
        asked[name] = asked[name] and asked[name].isoformat()
    return {name: value for name, value in asked.items() if value is not None}


def _doable(action: str, groups: list[dict[str, Any]]) -> int:
    """How many letters it can be done to; says how many others there are."""
    total: int = sum(group["letters"] for group in groups)
    empty: int = sum(group["empty"] for group in groups)
    if action == "drop" or not empty:
        return total
    complain(without_body(empty))
    return total - empty

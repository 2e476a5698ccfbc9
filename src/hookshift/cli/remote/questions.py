"""`hookshift --url`: what shows more than the page does: verdicts, the plan, messages, tokens."""

import asyncio
import signal
import sys
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import click
from rich.live import Live
from rich.text import Text

from hookshift.cli.dead.choose import letter_number
from hookshift.cli.dead.show import print_letter
from hookshift.cli.moments import as_moment
from hookshift.cli.notify import print_messages, print_trial
from hookshift.cli.options import output_option, required_reason_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.cli.remote import show
from hookshift.cli.remote.client import Client
from hookshift.cli.remote.past import limit_option
from hookshift.cli.remote.refusing import only_beside
from hookshift.cli.rollout.explain import explain_options, show_explanation
from hookshift.cli.rollout.lint import print_lint, volume_option
from hookshift.cli.verbs import Verbs
from hookshift.domain.errors import OperatorError

FRAME_SECONDS = 1.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _query(**asked: Any) -> str:
    given = {name: value for name, value in asked.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


@click.command()
@explain_options
@click.pass_obj
def explain(
    client: Client,
    *,
    number: int | None,
    at: datetime | None,
    gate: str | None,
    domain: str | None,
    as_json: bool,
) -> None:
    """Explains verdicts: what was counted, in which window, and compared with what."""
    query = _query(rollout=number, at=at and at.isoformat(), gate=gate, domain=domain)
    in_full = gate is not None or domain is not None
    show_explanation(client.get(f"rollout/verdicts{query}"), as_json=as_json, in_full=in_full)


@click.command()
@volume_option
@output_option
@click.pass_obj
def lint(client: Client, volume: float | None, as_json: bool) -> None:
    """Checks the plan in the installation's [rollout] before it runs.

    Exit codes: 0 no findings, 3 warnings, 1 the plan cannot run.
    """
    print_lint(client.get(f"rollout/lint{_query(volume=volume)}"), as_json=as_json)


@click.command()
@only_beside("--rollout", "--id", why="the overview has the open rollout, or else the newest")
@click.pass_obj
def watch(client: Client) -> None:
    """Shows the rollout live until Ctrl-C; needs a terminal."""
    if not sys.stdout.isatty():
        raise click.UsageError(
            "watch needs a terminal; in a script use `hookshift --url ... rollout status --json`"
        )
    asyncio.run(_watch(client))


async def _watch(client: Client) -> None:
    stop = asyncio.Event()
    for each in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    seen = await asyncio.to_thread(client.get, "overview")
    with Live(console=console, screen=True, auto_refresh=False) as live:
        banner: Text | None = None
        while not stop.is_set():
            live.update(frame(seen, banner), refresh=True)
            with suppress(TimeoutError):
                async with asyncio.timeout(FRAME_SECONDS):
                    await stop.wait()
            try:
                seen, banner = await asyncio.to_thread(client.get, "overview"), None
            except OperatorError as error:
                banner = Text(f" STALE, trying again: {error} ", style="bold reverse red")


def frame(seen: show.Seen, banner: Text | None) -> Text:
    """What `rollout status` prints, below what is wrong with it."""
    with console.capture() as captured:
        for each in (show.rolled_back, show.where, show.gates, show.health):
            each(seen)
    printed = Text.from_ansi(captured.get())
    return printed if banner is None else Text("\n").join([banner, printed])


@click.command("show")
@click.argument("number", metavar="ID", type=letter_number)
@only_beside("--body", is_flag=True, why="it holds what people wrote; run it on a host")
@output_option
@click.pass_obj
def dead_letter(client: Client, number: int, as_json: bool) -> None:
    """Shows one dead letter with its headers and events.

    Its body, which holds what people wrote, is shown beside the installation only.
    """
    print_letter(client.get(f"dead-letters/{number}"), as_json=as_json)


@click.group(cls=Verbs)
def notify() -> None:
    """Tests the notifiers, and lists what they sent."""


@notify.command("test")
@click.argument("name", required=False)
@output_option
@click.pass_obj
def notify_test(client: Client, name: str | None, as_json: bool) -> None:
    """Sends a test message through each notifier, or the one called NAME.

    Shows each answer; the exit code is 1 if any notifier did not accept the message.
    """
    answer = client.change("notify/test", name=name, reason="hookshift notify test")
    print_trial(answer["tried"], as_json=as_json)


@notify.command("list")
@click.argument("name", required=False)
@limit_option
@output_option
@click.pass_obj
def notify_list(client: Client, name: str | None, limit: int, as_json: bool) -> None:
    """Shows the latest messages, of all notifiers or of the one called NAME, newest first."""
    print_messages(client.get(f"notifications{_query(name=name, limit=limit)}"), as_json=as_json)


@click.group(cls=Verbs)
def token() -> None:
    """Lists and revokes tokens; an admin's token is needed.

    None is created over HTTP: whoever has one token could make themselves others.
    """


@token.command("list")
@output_option
@click.pass_obj
def token_list(client: Client, as_json: bool) -> None:
    """Lists tokens by name, newest first."""
    found = client.get("tokens")
    if as_json:
        show_data(found)
        return
    headings = ("name", "role", "handler", "created", "by", "until", "last used", "revoked", "by")
    show_table(
        "Tokens", headings, [[as_moment(value) for value in each.values()] for each in found]
    )


@token.command("revoke")
@click.argument("name")
@required_reason_option
@output_option
@click.pass_obj
def token_revoke(client: Client, name: str, reason: str, as_json: bool) -> None:
    """Revokes the token called NAME at once."""
    answer = client.change("tokens/revoke", name=name, reason=reason)
    if as_json:
        show_data({"name": name, "revoked": bool(answer["ended"])})
    else:
        console.print(f'Token "{name}" revoked.', markup=False)


@token.command("create", context_settings={"ignore_unknown_options": True})
@click.argument("given", nargs=-1, expose_value=False)
def token_create() -> None:
    """Is not possible here: run it on a host of the installation."""
    raise OperatorError(
        "tokens are not created over HTTP, since a token that leaks could then make others that "
        "outlive it: run `hookshift token create` on a host of the installation"
    )

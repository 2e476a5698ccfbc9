"""`hookshift notify`: tests the notifiers, and lists what they sent."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.moments import as_moment
from hookshift.cli.options import limit_option, output_option
from hookshift.cli.output import Exit, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.cli.verbs import Verbs
from hookshift.config.load import load
from hookshift.controller.notify.trial import try_all
from hookshift.store.outbox import Notification, listed, notifications

if TYPE_CHECKING:
    from hookshift.store.database import Connection

MOST_SHOWN = 10_000


@click.group(cls=Verbs)
def notify() -> None:
    """Tests the notifiers, and lists what they sent."""


@notify.command()
@click.argument("name", required=False)
@output_option
@click.pass_obj
def test(path: Path, name: str | None, as_json: bool) -> None:
    """Sends a test message through each notifier, or the one called NAME.

    Shows each answer; the exit code is 1 if any notifier did not accept the message.
    """
    settings = load(path, needs=("notifiers",))
    print_trial(asyncio.run(try_all(settings.notifiers, name)), as_json=as_json)


def print_trial(tried: list[dict[str, Any]], *, as_json: bool) -> None:
    """What each notifier answered, also one of an installation elsewhere; exit code 1 if not."""
    if as_json:
        show_data(tried)
    else:
        show_table(
            "A test message",
            ("notifier", "kind", "accepted", "answer", "ms"),
            [
                (
                    each["notifier"],
                    each["kind"],
                    each["good"],
                    each["answer"],
                    round(each["seconds"] * 1000),
                )
                for each in tried
            ],
        )
    good = all(each["good"] for each in tried)
    raise click.exceptions.Exit(Exit.OK if good else Exit.FAILED)


@notify.command("list")
@click.argument("name", required=False)
@limit_option(20, MOST_SHOWN)
@output_option
@click.pass_obj
def latest(path: Path, name: str | None, limit: int, as_json: bool) -> None:
    """Shows the latest messages, of all notifiers or of the one called NAME, newest first.

    NAME may also be a notifier that has been removed from the settings.
    """

    async def work(connection: "Connection") -> list[Notification]:
        return await notifications(connection, limit, name)

    print_messages([listed(each) for each in with_database(path, work)], as_json=as_json)


def print_messages(found: list[dict[str, Any]], *, as_json: bool) -> None:
    """The latest messages, of this installation or of one elsewhere."""
    if as_json:
        show_data(found)
        return
    show_table(
        "Messages",
        ("when", "notifier", "of", "stage", "news", "state", "attempts", "then", "error"),
        [
            (
                as_moment(each["at"]),
                each["notifier"],
                _of(each),
                None if each["stage"] is None else str(each["stage"]),
                each["news"],
                each["state"].replace("_", " "),
                each["attempts"],
                as_moment(each["ended_at"]) or f"next try {as_moment(each['next_at']):%H:%M:%S}",
                each["last_error"],
            )
            for each in found
        ],
    )


def _of(message: dict[str, Any]) -> str:
    if message["alert"] is None:
        return f"rollout {message['rollout']}"
    return f"{message['alert'].replace('_', ' ')} {message['subject']}".rstrip()

"""`hookshift notify`: whether people can be told, and what they have been told."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.cli.verbs import Verbs
from hookshift.config.load import load
from hookshift.config.schema.rollout import NotifierConfig
from hookshift.controller.notify.answer import Answer
from hookshift.controller.notify.channel import NotifierChannel
from hookshift.controller.notify.message import trial
from hookshift.domain.errors import OperatorError
from hookshift.store.outbox import Notification, notifications

if TYPE_CHECKING:
    from hookshift.store.database import Connection

MOST_SHOWN = 10_000


@click.group(cls=Verbs)
def notify() -> None:
    """Tests the notifiers, and lists what they sent."""


class Tried(NamedTuple):
    """What came back from one notifier."""

    notifier: NotifierConfig
    answer: Answer
    seconds: float


@notify.command()
@click.argument("name", required=False)
@output_option
@click.pass_obj
def test(path: Path, name: str | None, as_json: bool) -> None:
    """Sends a test message through each notifier, or the one called NAME.

    Shows each answer; the exit code is 1 if any notifier did not accept the message.
    """
    tried = asyncio.run(_try_all(_chosen(load(path, needs=("notifiers",)).notifiers, name)))
    if as_json:
        show_data([_tried(each) for each in tried])
    else:
        show_table(
            "A test message",
            ("notifier", "kind", "accepted", "answer", "ms"),
            [
                (
                    each.notifier.name,
                    each.notifier.kind,
                    each.answer.good,
                    each.answer.text,
                    round(each.seconds * 1000),
                )
                for each in tried
            ],
        )
    good = all(each.answer.good for each in tried)
    raise click.exceptions.Exit(Exit.OK if good else Exit.FAILED)


@notify.command("list")
@click.argument("name", required=False)
@click.option(
    "--limit",
    type=click.IntRange(1, MOST_SHOWN),
    default=20,
    show_default=True,
    help="How many to show.",
)
@output_option
@click.pass_obj
def latest(path: Path, name: str | None, limit: int, as_json: bool) -> None:
    """Shows the latest messages, of all notifiers or of the one called NAME, newest first.

    NAME may also be a notifier that has been removed from the settings.
    """

    async def work(connection: "Connection") -> list[Notification]:
        return await notifications(connection, limit, name)

    found = with_database(path, work)
    if as_json:
        show_data([_listed(each) for each in found])
        return
    show_table(
        "Messages",
        ("when", "notifier", "of", "stage", "news", "state", "attempts", "then", "error"),
        [
            (
                each.at,
                each.notifier,
                _of(each),
                None if each.stage is None else str(each.stage + 1),
                each.news.value,
                each.state.replace("_", " "),
                each.attempts,
                each.ended_at or f"next try {each.next_at.astimezone():%H:%M:%S}",
                each.last_error,
            )
            for each in found
        ],
    )


def _chosen(notifiers: Sequence[NotifierConfig], name: str | None) -> list[NotifierConfig]:
    if not notifiers:
        raise OperatorError(
            "the settings have no notifiers. Add [[notifiers]]; hookshift.toml shows how."
        )
    chosen = [notifier for notifier in notifiers if name in (None, notifier.name)]
    if not chosen:
        known = ", ".join(notifier.name for notifier in notifiers)
        raise OperatorError(f'there is no notifier "{name}": use one of {known}')
    return chosen


async def _try_all(notifiers: Sequence[NotifierConfig]) -> list[Tried]:
    return list(await asyncio.gather(*(_try(notifier) for notifier in notifiers)))


async def _try(notifier: NotifierConfig) -> Tried:
    message = trial(f"msg_{uuid4().hex}", notifier.name, datetime.now(UTC))
    began = time.monotonic()
    answer = await NotifierChannel(notifier).tell(message)
    return Tried(notifier, answer, time.monotonic() - began)


def _tried(tried: Tried) -> dict[str, Any]:
    return {
        "notifier": tried.notifier.name,
        "kind": tried.notifier.kind,
        "good": tried.answer.good,
        "answer": tried.answer.text,
        "seconds": round(tried.seconds, 3),
    }


def _of(notification: Notification) -> str:
    if notification.alert is None:
        return f"rollout {notification.rollout}"
    return f"{notification.alert.replace('_', ' ')} {notification.subject}".rstrip()


def _listed(notification: Notification) -> dict[str, Any]:
    """With the id that receivers see, and stages as people count them."""
    return {
        **notification._asdict(),
        "id": f"msg_{notification.id.hex}",
        "stage": None if notification.stage is None else notification.stage + 1,
    }

"""The outbox: messages for each notifier, and what became of them.

An attempt is claimed before it is made. A process that dies in the middle of one leaves a claim
that runs out, and the message is sent again under the same id: at least once, never silently not at
all. Times are seconds on the database's clock.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from hookshift.domain.alerts import AlertKind, AlertNews
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.rollout.state import News
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load
from hookshift.store.rollouts import HistoryEntry
from hookshift.store.shapes import UnknownShape, decode

log = logging.getLogger(__name__)

SQL = load("outbox")
_FILLS = ("fill", "fill_alerts")
OVERLAP_SECONDS = 600.0
"""How long entries are looked at again: far longer than the transaction that writes one."""
ERROR_CHARACTERS = 500


class AlertEntry(NamedTuple):
    """News of an alert: it was raised, it goes on, or it is over."""

    id: int
    at: datetime
    news: AlertNews
    kind: str
    subject: str
    text: str


class DueMessage(NamedTuple):
    """A message of which an attempt has been claimed."""

    id: UUID
    notifier: str
    attempt: int
    """The attempt's number, from 1."""
    entry: HistoryEntry | AlertEntry
    plan: Plan | None
    """Plan of the entry's rollout; None if another version of hookshift wrote it."""


class GivenUp(NamedTuple):
    """A message that will never be sent."""

    id: UUID
    notifier: str
    what: str
    """`entry 7` or `alert 7`."""
    error: str


class Notification(NamedTuple):
    """A message as commands and the dashboard show it."""

    id: UUID
    notifier: str
    at: datetime
    rollout: int | None
    """The rollout that the news is of; None, like `stage`, if it is of an alert."""
    stage: int | None
    """The stage, from 0; None, like `rollout`, if the news is of an alert."""
    alert: str | None
    """The alert's kind; None, like `subject`, if the news is of a rollout."""
    subject: str | None
    news: News | AlertNews
    state: str
    """`waiting`, `sent` or `given_up`."""
    attempts: int
    tried_at: datetime | None
    next_at: datetime
    ended_at: datetime | None
    last_error: str | None


class Bounds(NamedTuple):
    """Bounds of the outbox."""

    age: float
    """Seconds after which a message is no news any more."""
    backlog: int
    """Messages that may wait for one notifier."""
    per_minute: int
    """Attempts for one notifier in a minute."""
    claim: float
    """Seconds after which an attempt without an outcome is taken for lost."""


async def register(connection: Connection, names: Sequence[str], since: float) -> None:
    """Registers notifiers; new ones get news of the last `since` seconds. Raises OperatorError."""
    with translated("write hookshift.notifiers"):
        await connection.execute(SQL["register"], names, since)


async def fill(connection: Connection, wanted: Iterable[tuple[str, str]]) -> int:
    """Adds the messages that are missing; how many. Raises OperatorError.

    `wanted` are pairs of a registered notifier and an event type (`domain.notification_events`).
    """
    pairs = list(wanted)
    names = [name for name, _ in pairs]
    with translated("write hookshift.notifications"):
        event_types = [str(news) for _, news in pairs]
        done = [await connection.execute(SQL[each], names, event_types) for each in _FILLS]
        await connection.execute(SQL["advance"], sorted(set(names)), OVERLAP_SECONDS)
    return sum(int(each.rpartition(" ")[2]) for each in done)


async def tidy(connection: Connection, bounds: Bounds) -> list[GivenUp]:
    """Gives up messages beyond the bounds, and returns them. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        rows = [
            *await connection.fetch(SQL["expire"], bounds.age, ERROR_CHARACTERS),
            *await connection.fetch(SQL["shorten"], bounds.backlog, ERROR_CHARACTERS),
        ]
    return [GivenUp(row["id"], row["notifier"], _named(row), row["last_error"]) for row in rows]


async def claim(connection: Connection, names: Sequence[str], bounds: Bounds) -> list[DueMessage]:
    """Claims an attempt for each of the notifiers that has a message due. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        rows = await connection.fetch(SQL["claim"], names, bounds.per_minute, bounds.claim)
    return [due for row in rows if (due := _due_if_readable(row)) is not None]


async def sent(connection: Connection, due: DueMessage) -> None:
    """The message was sent; the notifier's failed ones are due now. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        async with connection.transaction():
            await connection.execute(SQL["sent"], due.id)
            await connection.execute(SQL["retry_now"], due.notifier)


async def failed(connection: Connection, due: DueMessage, error: str, wait: float | None) -> None:
    """The attempt failed; the next is due in `wait` seconds, or never. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        await connection.execute(SQL["failed"], due.id, due.attempt, error[:ERROR_CHARACTERS], wait)


async def pause(connection: Connection, notifier: str, seconds: float) -> None:
    """Sends the notifier nothing for `seconds`. Raises OperatorError."""
    with translated("write hookshift.notifiers"):
        await connection.execute(SQL["pause"], notifier, seconds)


async def notifications(
    connection: Connection, limit: int, notifier: str | None = None
) -> list[Notification]:
    """Messages of one notifier or of all, newest first. Raises OperatorError."""
    with translated("read hookshift.notifications"):
        rows = await connection.fetch(SQL["latest"], notifier, limit)
    return [Notification(**{**row, "news": _news(row["news"])}) for row in rows]


def listed(notification: Notification) -> dict[str, Any]:
    """Messages with the id that receivers see, and stages counted from 1."""
    return {
        **notification._asdict(),
        "id": f"msg_{notification.id.hex}",
        "stage": None if notification.stage is None else notification.stage + 1,
    }


async def forget_notifications(connection: Connection, retention_days: int) -> None:
    """Deletes messages older than `retention_days`. Raises OperatorError."""
    with translated("delete old notifications"):
        await connection.execute(SQL["forget"], retention_days)


def what(entry: HistoryEntry | AlertEntry) -> str:
    """`entry 7` or `alert 7`, for logs."""
    return f"{'entry' if isinstance(entry, HistoryEntry) else 'alert'} {entry.id}"


def _named(row: asyncpg.Record) -> str:
    return f"alert {row['alert_news']}" if row["entry"] is None else f"entry {row['entry']}"


def _news(text: str) -> News | AlertNews:
    return AlertNews(text) if text in AlertNews.__members__.values() else News(text)


def _due_if_readable(row: asyncpg.Record) -> DueMessage | None:
    """None for a message of another version: its claim expires, and the others are sent."""
    try:
        return _due(row)
    except ValueError as error:
        log.warning("Notifier %s does not get %s: %s", row["notifier"], _named(row), error)
        return None


def _due(row: asyncpg.Record) -> DueMessage:
    given = {name: row[name] for name in ("at", "text")}
    if row["entry"] is None:
        alert = AlertEntry(
            id=row["alert_news"],
            news=AlertNews(row["news"]),
            kind=AlertKind(row["kind"]).value,
            subject=row["subject"],
            **given,
        )
        return DueMessage(row["id"], row["notifier"], row["attempts"], alert, None)
    entry = HistoryEntry(
        id=row["entry"],
        rollout=row["rollout"],
        stage=row["stage"],
        news=News(row["news"]),
        actor=row["actor"],
        **given,
    )
    return DueMessage(row["id"], row["notifier"], row["attempts"], entry, _plan(row["plan"]))


def _plan(text: str) -> Plan | None:
    try:
        return decode(Plan, text)
    except UnknownShape:
        return None

"""The outbox: what each notifier is to be told, and what became of it.

An attempt is claimed before it is made. A process that dies in the middle of one leaves a claim
that runs out, and the message is sent again under the same id: at least once, never silently not at
all. Times are seconds on the database's clock.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
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
"""Far longer than a transaction that writes an entry can last."""
ERROR_CHARACTERS = 500


class AlertEntry(NamedTuple):
    """What is told of an alert: that it lasts, or that it is over."""

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
    """From 1."""
    entry: HistoryEntry | AlertEntry
    plan: Plan | None
    """Of an entry's rollout; None where another version of the program has written it."""


class GivenUp(NamedTuple):
    """A message that will never be sent."""

    id: UUID
    notifier: str
    what: str
    """`entry 7` or `alert 7`."""
    error: str


class Notification(NamedTuple):
    """A message for people to look at."""

    id: UUID
    notifier: str
    at: datetime
    rollout: int | None
    """None where it is of an alert; so is the stage."""
    stage: int | None
    """From 0."""
    alert: str | None
    """Its kind; None where it is of a rollout. So is its subject."""
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
    """What the outbox holds at most."""

    age: float
    """Seconds after which a message is no news any more."""
    backlog: int
    """Messages that may wait for one notifier."""
    per_minute: int
    """Attempts for one notifier."""
    claim: float
    """Seconds after which an attempt that nobody has told the outcome of is taken for lost."""


async def meet(connection: Connection, names: Sequence[str], since: float) -> None:
    """Makes notifiers known; a new one hears of the last `since` seconds. Raises OperatorError."""
    with translated("write hookshift.notifiers"):
        await connection.execute(SQL["meet"], names, since)


async def fill(connection: Connection, wanted: Iterable[tuple[str, str]]) -> int:
    """Makes the messages that are missing; their number. Raises OperatorError.

    `wanted` are the pairs of a notifier, which must have been met, and news (`domain.heard`).
    """
    pairs = list(wanted)
    names = [name for name, _ in pairs]
    with translated("write hookshift.notifications"):
        heard = [str(news) for _, news in pairs]
        done = [await connection.execute(SQL[each], names, heard) for each in _FILLS]
        await connection.execute(SQL["advance"], sorted(set(names)), OVERLAP_SECONDS)
    return sum(int(each.rpartition(" ")[2]) for each in done)


async def tidy(connection: Connection, bounds: Bounds) -> list[GivenUp]:
    """Gives up what waits beyond the bounds. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        rows = [
            *await connection.fetch(SQL["expire"], bounds.age, ERROR_CHARACTERS),
            *await connection.fetch(SQL["shorten"], bounds.backlog, ERROR_CHARACTERS),
        ]
    return [GivenUp(row["id"], row["notifier"], _named(row), row["last_error"]) for row in rows]


async def claim(connection: Connection, names: Sequence[str], bounds: Bounds) -> list[DueMessage]:
    """Begins an attempt for each of the notifiers that has a message due. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        rows = await connection.fetch(SQL["claim"], names, bounds.per_minute, bounds.claim)
    return [due for row in rows if (due := _due_if_known(row)) is not None]


async def sent(connection: Connection, due: DueMessage) -> None:
    """The notifier has it, and may be tried with what it did not take. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        async with connection.transaction():
            await connection.execute(SQL["sent"], due.id)
            await connection.execute(SQL["hurry"], due.notifier)


async def failed(connection: Connection, due: DueMessage, error: str, wait: float | None) -> None:
    """It is tried again in `wait` seconds, or never. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        await connection.execute(SQL["failed"], due.id, due.attempt, error[:ERROR_CHARACTERS], wait)


async def rest(connection: Connection, notifier: str, seconds: float) -> None:
    """Leaves the notifier alone for so long. Raises OperatorError."""
    with translated("write hookshift.notifiers"):
        await connection.execute(SQL["rest"], notifier, seconds)


async def notifications(
    connection: Connection, limit: int, notifier: str | None = None
) -> list[Notification]:
    """Newest first, of one notifier or of all. Raises OperatorError."""
    with translated("read hookshift.notifications"):
        rows = await connection.fetch(SQL["latest"], notifier, limit)
    return [Notification(**{**row, "news": _heard(row["news"])}) for row in rows]


async def forget_notifications(connection: Connection, retention_days: int) -> None:
    """Deletes those that are older. Raises OperatorError."""
    with translated("delete old notifications"):
        await connection.execute(SQL["forget"], retention_days)


def what(entry: HistoryEntry | AlertEntry) -> str:
    """`entry 7` or `alert 7`, for logs."""
    return f"{'entry' if isinstance(entry, HistoryEntry) else 'alert'} {entry.id}"


def _named(row: asyncpg.Record) -> str:
    return f"alert {row['alert_news']}" if row["entry"] is None else f"entry {row['entry']}"


def _heard(text: str) -> News | AlertNews:
    return AlertNews(text) if text in AlertNews.__members__.values() else News(text)


def _due_if_known(row: asyncpg.Record) -> DueMessage | None:
    """None for news of another version: its claim runs out, and the others are told meanwhile."""
    try:
        return _due(row)
    except ValueError as error:
        log.warning("notifier %s is not told of %s: %s", row["notifier"], _named(row), error)
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

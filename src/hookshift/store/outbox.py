"""The outbox: what each notifier is to be told, and what became of it.

An attempt is claimed before it is made. A process that dies in the middle of one leaves a claim
that runs out, and the message is sent again under the same id: at least once, never silently not at
all. Times are seconds on the database's clock.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from hookshift.domain.plan import Plan
from hookshift.domain.rollout import News
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load
from hookshift.store.rollouts import Entry
from hookshift.store.shapes import UnknownShape, decode

SQL = load("outbox")
OVERLAP_SECONDS = 600.0
"""Far longer than a transaction that writes an entry can last."""
ERROR_CHARACTERS = 500


class Due(NamedTuple):
    """A message of which an attempt has been claimed."""

    id: UUID
    notifier: str
    attempt: int
    """From 1."""
    entry: Entry
    plan: Plan | None
    """None where another version of the program has written it."""


class GivenUp(NamedTuple):
    """A message that will never be sent."""

    id: UUID
    notifier: str
    entry: int
    error: str


class Notification(NamedTuple):
    """A message for people to look at."""

    id: UUID
    notifier: str
    at: datetime
    rollout: int
    stage: int
    """From 0."""
    news: News
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


async def fill(connection: Connection, wanted: Iterable[tuple[str, News]]) -> int:
    """Makes the messages that are missing; their number. Raises OperatorError.

    `wanted` are the pairs of a notifier, which must have been met, and news.
    """
    pairs = list(wanted)
    names = [name for name, _ in pairs]
    with translated("write hookshift.notifications"):
        done = await connection.execute(SQL["fill"], names, [news for _, news in pairs])
        await connection.execute(SQL["advance"], sorted(set(names)), OVERLAP_SECONDS)
    return int(done.rpartition(" ")[2])


async def tidy(connection: Connection, bounds: Bounds) -> list[GivenUp]:
    """Gives up what waits beyond the bounds. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        rows = [
            *await connection.fetch(SQL["expire"], bounds.age, ERROR_CHARACTERS),
            *await connection.fetch(SQL["shorten"], bounds.backlog, ERROR_CHARACTERS),
        ]
    return [GivenUp(*row) for row in rows]


async def claim(connection: Connection, names: Sequence[str], bounds: Bounds) -> list[Due]:
    """Begins an attempt for each of the notifiers that has a message due. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        rows = await connection.fetch(SQL["claim"], names, bounds.per_minute, bounds.claim)
    return [_due(row) for row in rows]


async def sent(connection: Connection, due: Due) -> None:
    """The notifier has it, and may be tried with what it did not take. Raises OperatorError."""
    with translated("write hookshift.notifications"):
        async with connection.transaction():
            await connection.execute(SQL["sent"], due.id)
            await connection.execute(SQL["hurry"], due.notifier)


async def failed(connection: Connection, due: Due, error: str, wait: float | None) -> None:
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
    return [Notification(**{**row, "news": News(row["news"])}) for row in rows]


async def forget_notifications(connection: Connection, retention_days: int) -> None:
    """Deletes those that are older. Raises OperatorError."""
    with translated("delete old notifications"):
        await connection.execute(SQL["forget"], retention_days)


def _due(row: asyncpg.Record) -> Due:
    entry = Entry(
        id=row["entry"],
        rollout=row["rollout"],
        at=row["at"],
        stage=row["stage"],
        news=News(row["news"]),
        actor=row["actor"],
        text=row["text"],
    )
    return Due(row["id"], row["notifier"], row["attempts"], entry, _plan(row["plan"]))


def _plan(text: str) -> Plan | None:
    try:
        return decode(Plan, text)
    except UnknownShape:
        return None

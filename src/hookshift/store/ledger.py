"""Where all that was accepted is: delivered, waiting, dead or dropped, to the last event."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("ledger")
REMEMBERED_DAYS = 400
"""Hours of which nothing is left to account for are forgotten then."""


ADDED_UP_AT_ONCE = 50_000


class Balance(NamedTuple):
    """Events of one source and period."""

    source: str
    period: datetime | None
    """Its beginning; None: all of it."""
    accepted: int
    duplicates: int
    """Of those accepted before; not among them."""
    delivered: int
    waiting: int
    dead: int
    dropped: int

    @property
    def difference(self) -> int:
        """0, or something is lost (above 0) or was delivered uncounted (below)."""
        return self.accepted - self.delivered - self.waiting - self.dead - self.dropped


class Waiting(NamedTuple):
    """What one handler is still to get."""

    handler: str
    deliveries: int
    events: int
    held: int
    """Deliveries that a worker has; so on for the next three."""
    due: int
    later: int
    """Another attempt is due later."""
    behind: int
    """Another of its sender is before it."""
    lanes: int
    """Senders whose first delivery is one of these."""
    oldest: datetime
    age: float
    """Seconds, of the oldest."""
    expires: datetime | None
    """When the first of them is given up, by its source's `expires`."""
    attempts: int | None
    """Of the oldest that failed; None if none has. So is `last_error`."""
    last_error: str | None


class Where(NamedTuple):
    """Which events; None is no condition."""

    handlers: Sequence[str] | None = None
    domains: Sequence[str] | None = None
    sources: Sequence[str] | None = None
    contains: str | None = None
    since: datetime | None = None
    """Of their acceptance; so is `until`, which is excluded."""
    until: datetime | None = None


class Open(NamedTuple):
    """What was accepted and has not been delivered."""

    id: int
    accepted_at: datetime
    source: str
    handler: str
    domain: str
    events: int
    attempts: int
    state: str
    next_at: datetime | None
    last_error: str | None


class Undelivered(NamedTuple):
    """Of all of it, the oldest."""

    deliveries: int
    events: int
    oldest: Sequence[Open]


async def balance(
    connection: Connection, unit: str | None, since: datetime | None, until: datetime | None
) -> list[Balance]:
    """By source and `unit` (hour, day, month, of UTC; None: all in one), as of one moment.

    Whole hours: that of `since` and those that begin before `until`. Raises OperatorError.
    """
    with translated("read hookshift.ledger"):
        rows = await connection.fetch(SQL["balance"], unit, since, until)
    return [Balance._make(row) for row in rows]


async def waiting(connection: Connection) -> list[Waiting]:
    """By handler, the one that has waited longest first. Raises OperatorError."""
    with translated("read hookshift.deliveries"):
        return [Waiting._make(row) for row in await connection.fetch(SQL["waiting"])]


async def undelivered(connection: Connection, where: Where, limit: int) -> Undelivered:
    """What was never delivered. Raises OperatorError."""
    with translated("read hookshift.deliveries"):
        rows = await connection.fetch(SQL["undelivered"], *where, limit)
    if not rows:
        return Undelivered(0, 0, ())
    width = len(Open._fields)
    return Undelivered(
        rows[0]["deliveries"], rows[0]["all_events"], [Open(*row[:width]) for row in rows]
    )


async def add_up(connection: Connection) -> None:
    """Adds up what has been counted, a bounded number of rows. Raises OperatorError."""
    with translated("write hookshift.ledger"):
        await connection.execute(SQL["add_up"], ADDED_UP_AT_ONCE)


async def maintain_ledger(connection: Connection) -> None:
    """Adds up what nobody else has, and forgets what is of no account. Raises OperatorError."""
    await add_up(connection)
    with translated("maintain hookshift.ledger"):
        await connection.execute(SQL["forget"], REMEMBERED_DAYS)

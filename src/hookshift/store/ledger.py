"""The ledger: what became of every accepted event: delivered, waiting, dead or dropped."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("ledger")
REMEMBERED_DAYS = 400
"""Days after which an hour with nothing left to account for is deleted."""


ADDED_UP_AT_ONCE = 50_000


class Balance(NamedTuple):
    """What became of the events of one source and period."""

    source: str
    period: datetime | None
    """The period's beginning; None if it is unbounded."""
    accepted: int
    duplicates: int
    """Events that had been accepted before; not counted in `accepted`."""
    delivered: int
    waiting: int
    dead: int
    dropped: int

    @property
    def difference(self) -> int:
        """0; above it events are lost, below it some were delivered and not counted."""
        return self.accepted - self.delivered - self.waiting - self.dead - self.dropped


class Waiting(NamedTuple):
    """The backlog of one handler."""

    handler: str
    deliveries: int
    events: int
    held: int
    """Deliveries that a worker has claimed; the next three are numbers of deliveries too."""
    due: int
    later: int
    """Deliveries that are due later: their retry is scheduled."""
    behind: int
    """Deliveries behind another one of the same ordering key."""
    lanes: int
    """Ordering keys whose first delivery is in this backlog."""
    oldest: datetime
    age: float
    """Age of the oldest, in seconds."""
    expires: datetime | None
    """When the first of them expires, by its source's `expires`; None if none does."""
    attempts: int | None
    """Attempts of the oldest that has failed; None, like `last_error`, if none has."""
    last_error: str | None


class Where(NamedTuple):
    """A filter for undelivered events; None is no condition."""

    handlers: Sequence[str] | None = None
    domains: Sequence[str] | None = None
    sources: Sequence[str] | None = None
    contains: str | None = None
    since: datetime | None = None
    """Accepted at this time or later, and before `until`."""
    until: datetime | None = None


class Open(NamedTuple):
    """A delivery that was accepted and has not been made."""

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
    """How many deliveries and events are undelivered, and the oldest of them."""

    deliveries: int
    events: int
    oldest: Sequence[Open]


async def balance(
    connection: Connection, unit: str | None, since: datetime | None, until: datetime | None
) -> list[Balance]:
    """Balances by source and `unit` (hour, day, month, of UTC; None: all in one), of one moment.

    Whole hours: that of `since` and those that begin before `until`. Raises OperatorError.
    """
    with translated("read hookshift.ledger"):
        rows = await connection.fetch(SQL["balance"], unit, since, until)
    return [Balance._make(row) for row in rows]


async def waiting(connection: Connection) -> list[Waiting]:
    """Backlogs by handler, the one that has waited longest first. Raises OperatorError."""
    with translated("read hookshift.deliveries"):
        return [Waiting._make(row) for row in await connection.fetch(SQL["waiting"])]


async def undelivered(connection: Connection, where: Where, limit: int) -> Undelivered:
    """Deliveries that were never made, the oldest `limit` of them. Raises OperatorError."""
    with translated("read hookshift.deliveries"):
        rows = await connection.fetch(SQL["undelivered"], *where, limit)
    if not rows:
        return Undelivered(0, 0, ())
    width = len(Open._fields)
    return Undelivered(
        rows[0]["deliveries"], rows[0]["all_events"], [Open(*row[:width]) for row in rows]
    )


async def add_up(connection: Connection) -> None:
    """Adds up a bounded number of the journal's rows. Raises OperatorError."""
    with translated("write hookshift.ledger"):
        await connection.execute(SQL["add_up"], ADDED_UP_AT_ONCE)


async def maintain_ledger(connection: Connection) -> None:
    """Adds up the rest of the journal and deletes old hours. Raises OperatorError."""
    await add_up(connection)
    with translated("maintain hookshift.ledger"):
        await connection.execute(SQL["forget"], REMEMBERED_DAYS)

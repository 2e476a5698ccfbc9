"""Deliveries that wait or are under way: claimed, settled, reclaimed.

A deliverer is a number that a gateway worker draws when it starts, and again when it has lost its
lease. A delivery belongs to such a number, so a slow worker cannot change one that another worker
has taken over (a fencing token).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import StoredValueDamaged, translated
from hookshift.store.queries import load

SQL = load("deliveries")
MOST_ROWS = 1_000
MOST_EACH = 100
"""Deliveries of a handler whose payloads are read one by one at a time."""
NOWHERE: Mapping[str, datetime] = MappingProxyType({})


class Claimed(NamedTuple):
    """A claimed delivery, as it is stored."""

    id: int
    source: str
    handler: str
    side: str
    domain: str
    ordering_key: int | None
    bucket: int | None
    received_at: float
    expires_at: float | None
    attempts: int
    failures: int
    key_id: str | None
    content: bytes | None
    """None, like `body`, if the payload is past retention."""
    body: bytes | None
    next_at: datetime
    damage: str | None = None
    """Why `content` and `body` cannot be read; None if they can, or are past retention."""


class Retry(NamedTuple):
    """A delivery to be tried again, by any worker."""

    id: int
    handler: str | None
    """The delivery's new handler; None, like `side`, if unchanged."""
    side: str | None
    wait: float
    tried: int
    """Attempts that were made since it was claimed."""
    counts: int
    """How many of `tried` count towards `max_attempts`."""
    error: str | None


class Burial(NamedTuple):
    """A delivery that is given up, and becomes a dead letter."""

    id: int
    tried: int
    reason: str
    error: str | None
    whole: bool = True
    """Whether its payload is to be kept, which must be readable for that."""

    @property
    def without_payload(self) -> "Burial":
        """The burial of a delivery whose payload is damaged."""
        error = self.error or "its payload cannot be read: a page of the database is damaged"
        return self._replace(error=error, whole=False)


class Settlement(NamedTuple):
    """Outcomes of deliveries that are to be written."""

    done: Sequence[int] = ()
    retries: Sequence[Retry] = ()
    dead: Sequence[Burial] = ()


class Settled(NamedTuple):
    """What a settlement has changed."""

    ids: frozenset[int]
    """Deliveries that were still the deliverer's."""
    due: frozenset[str]
    """Handlers for which something is due now that waited for one of these."""


async def register(connection: Connection, gateway: str, lease_seconds: float) -> int:
    """A new deliverer's number. Raises OperatorError."""
    with translated("write hookshift.deliverers"):
        return int(await connection.fetchval(SQL["register"], gateway, lease_seconds))


async def renew(connection: Connection, owner: int, lease_seconds: float) -> bool:
    """Whether the lease still held; it then does for `lease_seconds` more. Raises OperatorError."""
    with translated("write hookshift.deliverers"):
        return await connection.fetchval(SQL["renew"], owner, lease_seconds) is not None


async def cut_short(connection: Connection, gateways: Sequence[str], seconds: float) -> None:
    """Ends the leases of gateways whose processes are dead, in `seconds` at the latest.

    Raises OperatorError.
    """
    with translated("write hookshift.deliverers"):
        await connection.execute(SQL["cut_short"], list(gateways), seconds)


async def database_time(connection: Connection) -> float:
    """PostgreSQL's time in seconds since 1970. Raises OperatorError."""
    with translated("ask PostgreSQL for the time"):
        return float(await connection.fetchval(SQL["database_time"]))


async def release_all(connection: Connection, owner: int) -> None:
    """Releases all deliveries of `owner` and ends its lease. Raises OperatorError."""
    with translated("write hookshift.deliverers"):
        await connection.execute(SQL["release_all"], owner)


async def reclaim_expired(connection: Connection) -> int:
    """Releases deliveries whose owner's lease has expired; how many. Raises OperatorError."""
    with translated("write hookshift.deliveries"):
        return _count(await connection.execute(SQL["reclaim_expired"]))


async def reclaim(connection: Connection, owners: Sequence[int], known: Sequence[int]) -> int:
    """Releases deliveries of `owners` but for `known`; how many. Raises OperatorError."""
    with translated("write hookshift.deliveries"):
        return _count(await connection.execute(SQL["reclaim"], owners, known))


async def claim(
    connection: Connection,
    owner: int,
    room: Mapping[str, int],
    since: Mapping[str, datetime] = NOWHERE,
) -> list[Claimed]:
    """Claims due deliveries, at most `room` for each handler, those due longest first.

    Where `since` has a time for a handler, the search begins there. Raises OperatorError.
    """
    if not room:
        return []
    with translated("read hookshift.deliveries"):
        rows = await connection.fetch(
            SQL["claim"], owner, list(room), list(room.values()), [since.get(name) for name in room]
        )
    return [Claimed(*row) for row in rows]


async def claim_each(connection: Connection, owner: int, room: Mapping[str, int]) -> list[Claimed]:
    """As `claim`, but each payload is read by itself, so that one that is damaged stops no other.

    At most MOST_EACH for a handler. Raises OperatorError.
    """
    with translated("read hookshift.deliveries"):
        rows = await connection.fetch(
            SQL["claim_without_payload"],
            owner,
            list(room),
            [min(free, MOST_EACH) for free in room.values()],
        )
    return [await _with_payload(connection, Claimed(*row)) for row in rows]


async def _with_payload(connection: Connection, row: Claimed) -> Claimed:
    try:
        with translated("read hookshift.payloads"):
            found = await connection.fetchrow(SQL["payload"], row.id)
    except StoredValueDamaged as error:
        return row._replace(damage=str(error))
    if found is None:
        return row
    return row._replace(key_id=found["key_id"], content=found["content"], body=found["body"])


async def bury_overdue(connection: Connection, owner: int, age: float) -> int:
    """Buries deliveries that have expired or are older than `age` seconds; how many.

    At most 2 * MOST_ROWS. Raises OperatorError.
    """
    with translated("read hookshift.deliveries"):
        rows = await connection.fetch(SQL["overdue"], owner, age, MOST_ROWS)
    overdue = {row["id"]: Burial(row["id"], 0, row["reason"], None) for row in rows}
    if overdue:
        try:
            await settle(connection, owner, Settlement(dead=list(overdue.values())))
        except StoredValueDamaged:
            await _bury_each(connection, owner, overdue.values())
    return len(overdue)


async def _bury_each(connection: Connection, owner: int, letters: Iterable[Burial]) -> None:
    for letter in letters:
        try:
            await settle(connection, owner, Settlement(dead=[letter]))
        except StoredValueDamaged:
            await settle(connection, owner, Settlement(dead=[letter.without_payload]))


async def settle(connection: Connection, owner: int, what: Settlement) -> Settled:
    """Writes outcomes in one transaction; deliveries behind these become due.

    Raises OperatorError.
    """
    with translated("write hookshift.deliveries"):
        if not what.retries and not what.dead:
            return await _delivered(connection, owner, what.done)
        async with connection.transaction():
            return await _settle(connection, owner, what)


async def _settle(connection: Connection, owner: int, what: Settlement) -> Settled:
    ids, due = set[int](), set[str]()
    if what.done and what.dead:
        leaving = [*what.done, *(each.id for each in what.dead)]
        await connection.execute(SQL["lock_leaving"], leaving, owner)
    if what.done:
        done = await _delivered(connection, owner, what.done)
        ids |= done.ids
        due |= done.due
    if what.dead:
        numbers, *rest = map(list, zip(*what.dead, strict=True))
        gone = await connection.fetch(SQL["bury"], numbers, owner, *rest)
        ids.update(row["id"] for row in gone)
        ordering_keys = {row["lane"] for row in gone if row["lane"] is not None}
        if ordering_keys:
            due.update(
                row[0] for row in await connection.fetch(SQL["promote"], list(ordering_keys))
            )
    if what.retries:
        numbers, *rest = map(list, zip(*what.retries, strict=True))
        rescheduled = await connection.fetch(SQL["reschedule"], numbers, owner, *rest)
        ids.update(row["id"] for row in rescheduled)
    return Settled(frozenset(ids), frozenset(due))


async def _delivered(connection: Connection, owner: int, done: Sequence[int]) -> Settled:
    if not done:
        return Settled(frozenset(), frozenset())
    rows = await connection.fetch(SQL["delivered"], list(done), owner)
    return Settled(
        frozenset(row["id"] for row in rows if row["id"] is not None),
        frozenset(row["due"] for row in rows if row["due"] is not None),
    )


async def retry_now(connection: Connection, handler: str) -> int:
    """Makes the handler's scheduled retries due now; how many, at most MOST_ROWS.

    Raises OperatorError.
    """
    with translated("write hookshift.deliveries"):
        return _count(await connection.execute(SQL["retry_now"], handler, MOST_ROWS))


async def bring_forward(connection: Connection, handler: str, longest: float) -> int:
    """Makes retries due that would wait for more than `longest` seconds: the clock was set back.

    How many, at most MOST_ROWS. Raises OperatorError.
    """
    with translated("write hookshift.deliveries"):
        return _count(await connection.execute(SQL["bring_forward"], handler, longest, MOST_ROWS))


async def reassign_to_legacy(
    connection: Connection, unified: str, domain: str, legacy: str, threshold: int
) -> int:
    """Reroutes to legacy what waits for unified, of senders at or above `threshold`.

    How many, at most MOST_ROWS. Raises OperatorError.
    """
    with translated("write hookshift.deliveries"):
        return _count(
            await connection.execute(
                SQL["reassign_to_legacy"], unified, domain, legacy, threshold, MOST_ROWS
            )
        )


async def maintain_deliveries(connection: Connection) -> None:
    """Repairs and cleans up what no other statement does. Raises OperatorError."""
    with translated("maintain hookshift.deliveries"):
        await connection.execute(SQL["promote_stuck"])
        await connection.execute(SQL["reclaim_orphaned"])
        await connection.execute(SQL["forget_deliverers"])


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])

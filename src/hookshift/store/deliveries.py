"""What waits and what is under way: claimed, settled, freed.

A deliverer is a number that a gateway worker draws when it starts, and again when it has lost its
lease: a delivery belongs to a number, so whoever was slow can change nothing that has been taken
from it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("deliveries")
MOVED_AT_ONCE = 1_000
NOWHERE: Mapping[str, datetime] = MappingProxyType({})


class Claimed(NamedTuple):
    """A delivery as it is stored."""

    id: int
    source: str
    handler: str
    side: str
    domain: str
    lane: int | None
    bucket: int | None
    received_at: float
    expires_at: float | None
    attempts: int
    failures: int
    key_id: str | None
    content: bytes | None
    """None if it is past retention; so is `body` then."""
    body: bytes | None
    next_at: datetime


class Retry(NamedTuple):
    """To be tried again, by whoever comes."""

    id: int
    handler: str | None
    """None: the one that it is stored for; so is `side`."""
    side: str | None
    wait: float
    tried: int
    """Attempts that were made since it was claimed."""
    counts: int
    """Of these, those that count."""
    error: str | None


class Burial(NamedTuple):
    """Given up."""

    id: int
    tried: int
    reason: str
    error: str | None


class Settlement(NamedTuple):
    """How deliveries ended, for now."""

    done: Sequence[int] = ()
    again: Sequence[Retry] = ()
    dead: Sequence[Burial] = ()


class Settled(NamedTuple):
    """What was written."""

    ids: frozenset[int]
    """Those that were still the deliverer's."""
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


async def clock(connection: Connection) -> float:
    """What PostgreSQL's clock shows, in seconds since 1970. Raises OperatorError."""
    with translated("ask PostgreSQL for the time"):
        return float(await connection.fetchval(SQL["clock"]))


async def sign_off(connection: Connection, owner: int) -> None:
    """The deliverer is no more. Raises OperatorError."""
    with translated("write hookshift.deliverers"):
        await connection.execute(SQL["sign_off"], owner)


async def free(connection: Connection) -> int:
    """Gives back what dead deliverers held; how many. Raises OperatorError."""
    with translated("write hookshift.deliveries"):
        return _count(await connection.execute(SQL["free"]))


async def reclaim(connection: Connection, owners: Sequence[int], known: Sequence[int]) -> int:
    """Gives back what belongs to `owners`, but for `known`; how many. Raises OperatorError."""
    with translated("write hookshift.deliveries"):
        return _count(await connection.execute(SQL["reclaim"], owners, known))


async def claim(
    connection: Connection,
    owner: int,
    room: Mapping[str, int],
    since: Mapping[str, datetime] = NOWHERE,
) -> list[Claimed]:
    """Takes what is due, at most `room` of each handler, and what is due longest first.

    Nothing is looked for that was due before `since`, where that is given. Raises OperatorError.
    """
    if not room:
        return []
    with translated("read hookshift.deliveries"):
        rows = await connection.fetch(
            SQL["claim"], owner, list(room), list(room.values()), [since.get(name) for name in room]
        )
    return [Claimed._make(row) for row in rows]


async def bury_overdue(connection: Connection, owner: int, age: float) -> int:
    """Gives up what has expired or is older than `age` seconds; how many, a bounded number.

    Raises OperatorError.
    """
    with translated("read hookshift.deliveries"):
        rows = await connection.fetch(SQL["overdue"], owner, age, MOVED_AT_ONCE)
    late = {row["id"]: Burial(row["id"], 0, row["reason"], None) for row in rows}
    if late:
        await settle(connection, owner, Settlement(dead=list(late.values())))
    return len(late)


async def settle(connection: Connection, owner: int, what: Settlement) -> Settled:
    """Writes it down, in one transaction; wakes what waited for these. Raises OperatorError."""
    with translated("write hookshift.deliveries"):
        if not what.again and not what.dead:
            return await _delivered(connection, owner, what.done)
        async with connection.transaction():
            return await _settle(connection, owner, what)


async def _settle(connection: Connection, owner: int, what: Settlement) -> Settled:
    ids, due = set[int](), set[str]()
    if what.done and what.dead:
        leaving = [*what.done, *(each.id for each in what.dead)]
        await connection.execute(SQL["lock"], leaving, owner)
    if what.done:
        done = await _delivered(connection, owner, what.done)
        ids |= done.ids
        due |= done.due
    if what.dead:
        numbers, *rest = map(list, zip(*what.dead, strict=True))
        gone = await connection.fetch(SQL["dead"], numbers, owner, *rest)
        ids.update(row["id"] for row in gone)
        lanes = {row["lane"] for row in gone if row["lane"] is not None}
        if lanes:
            due.update(row[0] for row in await connection.fetch(SQL["promote"], list(lanes)))
    if what.again:
        numbers, *rest = map(list, zip(*what.again, strict=True))
        kept = await connection.fetch(SQL["again"], numbers, owner, *rest)
        ids.update(row["id"] for row in kept)
    return Settled(frozenset(ids), frozenset(due))


async def _delivered(connection: Connection, owner: int, done: Sequence[int]) -> Settled:
    if not done:
        return Settled(frozenset(), frozenset())
    rows = await connection.fetch(SQL["delivered"], list(done), owner)
    return Settled(
        frozenset(row["id"] for row in rows if row["id"] is not None),
        frozenset(row["due"] for row in rows if row["due"] is not None),
    )


async def hurry(connection: Connection, handler: str) -> int:
    """Makes due what waits for another attempt; how many, at most MOVED_AT_ONCE.

    Raises OperatorError.
    """
    with translated("write hookshift.deliveries"):
        return _count(await connection.execute(SQL["hurry"], handler, MOVED_AT_ONCE))


async def bring_forward(connection: Connection, handler: str, longest: float) -> int:
    """Makes due what would wait for more than `longest` seconds, as no retry does: the clock has
    been set back. How many, at most MOVED_AT_ONCE. Raises OperatorError.
    """
    with translated("write hookshift.deliveries"):
        return _count(
            await connection.execute(SQL["bring_forward"], handler, longest, MOVED_AT_ONCE)
        )


async def move(
    connection: Connection, unified: str, domain: str, legacy: str, threshold: int
) -> int:
    """Gives legacy what waits for unified, of senders at or above `threshold`.

    How many, at most MOVED_AT_ONCE. Raises OperatorError.
    """
    with translated("write hookshift.deliveries"):
        return _count(
            await connection.execute(SQL["move"], unified, domain, legacy, threshold, MOVED_AT_ONCE)
        )


async def maintain_deliveries(connection: Connection) -> None:
    """What nothing else looks after. Raises OperatorError."""
    with translated("maintain hookshift.deliveries"):
        await connection.execute(SQL["promote_forgotten"])
        await connection.execute(SQL["free_forgotten"])
        await connection.execute(SQL["forget_deliverers"])


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])

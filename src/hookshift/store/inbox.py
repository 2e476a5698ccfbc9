"""Takes webhooks of durable sources in: what is known already, and what is to be delivered.

All of one call is one statement (`hookshift.take_in`), made as if every event were new. If one is
not, nothing was written: it is asked which, and the call is made again without them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import asyncpg
from asyncpg.pgproto.pgproto import UUID

from hookshift.store.database import Connection, connect_for_long
from hookshift.store.errors import DatabaseAway, translated
from hookshift.store.queries import load
from hookshift.store.reconnecting import MAX_AGE, ReconnectingConnection
from hookshift.store.waits import waits_for

SQL = load("inbox")
ACCEPT_SECONDS = 5.0
"""For the whole of a transaction; the provider hears 503 then, and sends again."""
AWAY_SECONDS = 1.0
"""The same while PostgreSQL is away: nobody waits long for what has just not come."""
LOOK_AFTER = 0.5
"""Of that time, after which it is looked what PostgreSQL waits for."""
FORGOTTEN_AT_ONCE = 10_000
MOST_ROUNDS = 100
MOST_TRIES = 5
"""For one call: events that others accept at the same moment may turn up known one by one."""


class NewDelivery(NamedTuple):
    """A row of `hookshift.deliveries`, and its payload."""

    source: str
    handler: str
    side: str
    domain: str
    lane: int | None
    bucket: int | None
    events: int
    expires: float | None
    """Seconds from now."""
    held: bool
    """Whether whoever accepts it delivers it at once, if nothing is before it."""
    key_id: str | None
    content: bytes
    body: bytes


class Placed(NamedTuple):
    """What became of a new delivery."""

    id: int
    ready: bool
    """Whether no other of its lane is before it."""
    received_at: float


Fresh = Sequence[bool]
"""For each event of a webhook whether it is new."""
Compose = Callable[[Sequence[Fresh]], Sequence[NewDelivery] | Awaitable[Sequence[NewDelivery]]]
"""Makes deliveries of what is new; it may await in between, so that many hold no event loop."""


class InboxWriter:
    """Writes to one database over one connection, opened when needed."""

    def __init__(self, url: str, max_connection_age: float = MAX_AGE) -> None:
        self._connection = ReconnectingConnection(
            partial(connect_for_long, url, "inbox", command_seconds=ACCEPT_SECONDS),
            max_age=max_connection_age,
        )
        self._patience = ACCEPT_SECONDS
        self._url = url
        self._looking: asyncio.Task[str | None] | None = None

    async def accept(
        self,
        owner: int | None,
        webhooks: Sequence[tuple[str, Sequence[bytes | None]]],
        compose: Compose,
    ) -> list[Placed]:
        """Takes in webhooks: each a source and its events' keys (None: no identity, always new).

        `compose` makes deliveries of those events that are new; it may be called several times,
        and the last one counts. Returns, once it is committed, what became of each. Raises
        OperatorError: whether it was committed is then not known.
        """
        try:
            with translated("take webhooks in"):
                async with asyncio.timeout(self._patience):
                    connection = await self._connection.get()
                    with self._looked_at(connection):
                        accepted = await self._accept(connection, owner, webhooks, compose)
        except BaseException as error:
            if isinstance(error, DatabaseAway | asyncio.CancelledError):
                self._connection.drop()
                self._patience = AWAY_SECONDS
            if isinstance(error, DatabaseAway) and isinstance(error.__cause__, TimeoutError):
                self._tell_what_is_waited_for(error)
            raise
        self._patience = ACCEPT_SECONDS
        return accepted

    async def close(self) -> None:
        """Closes the connection; the next call opens another."""
        if self._looking is not None:
            self._looking.cancel()
        await self._connection.close()

    @contextmanager
    def _looked_at(self, connection: Connection) -> Iterator[None]:
        """If it takes long it is looked why, while it does."""
        loop = asyncio.get_running_loop()
        self._looking = None

        def look() -> None:
            self._looking = loop.create_task(waits_for(self._url, "inbox", connection))

        timer = loop.call_later(self._patience * LOOK_AFTER, look)
        try:
            yield
        finally:
            timer.cancel()

    def _tell_what_is_waited_for(self, error: DatabaseAway) -> None:
        looking = self._looking
        if looking is None or not looking.done() or looking.cancelled():
            return
        if looking.exception() is None and (words := looking.result()) is not None:
            raise DatabaseAway(
                f"cannot take webhooks in: {words}. Whether they were written down is asked as "
                "soon as PostgreSQL answers."
            ) from error

    async def _accept(
        self,
        connection: Connection,
        owner: int | None,
        webhooks: Sequence[tuple[str, Sequence[bytes | None]]],
        compose: Compose,
    ) -> list[Placed]:
        known: set[bytes] = set()
        partitioned = False
        for _ in range(MOST_TRIES):
            keys, fresh = _fresh([keys for _, keys in webhooks], known)
            duplicates = _duplicates([source for source, _ in webhooks], fresh)
            composed = compose(fresh)
            new = await composed if isinstance(composed, Awaitable) else composed
            arguments = _arguments(new, duplicates)
            try:
                placed = await connection.fetch(SQL["take_in"], owner or 0, keys, *arguments)
            except asyncpg.UniqueViolationError:
                # That some are known is rare, so it is asked for only then.
                known.update(row["key"].bytes for row in await connection.fetch(SQL["known"], keys))
            except asyncpg.CheckViolationError:
                # There is no partition for today, or somebody has added a constraint.
                if partitioned:
                    raise
                await connection.execute(SQL["make_partition"])
                partitioned = True
            else:
                return [Placed(row["id"], row["ready"], row["received_at"]) for row in placed]
        raise DatabaseAway("cannot take webhooks in: their keys come and go")


def _fresh(
    webhooks: Sequence[Sequence[bytes | None]], known: AbstractSet[bytes]
) -> tuple[list[UUID], list[list[bool]]]:
    """New keys, and for each webhook which events are new.

    A key that comes twice in one call is new only once.
    """
    seen = set(known)
    keys: list[UUID] = []
    fresh: list[list[bool]] = []
    for events in webhooks:
        these = []
        for key in events:
            these.append(key is None or key not in seen)
            if key is not None and key not in seen:
                seen.add(key)
                keys.append(UUID(key))
        fresh.append(these)
    return keys, fresh


def _duplicates(sources: Sequence[str], fresh: Sequence[Fresh]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for source, events in zip(sources, fresh, strict=True):
        known = len(events) - sum(events)
        if known:
            found[source] = found.get(source, 0) + known
    return found


def _arguments(new: Sequence[NewDelivery], duplicates: Mapping[str, int]) -> list[list[object]]:
    width = len(NewDelivery._fields)
    columns = [list(column) for column in zip(*new, strict=True)] if new else [[]] * width
    return [*columns, list(duplicates), list(duplicates.values())]


async def maintain_inbox(
    connection: Connection, *, ahead: int, retention_days: int, dedup_days: int
) -> None:
    """Makes the partitions to come, drops those past retention, forgets old keys.

    Raises OperatorError.
    """
    with translated("maintain the inbox"):
        await connection.execute(SQL["make_partitions"], ahead)
        await connection.execute(SQL["drop_partitions"], retention_days)
        for _ in range(MOST_ROUNDS):
            done = await connection.execute(SQL["forget_keys"], dedup_days, FORGOTTEN_AT_ONCE)
            if int(done.rpartition(" ")[2]) < FORGOTTEN_AT_ONCE:
                break

"""Stores webhooks of durable sources: keys of their events, and deliveries of the new ones.

Each call is one statement (`hookshift.take_in`), made as if every event were new. If one is not,
nothing was written: the known keys are looked up, and the call is repeated without their events.

Events that belong to conversations were decided by what was remembered of these. If that has
changed, nothing was written either: the call is repeated while the conversations are locked, and
its deliveries are made of what was read then. So the order of commits is the order of contexts.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import partial

import asyncpg
from asyncpg.pgproto.pgproto import UUID

from hookshift.domain.database_url import MAX_CONNECTION_AGE
from hookshift.store.database import Connection, connect_for_long
from hookshift.store.errors import DatabaseAway, ValueRefused, translated
from hookshift.store.queries import load
from hookshift.store.reconnecting import ReconnectingConnection
from hookshift.store.taking_in import (
    CommitConversations,
    Compose,
    Fresh,
    InboxAttempt,
    Placed,
    store,
    store_locked,
)
from hookshift.store.waits import waits_for

SQL = load("inbox")
ACCEPT_SECONDS = 5.0
"""Bound on a whole transaction; after it the provider gets 503, and sends again."""
AWAY_SECONDS = 1.0
"""Bound on a transaction while PostgreSQL is away."""
DIAGNOSE_AFTER = 0.5
"""The share of that time after which PostgreSQL is asked what it waits for."""
MOST_KEYS = 10_000
MOST_ROUNDS = 100
MOST_TRIES = 5
"""Bound on repetitions of a call: events that others accept meanwhile turn up one by one."""


class InboxWriter:
    """Stores webhooks over one connection, opened when needed."""

    def __init__(self, url: str, max_connection_age: float = MAX_CONNECTION_AGE) -> None:
        self._connection = ReconnectingConnection(
            partial(connect_for_long, url, "inbox", command_seconds=ACCEPT_SECONDS),
            max_age=max_connection_age,
        )
        self._timeout = ACCEPT_SECONDS
        self._url = url
        self._diagnosis: asyncio.Task[str | None] | None = None

    async def accept(
        self,
        owner: int | None,
        webhooks: Sequence[tuple[str, Sequence[bytes | None]]],
        compose: Compose,
        conversations: CommitConversations | None = None,
    ) -> list[Placed]:
        """Stores webhooks: each a source and its events' keys (None: no identity, always new).

        `compose` makes deliveries of the events that are new, by what `conversations` say; it may
        be called several times, and the last call counts. Returns the stored deliveries once they
        are committed. Raises OperatorError: whether anything was committed is then not known.
        """
        try:
            with translated("store webhooks"):
                async with asyncio.timeout(self._timeout):
                    connection = await self._connection.get()
                    with self._diagnosed(connection):
                        accepted = await self._accept(
                            connection, owner, webhooks, compose, conversations
                        )
        except BaseException as error:
            if isinstance(error, DatabaseAway | asyncio.CancelledError):
                self._connection.drop()
                self._timeout = AWAY_SECONDS
            if isinstance(error, DatabaseAway) and isinstance(error.__cause__, TimeoutError):
                self._raise_with_diagnosis(error)
            raise
        self._timeout = ACCEPT_SECONDS
        return accepted

    async def close(self) -> None:
        """Closes the connection; the next call opens another."""
        if self._diagnosis is not None:
            self._diagnosis.cancel()
        await self._connection.close()

    @contextmanager
    def _diagnosed(self, connection: Connection) -> Iterator[None]:
        """If the block takes long, PostgreSQL is asked meanwhile what `connection` waits for."""
        loop = asyncio.get_running_loop()
        self._diagnosis = None

        def diagnose() -> None:
            self._diagnosis = loop.create_task(waits_for(self._url, "inbox", connection))

        timer = loop.call_later(self._timeout * DIAGNOSE_AFTER, diagnose)
        try:
            yield
        finally:
            timer.cancel()

    def _raise_with_diagnosis(self, error: DatabaseAway) -> None:
        diagnosis = self._diagnosis
        if diagnosis is None or not diagnosis.done() or diagnosis.cancelled():
            return
        if diagnosis.exception() is None and (reason := diagnosis.result()) is not None:
            raise DatabaseAway(
                f"cannot store webhooks: {reason}. As soon as PostgreSQL answers, "
                "hookshift checks whether they were stored."
            ) from error

    async def _accept(
        self,
        connection: Connection,
        owner: int | None,
        webhooks: Sequence[tuple[str, Sequence[bytes | None]]],
        compose: Compose,
        conversations: CommitConversations | None,
    ) -> list[Placed]:
        known: set[bytes] = set()
        partitioned = has_changed = False
        for _ in range(MOST_TRIES):
            keys, fresh = _fresh([keys for _, keys in webhooks], known)
            duplicates = _duplicates([source for source, _ in webhooks], fresh)
            attempt = InboxAttempt(owner, keys, fresh, duplicates, compose)
            try:
                if conversations is not None and has_changed:
                    return await store_locked(connection, attempt, conversations)
                if conversations is not None:
                    conversations.begin({})
                return await store(connection, attempt, conversations)
            except asyncpg.UniqueViolationError:
                # Known keys are rare, so they are looked up only now.
                known.update(row["key"].bytes for row in await connection.fetch(SQL["known"], keys))
            except asyncpg.CheckViolationError:
                # There is no partition for today, or somebody has added a constraint.
                if partitioned:
                    raise
                await connection.execute(SQL["make_partition"])
                partitioned = True
            except (asyncpg.SerializationError, asyncpg.DeadlockDetectedError):
                if conversations is None:
                    raise
                has_changed = True
            except asyncpg.LockNotAvailableError as error:
                # Somebody holds one conversation; the others can be taken in without it.
                raise ValueRefused(f"cannot store webhooks: {error}") from error
        raise DatabaseAway(
            "cannot store webhooks: the conversations that they belong to keep changing"
        )


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


async def maintain_inbox(
    connection: Connection, *, ahead: int, retention_days: int, dedup_days: int
) -> None:
    """Makes coming partitions, drops those past retention, deletes old keys.

    Raises OperatorError.
    """
    with translated("maintain the inbox"):
        await connection.execute(SQL["make_partitions"], ahead)
        await connection.execute(SQL["drop_partitions"], retention_days)
        for _ in range(MOST_ROUNDS):
            done = await connection.execute(SQL["forget_keys"], dedup_days, MOST_KEYS)
            if int(done.rpartition(" ")[2]) < MOST_KEYS:
                break

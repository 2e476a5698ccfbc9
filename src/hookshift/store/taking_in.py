"""One try to take webhooks in, as `store.inbox` makes it: what is to be written, in one statement.

Events that belong to conversations were decided by what was remembered of these. The statement
writes nothing if that has changed; then it is made again, in a transaction that has locked them.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import asyncpg
from asyncpg.pgproto.pgproto import UUID

from hookshift.domain.conversation.records import ConversationRecord
from hookshift.domain.routing.routing import Side
from hookshift.store.conversations import Turn, turn_columns
from hookshift.store.database import Connection
from hookshift.store.queries import load

SQL = load("inbox")
_NOTHING: tuple[object, ...] = (None,) * 8


class NewDelivery(NamedTuple):
    """A row of `hookshift.deliveries` and its payload."""

    source: str
    handler: str
    side: str
    domain: str
    ordering_key: int | None
    bucket: int | None
    events: int
    expires: float | None
    """Seconds from now after which it is no longer to be delivered; None for no such bound."""
    held: bool
    """Whether the worker that accepts it delivers it at once, if nothing is before it."""
    key_id: str | None
    content: bytes
    body: bytes


class Placed(NamedTuple):
    """A delivery as it was stored."""

    id: int
    ready: bool
    """Whether no other delivery of its ordering key is before it."""
    received_at: float


Fresh = Sequence[bool]
"""For each event of a webhook whether it is new."""
Compose = Callable[[Sequence[Fresh]], Sequence[NewDelivery] | Awaitable[Sequence[NewDelivery]]]
"""Makes deliveries of what is new; it may await in between, so that many hold no event loop."""


class CommitConversations(Protocol):
    """What a commit reads and changes of conversations; `draft.Draft` is the real one."""

    host: int

    def begin(self, locked: Mapping[int, ConversationRecord | None]) -> None:
        """Deliveries are made anew; these conversations are locked and as they are here."""

    def read(self) -> Mapping[int, ConversationRecord | None]:
        """What the deliveries were made by; None where nothing was remembered."""

    def turns(self) -> Mapping[int, Turn]:
        """What the events of the deliveries change."""


class InboxAttempt(NamedTuple):
    """One try to store webhooks, but for their deliveries."""

    owner: int | None
    keys: list[UUID]
    fresh: list[list[bool]]
    duplicates: Mapping[str, int]
    compose: Compose


async def store_locked(
    connection: Connection, attempt: InboxAttempt, conversations: CommitConversations
) -> list[Placed]:
    """Stores webhooks with the conversations locked, reading again all that was read before."""
    read = list(conversations.read())
    async with connection.transaction():
        rows = await connection.fetch(SQL["lock_conversations"], read)
        locked = dict.fromkeys(read)
        found = {row["key"]: _conversation(row) for row in rows}
        conversations.begin({**locked, **found})
        return await store(connection, attempt, conversations)


async def store(
    connection: Connection, attempt: InboxAttempt, conversations: CommitConversations | None
) -> list[Placed]:
    composed = attempt.compose(attempt.fresh)
    new = await composed if isinstance(composed, Awaitable) else composed
    arguments = [attempt.owner or 0, attempt.keys, *_arguments(new, attempt.duplicates)]
    read = None if conversations is None else conversations.read()
    if conversations is None or not read:
        rows = await connection.fetch(SQL["take_in"], *arguments)
    else:
        talks = [conversations.host, list(read), *_read_columns(read.values())]
        turns = conversations.turns()
        talks += [list(turns), *turn_columns(turns.values())]
        rows = await connection.fetch(SQL["take_in_turns"], *arguments, *talks)
    return [Placed(row["id"], row["ready"], row["received_at"]) for row in rows]


def _column(values: tuple[object, ...]) -> list[object]:
    # Of each element asyncpg asks whether it is an array itself, which takes longer than to encode
    # it. So the statement repeats what is the same of all; `unnest` fills up with NULL.
    first = values[0]
    if values.count(first) < len(values):
        return list(values)
    return [] if first is None else [first]


def _conversation(row: asyncpg.Record) -> ConversationRecord:
    _, person, domain, side, *rest = row
    return ConversationRecord(person, domain, Side(side), *rest)


def _read_columns(read: Iterable[ConversationRecord | None]) -> list[list[object]]:
    rows = [_NOTHING if each is None else (*each[:2], each.side.value, *each[3:]) for each in read]
    return [list(column) for column in zip(*rows, strict=True)]


def _arguments(new: Sequence[NewDelivery], duplicates: Mapping[str, int]) -> list[object]:
    counted = [list(duplicates), list(duplicates.values()), len(new)]
    if not new:
        return [*([[]] * len(NewDelivery._fields)), *counted]
    *columns, contents, bodies = zip(*new, strict=True)
    return [*map(_column, columns), list(contents), list(bodies), *counted]

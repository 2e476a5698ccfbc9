"""What gateways remember of conversations, as PostgreSQL has it: the truth behind their memory.

All of it is keyed by hashes. One session reads, another writes, a third follows what other hosts
write; nothing here waits for the relay.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from struct import Struct
from typing import Any, Final, NamedTuple

import asyncpg

from hookshift.domain.conversation.records import (
    ConversationRecord,
    MessageRecord,
    MissingKeys,
    PersonRecord,
)
from hookshift.domain.routing.routing import Side
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("conversations")
JOURNAL_SECONDS = 600.0
"""How long changes are kept for hosts that follow; after a longer absence all may have changed."""
MOST_CHANGES = 100_000
"""Changes that are read at once; whoever has missed more is as if absent for too long."""
BEGINNING = "3:3:"
"""The snapshot before all others: what is kept of changes is read from its beginning."""
ABROAD = 0
"""Writes as no gateway's table does: all hosts follow it."""
FORGOTTEN_AT_ONCE = 20_000
SLICES = 24
"""A table is swept of old rows in so many parts, one an hour."""
FORGOTTEN_DAYS = 400
"""How long it is known who asked to be forgotten; whatever was spooled before is gone by then."""
_PERSON: Final = Struct(">qqhqq")
_CONVERSATION: Final = Struct(">qqqqq??")
_MESSAGE: Final = Struct(">qq")
"""Rows as `hookshift.recalled` gives them; times are in microseconds since 2000."""
_EPOCH: Final = 946_684_800
_MICRO: Final = 1_000_000
"""Whole seconds are stored."""
_made: Final = tuple.__new__
_BETWEEN: Final = "\x1f"
_SIDES: Final = {str(side): side for side in Side}


class Known(NamedTuple):
    """What PostgreSQL knows, by key."""

    people: Mapping[int, PersonRecord]
    conversations: Mapping[int, ConversationRecord]
    messages: Mapping[int, MessageRecord]


class Turn(NamedTuple):
    """A conversation as it is to be written."""

    record: ConversationRecord
    source: str


class ConversationChanges(NamedTuple):
    """What others have changed."""

    snapshot: str
    """From where to ask the next time."""
    at: int
    """The second of that, by PostgreSQL's clock, which journals changes, too."""
    server: str
    """The server that has said so: another name after a restart, a failover, or a restore."""
    keys: MissingKeys
    complete: bool
    """Whether it is all there was."""


async def known(connection: Connection, wanted: MissingKeys) -> Known:
    """What is known of `wanted`, in one query. Raises OperatorError."""
    with translated("read hookshift.conversations"):
        row = await connection.fetchrow(SQL["known"], *map(_numbers, wanted))
    people, conversations, conversations_about, said, said_about = row
    return Known(
        _people(people), _conversations(conversations, conversations_about), _said(said, said_about)
    )


def _people(rows: bytes | None) -> dict[int, PersonRecord]:
    return {
        alias: _made(PersonRecord, (person, bucket, tag, since // _MICRO + _EPOCH))
        for alias, person, bucket, tag, since in _PERSON.iter_unpack(rows or b"")
    }


def _conversations(rows: bytes | None, about: str | None) -> dict[int, ConversationRecord]:
    # Made as tuples at once: a named tuple's own constructor takes twice as long.
    return {
        key: _made(
            ConversationRecord,
            (
                person,
                domain,
                side,
                began // _MICRO + _EPOCH,
                last // _MICRO + _EPOCH,
                turned // _MICRO + _EPOCH,
                ended,
                uncertain,
            ),
        )
        for (key, person, began, last, turned, ended, uncertain), domain, side in zip(
            _CONVERSATION.iter_unpack(rows or b""), *_about(about), strict=True
        )
    }


def _said(rows: bytes | None, about: str | None) -> dict[int, MessageRecord]:
    found: dict[int, MessageRecord] = {}
    unpacked = _MESSAGE.iter_unpack(rows or b"")
    for (key, at), domain, side in zip(unpacked, *_about(about), strict=True):
        second = at // _MICRO + _EPOCH
        if key not in found or found[key].at < second:
            found[key] = MessageRecord(domain, side, second)
    return found


def _about(names: str | None) -> tuple[list[str], list[Side]]:
    """Domains and sides, which come by turns."""
    each = names.split(_BETWEEN) if names else []
    return each[::2], [_SIDES[side] for side in each[1::2]]


async def aliases(connection: Connection, first: int, most: int) -> tuple[bytes, int | None]:
    """At most so many aliases from `first` on, and the last of them; None if there are none.

    Each is a signed big-endian number of eight bytes. Raises OperatorError.
    """
    with translated("read hookshift.conversation_people"):
        row = await connection.fetchrow(SQL["aliases"], first, most)
    return row["packed"] or b"", row["last"]


async def note_people(
    connection: Connection, writer: int, people: Mapping[int, PersonRecord]
) -> Mapping[int, PersonRecord]:
    """Writes who aliases belong to; returns who they belong to, where that is somebody else.

    Raises OperatorError.
    """
    columns = map(_numbers, zip(*people.values(), strict=True))
    with translated("write hookshift.conversation_people"):
        rows = await connection.fetch(SQL["note_people"], writer, _numbers(people), *columns)
    stored = {row["alias"]: PersonRecord(*tuple(row)[1:]) for row in rows}
    return {alias: record for alias, record in stored.items() if people[alias] != record}


async def note_conversations(
    connection: Connection, writer: int, turns: Mapping[int, Turn]
) -> None:
    """Writes turns; of two the later one wins. Raises OperatorError."""
    records = [turn.record for turn in turns.values()]
    persons, domains, sides, *times, endeds, uncertains = zip(*records, strict=True)
    with translated("write hookshift.conversations"):
        await connection.execute(
            SQL["note_conversations"],
            writer,
            _numbers(turns),
            _numbers(persons),
            _names(turn.source for turn in turns.values()),
            _names(domains),
            _names(sides),
            *map(_numbers, times),
            _booleans(endeds),
            _booleans(uncertains),
        )


def turn_columns(turns: Iterable[Turn]) -> list[list[Any]]:
    """Turns as `hookshift.note_conversations` takes them, without their keys."""
    rows = [
        (record.person, source, record.domain, record.side.value, *record[3:])
        for record, source in turns
    ]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(9)]


def _numbers(values: Iterable[object]) -> str:
    """Numbers as one text, an array's: a list of them would be looked at one by one."""
    return f"{{{repr([*values])[1:-1]}}}"


def _booleans(values: Iterable[bool]) -> str:
    return f"{{{','.join('t' if each else 'f' for each in values)}}}"


def _names(values: Iterable[str]) -> str:
    """Names as one text, of which none is empty or holds U+001F."""
    return _BETWEEN.join(values)


async def locked_conversation(connection: Connection, key: int) -> ConversationRecord | None:
    """A conversation, which nobody else changes in this transaction. Raises OperatorError."""
    with translated("read hookshift.conversations"):
        row = await connection.fetchrow(SQL["lock"], key)
    if row is None:
        return None
    began, last, turned = (int(row[name]) for name in ("began", "last", "turned"))
    person, domain, side = row["person"], row["domain"], Side(row["side"])
    return ConversationRecord(
        person, domain, side, began, last, turned, row["ended"], row["uncertain"]
    )


async def note_messages(connection: Connection, messages: Mapping[int, MessageRecord]) -> None:
    """Writes what messages were about. Raises OperatorError."""
    domains, sides, ats = zip(*messages.values(), strict=True)
    columns = (_numbers(messages), _numbers(ats), _names(domains), _names(sides))
    with translated("write hookshift.conversation_messages"):
        try:
            await connection.execute(SQL["note_messages"], *columns)
        except asyncpg.CheckViolationError:
            # There is no partition for today; where there was one, the message is at fault.
            if not await connection.fetchval(SQL["make_partitions"], 1):
                raise
            await connection.execute(SQL["note_messages"], *columns)


async def changes_since(
    connection: Connection, former: str | None, writer: int, since: int = 0
) -> ConversationChanges:
    """What others have committed since the snapshot `former`, and not before the second `since`.

    Without `former` it only says where to begin. Raises OperatorError.
    """
    with translated("read hookshift.conversation_changes"):
        row = await connection.fetchrow(SQL["changes"], former, writer, MOST_CHANGES, since)
    kinds, keys = row["kinds"] or (), row["keys"] or ()
    by_kind: tuple[set[int], set[int]] = (set(), set())
    for kind, key in zip(kinds, keys, strict=True):
        by_kind[kind].add(key)
    wanted = MissingKeys(tuple(by_kind[0]), tuple(by_kind[1]))
    complete = len(keys) < MOST_CHANGES and not row["is_foreign"]
    return ConversationChanges(row["snapshot"], row["at"], row["server"], wanted, complete)


async def others_wrote(connection: Connection, writer: int, seconds: float) -> bool:
    """Whether another host can have written in the last `seconds`. Raises OperatorError."""
    with translated("read hookshift.conversation_hosts"):
        return bool(await connection.fetchval(SQL["others_wrote"], writer, seconds))


async def follows(connection: Connection, writer: int) -> None:
    """Notes that a host follows, and deletes changes that all hosts have read. OperatorError."""
    with translated("write hookshift.conversation_changes"):
        await connection.execute(SQL["follows"], writer)
        await connection.execute(SQL["forget_changes"], JOURNAL_SECONDS, FORGOTTEN_AT_ONCE)


async def maintain_conversations(connection: Connection, ahead: int, retention_days: int) -> None:
    """Makes and drops partitions, and deletes a part of what is old. Raises OperatorError."""
    now = datetime.now(UTC)
    with translated("maintain hookshift.conversations"):
        await connection.execute(SQL["make_partitions"], ahead)
        await connection.execute(SQL["drop_partitions"])
        await connection.execute(SQL["forget_hosts"])
        await connection.execute(SQL["sweep_forgotten"], FORGOTTEN_DAYS)
        await sweep(connection, now.hour, retention_days)


async def sweep(connection: Connection, part: int, retention_days: int) -> None:
    """Deletes what is old in one of SLICES parts of the tables. Raises asyncpg's errors."""
    days: Sequence[Any]
    for table, query, days in (
        ("hookshift.conversations", "sweep_conversations", ()),
        ("hookshift.conversation_people", "sweep_people", (retention_days,)),
    ):
        blocks = await connection.fetchval(SQL["blocks"], table)
        first, last = (blocks * each // SLICES for each in (part, part + 1))
        await connection.execute(SQL[query], first, last, *days)

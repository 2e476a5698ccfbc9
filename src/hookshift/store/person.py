"""A person's data, wherever it is stored: found, exported and forgotten.

Whose it is is said by hashes of aliases; only bodies have to be opened, by whoever has the keys.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.parameters import json_text
from hookshift.store.queries import load

SQL = load("person")
AT_ONCE = 500
"""Rows, bodies or letters that are read or changed in one statement."""
_READ = "read a person's data"
_FORGET = "forget a person's data"


class StoredAlias(NamedTuple):
    """An alias, as a hash, and the person that it belongs to."""

    alias: int
    person: int
    bucket: int
    salt_tag: int
    since: datetime
    seen: datetime


class StoredConversation(NamedTuple):
    """A conversation of a person."""

    key: int
    person: int
    source: str
    domain: str
    side: str
    began: datetime
    last: datetime
    turned: datetime
    ended: bool


class StoredBody(NamedTuple):
    """A body that is kept, with what is stored beside it."""

    id: int
    received_at: datetime
    key_id: str | None
    content: bytes | None
    body: bytes | None
    waits: bool
    """Whether it has not been delivered."""
    held: bool
    """Whether a worker is about to deliver it."""
    source: str
    handler: str


class OlderRows(NamedTuple):
    """Which rows of the log without a hash are a person's."""

    recorded: str
    """The number as the log has it."""
    bucket: int | None
    """The bucket of the number; None where the number as recorded is enough."""


async def aliases(connection: Connection, hashes: Collection[int]) -> list[StoredAlias]:
    """All aliases of whoever one of these belongs to. Raises OperatorError."""
    with translated(_READ):
        rows = await connection.fetch(SQL["aliases"], list(hashes))
    return [StoredAlias._make(row) for row in rows]


async def conversations(
    connection: Connection, people: Collection[int]
) -> list[StoredConversation]:
    """Conversations of these people, the latest first. Raises OperatorError."""
    with translated(_READ):
        rows = await connection.fetch(SQL["conversations"], list(people))
    return [StoredConversation._make(row) for row in rows]


async def log_rows(
    connection: Connection, hashes: Collection[int], limit: int | None = None
) -> list[str]:
    """Rows of the log with these hashes as JSON, the newest first. Raises OperatorError."""
    with translated(_READ):
        rows = await connection.fetch(SQL["log_rows"], list(hashes), limit)
    return [row["row"] for row in rows]


async def older_rows(
    connection: Connection, older: OlderRows, limit: int | None = None
) -> list[str]:
    """Rows of the log without a hash as JSON, the newest first. Raises OperatorError."""
    with translated(_READ):
        rows = await connection.fetch(SQL["older_rows"], *older, limit)
    return [row["row"] for row in rows]


async def bodies(
    connection: Connection, *, letters: bool, waiting: bool = False
) -> AsyncIterator[list[StoredBody]]:
    """All stored bodies, or all dead letters, some at a time. Raises OperatorError.

    With `waiting` those that are not delivered.
    """
    query = "letters" if letters else "waiting" if waiting else "stored"
    last = 0
    while True:
        with translated(_READ):
            rows = await connection.fetch(SQL[query], last, AT_ONCE)
        if not rows:
            return
        last = rows[-1]["id"]
        yield [StoredBody._make(row) for row in rows]


async def remember_forgotten(connection: Connection, hashes: Collection[int]) -> None:
    """From now on nothing from before is written of these. Raises OperatorError."""
    with translated(_FORGET):
        await connection.execute(SQL["remember_forgotten"], list(hashes))


async def forget_conversations(
    connection: Connection, hashes: Collection[int], people: Collection[int]
) -> tuple[int, int]:
    """Removes aliases and conversations; how many of each. Raises OperatorError."""
    with translated(_FORGET):
        row = await connection.fetchrow(SQL["forget_conversations"], list(hashes), list(people))
    return row["aliases"], row["conversations"]


async def blank_rows(connection: Connection, hashes: Collection[int]) -> int:
    """Blanks number, ids and error text in rows of the log; how many. Raises OperatorError."""
    return await _blanked(connection, "blank_rows", list(hashes))


async def blank_older_rows(connection: Connection, older: OlderRows) -> int:
    """Blanks rows of the log that have no hash; how many. Raises OperatorError."""
    return await _blanked(connection, "blank_older_rows", *older)


async def _blanked(connection: Connection, query: str, *arguments: object) -> int:
    blanked = 0
    with translated(_FORGET):
        while True:
            done = await connection.execute(SQL[query], *arguments, AT_ONCE)
            count = int(done.rpartition(" ")[2])
            blanked += count
            if not count:
                return blanked


async def drop_bodies(connection: Connection, those: Sequence[StoredBody]) -> tuple[int, int]:
    """Deletes bodies; what waited is counted as dropped: deliveries and events. OperatorError."""
    ids = [each.id for each in those]
    with translated(_FORGET):
        async with connection.transaction():
            await connection.fetch(SQL["lock_waiting"], ids)
            gone = await connection.fetchrow(SQL["drop_waiting"], ids)
            await connection.execute(SQL["drop_bodies"], ids, [each.received_at for each in those])
            await connection.fetchval(SQL["promote"], gone["lanes"])
    return gone["deliveries"], gone["events"]


async def begin(connection: Connection, action: str, actor: str, reason: str | None) -> int:
    """Records an action that is about to begin; its number. Raises OperatorError."""
    with translated("write hookshift.person_actions"):
        return int(await connection.fetchval(SQL["begin"], action, actor, reason))


async def done(connection: Connection, number: int, counts: Mapping[str, Any]) -> None:
    """Records what an action has done. Raises OperatorError."""
    with translated("write hookshift.person_actions"):
        await connection.execute(SQL["done"], number, json_text(dict(counts)))


async def forgotten(connection: Connection, hashes: Collection[int]) -> Mapping[int, float]:
    """When those of `hashes` asked to be forgotten who did. Raises asyncpg's errors."""
    rows = await connection.fetch(SQL["forgotten"], list(hashes))
    return {row["alias"]: row["at"] for row in rows}

"""Dead letters: listed, replayed, dropped. The ledger stays exact.

A replayed letter is a delivery again, with a new id, as if it had just been accepted: behind what
waits with its ordering key, with all its attempts before it, and without `expires`, as somebody
wants it although it is late. Its `x-event-id` stays the same.
"""

import json
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.inbox import SQL as INBOX
from hookshift.store.parameters import json_text
from hookshift.store.queries import load

SQL = load("dead_letters")
AT_ONCE = 500
"""Letters that are replayed or dropped in one transaction."""


class Chosen(NamedTuple):
    """A filter for dead letters; None is no condition."""

    ids: Sequence[int] | None = None
    handlers: Sequence[str] | None = None
    domains: Sequence[str] | None = None
    sources: Sequence[str] | None = None
    causes: Sequence[str] | None = None
    """Why delivery was given up: `attempts`, `age`, `expires`, `permanent`, ..."""
    contains: str | None = None
    """A part of the last error, in any case."""
    since: datetime | None = None
    """Given up at this time or later, and before `until`."""
    until: datetime | None = None


class LetterCount(NamedTuple):
    """How many letters have a handler and a cause in common."""

    handler: str
    cause: str
    letters: int
    events: int
    empty: int
    """Letters without a body, which was past retention: they cannot be replayed."""
    first: datetime
    last: datetime


class Letter(NamedTuple):
    """A dead letter: a delivery that was given up."""

    id: int
    accepted_at: datetime
    died_at: datetime
    source: str
    handler: str
    side: str
    domain: str
    events: int
    attempts: int
    cause: str
    last_error: str | None
    whole: bool
    """Whether its body is still there."""


class Stored(NamedTuple):
    """A letter with its payload, which is encrypted if `key_id` is given."""

    letter: Letter
    key_id: str | None
    content: bytes | None
    body: bytes | None


class LetterAction(NamedTuple):
    """What is to be done to letters: `replay` or `drop`."""

    action: str
    actor: str
    reason: str | None


class Action(NamedTuple):
    """What was done to letters, by whom and why."""

    at: datetime
    action: str
    actor: str
    reason: str | None
    chosen: dict[str, Any]
    letters: int
    events: int


class ActionProgress(NamedTuple):
    """How many letters and events an action has dealt with so far."""

    letters: int
    events: int


async def counted(connection: Connection, chosen: Chosen) -> list[LetterCount]:
    """Numbers of letters by handler and cause. Raises OperatorError."""
    with translated("read hookshift.dead_letters"):
        return [LetterCount._make(row) for row in await connection.fetch(SQL["counted"], *chosen)]


async def listed(connection: Connection, chosen: Chosen, limit: int) -> list[Letter]:
    """The latest `limit` letters. Raises OperatorError."""
    with translated("read hookshift.dead_letters"):
        return [Letter._make(row) for row in await connection.fetch(SQL["listed"], *chosen, limit)]


async def stored(connection: Connection, number: int) -> Stored | None:
    """The letter with this id, or None. Raises OperatorError."""
    with translated("read hookshift.dead_letters"):
        row = await connection.fetchrow(SQL["stored"], number)
    if row is None:
        return None
    *letter, key_id, content, body = row
    return Stored(Letter._make([*letter, body is not None]), key_id, content, body)


async def act(
    connection: Connection, change: LetterAction, chosen: Chosen, at_once: int = AT_ONCE
) -> AsyncGenerator[ActionProgress, None]:
    """Replays or drops the letters chosen, some at a time; yields its progress after each batch.

    Letters that are given up meanwhile are left out. An interrupted action has done what it
    yielded last, and may be repeated. Raises OperatorError.
    """
    with translated("write hookshift.dead_letter_actions"):
        filter_json = json_text({k: v for k, v in chosen._asdict().items() if v is not None})
        begun = await connection.fetchrow(SQL["begin"], *change, filter_json)
    assert begun is not None
    until = begun["at"] if chosen.until is None else min(chosen.until, begun["at"])
    fixed, last = chosen._replace(until=until), 0
    while True:
        with translated("write hookshift.dead_letters"):
            numbers = await _next(connection, fixed, last, at_once, change.action == "replay")
            if not numbers:
                return
            if change.action == "replay":
                await connection.execute(INBOX["make_partition"])
            await connection.execute(SQL[change.action], numbers, begun["id"])
            done = await connection.fetchrow(SQL["done"], begun["id"])
        assert done is not None
        last = numbers[-1]
        yield ActionProgress(*done)


async def _next(
    connection: Connection, chosen: Chosen, last: int, limit: int, whole: bool
) -> list[int]:
    rows = await connection.fetch(SQL["next"], *chosen, last, limit, whole)
    return [row["id"] for row in rows]


async def actions(connection: Connection, limit: int) -> list[Action]:
    """The latest `limit` actions, newest first. Raises OperatorError."""
    with translated("read hookshift.dead_letter_actions"):
        rows = await connection.fetch(SQL["actions"], limit)
    return [Action._make(row)._replace(chosen=json.loads(row["chosen"])) for row in rows]


async def maintain_dead_letters(connection: Connection, days: int) -> None:
    """Drops letters older than `days`, recorded like any other drop. Raises OperatorError."""
    change = LetterAction("drop", "hookshift", f"older than delivery.dead_letter_days ({days})")
    with translated("maintain hookshift.dead_letters"):
        await connection.execute(SQL["forget_actions"])
        until = await connection.fetchval(SQL["old"], days)
    if until is not None:
        async for _progress in act(connection, change, Chosen(until=until)):
            pass

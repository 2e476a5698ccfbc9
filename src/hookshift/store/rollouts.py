"""Rollouts as PostgreSQL holds them: read, locked, written, with their history and verdicts.

Writing is for `controller/apply.py`, which puts everything that belongs together into one
transaction. Times are floats, seconds since 1970, where the domain made them, else datetimes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

import asyncpg

from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.plan import Gate, Plan
from hookshift.domain.gates.verdict import Verdict
from hookshift.domain.rollout.progress import Progress
from hookshift.domain.rollout.state import News
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load
from hookshift.store.shapes import UnknownShape, decode, encode

SQL = load("rollouts")
CHANNEL = "hookshift_rollout"
"""Notified of each new entry of a history."""
VERDICTS_SHOWN = 1_000

Value = TypeVar("Value")


class StoredRollout(NamedTuple):
    """A rollout as it was read."""

    id: int
    revision: int
    """Incremented by each write."""
    plan: Plan
    progress: Progress
    verdicts: tuple[Verdict, ...]
    """Verdicts of the last evaluation; none before a stage's first one."""
    looked_at: datetime | None
    started_at: datetime
    started_by: str
    reason: str | None
    ended_at: datetime | None
    folded_to: float
    """Slots that begin before this are in the evidence."""


class HistoryEntry(NamedTuple):
    """One line of a rollout's history."""

    id: int
    rollout: int
    at: datetime
    stage: int
    """The stage, from 0."""
    news: News
    actor: str
    text: str


class Judged(NamedTuple):
    """A verdict as it was stored."""

    id: int
    rollout: int
    at: datetime
    stage: int
    verdict: Verdict


class NewEntry(NamedTuple):
    """An entry to be written."""

    at: float
    stage: int
    news: News
    actor: str
    text: str


class NewVerdict(NamedTuple):
    """A verdict to be stored."""

    at: float
    stage: int
    verdict: Verdict


class Locked(NamedTuple):
    """The open rollout, which nobody else can change until this transaction ends."""

    id: int
    revision: int
    now: float
    """PostgreSQL's time after the lock was acquired."""


class Save(NamedTuple):
    """What a change writes to a rollout; None leaves a value as it is."""

    progress: Progress
    verdicts: Sequence[Verdict] | None = None
    folded_to: float | None = None
    looked_at: float | None = None


async def open_rollout(connection: Connection) -> StoredRollout | None:
    """The rollout that is not over, or None. Raises OperatorError."""
    with translated("read hookshift.rollouts"):
        row = await connection.fetchrow(SQL["open"])
    return _rollout(row) if row else None


async def latest(connection: Connection) -> StoredRollout | None:
    """The newest rollout, open or over, or None. Raises OperatorError."""
    return next(iter(await rollouts(connection, 1)), None)


async def rollout(connection: Connection, number: int) -> StoredRollout | None:
    """The rollout with this id, or None. Raises OperatorError."""
    with translated("read hookshift.rollouts"):
        row = await connection.fetchrow(SQL["one"], number)
    return _rollout(row) if row else None


async def named(connection: Connection, number: int | None) -> StoredRollout | None:
    """The rollout with this id; without one the open or else the newest. Raises OperatorError."""
    if number is None:
        return await open_rollout(connection) or await latest(connection)
    found = await rollout(connection, number)
    if found is None:
        raise OperatorError(
            f"there is no rollout {number}: `hookshift rollout history --all` lists them."
        )
    return found


async def rollouts(connection: Connection, limit: int) -> list[StoredRollout]:
    """The newest `limit` rollouts, newest first. Raises OperatorError."""
    with translated("read hookshift.rollouts"):
        rows = await connection.fetch(SQL["newest"], limit)
    return [_rollout(row) for row in rows]


async def entries(connection: Connection, number: int, limit: int) -> list[HistoryEntry]:
    """A rollout's history, newest first. Raises OperatorError."""
    with translated("read hookshift.rollout_entries"):
        rows = await connection.fetch(SQL["entries"], number, limit)
    return [HistoryEntry(**{**row, "news": News(row["news"])}) for row in rows]


async def judged(
    connection: Connection,
    number: int,
    *,
    at: datetime | None = None,
    gate: Gate | None = None,
    domain: str | None = None,
    limit: int = VERDICTS_SHOWN,
) -> list[Judged]:
    """Stored verdicts: of each gate and domain the one in force at `at`, or else the newest ones.

    Raises OperatorError.
    """
    with translated("read hookshift.rollout_verdicts"):
        if at is None:
            rows = await connection.fetch(SQL["newest_verdicts"], number, gate, domain, limit)
        else:
            rows = await connection.fetch(SQL["verdicts_in_force"], number, gate, domain, limit, at)
    return [Judged(**{**row, "verdict": _decoded(Verdict, row["verdict"], number)}) for row in rows]


async def clock(connection: Connection) -> float:
    """PostgreSQL's time in seconds since 1970. Raises OperatorError."""
    with translated("read the clock"):
        return float(await connection.fetchval(SQL["now"]))


async def bound_waits(connection: Connection, idle: float, lock: float) -> None:
    """Bounds for this transaction, in seconds: idle time, and the wait for a lock."""
    with translated("begin a change"):
        await connection.execute(SQL["bound_waits"], f"{idle * 1000:.0f}", f"{lock * 1000:.0f}")


async def lock_open(connection: Connection) -> Locked | None:
    """Locks the open rollout, if there is one. Raises OperatorError."""
    with translated("lock the rollout"):
        row = await connection.fetchrow(SQL["lock_open"])
    return Locked(*row) if row else None


async def insert(
    connection: Connection,
    plan: Plan,
    progress: Progress,
    *,
    folded_to: float,
    now: float,
    actor: str,
    reason: str | None,
) -> int | None:
    """A new rollout at revision 0; its id, or None if one is open. Raises OperatorError."""
    state = progress.state
    shapes = (encode(plan), encode(progress))
    with translated("write hookshift.rollouts"):
        try:
            async with connection.transaction():
                number = await connection.fetchval(
                    SQL["insert"], state.phase, state.stage, *shapes, folded_to, now, actor, reason
                )
        except asyncpg.UniqueViolationError:
            return None
    return int(number)


async def save(connection: Connection, number: int, revision: int, change: Save) -> None:
    """Writes it at the next revision; `revision` must be the newest. Raises OperatorError."""
    state = change.progress.state
    with translated("write hookshift.rollouts"):
        saved = await connection.fetchval(
            SQL["save"],
            *(number, revision, state.phase, state.stage, encode(change.progress)),
            None if change.verdicts is None else encode(tuple(change.verdicts)),
            *(change.folded_to, change.looked_at),
            state.since if state.is_final else None,
        )
    if saved is None:
        raise OperatorError(f"rollout {number} has been changed meanwhile; nothing was done")


async def add_entry(connection: Connection, number: int, entry: NewEntry) -> None:
    """Adds an entry to a rollout's history. Raises OperatorError."""
    with translated("write hookshift.rollout_entries"):
        await connection.execute(SQL["add_entry"], number, *entry)


async def add_verdicts(connection: Connection, number: int, verdicts: Iterable[NewVerdict]) -> None:
    """Stores verdicts. Raises OperatorError."""
    rows = [
        (number, at, stage, verdict.domain, verdict.gate, verdict.kind, encode(verdict))
        for at, stage, verdict in verdicts
    ]
    with translated("write hookshift.rollout_verdicts"):
        if rows:
            await connection.executemany(SQL["add_verdict"], rows)


async def forget_verdicts(connection: Connection, retention_days: int) -> None:
    """Deletes verdicts older than `retention_days`. Raises OperatorError."""
    with translated("delete old verdicts"):
        await connection.execute(SQL["forget_verdicts"], retention_days)


def _rollout(row: asyncpg.Record) -> StoredRollout:
    number = row["id"]
    return StoredRollout(
        **{
            **row,
            "plan": _decoded(Plan, row["plan"], number),
            "progress": _decoded(Progress, row["progress"], number),
            "verdicts": _decoded(tuple[Verdict, ...], row["verdicts"], number),
        }
    )


def _decoded(kind: type[Value], text: str, number: int) -> Value:
    try:
        return decode(kind, text)
    except UnknownShape as error:
        raise OperatorError(
            f"rollout {number} was written by another version of hookshift and cannot be read "
            f"({error}). Go on with the version that started it, or end it in psql: set phase to "
            f"aborted and ended_at to now() in the row of hookshift.rollouts with id {number}."
        ) from error

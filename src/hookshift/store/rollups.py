"""Reads the rollups: what happened, added up per slot.

All times are floats, seconds since 1970. A slot's rows grow until its gateways have written all of
its decisions: `written_through` says up to when that is so. Ask for it first and for the
slots afterwards, never the other way round.
"""

import math
from collections.abc import Sequence
from functools import reduce
from itertools import groupby

import asyncpg

from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.rollups import NOTHING_CONTINUES, Continuing, Counts, Slot, added
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.gateways import SeenWorker
from hookshift.store.queries import load

SQL = load("rollups")
HOUR = 3_600.0
FORGOTTEN_AT_ONCE = 10_000
MOST_ROUNDS = 100
"""Bound on deletions in one call; the next call goes on."""


_COLUMNS = len(Counts._fields) - 1 + len(Continuing._fields)
_KEY = ("start", "seconds", "domain", "side", "version")
_FORGET_BY_AGE = ("forget_errors", "forget_senders")


async def read_slots(
    connection: Connection,
    since: float,
    until: float,
    domains: Sequence[str] | None = None,
    versions: Sequence[int] | None = None,
) -> list[Slot]:
    """The slots that begin at `since` or later and end at `until` or before, in order of time.

    None stands for all domains, or versions. One Slot per start, domain, side and version, the
    gateways merged; nothing where nothing happened. Costs as much as there are slots between the
    two times, however many there were before. Raises OperatorError.
    """
    with translated("read hookshift.rollups"):
        rows = await connection.fetch(SQL["slots"], since, until, domains, versions)
    return _merged(rows)


async def read_hours(connection: Connection, since: float, until: float) -> list[Slot]:
    """As `read_slots`, of all domains, by whole hours that begin from `since` to `until`.

    Raises OperatorError.
    """
    with translated("read hookshift.rollup_hours"):
        return _merged(await connection.fetch(SQL["hours"], since, until))


def written_through(seen: SeenWorker) -> float | None:
    """The watermark of a worker: up to then its decisions are all in the log and the rollups.

    None for a worker that reports none. It is by that worker's own clock, which also stamps
    its decisions: it does not matter how far the clock is off, nor how long the heartbeat took.

    To know that everything before T has been counted, a caller has to:

    1. read the heartbeats first and the slots afterwards, or both in one snapshot. A worker reports
       after its COMMIT, so a snapshot that holds the heartbeat holds the rows.
    2. wait until this is T or later for every worker: those with heartbeats, and those that have
       fallen silent without a replacement in their place (host and slot). A worker that ends in
       order is gone only when it holds nothing any more; one that had to leave decisions on disk,
       or that crashed, is not gone, and its replacement reports what it found in the spool.
    3. leave a margin (the plan's `lag`): for a worker that serves before its first heartbeat has
       arrived, for clocks that are set back, and for workers whose clock is ahead of PostgreSQL's.
    4. never count a slot again: what comes later still (a worker that had been given up) is in the
       log and in the rollups, but not in what has been added up from them.
    """
    recorded_at = seen.counters.get("recorded_at")
    unwritten = seen.counters.get("unwritten_seconds")
    return None if recorded_at is None or unwritten is None else recorded_at - unwritten


async def totals(
    connection: Connection,
    since: float,
    until: float,
    domains: Sequence[str] | None = None,
    side: str | None = None,
) -> dict[tuple[str, str], Totals]:
    """Sums by (domain, side) over the slots between two times, all versions together.

    Read by whole hours, so that a week is quick. `slow_squared` is left 0: it is about slots, which
    sums of hours do not know. Raises OperatorError.
    """
    first_hour = math.ceil(since / HOUR) * HOUR
    last_hour = max(math.floor(until / HOUR) * HOUR, first_hour)
    with translated("read hookshift.rollups"):
        rows = await connection.fetch(
            SQL["totals"], since, until, first_hour, last_hour, domains, side
        )
    sums: dict[tuple[str, str], Counts] = {}
    for row in rows:
        key, counts = (row["domain"], row["side"]), _counts(row)
        sums[key] = added(sums[key], counts) if key in sums else counts
    return {key: Totals(counts) for key, counts in sums.items()}


async def hourly_sums(
    connection: Connection, since: float, until: float
) -> dict[tuple[str, str], tuple[int, int]]:
    """Requests and errors by (domain, side) in the whole hours from `since` to `until`.

    Raises OperatorError.
    """
    with translated("read hookshift.rollup_hours"):
        rows = await connection.fetch(SQL["hourly_sums"], since, until)
    return {(row["domain"], row["side"]): (row["requests"], row["errors"]) for row in rows}


async def covered_since(connection: Connection, since: float) -> float | None:
    """The first moment from `since` on of which something is known, seconds since 1970.

    By whole hours; None if nothing is known: a rate over seven days means nothing on the second
    day. Raises OperatorError.
    """
    with translated("read hookshift.rollup_hours"):
        first: float | None = await connection.fetchval(SQL["first_hour"], since)
    return first


async def maintain_rollups(connection: Connection, retention_days: int) -> None:
    """Deletes rollups past retention, and helper rows that only recent slots need.

    Bounded: some is left for the next call where there is very much. Several gateways may do it at
    once. Raises OperatorError.
    """
    with translated("maintain hookshift.rollups"):
        for name in ("forget_slots", "forget_hours"):
            await _forget(connection, name, retention_days)
        for name in _FORGET_BY_AGE:
            await _forget(connection, name)
        await _forget(connection, "forget_replies", retention_days)


async def _forget(connection: Connection, name: str, *arguments: int) -> None:
    for _ in range(MOST_ROUNDS):
        done = await connection.execute(SQL[name], *arguments, FORGOTTEN_AT_ONCE)
        if int(done.removeprefix("DELETE ")) < FORGOTTEN_AT_ONCE:
            return


def _merged(rows: Sequence[asyncpg.Record]) -> list[Slot]:
    """The gateways' rows together; they come in the order of `_KEY`."""
    return [
        Slot._make((*key, reduce(added, map(_counts, group))))
        for key, group in groupby(rows, key=lambda row: tuple(row[name] for name in _KEY))
    ]


def _counts(row: asyncpg.Record) -> Counts:
    # The last columns, a field each, and those of `continuing`.
    *sums, failing, latency = tuple(row)[-_COLUMNS : -len(Continuing._fields)]
    *counts, times = tuple(row)[-len(Continuing._fields) :]
    continuing = Continuing._make((*counts, tuple(times))) if any(counts) else NOTHING_CONTINUES
    return Counts._make((*sums, tuple(failing), tuple(latency), continuing))

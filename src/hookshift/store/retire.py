"""Evidence on handlers that may be retired, as of one moment."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import asyncpg

from hookshift.domain.retire.retire import (
    FINAL_STATUSES,
    FLIGHT_SECONDS,
    Active,
    ConfigChange,
    RetireFacts,
    Usage,
)
from hookshift.domain.retire.watch import DAY, HOUR, Log, Loss, Watch, WatchedWorker
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load
from hookshift.store.rollouts import open_rollout
from hookshift.store.routing_config import read_snapshot

SQL = load("retire")
SCAN_SECONDS = 600.0
"""Nothing in the log is sorted by handler: it is read as a whole."""
CHANGES = 1_000
"""How many changes of the configuration are read; older ones do not matter."""


class RetireRecords(NamedTuple):
    """What the database holds about the use of some handlers."""

    facts: RetireFacts
    usage: dict[str, Usage]
    """The use of each handler, by its name."""


async def known(
    connection: Connection, handlers: Sequence[str], window: float, retention_days: int
) -> RetireRecords:
    """Evidence on `handlers` over a window in seconds. Raises OperatorError."""
    with translated("find what uses a handler"):
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            now = float(await connection.fetchval(SQL["now"]))
            active = await _active(connection)
            facts = RetireFacts(
                now=now,
                window=window,
                active=active,
                changes=await _changes(connection),
                open_rollout=await _open_rollout(connection),
                log=await _log(connection, retention_days),
                watch=await _watch(connection, now - window, active),
            )
            return RetireRecords(facts, await _usage(connection, handlers, now, window))


async def _active(connection: Connection) -> Active | None:
    snapshot = await read_snapshot(connection)
    if snapshot is None:
        return None
    return Active(snapshot.version, snapshot.threshold, snapshot.enabled, snapshot.domains)


async def _changes(connection: Connection) -> list[ConfigChange]:
    rows = await connection.fetch(SQL["changes"], CHANGES)
    return [ConfigChange(row["at"], _changed(row), row["operation"] == "DELETE") for row in rows]


def _changed(row: asyncpg.Record) -> Active | None:
    if row["percentage"] is None:
        return None
    threshold = int(row["percentage"] * 100)
    return Active(row["version"], threshold, row["enabled"], frozenset(row["domains"]))


async def _open_rollout(connection: Connection) -> str | None:
    opened = await open_rollout(connection)
    if opened is None:
        return None
    state = opened.progress.state
    return f"rollout {opened.id} ({state.phase}, {opened.plan.named(state.stage)})"


async def _log(connection: Connection, retention_days: int) -> Log:
    days = frozenset(row["day"] for row in await connection.fetch(SQL["days"]))
    return Log(days, await connection.fetchval(SQL["began"]), float(retention_days * DAY))


async def _watch(connection: Connection, since: float, active: Active | None) -> Watch:
    workers = [
        WatchedWorker(_place(row), *tuple(row)[2:])
        for row in await connection.fetch(SQL["workers"])
    ]
    losses = [
        Loss(row["at"], _place(row), row["dropped"])
        for row in await connection.fetch(SQL["losses"], since)
    ]
    hours = await connection.fetch(SQL["busy_hours"], since - HOUR)
    return Watch(
        workers, losses, frozenset(row["hour"] for row in hours), active and active.version
    )


def _place(row: asyncpg.Record) -> str:
    return f"worker {row['slot']} on {row['host']}"


async def _usage(
    connection: Connection, handlers: Sequence[str], now: float, window: float
) -> dict[str, Usage]:
    rows = await connection.fetch(SQL["usage"], handlers, now - window, timeout=SCAN_SECONDS)
    flights = await connection.fetch(
        SQL["in_flight"], handlers, now - FLIGHT_SECONDS, FINAL_STATUSES, timeout=SCAN_SECONDS
    )
    found = {
        handler: _used([row for row in rows if row["handler"] == handler]) for handler in handlers
    }
    for row in flights:
        found[row["handler"]] = found[row["handler"]]._replace(
            in_flight=row["messages"], in_flight_last=row["last"]
        )
    return found


def _used(rows: Sequence[asyncpg.Record]) -> Usage:
    kinds: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for row in rows:
        if row["recent"]:
            kinds[row["kind"]] += row["recent"]
            reasons[row["reason"]] += row["recent"]
    last = max((row["last"] for row in rows), default=None)
    return Usage(last, sum(row["total"] for row in rows), dict(kinds), dict(reasons))

"""Which gateway workers live, and which configuration each of them follows."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from hookshift.domain.recent import Recent, Written, read
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("gateways")
FAILING = "loop_failing "
"""Prefix of a loop's name in a worker's counters: 1 while an error keeps the loop from its work."""
BREAKER_OPEN = "breaker_open "
"""Prefix of a handler's name in a worker's counters: 1 while the handler's circuit is open."""

CORE = "core "
"""Prefix of the name of the core that a worker runs on; its counter is 1."""


def core_of(counters: Mapping[str, float]) -> str | None:
    """Which core a worker runs on; None for a worker of a version that did not say so."""
    return next((key.removeprefix(CORE) for key in counters if key.startswith(CORE)), None)


class WorkerHeartbeat(NamedTuple):
    """A gateway worker's description of itself."""

    gateway: str
    """The gateway's name: the same from its start to its end, never used again."""
    host: str
    pid: int
    slot: int
    version: str
    started_at: datetime


class SeenWorker(NamedTuple):
    """A worker with its last heartbeat."""

    worker: WorkerHeartbeat
    seen_at: datetime
    age: float
    """Seconds since its last heartbeat."""
    config_version: int | None
    counters: Mapping[str, float]
    recent: Recent = MappingProxyType({})
    """What it saw in the last quarter of an hour."""


async def heartbeat(
    connection: Connection,
    worker: WorkerHeartbeat,
    config_version: int | None,
    counters: Mapping[str, float],
    recent: Written | None = None,
) -> None:
    """Records that `worker` lives. Raises OperatorError."""
    numbers, seen = (msgspec.json.encode(each).decode() for each in (counters, recent or {}))
    with translated("write hookshift.gateways"):
        await connection.execute(SQL["heartbeat"], *worker, config_version, numbers, seen)


async def leave(connection: Connection, worker: WorkerHeartbeat) -> None:
    """Records that `worker` has ended in order. Raises OperatorError."""
    with translated("write hookshift.gateways"):
        await connection.execute(SQL["leave"], worker.gateway)
        await connection.execute(SQL["forget"])


async def gateways(connection: Connection) -> list[SeenWorker]:
    """The workers seen within the last hour. Raises OperatorError."""
    with translated("read hookshift.gateways"):
        rows = await connection.fetch(SQL["gateways"])
    return [
        SeenWorker(
            WorkerHeartbeat(*(row[name] for name in WorkerHeartbeat._fields)),
            row["seen_at"],
            row["age"],
            row["config_version"],
            msgspec.json.decode(row["counters"]),
            _recent(row["recent"]),
        )
        for row in rows
    ]


def _recent(stored: str) -> Recent:
    try:
        return read(msgspec.json.decode(stored, type=Written))
    except msgspec.MsgspecError:
        # Of another version.
        return {}

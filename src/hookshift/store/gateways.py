"""Which gateway workers live, and which configuration each of them follows."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("gateways")
FAILING = "loop_failing "
"""Before the name of a loop, in a worker's counters: 1 while an error keeps it from its work."""
RESTING = "breaker_open "
"""Before the name of a handler that is left alone, in a worker's counters."""


class WorkerHeartbeat(NamedTuple):
    """What a gateway worker says of itself."""

    gateway: str
    """Its name: the same from its start to its end, never used again."""
    host: str
    pid: int
    slot: int
    version: str
    started_at: datetime


class SeenWorker(NamedTuple):
    """A worker as the database last heard of it."""

    worker: WorkerHeartbeat
    seen_at: datetime
    age: float
    """Seconds since then."""
    config_version: int | None
    counters: Mapping[str, float]


async def heartbeat(
    connection: Connection,
    worker: WorkerHeartbeat,
    config_version: int | None,
    counters: Mapping[str, float],
) -> None:
    """Says that `worker` lives. Raises OperatorError."""
    with translated("write hookshift.gateways"):
        await connection.execute(
            SQL["heartbeat"], *worker, config_version, msgspec.json.encode(counters).decode()
        )


async def leave(connection: Connection, worker: WorkerHeartbeat) -> None:
    """Says that `worker` ends in order. Raises OperatorError."""
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
        )
        for row in rows
    ]

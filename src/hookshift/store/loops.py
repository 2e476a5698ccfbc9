"""Failing loops, reported by their processes, for `hookshift status` and alerts."""

from collections.abc import Sequence

from hookshift.domain.alerts import FailingLoop
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("loops")
FRESH_SECONDS = 10.0
"""Age after which a report is out of date: processes report every two seconds."""
ERROR_CHARACTERS = 500


async def report(
    connection: Connection, process: str, label: str, failing: Sequence[FailingLoop]
) -> None:
    """Replaces the failing loops of `process` by `failing`. Raises OperatorError."""
    with translated("write hookshift.failing_loops"):
        await connection.execute(
            SQL["report"],
            process,
            label,
            [each.loop for each in failing],
            [each.error[:ERROR_CHARACTERS] for each in failing],
            [each.seconds for each in failing],
        )


async def failing(connection: Connection) -> list[FailingLoop]:
    """The failing loops of all live processes. Raises OperatorError."""
    with translated("read hookshift.failing_loops"):
        rows = await connection.fetch(SQL["failing"], FRESH_SECONDS)
    return [FailingLoop._make(row) for row in rows]


async def forget_loops(connection: Connection) -> None:
    """Deletes reports of processes that ended long ago. Raises OperatorError."""
    with translated("maintain hookshift.failing_loops"):
        await connection.execute(SQL["forget"])

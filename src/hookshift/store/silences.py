"""Who has taken note of a problem, or has silenced it for a time, and why.

An acknowledgement ends with the problem, or after a day; a silence ends with its time.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("silences")
LONGEST = 86_400.0
"""Seconds after which an acknowledgement ends, though the problem goes on."""
GONE_SECONDS = 300.0
"""A problem that has not been seen for so long is over, and its acknowledgement with it."""

Subject = tuple[str, str]
"""Kind and subject of a problem."""


class Silence(NamedTuple):
    """An acknowledgement or a silence: somebody has taken note of a problem."""

    id: int
    kind: str
    subject: str
    actor: str
    reason: str
    at: datetime
    is_acknowledgement: bool
    until: datetime

    @property
    def sentence(self) -> str:
        """Who, until when, and why."""
        if self.is_acknowledgement:
            return f"acknowledged by {self.actor}: {self.reason}"
        return f"silenced by {self.actor} until {self.until:%Y-%m-%d %H:%M} UTC: {self.reason}"


async def active(connection: Connection) -> dict[Subject, Silence]:
    """Silences in force, the latest of each problem. Raises OperatorError."""
    with translated("read hookshift.alert_silences"):
        rows = await connection.fetch(SQL["active"])
    return {(row["kind"], row["subject"]): Silence(*row) for row in rows}


async def acknowledge(connection: Connection, about: Subject, actor: str, reason: str) -> Silence:
    """Takes note of a problem until it is over. Raises OperatorError."""
    return await _add(connection, about, actor, reason, LONGEST, is_acknowledgement=True)


async def silence(
    connection: Connection, about: Subject, actor: str, reason: str, seconds: float
) -> Silence:
    """Hears nothing of a problem for so many seconds. Raises OperatorError."""
    return await _add(connection, about, actor, reason, seconds, is_acknowledgement=False)


async def _add(
    connection: Connection,
    about: Subject,
    actor: str,
    reason: str,
    seconds: float,
    *,
    is_acknowledgement: bool,
) -> Silence:
    with translated("write hookshift.alert_silences"):
        row = await connection.fetchrow(
            SQL["add"], *about, actor, reason, seconds, is_acknowledgement
        )
    return Silence(*row)


async def end(connection: Connection, about: Subject) -> int:
    """Ends what is in force about a problem; returns how many that were. Raises OperatorError."""
    with translated("write hookshift.alert_silences"):
        done = await connection.execute(SQL["end"], *about)
    return int(done.removeprefix("UPDATE "))


async def seen(connection: Connection, going_on: Iterable[Subject]) -> None:
    """Ends acknowledgements of problems that are over; `going_on` are all that are not."""
    kinds, subjects = [list(each) for each in zip(*going_on, strict=True)] or ([], [])
    with translated("write hookshift.alert_silences"):
        await connection.execute(SQL["seen"], kinds, subjects, GONE_SECONDS)


async def forget(connection: Connection, retention_days: int) -> None:
    """Deletes those that ended longer ago. Raises OperatorError."""
    with translated("delete old silences"):
        await connection.execute(SQL["forget"], retention_days)

"""A transaction that somebody has left open: what is dead since then cannot be cleared away.

hookshift goes on at its speed, but tables and indexes that should stay small grow until it ends.
"""

from datetime import datetime
from typing import NamedTuple

from hookshift.domain.format import duration
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("old_transactions")
OLD_SECONDS = 900.0


class OldTransaction(NamedTuple):
    """A transaction that was left open: whose it is, and since when."""

    pid: int
    login: str | None
    application: str
    state: str
    since: datetime
    age: float
    """Seconds since the transaction began."""

    @property
    def sentence(self) -> str:
        """A sentence: what is wrong, and what to do."""
        who = self.application or "an unnamed application"
        return (
            f"a transaction of {who} (login {self.login}, pid {self.pid}, {self.state}) has been "
            f"open for {duration(self.age)}: PostgreSQL cannot remove dead rows, and tables "
            f"grow. Let it end, or end it: SELECT pg_terminate_backend({self.pid})"
        )


async def oldest(connection: Connection, seconds: float = OLD_SECONDS) -> OldTransaction | None:
    """The oldest open transaction, if older than the bound. Raises OperatorError."""
    with translated("read pg_stat_activity"):
        row = await connection.fetchrow(SQL["oldest"], seconds)
    return None if row is None else OldTransaction._make(row)

"""What happened to rollouts and to the share since it was last asked: for the log."""

from typing import NamedTuple

from hookshift.domain.rollout.state import News
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load
from hookshift.store.rollouts import HistoryEntry
from hookshift.store.routing_config import AuditRow

SQL = load("story")
MOST = 200
"""The most lines of a kind that are read at once."""
OVERLAP = 50
"""So many ids back is read again: one may be committed later than another that is larger."""


class Place(NamedTuple):
    """Up to where the story has been read: the largest ids."""

    entry: int
    change: int


class Change(NamedTuple):
    """A change of the configuration."""

    id: int
    row: AuditRow


async def place(connection: Connection, seconds: float) -> Place:
    """Where the story was so many seconds ago. Raises OperatorError."""
    with translated("read the history of rollouts"):
        row = await connection.fetchrow(SQL["place"], seconds)
    return Place(*row)


async def entries_after(connection: Connection, entry: int) -> list[HistoryEntry]:
    """Lines of rollouts' histories after `entry`, and some before it. Raises OperatorError."""
    with translated("read hookshift.rollout_entries"):
        rows = await connection.fetch(SQL["entries"], entry - OVERLAP, MOST)
    return [HistoryEntry(*row)._replace(news=News(row["news"])) for row in rows]


async def changes_after(connection: Connection, change: int) -> list[Change]:
    """Changes of the configuration after `change`, and some before it. Raises OperatorError."""
    with translated("read webhook_routing_config_audit"):
        rows = await connection.fetch(SQL["changes"], change - OVERLAP, MOST)
    return [Change(row[0], AuditRow(*row[1:])) for row in rows]

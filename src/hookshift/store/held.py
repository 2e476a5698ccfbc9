"""People in the middle of a conversation, whom a change of the share moves or leaves."""

from typing import NamedTuple

from hookshift.domain.routing.assignment import salt_tag
from hookshift.domain.routing.routing import Snapshot
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("held")


class Midway(NamedTuple):
    """Conversations that go on, of people whom the rollout could move."""

    held: int
    """Conversations held with legacy though the person's bucket is below the percentage."""
    held_for: float
    """Seconds until the last of them may be moved, if nobody writes any more."""
    cut_short: int
    """Conversations with unified outside the share: the next message goes to legacy."""
    draining: int = 0
    """Conversations with unified outside the share that a drain lets finish."""
    draining_for: float = 0.0
    """Seconds until the last of these is over, if nobody writes any more."""


async def with_legacy(
    connection: Connection, affinity: float, longest: float
) -> dict[str, tuple[int, float]]:
    """How many conversations go on with legacy, by domain, and for how many seconds yet.

    At most: if nobody writes any more. Raises OperatorError.
    """
    with translated("read hookshift.conversations"):
        rows = await connection.fetch(SQL["with_legacy"], affinity, longest)
    return {row["domain"]: (row["people"], row["seconds"]) for row in rows}


async def midway(
    connection: Connection, snapshot: Snapshot, affinity: float, longest: float
) -> Midway:
    """Who is in the middle of a conversation now. Raises OperatorError.

    `affinity` and `longest` are seconds of silence, and since a conversation began, after which
    people may be moved.
    """
    with translated("read hookshift.conversations"):
        row = await connection.fetchrow(
            SQL["midway"],
            affinity,
            longest,
            snapshot.threshold if snapshot.enabled else 0,
            salt_tag(snapshot.salt),
            sorted(snapshot.domains),
            (snapshot.draining_below or 0) if snapshot.enabled else 0,
        )
    return Midway(**row)

"""Since when there are rollups: a rate over seven days means nothing on the second day."""

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("coverage")


async def covered_since(connection: Connection, since: float) -> float | None:
    """The first moment from `since` on of which something is known, seconds since 1970.

    By whole hours; None if nothing is known. Raises OperatorError.
    """
    with translated("read hookshift.rollup_hours"):
        first: float | None = await connection.fetchval(SQL["first_hour"], since)
    return first

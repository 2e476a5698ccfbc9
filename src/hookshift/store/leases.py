"""Leases: what only one process at a time may do.

A lease expires unless its holder renews it; then another may take it, and its term grows. A holder
that was asleep meanwhile still believes in its lease. So a write that depends on a lease names its
term in the same transaction (`guard`, a fencing token): PostgreSQL refuses an old term, and nobody
can take the lease while that transaction lasts.
"""

from typing import NamedTuple

from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("leases")
ROLLOUTS = "rollouts"
"""The lease of the control process that leads."""
RENEW_BELOW = 0.5
"""The share of a lease below which it is renewed."""


class Fence(NamedTuple):
    """The right to write under a lease, as long as PostgreSQL still has it at this term."""

    name: str
    holder: str
    term: int


class Lease(NamedTuple):
    """A lease as PostgreSQL has it."""

    holder: str
    term: int
    left: float
    """Seconds that are left; below 0 it has expired."""


async def lease(connection: Connection, name: str) -> Lease | None:
    """The lease called `name`; None if nobody ever held it. Raises OperatorError."""
    with translated("read hookshift.leases"):
        row = await connection.fetchrow(SQL["lease"], name)
    return Lease(*row) if row else None


async def acquire(connection: Connection, name: str, holder: str, seconds: float) -> Fence | None:
    """Takes or renews the lease for `seconds`; None if it is another's. Raises OperatorError.

    It is called often, and writes only where that is needed.
    """
    found = await lease(connection, name)
    if found and found.holder == holder and found.left > RENEW_BELOW * seconds:
        return Fence(name, holder, found.term)
    if found and found.holder != holder and found.left > 0:
        return None
    with translated("write hookshift.leases"):
        term = await connection.fetchval(SQL["take"], name, holder, seconds)
    return None if term is None else Fence(name, holder, term)


async def give_up(connection: Connection, name: str, holder: str) -> None:
    """Ends the lease, so that another process can take it at once. Raises OperatorError."""
    with translated("write hookshift.leases"):
        await connection.execute(SQL["give_up"], name, holder)


async def guard(connection: Connection, fence: Fence) -> bool:
    """Whether `fence` still holds; it then does until the transaction ends.

    Raises OperatorError.
    """
    with translated("read hookshift.leases"):
        return bool(await connection.fetchval(SQL["guard"], *fence))

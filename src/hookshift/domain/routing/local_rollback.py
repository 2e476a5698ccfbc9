"""A rollback of one host, decided there while PostgreSQL could not be asked.

It holds until the host follows a configuration in which it is recorded; only then may the share
count again. So a share that is raised elsewhere before that does not end it.
"""

from typing import NamedTuple

from hookshift.domain.routing.routing import Snapshot


class LocalRollback(NamedTuple):
    """Everybody goes to legacy on this host."""

    at: float
    """When it was decided, in seconds since 1970."""
    actor: str
    reason: str
    recorded: int | None = None
    """The version of the configuration that records it; None until there is one."""

    def is_in_force(self, snapshot: Snapshot | None) -> bool:
        """Whether it still holds for a worker that follows `snapshot`."""
        return self.recorded is None or snapshot is None or snapshot.version < self.recorded

    def must_be_recorded(self, version: int) -> bool:
        """Whether the configuration, now at `version`, does not hold it: never did, or lost it.

        A restored backup counts its versions again.
        """
        return self.recorded is None or version < self.recorded


def followed(snapshot: Snapshot | None, rollback: LocalRollback | None) -> Snapshot | None:
    """What a worker decides by: `snapshot`, with nobody moved while `rollback` is in force."""
    if snapshot is None or rollback is None or not rollback.is_in_force(snapshot):
        return snapshot
    return snapshot._replace(enabled=False, rolled_back_here=True)

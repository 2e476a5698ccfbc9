"""The snapshot that a worker decides by: PostgreSQL's, unless its host was rolled back by hand."""

import logging
from collections.abc import Callable

from hookshift.domain.routing.local_rollback import LocalRollback, followed
from hookshift.domain.routing.routing import Snapshot

log = logging.getLogger(__name__)


class SnapshotInForce:
    """Joins what is configured with a rollback of this host; calls `apply` with what results."""

    def __init__(self, apply: Callable[[Snapshot | None], None]) -> None:
        self._apply = apply
        self._configured: Snapshot | None = None
        self._rollback: LocalRollback | None = None

    @property
    def is_rolled_back(self) -> bool:
        """Whether a rollback of this host holds that no configuration records yet."""
        return self._rollback is not None and self._rollback.is_in_force(self._configured)

    @property
    def rolled_back_at(self) -> float:
        """When this host was last rolled back, in seconds since 1970; 0 if never."""
        return 0.0 if self._rollback is None else self._rollback.at

    def follow(self, snapshot: Snapshot | None) -> None:
        """PostgreSQL has this configuration; None: none has been read."""
        self._configured = snapshot
        self._apply(followed(snapshot, self._rollback))

    def roll_back(self, rollback: LocalRollback) -> None:
        """This host is rolled back; the same rollback again changes nothing."""
        if self._rollback is None or self._rollback.at != rollback.at:
            log.warning(
                "This host is rolled back by %s: everybody goes to legacy. Reason: %s",
                rollback.actor,
                rollback.reason,
            )
        self._rollback = rollback
        self._apply(followed(self._configured, rollback))

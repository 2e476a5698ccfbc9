"""A webhook that waits for its commit, and the callback for its outcome."""

import logging
from collections.abc import Callable, Iterable

from hookshift.domain.errors import CallerError, GatewayError
from hookshift.gateway.durable.grouping import Arrival

log = logging.getLogger(__name__)

Refused = GatewayError | CallerError
OnCommit = Callable[[Refused | None], None]
"""Called once: with None when the webhook is committed, else with why it is not."""


class WaitingWebhook:
    """One arrival, whose `on_commit` is called at most once, whatever becomes of its batch."""

    __slots__ = ("_on_commit", "arrival")

    def __init__(self, arrival: Arrival, on_commit: OnCommit) -> None:
        self.arrival = arrival
        self._on_commit: OnCommit | None = on_commit

    @property
    def is_wanted(self) -> bool:
        """Whether anybody still waits for it."""
        return self._on_commit is not None

    def forget(self) -> None:
        """Nobody waits for it any more: the caller has hung up, and will send it again."""
        self._on_commit = None

    def resolve(self, refused: Refused | None = None) -> None:
        """Calls back with the outcome. An error of the callback is not the batch's."""
        on_commit, self._on_commit = self._on_commit, None
        if on_commit is None:
            return
        try:
            on_commit(refused)
        except Exception:
            log.exception("Unexpected error while a webhook was answered")


def refuse(batch: Iterable[WaitingWebhook], why: Refused) -> None:
    """Resolves all of them: they are not committed."""
    for waiting in batch:
        waiting.resolve(why)

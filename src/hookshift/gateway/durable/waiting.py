"""A webhook that waits for its commit, and who is told of it."""

import logging
from collections.abc import Callable, Iterable

from hookshift.domain.errors import CallerError, GatewayError
from hookshift.gateway.durable.grouping import Arrival

log = logging.getLogger(__name__)

Refused = GatewayError | CallerError
OnCommit = Callable[[Refused | None], None]
"""Told once: None when the webhook is committed, else why it is not."""


class WaitingWebhook:
    """Told at most once, whatever becomes of the batch that it is in."""

    __slots__ = ("_told", "arrival")

    def __init__(self, arrival: Arrival, told: OnCommit) -> None:
        self.arrival = arrival
        self._told: OnCommit | None = told

    @property
    def is_wanted(self) -> bool:
        """Whether anybody still waits for it."""
        return self._told is not None

    def forget(self) -> None:
        """Nobody waits for it any more: the caller has hung up, and will send it again."""
        self._told = None

    def tell(self, refused: Refused | None = None) -> None:
        """Tells whoever waits. An error of theirs is not the batch's."""
        told, self._told = self._told, None
        if told is None:
            return
        try:
            told(refused)
        except Exception:
            log.exception("Unexpected error while a webhook was answered")


def refuse(batch: Iterable[WaitingWebhook], why: Refused) -> None:
    """Tells all of them that they are not committed."""
    for waiting in batch:
        waiting.tell(why)

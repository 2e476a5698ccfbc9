"""Periodic work beside the relaying.

It may fail while PostgreSQL is away, and is then tried again after the interval; no webhook waits
for it.
"""

import logging
from collections.abc import Awaitable, Callable

from hookshift.background import STOP_SECONDS, BackgroundLoop
from hookshift.domain.errors import OperatorError
from hookshift.store.errors import DatabaseRefusal

Step = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
"""The longest wait after a call that failed."""


class Every(BackgroundLoop[None]):
    """Calls `work` every `seconds` from start to stop."""

    def __init__(
        self,
        seconds: float,
        work: Callable[[], Awaitable[object]],
        stop_seconds: float = STOP_SECONDS,
    ) -> None:
        super().__init__(stop_seconds)
        self._seconds = seconds
        self._work = work

    async def run_once(self) -> None:
        """Makes one call; an error is logged once until a call succeeds again."""
        try:
            await self._work()
        except (OperatorError, OSError) as error:
            if self._error is None:
                log.warning("%s", error)
            self._error = str(error) or type(error).__name__
        except Exception as error:
            # The others must be called too: nobody would notice that they are not.
            if self._error is None:
                log.exception("Unexpected error in %r", self._work)
            self._error = repr(error)
        else:
            self._error = None

    def pause(self, _result: None) -> float:
        """What has failed is tried again sooner."""
        return self._seconds if self._error is None else min(self._seconds, RETRY_SECONDS)


async def run_all(*steps: Step) -> None:
    """Does each of `steps`, also when one before it was refused; then raises the first refusal.

    Raises DatabaseAway at once: those that follow need PostgreSQL too.
    """
    refused: DatabaseRefusal | None = None
    for step in steps:
        try:
            await step()
        except DatabaseRefusal as error:
            refused = refused or error
    if refused is not None:
        raise refused

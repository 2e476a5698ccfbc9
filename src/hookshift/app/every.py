"""Something done again and again beside the relaying.

It may fail while PostgreSQL is away; it is tried again at the next beat, and nothing of it stands
in the way of a webhook.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from hookshift.domain.errors import OperatorError
from hookshift.store.errors import DatabaseRefusal

Step = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
"""What failed is tried again after this at the latest."""
STOP_SECONDS = 1.0
"""How long a stop waits for the call in progress; several stop one after the other."""


class Every:
    """Calls `work` every `seconds` from start to stop."""

    def __init__(self, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
        self._seconds = seconds
        self._work = work
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.error: str | None = None
        """Why the last call failed; None if it did not."""

    async def start(self) -> None:
        """Begins with a first call."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Returns when the call in progress has ended; it is cancelled after STOP_SECONDS."""
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_SECONDS)
            self._task.cancel()

    async def run_once(self) -> None:
        """One call; what goes wrong is logged once until it works again."""
        try:
            await self._work()
        except (OperatorError, OSError) as error:
            if self.error is None:
                log.warning("%s", error)
            self.error = str(error) or type(error).__name__
        except Exception as error:
            # A task that ends here would never be missed.
            if self.error is None:
                log.exception("Unexpected error in %r", self._work)
            self.error = repr(error)
        else:
            self.error = None

    async def _run(self) -> None:
        while not self._stopping.is_set():
            await self.run_once()
            failed = self.error is not None
            wait = min(self._seconds, RETRY_SECONDS) if failed else self._seconds
            try:
                async with asyncio.timeout(wait):
                    await self._stopping.wait()
            except TimeoutError:
                continue


async def in_turn(*steps: Step) -> None:
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

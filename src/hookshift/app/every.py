"""Periodic work beside the relaying.

It may fail while PostgreSQL is away, and is then tried again after the interval; no webhook waits
for it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from hookshift.domain.errors import OperatorError
from hookshift.store.errors import DatabaseRefusal

Step = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
"""The longest wait after a call that failed."""
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
        """Starts the task, which makes the first call at once."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Returns when the call in progress has ended; it is cancelled after STOP_SECONDS."""
        self._stopping.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_SECONDS)
            self._task.cancel()

    async def run_once(self) -> None:
        """Makes one call; an error is logged once until a call succeeds again."""
        try:
            await self._work()
        except (OperatorError, OSError) as error:
            if self.error is None:
                log.warning("%s", error)
            self.error = str(error) or type(error).__name__
        except Exception as error:
            # The task must go on: nobody would notice its end.
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

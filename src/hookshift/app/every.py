"""Something done again and again beside the relaying.

It may fail while PostgreSQL is away; it is tried again at the next beat, and nothing of it stands
in the way of a webhook.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from hookshift.domain.errors import OperatorError

log = logging.getLogger(__name__)

STOP_SECONDS = 1.0
"""How long a stop waits for the call in progress; several stop one after the other."""


class Every:
    """Calls `work` every `seconds` from start to stop."""

    def __init__(self, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
        self._seconds = seconds
        self._work = work
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._complained = False

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
            self._complained = False
        except (OperatorError, OSError) as error:
            if not self._complained:
                log.warning("%s", error)
            self._complained = True
        except Exception:
            # A task that ends here would never be missed.
            if not self._complained:
                log.exception("%r failed in a way that no code foresaw", self._work)
            self._complained = True

    async def _run(self) -> None:
        while not self._stopping.is_set():
            await self.run_once()
            try:
                async with asyncio.timeout(self._seconds):
                    await self._stopping.wait()
            except TimeoutError:
                continue

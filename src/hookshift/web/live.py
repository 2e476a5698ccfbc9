"""What all viewers see is read once for all of them, and only while somebody looks."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from math import inf

from hookshift.domain.errors import OperatorError

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
MOST_VIEWERS = 64
SHARE = 0.1
"""The share of time that reading may take: PostgreSQL has other things to do."""


def pause(took: float, before: float) -> float:
    """How long nothing is read, when the last reading `took` so long and the one `before` it.

    One that was slow among quick ones delays nobody: now and then a part of it takes longer.
    """
    return min(took, before) / SHARE


class TooManyViewers(OperatorError):
    """No more can look at once."""


class Live:
    """`read` gives one frame: JSON, as it is sent."""

    def __init__(
        self, read: Callable[[], Awaitable[bytes]], seconds: float = EVERY_SECONDS
    ) -> None:
        self.read = read
        self._seconds = seconds
        self._viewers: set[asyncio.Queue[bytes | None]] = set()
        self._task: asyncio.Task[None] | None = None

    def admit(self) -> None:
        """Raises TooManyViewers if there is no room for another."""
        if len(self._viewers) >= MOST_VIEWERS:
            raise TooManyViewers(f"{MOST_VIEWERS} viewers are connected already: close some")

    async def frames(self) -> AsyncIterator[bytes]:
        """One after the other until `stop`; who is slow misses some."""
        frames: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        self._viewers.add(frames)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            while (frame := await frames.get()) is not None:
                yield frame
        finally:
            self._viewers.discard(frames)

    async def stop(self) -> None:
        """Lets everybody go."""
        self._publish(None)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        complained, before = False, inf
        loop = asyncio.get_running_loop()
        while self._viewers:
            began = loop.time()
            try:
                self._publish(await self.read())
                complained = False
            except OperatorError as error:
                # Viewers notice that nothing comes, and say so.
                if not complained:
                    log.warning("the dashboard cannot be refreshed: %s", error)
                complained = True
            except Exception:
                if not complained:
                    log.exception("Unexpected error in the dashboard")
                complained = True
            took = loop.time() - began
            await asyncio.sleep(max(self._seconds, pause(took, before)))
            before = took

    def _publish(self, frame: bytes | None) -> None:
        for frames in self._viewers:
            if frames.full():
                frames.get_nowait()
            frames.put_nowait(frame)

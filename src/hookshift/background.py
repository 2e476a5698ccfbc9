"""One shape for everything that runs as long as its process.

Life of a `BackgroundLoop`: `start` makes a task, which makes one pass after the other (`run_once`)
and rests between two until it is time or somebody wakes it. No error ends it: the last one stays in
`error` until a pass works again, where `app/loops.py` finds it for metrics, heartbeat, status and
alerts. `stop` lets the pass in progress end, cancels it if that takes too long, and closes what it
used.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from contextlib import suppress
from math import inf
from typing import Generic, Protocol, TypeVar

log = logging.getLogger(__name__)

STOP_SECONDS = 1.0
"""How long a stop waits for the pass in progress, if nothing else is said."""
UNEXPECTED_SECONDS = 1.0
"""The rest after a pass that raised what it should have handled."""
SPARE = 3.0
"""How many times as long as the last attempt that succeeded the next one may take."""

Result = TypeVar("Result")


class BackgroundService(Protocol):
    """Something that is started once, stopped once, and says why it does not do its work."""

    @property
    def error(self) -> str | None:
        """Why its last pass failed; None if it did not."""

    async def start(self) -> None:
        """Begins to work; returns at once."""

    async def stop(self) -> None:
        """Ends in bounded time."""


class Backoff:
    """Waits that double from `initial` to `longest`, until something works again."""

    def __init__(self, initial: float, longest: float) -> None:
        self._initial = self._next = initial
        self._longest = longest

    def next(self) -> float:
        """The wait after one more failure, in seconds."""
        seconds, self._next = self._next, min(self._next * 2, self._longest)
        return seconds

    def reset(self) -> None:
        """Forgets earlier failures: the work has succeeded."""
        self._next = self._initial


class AdaptiveTimeout:
    """A time limit that doubles each time it runs out, up to `longest`, and follows what succeeds.

    Where everything is slow, each attempt would else be given up just before it succeeds.
    """

    def __init__(self, initial: float, longest: float) -> None:
        self._initial = self.seconds = initial
        self._longest = longest

    def ran_out(self) -> None:
        """Allows the next attempt twice as long."""
        self.seconds = min(2 * self.seconds, self._longest)

    def succeeded(self, seconds: float) -> None:
        """Allows the next attempt SPARE times what this one took, but at least `initial`."""
        self.seconds = min(max(self._initial, SPARE * seconds), self._longest)


class BackgroundLoop(ABC, Generic[Result]):
    """A service that makes passes; it belongs to one event loop."""

    def __init__(self, stop_seconds: float = STOP_SECONDS) -> None:
        self._stop_seconds = stop_seconds
        self._woken = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._error: str | None = None

    @property
    def error(self) -> str | None:
        """Why the last pass failed; None if it did not."""
        return self._error

    @property
    def finished(self) -> bool:
        """Whether no further pass is wanted; asked after each pass."""
        return self._stopping

    @abstractmethod
    async def run_once(self) -> Result:
        """Makes one pass. What goes wrong in it is in `error` afterwards, and is not raised."""

    @abstractmethod
    def pause(self, result: Result) -> float:
        """Seconds until the next pass, if nothing wakes the loop: 0 for at once, or inf."""

    async def close(self) -> None:
        """Called at the end of a stop, when no pass is under way: ends what the passes used."""

    async def start(self) -> None:
        """Starts the task, which makes the first pass at once."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Returns when the pass in progress has ended, or has been cancelled."""
        self._stopping = True
        self.wake()
        task, self._task = self._task, None
        if task is not None:
            await asyncio.wait([task], timeout=self._stop_seconds)
            task.cancel()
            await asyncio.wait([task], timeout=self._stop_seconds)
        await self.close()

    def wake(self) -> None:
        """There is something to do: the next pass is made at once."""
        self._woken.set()

    async def rest(self, seconds: float) -> None:
        """Waits for `seconds`, or until the loop is woken."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        if seconds == inf:
            await self._woken.wait()
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._woken.wait()

    async def step(self) -> float:
        """One pass as the task makes it; returns the pause after it."""
        return self.pause(await self.run_once())

    async def _run(self) -> None:
        while not self.finished:
            # Cleared before the pass: what happens during it leads to another one.
            self._woken.clear()
            try:
                seconds = await self.step()
            except Exception as error:
                # The task must go on: nobody would notice its end.
                if self._error is None:
                    log.exception("Unexpected error in %s", type(self).__name__)
                self._error, seconds = repr(error), UNEXPECTED_SECONDS
            if not self.finished:
                await self.rest(seconds)

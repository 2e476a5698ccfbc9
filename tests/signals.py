"""Signals from other threads: tests wait for them instead of looking again and again."""

import asyncio
from collections.abc import Callable
from threading import Condition


class Signal:
    """Says that something has happened, from any thread, to whoever waits in any thread."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._times = 0

    @property
    def times(self) -> int:
        """How often it has been given: read before a look, it loses nothing that comes after."""
        return self._times

    def give(self) -> None:
        """Wakes all who wait."""
        with self._condition:
            self._times += 1
            self._condition.notify_all()

    def wait(self, since: int, patience: float) -> bool:
        """Returns once it has been given more often than `since`; False when patience is over."""
        with self._condition:
            return self._condition.wait_for(lambda: self._times > since, patience)

    async def until(self, holds: Callable[[], bool], patience: float) -> None:
        """Returns once `holds`, which only changes before the signal is given."""
        async with asyncio.timeout(patience):
            while True:
                since = self._times
                if holds():
                    return
                await asyncio.to_thread(self.wait, since, patience)

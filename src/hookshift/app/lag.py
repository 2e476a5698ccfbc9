"""How late the event loop of a process is: what every webhook of it waits at the most."""

import asyncio
from collections import deque
from collections.abc import Callable

from hookshift.background import BackgroundLoop

EVERY_SECONDS = 0.5
KEPT = 60
"""Measurements: those of half a minute."""


class LagMeter(BackgroundLoop[None]):
    """Measures by how much it is woken too late."""

    def __init__(self, monotonic: Callable[[], float] | None = None) -> None:
        super().__init__()
        self._monotonic = monotonic or (lambda: asyncio.get_running_loop().time())
        self._due: float | None = None
        self._late: deque[float] = deque([0.0], maxlen=KEPT)

    @property
    def seconds(self) -> float:
        """The longest delay of the last half minute."""
        return max(self._late)

    async def run_once(self) -> None:
        """One measurement."""
        now = self._monotonic()
        if self._due is not None:
            self._late.append(max(now - self._due, 0.0))
        self._due = now + EVERY_SECONDS

    def pause(self, _result: None) -> float:
        """The time until the next one."""
        return EVERY_SECONDS

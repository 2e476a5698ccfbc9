"""Several requests of one body to the same handler: few at once, all within one `total_timeout`."""

import asyncio
from collections.abc import Awaitable, Callable

from hookshift.domain.errors import HandlerTimeout
from hookshift.domain.http import Response

AT_ONCE = 16
"""Requests of one body that are under way at once: a large body leaves connections to others."""


class OneBudget:
    """The time and the turns of one body's requests to one handler.

    Whoever sent the body waits for all of them, as long as for an undivided one.
    """

    def __init__(self, handler: str, total_timeout: float) -> None:
        self._handler = handler
        self._total_timeout = total_timeout
        self._free = asyncio.Semaphore(AT_ONCE)
        self._loop = asyncio.get_running_loop()
        self._due = self._loop.time() + total_timeout

    async def send(self, request: Callable[[], Awaitable[Response]]) -> Response:
        """What `request` returns, when it is its turn. Raises HandlerTimeout, or what it raises."""
        sent = False
        try:
            async with asyncio.timeout_at(self._due), self._free:
                # A deadline that is over acts only where something is awaited.
                if self._loop.time() >= self._due:
                    raise TimeoutError
                sent = True
                return await request()
        except TimeoutError:
            raise HandlerTimeout(self._too_late(sent)) from None

    def _too_late(self, sent: bool) -> str:
        over = (
            f"handler {self._handler}: total_timeout ({self._total_timeout:g} s) was over, "
            "which all requests of a divided body share"
        )
        return f"{over}; it may have done the work" if sent else f"{over}; this one was not sent"

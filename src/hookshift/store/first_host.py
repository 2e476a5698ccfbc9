"""Which of several servers to use: the first that takes writes.

All are tried, each a moment after the one before or as soon as that one has failed, so that a
silent host costs a moment and not the whole time limit.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeVar

STAGGER_SECONDS = 0.25


class Opened(Protocol):
    """A connection to one server."""

    @property
    def writable(self) -> bool:
        """Whether its server takes writes."""

    def terminate(self) -> None:
        """Drops the connection at once."""


Conn = TypeVar("Conn", bound=Opened)


class NoneFits(Exception):
    """No server can be used; `reasons` has why, by position: an error, or None for read-only."""

    def __init__(self, reasons: Sequence[Exception | None]) -> None:
        super().__init__()
        self.reasons = tuple(reasons)


async def first_host(
    opens: Sequence[Callable[[], Awaitable[Conn]]], *, writes: bool
) -> tuple[int, Conn]:
    """The position and the connection of the first that takes writes.

    Without `writes` one that does not is better than none. Raises NoneFits.
    """
    race = _Race(opens)
    try:
        winner = await race.run()
        if winner is None and not writes:
            winner = race.spare
        if winner is None:
            raise NoneFits([race.reasons.get(i) for i in range(len(opens))])
        race.chosen = winner[1]
        return winner
    finally:
        await race.clear_away()


class _Race(Generic[Conn]):
    def __init__(self, opens: Sequence[Callable[[], Awaitable[Conn]]]) -> None:
        self._waiting = deque(enumerate(opens))
        self._running: dict[asyncio.Future[Conn], int] = {}
        self._opened: list[Conn] = []
        self.spare: tuple[int, Conn] | None = None
        self.chosen: Conn | None = None
        self.reasons: dict[int, Exception | None] = {}

    async def run(self) -> tuple[int, Conn] | None:
        while self._waiting or self._running:
            if self._waiting:
                position, opens = self._waiting.popleft()
                self._running[asyncio.ensure_future(opens())] = position
            done, _ = await asyncio.wait(
                self._running,
                timeout=STAGGER_SECONDS if self._waiting else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for attempt in done:
                position = self._running.pop(attempt)
                if self._suits(attempt, position):
                    return position, attempt.result()
        return None

    def _suits(self, attempt: "asyncio.Future[Conn]", position: int) -> bool:
        error = attempt.exception()
        if error is not None:
            # Nothing but an attempt's own end raises here, and that is an Exception.
            self.reasons[position] = error if isinstance(error, Exception) else OSError(repr(error))
            return False
        found = attempt.result()
        self._opened.append(found)
        if found.writable:
            return True
        self.reasons[position] = None
        self.spare = self.spare or (position, found)
        return False

    async def clear_away(self) -> None:
        """Drops all connections but the chosen one."""
        for attempt in self._running:
            attempt.cancel()
        if self._running:
            await asyncio.wait(self._running)
        for attempt in self._running:
            if not attempt.cancelled() and attempt.exception() is None:
                self._opened.append(attempt.result())
        for opened in self._opened:
            if opened is not self.chosen:
                opened.terminate()

"""PostgreSQL's time, without asking each time.

What waits has its times from PostgreSQL. A worker's own wall clock may be wrong, or be set while it
runs; events that were acknowledged must not be given up because of that. So the worker goes by what
PostgreSQL said last and by its monotonic clock since, which nobody sets.
"""

from collections.abc import Callable


class DatabaseClock:
    """Seconds since 1970; by the worker's wall clock until PostgreSQL has been heard."""

    def __init__(self, monotonic: Callable[[], float], wall: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._ahead = wall() - monotonic()

    def heard(self, now: float) -> None:
        """What PostgreSQL's clock shows."""
        self._ahead = now - self._monotonic()

    def now(self) -> float:
        """What it shows by now."""
        return self._monotonic() + self._ahead

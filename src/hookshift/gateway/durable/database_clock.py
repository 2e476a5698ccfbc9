"""PostgreSQL's time, without a query each time.

Deliveries have their times from PostgreSQL. A worker's own wall clock may be wrong, or be set while
it runs; acknowledged events must not be given up because of that. So the worker takes the time that
PostgreSQL reported last, and adds what its monotonic clock has measured since.
"""

from collections.abc import Callable


class DatabaseClock:
    """Seconds since 1970; by the worker's wall clock until PostgreSQL's time is known."""

    def __init__(self, monotonic: Callable[[], float], wall: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._ahead = wall() - monotonic()

    def observe(self, now: float) -> None:
        """Sets the clock to `now`, as PostgreSQL has just reported it."""
        self._ahead = now - self._monotonic()

    def now(self) -> float:
        """PostgreSQL's time at this moment."""
        return self._monotonic() + self._ahead

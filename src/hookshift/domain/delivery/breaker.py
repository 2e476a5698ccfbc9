"""A circuit breaker: a handler that is down is left alone, and tried now and then.

    closed --failures in a row--> open --its time is over--> half-open --success--> closed
                                    ^                            |
                                    +---------- failure ---------+   (twice as long)

Pure: the clock is an argument.
"""

from enum import StrEnum
from typing import NamedTuple

LEAST_MISSED = 5.0
"""Seconds; longer than it takes to find out that a handler may be tried again."""


class Circuit(StrEnum):
    """Whether attempts are made."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class BreakerPolicy(NamedTuple):
    """When it opens, and for how long; seconds."""

    failures: int = 10
    open_for: float = 1.0
    max_open_for: float = 30.0


class Breaker(NamedTuple):
    """Of one handler."""

    failures: int = 0
    """In a row."""
    rest: float = 0.0
    """How long it was opened for; 0 while it is closed."""
    until: float = 0.0
    probing: bool = False
    """Whether the one attempt of half-open is under way."""

    def circuit(self, now: float) -> Circuit:
        """As it stands at `now`."""
        if not self.rest:
            return Circuit.CLOSED
        return Circuit.OPEN if now < self.until else Circuit.HALF_OPEN

    def is_missed(self, now: float) -> bool:
        """Whether somebody would have gone there: while it is left alone, and as long again.

        Afterwards, had there been anything to deliver, it would have been tried.
        """
        return bool(self.rest) and now < self.until + max(self.rest, LEAST_MISSED)

    def room(self, now: float, free: int) -> int:
        """How many attempts may begin where `free` could."""
        circuit = self.circuit(now)
        if circuit is Circuit.CLOSED:
            return free
        return min(free, 1) if circuit is Circuit.HALF_OPEN and not self.probing else 0

    def begun(self, now: float) -> "Breaker":
        """An attempt begins."""
        return self._replace(probing=True) if self.circuit(now) is Circuit.HALF_OPEN else self

    def succeeded(self) -> "Breaker":
        """The handler answered as one that works."""
        return Breaker()

    def untold(self) -> "Breaker":
        """An attempt ended that says nothing about the handler."""
        return self._replace(probing=False)

    def failed(self, policy: BreakerPolicy, now: float) -> "Breaker":
        """An attempt failed. Those that began before it opened do not make it last longer."""
        failures = self.failures + 1
        circuit = self.circuit(now)
        if circuit is Circuit.OPEN:
            return self._replace(failures=failures)
        if circuit is Circuit.CLOSED and failures < policy.failures:
            return self._replace(failures=failures)
        rest = min(self.rest * 2 or policy.open_for, policy.max_open_for)
        return Breaker(failures, rest, now + rest)

"""A circuit breaker: a handler that keeps failing is sent nothing but a probe now and then.

    closed --failures in a row--> open --its time is over--> half-open --success--> closed
                                    ^                            |
                                    +---------- failure ---------+   (twice as long)

Pure: the clock is an argument.
"""

from enum import StrEnum
from typing import NamedTuple

LEAST_REPORTED_SECONDS = 5.0
"""Longer than a deliverer takes to notice that a handler may be tried again."""


class Circuit(StrEnum):
    """Whether attempts are made."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class BreakerPolicy(NamedTuple):
    """After how many failures in a row a circuit opens, and for how many seconds."""

    failures: int = 10
    open_for: float = 1.0
    max_open_for: float = 30.0


class Breaker(NamedTuple):
    """One handler's circuit breaker; immutable, each method gives the next one."""

    failures: int = 0
    """Failed attempts in a row."""
    opened_for: float = 0.0
    """For how many seconds the circuit was opened last; 0 while it is closed."""
    until: float = 0.0
    probing: bool = False
    """Whether the one attempt of half-open is under way."""

    def circuit(self, now: float) -> Circuit:
        """The circuit's state at `now`."""
        if not self.opened_for:
            return Circuit.CLOSED
        return Circuit.OPEN if now < self.until else Circuit.HALF_OPEN

    def is_reported_open(self, now: float) -> bool:
        """Whether to report the circuit as open: while it is, and as long again.

        Afterwards a probe would have been sent, had there been anything to deliver.
        """
        return bool(self.opened_for) and now < self.until + max(
            self.opened_for, LEAST_REPORTED_SECONDS
        )

    def room(self, now: float, free: int) -> int:
        """How many of `free` attempts may begin."""
        circuit = self.circuit(now)
        if circuit is Circuit.CLOSED:
            return free
        return min(free, 1) if circuit is Circuit.HALF_OPEN and not self.probing else 0

    def begun(self, now: float) -> "Breaker":
        """The breaker after an attempt has begun."""
        return self._replace(probing=True) if self.circuit(now) is Circuit.HALF_OPEN else self

    def succeeded(self) -> "Breaker":
        """The handler answered as one that works."""
        return Breaker()

    def inconclusive(self) -> "Breaker":
        """An attempt ended that says nothing about the handler; another may probe it."""
        return self._replace(probing=False) if self.probing else self

    def failed(self, policy: BreakerPolicy, now: float) -> "Breaker":
        """An attempt failed. One that began before the circuit opened does not prolong that."""
        failures = self.failures + 1
        circuit = self.circuit(now)
        if circuit is Circuit.OPEN:
            return self._replace(failures=failures)
        if circuit is Circuit.CLOSED and failures < policy.failures:
            return self._replace(failures=failures)
        opened_for = min(self.opened_for * 2 or policy.open_for, policy.max_open_for)
        return Breaker(failures, opened_for, now + opened_for)

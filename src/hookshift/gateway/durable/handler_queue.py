"""One handler's deliveries in one worker: what is held in memory, how many are under way."""

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from hookshift.domain.delivery.breaker import Breaker, Circuit
from hookshift.domain.delivery.delivery import Delivery


class HandlerQueueSettings(NamedTuple):
    """Bounds per handler; names as in `[delivery]` of hookshift.toml."""

    in_flight: int = 64
    prefetch: int = 1_000
    prefetch_bytes: int = 33_554_432


class PrefetchedDelivery(NamedTuple):
    """A delivery in memory."""

    owner: int
    """The number that it belongs to this worker by."""
    delivery: Delivery


@dataclass(slots=True)
class HandlerQueue:
    """What is held counts from when it is taken in until its end is written down."""

    settings: HandlerQueueSettings
    breaker: Breaker = field(default_factory=Breaker)
    line: deque[PrefetchedDelivery] = field(default_factory=deque)
    """Not begun."""
    running: int = 0
    held: int = 0
    bytes: int = 0
    claimed: int = 0
    """Room for what a claim that is under way may bring."""

    def enter(self, size: int) -> None:
        """One more, of so many bytes."""
        self.held += 1
        self.bytes += size

    def leave(self, size: int) -> None:
        """One less."""
        self.held -= 1
        self.bytes -= size

    def has_room(self, size: int, now: float) -> bool:
        """For one more of so many bytes, of a handler that works."""
        return (
            self.held + self.claimed < self.settings.prefetch
            and self.bytes + size <= self.settings.prefetch_bytes
            and self.breaker.circuit(now) is Circuit.CLOSED
        )

    def room(self, now: float, *, although_it_rests: bool = False) -> int:
        """For how many of those that wait; of a handler that is left alone, for one at most."""
        if self.bytes >= self.settings.prefetch_bytes:
            return 0
        free = max(0, self.settings.prefetch - self.held)
        if although_it_rests or self.breaker.circuit(now) is Circuit.CLOSED:
            return min(free, self.settings.in_flight)
        # One tells whether the handler works again, also one that is here already.
        return self.breaker.room(now, min(free, 1)) if not self.held else 0

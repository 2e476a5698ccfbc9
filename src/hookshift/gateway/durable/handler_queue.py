"""One handler's deliveries in one worker: how many are in memory, and how many under way."""

from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from hookshift.domain.delivery.breaker import Breaker, Circuit
from hookshift.domain.delivery.delivery import Delivery


class HandlerQueueSettings(NamedTuple):
    """Bounds per handler and worker; names as in `[delivery]` of hookshift.toml."""

    in_flight: int
    prefetch: int
    prefetch_bytes: int


class PrefetchedDelivery(NamedTuple):
    """A delivery that this worker holds in memory."""

    owner: int
    """The deliverer's number under which the delivery is this worker's."""
    delivery: Delivery


@dataclass(slots=True)
class HandlerQueue:
    """One handler's queue in one worker.

    A delivery counts as held from when room is reserved for it until its outcome is written down.
    """

    settings: HandlerQueueSettings
    breaker: Breaker = field(default_factory=Breaker)
    waiting: deque[PrefetchedDelivery] = field(default_factory=deque)
    """Deliveries of which no attempt has begun."""
    running: int = 0
    held: int = 0
    bytes: int = 0
    claimed: int = 0
    """Deliveries that a claim under way may bring; room is kept for them."""

    def enter(self, size: int) -> None:
        """Counts one more delivery of `size` bytes."""
        self.held += 1
        self.bytes += size

    def leave(self, size: int) -> None:
        """Counts one delivery of `size` bytes less."""
        self.held -= 1
        self.bytes -= size

    def has_room(self, size: int, now: float) -> bool:
        """Whether one more of `size` bytes may be held; never while the circuit is open."""
        return (
            self.held + self.claimed < self.settings.prefetch
            and self.bytes + size <= self.settings.prefetch_bytes
            and self.breaker.circuit(now) is Circuit.CLOSED
        )

    def room(self, now: float, *, even_if_open: bool = False) -> int:
        """How many more deliveries may be claimed; while the circuit is open, one probe at most."""
        if self.bytes >= self.settings.prefetch_bytes:
            return 0
        free = max(0, self.settings.prefetch - self.held)
        if even_if_open or self.breaker.circuit(now) is Circuit.CLOSED:
            return min(free, self.settings.in_flight)
        # One probe tells whether the handler works again; one that is held already will do.
        return self.breaker.room(now, min(free, 1)) if not self.held else 0

"""One handler's deliveries in one worker: what is held in memory, how many are under way."""

from collections import deque
from dataclasses import dataclass, field

from hookshift.domain.breaker import Breaker
from hookshift.domain.delivery import Delivery


@dataclass(slots=True)
class Desk:
    """Bounded by whoever uses it: `held` and `bytes` count what is taken in until it is settled."""

    breaker: Breaker = field(default_factory=Breaker)
    line: deque[tuple[int, Delivery]] = field(default_factory=deque)
    """Owner and delivery, not begun."""
    running: int = 0
    held: int = 0
    bytes: int = 0

    def enter(self, size: int) -> None:
        """One more, of so many bytes."""
        self.held += 1
        self.bytes += size

    def leave(self, size: int) -> None:
        """One less."""
        self.held -= 1
        self.bytes -= size

"""Numbers that a worker uses no more, since something may be theirs that it does not know of.

A commit whose answer never came (the connection was cut, the patience over) may have happened, or
may happen later: PostgreSQL may go on waiting for a lock, a disk or a synchronous standby. So it is
asked again and again what belongs to such a number, from when PostgreSQL answers until the number's
lease is over; from then on whoever frees what belongs to nobody finds it.
"""

from collections.abc import Callable

ASK_SECONDS = 0.25
AFTER_ANSWER_SECONDS = 10.0
"""What was held up by the same thing that kept PostgreSQL from answering is there by then."""
MOST_NUMBERS = 200


class FormerNumbers:
    """Of one deliverer. Times are seconds of its monotonic clock."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._until: dict[int, float] = {}
        self._unasked: set[int] = set()
        self._ask_at = 0.0

    @property
    def numbers(self) -> list[int]:
        """All of them."""
        return list(self._until)

    def add(self, number: int, until: float) -> None:
        """It is renounced; its lease ends then. Of too many the oldest are left to their leases."""
        self._until[number] = until
        self._unasked.add(number)
        self._ask_at = 0.0
        while len(self._until) > MOST_NUMBERS:
            self._forget(next(iter(self._until)))

    def due(self) -> list[int]:
        """Those to be asked for now."""
        return list(self._until) if self._monotonic() >= self._ask_at else []

    def answered(self) -> None:
        """PostgreSQL has said what belongs to them."""
        now = self._monotonic()
        self._ask_at = now + ASK_SECONDS
        for number in self._unasked:
            self._until[number] = max(self._until[number], now + AFTER_ANSWER_SECONDS)
        self._unasked.clear()
        for number in [number for number, until in self._until.items() if until < now]:
            self._forget(number)

    def _forget(self, number: int) -> None:
        del self._until[number]
        self._unasked.discard(number)

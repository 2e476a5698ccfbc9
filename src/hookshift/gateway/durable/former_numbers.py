"""Numbers that a worker has renounced, as deliveries may be theirs that it does not know of.

A commit whose answer never came (the connection was cut, or the time limit was over) may have
happened, or may yet happen: PostgreSQL may go on waiting for a lock, a disk or a synchronous
standby. So deliveries of such a number are released again and again, from when PostgreSQL answers
until the number's lease is over. After that, any worker reclaims them as expired.
"""

from collections.abc import Callable

ASK_SECONDS = 0.25
AFTER_ANSWER_SECONDS = 10.0
"""By then a commit has appeared that was held up by what kept PostgreSQL from answering."""
MOST_NUMBERS = 200


class FormerNumbers:
    """The former numbers of one deliverer. Times are seconds of its monotonic clock."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._until: dict[int, float] = {}
        self._unasked: set[int] = set()
        self._ask_at = 0.0

    @property
    def numbers(self) -> list[int]:
        """All former numbers that are still asked for."""
        return list(self._until)

    def add(self, number: int, until: float) -> None:
        """Adds a number whose lease ends at `until`; beyond MOST_NUMBERS the oldest is dropped."""
        self._until[number] = until
        self._unasked.add(number)
        self._ask_at = 0.0
        while len(self._until) > MOST_NUMBERS:
            self._forget(next(iter(self._until)))

    def due(self) -> list[int]:
        """The numbers whose deliveries are to be released now."""
        return list(self._until) if self._monotonic() >= self._ask_at else []

    def answered(self) -> None:
        """PostgreSQL has released what belonged to the numbers so far."""
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

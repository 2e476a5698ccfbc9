"""A worker's number, and until when what belongs to that number is its own to deliver."""

from collections.abc import Callable


class LocalLease:
    """By the worker's own monotonic clock, on the safe side: it counts from before the question."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._number: int | None = None
        self._until = 0.0

    @property
    def number(self) -> int | None:
        """The number, whether it holds or not; None if there is none, or it was renounced."""
        return self._number

    @property
    def owner(self) -> int | None:
        """The number, while it holds."""
        return self._number if self._monotonic() < self._until else None

    @property
    def until(self) -> float:
        """When it ends."""
        return self._until

    def begin(self, number: int, until: float) -> None:
        """It holds, anew or again, until then."""
        self._number, self._until = number, until

    def renounce(self) -> None:
        """It is not used any more, though it may hold a while for what has begun."""
        self._number, self._until = None, 0.0

    def covers(self, number: int, seconds: float) -> bool:
        """Whether `number` is this worker's, and will be for so many seconds."""
        return number == self._number and self._monotonic() + seconds < self._until

"""A worker's lease as the worker knows it: its number, and until when it may deliver under it."""

from collections.abc import Callable


class LocalLease:
    """A lease by the worker's monotonic clock, which counts from before the query, to be safe."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._number: int | None = None
        self._until = 0.0

    @property
    def number(self) -> int | None:
        """The number, whether its lease holds or not; None before the first, or once renounced."""
        return self._number

    @property
    def owner(self) -> int | None:
        """The number while its lease holds, else None."""
        return self._number if self._monotonic() < self._until else None

    @property
    def until(self) -> float:
        """When the lease ends, by the monotonic clock."""
        return self._until

    def begin(self, number: int, until: float) -> None:
        """The lease of `number`, new or renewed, holds until `until`."""
        self._number, self._until = number, until

    def renounce(self) -> None:
        """Gives the number up: nothing new begins under it, though its lease may go on."""
        self._number, self._until = None, 0.0

    def covers(self, number: int, seconds: float) -> bool:
        """Whether `number` is this worker's and its lease holds for `seconds` more."""
        return number == self._number and self._monotonic() + seconds < self._until

"""From where on it is looked for what is due.

What has been claimed leaves dead entries in the index behind, and while anybody holds an old
transaction open PostgreSQL cannot clear them away: who always looked from the beginning would meet
all of them each time, and be slower with each delivery. So the next look begins where the last one
ended, a little before it, or as much before it as something was long in being written down; what
somebody has left further back is found by a look from the beginning, now and then.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

OVERLAP = timedelta(seconds=0.5)
"""A row that was written before another may be seen after it."""
WHOLE_SECONDS = 10.0
"""Between two looks from the beginning."""
SHARE = 0.05
"""Of the time that such looks may take."""


class DueDelivery(Protocol):
    """A delivery that was claimed."""

    @property
    def handler(self) -> str:
        """Its handler."""

    @property
    def next_at(self) -> datetime:
        """When it was due."""


class ClaimCursor:
    """Of one deliverer; times are seconds of its monotonic clock."""

    def __init__(self) -> None:
        self._since: dict[str, datetime] = {}
        self._whole_at = 0.0
        self._late = timedelta()

    def since(self, now: float) -> Mapping[str, datetime]:
        """By handler; what is not in it is looked for from the beginning."""
        if now >= self._whole_at:
            self._since.clear()
        if self._late:
            self._since = {name: since - self._late for name, since in self._since.items()}
            self._late = timedelta()
        return self._since

    def seen(self, found: Iterable[DueDelivery], began: float, ended: float) -> None:
        """What was found by a look that began and ended then."""
        if began >= self._whole_at:
            self._whole_at = ended + again_after(WHOLE_SECONDS, ended - began)
        for row in found:
            last = row.next_at - OVERLAP
            self._since[row.handler] = max(self._since.get(row.handler, last), last)

    def late(self, seconds: float) -> bool:
        """Something is there that has been due for so long; whether a look may have passed it."""
        took = timedelta(seconds=seconds)
        if took < OVERLAP:
            return False
        # Kept for the next look: one that is under way may not see it yet.
        self._late = max(self._late, took)
        return True

    def widen(self) -> None:
        """Something has been left further back: the next look is from the beginning."""
        self._whole_at = 0.0


def again_after(usual: float, took: float) -> float:
    """When to do again what took so long, so that no more than SHARE of the time goes into it."""
    return max(usual, took / SHARE)

"""Where the next search for due deliveries begins.

Claimed deliveries leave dead index entries behind, and while anybody holds an old transaction open
PostgreSQL cannot remove them: a search that always began at the start would pass all of them and
get slower with each delivery. So each search begins a little before the end of the last one, or
earlier where a transaction was long in committing. What lies further back is found by a full
search now and then.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

OVERLAP = timedelta(seconds=0.5)
"""How far searches overlap: a row written before another may become visible after it."""
WHOLE_SECONDS = 10.0
"""The least time between two full searches."""
SHARE = 0.05
"""The share of the time that full searches may take."""


class DueDelivery(Protocol):
    """A delivery that a search found."""

    @property
    def handler(self) -> str:
        """The delivery's handler."""

    @property
    def next_at(self) -> datetime:
        """When the delivery was due."""


class ClaimCursor:
    """Claim cursors of one deliverer, by handler; `now` and the like are its monotonic clock's."""

    def __init__(self) -> None:
        self._since: dict[str, datetime] = {}
        self._whole_at = 0.0
        self._commit_delay = timedelta()

    def since(self, now: float) -> Mapping[str, datetime]:
        """Where to begin, by handler; a handler that is not in it is searched in full."""
        if now >= self._whole_at:
            self._since.clear()
        if self._commit_delay:
            self._since = {name: since - self._commit_delay for name, since in self._since.items()}
            self._commit_delay = timedelta()
        return self._since

    def seen(self, found: Iterable[DueDelivery], began: float, ended: float) -> None:
        """Moves the cursors behind `found`, the result of a search from `began` to `ended`."""
        if began >= self._whole_at:
            self._whole_at = ended + throttled_interval(WHOLE_SECONDS, ended - began)
        for row in found:
            last = row.next_at - OVERLAP
            self._since[row.handler] = max(self._since.get(row.handler, last), last)

    def committed_after(self, seconds: float) -> bool:
        """Deliveries became visible `seconds` late; whether a search may have passed them."""
        delay = timedelta(seconds=seconds)
        if delay < OVERLAP:
            return False
        # For the next search: one that is under way may not see them yet.
        self._commit_delay = max(self._commit_delay, delay)
        return True

    def widen(self) -> None:
        """Makes the next search a full one: deliveries may be due from further back."""
        self._whole_at = 0.0


def throttled_interval(interval: float, duration: float) -> float:
    """The interval until work that took `duration` is done again, for at most SHARE of the time."""
    return max(interval, duration / SHARE)

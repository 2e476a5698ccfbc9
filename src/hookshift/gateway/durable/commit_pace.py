"""When the next commit of webhooks may begin.

A commit that more webhooks share costs less, so one does not follow another at once. How long it
waits follows the load: not long while there is time to spare, longer where commits are slow or
many webhooks come.
"""

from math import exp

LEAST_SECONDS = 0.002
"""The least time from the beginning of one commit to that of the next. A webhook waits for it only
if another one has just been committed."""
BUSY_SECONDS = 0.01
"""The time between commits from BUSY_RATE webhooks a second on, where the cost of commits decides
how many can be taken. Below, it is in proportion to the rate. At the same time the longest that a
commit waits for the one before."""
BUSY_RATE = 6_000
COMMITS_SHARE = 0.5
"""The part of the time that commits may take as long as SLOW_SECONDS are not passed."""
SLOW_SECONDS = 0.005
"""The longest that the next commit waits because they take long: beyond, it is a disk, a standby or
other programs that they wait for, and PostgreSQL has little to do for so few."""
MEMORY_SECONDS = 0.1
"""Over how long the rate of webhooks is averaged: some come together by chance."""


class CommitPace:
    """The pace of one worker's commits; times are a monotonic clock's."""

    def __init__(self) -> None:
        self._begun = 0.0
        self._begin_at = 0.0
        self._rate = 0.0
        self._took = 0.0

    def left(self, now: float) -> float:
        """Seconds until the next commit is to begin; 0 or less if it may now."""
        return self._begin_at - now

    def begin(self, now: float, waiting: int) -> None:
        """A commit begins, for which so many webhooks wait."""
        seconds = now - self._begun
        if seconds > 0:
            new = 1 - exp(-seconds / MEMORY_SECONDS)
            self._rate += (waiting / seconds - self._rate) * new
        self._begun = now
        self._begin_at = now + pace(self._rate, self._took)

    def end(self, now: float) -> None:
        """The commit that began last has succeeded."""
        self._took = now - self._begun


def pace(rate: float, took: float) -> float:
    """Seconds from one commit's beginning to the next, by the webhooks a second, and how long one
    takes."""
    by_load = BUSY_SECONDS * min(rate / BUSY_RATE, 1.0)
    by_cost = min(took / COMMITS_SHARE, SLOW_SECONDS)
    return max(LEAST_SECONDS, by_load, by_cost)

"""The people that synthetic traffic comes from, and what one side sees of them.

Each sender sends at random at a rate of its own, a few of them much more often than most, and stays
on its side. So the first request of each under a configuration, the share of the requests and who
it is that fails all follow from one population, as they do in life.
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import log
from random import Random
from typing import NamedTuple

from hookshift.domain.evidence.plan import WHOLE
from hookshift.simulation.rng import poisson


class SimulatedSender(NamedTuple):
    """One person of a domain."""

    number: int
    rate: float
    """Requests a second."""
    bucket: int


class SentRequests(NamedTuple):
    """Requests of one stretch of time."""

    requests: int
    newcomers: int
    buckets: tuple[int, ...]
    """The newcomers'."""


def population(rng: Random, size: int, tail: float, per_second: float) -> list[SimulatedSender]:
    """`size` people who together send `per_second` requests a second."""
    each_weight, total = weights(size, tail)
    scale = per_second / total
    found = ((n, weight * scale, int(rng.random() * WHOLE)) for n, weight in enumerate(each_weight))
    return list(map(SimulatedSender._make, found))  # half the time of calling the class


@lru_cache(maxsize=4)
def weights(size: int, tail: float) -> tuple[list[float], float]:
    """How much of what all send each sends, and what that adds up to."""
    found = [(rank + 1) ** -tail for rank in range(size)]
    return found, sum(found)


class Crowd:
    """The senders of one side under one configuration, nobody of them seen yet.

    Its clock is the expected share of their requests that go well: it stands in an outage. What
    fails is drawn apart (`failing`), which for Poisson processes comes to the same.
    """

    def __init__(self, rng: Random, senders: Sequence[SimulatedSender]) -> None:
        self._rng = rng
        self._senders = senders
        self._cumulative = list(accumulate(sender.rate for sender in senders))
        self.rate = self._cumulative[-1] if senders else 0.0
        self._clock = 0.0
        self._known: set[int] = set()
        self._known_rate = 0.0
        random = rng.random  # as `unit_exponential`, but half of a change of the share is this line
        first = [-log(1.0 - random()) / sender.rate for sender in senders]
        # By place and not in pairs, which take three times as long; of two at once the later first.
        order = sorted(range(len(first) - 1, -1, -1), key=first.__getitem__, reverse=True)
        self._to_come = [(first[place], senders[place]) for place in order]

    def went_well(self, seconds: float) -> SentRequests:
        """Requests that do not fail in the next `seconds` of the clock."""
        end = self._clock + seconds
        expected = self._known_rate * seconds
        buckets = []
        to_come, known = self._to_come, self._known
        while to_come and to_come[-1][0] <= end:
            at, (number, rate, bucket) = to_come.pop()
            if number not in known:  # as `meets`, for each of thousands
                known.add(number)
                self._known_rate += rate
                expected += rate * (end - at)
                buckets.append(bucket)
        self._clock = end
        requests = len(buckets) + poisson(self._rng, expected)
        return SentRequests(requests, len(buckets), tuple(buckets))

    def failing(self) -> SimulatedSender:
        """Whose request it is that fails."""
        at = bisect_right(self._cumulative, self._rng.random() * self.rate)
        return self._senders[min(at, len(self._senders) - 1)]

    def meets(self, sender: SimulatedSender) -> bool:
        """Whether it is the sender's first request here; from now on it is not."""
        if sender.number in self._known:
            return False
        self._known.add(sender.number)
        self._known_rate += sender.rate
        return True

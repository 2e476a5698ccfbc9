"""One side of one domain: from how it behaves to the sums of a slot."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import inf
from random import Random

from hookshift.domain.latency import Sketch, place
from hookshift.domain.rollups import FAILING_KEPT, Counts
from hookshift.simulation.chance import binomial, unit_exponential
from hookshift.simulation.scenario import BROKEN, Behaviour
from hookshift.simulation.senders import Crowd, Seen, Sender

MINUTE = 60.0


class Stream:
    """What one side sees under one configuration."""

    def __init__(
        self, chance: Random, domain: str, side: str, senders: Sequence[Sender], limit_ms: float
    ) -> None:
        self.domain = domain
        self.side = side
        self._chance = chance
        self._crowd = Crowd(chance, senders)
        self._limit_ms = limit_ms
        self._behaviour = Behaviour()
        self._burst = 1
        self._speed = 0.0
        # In expected bursts: time runs faster for a side that fails more.
        self._to_failure = unit_exponential(chance)
        self._minute = 0.0
        self._failed_in_minute: Counter[int] = Counter()

    def behave(self, behaviour: Behaviour, burst: int) -> None:
        """As `behaviour` from now on; failures come `burst` together unless it is an outage."""
        self._behaviour = behaviour
        self._burst = 1 if behaviour.error_rate >= BROKEN else burst
        self._speed = self._crowd.rate * behaviour.error_rate / self._burst

    @property
    def seconds_to_failure(self) -> float:
        """When the next burst begins."""
        return self._to_failure / self._speed if self._speed else inf

    @property
    def slow_per_second(self) -> float:
        """How many requests a second are expected to be slow."""
        places, shares = _times(self._behaviour, self._limit_ms)
        slow = place(self._limit_ms)
        return self._crowd.rate * sum(
            share for at, share in zip(places, shares, strict=True) if at > slow
        )

    def bursts(self, seconds: float) -> Iterable[tuple[float, Sender, int]]:
        """Those that begin in the next `seconds`: when, of whom, how many. To be asked once."""
        at = self.seconds_to_failure
        while at < seconds:
            yield at, self._crowd.failing(), self._burst
            self._to_failure += unit_exponential(self._chance)
            at = self.seconds_to_failure
        self._to_failure -= seconds * self._speed

    def counts(self, start: float, seconds: float, failing: Sequence[Sender]) -> Counts:
        """The sums of the next `seconds` from `start` on; the requests of `failing` fail."""
        newcomers = [sender for sender in failing if self._crowd.meets(sender)]
        well = self._crowd.went_well(seconds * (1.0 - self._behaviour.error_rate))
        latency = self._latency(well.requests + len(failing))
        lowest, highest = _buckets(well, newcomers)
        return Counts(
            requests=well.requests + len(failing),
            errors=len(failing),
            undelivered=len(failing),
            slow=sum(latency[place(self._limit_ms) + 1 :]),
            errors_squared=self._squared(start, failing),
            new_senders=well.newcomers + len(newcomers),
            lowest_bucket=lowest,
            highest_bucket=highest,
            failing_senders=tuple(sorted({each.number for each in failing})[:FAILING_KEPT]),
            latency=latency,
        )

    def _squared(self, start: float, failing: Sequence[Sender]) -> int:
        """What the failures add to the sum over senders and minutes of their squares."""
        minute = start // MINUTE
        if minute != self._minute:
            self._minute = minute
            self._failed_in_minute.clear()
        added = 0
        for sender in failing:
            before = self._failed_in_minute[sender.number]
            self._failed_in_minute[sender.number] += 1
            added += 2 * before + 1
        return added

    def _latency(self, requests: int) -> Sketch:
        if not requests:
            return ()
        places, shares = _times(self._behaviour, self._limit_ms)
        sketch = [0] * (max(places) + 1)
        rest = 1.0
        for at, share in zip(places, shares, strict=True):
            count = binomial(self._chance, requests, min(share / rest, 1.0)) if rest > 0 else 0
            sketch[at] += count
            requests -= count
            rest -= share
        sketch[places[-1]] += requests
        return tuple(sketch)


@lru_cache(maxsize=64)
def _times(behaviour: Behaviour, limit_ms: float) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Places in a sketch, and the share of the requests at each; what is slow comes first."""
    normal = 1.0 - behaviour.slow_share
    usual = behaviour.latency_ms
    places = (place(2 * limit_ms), place(2 * usual), place(usual / 2), place(usual))
    return places, (behaviour.slow_share, normal / 4, normal / 4, normal / 2)


def _buckets(well: Seen, failing: Sequence[Sender]) -> tuple[int | None, int | None]:
    buckets = [*well.buckets, *(sender.bucket for sender in failing)]
    return min(buckets, default=None), max(buckets, default=None)

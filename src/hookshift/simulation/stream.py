"""One side of one domain: from how it behaves to the sums of a slot."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import inf
from random import Random
from typing import NamedTuple

from hookshift.domain.evidence.latency import Sketch, place
from hookshift.domain.evidence.rollups import FAILING_KEPT, Counts
from hookshift.simulation.rng import binomial, unit_exponential
from hookshift.simulation.scenario import Behaviour
from hookshift.simulation.senders import Crowd, SentRequests, SimulatedSender

MINUTE = 60.0


class Failure(NamedTuple):
    """One request that fails."""

    at: float
    sender: SimulatedSender


class ResponseTime(NamedTuple):
    """One of the response times that requests have."""

    at: int
    """The response time's place in a sketch."""
    share: float
    """Which share of the requests has it, 0 to 1."""
    chance: float | None
    """The share of requests with no earlier response time that have this one; None for the last."""


class Stream:
    """What one side sees under one configuration."""

    def __init__(
        self,
        rng: Random,
        domain: str,
        side: str,
        senders: Sequence[SimulatedSender],
        slow_place: int,
    ) -> None:
        self.domain = domain
        self.side = side
        self._rng = rng
        self._crowd = Crowd(rng, senders)
        self._slow_place = slow_place
        self._error_rate = 0.0
        self._times: tuple[ResponseTime, ...] = ()
        self._burst = 1
        self._speed = 0.0
        # In expected bursts: time runs faster for a side that fails more.
        self._to_failure = unit_exponential(rng)
        self._minute = 0.0
        self._failed_in_minute: Counter[int] = Counter()

    def behave(self, error_rate: float, times: tuple[ResponseTime, ...], burst: int) -> None:
        """Requests fail and last like this from now on; failures come `burst` together."""
        self._error_rate = error_rate
        self._times = times
        self._burst = burst
        self._speed = self._crowd.rate * error_rate / burst

    @property
    def seconds_to_failure(self) -> float:
        """When the next burst begins."""
        return self._to_failure / self._speed if self._speed else inf

    @property
    def slow_per_second(self) -> float:
        """How many requests a second are expected to be slow."""
        slow = sum(each.share for each in self._times if each.at > self._slow_place)
        return self._crowd.rate * slow

    def bursts(self, seconds: float) -> Iterable[tuple[float, SimulatedSender, int]]:
        """Bursts that begin in the next `seconds`: when, of whom, how many. Call it once."""
        at = self.seconds_to_failure
        while at < seconds:
            yield at, self._crowd.failing(), self._burst
            self._to_failure += unit_exponential(self._rng)
            at = self.seconds_to_failure
        self._to_failure -= seconds * self._speed

    def counts(self, seconds: float, failures: Sequence[Failure]) -> Counts:
        """The sums of the next `seconds`, with all their failures in order of time."""
        failing = [failure.sender for failure in failures]
        newcomers = [sender for sender in failing if self._crowd.meets(sender)]
        well = self._crowd.went_well(seconds * (1.0 - self._error_rate))
        latency = self._latency(well.requests + len(failing))
        lowest, highest = _buckets(well, newcomers)
        return Counts(
            requests=well.requests + len(failing),
            errors=len(failing),
            undelivered=len(failing),
            slow=sum(latency[self._slow_place + 1 :]),
            errors_squared=self._squared(failures),
            new_senders=well.newcomers + len(newcomers),
            lowest_bucket=lowest,
            highest_bucket=highest,
            failing_senders=tuple(sorted({each.number for each in failing})[:FAILING_KEPT]),
            latency=latency,
        )

    def _squared(self, failures: Sequence[Failure]) -> int:
        """What they add to the sum over senders and minutes of the squares of their failures."""
        added = 0
        for at, sender in failures:
            if at // MINUTE != self._minute:
                self._minute = at // MINUTE
                self._failed_in_minute.clear()
            before = self._failed_in_minute[sender.number]
            self._failed_in_minute[sender.number] += 1
            added += 2 * before + 1
        return added

    def _latency(self, requests: int) -> Sketch:
        if not requests:
            return ()
        sketch = [0] * (max([each.at for each in self._times]) + 1)
        for at, _, chance in self._times:
            count = requests if chance is None else binomial(self._rng, requests, chance)
            sketch[at] += count
            requests -= count
        return tuple(sketch)


def expected_times(behaviour: Behaviour, requests: int, limit_ms: float) -> Sketch:
    """The latencies of `requests`, as many of each as are expected."""
    times = response_times(behaviour, limit_ms)
    sketch = [0] * (max(each.at for each in times) + 1)
    for at, share, _ in times:
        sketch[at] += round(requests * share)
    return tuple(sketch) if requests else ()


@lru_cache(maxsize=64)
def response_times(behaviour: Behaviour, limit_ms: float) -> tuple[ResponseTime, ...]:
    """The response times that requests have, in the order in which they are drawn."""
    usual, normal = behaviour.latency_ms, 1.0 - behaviour.slow_share
    shares = (
        (place(2 * limit_ms), behaviour.slow_share),
        (place(2 * usual), normal / 4),
        (place(usual / 2), normal / 4),
        (place(usual), normal / 2),
    )
    found, rest = list[ResponseTime](), 1.0
    for at, share in shares:
        if share > 0:
            found.append(ResponseTime(at, share, min(share / rest, 1.0)))
            rest -= share
    return (*found[:-1], found[-1]._replace(chance=None))


def _buckets(
    well: SentRequests, failing: Sequence[SimulatedSender]
) -> tuple[int | None, int | None]:
    buckets = [*well.buckets, *(sender.bucket for sender in failing)]
    return min(buckets, default=None), max(buckets, default=None)

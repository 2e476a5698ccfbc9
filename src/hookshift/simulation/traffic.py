"""Synthetic traffic as slots, in compressed time.

Slots last ten seconds, as in production, where that can matter. Where nothing fails they are
joined: sums are all that the gates read, and no failure means no new fail. And they grow with the
time since something changed (the share, or how a side behaves), so that looks lie evenly on a
logarithmic scale: evidence may be looked at less often, and what is found is found later by that
part at most.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from random import Random
from typing import Protocol

from hookshift.domain.evidence.latency import place
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.rollups import Slot
from hookshift.simulation.scenario import BROKEN, SIDES, SLOT_SECONDS, Scenario
from hookshift.simulation.senders import SimulatedSender, population
from hookshift.simulation.stream import Failure, Stream, response_times

HOUR = 3_600.0
FINE = 50.0
"""A slot lasts at most so many times less than the time since something changed."""
MOST_SLOW = 0.5
"""Quiet slots are joined while no more slow requests are expected: slots tell spells of them."""


class Traffic(Protocol):
    """`SimulatedTraffic`, or the compiled core's."""

    @property
    def now(self) -> float:
        """Seconds since the start of the rollout."""

    @property
    def requests(self) -> Mapping[str, int]:
        """By side, in the domains that move."""

    @property
    def failed(self) -> Mapping[str, int]:
        """As `requests`."""

    @property
    def answered(self) -> Mapping[str, float]:
        """The share of people that each side answers just now, 0 to 1."""

    def set_share(self, threshold: int) -> int:
        """From now on unified has this share; the version of that configuration."""

    def stretch(self, until: float) -> list[Slot]:
        """What happens next: up to `until` at most, less if something fails or changes before."""

    def pass_until(self, until: float) -> None:
        """Everything that happens up to `until`."""


MakeTraffic = Callable[[Scenario, Plan, Random], Traffic]


class SimulatedTraffic:
    """What happens from the start of a rollout on; the caller says for how long, and the share."""

    def __init__(self, scenario: Scenario, plan: Plan, rng: Random) -> None:
        self.now = 0.0
        self.version = 0
        self.requests: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        """By side, in the domains that move."""
        self._scenario, self._plan, self._rng = scenario, plan, rng
        self._people = {
            domain: population(rng, scenario.senders, scenario.tail, volume / HOUR)
            for domain in (*plan.domains, *plan.guards)
            if (volume := scenario.volume.get(domain, 0.0)) > 0
        }
        self._to_fail: list[tuple[float, str, int]] = []
        """Requests of bursts that have begun: when, in which domain, of whom."""
        self.set_share(0)

    def set_share(self, threshold: int) -> int:
        """From now on unified has this share; the version of that configuration."""
        self.version += 1
        self._threshold, self._entered = threshold, self.now
        slow_place = place(self._plan.latency_ms)
        self._streams = {
            (domain, side): Stream(self._rng, domain, side, senders, slow_place)
            for domain, people in self._people.items()
            for side, senders in self._sides(domain, people)
            if senders
        }
        self._changed = self._changes = self.now
        return self.version

    def stretch(self, until: float) -> list[Slot]:
        """What happens next: up to `until` at most, less if something fails or changes before."""
        if self.now >= self._changes:
            self._behave()
        seconds = self._seconds(min(until, self._changes))
        failures = self._failures(seconds)
        slots = [
            Slot(self.now, seconds, *key, self.version, counts)
            for key, stream in self._streams.items()
            if (counts := stream.counts(seconds, failures.get(key, ()))).requests
        ]
        self.now += seconds
        for slot in slots:
            if slot.domain in self._plan.domains:
                self.requests[slot.side] += slot.counts.requests
                self.failed[slot.side] += slot.counts.errors
        return slots

    def pass_until(self, until: float) -> None:
        """Everything that happens up to `until`."""
        while self.now < until:
            self.stretch(until)

    @property
    def answered(self) -> dict[str, float]:
        """The share of people that each side answers just now, 0 to 1."""
        at = self._changed
        return {side: self._scenario.behaviour(side, at, self._entered).answered for side in SIDES}

    def _sides(
        self, domain: str, people: Sequence[SimulatedSender]
    ) -> Iterator[tuple[str, Sequence[SimulatedSender]]]:
        """Who is on which side, in the order of SIDES."""
        share = self._threshold if domain in self._plan.domains else 0
        yield "unified", [each for each in people if each.bucket < share] if share else []
        yield "legacy", [each for each in people if each.bucket >= share] if share else people

    def _side(self, domain: str, sender: SimulatedSender) -> str:
        moves = domain in self._plan.domains and sender.bucket < self._threshold
        return "unified" if moves else "legacy"

    def _behave(self) -> None:
        """As the scenario has it until the next change."""
        for stream in self._streams.values():
            behaviour = self._scenario.behaviour(stream.side, self.now, self._entered)
            rate, times = behaviour.error_rate, response_times(behaviour, self._plan.latency_ms)
            stream.behave(rate, times, 1 if rate >= BROKEN else self._scenario.burst)
        self._changed = self.now
        self._changes = self._scenario.next_change(self.now, self._entered)
        slow = max((stream.slow_per_second for stream in self._streams.values()), default=0.0)
        slots = MOST_SLOW / slow // SLOT_SECONDS if slow else float("inf")
        self._longest = max(1.0, slots) * SLOT_SECONDS

    def _seconds(self, until: float) -> float:
        """How long the next slot is: up to `until`, or less."""
        shortest = (self.now - self._changed) / FINE
        longest = min(until - self.now, max(self._longest, shortest))
        first = min((each.seconds_to_failure for each in self._streams.values()), default=longest)
        if self._to_fail:
            first = min(first, self._to_fail[0][0] - self.now)
        return max(_whole(min(max(first, shortest), longest)), SLOT_SECONDS)

    def _failures(self, seconds: float) -> dict[tuple[str, str], list[Failure]]:
        """What fails in the next `seconds`, by domain and side, in order of time."""
        for (domain, _), stream in self._streams.items():
            for begins, sender, size in stream.bursts(seconds):
                heappush(self._to_fail, (self.now + begins, domain, sender.number))
                for _ in range(size - 1):
                    later = begins + self._rng.random() * self._scenario.burst_seconds
                    heappush(self._to_fail, (self.now + later, domain, sender.number))
        found: dict[tuple[str, str], list[Failure]] = {}
        while self._to_fail and self._to_fail[0][0] < self.now + seconds:
            at, domain, number = heappop(self._to_fail)
            sender = self._people[domain][number]
            side = self._side(domain, sender)
            found.setdefault((domain, side), []).append(Failure(at, sender))
        return found


def _whole(seconds: float) -> float:
    return seconds // SLOT_SECONDS * SLOT_SECONDS

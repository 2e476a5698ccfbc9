"""What synthetic traffic is like: how much, how it fails, how slow it is, and what goes wrong.

Times are seconds since the start of the rollout. They are rounded to whole slots, so that nothing
changes within one.
"""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

SLOT_SECONDS = 10.0
"""The length of a slot, as gateways write them."""
SIDES = ("unified", "legacy")
BROKEN = 0.5
"""From this failure rate on it is an outage: everybody fails alone, and there are no bursts."""


class Behaviour(NamedTuple):
    """How one side answers."""

    error_rate: float = 0.0002
    """The share of requests that fail, 0 to 1."""
    latency_ms: float = 200.0
    """How long half of the requests take; a quarter takes half as long, a quarter twice."""
    slow_share: float = 0.002
    """The share of requests that take twice the plan's limit, 0 to 1."""
    answered: float = 1.0
    """The share of the people who write that is answered, 0 to 1."""


class Shift(NamedTuple):
    """A change of how one side behaves, from a time on."""

    at: float
    side: str
    field: str
    """The field of `Behaviour` that changes."""
    value: float


class Outage(NamedTuple):
    """A time in which one side, or both, fails."""

    at: float
    seconds: float
    sides: tuple[str, ...]
    error_rate: float = 1.0


class Scenario(NamedTuple):
    """Everything that describes the traffic; runs of a simulation differ by randomness only."""

    volume: Mapping[str, float]
    """Events an hour by domain, both sides together; 0 or missing: a silent domain."""
    unified: Behaviour = Behaviour()
    legacy: Behaviour = Behaviour()
    shifts: tuple[Shift, ...] = ()
    outages: tuple[Outage, ...] = ()
    burst: int = 1
    """How many failures of one sender come together."""
    burst_seconds: float = 60.0
    """Seconds within which they come."""
    cold_start: float = 0.0
    """Seconds after each change of the share in which everything on unified is slow."""
    senders: int = 2_000
    """People in each domain."""
    tail: float = 0.8
    """How unequal people are: the n-th busiest is n^-tail as busy as the busiest. 0: all alike."""

    def behaviour(self, side: str, at: float, entered: float) -> Behaviour:
        """How `side` answers at `at` if the share changed last at `entered`."""
        found: Behaviour = getattr(self, side)
        for shift in self.shifts:
            if shift.side == side and on_grid(shift.at) <= at:
                found = found._replace(**{shift.field: shift.value})
        for outage in self.outages:
            begins = on_grid(outage.at)
            if side in outage.sides and begins <= at < begins + on_grid(outage.seconds):
                found = found._replace(error_rate=max(found.error_rate, outage.error_rate))
        if side == "unified" and at < entered + on_grid(self.cold_start):
            found = found._replace(slow_share=1.0)
        return found

    def next_change(self, at: float, entered: float) -> float:
        """When the behaviour of a side changes next after `at`."""
        times = [on_grid(shift.at) for shift in self.shifts]
        for outage in self.outages:
            begins = on_grid(outage.at)
            times += [begins, begins + on_grid(outage.seconds)]
        times.append(entered + on_grid(self.cold_start))
        return min((time for time in times if time > at), default=inf)


def on_grid(seconds: float) -> float:
    """`seconds` rounded to whole slots, at least one unless it is 0 or less."""
    if seconds <= 0:
        return 0.0
    return max(1, round(seconds / SLOT_SECONDS)) * SLOT_SECONDS

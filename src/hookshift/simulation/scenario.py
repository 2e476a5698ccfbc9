"""What synthetic traffic is like: how much, how it fails, how slow it is, and what goes wrong.

Times are seconds since the start of the rollout. They are rounded to whole slots, so that nothing
changes within one.
"""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

SLOT_SECONDS = 10.0
"""As gateways write them."""
SIDES = ("unified", "legacy")
BROKEN = 0.5
"""From this failure rate on everybody is hit, each for themselves: an outage, not bursts."""


class Behaviour(NamedTuple):
    """How one side answers."""

    error_rate: float = 0.0002
    """0 to 1."""
    latency_ms: float = 200.0
    """What half of the requests take; a quarter takes half, a quarter twice as long."""
    slow_share: float = 0.002
    """0 to 1, of requests that take twice the plan's limit whatever `latency_ms` is."""


class Shift(NamedTuple):
    """From a time on a side behaves differently."""

    at: float
    side: str
    field: str
    """Of Behaviour."""
    value: float


class Outage(NamedTuple):
    """A side, or both, fails for a time."""

    at: float
    seconds: float
    sides: tuple[str, ...]
    error_rate: float = 1.0


class Scenario(NamedTuple):
    """The whole of it; the same in every run of a simulation, only chance differs."""

    volume: Mapping[str, float]
    """Events an hour by domain, both sides together; 0 or missing: a silent domain."""
    unified: Behaviour = Behaviour()
    legacy: Behaviour = Behaviour()
    shifts: tuple[Shift, ...] = ()
    outages: tuple[Outage, ...] = ()
    burst: int = 1
    """How many failures of one sender come together."""
    burst_seconds: float = 60.0
    """Within how long."""
    cold_start: float = 0.0
    """Seconds after each change of the share in which everything on unified is slow."""
    senders: int = 2_000
    """People in each domain."""
    tail: float = 0.8
    """How unequal they are: the n-th busiest is n^-tail as busy as the busiest. 0: all alike."""

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
    """Rounded to whole slots; what is not nothing stays at least one."""
    if seconds <= 0:
        return 0.0
    return max(1, round(seconds / SLOT_SECONDS)) * SLOT_SECONDS

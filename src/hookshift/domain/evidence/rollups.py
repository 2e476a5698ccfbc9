"""Decisions added up: what the gates read instead of the log.

One `Slot` is what happened in so many seconds to one domain and side under one version of the
configuration. Slots hold sums only, so those of several gateways merge, and their number does not
depend on the traffic.
"""

from typing import NamedTuple

from hookshift.domain.evidence.latency import Sketch, merged

LONGEST_SLOT = 60.0
"""Seconds; `recorder.rollup_seconds` is no more."""
FAILING_KEPT = 4
"""The most senders with errors that are counted one by one; the gates need to know of two."""


class Continuing(NamedTuple):
    """What of a slot belongs to conversations that began before the percentage changed.

    Or may have begun before. Comparisons of the sides leave it out: a rise holds back those
    who are in the middle of one, so that on unified only some of them are left.
    """

    requests: int = 0
    errors: int = 0
    undelivered: int = 0
    latency: Sketch = ()


NOTHING_CONTINUES = Continuing()


class Counts(NamedTuple):
    """What happened in a slot; every field can be merged.

    A request is an event that was assigned to the side: the first attempt. If it then went to
    legacy instead, that counts in `attempts` and `undelivered` of the side it was assigned to.
    """

    requests: int = 0
    errors: int = 0
    """First attempts that failed."""
    undelivered: int = 0
    """Events that no handler took: their provider was asked to send again."""
    slow: int = 0
    """Requests slower than the limit, which is the recorder's `slow_ms`."""
    errors_squared: int = 0
    """Sum over senders and minutes of the square of their errors: how bursty errors are."""
    new_senders: int = 0
    """Senders in the share's draw who had not been seen under this version, on any gateway."""
    attempts: int = 0
    """Attempts after the first."""
    lowest_bucket: int | None = None
    """The lowest bucket whose side the share decided; None if it decided none."""
    highest_bucket: int | None = None
    """The highest bucket whose side the share decided; None if it decided none."""
    failing_senders: tuple[int, ...] = ()
    """Keys of up to FAILING_KEPT senders with errors, in order."""
    latency: Sketch = ()
    continuing: Continuing = NOTHING_CONTINUES
    """Part of `requests`, `errors`, `undelivered` and `latency`."""

    def without_times(self) -> "Counts":
        """These counts without slowness and latencies."""
        continuing = self.continuing
        if continuing.latency:
            continuing = continuing._replace(latency=())
        return self._replace(slow=0, latency=(), continuing=continuing)


class Slot(NamedTuple):
    """One row of `hookshift.rollups`, the gateways merged."""

    start: float
    """Seconds since 1970; `seconds` later it ends."""
    seconds: float
    domain: str
    side: str
    version: int
    counts: Counts


def added(one: Counts, other: Counts) -> Counts:
    """The counts of both together."""
    return Counts(
        one.requests + other.requests,
        one.errors + other.errors,
        one.undelivered + other.undelivered,
        one.slow + other.slow,
        one.errors_squared + other.errors_squared,
        one.new_senders + other.new_senders,
        one.attempts + other.attempts,
        _lower(one.lowest_bucket, other.lowest_bucket),
        _higher(one.highest_bucket, other.highest_bucket),
        _few(one.failing_senders, other.failing_senders),
        merged(one.latency, other.latency),
        _continuing(one.continuing, other.continuing),
    )


def _continuing(one: Continuing, other: Continuing) -> Continuing:
    # Nearly always there is none.
    if not one.requests and not one.undelivered:
        return other
    return Continuing(
        one.requests + other.requests,
        one.errors + other.errors,
        one.undelivered + other.undelivered,
        merged(one.latency, other.latency),
    )


def _few(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    if not (one and other):
        return one or other
    return tuple(sorted({*one, *other})[:FAILING_KEPT])


def _lower(one: int | None, other: int | None) -> int | None:
    return one if other is None else other if one is None else min(one, other)


def _higher(one: int | None, other: int | None) -> int | None:
    return one if other is None else other if one is None else max(one, other)

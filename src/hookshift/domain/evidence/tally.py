"""Adds rows of the log up to what the rollups grow by.

Nothing is read and nothing is remembered: however rows are spread over batches, the sums come out
the same. What cannot be added up here (the square of a sender's errors, whether a sender is new) is
passed on, and PostgreSQL works it out.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from hookshift.domain.evidence.latency import EDGES, Sketch
from hookshift.domain.evidence.rollups import (
    FAILING_KEPT,
    NOTHING_CONTINUES,
    Continuing,
    Counts,
    added,
)
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import Reason, Side

HOUR = 3_600
MINUTE = 60
_IN_THE_DRAW = frozenset({Reason.IN_SHARE, Reason.OUT_OF_SHARE})
_CONTINUE = frozenset({Reason.AFFINITY, Reason.CONTINUING, Reason.CONTEXT_UNKNOWN, Reason.DRAINING})
"""Of a conversation that began before the percentage changed, or may have."""
_counted = itemgetter(*map(LogRow._fields.index, (
    "domain", "routed_to", "response_time_ms", "status", "created_at", "reason", "bucket",
    "config_version", "attempt", "sender", "final", "domain_by",
)))  # fmt: skip
_HALF_A_MICROSECOND = 0.5e-6
"""The table's times are whole microseconds: 9.9999999 is stored as 10, in the next slot."""

SlotKey: TypeAlias = tuple[int, str, str, int]
"""Start (seconds since 1970), domain, side, version."""
Gather: TypeAlias = Callable[
    [Sequence[LogRow], int],
    tuple[list[tuple[SlotKey, list[int], list[int], set[int], list[int]]], Sequence[LogRow]],
]
"""What the usual of these rows are counted under, in slots of so many seconds: key, milliseconds,
buckets and senders in the draw, and milliseconds of what continues a conversation, a key perhaps
more than once; and the other rows."""
Burst: TypeAlias = tuple[int, str, str, int, int]
"""Minute (of the slot's start, seconds since 1970), domain, side, version, sender."""
Draw: TypeAlias = tuple[int, str]
"""Version and domain: a sender is drawn once in each."""


class Tally(NamedTuple):
    """What a batch of rows adds to the rollups."""

    slots: Mapping[SlotKey, Counts]
    """`errors_squared` holds the errors without a sender; `new_senders` is 0."""
    bursts: Mapping[Burst, tuple[int, int]]
    """Errors of one sender: the earliest of their slots, and how many they are."""
    senders: Mapping[Draw, Mapping[int, tuple[int, str]]]
    """Who was in the share's draw: by sender the earliest slot, and the side."""


class _Open:
    """One slot while its rows are gathered; lists, because they are summed up faster at the end."""

    __slots__ = ("attempts", "buckets", "continuing", "continuing_errors", "continuing_undelivered",
                 "errors", "failing", "milliseconds", "nameless", "senders",
                 "undelivered")  # fmt: skip

    def __init__(self) -> None:
        self.milliseconds: list[int] = []
        self.buckets: list[int] = []
        self.senders: set[int] = set()
        self.failing: list[int] = []
        self.continuing: list[int] = []
        """Their milliseconds."""
        self.errors = self.undelivered = self.attempts = self.nameless = 0
        self.continuing_errors = self.continuing_undelivered = 0

    def add(
        self,
        milliseconds: list[int],
        buckets: list[int],
        senders: set[int],
        continuing: list[int],
    ) -> None:
        """Usual rows."""
        self.milliseconds += milliseconds
        self.buckets += buckets
        self.senders |= senders
        self.continuing += continuing

    def counts(self, slow_ms: int) -> Counts:
        times = Counter(self.milliseconds)
        return Counts(
            requests=len(self.milliseconds),
            errors=self.errors,
            undelivered=self.undelivered,
            slow=sum(count for time, count in times.items() if time > slow_ms),
            errors_squared=self.nameless,
            attempts=self.attempts,
            lowest_bucket=min(self.buckets, default=None),
            highest_bucket=max(self.buckets, default=None),
            failing_senders=tuple(sorted({*self.failing})[:FAILING_KEPT]),
            latency=_sketch(times),
            continuing=self._continuing(),
        )

    def _continuing(self) -> Continuing:
        if not self.continuing and not self.continuing_undelivered:
            return NOTHING_CONTINUES
        return Continuing(
            len(self.continuing),
            self.continuing_errors,
            self.continuing_undelivered,
            _sketch(Counter(self.continuing)),
        )


def tally(
    rows: Sequence[LogRow], seconds: int, slow_ms: int, gather: Gather | None = None
) -> Tally:
    """Adds `rows` up by slots of `seconds`; slower than `slow_ms` is slow.

    `gather` takes the usual rows; None: they are gathered here as all others.
    """
    slots: dict[SlotKey, _Open] = {}
    if gather is not None:
        found, rows = gather(rows, seconds)
        for key, milliseconds, buckets, drawn, continuing in found:
            slots.setdefault(key, _Open()).add(milliseconds, buckets, drawn, continuing)
    _gather(rows, seconds, slots)
    bursts: dict[Burst, tuple[int, int]] = {}
    senders: dict[Draw, dict[int, tuple[int, str]]] = {}
    # In order of time, so that the earliest slot is the first.
    for key in sorted(slots):
        start, domain, side, version = key
        if slots[key].senders:
            where = dict.fromkeys(slots[key].senders, (start, side))
            senders[version, domain] = where | senders.get((version, domain), {})
        for sender, errors in Counter(slots[key].failing).items():
            burst = (start - start % MINUTE, domain, side, version, sender)
            first, before = bursts.get(burst, (start, 0))
            bursts[burst] = (first, before + errors)
    return Tally({key: each.counts(slow_ms) for key, each in slots.items()}, bursts, senders)


def _gather(rows: Iterable[LogRow], seconds: int, slots: dict[SlotKey, _Open]) -> None:
    # Taken apart at once: by name, field after field, it takes three times as long.
    for (domain, side, milliseconds, status, created_at, reason, bucket, version, attempt, sender,
         final, domain_by) in map(_counted, rows):  # fmt: skip
        if reason == Reason.DROPPED:
            # No handler was asked, so it says nothing of any.
            continue
        start = int(created_at + _HALF_A_MICROSECOND)
        # The attempt may be legacy's, but it is about an event that was assigned to unified.
        fell_back = reason == Reason.UNIFIED_UNREACHABLE
        key = (
            start - start % seconds,
            domain,
            Side.UNIFIED if fell_back else side,
            version or 0,
        )
        slot = slots.get(key)
        if slot is None:
            slot = slots[key] = _Open()
        # An attempt at legacy instead has lost the reason by which it might be one of them.
        continues = reason in _CONTINUE or (fell_back and domain_by is not None)
        if attempt != 1:
            slot.attempts += 1
            undelivered = final and status == "error"
            slot.undelivered += undelivered
            slot.continuing_undelivered += undelivered and continues
            continue
        slot.milliseconds.append(milliseconds)
        if continues:
            slot.continuing.append(milliseconds)
            if status == "error":
                slot.continuing_errors += 1
                slot.continuing_undelivered += final
        if reason in _IN_THE_DRAW:
            if bucket is not None:
                slot.buckets.append(bucket)
            if sender is not None:
                slot.senders.add(sender)
        if status == "error":
            _add_error(slot, sender, final=final)


def _add_error(slot: _Open, sender: int | None, *, final: bool) -> None:
    slot.errors += 1
    slot.undelivered += final
    if sender is None:
        slot.nameless += 1
    else:
        slot.failing.append(sender)


def _sketch(times: Mapping[int, int]) -> Sketch:
    """From how many requests took how many milliseconds."""
    if not times:
        return ()
    places = [0] * (bisect_left(EDGES, max(times)) + 1)
    for time, count in times.items():
        places[bisect_left(EDGES, time)] += count
    return tuple(places)


def by_hour(slots: Mapping[SlotKey, Counts]) -> dict[SlotKey, Counts]:
    """`slots` merged by the hour in which they start."""
    hours: dict[SlotKey, Counts] = {}
    for (start, domain, side, version), counts in slots.items():
        key = (start - start % HOUR, domain, side, version)
        hours[key] = added(hours[key], counts) if key in hours else counts
    return hours

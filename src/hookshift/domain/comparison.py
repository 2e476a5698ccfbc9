"""Unified beside legacy at the same time, so that what harms both counts against neither.

Slots are joined into blocks until both sides have enough requests; each closed block adds one term
for each ratio of the alternative (`statistics.relative_terms`). The open block counts for nothing
yet, and a block that straddles a change of the share is dropped: its sides are not comparable.
"""

from collections.abc import Sequence
from typing import NamedTuple

from hookshift.domain.latency import above
from hookshift.domain.rollups import Counts
from hookshift.domain.statistics import RATIOS, relative_terms

BLOCK_REQUESTS = 5
"""A block needs so many requests on either side."""
BLOCK_SECONDS = 3_600.0
"""Or it must be this old. The rule looks at requests only, never at failures."""

NOTHING = (0.0,) * len(RATIOS)


class Side(NamedTuple):
    """One side's part of the open block."""

    requests: int = 0
    errors: int = 0
    undelivered: int = 0
    slow: int = 0
    """Slower than legacy used to be."""


class Comparison(NamedTuple):
    """One sum for each ratio, by measure, and the open block."""

    unified: Side = Side()
    legacy: Side = Side()
    since: float | None = None
    """When the open block began."""
    errors: tuple[float, ...] = NOTHING
    undelivered: tuple[float, ...] = NOTHING
    slow: tuple[float, ...] = NOTHING

    def sums(self, measure: str) -> tuple[float, ...]:
        """Those of `errors`, `undelivered` or `slow`."""
        terms: tuple[float, ...] = getattr(self, measure)
        return terms


def compared(
    comparison: Comparison,
    unified: Counts,
    legacy: Counts,
    slow_edge: int | None,
    *,
    start: float,
    end: float,
) -> Comparison:
    """With both sides' counts of one slot; slow means above the edge of that number."""
    ours = _side(comparison.unified, unified, slow_edge)
    theirs = _side(comparison.legacy, legacy, slow_edge)
    since = start if comparison.since is None else comparison.since
    full = min(ours.requests, theirs.requests) >= BLOCK_REQUESTS
    if not full and end - since < BLOCK_SECONDS:
        return comparison._replace(unified=ours, legacy=theirs, since=since)
    return closed(comparison, _block(ours, theirs))


def closed(one: Comparison, other: Comparison) -> Comparison:
    """The sums of both, without open blocks."""
    return Comparison(
        errors=plus(one.errors, other.errors),
        undelivered=plus(one.undelivered, other.undelivered),
        slow=plus(one.slow, other.slow),
    )


def plus(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    """Term by term."""
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _block(ours: Side, theirs: Side) -> Comparison:
    return Comparison(
        errors=relative_terms(ours.errors, ours.requests, theirs.errors, theirs.requests),
        undelivered=relative_terms(
            ours.undelivered, ours.requests, theirs.undelivered, theirs.requests
        ),
        slow=relative_terms(ours.slow, ours.requests, theirs.slow, theirs.requests),
    )


def _side(side: Side, counts: Counts, slow_edge: int | None) -> Side:
    return Side(
        side.requests + counts.requests,
        side.errors + counts.errors,
        side.undelivered + counts.undelivered,
        side.slow + (0 if slow_edge is None else above(counts.latency, slow_edge)),
    )

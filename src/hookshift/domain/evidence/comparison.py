"""Compares unified with legacy at the same time, so that what harms both counts against neither.

Slots are joined into blocks until both sides have enough requests; each closed block adds one term
for each ratio of the alternative (`statistics.relative_terms`). The open block counts for nothing
yet, and a block that straddles a change of the share is dropped: its sides are not comparable.
Where sources have conversations, only those that began since the share changed are compared.
"""

from collections.abc import Sequence
from typing import NamedTuple

from hookshift.domain.evidence.latency import above
from hookshift.domain.evidence.rollups import Counts
from hookshift.domain.evidence.statistics import RATIOS, detected, relative_terms

BLOCK_REQUESTS = 5
"""A block needs so many requests on either side."""
BLOCK_SECONDS = 3_600.0
"""The age at which a smaller block counts. The rule depends on requests, never on failures."""

LOPSIDED = 10
"""A block no longer waits for legacy with so many times BLOCK_REQUESTS on unified."""

NOTHING = (0.0,) * len(RATIOS)


class SideBlock(NamedTuple):
    """One side's part of the open block."""

    requests: int = 0
    errors: int = 0
    undelivered: int = 0
    slow: int = 0
    """Slower than legacy used to be."""


class Comparison(NamedTuple):
    """The comparison so far: one sum for each ratio, by measure, and the open block."""

    unified: SideBlock = SideBlock()
    legacy: SideBlock = SideBlock()
    since: float | None = None
    """When the open block began."""
    errors: tuple[float, ...] = NOTHING
    undelivered: tuple[float, ...] = NOTHING
    slow: tuple[float, ...] = NOTHING
    errors_lately: tuple[float, ...] = NOTHING
    """Recent sums of `errors`, which begin anew where nothing speaks against unified."""
    undelivered_lately: tuple[float, ...] = NOTHING
    slow_lately: tuple[float, ...] = NOTHING

    def sums(self, measure: str) -> tuple[float, ...]:
        """The sums of `measure`: `errors`, `undelivered` or `slow`."""
        terms: tuple[float, ...] = getattr(self, measure)
        return terms

    def lately(self, measure: str) -> tuple[float, ...]:
        """Recent evidence against unified by `measure`, with the open block."""
        return detected(getattr(self, f"{measure}_lately"), _term(self, measure))

    @property
    def is_lopsided(self) -> bool:
        """Whether unified is busy and there is hardly any legacy to compare it with."""
        ours, theirs = self.unified.requests, self.legacy.requests
        return ours >= LOPSIDED * BLOCK_REQUESTS and theirs < BLOCK_REQUESTS


def compared(
    comparison: Comparison,
    unified: Counts,
    legacy: Counts,
    slow_edge: int | None,
    *,
    start: float,
    end: float,
) -> Comparison:
    """`comparison` with one more slot of both sides; slow means above edge number `slow_edge`."""
    ours = _side(comparison.unified, unified, slow_edge)
    theirs = _side(comparison.legacy, legacy, slow_edge)
    since = start if comparison.since is None else comparison.since
    full = min(ours.requests, theirs.requests) >= BLOCK_REQUESTS
    if not full and end - since < BLOCK_SECONDS:
        return comparison._replace(unified=ours, legacy=theirs, since=since)
    return _with_block(comparison._replace(unified=ours, legacy=theirs))


def closed(one: Comparison, other: Comparison) -> Comparison:
    """The sums of both, without open blocks."""
    return Comparison(
        errors=plus(one.errors, other.errors),
        undelivered=plus(one.undelivered, other.undelivered),
        slow=plus(one.slow, other.slow),
    )


def plus(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    """The sums of two sequences, term by term."""
    return tuple([a + b for a, b in zip(one, other, strict=True)])


def _with_block(open_: Comparison) -> Comparison:
    """The comparison with its open block closed."""
    errors, undelivered, slow = (_term(open_, each) for each in ("errors", "undelivered", "slow"))
    return Comparison(
        errors=plus(open_.errors, errors),
        undelivered=plus(open_.undelivered, undelivered),
        slow=plus(open_.slow, slow),
        errors_lately=detected(open_.errors_lately, errors),
        undelivered_lately=detected(open_.undelivered_lately, undelivered),
        slow_lately=detected(open_.slow_lately, slow),
    )


def _term(comparison: Comparison, measure: str) -> tuple[float, ...]:
    """The terms that the open block would add for `measure`."""
    ours, theirs = comparison.unified, comparison.legacy
    return relative_terms(
        getattr(ours, measure), ours.requests, getattr(theirs, measure), theirs.requests
    )


def _side(side: SideBlock, counts: Counts, slow_edge: int | None) -> SideBlock:
    continuing = counts.continuing
    slow = 0
    if slow_edge is not None:
        slow = above(counts.latency, slow_edge) - above(continuing.latency, slow_edge)
    return SideBlock(
        side.requests + counts.requests - continuing.requests,
        side.errors + counts.errors - continuing.errors,
        side.undelivered + counts.undelivered - continuing.undelivered,
        side.slow + slow,
    )

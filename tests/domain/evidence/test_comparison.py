"""Unified beside legacy: blocks of time, which nobody may choose by what failed in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.comparison import (
    BLOCK_REQUESTS,
    BLOCK_SECONDS,
    NOTHING,
    Comparison,
    SideBlock,
    closed,
    compared,
    plus,
)
from hookshift.domain.evidence.latency import edge_at_or_above
from hookshift.domain.evidence.rollups import Counts
from hookshift.domain.evidence.statistics import log_relative, relative_terms
from tests.domain.rollouts import PATIENT, SLOW, counts, some_counts

EDGE = edge_at_or_above(1_000)
Both = tuple[Counts, Counts]


def run(slots: list[Both], edge: int | None = EDGE) -> list[Comparison]:
    """After each slot of ten seconds."""
    comparison, after = Comparison(), []
    for number, (ours, theirs) in enumerate(slots):
        start = 10.0 * number
        comparison = compared(comparison, ours, theirs, edge, start=start, end=start + 10)
        after.append(comparison)
    return after


def test_a_block_closes_when_both_sides_have_enough() -> None:
    one, two, three = run([(counts(4), counts(40)), (counts(0), counts(9)), (counts(1), counts(1))])
    assert (one.unified, one.legacy, one.since) == (SideBlock(4), SideBlock(40), 0.0)
    assert (two.unified, two.legacy, two.since) == (SideBlock(4), SideBlock(49), 0.0)
    assert (three.unified, three.legacy, three.since) == (SideBlock(), SideBlock(), None)
    assert BLOCK_REQUESTS == 5


def test_an_open_block_counts_for_nothing_yet() -> None:
    (after,) = run([(counts(4, 4), counts(900))])
    assert after.errors == NOTHING
    assert after.unified.errors == 4


def test_a_block_closes_when_it_is_old() -> None:
    late = BLOCK_SECONDS - 10
    young = compared(Comparison(), counts(1, 1), counts(9), EDGE, start=0, end=10)
    again = compared(young, counts(0), counts(1), EDGE, start=late - 1, end=late + 9)
    assert again.since == 0
    old = compared(young, counts(0), counts(1), EDGE, start=late, end=late + 10)
    assert old.since is None
    assert old.errors == relative_terms(1, 1, 0, 10)


def test_an_old_block_of_one_side_says_nothing() -> None:
    old = compared(Comparison(), counts(4, 4), counts(0), EDGE, start=0, end=BLOCK_SECONDS)
    assert old == Comparison()


@PATIENT
@given(st.lists(st.tuples(some_counts(20), some_counts(20)), max_size=12))
def test_the_sums_are_those_of_the_closed_blocks(slots: list[Both]) -> None:
    """Against the sums over blocks that are cut beforehand, looking at requests only."""
    expected, block = NOTHING, [0, 0, 0, 0]
    for ours, theirs in slots:
        parts = (ours.errors, ours.requests, theirs.errors, theirs.requests)
        block = [a + b for a, b in zip(block, parts, strict=True)]
        if min(block[1], block[3]) >= BLOCK_REQUESTS:
            terms = relative_terms(*block)
            expected, block = plus(expected, terms), [0, 0, 0, 0]
    after = run(slots)
    assert (after[-1].errors if after else NOTHING) == pytest.approx(expected)


@PATIENT
@given(
    st.lists(st.tuples(some_counts(20), some_counts(20)), min_size=1, max_size=12),
    st.data(),
)
def test_no_failure_moves_the_edge_of_a_block(slots: list[Both], data: st.DataObject) -> None:
    """A rule that looked at failures could close a block when it suits one side."""

    def other(one: Counts) -> Counts:
        errors = data.draw(st.integers(0, one.requests))
        return counts(one.requests, errors, undelivered=errors, slow=one.requests - errors)

    others = [(other(ours), other(theirs)) for ours, theirs in slots]
    for one, two in zip(run(slots), run(others), strict=True):
        assert one.since == two.since
        assert one.unified.requests == two.unified.requests
        assert one.legacy.requests == two.legacy.requests


def test_each_measure_has_its_own_sums() -> None:
    ours = counts(10, 4, undelivered=3, slow=2)
    (after,) = run([(ours, counts(90, 1))])
    assert after.sums("errors") == relative_terms(4, 10, 1, 90)
    assert after.sums("undelivered") == relative_terms(3, 10, 0, 90)
    assert after.sums("slow") == relative_terms(2, 10, 0, 90)


def test_slow_is_above_what_legacy_used_to_be() -> None:
    slower = edge_at_or_above(SLOW)
    slots = [(counts(10, slow=4), counts(90))]
    assert run(slots, edge_at_or_above(SLOW - 500))[0].slow == relative_terms(4, 10, 0, 90)
    assert run(slots, slower)[0].slow == NOTHING
    assert run(slots, None)[0].slow == NOTHING


def test_closing_drops_the_open_block() -> None:
    one = Comparison(SideBlock(4, 4), SideBlock(9), 0.0, errors=(1.0,) * 7, slow=(0.5,) * 7)
    other = Comparison(SideBlock(1), SideBlock(1), 5.0, errors=(2.0,) * 7, undelivered=(3.0,) * 7)
    assert closed(one, other) == Comparison(
        errors=(3.0,) * 7, undelivered=(3.0,) * 7, slow=(0.5,) * 7
    )


def test_what_harms_both_alike_speaks_against_neither() -> None:
    outage = [(counts(10, 5), counts(90, 45))] * 18
    ours = [(counts(10, 5), counts(90))] * 2
    assert log_relative(run(outage)[-1].errors) < 0
    assert log_relative(run(ours)[-1].errors) > 7

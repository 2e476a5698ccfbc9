"""The latency sketch: merging, counting above an edge, quantiles."""

from fractions import Fraction
from itertools import pairwise
from math import ceil, inf
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.latency import (
    EDGES,
    Sketch,
    above,
    edge_at_or_above,
    mean,
    merged,
    place,
    quantile,
)

LATENCIES = st.floats(0, 1_000_000) | st.integers(0, 1_000_000) | st.sampled_from(EDGES)
MANY = st.lists(LATENCIES, max_size=60)


def sketch(latencies: list[float]) -> Sketch:
    """As a recorder makes it: a count at each place, trailing zeros cut."""
    places = [place(milliseconds) for milliseconds in latencies]
    return tuple(places.count(index) for index in range(max(places, default=-1) + 1))


def test_edges_never_change() -> None:
    """Sketches of the past are counts between these; another edge would reread them all."""
    assert len(EDGES) == 140
    assert crc32(repr(EDGES).encode()) == 2_175_414_399


@pytest.mark.parametrize("milliseconds", [50, 100, 250, 500, 1_000, 2_000, 5_000, 30_000])
def test_what_people_set_as_a_limit_is_an_edge(milliseconds: int) -> None:
    assert EDGES[edge_at_or_above(milliseconds)] == milliseconds
    assert edge_at_or_above(milliseconds + 0.001) == edge_at_or_above(milliseconds) + 1
    assert place(milliseconds) == edge_at_or_above(milliseconds)


def test_edges_grow_by_about_a_tenth() -> None:
    assert list(EDGES) == sorted(set(EDGES))
    for low, high in pairwise(EDGES):
        assert high <= max(low + 1, low * 1.1 + 0.5)


def test_what_is_above_the_last_edge_has_a_place() -> None:
    assert place(EDGES[-1]) == len(EDGES) - 1
    assert place(EDGES[-1] + 1) == place(inf) == len(EDGES)
    assert edge_at_or_above(inf) == len(EDGES) - 1
    assert quantile(sketch([inf]), 0.95) == inf
    assert quantile(sketch([EDGES[-1]]), 0.95) == EDGES[-1]
    assert above(sketch([inf]), len(EDGES) - 1) == 1


@given(MANY, MANY)
def test_merging_is_sketching_together_in_any_order(one: list[float], other: list[float]) -> None:
    both = merged(sketch(one), sketch(other))
    assert both == merged(sketch(other), sketch(one)) == sketch(one + other)


@given(MANY, MANY, MANY)
def test_merging_is_associative(a: list[float], b: list[float], c: list[float]) -> None:
    one, two, three = sketch(a), sketch(b), sketch(c)
    assert merged(merged(one, two), three) == merged(one, merged(two, three))


@given(MANY)
def test_nothing_merges_into_anything(latencies: list[float]) -> None:
    assert merged(sketch(latencies), ()) == merged((), sketch(latencies)) == sketch(latencies)


@given(MANY, st.integers(0, len(EDGES) - 1))
def test_above_an_edge_is_counted_exactly(latencies: list[float], edge: int) -> None:
    assert above(sketch(latencies), edge) == sum(each > EDGES[edge] for each in latencies)


@given(MANY.filter(bool), st.sampled_from(["0", "0.5", "0.9", "0.95", "0.99", "1"]))
def test_a_quantile_is_within_a_tenth(latencies: list[float], share: str) -> None:
    """Or one millisecond above, or half of one more: the edge at or above the order statistic."""
    rank = max(1, ceil(Fraction(share) * len(latencies)))
    true = sorted(latencies)[rank - 1]
    estimate = quantile(sketch(latencies), float(share))
    assert estimate is not None
    if true > EDGES[-1]:
        assert estimate == inf
    else:
        assert true <= estimate <= max(true + 1, true * 1.1 + 0.5)


def test_no_observations_have_no_quantile() -> None:
    assert quantile((), 0.95) is None
    assert quantile((0, 0), 0.95) is None


def test_a_p95_is_below_the_limit_exactly_if_at_most_one_in_twenty_is_above() -> None:
    for total in range(20, 2_001, 20):
        for slow, expected in ((total // 20, 2_000), (total // 20 + 1, 2_093)):
            latencies = merged((*[0] * place(2_000), total - slow), (*[0] * place(2_001), slow))
            assert quantile(latencies, 0.95) == expected


@given(st.lists(st.integers(1, 500_000), min_size=1, max_size=50))
def test_the_average_is_known_to_within_a_tenth(milliseconds: list[int]) -> None:
    sketch = [0] * (len(EDGES) + 1)
    for value in milliseconds:
        sketch[place(value)] += 1
    found = mean(sketch)
    assert found is not None
    true = sum(milliseconds) / len(milliseconds)
    assert abs(found - true) <= 0.1 * true + 0.5


def test_the_average_of_nothing() -> None:
    assert mean(()) is None

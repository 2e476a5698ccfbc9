"""From evidence back to counts, rates and times: how many, how low, how fast."""

from math import log

from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.latency import EDGES, place
from hookshift.domain.evidence.statistics import (
    PASS_E,
    line,
    log_better,
    log_worse,
    needed,
    proven_quantile,
    proven_rate,
)
from tests.domain.evidence.test_statistics import LIMITS, TOGETHER, counts

LEVELS = st.floats(0.1, 10)
"""Of log e."""


@given(st.integers(0, 200), LIMITS, TOGETHER, LEVELS)
def test_needed_is_the_first_that_proves(errors: int, limit: float, d: float, log_e: float) -> None:
    n = needed(errors, limit, d, log_e)
    assert n is not None
    assert n >= errors
    assert log_better(errors / d, n / d, limit) >= log_e
    assert n == errors or log_better(errors / d, (n - 1) / d, limit) < log_e


def test_needed_gives_up_after_so_many() -> None:
    """Without an error a rate of 3.6 / n is proven."""
    assert (needed(0, 4e-12) or 0) > 0.8e12
    assert needed(0, 3e-12) is None


@given(st.integers(0, 200), LIMITS, TOGETHER, LEVELS)
def test_line_is_the_last_that_fails(errors: int, limit: float, d: float, log_e: float) -> None:
    n = line(errors, limit, log_e, d)
    assert log_worse(errors / d, (max(n, errors - 1) + 1) / d, limit) < log_e
    assert n == 0 or (n >= errors and log_worse(errors / d, n / d, limit) >= log_e)


def test_one_error_is_never_a_line() -> None:
    assert line(0, 0.001, log(100)) == 0
    assert line(1, 0.001, log(100)) == 0
    assert line(2, 0.001, log(100)) == 32
    assert line(20, 0.001, log(100), d=10) < line(2, 0.001, log(100)) * 10 + 10


@given(counts(), TOGETHER, LEVELS)
def test_the_proven_rate_is_the_smallest(seen: tuple[int, int], d: float, log_e: float) -> None:
    errors, n = seen[0] / d, seen[1] / d
    rate = proven_rate(*seen, d, log_e)
    if rate is None:
        assert log_better(errors, n, 0.5) < log_e
        return
    assert seen[0] / seen[1] < rate <= 0.5
    assert log_better(errors, n, rate) >= log_e
    assert log_better(errors, n, rate * (1 - 1e-5)) < log_e


def test_nothing_seen_proves_no_rate() -> None:
    assert proven_rate(0, 0) is None
    assert proven_rate(5, 10) is None


def sketch(*observations: tuple[float, int]) -> list[int]:
    """So many of each latency, in ms."""
    sketched = [0] * (len(EDGES) + 1)
    for milliseconds, count in observations:
        sketched[place(milliseconds)] += count
    return sketched


def test_71_requests_prove_a_p95() -> None:
    assert proven_quantile(sketch((2_000, 71)), 0.95) == 2_000
    assert proven_quantile(sketch((2_001, 71)), 0.95) == 2_093
    assert proven_quantile(sketch((2_000, 70)), 0.95) is None
    assert proven_quantile([], 0.95) is None
    assert proven_quantile(sketch((1e9, 1_000)), 0.95) is None


def test_a_quantile_is_proven_later_when_slow_ones_come_together_or_more_is_asked() -> None:
    fast = sketch((100, 600), (5_000, 9))
    assert proven_quantile(fast, 0.95) == 100
    assert proven_quantile(fast, 0.95, d=3) == 5_000
    assert proven_quantile(fast, 0.95, log(1e9)) == 5_000
    assert proven_quantile(fast, 0.95, d=2) == 100
    assert proven_quantile(fast, 0.99) == 5_000


@given(st.lists(st.tuples(st.floats(0.1, 1e6), st.integers(1, 500)), max_size=8), TOGETHER)
def test_the_proven_quantile_is_the_first_edge_that_is_proven(
    observations: list[tuple[float, int]], d: float
) -> None:
    n = sum(count for _, count in observations)
    proven = [
        edge
        for edge in EDGES
        if log_better(sum(c for ms, c in observations if ms > edge) / d, n / d, 0.5) >= log(PASS_E)
    ]
    assert proven_quantile(sketch(*observations), 0.5, d=d) == (proven[0] if proven else None)

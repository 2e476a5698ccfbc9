"""The bets on the ratio of two rates keep their promise: worked out exactly, not by chance."""

from itertools import product
from math import comb, exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.statistics import FEWER, MORE, RATIOS, ratio_terms, relative_terms


def mean(ours: int, theirs: int, rates: tuple[float, float], allowed: float, ratio: float) -> float:
    """The expectation of one bet over all that can happen in a block."""
    total = 0.0
    for had, their_had in product(range(ours + 1), range(theirs + 1)):
        chance = comb(ours, had) * rates[0] ** had * (1 - rates[0]) ** (ours - had)
        chance *= comb(theirs, their_had) * rates[1] ** their_had
        chance *= (1 - rates[1]) ** (theirs - their_had)
        (term,) = ratio_terms((ours, had), (theirs, their_had), allowed, [ratio])
        total += chance * exp(term)
    return total


@pytest.mark.parametrize("margin", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("theirs", [0.02, 0.3, 0.95, 1.0])
@pytest.mark.parametrize("people", [(5, 5), (1, 12), (12, 2)])
def test_no_bet_wins_on_average_where_its_hypothesis_holds(
    margin: float, theirs: float, people: tuple[int, int]
) -> None:
    allowed = 1 - margin
    for ratio in FEWER:
        for better in (1.0, 1.1, 1 / allowed):
            rates = min(allowed * theirs * better, 1.0), theirs
            assert mean(*people, rates, allowed, ratio) <= 1 + 1e-9
    for power in MORE:
        for worse in (1.0, 0.7, 0.0):
            rates = allowed * theirs * worse, theirs
            assert mean(*people, rates, allowed, allowed**-power) <= 1 + 1e-9


@given(
    ours=st.integers(1, 200), theirs=st.integers(1, 200), had=st.integers(0, 200),
    their_had=st.integers(0, 200),
)  # fmt: skip
def test_it_is_the_comparison_of_failures_with_another_ratio(
    ours: int, theirs: int, had: int, their_had: int
) -> None:
    had, their_had = min(had, ours), min(their_had, theirs)
    assert ratio_terms((ours, had), (theirs, their_had), 1.25, RATIOS) == pytest.approx(
        relative_terms(had, ours, their_had, theirs)
    )

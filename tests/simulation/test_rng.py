"""Draws have the mean and the spread that they should have."""

from collections.abc import Callable
from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.simulation.rng import binomial, poisson, unit_exponential

DRAWS = 4_000
DEVIATIONS = 5.0


def moments(draw: Callable[[], float]) -> tuple[float, float]:
    """Mean and variance of many draws."""
    drawn = [draw() for _ in range(DRAWS)]
    mean = sum(drawn) / DRAWS
    return mean, sum((each - mean) ** 2 for each in drawn) / DRAWS


@pytest.mark.parametrize("mean", [0.3, 5.0, 11.9, 12.1, 80.0, 3_000.0])
def test_poisson(mean: float) -> None:
    chance = Random(1)
    found, variance = moments(lambda: poisson(chance, mean))
    assert abs(found - mean) < DEVIATIONS * sqrt(mean / DRAWS)
    assert variance == pytest.approx(mean, rel=0.15)


@pytest.mark.parametrize(("n", "p"), [(5, 0.5), (1_000, 0.001), (1_000, 0.4), (100_000, 0.0005)])
def test_binomial(n: int, p: float) -> None:
    chance = Random(2)
    found, variance = moments(lambda: binomial(chance, n, p))
    usual = n * p * (1 - p)
    assert abs(found - n * p) < DEVIATIONS * sqrt(usual / DRAWS)
    assert variance == pytest.approx(usual, rel=0.15)


def test_exponential() -> None:
    chance = Random(3)
    found, variance = moments(lambda: unit_exponential(chance))
    assert abs(found - 1) < DEVIATIONS / sqrt(DRAWS)
    assert variance == pytest.approx(1, rel=0.25)


@given(st.integers(0, 5_000), st.floats(0, 1), st.integers(0, 100))
def test_a_binomial_stays_within_its_trials(n: int, p: float, seed: int) -> None:
    assert 0 <= binomial(Random(seed), n, p) <= n

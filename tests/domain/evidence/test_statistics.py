"""E-values of counts: the check values, an implementation by plain products, shapes."""

from fractions import Fraction
from math import inf, isclose, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.statistics import (
    PASS_E,
    RATIOS,
    dispersion,
    line,
    log_better,
    log_relative,
    log_share,
    log_worse,
    needed,
    proven_rate,
    relative_terms,
)

PROOF = log(PASS_E)
LIMITS = st.sampled_from([1e-6, 1e-4, 0.001, 0.01, 0.05, 0.1, 0.3, 0.5]) | st.floats(1e-6, 0.5)
SHARES = st.floats(0.001, 0.999)
COUNTS = st.integers(0, 100_000)
TOGETHER = st.floats(1, 50)
NOISE = 1e-7
"""Rounding, in units of log e, beside sums in the thousands."""


def counts(most: int = 100_000) -> st.SearchStrategy[tuple[int, int]]:
    """Errors and requests, errors being few or many."""
    few = st.tuples(st.integers(0, 30), st.integers(30, most))
    many = st.integers(0, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
    return few | many


# The specification's check values.


@pytest.mark.parametrize(
    ("errors", "limit", "requests"),
    [(0, 0.001, 3_612), (1, 0.001, 6_812), (2, 0.001, 8_844), (0, 0.05, 71)],
)
def test_so_many_requests_are_needed(errors: int, limit: float, requests: int) -> None:
    assert needed(errors, limit) == requests


def test_looking_all_the_time_costs_a_fifth_of_the_requests_of_one_look() -> None:
    rule_of_three = 2_995  # the first n with (1 - 0.001)^n <= 0.05
    assert 0.999**rule_of_three <= 0.05 < 0.999 ** (rule_of_three - 1)
    assert rule_of_three < (needed(0, 0.001) or 0) < 1.21 * rule_of_three


def test_two_failures_in_9100_requests_prove_less_than_a_thousandth() -> None:
    assert log_better(2, 9_100, 0.001) >= PROOF
    assert log_better(3, 9_100, 0.001) < PROOF
    assert (proven_rate(2, 9_100) or 1) < 0.001 < (proven_rate(3, 9_100) or 1)


def test_five_failures_within_590_requests_are_the_rollback_line() -> None:
    assert line(5, 0.001, log(100)) == 590
    assert log_worse(5, 410, 0.001) > log_worse(5, 590, 0.001) >= log(100)
    assert log_worse(5, 591, 0.001) < log(100)


@pytest.mark.parametrize(
    ("rate", "is_better", "is_worse"),
    [
        (0.00089, True, False),
        (0.00090, False, False),
        (0.00100, False, False),
        (0.00112, False, False),
        (0.00113, False, True),
    ],
)
def test_close_to_the_limit_neither_is_ever_proven(
    rate: float, is_better: bool, is_worse: bool
) -> None:
    """Between (1 - 0.8) / log(1 / 0.8) and 0.25 / log(1.25) times the limit no bet grows."""
    n = 10**9
    assert (log_better(rate * n, n, 0.001) >= PROOF) is is_better
    assert (log_worse(rate * n, n, 0.001) >= PROOF) is is_worse


def test_the_share_of_new_senders_alarms_when_8_of_100_came_instead_of_10() -> None:
    alarm = log(1_000)
    assert log_share(80, 920, 0.1) < alarm < log_share(320, 3_680, 0.1)
    assert log_share(400, 3_600, 0.1) < 0


# The same by plain products, from the specification's numbers.

WORSE = [Fraction(m) for m in ("1.25", "1.5", "2", "3", "5", "10", "30", "100", "300")]
BETTER = {"0": 30, "0.1": 14, "0.2": 14, "0.35": 14, "0.5": 14, "0.65": 9, "0.8": 5}
EXACT_LIMITS = st.sampled_from(["0.001", "0.01", "0.05", "0.4"]).map(Fraction)


def likelihood(rate: Fraction, errors: int, n: int) -> Fraction:
    return rate**errors * (1 - rate) ** (n - errors)


@given(EXACT_LIMITS, st.integers(0, 40), st.integers(0, 40))
def test_worse_is_the_mean_of_nine_likelihood_ratios(limit: Fraction, one: int, two: int) -> None:
    errors, n = sorted((one, two))
    rates = [min(Fraction("0.9"), multiple * limit) for multiple in WORSE]
    e = sum(likelihood(rate, errors, n) for rate in rates) / 9 / likelihood(limit, errors, n)
    assert isclose(log_worse(errors, n, float(limit)), log(e), abs_tol=1e-9)


@given(EXACT_LIMITS, st.integers(0, 40), st.integers(0, 40))
def test_better_is_the_weighted_mean_of_seven(limit: Fraction, one: int, two: int) -> None:
    errors, n = sorted((one, two))
    bets = [
        Fraction(w, 100) * likelihood(Fraction(m) * limit, errors, n) for m, w in BETTER.items()
    ]
    e = sum(bets) / likelihood(limit, errors, n)
    assert isclose(log_better(errors, n, float(limit)), log(e), abs_tol=1e-9)


BLOCKS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 50), st.integers(0, 6), st.integers(0, 50)).map(
        lambda b: (b[0] if b[1] else 0, b[1], b[2] if b[3] else 0, b[3])
    ),
    max_size=6,
)


@given(BLOCKS)
def test_relative_is_the_mean_of_seven_products_over_blocks(
    blocks: list[tuple[int, int, int, int]],
) -> None:
    products = []
    for ratio in map(Fraction, ("1.5", "2", "3", "5", "10", "30", "100")):
        product = Fraction(1)
        for unified_errors, nu, legacy_errors, nl in blocks:
            if nu and nl:
                null = Fraction("1.25") * nu / (Fraction("1.25") * nu + nl)
                bet = Fraction("1.25") * ratio * nu / (Fraction("1.25") * ratio * nu + nl)
                product *= (bet / null) ** unified_errors * (
                    (1 - bet) / (1 - null)
                ) ** legacy_errors
        products.append(product)
    terms = [relative_terms(*block) for block in blocks]
    sums = [sum(column) for column in zip(*terms, strict=True)] if terms else [0.0] * len(RATIOS)
    assert isclose(log_relative(sums), log(sum(products) / 7), abs_tol=1e-9)


@given(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["0.01", "0.1", "0.25", "0.5"]))
def test_share_is_an_urn_that_learns(unified: int, legacy: int, text: str) -> None:
    """Each sender is bet on with what came before, as if 100 had been seen; order is irrelevant."""
    share, e = Fraction(text), Fraction(1)
    for seen in range(unified):
        e *= (100 * share + seen) / (100 + seen) / share
    for seen in range(legacy):
        e *= (100 * (1 - share) + seen) / (100 + unified + seen) / (1 - share)
    assert isclose(log_share(unified, legacy, float(share)), log(e), abs_tol=1e-9)


# Shapes.


@given(LIMITS)
def test_nothing_seen_says_nothing(limit: float) -> None:
    assert isclose(log_worse(0, 0, limit), 0, abs_tol=NOISE)
    assert isclose(log_better(0, 0, limit), 0, abs_tol=NOISE)
    assert isclose(log_share(0, 0, limit), 0, abs_tol=NOISE)
    assert log_relative((0.0,) * len(RATIOS)) == 0


@given(counts(), LIMITS, TOGETHER)
def test_another_error_speaks_for_worse_and_against_better(
    seen: tuple[int, int], limit: float, d: float
) -> None:
    errors, n = seen[0] / d, (seen[1] + 1) / d
    assert log_worse(errors + 1 / d, n, limit) >= log_worse(errors, n, limit) - NOISE
    assert log_better(errors + 1 / d, n, limit) <= log_better(errors, n, limit) + NOISE


@given(counts(), LIMITS, TOGETHER)
def test_another_success_speaks_for_better_and_against_worse(
    seen: tuple[int, int], limit: float, d: float
) -> None:
    errors, n = seen[0] / d, seen[1] / d
    assert log_worse(errors, n + 1 / d, limit) <= log_worse(errors, n, limit) + NOISE
    assert log_better(errors, n + 1 / d, limit) >= log_better(errors, n, limit) - NOISE


@given(counts(), LIMITS, LIMITS)
def test_a_higher_limit_is_easier_to_undercut(
    seen: tuple[int, int], one: float, two: float
) -> None:
    low, high = sorted((one, two))
    assert log_better(*seen, high) >= log_better(*seen, low) - NOISE


@given(counts(), LIMITS, TOGETHER)
def test_tempering_never_says_more_than_the_power(
    seen: tuple[int, int], limit: float, d: float
) -> None:
    """So where errors are independent after all, any d, even one seen in the data, is safe."""
    errors, n = seen
    for log_e in (log_worse, log_better):
        assert log_e(errors / d, n / d, limit) <= log_e(errors, n, limit) / d + NOISE


@given(st.lists(st.floats(-50, 50), min_size=7, max_size=7), TOGETHER)
def test_tempering_the_comparison_never_says_more_than_the_power(
    sums: list[float], d: float
) -> None:
    assert log_relative(sums, d) <= log_relative(sums) / d + NOISE


@given(st.integers(1, 20), COUNTS, COUNTS, LIMITS)
def test_a_rate_of_whole_bursts_counts_bursts(d: int, bursts: int, calm: int, limit: float) -> None:
    """Errors that always come d at a time are bursts / d errors among requests / d requests."""
    errors, n = bursts * d, (bursts + calm) * d
    assert log_worse(errors / d, n / d, limit) == log_worse(bursts, bursts + calm, limit)
    assert log_better(errors / d, n / d, limit) == log_better(bursts, bursts + calm, limit)


def test_the_bet_on_no_error_is_lost_with_the_first_part_of_one() -> None:
    n, limit = 100_000, 0.001
    others = log_better(1e-9, n, limit)
    assert log_better(0, n, limit) > others
    assert others > log(0.14) + n * 0.0009  # the bet on a tenth of the limit stands


def test_no_bet_is_above_nine_in_ten() -> None:
    """A limit of 5 % times 300 would be no rate; one success would lose the bets of 20 and more."""
    assert log_worse(50, 51, 0.05) > 49 * log(0.9 / 0.05) - log(9)
    assert -inf < log_worse(0, 1_000, 0.5)
    for n in range(5):
        assert log_worse(n, n, 0.95) == pytest.approx(0)


def test_results_that_arrive_before_their_requests_count() -> None:
    for log_e in (log_worse, log_better):
        assert log_e(5, 3, 0.01) == log_e(5, 5, 0.01)


@given(COUNTS, COUNTS, SHARES)
def test_the_share_is_judged_alike_from_both_sides(one: int, two: int, share: float) -> None:
    assert isclose(
        log_share(one, two, share), log_share(two, one, 1 - share), rel_tol=1e-9, abs_tol=1e-5
    )


def test_no_comparison_without_both_sides_or_without_an_error() -> None:
    zeros = (0.0,) * len(RATIOS)
    assert relative_terms(3, 10, 0, 0) == zeros
    assert relative_terms(0, 0, 3, 10) == zeros
    assert relative_terms(2, 0, 3, 10) == zeros
    assert relative_terms(0, 10, 0, 10) == zeros
    assert relative_terms(1, 10, 0, 10) != zeros


@pytest.mark.parametrize("limit", [-0.1, 0, 1, 1.1])
def test_a_limit_and_a_share_lie_between_0_and_1(limit: float) -> None:
    for log_e in (log_worse, log_better, log_share):
        with pytest.raises(ValueError, match="between 0 and 1"):
            log_e(1, 2, limit)


# How errors come together.


def test_dispersion_is_the_mean_size_of_an_errors_burst() -> None:
    assert dispersion(0, 0) == 1
    assert dispersion(7, 7) == 1
    assert dispersion(20, 200) == 10  # twice ten at once
    assert dispersion(1 + 9, 1 + 81) == 8.2  # an error is in nine times out of ten the large one
    assert dispersion(5, 3) == 1  # squares that are not counted yet

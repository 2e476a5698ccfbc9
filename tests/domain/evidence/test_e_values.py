"""What makes them e-values: while the null holds, bets are fair or worse and seldom ever win.

Expectations are exact sums over everything that can happen, not samples. A bet at the boundary of
the null is exactly fair, so most of these are equalities: a wrong weight or a wrong sign shows.
"""

import random
from collections.abc import Callable
from math import comb, exp, fsum, lgamma, log, log1p, sqrt

import pytest

from hookshift.domain.evidence.statistics import (
    RHO,
    log_better,
    log_relative,
    log_share,
    log_worse,
    relative_terms,
)

LogE = Callable[[int, int], float]
"""Of errors and requests."""


def log_chance(k: int, n: int, p: float) -> float:
    """Log of the probability of k successes in n."""
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return ways + k * log(p) + (n - k) * log1p(-p)


def expected(log_e: LogE, n: int, p: float) -> float:
    """The mean of e over n independent requests that fail with probability p, 1e300 at the most."""
    return fsum(exp(min(690, log_chance(k, n, p) + log_e(k, n))) for k in range(n + 1))


LIMITS = [0.001, 0.01, 0.05, 0.2, 0.5, 0.95]


@pytest.mark.parametrize("n", [1, 2, 7, 50, 400])
@pytest.mark.parametrize("limit", LIMITS)
def test_at_the_limit_both_bets_are_fair(limit: float, n: int) -> None:
    assert expected(lambda k, m: log_worse(k, m, limit), n, limit) == pytest.approx(1, abs=1e-8)
    assert expected(lambda k, m: log_better(k, m, limit), n, limit) == pytest.approx(1, abs=1e-8)


@pytest.mark.parametrize("n", [1, 7, 50, 400])
@pytest.mark.parametrize("limit", LIMITS[:-1])
def test_within_the_null_they_lose_and_beyond_it_they_win(limit: float, n: int) -> None:
    lower, higher = limit * 0.8, min(0.999, limit * 1.5)
    assert expected(lambda k, m: log_worse(k, m, limit), n, lower) < 1
    assert expected(lambda k, m: log_worse(k, m, limit), n, higher) > 1
    assert expected(lambda k, m: log_better(k, m, limit), n, higher) < 1
    assert expected(lambda k, m: log_better(k, m, limit), n, lower) > 1


@pytest.mark.parametrize("d", [1.5, 4.0, 20.0])
@pytest.mark.parametrize("limit", LIMITS[:-1])
def test_tempered_bets_lose_where_errors_are_independent(limit: float, d: float) -> None:
    assert expected(lambda k, n: log_worse(k / d, n / d, limit), 200, limit) < 1
    assert expected(lambda k, n: log_better(k / d, n / d, limit), 200, limit) < 1


@pytest.mark.parametrize("burst", [3, 10])
@pytest.mark.parametrize("limit", [0.001, 0.01, 0.05])
@pytest.mark.parametrize("log_e", [log_worse, log_better])
def test_where_errors_come_in_bursts_only_tempered_bets_are_fair(
    log_e: Callable[[float, float, float], float], limit: float, burst: int
) -> None:
    """Each of 60 senders sends `burst` requests, and all fail or none."""

    def tempered(senders_failing: int, senders: int, d: float) -> float:
        return log_e(senders_failing * burst / d, senders * burst / d, limit)

    assert expected(lambda k, n: tempered(k, n, burst), 60, limit) == pytest.approx(1, abs=1e-8)
    assert expected(lambda k, n: tempered(k, n, 1), 60, limit) > 1.05


BLOCKS = [(5, 45), (20, 20), (40, 5)]


@pytest.mark.parametrize(("nu", "nl"), BLOCKS)
@pytest.mark.parametrize("errors", [1, 2, 5])
def test_given_the_errors_of_a_block_the_bets_on_their_side_are_fair(
    nu: int, nl: int, errors: int
) -> None:
    theta = RHO * nu / (RHO * nu + nl)
    for bet in range(7):
        mean = fsum(
            exp(log_chance(su, errors, theta) + relative_terms(su, nu, errors - su, nl)[bet])
            for su in range(errors + 1)
        )
        assert mean == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(("nu", "nl"), BLOCKS)
@pytest.mark.parametrize("legacy", [0.001, 0.05, 0.3, 0.79])
@pytest.mark.parametrize("times", [0.5, 1.0, RHO])
def test_no_bet_on_a_block_wins_while_unified_is_not_worse(
    nu: int, nl: int, legacy: float, times: float
) -> None:
    """Not only for rare errors: both sides' failures are independent, of any common rate."""
    means = [0.0] * 7
    for su in range(nu + 1):
        for sl in range(nl + 1):
            mass = exp(log_chance(su, nu, times * legacy) + log_chance(sl, nl, legacy))
            terms = relative_terms(su, nu, sl, nl)
            means = [mean + mass * exp(t) for mean, t in zip(means, terms, strict=True)]
    assert max(means) <= 1 + 1e-9


@pytest.mark.parametrize(("nu", "nl"), BLOCKS)
@pytest.mark.parametrize("errors", [1, 5, 30])
def test_no_bet_wins_when_failures_are_drawn_from_all_alike(nu: int, nl: int, errors: int) -> None:
    """However many fail, for whatever reason: an outage of both is no evidence."""
    for bet in range(7):
        mean = fsum(
            comb(nu, su)
            * comb(nl, errors - su)
            / comb(nu + nl, errors)
            * exp(relative_terms(su, nu, errors - su, nl)[bet])
            for su in range(errors + 1)
        )
        assert mean <= 1


@pytest.mark.parametrize("n", [1, 10, 300])
@pytest.mark.parametrize("share", [0.0001, 0.1, 0.5, 0.75])
def test_at_the_configured_share_the_bet_is_fair(share: float, n: int) -> None:
    assert expected(lambda k, m: log_share(k, m - k, share), n, share) == pytest.approx(1, abs=1e-8)


def crossed(log_e: LogE, n: int, p: float, level: float) -> float:
    """Probability that e reaches `level` at any of n looks, one after each request. Exact."""
    alive, reached = {0: 1.0}, 0.0
    for requests in range(1, n + 1):
        following: dict[int, float] = {}
        for errors, mass in alive.items():
            following[errors] = following.get(errors, 0) + mass * (1 - p)
            following[errors + 1] = following.get(errors + 1, 0) + mass * p
        alive = {}
        for errors, mass in following.items():
            negligible = mass < 1e-12  # counted as reached
            if negligible or log_e(errors, requests) >= log(level):
                reached += mass
            else:
                alive[errors] = mass
    return reached


@pytest.mark.parametrize("level", [20, 100])
@pytest.mark.parametrize(("limit", "n"), [(0.05, 1_500), (0.2, 800)])
@pytest.mark.parametrize("log_e", [log_worse, log_better])
def test_looking_after_every_request_seldom_deceives(
    log_e: Callable[[float, float, float], float], limit: float, n: int, level: float
) -> None:
    """Ville's inequality; and the bets are not so timid that it would hold for nothing."""
    once = crossed(lambda k, requests: log_e(k, requests, limit), n, limit, level)
    assert 0.2 / level < once <= 1 / level


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_looking_after_every_new_sender_seldom_deceives(share: float) -> None:
    once = crossed(lambda k, senders: log_share(k, senders - k, share), 600, share, 20)
    assert 0.2 / 20 < once <= 1 / 20


def test_looking_after_every_block_seldom_deceives_whatever_befalls_both() -> None:
    """Unified is as bad as it may be, rates drift from block to block, with outages of both."""
    chances, runs, alarms = random.Random(20), 600, 0
    for _ in range(runs):
        sums = [0.0] * 7
        for _ in range(80):
            nu, nl = chances.randint(5, 15), chances.randint(5, 30)
            legacy = chances.choice([0.01, 0.02, 0.05, 0.5])
            su = sum(chances.random() < RHO * legacy for _ in range(nu))
            sl = sum(chances.random() < legacy for _ in range(nl))
            sums = [a + b for a, b in zip(sums, relative_terms(su, nu, sl, nl), strict=True)]
            if log_relative(sums) >= log(20):
                alarms += 1
                break
    assert 0 < alarms <= runs * 0.05 + 3 * sqrt(runs * 0.05 * 0.95)

"""Draws from a few distributions, exact for any size, in time that does not grow with it.

Large numbers are drawn by transformed rejection (Hörmann: PTRS, Insurance: Mathematics and
Economics 1993; BTRS, Journal of Statistical Computation and Simulation 1993), small ones one event
after the other.
"""

from math import exp, floor, inf, lgamma, log, log1p, sqrt
from random import Random

FEW = 12.0
"""Events that are drawn one by one; rejection needs at least 10."""


def poisson(rng: Random, mean: float) -> int:
    """How many events of a Poisson process happen where `mean` are expected."""
    if mean > FEW:
        return _many_events(rng, mean)
    least, product, count = exp(-mean), rng.random(), 0
    while product > least:
        count += 1
        product *= rng.random()
    return count


def binomial(rng: Random, n: int, p: float) -> int:
    """How many of `n` independent trials succeed, each with probability `p`."""
    if p <= 0.0 or n <= 0:
        return 0
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - binomial(rng, n, 1.0 - p)
    return _many_successes(rng, n, p) if n * p > FEW else _few_successes(rng, n, p)


def _many_events(rng: Random, mean: float) -> int:
    root, log_mean = sqrt(mean), log(mean)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    squeeze = 0.9277 - 3.6224 / (b - 2.0)
    while True:
        u, v = rng.random() - 0.5, 1.0 - rng.random()
        edge = 0.5 - abs(u)
        if edge <= 0.0:
            continue
        k = floor((2.0 * a / edge + b) * u + mean + 0.43)
        if edge >= 0.07 and v <= squeeze:
            return k
        if k < 0 or (edge < 0.013 and v > edge):
            continue
        accept = log(v * inverse_alpha / (a / edge**2 + b))
        if accept <= k * log_mean - mean - lgamma(k + 1):
            return k


def _many_successes(rng: Random, n: int, p: float) -> int:
    root = sqrt(n * p * (1.0 - p))
    b = 1.15 + 2.53 * root
    a = -0.0873 + 0.0248 * b + 0.01 * p
    alpha = (2.83 + 5.1 / b) * root
    squeeze = 0.92 - 4.2 / b
    while True:
        u, v = rng.random() - 0.5, 1.0 - rng.random()
        edge = 0.5 - abs(u)
        if edge <= 0.0:
            continue
        k = floor((2.0 * a / edge + b) * u + n * p + 0.5)
        if not 0 <= k <= n:
            continue
        if edge >= 0.07 and v <= squeeze:
            return k
        if log(v * alpha / (a / edge**2 + b)) <= _log_beside_mode(k, n, p):
            return k


def _log_beside_mode(k: int, n: int, p: float) -> float:
    """Log of the chance of `k` successes, divided by that of the likeliest number."""
    mode = floor((n + 1) * p)
    ways = lgamma(mode + 1) + lgamma(n - mode + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return ways + (k - mode) * log(p / (1.0 - p))


def _few_successes(rng: Random, n: int, p: float) -> int:
    """The gap before each success is geometric."""
    count, at, scale = 0, 0, log1p(-p)
    while True:
        # Compared before it becomes a whole number: for the smallest p it is infinite.
        gap = log(1.0 - rng.random()) / scale if scale else inf
        if gap >= n - at:
            return count
        at += 1 + int(gap)
        count += 1


def unit_exponential(rng: Random) -> float:
    """The time to the next event where one is expected in each unit of time."""
    return -log(1.0 - rng.random())

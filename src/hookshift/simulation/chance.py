"""Draws from a few distributions, exact for any size, in time that hardly grows with it."""

from math import exp, log, log1p
from random import Random

FEW = 12.0
"""Events that are drawn one by one."""


def poisson(chance: Random, mean: float) -> int:
    """How many events of a Poisson process happen where `mean` are expected.

    Ahrens & Dieter, Computing 1974: the time of a late event is gamma distributed, and the rest is
    either what comes after it or, by binomial thinning, what came before.
    """
    count = 0
    while mean > FEW:
        jump = int(mean * 0.875)
        reached = chance.gammavariate(jump, 1.0)
        if reached >= mean:
            return count + binomial(chance, jump - 1, mean / reached)
        count += jump
        mean -= reached
    floor, product = exp(-mean), chance.random()
    while product > floor:
        count += 1
        product *= chance.random()
    return count


def binomial(chance: Random, n: int, p: float) -> int:
    """How many of `n` independent trials succeed, each with probability `p`.

    Relles, JASA 1972: the middle one of n uniform numbers is beta distributed, and tells how many
    lie on the one side of `p`; what is left is half as many trials.
    """
    if p <= 0.0 or n <= 0:
        return 0
    if p >= 1.0:
        return n
    count = 0
    while n * p > FEW:
        rank = 1 + n // 2
        middle = chance.betavariate(rank, n + 1 - rank)
        if middle <= p:
            count += rank
            n -= rank
            p = (p - middle) / (1.0 - middle)
        else:
            n = rank - 1
            p /= middle
    return count + _few_successes(chance, n, p)


def _few_successes(chance: Random, n: int, p: float) -> int:
    """The gap before each success is geometric."""
    if p <= 0.0:
        return 0
    if p >= 1.0:
        return n
    count, at, scale = 0, 0, log1p(-p)
    while True:
        # Compared before it becomes a whole number: for the smallest p it is infinite.
        gap = log(1.0 - chance.random()) / scale
        if gap >= n - at:
            return count
        at += 1 + int(gap)
        count += 1


def unit_exponential(chance: Random) -> float:
    """The time to the next event where one is expected in each unit of time."""
    return -log(1.0 - chance.random())

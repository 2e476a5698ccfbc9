"""How surprising a count is, computed exactly."""

from math import exp, fsum, lgamma, log, log1p


def tail(successes: int, trials: int, chance: float) -> float:
    """Probability of a count at least this far out on its side: min(P(X <= k), P(X >= k))."""
    below = fsum(_mass(k, trials, chance) for k in range(successes + 1))
    above = fsum(_mass(k, trials, chance) for k in range(successes, trials + 1))
    return min(below, above)


def _mass(k: int, n: int, p: float) -> float:
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return exp(ways + k * log(p) + (n - k) * log1p(-p))

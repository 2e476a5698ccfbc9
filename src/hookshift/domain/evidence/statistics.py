"""E-values of counts: evidence that stays valid however often one looks (anytime-valid tests).

An e-value is what a gambler's single coin would have become by betting against a hypothesis (the
null) at fair odds. While the null holds its expectation is at most 1, whenever one looks and
whenever one stops, and the probability that it ever reaches 1 / alpha is at most alpha (Ville 1939;
Ramdas, Gruenwald, Vovk & Shafer, Statistical Science 2023). So a process may be compared with
1 / alpha as often as one likes.

Everything here returns the natural logarithm of an e-value and needs cumulative counts only.
`errors` may exceed `n` only where results arrive before their requests are counted; that counts as
no successes.

Errors that come in bursts are not independent. Dividing both counts (or the sums) by how many
errors come together (`dispersion`, d) is tempering: each bet is raised to the power 1 / d. The
result is at most the whole to the power 1 / d (Jensen), so if errors are independent after all, any
d is safe.
"""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from math import ceil, exp, inf, lgamma, log, log1p, sqrt

from hookshift.domain.evidence.latency import EDGES, above

PASS_E = 20.0
"""The e-value that counts as a proof: 1 / 0.05."""

WORSE = tuple(
    (multiple, 1 / 9) for multiple in (1.25, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0, 300.0)
)
"""Bets against "the rate is at most the limit": multiples of the limit, and weights."""
HIGHEST = 0.9
"""The highest rate that is bet on: above it a single success would lose the bet."""
BETTER = (
    (0.0, 0.30),
    (0.1, 0.14),
    (0.2, 0.14),
    (0.35, 0.14),
    (0.5, 0.14),
    (0.65, 0.09),
    (0.8, 0.05),
)
"""Bets against "the rate is at least the limit"; the bet on no error at all is the largest."""

RATIOS: tuple[float, ...] = (1.5, 2, 3, 5, 10, 30, 100)
"""Bets on unified's rate, as multiples of RHO times legacy's rate."""
RHO = 1.25
"""Tolerance: unified may fail this many times as often as legacy before that counts against it."""

FEWER: tuple[float, ...] = (0.02, 0.15, 0.35, 0.6, 0.8)
"""Bets that fewer are answered on unified: multiples of what the margin allows it."""
MORE: tuple[float, ...] = (0.6, 1.0, 1.4)
"""Bets that as many are, on the logarithm of the margin: at 1 just as many as on legacy."""

CONCENTRATION = 100.0
"""Pseudo-counts of a beta prior: how close to the configured share the bets on another are."""

MOST = 10**12
"""The most requests that a proof may need; more counts as never."""
SMALLEST_RATE = 1e-15
LARGEST_RATE = 0.5
PRECISION = 1e-6

Mixture = tuple[tuple[float, float, float], ...]
"""For each component: log of its weight, what an error adds, what a success adds."""


def log_worse(errors: float, n: float, limit: float) -> float:
    """Log e against "at most `limit` (0 to 1) of the requests fail"; high: unified is worse.

    A mixture of likelihood ratios over fixed alternatives: Robbins, Annals of Mathematical
    Statistics 1970; Howard, Ramdas, McAuliffe & Sekhon, Annals of Statistics 2021.
    """
    return _log_mixture(worse_bets(limit), errors, n)


def log_better(errors: float, n: float, limit: float) -> float:
    """Log e against "at least `limit` (0 to 1) of the requests fail"; high: better is proven.

    Source as for `log_worse`.
    """
    return _log_mixture(_better(limit), errors, n)


def relative_terms(
    unified_errors: int, unified_n: int, legacy_errors: int, legacy_n: int
) -> tuple[float, ...]:
    """What one block of time adds to the sums of RATIOS, for `log_relative`.

    Given that an error happened, on which side was it? A rate that both share cancels, so it may
    drift from block to block. Lindon & Malek, NeurIPS 2022; Turner, Ly & Gruenwald 2024. The null
    is that unified's rate is at most RHO times legacy's. It holds for rates of any size, not only
    for rare errors: with independent failures log(1 + x) <= x bounds each bet's mean by 1.

    With theta = rho*nu / (rho*nu + nl) and theta_k the same for rho*r_k,
    su*log(theta_k / theta) + sl*log((1 - theta_k) / (1 - theta)) is
    su*log(r_k) - (su + sl)*log((rho*r_k*nu + nl) / (rho*nu + nl)).
    Zeros where a side has no requests or nothing failed.
    """
    both = unified_errors + legacy_errors
    if not (unified_n and legacy_n and both):
        return (0.0,) * len(RATIOS)
    allowed = RHO * unified_n
    log_all = log(allowed + legacy_n)
    return tuple(
        unified_errors * log_ratio - both * (log(ratio * allowed + legacy_n) - log_all)
        for ratio, log_ratio in _LOG_RATIOS
    )


def ratio_terms(
    ours: tuple[int, int], theirs: tuple[int, int], allowed: float, ratios: Sequence[float]
) -> tuple[float, ...]:
    """What one block adds to bets on the ratio of two rates: so many people, so many answered.

    As `relative_terms`, for any `allowed` ratio and bets on either side of it. Bets below 1 speak
    against "at least `allowed`", bets above 1 against "at most `allowed`": given that somebody was
    answered, on which side? The bound on each bet's mean is the same in both directions.
    """
    (n, had), (m, their_had) = ours, theirs
    both = had + their_had
    if not (n and m and both):
        return (0.0,) * len(ratios)
    own = allowed * n
    log_all = log(own + m)
    return tuple(had * log(ratio) - both * (log(ratio * own + m) - log_all) for ratio in ratios)


def log_relative(sums: Sequence[float], dispersion: float = 1.0) -> float:
    """Log e against "unified's rate is at most RHO times legacy's" from the sums over blocks."""
    return log_evenly(sums, dispersion)


def log_evenly(bets: Sequence[float], dispersion: float = 1.0) -> float:
    """Log e of a mixture with even weights, from the logarithm of what each bet has become."""
    return _log_sum([bet / dispersion for bet in bets]) - log(len(bets))


def worse_terms(errors: int, n: int, limit: float) -> tuple[float, ...]:
    """What `errors` in `n` add to each bet of WORSE, for bets that begin anew (`detected`)."""
    successes = max(0, n - errors)
    if not errors:
        return tuple([successes * success for _, _, success in worse_bets(limit)])
    return tuple([errors * error + successes * success for _, error, success in worse_bets(limit)])


def detected(bets: Sequence[float], terms: Sequence[float]) -> tuple[float, ...]:
    """Each bet with its next term, begun anew where it has lost: a CUSUM.

    A bet that begins at every step at once becomes the sum over all beginnings, whose mean grows by
    at most 1 a step. So while the null holds, the mixture of what `detected` gives, which is less,
    ever reaches N / alpha within N steps with a probability of at most alpha: an e-detector (Shin,
    Ramdas & Rinaldo, 2023).
    """
    # A list, and no call of max: half the time of the obvious, at each slot of each measure.
    pairs = zip(bets, terms, strict=True)
    return tuple([(bet if bet > 0.0 else 0.0) + term for bet, term in pairs])


def log_share(unified: int, legacy: int, share: float) -> float:
    """Log e against "each new sender goes to unified with probability `share`" (0 < share < 1).

    Beta-binomial, two-sided: Lindon & Malek, NeurIPS 2022. Counts are distinct new senders.
    """
    if not 0 < share < 1:
        raise ValueError(f"a share lies between 0 and 1, not {share}")
    ours, theirs = CONCENTRATION * share, CONCENTRATION * (1 - share)
    bet = _log_beta(ours + unified, theirs + legacy) - _log_beta(ours, theirs)
    return bet - unified * log(share) - legacy * log1p(-share)


def dispersion(errors: float, squares: float) -> float:
    """How many errors come together, 1 if they come alone; `squares` is summed by sender-minute.

    With m errors of a sender in a minute: sum of m^2 / sum of m, the size of the burst that an
    error is in on average (the design effect of clusters, Kish 1965).
    """
    return max(1.0, squares / errors) if errors else 1.0


def needed(errors: float, limit: float, d: float = 1.0, log_e: float = log(PASS_E)) -> int | None:
    """How many requests in all prove a rate below `limit` despite `errors`; None if MOST do not."""
    counts = range(ceil(errors), MOST + 1)
    first = bisect_left(counts, True, key=lambda n: log_better(errors / d, n / d, limit) >= log_e)
    return counts[first] if first < len(counts) else None


def line(errors: int, limit: float, log_e: float, d: float = 1.0) -> int:
    """Within how many requests at the most `errors` reach `log_e` against `limit`; 0 if never."""
    counts = range(errors, MOST + 1)
    beyond = bisect_left(counts, True, key=lambda n: log_worse(errors / d, n / d, limit) < log_e)
    return counts[beyond - 1] if beyond else 0


def proven_rate(
    errors: float, n: float, d: float = 1.0, log_e: float = log(PASS_E)
) -> float | None:
    """The smallest rate that is proven to be undercut, 0 to 0.5; None if there is none.

    An upper confidence bound that holds at all times: the test, inverted. `log_better` grows with
    the limit, so one search finds it; what is returned is itself proven.
    """

    def is_proven(limit: float) -> bool:
        return _log_mixture(_mixture_better(limit), errors / d, n / d) >= log_e

    low, high = SMALLEST_RATE, LARGEST_RATE
    if not is_proven(high):
        return None
    while high > low * (1 + PRECISION):
        middle = sqrt(low * high)
        low, high = (low, middle) if is_proven(middle) else (middle, high)
    return high


def proven_quantile(
    sketch: Sequence[int], share: float, log_e: float = log(PASS_E), d: float = 1.0
) -> float | None:
    """The smallest edge, in ms, that `share` of the requests are proven not to exceed; or None.

    Fewer requests are above a higher edge, so to be wrong about any edge is to be wrong about the
    last one below the true quantile: no correction for having searched (Howard & Ramdas, Bernoulli
    2022).
    """
    n, limit = sum(sketch), 1 - share
    first = bisect_left(
        range(len(EDGES)),
        True,
        key=lambda edge: log_better(above(sketch, edge) / d, n / d, limit) >= log_e,
    )
    return float(EDGES[first]) if first < len(EDGES) else None


_LOG_RATIOS = tuple((ratio, log(ratio)) for ratio in RATIOS)


@lru_cache(maxsize=256)
def worse_bets(limit: float) -> Mixture:
    """The bets of WORSE against "the rate is at most `limit`" (0 to 1)."""
    return _mixture(limit, [(max(limit, min(HIGHEST, m * limit)), w) for m, w in WORSE])


def _mixture_better(limit: float) -> Mixture:
    return _mixture(limit, [(m * limit, w) for m, w in BETTER])


_better = lru_cache(maxsize=256)(_mixture_better)
"""Entries of the cache: enough for the limits in use, too few for those that a search tries."""


def _mixture(limit: float, rates: Sequence[tuple[float, float]]) -> Mixture:
    """The logarithms that depend on the limit only."""
    if not 0 < limit < 1:
        raise ValueError(f"a limit lies between 0 and 1, not {limit}")
    return tuple(
        (log(weight), log(rate / limit) if rate else -inf, log1p(-rate) - log1p(-limit))
        for rate, weight in rates
    )


def _log_mixture(mixture: Mixture, errors: float, n: float) -> float:
    if not errors:  # 0 * log(0) is 0 here
        return _log_sum([weight + n * success for weight, _, success in mixture])
    successes = max(0.0, n - errors)
    return _log_sum(
        [weight + errors * error + successes * success for weight, error, success in mixture]
    )


def _log_sum(logs: Sequence[float]) -> float:
    """Log of the sum of the exponentials; one of them at least is finite."""
    largest = max(logs)
    return largest + log(sum([exp(each - largest) for each in logs]))


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)

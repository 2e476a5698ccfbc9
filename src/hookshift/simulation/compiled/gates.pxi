# Whether any gate may fail: `domain.gates.gates.may_fail`. It may be True where the reference is not,
# but is never False where that is True: whoever asks then lets the gates themselves judge.


cdef struct Levels:
    double least, guard, share, share_prior, replies_in_stage, replies_lately
    bint judges[MEASURED]
    bint judges_share, judges_guard, judges_replies


cdef bint rate_may_fail(
    const DomainSums* domain, int measure, const PlanTerms* plan, const Levels* levels, bint alone
) noexcept:
    # `gates.failing.may_fail`; where more fail than may, the best bet is looked at too.
    cdef const TotalSums* now = &domain.unified
    cdef int64_t in_stage = failures_of(now.errors, now.slow, measure), failures, requests
    cdef double limit = plan.limits[measure], squares
    cdef int which = measure == SLOW_ONE
    cdef bint exceeds = in_stage > limit * now.requests
    failures = in_stage + failures_of(domain.before.errors, domain.before.slow, measure)
    if failures < 3:  # `levels.LEAST_FAILURES`
        return False
    requests = now.requests + domain.before.requests
    squares = now.slow_squared if which else now.squared
    if exceeds and best(in_stage, now.requests, squares, plan.bets[measure]) >= levels.least:
        return True
    if failures > limit * requests:
        exceeds = True
        squares += domain.before.slow_squared if which else domain.before.squared
        if best(failures, requests, squares, plan.bets[measure]) >= levels.least:
            return True
    if largest(domain.peaks[measure], BETS) / dispersion(now, measure) >= levels.least:
        return True
    if alone or not (exceeds or which):
        return False
    return against_legacy(domain.comparison.sums[which], domain.earlier[which]) >= levels.least


cdef double best(int64_t failures, int64_t n, double squares, const Bet* bets) noexcept:
    # What the best bet alone has won. The mixture is at most that.
    cdef double found = -INFINITY
    cdef int64_t successes = max(0, n - failures)
    cdef int i
    for i in range(BETS):
        found = max(found, failures * bets[i].failure + successes * bets[i].success)
    return found / dispersed(failures, squares)


cdef double largest(const double* logs, int size) noexcept:
    cdef double found = -INFINITY
    cdef int i
    for i in range(size):
        found = max(found, logs[i])
    return found


cdef double against_legacy(const double* in_stage, const double* earlier) noexcept:
    cdef double found = largest(in_stage, RATES)
    cdef int i
    for i in range(RATES):
        found = max(found, in_stage[i] + earlier[i])
    return found


cdef bint share_may_fail(DomainSums* domain, int threshold, const Levels* levels) except -1:
    # `gates.share`
    cdef double share = threshold / 10_000.0, ours, theirs, log_e
    cdef int64_t n = domain.unified.newcomers, m = domain.legacy.newcomers
    if domain.unified.highest >= threshold or 0 <= domain.legacy.lowest < threshold:
        return True
    if not 0.0 < share < 1.0 or (n == domain.judged_ours and m == domain.judged_theirs):
        return False
    ours, theirs = SHARE_PRIOR * share, SHARE_PRIOR * (1.0 - share)
    log_e = log_beta(ours + n, theirs + m) - levels.share_prior
    if log_e - n * log(share) - m * log1p(-share) >= levels.share:
        return True
    domain.judged_ours, domain.judged_theirs = n, m
    return False


cdef double log_beta(double a, double b) except? -1.0:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


cdef bint guard_may_fail(const GuardSums* guard, const Levels* levels) noexcept:
    # `gates.guard`, of which `levels.GUARDED` are watched.
    cdef int measure = 0
    while measure < MEASURED:  # `range` with such a step would be an object of Python's
        if (
            worse_than_usual(&guard.legacy, guard, measure) >= levels.guard
            or worse_than_usual(&guard.in_stage, guard, measure) >= levels.guard
        ):
            return True
        measure += SLOW_ONE
    return False


cdef double worse_than_usual(
    const TotalSums* totals, const GuardSums* guard, int measure
) noexcept:
    cdef int64_t failures = failures_of(totals.errors, totals.slow, measure)
    cdef double squares = totals.slow_squared if measure == SLOW_ONE else totals.squared
    if failures < 3 or failures <= guard.limits[measure] * totals.requests:
        return -INFINITY
    return best(failures, totals.requests, squares, guard.bets[measure])


cdef bint replies_may_fail(const ReplySums* sums, const Levels* levels) noexcept:
    # `gates.replies`: a mixture of bets is at most its best bet.
    return (
        largest(sums.fewer, FEWER_BETS) >= levels.replies_in_stage
        or largest(sums.lately, FEWER_BETS) >= levels.replies_lately
    )

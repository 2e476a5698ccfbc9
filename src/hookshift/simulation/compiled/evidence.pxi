# What a rollout has seen, as structs: `domain.evidence.evidence` and `comparison`, of synthetic
# traffic. They are made from the named tuples and become them again only where something may follow.

cdef enum:
    BETS = 9  # `statistics.WORSE`
    RATES = 7  # `statistics.RATIOS`
    MEASURED = 3  # `evidence.MEASURES`: errors, undelivered, slow
    SLOW_ONE = 2
    COMPARED = 2  # what fails is undelivered: errors, slow

cdef struct Bet:
    double failure, success  # what one and the other add to its logarithm


cdef struct SideBlock:
    int64_t requests, errors, slow


cdef struct ComparisonSums:
    SideBlock ours, theirs
    double since  # below 0: there is no open block
    double sums[COMPARED][RATES]
    double lately[COMPARED][RATES]


cdef struct Before:
    # Unified in the stages before.
    int64_t requests, errors, slow
    double squared, slow_squared


cdef struct DomainSums:
    TotalSums settled, unified, legacy
    Before before
    ComparisonSums comparison
    double earlier[COMPARED][RATES]  # the sums of the stages before
    double peaks[MEASURED][BETS]
    double last_traffic  # below 0: none
    int64_t legacy_alone
    int edge  # below 0: not known
    int64_t judged_ours, judged_theirs  # newcomers whose share has been found to be right


cdef struct GuardSums:
    TotalSums legacy, in_stage
    double peaks[MEASURED][BETS]
    double last_traffic
    double limits[MEASURED]
    Bet bets[MEASURED][BETS]


cdef struct PlanTerms:
    double settle, idle_after, hold
    double limits[MEASURED]
    Bet bets[MEASURED][BETS]


cdef int64_t failures_of(int64_t errors, int64_t slow, int measure) noexcept:
    return slow if measure == SLOW_ONE else errors


cdef void detect(
    double* peaks, int64_t failures, int64_t requests, const Bet* bets
) noexcept:
    # `statistics.detected` of `worse_terms`.
    cdef int64_t successes = max(0, requests - failures)
    cdef double term
    cdef int i
    for i in range(BETS):
        term = successes * bets[i].success
        if failures:
            term = failures * bets[i].failure + term
        peaks[i] = (peaks[i] if peaks[i] > 0.0 else 0.0) + term


cdef void watch(
    double peaks[MEASURED][BETS], const SlotSums* sums, int64_t slow, Bet bets[MEASURED][BETS]
) noexcept:
    # `fold._peaks`
    cdef int measure
    for measure in range(MEASURED):
        detect(peaks[measure], failures_of(sums.errors, slow, measure), sums.requests, bets[measure])


cdef void fold_domain(
    DomainSums* domain, const SlotSums* ours, const SlotSums* theirs, const PlanTerms* plan,
    bint has_settled, double start, double end,
) noexcept:
    # `fold._domain`; without requests a side is NULL, but not both.
    if ours is not NULL:
        if has_settled:
            add(&domain.settled, ours, True, True)
        add(&domain.unified, ours, has_settled, True)
        watch(domain.peaks, ours, ours.slow if has_settled else 0, plan.bets)
        domain.legacy_alone = 0
    if theirs is not NULL:
        add(&domain.legacy, theirs, True, True)
        if ours is NULL:
            domain.legacy_alone += theirs.newcomers
    compare(domain, ours, theirs, has_settled, start, end)
    domain.last_traffic = end


cdef void compare(
    DomainSums* domain, const SlotSums* ours, const SlotSums* theirs, bint has_settled,
    double start, double end,
) noexcept:
    # `comparison.compared`
    cdef ComparisonSums* open = &domain.comparison
    cdef double terms[RATES]
    cdef int i, which
    in_block(&open.ours, ours, domain.edge if has_settled else -1)
    in_block(&open.theirs, theirs, domain.edge)
    if open.since < 0.0:
        open.since = start
    if (
        min(open.ours.requests, open.theirs.requests) < BLOCK_OF_REQUESTS
        and end - open.since < BLOCK_LASTS
    ):
        return
    for which in range(COMPARED):
        relative(
            open.ours.slow if which else open.ours.errors, open.ours.requests,
            open.theirs.slow if which else open.theirs.errors, open.theirs.requests, terms,
        )
        for i in range(RATES):
            open.sums[which][i] += terms[i]
            open.lately[which][i] = (
                open.lately[which][i] if open.lately[which][i] > 0.0 else 0.0
            ) + terms[i]
    open.ours = open.theirs = SideBlock(0, 0, 0)
    open.since = -1.0


cdef void in_block(SideBlock* block, const SlotSums* sums, int edge) noexcept:
    if sums is not NULL:
        block.requests += sums.requests
        block.errors += sums.errors
        if edge >= 0:
            block.slow += beyond(sums, edge)


cdef void relative(
    int64_t failed, int64_t n, int64_t their_failed, int64_t m, double* terms
) noexcept:
    # `statistics.relative_terms`
    cdef int64_t both = failed + their_failed
    cdef double allowed, log_all
    cdef int i
    if not (n and m and both):
        memset(terms, 0, RATES * sizeof(double))
        return
    allowed = TOLERANCE * n
    log_all = log(allowed + m)
    for i in range(RATES):
        terms[i] = failed * LOG_RATIO[i] - both * (log(RATIO[i] * allowed + m) - log_all)


cdef void fold_guard(
    GuardSums* guard, const SlotSums* theirs, bint alone, double end
) noexcept:
    # `fold._guard`
    cdef double most
    cdef int measure, i
    add(&guard.legacy, theirs, True, False)
    add(&guard.in_stage, theirs, True, False)
    guard.last_traffic = end
    if not alone:
        return
    watch(guard.peaks, theirs, theirs.slow, guard.bets)
    for measure in range(MEASURED):
        most = KEPT_OF_INCIDENTS * dispersion(&guard.legacy, measure)
        for i in range(BETS):
            guard.peaks[measure][i] = min(guard.peaks[measure][i], most)


cdef double dispersion(const TotalSums* totals, int measure) noexcept:
    # `Totals.dispersion`
    if measure == SLOW_ONE:
        return dispersed(totals.slow, totals.slow_squared)
    return dispersed(totals.errors, totals.squared)

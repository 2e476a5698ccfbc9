# The same as named tuples of `domain.evidence`, both ways.


cdef void load_bets(Bet* bets, limit) except *:
    for i, (_, failure, success) in enumerate(worse_bets(limit)):
        bets[i] = Bet(failure, success)


cdef void load_peaks(double peaks[MEASURED][BETS], found) except *:
    for measure in range(MEASURED):
        for i in range(BETS):
            peaks[measure][i] = found[measure][i]


cdef tuple peaks_of(double peaks[MEASURED][BETS]):
    return tuple([
        tuple([peaks[measure][i] for i in range(BETS)]) for measure in range(MEASURED)
    ])


cdef void load_sums(double sums[COMPARED][RATES], errors, slow) except *:
    for i in range(RATES):
        sums[0][i], sums[1][i] = errors[i], slow[i]


cdef tuple sums_of(double* sums):
    return tuple([sums[i] for i in range(RATES)])


cdef void load_comparison(ComparisonSums* into, comparison) except *:
    ours, theirs = comparison.unified, comparison.legacy
    into.ours = SideBlock(ours.requests, ours.errors, ours.slow)
    into.theirs = SideBlock(theirs.requests, theirs.errors, theirs.slow)
    into.since = -1.0 if comparison.since is None else comparison.since
    load_sums(into.sums, comparison.errors, comparison.slow)
    load_sums(into.lately, comparison.errors_lately, comparison.slow_lately)


cdef object comparison_of(ComparisonSums* found):
    errors, slow = sums_of(found.sums[0]), sums_of(found.sums[1])
    errors_lately, slow_lately = sums_of(found.lately[0]), sums_of(found.lately[1])
    return Comparison(
        block_of(found.ours), block_of(found.theirs), None if found.since < 0.0 else found.since,
        errors, errors, slow, errors_lately, errors_lately, slow_lately,
    )


cdef object block_of(SideBlock block):
    return Block(block.requests, block.errors, block.errors, block.slow)


cdef void load_domain(DomainSums* into, domain) except *:
    load_totals(&into.settled, domain.settled)
    load_totals(&into.unified, domain.unified)
    load_totals(&into.legacy, domain.legacy)
    counts = domain.unified_before.counts
    into.before = Before(
        counts.requests, counts.errors, counts.slow, counts.errors_squared,
        domain.unified_before.slow_squared,
    )
    load_comparison(&into.comparison, domain.comparison)
    load_sums(into.earlier, domain.comparison_before.errors, domain.comparison_before.slow)
    load_peaks(into.peaks, domain.peaks)
    into.last_traffic = -1.0 if domain.last_traffic is None else domain.last_traffic
    into.legacy_alone = domain.legacy_senders_alone
    into.edge = -1 if domain.baseline.slow_edge is None else domain.baseline.slow_edge
    into.judged_ours = into.judged_theirs = -1


cdef object domain_of(DomainSums* found, domain):
    return domain._replace(
        settled=totals_of(&found.settled), unified=totals_of(&found.unified),
        legacy=totals_of(&found.legacy), comparison=comparison_of(&found.comparison),
        peaks=peaks_of(found.peaks), legacy_senders_alone=found.legacy_alone,
        last_traffic=None if found.last_traffic < 0.0 else found.last_traffic,
    )


cdef void load_guard(GuardSums* into, guard, plan) except *:
    load_totals(&into.legacy, guard.legacy)
    load_totals(&into.in_stage, guard.in_stage)
    load_peaks(into.peaks, guard.peaks)
    into.last_traffic = -1.0 if guard.last_traffic is None else guard.last_traffic
    if guard.moved:
        raise ValueError("nothing of a guarded domain moves in synthetic traffic")
    for i, measure in enumerate(MEASURES):
        into.limits[i] = guard.limit(measure, plan)
        load_bets(into.bets[i], into.limits[i])


cdef object guard_of(GuardSums* found, guard):
    return guard._replace(
        legacy=totals_of(&found.legacy), in_stage=totals_of(&found.in_stage),
        peaks=peaks_of(found.peaks),
        last_traffic=None if found.last_traffic < 0.0 else found.last_traffic,
    )

# Sums of a slot, and of many: `domain.evidence.rollups.Counts` and `evidence.Totals`. Synthetic
# traffic has no further attempts and no conversations, and what fails is undelivered.

cdef enum:
    MOST_TIMES = 8
    MOST_PLACES = 192  # of a sketch
    KEPT = 4  # `domain.evidence.rollups.FAILING_KEPT`


cdef struct SlotSums:
    int64_t requests, errors, slow, squared, newcomers
    int lowest, highest  # buckets; -1: none
    int failing[KEPT]
    int count_of_failing
    int places  # of the sketch, which has something at `count_of_times` of them
    int count_of_times
    int place[MOST_TIMES]
    int64_t count[MOST_TIMES]


cdef struct TotalSums:
    int64_t requests, errors, slow, squared, newcomers, slow_squared
    int lowest, highest
    int failing[KEPT]
    int count_of_failing
    int places
    int64_t latency[MOST_PLACES]


cdef void clear(SlotSums* sums) noexcept:
    memset(sums, 0, sizeof(SlotSums))
    sums.lowest = sums.highest = -1


cdef inline void widen(SlotSums* sums, int bucket) noexcept:
    if sums.lowest < 0 or bucket < sums.lowest:
        sums.lowest = bucket
    sums.highest = max(sums.highest, bucket)


cdef int keep(int* kept, int count, int number) noexcept:
    # With one more number: the lowest are kept, in order. How many they are.
    cdef int at = 0, i
    while at < count and kept[at] < number:
        at += 1
    if at == KEPT or (at < count and kept[at] == number):
        return count
    for i in range(min(count, KEPT - 1), at, -1):
        kept[i] = kept[i - 1]
    kept[at] = number
    return min(count + 1, KEPT)


cdef int64_t beyond(const SlotSums* sums, int place) noexcept:
    # `domain.evidence.latency.above`
    cdef int64_t found = 0
    cdef int i
    for i in range(sums.count_of_times):
        if sums.place[i] > place:
            found += sums.count[i]
    return found


cdef void add(TotalSums* totals, const SlotSums* sums, bint with_times, bint with_sketch) noexcept:
    # `Totals.plus`
    cdef int i
    totals.requests += sums.requests
    totals.errors += sums.errors
    totals.squared += sums.squared
    totals.newcomers += sums.newcomers
    if sums.lowest >= 0 and (totals.lowest < 0 or sums.lowest < totals.lowest):
        totals.lowest = sums.lowest
    totals.highest = max(totals.highest, sums.highest)
    for i in range(sums.count_of_failing):
        totals.count_of_failing = keep(totals.failing, totals.count_of_failing, sums.failing[i])
    if not with_times:
        return
    totals.slow += sums.slow
    totals.slow_squared += sums.slow * sums.slow
    if with_sketch:
        totals.places = max(totals.places, sums.places)
        for i in range(sums.count_of_times):
            totals.latency[sums.place[i]] += sums.count[i]


cdef void load_totals(TotalSums* into, totals) except *:
    cdef int i
    counts = totals.counts
    if (
        counts.attempts or counts.undelivered != counts.errors
        or counts.continuing != NOTHING_CONTINUES or len(counts.latency) > MOST_PLACES
        or len(counts.failing_senders) > KEPT
    ):
        raise ValueError("not the sums of synthetic traffic")
    memset(into, 0, sizeof(TotalSums))
    into.requests, into.errors, into.slow = counts.requests, counts.errors, counts.slow
    into.squared, into.newcomers = counts.errors_squared, counts.new_senders
    into.slow_squared = totals.slow_squared
    into.lowest = -1 if counts.lowest_bucket is None else counts.lowest_bucket
    into.highest = -1 if counts.highest_bucket is None else counts.highest_bucket
    into.count_of_failing = <int>len(counts.failing_senders)
    for i in range(into.count_of_failing):
        into.failing[i] = counts.failing_senders[i]
    into.places = <int>len(counts.latency)
    for i in range(into.places):
        into.latency[i] = counts.latency[i]


cdef object totals_of(const TotalSums* sums):
    return Totals(
        Counts(
            sums.requests, sums.errors, sums.errors, sums.slow, sums.squared, sums.newcomers, 0,
            None if sums.lowest < 0 else sums.lowest, None if sums.highest < 0 else sums.highest,
            tuple([sums.failing[i] for i in range(sums.count_of_failing)]),
            tuple([sums.latency[i] for i in range(sums.places)]),
        ),
        sums.slow_squared,
    )


cdef object counts_of(const SlotSums* sums):
    cdef list latency = [0] * sums.places
    for i in range(sums.count_of_times):
        latency[sums.place[i]] += sums.count[i]
    return Counts(
        sums.requests, sums.errors, sums.errors, sums.slow, sums.squared, sums.newcomers, 0,
        None if sums.lowest < 0 else sums.lowest, None if sums.highest < 0 else sums.highest,
        tuple([sums.failing[i] for i in range(sums.count_of_failing)]), tuple(latency),
    )


cdef inline double dispersed(double failures, double squares) noexcept:
    # `domain.evidence.statistics.dispersion`
    return max(1.0, squares / failures) if failures != 0.0 else 1.0

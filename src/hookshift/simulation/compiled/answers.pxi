# Who is answered: `simulation.answers`, `domain.evidence.replies` and what `fold_replies` adds.

cdef enum:
    FEWER_BETS = 5  # `statistics.FEWER`
    MORE_BETS = 3  # `statistics.MORE`


cdef struct PeopleSums:
    int64_t people, answered


cdef struct Answers:
    # Of the people of one slot.
    double start, seconds
    int domain, version
    bint ours
    PeopleSums counts


cdef struct ReplySums:
    PeopleSums ours, theirs
    PeopleSums our_block, their_block
    double since  # below 0: there is no open block
    double fewer[FEWER_BETS]
    double lately[FEWER_BETS]
    double enough[MORE_BETS]
    bint has_base  # whether the last stage is a measure
    Bet fewer_alone[FEWER_BETS]  # where unified has everybody
    Bet more_alone[MORE_BETS]


cdef struct ReplyTerms:
    double allowed, settled
    double fewer[FEWER_BETS]
    double log_fewer[FEWER_BETS]
    double more[MORE_BETS]
    double log_more[MORE_BETS]
    bint alone


cdef void count_people(ReplySums* sums, const Answers* found) noexcept:
    if found.ours:
        gain(&sums.ours, found.counts)
        gain(&sums.our_block, found.counts)
    else:
        gain(&sums.theirs, found.counts)
        gain(&sums.their_block, found.counts)


cdef inline void gain(PeopleSums* sums, PeopleSums more) noexcept:
    sums.people += more.people
    sums.answered += more.answered


cdef void close_block(ReplySums* sums, const ReplyTerms* terms, double start, double end) noexcept:
    # `replies.with_slots`, from where all slots of one time have been counted.
    cdef bint full = sums.our_block.people >= BLOCK_OF_REQUESTS and (
        terms.alone or sums.their_block.people >= BLOCK_OF_REQUESTS
    )
    cdef double fewer[FEWER_BETS]
    cdef double enough[MORE_BETS]
    cdef int i
    if sums.since < 0.0:
        sums.since = start
    if not full and end - sums.since < BLOCK_LASTS:
        return
    block_terms(sums, terms, fewer, enough)
    for i in range(FEWER_BETS):
        sums.fewer[i] += fewer[i]
        sums.lately[i] = (sums.lately[i] if sums.lately[i] > 0.0 else 0.0) + fewer[i]
    if sums.since >= terms.settled:
        for i in range(MORE_BETS):
            sums.enough[i] += enough[i]
    sums.our_block = sums.their_block = PeopleSums(0, 0)
    sums.since = -1.0


cdef void block_terms(
    const ReplySums* sums, const ReplyTerms* terms, double* fewer, double* enough
) noexcept:
    # `replies._terms`
    cdef PeopleSums ours = sums.our_block, theirs = sums.their_block
    if not terms.alone:
        ratios(ours, theirs, terms.allowed, FEWER_BETS, terms.fewer, terms.log_fewer, fewer)
        ratios(ours, theirs, terms.allowed, MORE_BETS, terms.more, terms.log_more, enough)
    elif sums.has_base:
        against(ours, FEWER_BETS, sums.fewer_alone, fewer)
        against(ours, MORE_BETS, sums.more_alone, enough)
    else:
        memset(fewer, 0, FEWER_BETS * sizeof(double))
        memset(enough, 0, MORE_BETS * sizeof(double))


cdef void ratios(
    PeopleSums ours, PeopleSums theirs, double allowed, int bets, const double* ratio,
    const double* log_ratio, double* found,
) noexcept:
    # `statistics.ratio_terms`
    cdef int64_t both = ours.answered + theirs.answered
    cdef double own, log_all
    cdef int i
    if not (ours.people and theirs.people and both):
        memset(found, 0, bets * sizeof(double))
        return
    own = allowed * ours.people
    log_all = log(own + theirs.people)
    for i in range(bets):
        found[i] = ours.answered * log_ratio[i] - both * (
            log(ratio[i] * own + theirs.people) - log_all
        )


cdef void against(PeopleSums ours, int bets, const Bet* bet, double* found) noexcept:
    # `replies._against`
    cdef int i
    for i in range(bets):
        found[i] = (
            ours.answered * bet[i].failure + (ours.people - ours.answered) * bet[i].success
        )


cdef void load_replies(ReplySums* into, replies, plan) except *:
    into.ours = PeopleSums(replies.unified.people, replies.unified.answered)
    into.theirs = PeopleSums(replies.legacy.people, replies.legacy.answered)
    people, answered = replies.unified_block
    into.our_block = PeopleSums(people, answered)
    people, answered = replies.legacy_block
    into.their_block = PeopleSums(people, answered)
    into.since = -1.0 if replies.since is None else replies.since
    for i in range(FEWER_BETS):
        into.fewer[i], into.lately[i] = replies.fewer[i], replies.fewer_lately[i]
    for i in range(MORE_BETS):
        into.enough[i] = replies.enough[i]
    base = replies.base
    into.has_base = bool(base)
    if base:
        load_alone(into, (1 - plan.replies_margin) * base)


cdef void load_alone(ReplySums* into, limit) except *:
    for i, ratio in enumerate(FEWER):
        into.fewer_alone[i] = bet_on(limit * ratio, limit)
    for i, power in enumerate(MORE):
        into.more_alone[i] = bet_on(limit + (1 - limit) * (1 - 0.5**power), limit)


cdef Bet bet_on(double rate, double limit) noexcept:
    return Bet(log(rate / limit), log1p(-rate) - log1p(-limit))


cdef object replies_of(ReplySums* found, replies):
    return replies._replace(
        unified=reply_counts(found.ours), legacy=reply_counts(found.theirs),
        unified_block=(found.our_block.people, found.our_block.answered),
        legacy_block=(found.their_block.people, found.their_block.answered),
        since=None if found.since < 0.0 else found.since,
        fewer=tuple([found.fewer[i] for i in range(FEWER_BETS)]),
        fewer_lately=tuple([found.lately[i] for i in range(FEWER_BETS)]),
        enough=tuple([found.enough[i] for i in range(MORE_BETS)]),
    )


cdef object reply_counts(PeopleSums found):
    times = (*ANSWERED_BEFORE, found.answered) if found.answered else ()
    return ReplyCounts(found.people, found.answered, times=times)

# `domain.evidence.fold.fold` for a simulation, which needs it hundreds of times a run: the same
# operations in the same order, on the same named tuples.

cdef enum:
    N_REQUESTS = 0
    N_SLOW = 3
    N_SQUARED = 4
    N_NEW = 5
    N_ATTEMPTS = 6
    N_LOWEST = 7
    N_HIGHEST = 8
    N_FAILING = 9
    N_LATENCY = 10
    N_CONTINUING = 11

FOLDED_FIELDS = {
    "Totals": "counts slow_squared",
    "Continuing": "requests errors undelivered latency",
    "Pair": "unified legacy",
    "SideBlock": "requests errors undelivered slow",
    "Comparison": (
        "unified legacy since errors undelivered slow errors_lately undelivered_lately slow_lately"
    ),
    "DomainEvidence": (
        "baseline settled unified legacy unified_before legacy_before comparison comparison_before "
        "peaks last_traffic legacy_senders_alone replies"
    ),
    "GuardEvidence": "baseline legacy in_stage moved last_traffic peaks",
    "Evidence": (
        "entered through domains guards alone held counted_to stands replies_through replies_off"
    ),
    "Slot": "start seconds domain side version counts",
}
"""The fields of the named tuples that are read or filled here by their place."""

MEASURED = ("errors", "undelivered", "slow")


cdef class Folding:
    """Folds the slots of a simulation, and says whether any gate may fail."""
    cdef type counts, totals, continuing, block, comparison, domain, guard, evidence
    cdef object no_counts, nothing_continues, limits, failing, mixture
    cdef tuple ratios, nothing
    cdef double rho
    cdef int64_t block_requests
    cdef double block_seconds
    cdef object plan  # whose limits are in `of_plan`
    cdef tuple of_plan
    cdef dict of_guards

    def __init__(self):
        from hookshift.domain.evidence import comparison, evidence, fold, rollups, statistics

        for module in (comparison, evidence, fold, rollups):
            for name, fields in FOLDED_FIELDS.items():
                kind = getattr(module, name, None)
                if kind is not None and kind._fields != tuple(fields.split()):
                    raise ImportError(f"{name} has other fields than the compiled core knows")
        if rollups.Counts._fields != COUNTS_FIELDS or evidence.MEASURES != MEASURED:
            raise ImportError("Counts has other fields than the compiled core knows")
        self.counts, self.continuing = rollups.Counts, rollups.Continuing
        self.totals, self.domain = evidence.Totals, evidence.DomainEvidence
        self.guard, self.evidence = evidence.GuardEvidence, evidence.Evidence
        self.block, self.comparison = comparison.SideBlock, comparison.Comparison
        self.no_counts, self.nothing_continues = evidence.NO_COUNTS, rollups.NOTHING_CONTINUES
        self.mixture = statistics.worse_bets
        self.ratios = tuple([(ratio, log(ratio)) for ratio in statistics.RATIOS])
        self.rho, self.nothing = statistics.RHO, comparison.NOTHING
        self.block_requests = comparison.BLOCK_REQUESTS
        self.block_seconds = comparison.BLOCK_SECONDS
        self.of_guards = {}

    def fold(self, evidence, plan, version, slots):
        """As `domain.evidence.fold.fold`."""
        cdef dict domains, guards, moving, guarded
        cdef double start, end, seconds = 0.0, passed
        if not slots:
            return evidence
        self.know(plan)
        start = field(slots[0], 0)
        for slot in slots:
            seconds = max(seconds, <double>field(slot, 1))
        end = start + seconds
        domains, guards = dict(field(evidence, 2)), dict(field(evidence, 3))
        moving = self.pairs([slot for slot in slots if field(slot, 4) == version], domains)
        guarded = self.pairs(slots, guards)
        for name, pair in moving.items():
            domains[name] = self.moved(evidence, plan, domains[name], pair, start, end)
        for name, pair in guarded.items():
            guards[name] = self.guarded(evidence, plan, name, guards[name], pair, end)
        held, counted_to = field(evidence, 5), field(evidence, 6)
        if moving:
            passed = 0.0
            if not field(evidence, 7):
                passed = min(max(end - <double>counted_to, 0.0), <double>plan.idle_after)
            held, counted_to = held + passed, max(end, <double>counted_to)
        return made_of(self.evidence, (
            field(evidence, 0), max(end, <double>field(evidence, 1)), domains, guards,
            field(evidence, 4), held, counted_to, field(evidence, 7), field(evidence, 8),
            field(evidence, 9),
        ))

    cdef know(self, plan):
        # What depends on the plan only.
        if plan is not self.plan:
            self.of_guards.clear()
            self.of_plan = tuple([self.mixture(plan.limit(measure)) for measure in MEASURED])
            self.plan = plan

    cdef dict pairs(self, slots, domains):
        cdef dict found = {}
        for slot in slots:
            domain, counts = field(slot, 2), field(slot, 5)
            if domain not in domains:
                continue
            unified, legacy = found.get(domain, (self.no_counts, self.no_counts))
            if field(slot, 3) == "unified":
                found[domain] = (self.joined(unified, counts), legacy)
            else:
                found[domain] = (unified, self.joined(legacy, counts))
        return found

    cdef joined(self, counts, more):
        return more if counts is self.no_counts else self.added(counts, more)

    cdef added(self, one, other):
        # `domain.evidence.rollups.added`
        cdef Py_ssize_t i
        made = PyType_GenericAlloc(self.counts, N_CONTINUING + 1)
        for i in range(N_LOWEST):
            put(made, i, added_up(field(one, i), field(other, i)))
        put(made, N_LOWEST, lower(field(one, N_LOWEST), field(other, N_LOWEST)))
        put(made, N_HIGHEST, higher(field(one, N_HIGHEST), field(other, N_HIGHEST)))
        put(made, N_FAILING, few(field(one, N_FAILING), field(other, N_FAILING)))
        put(made, N_LATENCY, merged_sketch(field(one, N_LATENCY), field(other, N_LATENCY)))
        put(made, N_CONTINUING, self.both_continue(one, other))
        return made

    cdef both_continue(self, one, other):
        one, other = field(one, N_CONTINUING), field(other, N_CONTINUING)
        if not field(one, 0) and not field(one, 2):
            return other
        return made_of(self.continuing, (
            field(one, 0) + field(other, 0), field(one, 1) + field(other, 1),
            field(one, 2) + field(other, 2), merged_sketch(field(one, 3), field(other, 3)),
        ))

    cdef plus(self, totals, counts):
        # `Totals.plus`
        if counts is self.no_counts or counts == self.no_counts:
            return totals
        plain = counts
        if field(counts, N_CONTINUING) is not self.nothing_continues:
            plain = counts._replace(continuing=self.nothing_continues)
        slow = field(counts, N_SLOW)
        return made_of(
            self.totals, (self.added(field(totals, 0), plain), field(totals, 1) + slow * slow)
        )

    cdef moved(self, evidence, plan, domain, pair, double start, double end):
        # A domain that moves, after one more slot.
        unified, legacy = pair
        settled, alone = field(domain, 1), field(domain, 10) + field(legacy, N_NEW)
        lasting = unified
        if start >= <double>field(evidence, 0) + <double>plan.settle:
            settled = self.plus(settled, unified)
        else:
            lasting = unified.without_times()
        busy = field(unified, N_REQUESTS) or field(legacy, N_REQUESTS)
        edge = domain.baseline.slow_edge
        return made_of(self.domain, (
            field(domain, 0), settled, self.plus(field(domain, 2), lasting),
            self.plus(field(domain, 3), legacy), field(domain, 4), field(domain, 5),
            self.compared(field(domain, 6), lasting, legacy, edge, start, end),
            field(domain, 7), self.peaks(field(domain, 8), lasting, self.of_plan),
            end if busy else field(domain, 9),
            0 if field(unified, N_REQUESTS) else alone, field(domain, 11),
        ))

    cdef tuple peaks(self, tuple bets, counts, tuple mixtures):
        cdef Py_ssize_t i
        if not field(counts, N_REQUESTS):
            return bets
        return tuple([
            begun_anew(bets[i], worse_terms(field(counts, i + 1), field(counts, 0), mixtures[i]))
            for i in range(3)
        ])

    cdef compared(self, comparison, unified, legacy, edge, double start, double end):
        # `domain.evidence.comparison.compared`
        ours = self.in_block(field(comparison, 0), unified, edge)
        theirs = self.in_block(field(comparison, 1), legacy, edge)
        since = field(comparison, 2)
        if since is None:
            since = start
        n, m = field(ours, 0), field(theirs, 0)
        if min(n, m) < self.block_requests and end - <double>since < self.block_seconds:
            return made_of(self.comparison, (
                ours, theirs, since, field(comparison, 3), field(comparison, 4),
                field(comparison, 5), field(comparison, 6), field(comparison, 7),
                field(comparison, 8),
            ))
        empty = made_of(self.block, (0, 0, 0, 0))
        terms = [self.relative(field(ours, i), n, field(theirs, i), m) for i in range(1, 4)]
        return made_of(self.comparison, (
            empty, empty, None,
            *[sums(field(comparison, 3 + i), terms[i]) for i in range(3)],
            *[begun_anew(field(comparison, 6 + i), terms[i]) for i in range(3)],
        ))

    cdef in_block(self, block, counts, edge):
        cdef int64_t slow = 0
        continuing = field(counts, N_CONTINUING)
        if edge is not None:
            slow = above_edge(field(counts, N_LATENCY), edge) - above_edge(
                field(continuing, 3), edge
            )
        return made_of(self.block, (
            field(block, 0) + field(counts, 0) - field(continuing, 0),
            field(block, 1) + field(counts, 1) - field(continuing, 1),
            field(block, 2) + field(counts, 2) - field(continuing, 2),
            field(block, 3) + slow,
        ))

    cdef tuple relative(self, int64_t failed, int64_t n, int64_t their_failed, int64_t m):
        # `domain.evidence.statistics.relative_terms`
        cdef int64_t both = failed + their_failed
        cdef double allowed, log_all, ratio, log_ratio
        cdef list found = []
        if not (n and m and both):
            return self.nothing
        allowed = self.rho * n
        log_all = log(allowed + m)
        for each in self.ratios:
            ratio, log_ratio = each
            found.append(failed * log_ratio - both * (log(ratio * allowed + m) - log_all))
        return tuple(found)

    cdef guarded(self, evidence, plan, name, guard, pair, double end):
        # A guarded domain, after one more slot.
        unified, legacy = pair
        plain = self.without_sketch(legacy)
        all_legacy = self.plus(field(guard, 1), plain)
        bets = field(guard, 5)
        if field(evidence, 4):
            bets = self.peaks(bets, plain, self.limits_of(name, guard, plan))
            bets = tuple([
                capped(all_legacy, bets[i], measure) for i, measure in enumerate(MEASURED)
            ])
        busy = field(unified, N_REQUESTS) or field(legacy, N_REQUESTS)
        return made_of(self.guard, (
            field(guard, 0), all_legacy, self.plus(field(guard, 2), plain),
            field(guard, 3) + field(unified, N_REQUESTS),
            end if busy else field(guard, 4), bets,
        ))

    cdef without_sketch(self, counts):
        cdef Py_ssize_t i
        made = PyType_GenericAlloc(self.counts, N_CONTINUING + 1)
        for i in range(N_LATENCY):
            put(made, i, field(counts, i))
        put(made, N_LATENCY, ())
        put(made, N_CONTINUING, self.nothing_continues)
        return made

    cdef tuple limits_of(self, name, guard, plan):
        # The baseline of a guard lasts as long as its rollout.
        known = self.of_guards.get(name)
        if known is None or known[0] is not field(guard, 0):
            mixtures = tuple([self.mixture(guard.limit(measure, plan)) for measure in MEASURED])
            known = self.of_guards[name] = (field(guard, 0), mixtures)
        return known[1]


cdef tuple capped(totals, tuple bets, measure):
    from hookshift.domain.evidence.levels import INCIDENT_KEPT

    cdef double most = INCIDENT_KEPT * totals.dispersion(measure)
    return tuple([bet if <double>bet < most else most for bet in bets])

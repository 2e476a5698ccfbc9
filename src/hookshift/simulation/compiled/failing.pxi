# `domain.gates.gates.may_fail` for a simulation. It may be True where the reference is not, but is
# never False where that is True: whoever asks then lets the gates themselves judge.

cdef double ROUNDING = 1e-6  # `domain.gates.failing.ROUNDING`

GATED = (("errors", 0), ("delivery", 1), ("latency", 2))
"""Gates on rates, and the place of what they count in MEASURED."""


cdef class Failing:
    """Says quickly that no gate may fail."""
    cdef object replies, guard, levels, fails, failed, mixture, plan, judged
    cdef tuple mixtures
    cdef dict of_guards
    cdef double least, share_least, concentration
    cdef double limits[3]

    def __init__(self):
        from hookshift.domain.evidence import levels, statistics
        from hookshift.domain.gates.failing import fails
        from hookshift.domain.gates.guard import guard
        from hookshift.domain.gates.replies import replies
        from hookshift.domain.gates.verdict import VerdictKind

        self.levels, self.guard, self.replies, self.fails = levels, guard, replies, fails
        self.mixture = statistics.worse_bets
        self.failed = VerdictKind.FAIL
        self.share_least = levels.share_fail_log_e() - ROUNDING
        self.concentration = statistics.CONCENTRATION

    def may_fail(self, evaluation):
        """Whether any gate may: as `domain.gates.gates.may_fail`."""
        plan, evidence = evaluation.plan, evaluation.evidence
        self.know(plan)
        cdef bint alone = field(evidence, 4)
        cdef int64_t threshold = evaluation.threshold
        for name, domain in field(evidence, 2).items():
            for gate, measure in GATED:
                if gate in self.judged and self.rate_may(domain, measure, alone):
                    if self.fails(evaluation, domain, MEASURED[measure]):
                        return True
            if "replies" in self.judged and not plan.replies_off and not field(evidence, 9):
                if self.replies(evaluation, name, domain).kind is self.failed:
                    return True
            if "share" in self.judged and self.share_may(domain, threshold):
                return True
        if "guard" not in self.judged:
            return False
        for name, each in field(evidence, 3).items():
            if self.guard_may(plan, name, each):
                if self.guard(evaluation, name, each).kind is self.failed:
                    return True
        return False

    cdef know(self, plan):
        # What depends on the plan only.
        if plan is not self.plan:
            self.least = self.levels.fail_log_e(plan) - ROUNDING
            self.judged = frozenset([str(gate) for gate in plan.on_fail])
            for i in range(3):
                self.limits[i] = plan.limit(MEASURED[i])
            self.mixtures = tuple([self.mixture(limit) for limit in self.limits[:3]])
            self.of_guards = {}
            self.plan = plan

    cdef bint rate_may(self, domain, int measure, bint alone) except -1:
        # `domain.gates.failing.may_fail`; where more fail than may, the best bet is looked at too.
        cdef object unified = field(domain, 2), before = field(domain, 4)
        cdef object now = field(unified, 0), former = field(before, 0)
        cdef int64_t in_stage = field(now, 1 + measure), failures, requests
        cdef double limit = self.limits[measure], squares
        cdef bint exceeds = in_stage > limit * <int64_t>field(now, N_REQUESTS)
        failures = in_stage + <int64_t>field(former, 1 + measure)
        if failures < 3:  # `levels.LEAST_FAILURES`
            return False
        requests = <int64_t>field(now, N_REQUESTS) + <int64_t>field(former, N_REQUESTS)
        squares = squares_of(unified, measure)
        if exceeds and self.best(in_stage, field(now, N_REQUESTS), squares, measure):
            return True
        if failures > limit * requests:
            exceeds = True
            if self.best(failures, requests, squares + squares_of(before, measure), measure):
                return True
        if largest(field(field(domain, 8), measure)) / dispersed(in_stage, squares) >= self.least:
            return True
        if alone or not (exceeds or measure == 2):
            return False
        ours, earlier = field(field(domain, 6), 3 + measure), field(field(domain, 7), 3 + measure)
        return largest(ours) >= self.least or largest(sums(ours, earlier)) >= self.least

    cdef bint best(self, int64_t failures, int64_t n, double squares, int measure) except -1:
        # Whether the best bet alone would do. The mixture is at most that.
        cdef tuple terms = worse_terms(failures, n, self.mixtures[measure])
        return largest(terms) / dispersed(failures, squares) >= self.least

    cdef bint share_may(self, domain, int64_t threshold) except -1:
        # `domain.gates.share`
        cdef double share = threshold / 10_000.0, ours, theirs, log_e
        cdef int64_t n, m
        unified, legacy = field(field(domain, 2), 0), field(field(domain, 3), 0)
        highest, lowest = field(unified, N_HIGHEST), field(legacy, N_LOWEST)
        if highest is not None and highest >= threshold or lowest is not None and lowest < threshold:
            return True
        if not 0.0 < share < 1.0:
            return False
        n, m = field(unified, N_NEW), field(legacy, N_NEW)
        ours, theirs = self.concentration * share, self.concentration * (1.0 - share)
        log_e = log_beta(ours + n, theirs + m) - log_beta(ours, theirs)
        return log_e - n * log(share) - m * log1p(-share) >= self.share_least

    cdef bint guard_may(self, plan, name, guard) except -1:
        # Whether as many fail as the gate needs at least; then it is asked.
        cdef int64_t failures, requests
        if field(guard, 3):
            return True
        for totals in (field(guard, 1), field(guard, 2)):
            for measure in (0, 2):  # `levels.GUARDED`
                failures = field(field(totals, 0), 1 + measure)
                if failures >= 3:
                    requests = field(field(totals, 0), N_REQUESTS)
                    if failures > <double>self.limits_of(plan, name, guard)[measure] * requests:
                        return True
        return False

    cdef tuple limits_of(self, plan, name, guard):
        # The baseline of a guard lasts as long as its rollout.
        known = self.of_guards.get(name)
        if known is None or known[0] is not field(guard, 0):
            limits = tuple([guard.limit(measure, plan) for measure in MEASURED])
            known = self.of_guards[name] = (field(guard, 0), limits)
        return known[1]


cdef double squares_of(totals, int measure) except -1.0:
    return field(totals, 1) if measure == 2 else field(field(totals, 0), N_SQUARED)


cdef double dispersed(int64_t errors, double squares) except -1.0:
    # `domain.evidence.statistics.dispersion`
    return max(1.0, squares / errors) if errors else 1.0


cdef double largest(tuple logs) except? -1.0:
    cdef double found = -INFINITY
    for each in logs:
        found = max(found, <double>each)
    return found


cdef double log_beta(double a, double b) except? -1.0:
    return lgamma(a) + lgamma(b) - lgamma(a + b)

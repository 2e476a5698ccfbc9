# `simulation.looks`: from one look to the next, until something may follow from one.


cdef class Looks:
    """Looks at a rollout as `simulation.looks.Looks` does."""
    cdef Traffic traffic
    cdef Chance chance
    cdef object plan
    cdef PlanTerms terms
    cdef Levels levels
    cdef ReplyTerms reply_terms
    cdef double lag
    cdef list domains, guards  # names, in the order of the evidence
    cdef DomainSums* of_domains
    cdef ReplySums* of_replies
    cdef GuardSums* of_guards
    cdef list moving, guarded  # by number of a domain of the traffic: its place above, or -1
    cdef Answers* waiting
    cdef Py_ssize_t first_waiting, beyond_waiting, room_for_waiting
    # of the evidence
    cdef object evidence  # as it was loaded
    cdef object handed_over  # what it is by now, unless something has been added since
    cdef double entered, through, held, counted_to, replies_through
    cdef bint alone, stands

    def __init__(self, Traffic traffic not None, plan, Chance rng not None):
        if plan != traffic.plan:
            raise ValueError("the traffic is not that of this plan")
        self.traffic, self.plan, self.chance = traffic, plan, rng
        self.domains, self.guards = list(plan.domains), list(plan.guards)
        self.of_domains = <DomainSums*>PyMem_Calloc(len(self.domains) + 1, sizeof(DomainSums))
        self.of_replies = <ReplySums*>PyMem_Calloc(len(self.domains) + 1, sizeof(ReplySums))
        self.of_guards = <GuardSums*>PyMem_Calloc(len(self.guards) + 1, sizeof(GuardSums))
        if not (self.of_domains and self.of_replies and self.of_guards):
            raise MemoryError
        self.moving = [found_at(name, self.domains) for name in traffic.names]
        self.guarded = [found_at(name, self.guards) for name in traffic.names]
        self.know_plan()

    def __dealloc__(self):
        PyMem_Free(self.of_domains)
        PyMem_Free(self.of_replies)
        PyMem_Free(self.of_guards)
        PyMem_Free(self.waiting)

    def follow(self, progress, double longest):
        """The evidence at the next look from which something may follow, or at `longest`."""
        state, evidence = progress
        cdef bint runs = state.phase is RUNNING and state.blind is None
        cdef int threshold = self.plan.stages[state.stage].threshold
        if state.version != self.traffic.version:
            raise ValueError("the share was not set by this rollout")
        self.enter(state.stage)
        if evidence is not self.handed_over:
            self.load(evidence)
        self.handed_over = None
        while True:
            PyErr_CheckSignals()  # someone may want to stop it
            self.look()
            if not runs or self.clock() >= self.terms.hold or self.traffic.now >= longest:
                break
            if self.may_fail(threshold) and gates_may_fail(
                Evaluation(self.plan, state.stage, self.seen(), None, False)
            ):
                break
        self.handed_over = self.seen()
        return self.handed_over

    cdef int look(self) except -1:
        cdef Py_ssize_t i
        cdef bint moves = False
        self.traffic.advance(self.next_look())
        self.through = max(self.through, self.traffic.now)
        i = 0
        while i < len(self.traffic.streams):
            i = self.fold(i, &moves)
        if moves:
            self.clock_forward(self.traffic.now)
        if self.levels.judges_replies:
            self.answer()
        return 0

    cdef Py_ssize_t fold(self, Py_ssize_t i, bint* moves) except -1:
        # The slot of the domain whose first side has this number; the number of the next domain's.
        cdef Traffic traffic = self.traffic
        cdef Stream stream = traffic.streams[i]
        cdef const SlotSums* ours = NULL
        cdef const SlotSums* theirs = NULL
        cdef int domain = stream.domain, place
        while stream.domain == domain:
            if traffic.sums[i].requests:
                if stream.ours:
                    ours = &traffic.sums[i]
                else:
                    theirs = &traffic.sums[i]
            i += 1
            if i == len(traffic.streams):
                break
            stream = traffic.streams[i]
        if ours is NULL and theirs is NULL:
            return i
        place = self.moving[domain]
        if place >= 0:
            moves[0] = True
            fold_domain(
                &self.of_domains[place], ours, theirs, &self.terms,
                traffic.start >= self.entered + self.terms.settle, traffic.start, traffic.now,
            )
        else:  # nothing of a guarded domain moves
            fold_guard(&self.of_guards[<int>self.guarded[domain]], theirs, self.alone, traffic.now)
        return i

    cdef double next_look(self) noexcept:
        # When the hold ends if nobody pauses, or before that.
        cdef double step = min(self.terms.idle_after, self.terms.hold / LOOKS_A_HOLD)
        cdef double left = self.terms.hold - self.clock()
        return self.traffic.now + (min(step, left) if left > 0.0 else step)

    cdef double clock(self) noexcept:
        if self.stands:
            return self.held
        return self.held + min(max(self.through - self.counted_to, 0.0), self.terms.idle_after)

    cdef void clock_forward(self, double end) noexcept:
        if not self.stands:
            self.held += min(max(end - self.counted_to, 0.0), self.terms.idle_after)
        self.counted_to = max(end, self.counted_to)

    cdef int answer(self) except -1:
        # Draws who of the newcomers is answered, and counts whose time to be answered is over.
        cdef Traffic traffic = self.traffic
        cdef Stream stream
        cdef Py_ssize_t i
        cdef int64_t people
        for i in range(len(traffic.streams)):
            stream, people = traffic.streams[i], traffic.sums[i].newcomers
            if people and traffic.sums[i].requests and self.moving[stream.domain] >= 0:
                self.wait(Answers(
                    traffic.start, traffic.seconds, self.moving[stream.domain], traffic.version,
                    stream.ours, PeopleSums(
                        people, self.chance.binomial(
                            people, traffic.answered_of[not stream.ours]
                        ),
                    ),
                ))
        if traffic.now - self.lag > self.replies_through:
            self.count_answers(traffic.now - self.lag)
        return 0

    cdef int wait(self, Answers answers) except -1:
        cdef Answers* grown
        if self.first_waiting == self.beyond_waiting:
            self.first_waiting = self.beyond_waiting = 0
        if self.beyond_waiting == self.room_for_waiting:
            self.room_for_waiting = 2 * self.room_for_waiting + 64
            grown = <Answers*>PyMem_Realloc(
                self.waiting, self.room_for_waiting * sizeof(Answers)
            )
            if grown is NULL:
                raise MemoryError
            self.waiting = grown
        self.waiting[self.beyond_waiting] = answers
        self.beyond_waiting += 1
        return 0

    cdef void count_answers(self, double through) noexcept:
        # `fold_replies`: the slots of a domain and a time are neighbours.
        cdef const Answers* found
        cdef const Answers* following
        cdef bint is_last
        while self.first_waiting < self.beyond_waiting:
            found = &self.waiting[self.first_waiting]
            if found.start + found.seconds > through:
                break
            self.first_waiting += 1
            if found.version != self.traffic.version:
                continue
            count_people(&self.of_replies[found.domain], found)
            following = &self.waiting[self.first_waiting]
            is_last = (
                self.first_waiting == self.beyond_waiting
                or following.start != found.start or following.domain != found.domain
            )
            if is_last:
                close_block(
                    &self.of_replies[found.domain], &self.reply_terms, found.start,
                    found.start + found.seconds,
                )
        self.replies_through = through

    cdef bint may_fail(self, int threshold) except -1:
        cdef Py_ssize_t i
        cdef int measure
        for i in range(len(self.domains)):
            for measure in range(MEASURED):
                if self.levels.judges[measure] and rate_may_fail(
                    &self.of_domains[i], measure, &self.terms, &self.levels, self.alone
                ):
                    return True
            if self.levels.judges_replies and replies_may_fail(
                &self.of_replies[i], &self.levels
            ):
                return True
            if self.levels.judges_share and share_may_fail(
                &self.of_domains[i], threshold, &self.levels
            ):
                return True
        if self.levels.judges_guard:
            for i in range(len(self.guards)):
                if guard_may_fail(&self.of_guards[i], &self.levels):
                    return True
        return False

    cdef int know_plan(self) except -1:
        # What depends on the plan only.
        plan = self.plan
        judged = frozenset([str(gate) for gate in plan.on_fail])
        self.terms.settle, self.terms.idle_after = plan.settle, plan.idle_after
        self.lag = plan.replies_within + plan.replies_grace
        for i, (gate, measure) in enumerate(MEASURE.items()):
            self.levels.judges[i] = str(gate) in judged
            self.terms.limits[i] = plan.limit(measure)
            load_bets(self.terms.bets[i], plan.limit(measure))
        self.levels.judges_share, self.levels.judges_guard = "share" in judged, "guard" in judged
        self.levels.judges_replies = plan.judges_replies
        self.levels.least = fail_log_e(plan) - ROUNDING
        self.levels.guard = guard_fail_log_e(plan) - ROUNDING
        self.levels.share = share_fail_log_e() - ROUNDING
        self.levels.replies_in_stage = stage_fail_log_e(plan) - ROUNDING
        self.reply_terms.allowed = allowed = 1 - plan.replies_margin
        for i, ratio in enumerate(FEWER):
            self.reply_terms.fewer[i], self.reply_terms.log_fewer[i] = ratio, log(ratio)
        for i, power in enumerate(MORE):
            self.reply_terms.more[i] = allowed**-power
            self.reply_terms.log_more[i] = log(self.reply_terms.more[i])
        return 0

    cdef int enter(self, int stage) except -1:
        cdef double share = self.plan.stages[stage].threshold / 10_000.0
        self.terms.hold = self.plan.stages[stage].hold
        if 0.0 < share < 1.0:
            self.levels.share_prior = log_beta(SHARE_PRIOR * share, SHARE_PRIOR * (1.0 - share))
        self.levels.replies_lately = lately_fail_log_e(self.plan, stage) - ROUNDING
        return 0

    cdef int load(self, evidence) except -1:
        if list(evidence.domains) != self.domains or list(evidence.guards) != self.guards:
            raise ValueError("not the domains of the plan")
        self.evidence = evidence
        self.entered, self.through = evidence.entered, evidence.through
        self.held, self.counted_to = evidence.held, evidence.counted_to
        self.replies_through = evidence.replies_through
        self.alone, self.stands = evidence.alone, evidence.stands
        self.reply_terms.alone = evidence.alone
        self.reply_terms.settled = evidence.entered + self.plan.settle
        for i, domain in enumerate(evidence.domains.values()):
            load_domain(&self.of_domains[i], domain)
            load_replies(&self.of_replies[i], domain.replies, self.plan)
        for i, guard in enumerate(evidence.guards.values()):
            load_guard(&self.of_guards[i], guard, self.plan)
        return 0

    cdef object seen(self):
        # The evidence that was loaded, with all looks since.
        domains, guards = {}, {}
        for i, (name, domain) in enumerate(self.evidence.domains.items()):
            after = domain_of(&self.of_domains[i], domain)
            domains[name] = after._replace(replies=replies_of(&self.of_replies[i], domain.replies))
        for i, (name, guard) in enumerate(self.evidence.guards.items()):
            guards[name] = guard_of(&self.of_guards[i], guard)
        return self.evidence._replace(
            through=self.through, domains=domains, guards=guards, held=self.held,
            counted_to=self.counted_to, replies_through=self.replies_through,
        )


cdef int found_at(name, list names) except -2:
    return names.index(name) if name in names else -1

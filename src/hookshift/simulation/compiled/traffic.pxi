# `simulation.traffic.SimulatedTraffic`, with the same draws in the same order.


cdef class Traffic:
    """What happens from the start of a rollout on, as `simulation.traffic.SimulatedTraffic`."""
    cdef readonly double now
    cdef readonly int version
    cdef object scenario, plan
    cdef Chance chance
    cdef list names  # of the domains that have traffic, those that move first
    cdef list people  # of each
    cdef list ranks
    cdef list streams
    cdef SlotSums* sums  # of each stream in the slot that was last
    cdef double start, seconds  # of that slot
    cdef Failures to_fail
    cdef Failure* failing  # those of that slot
    cdef Py_ssize_t count_of_failing, room_for_failing
    cdef int threshold, count_of_moving
    cdef double entered, changed, changes, longest, fine, burst_seconds
    cdef int64_t requests_of[2]
    cdef int64_t failed_of[2]  # by side, in the domains that move: unified, legacy
    cdef double answered_of[2]

    def __init__(self, scenario, plan, Chance rng not None):
        self.scenario, self.plan, self.chance = scenario, plan, rng
        self.fine, self.burst_seconds = FINE, scenario.burst_seconds
        self.names = [
            name for name in (*plan.domains, *plan.guards) if scenario.volume.get(name, 0.0) > 0
        ]
        self.count_of_moving = sum([name in plan.domains for name in self.names])
        each_weight, total = weights(scenario.senders, scenario.tail)
        self.people = [
            People(rng, each_weight, scenario.volume[name] / HOUR / total) for name in self.names
        ]
        self.ranks = [sorted(self.names).index(name) for name in self.names]
        self.to_fail = Failures()
        self.sums = <SlotSums*>PyMem_Malloc((2 * len(self.names) + 1) * sizeof(SlotSums))
        if self.sums is NULL:
            raise MemoryError
        self.set_share(0)

    def __dealloc__(self):
        PyMem_Free(self.sums)
        PyMem_Free(self.failing)

    @property
    def requests(self):
        """By side, in the domains that move."""
        return {side: self.requests_of[i] for i, side in enumerate(SIDES)}

    @property
    def failed(self):
        """By side, in the domains that move."""
        return {side: self.failed_of[i] for i, side in enumerate(SIDES)}

    @property
    def answered(self):
        """The share of people that each side answers just now, 0 to 1."""
        return {side: self.answered_of[i] for i, side in enumerate(SIDES)}

    def set_share(self, int threshold):
        """From now on unified has this share; the version of that configuration."""
        cdef int domain, share
        self.version += 1
        self.threshold, self.entered = threshold, self.now
        self.streams = []
        for domain in range(len(self.names)):
            share = threshold if domain < self.count_of_moving else 0
            self.begin(domain, "unified", 0, share)
            self.begin(domain, "legacy", share, EVERYBODY)
        self.changed = self.changes = self.now
        return self.version

    cdef int begin(self, int domain, str side, int lowest, int beyond) except -1:
        if lowest < beyond:
            crowd = Crowd(self.chance, self.people[domain], lowest, beyond)
            if crowd.size:
                self.streams.append(
                    Stream(self.chance, domain, side, crowd, place(self.plan.latency_ms))
                )
        return 0

    def stretch(self, double until):
        """What happens next: up to `until` at most, less if something fails or changes before."""
        cdef Stream stream
        cdef int i
        self.advance(until)
        found = []
        for i, stream in enumerate(self.streams):
            if self.sums[i].requests:
                found.append(Slot(
                    self.start, self.seconds, self.names[stream.domain], stream.side, self.version,
                    counts_of(&self.sums[i]),
                ))
        return found

    def pass_until(self, double until):
        """As `stretch` again and again, up to `until`."""
        while self.now < until:
            self.advance(until)

    cdef int advance(self, double until) except -1:
        # The next slot.
        cdef Stream stream
        cdef Py_ssize_t i
        if self.now >= self.changes:
            self.behave()
        self.start = self.now
        self.seconds = self.length(min(until, self.changes))
        self.fail()
        for i in range(len(self.streams)):
            stream = self.streams[i]
            stream.count(self.seconds, self.failing, self.count_of_failing, &self.sums[i])
            if stream.domain < self.count_of_moving:
                self.requests_of[not stream.ours] += self.sums[i].requests
                self.failed_of[not stream.ours] += self.sums[i].errors
        self.now += self.seconds
        return 0

    cdef int behave(self) except -1:
        # As the scenario has it until the next change.
        cdef Stream stream
        slow = 0.0
        for stream in self.streams:
            behaviour = self.scenario.behaviour(stream.side, self.now, self.entered)
            rate, times = behaviour.error_rate, response_times(behaviour, self.plan.latency_ms)
            stream.behave(rate, times, 1 if rate >= BROKEN else self.scenario.burst)
            slow = max(slow, stream.slow_per_second)
        self.changed = self.now
        self.changes = self.scenario.next_change(self.now, self.entered)
        slots = floored(MOST_SLOW / slow, SLOT) if slow else INFINITY
        self.longest = max(1.0, slots) * SLOT
        for i, side in enumerate(SIDES):
            behaviour = self.scenario.behaviour(side, self.now, self.entered)
            self.answered_of[i] = behaviour.answered
        return 0

    cdef double length(self, double until) except -1.0:
        # How long the next slot is: up to `until`, or less.
        cdef double shortest = (self.now - self.changed) / self.fine, longest, first
        cdef Stream stream
        longest = min(until - self.now, max(self.longest, shortest))
        first = INFINITY if self.streams else longest
        for stream in self.streams:
            first = min(first, stream.until_failure())
        if self.to_fail.size:
            first = min(first, self.to_fail.heap[0].at - self.now)
        return max(whole(min(max(first, shortest), longest)), SLOT)

    cdef int fail(self) except -1:
        # What fails in this slot, in order of time.
        cdef Stream stream
        cdef Failure next_one
        cdef People people
        for stream in self.streams:
            self.burst(stream)
        self.count_of_failing = 0
        while self.to_fail.size and self.to_fail.heap[0].at < self.now + self.seconds:
            next_one = self.to_fail.pop()
            people = self.people[next_one.domain]
            next_one.ours = (
                next_one.domain < self.count_of_moving
                and people.buckets[next_one.number] < self.threshold
            )
            self.note(next_one)
        return 0

    cdef int burst(self, Stream stream) except -1:
        # The bursts that begin in this slot.
        cdef double begins = stream.until_failure(), later
        cdef int number, rank
        cdef int64_t i
        while begins < self.seconds:
            number, rank = stream.crowd.failing(), self.ranks[stream.domain]
            self.to_fail.add(self.now + begins, rank, stream.domain, number)
            for i in range(stream.burst - 1):
                later = begins + self.chance.uniform() * self.burst_seconds
                self.to_fail.add(self.now + later, rank, stream.domain, number)
            stream.to_failure += self.chance.unit_exponential()
            begins = stream.until_failure()
        stream.to_failure -= self.seconds * stream.speed
        return 0

    cdef int note(self, Failure failure) except -1:
        cdef Failure* grown
        if self.count_of_failing == self.room_for_failing:
            self.room_for_failing = 2 * self.room_for_failing + 64
            grown = <Failure*>PyMem_Realloc(
                self.failing, self.room_for_failing * sizeof(Failure)
            )
            if grown is NULL:
                raise MemoryError
            self.failing = grown
        self.failing[self.count_of_failing] = failure
        self.count_of_failing += 1
        return 0


cdef double whole(double seconds) noexcept:
    return floored(seconds, SLOT) * SLOT

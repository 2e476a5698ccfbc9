# One side of one domain: `simulation.stream.Stream`.


cdef struct ResponseTime:
    int at
    double chance  # below 0: all the rest


cdef class Stream:
    cdef str side
    cdef int domain  # its number
    cdef bint ours  # whether this is unified
    cdef Chance chance
    cdef Crowd crowd
    cdef ResponseTime times[MOST_TIMES]
    cdef int count_of_times, slow_place
    cdef int64_t burst
    cdef double error_rate, speed, to_failure, slow_per_second
    cdef double* minute_of  # by number: that of the failures in `failed`
    cdef int* failed

    def __cinit__(
        self, Chance chance not None, int domain, str side not None, Crowd crowd not None,
        int slow_place,
    ):
        self.chance, self.crowd = chance, crowd
        self.domain, self.slow_place = domain, slow_place
        self.side, self.ours = side, side == "unified"
        self.burst = 1
        self.to_failure = chance.unit_exponential()

    def __dealloc__(self):
        PyMem_Free(self.minute_of)
        PyMem_Free(self.failed)

    cdef int behave(self, double error_rate, tuple times, int64_t burst) except -1:
        # Requests fail and last like this from now on; failures come `burst` together.
        cdef int i
        if not 0 < len(times) <= MOST_TIMES or burst < 1:
            raise ValueError("too many response times, or no burst")
        for i in range(<int>len(times)):
            at, _, chance = times[i]
            if not 0 <= at < MOST_PLACES:
                raise ValueError("a response time has no place")
            self.times[i] = ResponseTime(at, -1.0 if chance is None else chance)
        self.count_of_times = <int>len(times)
        self.error_rate, self.burst = error_rate, burst
        self.speed = self.crowd.rate * error_rate / burst
        # Python adds them up: how it does so depends on its version.
        self.slow_per_second = self.crowd.rate * sum(
            [each.share for each in times if each.at > self.slow_place]
        )
        return 0

    cdef double until_failure(self) noexcept:
        # When the next burst begins.
        return self.to_failure / self.speed if self.speed != 0.0 else INFINITY

    cdef int count(
        self, double seconds, const Failure* failures, Py_ssize_t number_of_failures, SlotSums* sums
    ) except -1:
        # The sums of the next `seconds`; `failures` are those of every side, in order of time.
        cdef Py_ssize_t i
        cdef int number
        clear(sums)
        for i in range(number_of_failures):
            if failures[i].domain == self.domain and failures[i].ours == self.ours:
                number = failures[i].number
                sums.errors += 1
                sums.squared += self.adds(number, failures[i].at)
                sums.count_of_failing = keep(sums.failing, sums.count_of_failing, number)
                if self.crowd.meets(number):
                    sums.newcomers += 1
                    widen(sums, self.crowd.people.buckets[number])
        sums.requests = sums.errors + self.crowd.went_well(
            seconds * (1.0 - self.error_rate), sums
        )
        self.spread(sums)
        return 0

    cdef int64_t adds(self, int number, double at) except -1:
        # To the sum over senders and minutes of the squares of their failures.
        cdef double minute = floored(at, 60.0)
        cdef Py_ssize_t i, size = self.crowd.people.size
        cdef int64_t before
        if self.failed is NULL:
            self.minute_of = <double*>PyMem_Malloc(size * sizeof(double))
            self.failed = <int*>PyMem_Malloc(size * sizeof(int))
            if not (self.minute_of and self.failed):
                raise MemoryError
            for i in range(size):
                self.minute_of[i] = -1.0
        if self.minute_of[number] != minute:
            self.minute_of[number] = minute
            self.failed[number] = 0
        before = self.failed[number]
        self.failed[number] += 1
        return 2 * before + 1

    cdef int spread(self, SlotSums* sums) except -1:
        # The response times of all requests.
        cdef int i
        cdef int64_t left = sums.requests, some
        if not left:
            return 0
        for i in range(self.count_of_times):
            some = left
            if self.times[i].chance >= 0.0:
                some = self.chance.binomial(left, self.times[i].chance)
            left -= some
            sums.place[i], sums.count[i] = self.times[i].at, some
            sums.places = max(sums.places, self.times[i].at + 1)
        sums.count_of_times = self.count_of_times
        sums.slow = beyond(sums, self.slow_place)
        return 0


cdef double floored(double value, double unit) noexcept:
    # Python's `value // unit`, of what is not below 0: it does not round before.
    cdef double found = (value - fmod(value, unit)) / unit, whole = floor(found)
    return whole + 1.0 if found - whole > 0.5 else whole

# `simulation.senders`: the people of a domain, and what one side sees of them.

cdef enum:
    EVERYBODY = 10_000  # `domain.evidence.plan.WHOLE`


cdef class People:
    # `simulation.senders.population`; a person's number is their place.
    cdef Py_ssize_t size
    cdef double* rates
    cdef int* buckets

    def __cinit__(self, Chance chance not None, list weights not None, double scale):
        cdef Py_ssize_t i
        self.size = len(weights)
        self.rates = <double*>PyMem_Malloc((self.size + 1) * sizeof(double))
        self.buckets = <int*>PyMem_Malloc((self.size + 1) * sizeof(int))
        if not (self.rates and self.buckets):
            raise MemoryError
        for i in range(self.size):
            self.rates[i] = <double>weights[i] * scale
            self.buckets[i] = <int>(chance.uniform() * <double>EVERYBODY)

    def __dealloc__(self):
        PyMem_Free(self.rates)
        PyMem_Free(self.buckets)


cdef class Crowd:
    # `simulation.senders.Crowd`, of those whose bucket is from `lowest` on and below `beyond`.
    cdef Chance chance
    cdef People people
    cdef uint8_t* known  # by number
    cdef int* numbers
    cdef double* cumulative
    cdef Arrival* room  # for all arrivals, twice
    cdef Arrival* to_come  # in there, from the first request on
    cdef Py_ssize_t size, came
    cdef double rate, clock, known_rate

    def __cinit__(self, Chance chance not None, People people not None, int lowest, int beyond):
        cdef Py_ssize_t number
        self.chance, self.people = chance, people
        self.known = <uint8_t*>PyMem_Calloc(people.size + 1, 1)
        self.numbers = <int*>PyMem_Malloc((people.size + 1) * sizeof(int))
        self.cumulative = <double*>PyMem_Malloc((people.size + 1) * sizeof(double))
        self.room = <Arrival*>PyMem_Malloc((2 * people.size + 1) * sizeof(Arrival))
        if not (self.known and self.numbers and self.cumulative and self.room):
            raise MemoryError
        for number in range(people.size):
            if lowest <= people.buckets[number] < beyond:
                self.rate += people.rates[number]
                self.numbers[self.size] = <int>number
                self.cumulative[self.size] = self.rate
                # Only drawn: most often a share is set and changed before anybody writes.
                self.room[self.size].at = chance.uniform()
                self.room[self.size].place = <int>self.size
                self.size += 1

    def __dealloc__(self):
        PyMem_Free(self.known)
        PyMem_Free(self.numbers)
        PyMem_Free(self.cumulative)
        PyMem_Free(self.room)

    cdef void decide_arrivals(self) noexcept:
        # When each sends their first request, and who comes first.
        cdef Py_ssize_t i
        for i in range(self.size):
            # 0.0 is added for -0.0, whose bits are no small number's.
            self.room[i].at = (
                -log(1.0 - self.room[i].at) / self.people.rates[self.numbers[i]] + 0.0
            )
        self.to_come = &self.room[self.size]
        earlier_first(self.room, self.to_come, self.size)

    cdef int64_t went_well(self, double seconds, SlotSums* sums) except -1:
        # Requests that do not fail, in so many seconds of the clock.
        cdef double end = self.clock + seconds, expected = self.known_rate * seconds, rate
        cdef int64_t met = 0
        cdef Arrival first
        cdef int number
        if self.to_come is NULL:
            self.decide_arrivals()
        while self.came < self.size and self.to_come[self.came].at <= end:
            first = self.to_come[self.came]
            self.came += 1
            number = self.numbers[first.place]
            if not self.known[number]:
                rate = self.people.rates[number]
                self.known[number] = 1
                self.known_rate += rate
                expected += rate * (end - first.at)
                widen(sums, self.people.buckets[number])
                met += 1
        self.clock = end
        sums.newcomers += met
        return met + self.chance.poisson(expected)

    cdef int failing(self) noexcept:
        # Whose request it is that fails; `bisect_right`.
        cdef double x = self.chance.uniform() * self.rate
        cdef Py_ssize_t low = 0, high = self.size, middle
        while low < high:
            middle = (low + high) // 2
            if x < self.cumulative[middle]:
                high = middle
            else:
                low = middle + 1
        return self.numbers[min(low, self.size - 1)]

    cdef bint meets(self, int number) noexcept:
        if self.known[number]:
            return False
        self.known[number] = 1
        self.known_rate += self.people.rates[number]
        return True

# Synthetic traffic of `hookshift simulate`: `simulation.stream` and `simulation.senders`, draw by
# draw. The same operations in the same order, so that a seed gives the same numbers, to the last bit.

from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc

cdef enum:
    MOST_TIMES = 8
    MOST_PLACES = 512
    FAILING_KEPT = 4  # `domain.evidence.rollups.FAILING_KEPT`

COUNTS_FIELDS = (
    "requests", "errors", "undelivered", "slow", "errors_squared", "new_senders", "attempts",
    "lowest_bucket", "highest_bucket", "failing_senders", "latency", "continuing",
)
"""The fields of `Counts`, in the order in which they are filled here."""


cdef struct Arrival:
    double at
    int place


cdef struct ResponseTime:
    int at
    double share
    double chance  # below 0: all the rest


cdef inline bint is_later(const Arrival* one, const Arrival* other) noexcept nogil:
    # As Python sorts (time, number) in reverse.
    return one.at > other.at or (one.at == other.at and one.place > other.place)


cdef inline void merge(
    const Arrival* given, Arrival* into, Py_ssize_t left, Py_ssize_t middle, Py_ssize_t end
) noexcept nogil:
    cdef Py_ssize_t at, right = middle
    for at in range(left, end):
        if right >= end or (left < middle and is_later(&given[left], &given[right])):
            into[at] = given[left]
            left += 1
        else:
            into[at] = given[right]
            right += 1


cdef Arrival* later_first(Arrival* given, Arrival* spare, Py_ssize_t size) noexcept nogil:
    # Sorts by merging runs that double, and says which of both holds the result. `qsort` takes
    # four times as long: it calls a function for each comparison.
    cdef Py_ssize_t run = 1, start, middle, end
    cdef Arrival* sorted_ones
    while run < size:
        start = 0
        while start < size:
            middle = start + run if start + run < size else size
            end = middle + run if middle + run < size else size
            merge(given, spare, start, middle, end)
            start = end
        sorted_ones = spare
        spare = given
        given = sorted_ones
        run *= 2
    return given


def simulated_people(rng, int64_t size, double tail, double per_second):
    """As `simulation.senders.population`."""
    from hookshift.simulation.senders import WHOLE, SimulatedSender, weights
    cdef Draws draws = Draws(rng)
    cdef double total, scale, whole = WHOLE
    cdef int64_t number = 0
    cdef list found = []
    if SimulatedSender._fields != ("number", "rate", "bucket"):
        raise ImportError("SimulatedSender has other fields than the compiled core knows")
    of_each, total = weights(size, tail)
    scale = per_second / total
    for weight in of_each:
        made = PyType_GenericAlloc(SimulatedSender, 3)
        put(made, 0, number)
        put(made, 1, <double>weight * scale)
        put(made, 2, <int64_t>(draws.uniform() * whole))
        found.append(made)
        number += 1
    return found


cdef class Senders:
    # `simulation.senders.Crowd`
    cdef Draws draws
    cdef tuple senders
    cdef uint8_t* known  # by number
    cdef double* rates
    cdef double* cumulative
    cdef int* numbers
    cdef int* buckets
    cdef Arrival* room  # for all arrivals, twice
    cdef Arrival* to_come  # in there
    cdef Py_ssize_t size, left, most
    cdef double rate, clock, known_rate

    def __cinit__(self, Draws draws not None, senders):
        cdef Py_ssize_t i
        cdef double total = 0.0
        self.draws = draws
        self.senders = tuple(senders)
        self.size = self.left = len(self.senders)
        self.rates = <double*>PyMem_Malloc((self.size + 1) * sizeof(double))
        self.cumulative = <double*>PyMem_Malloc((self.size + 1) * sizeof(double))
        self.numbers = <int*>PyMem_Malloc((self.size + 1) * sizeof(int))
        self.buckets = <int*>PyMem_Malloc((self.size + 1) * sizeof(int))
        self.room = <Arrival*>PyMem_Malloc((2 * self.size + 1) * sizeof(Arrival))
        self.most = field(self.senders[self.size - 1], 0) if self.size else 0
        self.known = <uint8_t*>PyMem_Calloc(self.most + 1, 1)
        if not (self.rates and self.cumulative and self.numbers and self.buckets and self.room
                and self.known):
            raise MemoryError
        for i in range(self.size):
            sender = self.senders[i]
            self.numbers[i] = field(sender, 0)
            self.rates[i] = field(sender, 1)
            self.buckets[i] = field(sender, 2)
            if self.numbers[i] < 0 or (i and self.numbers[i] <= self.numbers[i - 1]):
                raise ValueError("senders are not in order")
            total += self.rates[i]
            self.cumulative[i] = total
        self.rate = total
        for i in range(self.size):
            self.room[i].at = -log(1.0 - draws.uniform()) / self.rates[i]
            self.room[i].place = <int>i
        self.to_come = later_first(self.room, &self.room[self.size], self.size)

    def __dealloc__(self):
        PyMem_Free(self.known)
        PyMem_Free(self.rates)
        PyMem_Free(self.cumulative)
        PyMem_Free(self.numbers)
        PyMem_Free(self.buckets)
        PyMem_Free(self.room)

    cdef object failing(self):
        # `bisect_right`
        cdef double x = self.draws.uniform() * self.rate
        cdef Py_ssize_t low = 0, high = self.size, middle
        while low < high:
            middle = (low + high) // 2
            if x < self.cumulative[middle]:
                high = middle
            else:
                low = middle + 1
        return self.senders[min(low, self.size - 1)]

    cdef bint meets(self, sender) except -1:
        cdef Py_ssize_t number = field(sender, 0)
        if not 0 <= number <= self.most:
            raise IndexError("there is no such sender")
        if self.known[number]:
            return False
        self.known[number] = 1
        self.known_rate += field(sender, 1)
        return True


cdef class SimulatedStream:
    """One side of one domain, as `simulation.stream.Stream`."""
    cdef readonly str domain, side
    cdef Draws draws
    cdef Senders crowd
    cdef ResponseTime times[MOST_TIMES]
    cdef int count_of_times, slow_place
    cdef int64_t burst
    cdef double error_rate, speed, to_failure, minute
    cdef dict failed_in_minute
    cdef type counts_type
    cdef object nothing

    def __init__(self, rng, str domain, str side, senders, int slow_place):
        from hookshift.domain.evidence.rollups import NOTHING_CONTINUES, Counts
        if Counts._fields != COUNTS_FIELDS:
            raise ImportError("Counts has other fields than the compiled core knows")
        self.counts_type, self.nothing = Counts, NOTHING_CONTINUES
        self.domain, self.side, self.slow_place = domain, side, slow_place
        self.draws = Draws(rng)
        self.crowd = Senders(self.draws, senders)
        self.burst = 1
        self.to_failure = self.draws.unit_exponential()
        self.failed_in_minute = {}

    def behave(self, double error_rate, tuple times not None, int64_t burst):
        """Requests fail and last like this from now on; failures come `burst` together."""
        cdef Py_ssize_t i
        if not 0 < len(times) <= MOST_TIMES or burst < 1:
            raise ValueError("too many response times, or no burst")
        for i in range(len(times)):
            at, share, chance = times[i]
            if not 0 <= at < MOST_PLACES:
                raise ValueError("a response time has no place")
            self.times[i] = ResponseTime(at, share, -1.0 if chance is None else chance)
        self.count_of_times = <int>len(times)
        self.error_rate, self.burst = error_rate, burst
        self.speed = self.crowd.rate * error_rate / burst

    @property
    def seconds_to_failure(self):
        """When the next burst begins."""
        return self.until_failure()

    cdef double until_failure(self):
        return self.to_failure / self.speed if self.speed != 0.0 else INFINITY

    @property
    def slow_per_second(self):
        """How many requests a second are expected to be slow."""
        # Python adds them up: how it does so depends on its version.
        slow = sum([
            self.times[i].share
            for i in range(self.count_of_times)
            if self.times[i].at > self.slow_place
        ])
        return self.crowd.rate * slow

    def bursts(self, double seconds):
        """Those that begin in the next `seconds`: when, of whom, how many. To be asked once."""
        # One at a time: whoever asks may draw in between.
        cdef double at = self.until_failure()
        while at < seconds:
            yield at, self.crowd.failing(), self.burst
            self.to_failure += self.draws.unit_exponential()
            at = self.until_failure()
        self.to_failure -= seconds * self.speed

    def counts(self, double seconds, failures):
        """The sums of the next `seconds`, with all their failures in order of time."""
        cdef int64_t places[MOST_PLACES]
        cdef int64_t requests, newcomers = 0, errors = len(failures), slow = 0
        cdef int lowest = -1, highest = -1, used, i
        cdef object squared = 0
        cdef tuple numbers = ()
        if errors:
            for _, sender in failures:
                if self.crowd.meets(sender):
                    newcomers += 1
                    widen(&lowest, &highest, field(sender, 2))
            squared = self.squared(failures)
            numbers = tuple(sorted({field(sender, 0) for _, sender in failures})[:FAILING_KEPT])
        requests = self.went_well(
            seconds * (1.0 - self.error_rate), &newcomers, &lowest, &highest
        ) + errors
        used = self.latency(requests, places)
        for i in range(self.slow_place + 1, used):
            slow += places[i]
        made = PyType_GenericAlloc(self.counts_type, 12)
        put(made, 0, requests)
        put(made, 1, errors)
        put(made, 2, errors)
        put(made, 3, slow)
        put(made, 4, squared)
        put(made, 5, newcomers)
        put(made, 6, 0)
        put(made, 7, None if lowest < 0 else lowest)
        put(made, 8, None if highest < 0 else highest)
        put(made, 9, numbers)
        sketch = PyType_GenericAlloc(tuple, used)
        for i in range(used):
            put(sketch, i, places[i] if places[i] else ZERO)
        put(made, 10, sketch)
        put(made, 11, self.nothing)
        return made

    cdef int64_t went_well(
        self, double seconds, int64_t* newcomers, int* lowest, int* highest
    ) except -1:
        # Requests that do not fail, in so many seconds of the crowd's clock.
        cdef Senders crowd = self.crowd
        cdef double end = crowd.clock + seconds, expected = crowd.known_rate * seconds
        cdef int64_t met = 0
        cdef Arrival next_one
        cdef int number
        while crowd.left and crowd.to_come[crowd.left - 1].at <= end:
            crowd.left -= 1
            next_one = crowd.to_come[crowd.left]
            number = crowd.numbers[next_one.place]
            if not crowd.known[number]:
                crowd.known[number] = 1
                crowd.known_rate += crowd.rates[next_one.place]
                expected += crowd.rates[next_one.place] * (end - next_one.at)
                widen(lowest, highest, crowd.buckets[next_one.place])
                met += 1
        crowd.clock = end
        newcomers[0] += met
        return met + self.draws.poisson(expected)

    cdef object squared(self, failures):
        # What they add to the sum over senders and minutes of the squares of their failures.
        cdef double minute
        added = 0
        for at, sender in failures:
            minute = at // 60.0  # Python's, which does not round before
            if minute != self.minute:
                self.minute = minute
                self.failed_in_minute.clear()
            number = field(sender, 0)
            before = self.failed_in_minute.get(number, 0)
            self.failed_in_minute[number] = before + 1
            added += 2 * before + 1
        return added

    cdef int latency(self, int64_t requests, int64_t* places) except -1:
        # How many places are used; `places` has room for all.
        cdef int i, used = 0
        cdef int64_t count
        if not requests:
            return 0
        for i in range(self.count_of_times):
            used = max(used, self.times[i].at + 1)
        memset(places, 0, used * sizeof(int64_t))
        for i in range(self.count_of_times):
            if self.times[i].chance < 0.0:
                count = requests
            else:
                count = self.draws.binomial(requests, self.times[i].chance)
            places[self.times[i].at] += count
            requests -= count
        return used


cdef inline void widen(int* lowest, int* highest, int bucket):
    if lowest[0] < 0 or bucket < lowest[0]:
        lowest[0] = bucket
    highest[0] = max(highest[0], bucket)

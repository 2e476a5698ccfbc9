# What is counted of usual webhooks: plain numbers, handed over by the batch.

from cpython.object cimport PyObject

cdef enum:
    MOST_BUCKETS = 32
    SLOWEST_KNOWN = 1 << 30  # milliseconds


cdef class Deliveries:
    # To one handler, of one side and domain, that succeeded.
    cdef object handler
    cdef object side
    cdef object domain
    cdef bytes columns  # handler, domain and side of a row of the log; None if they are not usual
    cdef int64_t batch  # of rows, in which these, under this version, have this key
    cdef int64_t version
    cdef uint32_t key
    cdef int64_t times
    cdef int64_t slow
    cdef double seconds
    cdef int64_t[MOST_BUCKETS] counts

    def __cinit__(self, handler, side, domain):
        self.handler, self.side, self.domain = handler, side, domain
        self.columns = text_columns((handler, domain, side))
        self.clear()

    cdef void clear(self) noexcept:
        self.times = self.slow = 0
        self.seconds = 0
        memset(self.counts, 0, sizeof(self.counts))


cdef class Counts:
    """Counts what succeeded; `buckets` are the histogram's upper bounds."""

    cdef double slow_seconds
    cdef double[MOST_BUCKETS] bounds
    cdef int buckets
    cdef dict webhooks  # by source
    cdef list deliveries

    def __cinit__(self, double slow_seconds, tuple buckets):
        cdef int i
        self.slow_seconds = slow_seconds
        self.buckets = len(buckets)
        if len(buckets) >= MOST_BUCKETS:
            raise ValueError("too many buckets")
        for i in range(self.buckets):
            self.bounds[i] = buckets[i]
        self.webhooks, self.deliveries = {}, []

    cdef Deliveries deliveries_of(self, handler, side, domain):
        cdef Deliveries made = Deliveries(handler, side, domain)
        self.deliveries.append(made)
        return made

    cdef void delivered(self, Deliveries to, double seconds) noexcept:
        cdef int i = 0
        while i < self.buckets and seconds > self.bounds[i]:
            i += 1
        to.counts[i] += 1
        to.times += 1
        to.slow += seconds > self.slow_seconds
        to.seconds += seconds

    def take(self):
        """What was counted since it was asked last: deliveries, each by its handler, side and
        domain, with times, slow ones, seconds and histogram."""
        cdef Deliveries each
        cdef int i
        cdef list taken = []
        for each in self.deliveries:
            if each.times:
                counts = [each.counts[i] for i in range(self.buckets + 1)]
                taken.append(
                    (each.handler, each.side, each.domain, each.times, each.slow, each.seconds, counts)
                )
                each.clear()
        return taken

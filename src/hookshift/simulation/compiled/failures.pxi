# Requests that are still to fail, the earliest first: a heap, as in `simulation.traffic`.


cdef struct Failure:
    double at
    int rank  # of the domain's name: of two at once, as Python compares them
    int domain
    int number  # the sender's
    bint ours  # whether it is on unified


cdef inline bint fails_first(const Failure* one, const Failure* other) noexcept:
    if one.at != other.at:
        return one.at < other.at
    if one.rank != other.rank:
        return one.rank < other.rank
    return one.number < other.number


cdef class Failures:
    cdef Failure* heap
    cdef Py_ssize_t size, room

    def __dealloc__(self):
        PyMem_Free(self.heap)

    cdef int add(self, double at, int rank, int domain, int number) except -1:
        cdef Py_ssize_t place, above
        cdef Failure* grown
        cdef Failure new = Failure(at, rank, domain, number, False)
        if self.size == self.room:
            self.room = 2 * self.room + 64
            grown = <Failure*>PyMem_Realloc(self.heap, self.room * sizeof(Failure))
            if grown is NULL:
                raise MemoryError
            self.heap = grown
        place = self.size
        self.size += 1
        while place:
            above = (place - 1) // 2
            if not fails_first(&new, &self.heap[above]):
                break
            self.heap[place] = self.heap[above]
            place = above
        self.heap[place] = new
        return 0

    cdef Failure pop(self) noexcept:
        # There is one.
        cdef Failure first = self.heap[0], last
        cdef Py_ssize_t place = 0, below
        self.size -= 1
        last = self.heap[self.size]
        while True:
            below = 2 * place + 1
            if below >= self.size:
                break
            if below + 1 < self.size and fails_first(&self.heap[below + 1], &self.heap[below]):
                below += 1
            if not fails_first(&self.heap[below], &last):
                break
            self.heap[place] = self.heap[below]
            place = below
        self.heap[place] = last
        return first

# The lines of the head that was read last. Most lines of a provider's heads are the same in each of
# its webhooks: one that is, byte for byte, was read, and has in the next head what it had in that one.

cdef enum:
    MOST_KNOWN = 16  # lines of a head
    LONGEST_KNOWN = 192  # bytes of a line, with its end

cdef struct KnownLine:
    Py_ssize_t size  # 0: none
    Py_ssize_t kept_size
    int field
    uint8_t[LONGEST_KNOWN] raw
    uint8_t[LONGEST_KNOWN + 2] kept  # what goes on of it


cdef class KnownLines:
    cdef KnownLine[MOST_KNOWN] lines

    cdef const KnownLine* find(self, Py_ssize_t number, const Input* text, Py_ssize_t at) noexcept:
        # What stands at `at`, if that is line `number` once more; else NULL.
        cdef const KnownLine* line
        if not 0 <= number < MOST_KNOWN:
            return NULL
        line = &self.lines[number]
        if line.size and stands_at(text, at, <const char*>line.raw, line.size):
            return line
        return NULL

    cdef void learn(
        self, Py_ssize_t number, const Input* text, Py_ssize_t start, Py_ssize_t end, int field,
        const uint8_t* kept, Py_ssize_t kept_size,
    ) noexcept:
        # The line between was read: it is `field`, and this goes on of it.
        cdef KnownLine* line
        cdef Py_ssize_t size = end - start
        if not 0 <= number < MOST_KNOWN:
            return
        line = &self.lines[number]
        line.size = 0
        if not 0 <= start < end <= text.size or size > LONGEST_KNOWN:
            return
        if not 0 <= kept_size <= LONGEST_KNOWN + 2:
            return
        memcpy(line.raw, text.first + start, <size_t>size)
        memcpy(line.kept, kept, <size_t>kept_size)
        line.size, line.field, line.kept_size = size, field, kept_size

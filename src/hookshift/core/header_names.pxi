# Sets of header names, asked by bytes: no object is made for a name that is only looked up.

cdef enum:
    LONGEST_NAME = 127  # of a header in a usual message


cdef class HeaderNames:
    """Names in lower case, none of more than LONGEST_NAME bytes."""

    cdef bytes all  # by length: those of one length follow each other
    cdef Py_ssize_t[LONGEST_NAME + 2] first  # by length: where in `all` they begin

    def __cinit__(self, names):
        cdef Py_ssize_t size
        cdef list found = []
        self.first[0] = self.first[1] = 0
        for size in range(1, LONGEST_NAME + 1):
            found += sorted([name for name in names if len(name) == size])
            self.first[size + 1] = sum([len(name) for name in found])
        if len(found) != len(names):
            raise ValueError("a header's name is empty, or longer than those of usual messages")
        self.all = b"".join(found)

    cdef bint hold(self, const uint8_t* name, Py_ssize_t size) noexcept:
        cdef Input all
        cdef Py_ssize_t at
        if not 0 < size <= LONGEST_NAME:
            return False
        all.first, all.size = self.all, PyBytes_GET_SIZE(self.all)
        at = self.first[size]
        while at < self.first[size + 1]:
            if stands_at(&all, at, <const char*>name, size):
                return True
            at += size
        return False


# What goes out is written into room that was made before; whoever writes looks at `is_full` once,
# at the end.

cdef struct Writer:
    uint8_t* to
    uint8_t* end
    bint is_full


cdef inline void begin(Writer* writer, uint8_t[::1] room) noexcept:
    writer.to = &room[0]
    writer.end = writer.to + room.shape[0]
    writer.is_full = False


cdef inline void write(Writer* writer, const void* piece, Py_ssize_t size) noexcept nogil:
    if size < 0 or size > writer.end - writer.to:
        writer.is_full = True
        return
    memcpy(writer.to, piece, <size_t>size)
    writer.to += size


cdef inline void write_bytes(Writer* writer, bytes piece) noexcept:
    write(writer, PyBytes_AS_STRING(piece), PyBytes_GET_SIZE(piece))


cdef inline void write_span(
    Writer* writer, const Input* text, Py_ssize_t start, Py_ssize_t end
) noexcept nogil:
    if not 0 <= start <= end <= text.size:
        writer.is_full = True
        return
    write(writer, text.first + start, end - start)


cdef void write_number(Writer* writer, Py_ssize_t number) noexcept nogil:
    # In decimal; `number` is not negative.
    cdef uint8_t[20] digits
    cdef int at = 20
    while at > 0:
        at -= 1
        digits[at] = <uint8_t>(c"0" + number % 10)
        number //= 10
        if number == 0:
            break
    write(writer, &digits[at], 20 - at)


cdef Py_ssize_t lower_line(
    Writer* writer, const Input* text, const HeaderLine* line, bint* is_odd
) noexcept nogil:
    # Writes `name: value`, with its end, and gives the name's length; `is_odd`: it must be looked at.
    cdef uint8_t[LONGEST_NAME] name
    cdef Py_ssize_t size = line.name_end - line.name
    if size > LONGEST_NAME:
        is_odd[0] = True
        return 0
    if lower_copied(text, line.name, line.name_end, name):
        is_odd[0] = True
    write(writer, name, size)
    write(writer, b": ", 2)
    write_span(writer, text, line.value, line.value_end)
    write(writer, b"\r\n", 2)
    return size

# What came from outside, and the only functions that follow a pointer into it. Each checks the
# place against the length; beyond the end there is END, which no grammar allows anywhere.

cdef enum:
    END = -1

cdef struct Input:
    const uint8_t* first
    Py_ssize_t size


cdef struct Span:
    # Where something stands in an Input, without its quotes.
    Py_ssize_t start
    Py_ssize_t end
    bint is_escaped


cdef inline int byte_at(const Input* text, Py_ssize_t at) noexcept nogil:
    if 0 <= at < text.size:
        return text.first[at]
    return END


cdef inline bint stands_at(
    const Input* text, Py_ssize_t at, const char* wanted, Py_ssize_t size
) noexcept nogil:
    # `size` is the length of `wanted`, which is always a literal of this program.
    if at < 0 or size < 0 or at > text.size - size:
        return False
    return memcmp(text.first + at, wanted, <size_t>size) == 0


cdef inline bint is_secretly(
    const Input* text, Py_ssize_t at, const uint8_t* wanted, Py_ssize_t size
) noexcept nogil:
    # Whether `wanted` stands there, in a time that does not tell where it differs.
    cdef int differs = 0
    cdef Py_ssize_t i
    if at < 0 or size < 0 or at > text.size - size:
        return False
    for i in range(size):
        differs |= text.first[at + i] ^ wanted[i]
    return differs == 0


cdef extern from *:
    """
    /* Which of eight bytes, in the order of memory, is the first with its highest bit set. */
    #if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    static inline int hookshift_first_high(uint64_t bits) { return __builtin_ctzll(bits) >> 3; }
    #else
    static inline int hookshift_first_high(uint64_t bits) { return __builtin_clzll(bits) >> 3; }
    #endif
    """
    int first_high "hookshift_first_high"(uint64_t bits) noexcept nogil


cdef inline Py_ssize_t after_plain(const Input* text, Py_ssize_t at) noexcept nogil:
    # The next byte of a string that is more than a character: a quote, a backslash, a control, or
    # one of more than seven bits. Eight are looked at together where there are eight.
    cdef uint64_t eight
    if at < 0:
        return text.size
    while at <= text.size - 8:
        memcpy(&eight, text.first + at, 8)
        eight = special(eight)
        if eight:
            return at + first_high(eight)
        at += 8
    while at < text.size and not special_byte(text.first[at]):
        at += 1
    return at


cdef inline bint special_byte(uint8_t each) noexcept nogil:
    return each < 0x20 or each >= 0x80 or each == 0x22 or each == 0x5C


cdef inline uint64_t special(uint64_t eight) noexcept nogil:
    # Each special byte has its highest bit set, and no other bit is. No byte's sum reaches the next.
    cdef uint64_t lows = 0x7F7F7F7F7F7F7F7FULL
    cdef uint64_t low = eight & lows
    cdef uint64_t fine = low + 0x6060606060606060ULL
    fine &= (low ^ 0x2222222222222222ULL) + lows
    fine &= (low ^ 0x5C5C5C5C5C5C5C5CULL) + lows
    return (eight | ~fine) & ~lows


cdef inline Py_ssize_t after_text(const Input* text, Py_ssize_t at) noexcept nogil:
    # The next byte that may not stand in a header's value, or is a tab, which may.
    cdef uint64_t eight
    if at < 0:
        return text.size
    while at <= text.size - 8:
        memcpy(&eight, text.first + at, 8)
        eight = not_printable(eight)
        if eight:
            return at + first_high(eight)
        at += 8
    while at < text.size and 0x20 <= text.first[at] < 0x7F:
        at += 1
    return at


cdef inline uint64_t not_printable(uint64_t eight) noexcept nogil:
    # As `special`, of bytes that are not 0x20 to 0x7E.
    cdef uint64_t lows = 0x7F7F7F7F7F7F7F7FULL
    cdef uint64_t low = eight & lows
    cdef uint64_t fine = low + 0x6060606060606060ULL
    return (eight | ~fine | low + 0x0101010101010101ULL) & ~lows


cdef inline bint lower_copied(
    const Input* text, Py_ssize_t start, Py_ssize_t end, uint8_t* to
) noexcept nogil:
    # Writes what stands there, which is ASCII, in lower case to where there is room for it; whether
    # there is an underscore, or no such place.
    cdef bint is_odd = False
    cdef Py_ssize_t i
    cdef uint8_t each
    if not 0 <= start <= end <= text.size:
        return True
    for i in range(end - start):
        each = text.first[start + i]
        is_odd |= each == 0x5F
        to[i] = each | <uint8_t>(<uint8_t>(each - 0x41) < 26) << 5
    return is_odd


cdef extern from "Python.h":
    str PyUnicode_New(Py_ssize_t size, Py_UCS4 largest)
    void* PyUnicode_DATA(str made)


cdef inline bint is_ascii(const uint8_t* first, Py_ssize_t size) noexcept nogil:
    # Of a span that was checked.
    cdef uint64_t eight
    cdef uint64_t every = 0
    cdef Py_ssize_t at = 0
    while at <= size - 8:
        memcpy(&eight, first + at, 8)
        every |= eight
        at += 8
    while at < size:
        every |= first[at]
        at += 1
    return not every & 0x8080808080808080ULL


cdef inline str decoded(const Input* text, Py_ssize_t start, Py_ssize_t end):
    # Raises UnicodeDecodeError, or IndexError for what is not in it.
    if not 0 <= start <= end <= text.size:
        raise IndexError("a span is not in its text")
    if end - start < 2 or not is_ascii(text.first + start, end - start):
        return (text.first + start)[: end - start].decode("utf-8")
    made = PyUnicode_New(end - start, 127)
    memcpy(PyUnicode_DATA(made), text.first + start, <size_t>(end - start))
    return made


cdef inline bytes copied(const Input* text, Py_ssize_t start, Py_ssize_t end):
    if not 0 <= start <= end <= text.size:
        raise IndexError("a span is not in its text")
    return (text.first + start)[: end - start]

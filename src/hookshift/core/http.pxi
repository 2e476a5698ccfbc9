# The heads of usual HTTP/1.1 messages: what both readers of heads share. Whatever llhttp might read
# otherwise than these few lines (other characters, folded lines, empty values) is left to it.

from hookshift.domain.http import HOP_BY_HOP, Response, UsualHead

cdef enum:
    TOKEN = 1  # may stand in a header's name
    TEXT_BYTE = 2  # may stand in a header's value
    TARGET = 4  # may stand in a request's path or query
    MOST_LENGTH_DIGITS = 9
    MOST_HEAD_BYTES = 65_536
    NONE_LEFT = 0
    ONE_MORE = 1
    UNUSUAL = -1

cdef uint8_t[256] MAY_BE
memset(MAY_BE, 0, sizeof(MAY_BE))


def _fill_table():
    cdef int each
    for each in range(0x20, 0x7F):
        MAY_BE[each] = TEXT_BYTE
        if each != 0x20 and each != c"#":
            MAY_BE[each] |= TARGET
    MAY_BE[9] = TEXT_BYTE
    for each in b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ":
        MAY_BE[each] |= TOKEN


_fill_table()


cdef struct HeaderLine:
    Py_ssize_t name
    Py_ssize_t name_end
    Py_ssize_t value
    Py_ssize_t value_end


cdef inline bint may_be(int each, int kind) noexcept nogil:
    return 0 <= each < 256 and MAY_BE[each] & kind != 0


cdef inline bint is_blank(int each) noexcept nogil:
    return each == c" " or each == c"\t"


cdef int next_header(const Input* text, Py_ssize_t* at, HeaderLine* line) noexcept nogil:
    # ONE_MORE with `at` behind its line; NONE_LEFT with `at` behind the empty line; or UNUSUAL.
    cdef Py_ssize_t here = at[0]
    if byte_at(text, here) == c"\r" and byte_at(text, here + 1) == c"\n":
        at[0] = here + 2
        return NONE_LEFT
    line.name = here
    while may_be(byte_at(text, here), TOKEN):
        here += 1
    line.name_end = here
    if here == line.name or byte_at(text, here) != c":":
        return UNUSUAL
    here += 1
    while is_blank(byte_at(text, here)):
        here += 1
    line.value = here
    here = after_text(text, here)
    while byte_at(text, here) == c"\t":
        here = after_text(text, here + 1)
    if byte_at(text, here) != c"\r" or byte_at(text, here + 1) != c"\n":
        return UNUSUAL
    at[0] = here + 2
    while here > line.value and is_blank(byte_at(text, here - 1)):
        here -= 1
    line.value_end = here
    return ONE_MORE if here > line.value else UNUSUAL


cdef bytes lower_name(const Input* text, const HeaderLine* line):
    cdef Py_ssize_t i
    cdef int each
    cdef bytes made = copied(text, line.name, line.name_end)
    for i in range(line.name_end - line.name):
        each = byte_at(text, line.name + i)
        if c"A" <= each <= c"Z":
            return made.lower()
    return made


cdef bint is_named(
    const Input* text, const HeaderLine* line, const char* wanted, Py_ssize_t size
) noexcept nogil:
    # `wanted` is a literal in lower case.
    cdef Py_ssize_t i
    cdef int each
    if line.name_end - line.name != size:
        return False
    for i in range(size):
        each = byte_at(text, line.name + i)
        if c"A" <= each <= c"Z":
            each += 32
        if each != wanted[i]:
            return False
    return True


cdef bint has_value(
    const Input* text, const HeaderLine* line, const char* wanted, Py_ssize_t size
) noexcept nogil:
    return line.value_end - line.value == size and stands_at(text, line.value, wanted, size)


cdef Py_ssize_t number_of(const Input* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    # The digits between; UNUSUAL if it is none, or many.
    cdef Py_ssize_t found = 0
    cdef int each
    if at >= end or end - at > MOST_LENGTH_DIGITS:
        return UNUSUAL
    while at < end:
        each = byte_at(text, at)
        if not is_digit(each):
            return UNUSUAL
        found = found * 10 + each - c"0"
        at += 1
    return found

# Rows of the log in PostgreSQL's binary format of COPY, as asyncpg writes records of them.

from cpython.bytearray cimport PyByteArray_AS_STRING, PyByteArray_Resize
from libc.math cimport modf

cdef enum:
    NO_COLUMN = 0
    TEXT_COLUMN = 1
    INTEGER_COLUMN = 2
    BIGINT_COLUMN = 3
    BOOLEAN_COLUMN = 4
    UUID_COLUMN = 5
    MOMENT_COLUMN = 6
    MOST_FIXED = 20  # bytes of a column that is no text
    SECONDS_TO_2000 = 946_684_800

cdef bytes COPY_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
cdef bytes COPY_TRAILER = b"\xff\xff"


def copied_rows(rows, tuple kinds not None, tuple bounds not None):
    """`rows` for COPY; `kinds` says what each field is, `bounds` how many characters a text has.

    None if a text is longer. Raises ValueError, TypeError or OverflowError for what PostgreSQL
    could not take.
    """
    cdef bytearray made = bytearray(COPY_HEADER)
    cdef Py_ssize_t used = len(made)
    cdef Py_ssize_t columns = len(kinds) - kinds.count(NO_COLUMN)
    if len(bounds) != len(kinds):
        raise ValueError("each field needs a bound")
    if type(rows) is RowBatch:
        return (<RowBatch>rows).copied(kinds, bounds)
    for row in rows:
        used = copy_row(made, used, row, kinds, bounds, columns)
        if used < 0:
            return None
    PyByteArray_Resize(made, used)
    return bytes(made + COPY_TRAILER)


cdef Py_ssize_t copy_row(
    bytearray made, Py_ssize_t used, row, tuple kinds, tuple bounds, Py_ssize_t columns
) except -2:
    # Where the next row goes; -1 if a text is too long.
    cdef Py_ssize_t i
    cdef Py_ssize_t size
    cdef const char* text
    cdef int kind
    cdef object value
    used = copy_number(made, used, columns, 2)
    for i in range(len(kinds)):
        kind = kinds[i]
        if kind == NO_COLUMN:
            continue
        value = field(row, i)
        if value is None:
            used = copy_number(made, used, -1, 4)
        elif kind == TEXT_COLUMN:
            if len(value) > <Py_ssize_t>bounds[i]:
                return -1
            size = 0
            text = PyUnicode_AsUTF8AndSize(value, &size)
            if memchr(text, 0, <size_t>size) != NULL:
                raise ValueError("a text holds NUL")
            used = copy_number(made, used, size, 4)
            room_for(made, used, size)
            memcpy(PyByteArray_AS_STRING(made) + used, text, <size_t>size)
            used += size
        else:
            used = copy_fixed(made, used, kind, value)
    return used


cdef Py_ssize_t copy_fixed(bytearray made, Py_ssize_t used, int kind, value) except -2:
    cdef bytes uuid
    if kind == INTEGER_COLUMN:
        if not -(1 << 31) <= value < 1 << 31:
            raise OverflowError("no integer of PostgreSQL's")
        return copy_number(made, copy_number(made, used, 4, 4), value, 4)
    if kind == BIGINT_COLUMN:
        return copy_number(made, copy_number(made, used, 8, 4), value, 8)
    if kind == BOOLEAN_COLUMN:
        return copy_number(made, copy_number(made, used, 1, 4), bool(value), 1)
    if kind == MOMENT_COLUMN:
        return copy_number(made, copy_number(made, used, 8, 4), microseconds(value), 8)
    if kind != UUID_COLUMN:
        raise ValueError("no such kind of column")
    uuid = value
    if PyBytes_GET_SIZE(uuid) != 16:
        raise ValueError("a UUID has 16 bytes")
    used = copy_number(made, used, 16, 4)
    room_for(made, used, 16)
    memcpy(PyByteArray_AS_STRING(made) + used, PyBytes_AS_STRING(uuid), 16)
    return used + 16


cdef int64_t microseconds(double seconds) except? -1:
    # Since 2000, rounded as `datetime.fromtimestamp` rounds.
    cdef double whole = 0
    cdef double part = modf(seconds, &whole)
    if not -1e11 < seconds < 1e11:
        raise ValueError("no time that PostgreSQL is given")
    return (<int64_t>whole - <int64_t>SECONDS_TO_2000) * 1_000_000 + <int64_t>rint(part * 1e6)


cdef Py_ssize_t copy_number(
    bytearray made, Py_ssize_t used, int64_t number, int size
) except -2:
    # In network order; where the next one goes.
    cdef int i
    cdef uint64_t bits = <uint64_t>number
    cdef uint8_t* to
    room_for(made, used, size)
    to = <uint8_t*>PyByteArray_AS_STRING(made) + used
    for i in range(size):
        to[i] = <uint8_t>(bits >> 8 * (size - 1 - i))
    return used + size


cdef inline int room_for(bytearray made, Py_ssize_t used, Py_ssize_t size) except -1:
    # At least `size` bytes behind the `used` ones.
    if used < 0 or size < 0:
        raise ValueError("no such place")
    if len(made) - used < size:
        PyByteArray_Resize(made, 2 * (used + size) + MOST_FIXED)
    return 0

# The head of a message that goes out, as `domain.http.joined` writes it: measured, then filled.

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE
from libc.string cimport memchr


def joined(bytes first not None, list headers not None, frozenset left_out not None,
           bytes last not None, bint alike):
    """`first`, a line for each header whose name is not in `left_out`, `last`."""
    cdef Py_ssize_t size = PyBytes_GET_SIZE(first) + PyBytes_GET_SIZE(last)
    cdef list kept = []
    cdef bytes name, value
    for pair in headers:
        name, value = pair
        if name is None or value is None:
            raise TypeError("a header's name and value must be bytes")
        if is_left_out(name, left_out, alike):
            continue
        kept.append(name)
        kept.append(value)
        size += PyBytes_GET_SIZE(name) + PyBytes_GET_SIZE(value) + 4
    return filled_message(first, kept, last, size)


cdef bint is_left_out(bytes name, frozenset left_out, bint alike) except -1:
    if name in left_out:
        return True
    if not alike or memchr(PyBytes_AS_STRING(name), c"_", <size_t>PyBytes_GET_SIZE(name)) == NULL:
        return False
    return name.replace(b"_", b"-") in left_out


cdef bytes filled_message(bytes first, list kept, bytes last, Py_ssize_t size):
    cdef bytes made = PyBytes_FromStringAndSize(NULL, size)
    cdef char* to = PyBytes_AS_STRING(made)
    cdef char* end = to + size
    cdef Py_ssize_t i
    to = put_bytes(to, end, first)
    for i in range(0, len(kept), 2):
        to = put_bytes(to, end, kept[i])
        to = put_bytes(to, end, b": ")
        to = put_bytes(to, end, kept[i + 1])
        to = put_bytes(to, end, b"\r\n")
    to = put_bytes(to, end, last)
    if to != end:
        raise AssertionError("a message was not measured right")
    return made


cdef inline char* put_bytes(char* to, char* end, bytes piece) except NULL:
    # Where the next piece goes; the room was measured, and is not believed.
    cdef Py_ssize_t size = PyBytes_GET_SIZE(piece)
    if size > end - to:
        raise IndexError("a message has no room")
    memcpy(to, PyBytes_AS_STRING(piece), <size_t>size)
    return to + size

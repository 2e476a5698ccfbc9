# The usual request's head, as `gateway.http.head.parse_head` reads it: POST, one Host, one
# Content-Length, kept alive. It refuses nothing: None is for the reference to judge.

cdef enum:
    HOST_FIELD = 1
    LENGTH_FIELD = 2
    CONNECTION_FIELD = 4
    MOST_PORT = 65_535

cdef type USUAL_HEAD = UsualHead
if UsualHead._fields != ("method", "path", "query", "headers", "length", "end"):
    raise ImportError("UsualHead has other fields than the compiled core knows")


def usual_head(bytes data not None, Py_ssize_t start, Py_ssize_t most_bytes, Py_ssize_t most_headers):
    """The head that begins at `start`; None if the reference must read it."""
    cdef Input text
    cdef HeaderLine line
    cdef Py_ssize_t at, path, query, target_end
    cdef Py_ssize_t length = -1
    cdef int state, field
    cdef int seen = 0
    cdef list headers = []
    text.first, text.size = data, len(data)
    if not stands_at(&text, start, b"POST /", 6):
        return None
    at = path = start + 5
    while may_be(byte_at(&text, at), TARGET) and byte_at(&text, at) != c"?":
        at += 1
    query = at
    while may_be(byte_at(&text, at), TARGET):
        at += 1
    target_end = at
    if not stands_at(&text, at, b" HTTP/1.1\r\n", 11):
        return None
    at += 11
    state = next_header(&text, &at, &line)
    while state == ONE_MORE:
        field = framing_field(&text, &line)
        # Twice is for the reference to refuse, and so is what it calls wrong.
        if field < 0 or seen & field or len(headers) >= most_headers:
            return None
        seen |= field
        if field == LENGTH_FIELD:
            length = number_of(&text, line.value, line.value_end)
        headers.append((lower_name(&text, &line), copied(&text, line.value, line.value_end)))
        state = next_header(&text, &at, &line)
    if state != NONE_LEFT or length < 0 or not seen & HOST_FIELD or at - start > most_bytes:
        return None
    made = PyType_GenericAlloc(USUAL_HEAD, 6)
    put(made, 0, b"POST")
    put(made, 1, copied(&text, path, query))
    put(made, 2, copied(&text, query + 1, target_end) if query < target_end else b"")
    put(made, 3, headers)
    put(made, 4, length)
    put(made, 5, at)
    return made


cdef int framing_field(const Input* text, const HeaderLine* line) noexcept nogil:
    # Which of those that frame a request, 0 for any other header, UNUSUAL for what Python judges.
    cdef Py_ssize_t size = line.name_end - line.name
    if size == 4 and is_named(text, line, b"host", 4):
        return HOST_FIELD if is_plain_host(text, line.value, line.value_end) else UNUSUAL
    if size == 14 and is_named(text, line, b"content-length", 14):
        return LENGTH_FIELD
    if size == 10 and is_named(text, line, b"connection", 10):
        return CONNECTION_FIELD if has_value(text, line, b"keep-alive", 10) else UNUSUAL
    if (
        size == 17 and is_named(text, line, b"transfer-encoding", 17)
        or size == 6 and is_named(text, line, b"expect", 6)
        or size == 7 and is_named(text, line, b"upgrade", 7)
        or size == 16 and is_named(text, line, b"proxy-connection", 16)
    ):
        return UNUSUAL
    return 0


cdef bint is_plain_host(const Input* text, Py_ssize_t at, Py_ssize_t end) noexcept nogil:
    # Letters, digits, dots and hyphens, and a port.
    cdef int each = byte_at(text, at)
    cdef Py_ssize_t port
    while at < end and (is_digit(each) or c"a" <= each | 32 <= c"z" or each == c"." or each == c"-"):
        at += 1
        each = byte_at(text, at)
    if at == end:
        return True
    port = number_of(text, at + 1, end) if each == c":" else UNUSUAL
    return 0 <= port <= MOST_PORT

# The usual answer of a handler, as `gateway.upstream.answer.AnswerReader` reads it: all of it in one
# piece, with a final status and a certain end, on a connection that stays open. None is for the
# reference, which alone says what is wrong with an answer.

cdef enum:
    MOST_ANSWER_HEADERS = 256
    MOST_CHUNKS = 64

cdef type RESPONSE = Response
if Response._fields != ("status", "headers", "body", "judgement"):
    raise ImportError("Response has other fields than the compiled core knows")
cdef frozenset NOT_SENT_ON = HOP_BY_HOP | {b"content-length"}


cdef struct AnswerFrame:
    # How far an answer was read, and what frames its body.
    Py_ssize_t at
    Py_ssize_t length
    Py_ssize_t count
    bint is_chunked
    bint has_connection


def usual_answer(bytes data not None, Py_ssize_t most_body):
    """The answer that `data` is; None if the reference must read it."""
    cdef Input text
    cdef HeaderLine line
    cdef AnswerFrame frame
    cdef int state, kind
    cdef bytes name, body
    cdef list headers = []
    text.first, text.size = data, len(data)
    state = begin_answer(&text, &frame, &line)
    while state == ONE_MORE:
        kind = frame_answer(&text, &frame, &line)
        if kind == UNUSUAL:
            return None
        if kind == ONE_MORE:
            name = lower_name(&text, &line)
            if name not in NOT_SENT_ON and not name.startswith(b"proxy-"):
                headers.append((name, copied(&text, line.value, line.value_end)))
        state = next_header(&text, &frame.at, &line)
    body = body_of_answer(&text, &frame, most_body) if state == NONE_LEFT else None
    if body is None:
        return None
    made = PyType_GenericAlloc(RESPONSE, 4)
    put(made, 0, answer_status(&text))
    put(made, 1, headers)
    put(made, 2, body)
    put(made, 3, None)
    return made


cdef Py_ssize_t answer_status(const Input* text) noexcept nogil:
    # A final one; UNUSUAL if Python must read it.
    cdef Py_ssize_t status = number_of(text, 9, 12)
    if not stands_at(text, 0, b"HTTP/1.1 ", 9) or byte_at(text, 12) != c" ":
        return UNUSUAL
    if status < 200 or status > 599 or status == 204 or status == 304:
        return UNUSUAL
    return status


cdef int begin_answer(const Input* text, AnswerFrame* frame, HeaderLine* line) noexcept nogil:
    # As `next_header`, of the first one.
    frame.at, frame.length, frame.count = 13, -1, 0
    frame.is_chunked = frame.has_connection = False
    if answer_status(text) < 0:
        return UNUSUAL
    while may_be(byte_at(text, frame.at), TEXT_BYTE):
        frame.at += 1
    if byte_at(text, frame.at) != c"\r" or byte_at(text, frame.at + 1) != c"\n":
        return UNUSUAL
    frame.at += 2
    return next_header(text, &frame.at, line)


cdef int frame_answer(const Input* text, AnswerFrame* frame, const HeaderLine* line) noexcept nogil:
    # NONE_LEFT for a header that frames the answer, ONE_MORE for any other, or UNUSUAL.
    frame.count += 1
    if frame.count > MOST_ANSWER_HEADERS or frame.at > MOST_HEAD_BYTES:
        return UNUSUAL
    if is_named(text, line, b"content-length", 14):
        if frame.length >= 0 or frame.is_chunked:
            return UNUSUAL
        frame.length = number_of(text, line.value, line.value_end)
        return NONE_LEFT if frame.length >= 0 else UNUSUAL
    if is_named(text, line, b"transfer-encoding", 17):
        if frame.length >= 0 or frame.is_chunked or not has_value(text, line, b"chunked", 7):
            return UNUSUAL
        frame.is_chunked = True
        return NONE_LEFT
    if is_named(text, line, b"connection", 10):
        if frame.has_connection or not has_value(text, line, b"keep-alive", 10):
            return UNUSUAL
        frame.has_connection = True
        return NONE_LEFT
    return UNUSUAL if is_named(text, line, b"upgrade", 7) else ONE_MORE


cdef bytes body_of_answer(const Input* text, const AnswerFrame* frame, Py_ssize_t most_body):
    if frame.is_chunked:
        return chunked_to_end(text, frame.at, most_body)
    if 0 <= frame.length <= most_body and frame.at + frame.length == text.size:
        return copied(text, frame.at, text.size)
    return None


cdef bytes chunked_to_end(const Input* text, Py_ssize_t at, Py_ssize_t most):
    # A few chunks without extensions or trailers, the last of which ends the text.
    cdef list pieces = []
    cdef Py_ssize_t size, digits
    cdef Py_ssize_t whole = 0
    while len(pieces) <= MOST_CHUNKS:
        size = digits = 0
        while hex_value(byte_at(text, at)) >= 0 and digits <= 7:
            size = size * 16 + hex_value(byte_at(text, at))
            digits += 1
            at += 1
        if not 0 < digits <= 7 or not stands_at(text, at, b"\r\n", 2):
            return None
        at += 2
        whole += size
        if whole > most or at > text.size - size or not stands_at(text, at + size, b"\r\n", 2):
            return None
        if size == 0:
            return b"".join(pieces) if at + 2 == text.size else None
        pieces.append(copied(text, at, at + size))
        at += size + 2
    return None

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


def usual_answer(bytes data not None, Py_ssize_t most_body):
    """The answer that `data` is; None if the reference must read it."""
    cdef Input text
    cdef HeaderLine line
    cdef Py_ssize_t at = 13
    cdef Py_ssize_t status
    cdef Py_ssize_t length = -1
    cdef Py_ssize_t count = 0
    cdef int state
    cdef bint is_chunked = False
    cdef bint has_connection = False
    cdef bytes name, body
    cdef list headers = []
    text.first, text.size = data, len(data)
    status = number_of(&text, 9, 12)
    if not stands_at(&text, 0, b"HTTP/1.1 ", 9) or byte_at(&text, 12) != c" ":
        return None
    if status < 200 or status > 599 or status == 204 or status == 304:
        return None
    while may_be(byte_at(&text, at), TEXT_BYTE):
        at += 1
    if byte_at(&text, at) != c"\r" or byte_at(&text, at + 1) != c"\n":
        return None
    at += 2
    state = next_header(&text, &at, &line)
    while state == ONE_MORE:
        count += 1
        if count > MOST_ANSWER_HEADERS or at > MOST_HEAD_BYTES:
            return None
        if is_named(&text, &line, b"content-length", 14):
            if length >= 0 or is_chunked:
                return None
            length = number_of(&text, line.value, line.value_end)
            if length < 0:
                return None
        elif is_named(&text, &line, b"transfer-encoding", 17):
            if length >= 0 or is_chunked or not has_value(&text, &line, b"chunked", 7):
                return None
            is_chunked = True
        elif is_named(&text, &line, b"connection", 10):
            if has_connection or not has_value(&text, &line, b"keep-alive", 10):
                return None
            has_connection = True
        elif is_named(&text, &line, b"upgrade", 7):
            return None
        else:
            name = lower_name(&text, &line)
            if name not in NOT_SENT_ON and not name.startswith(b"proxy-"):
                headers.append((name, copied(&text, line.value, line.value_end)))
        state = next_header(&text, &at, &line)
    if state != NONE_LEFT:
        return None
    if is_chunked:
        body = chunked_to_end(&text, at, most_body)
    elif 0 <= length <= most_body and at + length == text.size:
        body = copied(&text, at, text.size)
    else:
        return None
    if body is None:
        return None
    made = PyType_GenericAlloc(RESPONSE, 4)
    put(made, 0, status)
    put(made, 1, headers)
    put(made, 2, body)
    put(made, 3, None)
    return made


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

# What a commit gets of a usual webhook of a durable source.


cdef list handler_headers(Relay relay, Flight flight, bint is_trusted):
    # As `gateway.headers.to_handler` makes them.
    cdef Input lines
    cdef list made = []
    if not relay.keeps_lines(flight, is_trusted):
        raise ValueError("the webhook was not taken as it is")
    lines.first, lines.size = &relay.room[0], flight.lines.kept
    add_headers(made, &lines)
    lines.first, lines.size = flight.forwarded, len(flight.forwarded)
    add_headers(made, &lines)
    made.append((b"x-correlation-id", PyBytes_FromStringAndSize(flight.name, CORRELATION_BYTES)))
    made.append((b"traceparent", PyBytes_FromStringAndSize(flight.parent, PARENT_BYTES)))
    made.append(relay.routed_from_pair)
    return made


cdef int add_headers(list made, const Input* lines) except -1:
    # Those of lines that were written here: a name, a colon, a space, a value.
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t colon, end
    while at < lines.size:
        colon = at
        while byte_at(lines, colon) != c":":
            if byte_at(lines, colon) == END:
                raise AssertionError("a line without a name")
            colon += 1
        end = colon
        while byte_at(lines, end) != c"\r":
            if byte_at(lines, end) == END:
                raise AssertionError("a line without an end")
            end += 1
        made.append((copied(lines, at, colon), copied(lines, colon + 2, end)))
        at = end + 2
    return 0

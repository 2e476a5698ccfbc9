# A usual attempt at a durable delivery, as `gateway.durable.attempt` makes it: sent over an idle
# connection, and noted as soon as the handler's success is here, all of it. Whatever else becomes of
# it lands, as a relayed webhook does: it goes on in the general way as if it had always been there.

from hookshift.domain.delivery.delivery import Delivery
from hookshift.domain.routing.routing import Part

DELIVERY_FIELD_NAMES = (
    "id source received_at expires_at attempts failures part headers body version correlation_id key "
    "query"
)
if Delivery._fields != tuple(DELIVERY_FIELD_NAMES.split()):
    raise ImportError("Delivery has other fields than the compiled core knows")
if Part._fields != ("handler", "side", "events", "decisions"):
    raise ImportError("Part has other fields than the compiled core knows")

cdef enum:
    # Fields of a delivery, and of its part.
    NUMBER_OF = 0
    SOURCE_OF = 1
    ATTEMPTS_OF = 4
    PART_OF = 6
    HEADERS_OF = 7
    BODY_OF = 8
    VERSION_OF = 9
    CORRELATION_OF = 10
    EVENT_KEY_OF = 11
    QUERY_OF = 12
    HANDLER_OF_PART = 0
    SIDE_OF_PART = 1
    EVENTS_OF_PART = 2
    DECISIONS_OF_PART = 3

cdef bytes EVENT_ID_NAME = b"x-event-id"
cdef bytes ATTEMPT_NAME = b"x-delivery-attempt"


cdef class UsualAttempt:
    """A delivery that is under way to its handler."""

    cdef UsualAttempts attempts
    cdef Handler to
    cdef readonly object delivery
    """What was sent."""
    cdef readonly bytes out
    """The request for the handler."""
    cdef readonly Py_ssize_t head_bytes
    """Bytes of its head."""
    cdef readonly double begun
    """When it was sent, by the worker's monotonic clock."""
    cdef readonly double sent
    """The same by the event loop's clock."""

    def landed(self):
        """It goes the general way from now on; returns who gets its outcome."""
        return self.attempts.landed(self)


cdef class UsualAttempts:
    """Makes the usual attempts of one worker, over the connections of `relay`'s handlers.

    `under_way` has those that were begun and not given up, by the delivery's number. `succeeded` is
    called with a handler and what stood there of the delivery that it has taken; `landed` with an
    attempt that goes on in the general way.
    """

    cdef Relay relay
    cdef dict under_way
    cdef object succeeded
    cdef object landed

    def __cinit__(self, Relay relay not None, dict under_way not None, succeeded, landed):
        self.relay, self.under_way = relay, under_way
        self.succeeded, self.landed = succeeded, landed

    def begin(self, delivery not None):
        """Sends a delivery over an idle connection; False: the general way, nothing was sent."""
        cdef UsualAttempt attempt
        cdef FrameConnection connection
        cdef FramePool upstream
        cdef Handler handler = self.relay.handlers.get(field(field(delivery, PART_OF), HANDLER_OF_PART))
        if handler is None or not handler.idle:
            return False
        attempt = UsualAttempt.__new__(UsualAttempt)
        attempt.attempts, attempt.to, attempt.delivery = self, handler, delivery
        if not self.write(attempt, field(delivery, BODY_OF)):
            return False
        upstream = handler.upstream
        upstream.requests_total += 1
        connection = handler.idle.pop()
        attempt.begun = read_clock(self.relay.monotonic)
        attempt.sent = clock_seconds(CLOCK_MONOTONIC)
        connection.due = attempt.sent + handler.answer_bound
        connection.flight = attempt
        connection.transport.write(attempt.out)
        return True

    cdef bint write(self, UsualAttempt attempt, bytes body) except -1:
        # False if it is too long to be joined.
        cdef Writer writer
        cdef Handler handler = attempt.to
        cdef object delivery = attempt.delivery
        cdef bytes name, value
        if PyBytes_GET_SIZE(body) > MOST_JOINED:
            return False
        begin(&writer, self.relay.head)
        write_target(&writer, handler, field(delivery, QUERY_OF))
        for pair in field(delivery, HEADERS_OF):
            name, value = pair
            write_header(&writer, handler, name, value)
        write_header(&writer, handler, EVENT_ID_NAME, field(delivery, EVENT_KEY_OF).encode("ascii"))
        write_header(&writer, handler, ATTEMPT_NAME, b"%d" % (field(delivery, ATTEMPTS_OF) + 1))
        write(&writer, b"content-length: ", 16)
        write_number(&writer, PyBytes_GET_SIZE(body))
        write(&writer, b"\r\n\r\n", 4)
        if writer.is_full:
            return False
        attempt.head_bytes = writer.to - &self.relay.head[0]
        attempt.out = joined_bytes(&self.relay.head[0], attempt.head_bytes, body)
        return True

    cdef bint answered(
        self, UsualAttempt attempt, FrameConnection connection, bytes data
    ) except -1:
        # Whether `data` is all of a usual success: then the attempt has ended, and is noted.
        cdef Input text
        cdef AnswerFrame frame
        cdef Writer kept
        cdef Py_ssize_t status
        cdef object number = field(attempt.delivery, NUMBER_OF)
        cdef object held = self.under_way.get(number)
        if held is None or connection.transport.get_write_buffer_size():
            return False
        text.first, text.size = data, len(data)
        status = answer_status(&text)
        if not 200 <= status < 200 + SUCCESSES:
            return False
        self.relay.enter(&kept)
        if self.relay.read_answer(&text, &frame, &kept, attempt.to.most_answer) is None:
            return False
        try:
            self.note(attempt, status)
        except Exception:
            # The general way meets it, too, and says so.
            return False
        del self.under_way[number]
        connection.flight, connection.used = None, True
        free_connection(attempt.to, connection)
        self.succeeded(attempt.to.name, held)
        return True

    cdef int note(self, UsualAttempt attempt, Py_ssize_t status) except -1:
        # As `AttemptRunner` notes it.
        cdef Relay relay = self.relay
        cdef object delivery = attempt.delivery
        cdef object part = field(delivery, PART_OF)
        cdef double seconds = read_clock(relay.monotonic) - attempt.begun
        cdef tuple common = (
            attempt.to.name, field(part, SIDE_OF_PART), <int64_t>rint(seconds * 1000), "success", None,
            read_clock(relay.wall), field(delivery, SOURCE_OF), field(delivery, VERSION_OF), status,
            field(delivery, ATTEMPTS_OF) + 1, field(delivery, CORRELATION_OF), True,
        )
        return relay.note_part(
            attempt.to, field(part, EVENTS_OF_PART), field(part, DECISIONS_OF_PART), common, seconds
        )


cdef int write_target(Writer* writer, Handler handler, bytes query) except -1:
    # As `gateway.upstream.target.HandlerTarget.head` begins.
    cdef Py_ssize_t own = PyBytes_GET_SIZE(handler.target)
    if not query:
        write_bytes(writer, handler.prefix)
        return 0
    write_bytes(writer, handler.target)
    write(writer, b"&" if b"?" in handler.target else b"?", 1)
    write_bytes(writer, query)
    write(writer, PyBytes_AS_STRING(handler.prefix) + own, PyBytes_GET_SIZE(handler.prefix) - own)
    return 0


cdef int write_header(Writer* writer, Handler handler, bytes name, bytes value) except -1:
    if name is None or value is None:
        raise TypeError("a header's name and value must be bytes")
    if not is_left_out(name, handler.left_out, True):
        write_bytes(writer, name)
        write(writer, b": ", 2)
        write_bytes(writer, value)
        write(writer, b"\r\n", 2)
    return 0


cdef bint is_answered(object flight, FrameConnection connection, bytes data) except -1:
    # Whether what is under way on a connection has ended with `data`.
    if type(flight) is UsualAttempt:
        return (<UsualAttempt>flight).attempts.answered(flight, connection, data)
    return (<Frame?>(<Flight?>flight).frame).answered(connection, data)

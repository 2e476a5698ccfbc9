# A usual webhook between two connections: from the read that brings it to the write that answers it.
# The connections are Python's (`gateway.http.connection`, `gateway.upstream.connection`), which
# alone wait, give up and say what is wrong. What a usual webhook changes of them, and of what all
# of them share, is done here, so that it costs no frame of the interpreter; `sharing.pxi` has the
# fields that are touched.

import time as _time

cdef extern from "<time.h>" nogil:
    int CLOCK_REALTIME

cdef object MONOTONIC = _time.monotonic
cdef object WALL = _time.time
cdef double NEVER = float("inf")


cdef double clock_seconds(int clock) noexcept nogil:
    cdef _timespec now
    clock_gettime(clock, &now)
    return <double>now.tv_sec + <double>now.tv_nsec * 1e-9


cdef double read_clock(object clock) except? -1:
    # The usual clocks without a call into Python; tests have others.
    if clock is MONOTONIC:
        return clock_seconds(CLOCK_MONOTONIC)
    return clock_seconds(CLOCK_REALTIME) if clock is WALL else clock()


cdef class Frame:
    """Takes usual webhooks from clients to handlers, and answers back. `terms` are `FrameTerms`."""

    cdef Relay relay
    cdef FrameLoad load
    cdef Py_ssize_t most_in_flight
    cdef Py_ssize_t most_bytes
    cdef double idle_seconds
    cdef object is_open
    cdef object pipeline
    cdef object go_on
    cdef object go_decided
    cdef object failed
    cdef readonly object landed
    """Who gets the outcome of a webhook that goes the general way."""

    def __cinit__(self, Relay relay not None, terms):
        self.relay = relay
        held, self.load, self.most_in_flight, self.most_bytes, self.idle_seconds, \
            self.is_open, self.pipeline, recalls, self.go_on, self.go_decided, self.failed, \
            self.landed = terms
        for name, handler in relay.handlers.items():
            (<Handler>handler).held = held(name)
        for source in relay.sources.values():
            recalling, (<Source>source).clock = recalls.get((<Source>source).name, (None, None))
            if isinstance(recalling, Recalling):
                (<Source>source).recalling = recalling

    def begin(self, FrameClient client not None, bytes data not None):
        """Whether `data` is a usual webhook, whole and alone, that is under way now.

        If not, nothing was done. `client` is a connection at rest.
        """
        cdef Flight flight
        cdef Py_ssize_t size = PyBytes_GET_SIZE(data)
        cdef Py_ssize_t in_flight = self.load.in_flight
        cdef Py_ssize_t buffered = self.load.buffered_bytes
        if in_flight >= self.most_in_flight or buffered + size > self.most_bytes:
            return False
        try:
            flight = self.relay.take(data, client.forwarded, client.is_trusted, self.pipeline.snapshot)
        except Exception:
            # The general way meets it, too, and says so.
            return False
        if flight is None:
            return False
        self.load.in_flight, self.load.buffered_bytes = in_flight + 1, buffered + size
        client.shared.in_progress += 1
        client.at_rest, client.busy, client.served = False, True, True
        client.deadline = NEVER
        flight.client, flight.frame = client, self
        try:
            if flight.source.continues and not self.continued(flight):
                self.go_on(flight)
            elif not self.send(flight):
                self.go_decided(flight)
        except Exception as exc:
            # Not the general way from the start: conversations may have noted the webhook.
            self.failed(flight, exc)
        return True

    cdef bint continued(self, Flight flight) except -1:
        # Whether the only event of a webhook was decided by what memory holds; several of one body
        # may leave a part to Python.
        cdef Source source = flight.source
        cdef object found
        if source.recalling is None or len(flight.events) != 1:
            return False
        found = (<Recalling>source.recalling).decided(
            flight.events, flight.decisions, flight.snapshot, <int64_t>read_clock(source.clock)
        )
        if found is None:
            return False
        self.relay.aim(flight, found)
        return True

    cpdef bint send(self, Flight flight) except -1:
        """Sends it over the idle connection that was used last, if it can be sent so."""
        cdef FramePool upstream
        cdef FrameConnection connection
        cdef double now
        if not flight.out or not self.admits(flight):
            return False
        upstream = flight.to.upstream
        upstream.requests_total += 1
        # The core has seen that a connection lies idle.
        connection = flight.to.idle.pop()
        now = clock_seconds(CLOCK_MONOTONIC)
        flight.sent = now
        connection.due = now + flight.to.answer_bound
        connection.flight = flight
        connection.transport.write(flight.out)
        return True

    cdef bint admits(self, Flight flight) except -1:
        # As `gateway.relay.bulkhead.Bulkheads.enter`, without saying why not.
        cdef FrameHeld held = flight.to.held
        cdef Py_ssize_t requests = held.requests
        cdef Py_ssize_t size = held.bytes
        cdef Py_ssize_t in_flight = self.load.in_flight
        cdef Py_ssize_t buffered = self.load.buffered_bytes
        if requests > self.most_in_flight - in_flight or size > self.most_bytes - buffered:
            return False
        held.requests, held.bytes = requests + 1, size + flight.length
        return True

    cpdef bint answered(self, FrameConnection connection, bytes data) except -1:
        """Whether `data`, from a handler, is all of a usual answer: then its webhook has ended.

        If not, nothing was done.
        """
        cdef Flight flight = connection.flight
        cdef FrameClient client = flight.client
        cdef FrameClients shared = client.shared
        cdef bytes answer
        if client.more_came or shared.draining or connection.transport.get_write_buffer_size():
            return False
        answer = self.relay.answer(flight, data, shared.date)
        if answer is None:
            return False
        connection.flight, connection.used = None, True
        free_connection(flight.to, connection)
        flight.to.held.requests -= 1
        flight.to.held.bytes -= flight.length
        self.end(flight, answer)
        return True

    def accept(self, Flight flight not None, bytes first not None, bytes before not None,
               bytes last not None):
        """Answers a webhook that was taken in; False: the general way must, and nothing was done.

        The answer is `first`, the date, `before`, the webhook's name and `last`.
        """
        cdef Writer writer
        cdef FrameClient client = flight.client
        if client.more_came or client.shared.draining:
            return False
        begin(&writer, self.relay.head)
        write_bytes(&writer, first)
        write_bytes(&writer, client.shared.date)
        write_bytes(&writer, before)
        write(&writer, flight.name, CORRELATION_BYTES)
        write_bytes(&writer, last)
        if writer.is_full:
            return False
        flight.source.answered += 1
        self.end(flight, joined_bytes(&self.relay.head[0], writer.to - &self.relay.head[0], b""))
        return True

    cpdef object end(self, Flight flight, bytes answer):
        """Answers a webhook with these bytes; if its client has gone, they are dropped."""
        cdef FrameClient client = flight.client
        self.load.in_flight -= 1
        self.load.buffered_bytes -= PyBytes_GET_SIZE(flight.data)
        client.shared.in_progress -= 1
        client.busy = False
        if client.phase is self.is_open:
            client.at_rest = True
            client.deadline = clock_seconds(CLOCK_MONOTONIC) + self.idle_seconds
            client.transport.write(answer)
            if client.eof:
                client.proceed()


cdef int free_connection(Handler handler, FrameConnection connection) except -1:
    # As `gateway.upstream.pool.Upstream.freed`.
    cdef FramePool upstream = handler.upstream
    cdef double retires_at = connection.retires_at
    cdef double now = clock_seconds(CLOCK_MONOTONIC)
    if now >= retires_at or upstream.waiters:
        upstream.freed(connection)
    else:
        connection.due = min(now + handler.idle_timeout, retires_at)
        handler.idle.append(connection)
    return 0

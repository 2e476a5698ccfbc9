# A usual webhook from its bytes to its answer's, in two calls: `Relay.take` when its request is here,
# `Relay.answer` when its handler's answer is. Where conversations stand in between, `take` ends with
# the decisions by rules, and `Relay.aim` goes on with those that it is given. All leave to Python
# whatever is not usual, before they have counted or noted any of it.

from libc.math cimport rint

cdef enum:
    MOST_JOINED = 65_536  # bytes of a body that is copied behind its head
    SUCCESSES = 100  # statuses

cdef struct RequestLines:
    # What a usual head says; places are those of the request's bytes.
    Py_ssize_t path
    Py_ssize_t query
    Py_ssize_t target_end
    Py_ssize_t end
    Py_ssize_t length
    int signatures
    Py_ssize_t signature
    Py_ssize_t signature_end
    Py_ssize_t kept  # bytes of the lines that go on
    bint is_fixed  # whether the line that was read last says no more than its bytes do


cdef class Source:
    cdef str name
    cdef bytes column  # its name in a row of the log; None if that is not usual
    cdef str default_handler
    cdef Reader reader
    cdef Py_ssize_t most_body
    cdef bytes signature
    cdef tuple keys
    cdef tuple status_lines
    cdef bint continues
    cdef object recalling  # a Recalling, or None; set by the frame
    cdef object clock  # of its conversations
    cdef int64_t answered

    def __cinit__(self, terms):
        self.name, self.default_handler, most_events, self.most_body, self.signature, self.keys, \
            self.status_lines, self.continues = terms
        self.column = text_columns((self.name,))
        self.keys = tuple([SigningKey(secret, inner, outer) for secret, inner, outer in self.keys])
        self.reader = Reader(most_events)
        if len(self.status_lines) != SUCCESSES:
            raise ValueError("a source needs a line for each success")


cdef class Handler:
    cdef str name
    cdef bytes target
    cdef bytes prefix
    cdef HeaderNames replaced
    cdef bint replaces
    cdef frozenset left_out
    cdef Py_ssize_t most_events
    cdef Py_ssize_t most_answer
    cdef list idle
    cdef double idle_timeout
    cdef double answer_bound
    cdef object upstream
    cdef FrameHeld held  # of what all handlers share; set by the frame
    cdef dict to_legacy  # Deliveries by domain
    cdef dict to_unified

    def __cinit__(self, str name, terms):
        self.name = name
        self.target, self.prefix, replaced, self.left_out, self.most_events, self.most_answer, \
            self.idle, self.idle_timeout, self.answer_bound, self.upstream = terms
        self.replaced, self.replaces = HeaderNames(replaced), bool(replaced)
        self.to_legacy, self.to_unified = {}, {}
        if not self.prefix.startswith(self.target):
            raise ValueError("a request begins with its target")


@cython.freelist(64)
cdef class Flight:
    """A usual webhook that is under way to its handler."""

    cdef Source source
    cdef Handler to
    cdef readonly bytes data
    """The request as it came."""
    cdef readonly Py_ssize_t body_at
    """Where in it the body begins."""
    cdef readonly bytes out
    """The request for the handler; empty as long as that is not known, or where Python writes it."""
    cdef readonly Py_ssize_t head_bytes
    """Bytes of its head."""
    cdef readonly Py_ssize_t length
    """Bytes of the body."""
    cdef readonly bytes secret
    """What signed it."""
    cdef readonly list events
    cdef readonly list decisions
    """By rules; once it is aimed, those that count."""
    cdef readonly object snapshot
    """What it was decided by."""
    cdef readonly str correlation_id
    cdef readonly double started
    """When it was read, by the monotonic clock."""
    cdef readonly FrameClient client
    """The connection that waits for the answer."""
    cdef readonly double sent
    """When it was sent to the handler, by the monotonic clock."""

    cdef object frame  # the Frame that has begun it
    cdef RequestLines lines
    cdef readonly bytes body
    cdef bytes forwarded
    cdef int64_t number  # of the webhook whose lines are in the relay's room
    cdef char[CORRELATION_BYTES] name
    cdef char[PARENT_BYTES] parent

    @property
    def path(self):
        """The path of its source."""
        return self.data[self.lines.path : self.lines.query]

    @property
    def query(self):
        """The query of its URL."""
        cdef RequestLines* lines = &self.lines
        return self.data[lines.query + 1 : lines.target_end] if lines.query < lines.target_end else b""

    @property
    def traceparent(self):
        """As the handler gets it."""
        return PyBytes_FromStringAndSize(self.parent, PARENT_BYTES)

    @property
    def source_name(self):
        """The name of its source."""
        return self.source.name

    @property
    def handler(self):
        """The name of its handler."""
        return self.to.name

    @property
    def upstream(self):
        """The connections to its handler."""
        return self.to.upstream

    def landed(self):
        """It goes the general way from now on; returns who gets its outcome."""
        return (<Frame?>self.frame).landed(self)


cdef class Relay:
    """Relays the usual webhooks of one worker. `terms` are `core.relaying.RelayTerms`."""

    cdef dict sources
    cdef KnownLines known
    cdef bytes path  # of the webhook that was taken last, and its source
    cdef Source source
    cdef dict handlers
    cdef Decider decider
    cdef HeaderNames dropped
    cdef HeaderNames unusual
    cdef HeaderNames callers_own
    cdef HeaderNames dropped_from_answer
    cdef bytes routed_from
    cdef tuple routed_from_pair
    cdef Py_ssize_t most_head
    cdef Py_ssize_t most_headers
    cdef Names names
    cdef Counts counts
    cdef object monotonic
    cdef object wall
    cdef object mask
    cdef object person
    cdef object record
    cdef RowQueue rows  # None: each row is a LogRow, given to `record`
    cdef HeaderNames unusual_in_answer
    cdef int64_t number  # of whoever has entered the room last
    cdef readonly int64_t taken
    """Webhooks that were taken."""
    cdef uint8_t[::1] room  # for lines that are kept: those of the webhook that was taken last
    cdef uint8_t[::1] head  # for a head that goes out

    def __cinit__(self, terms):
        table, sources, handlers, headers, record = terms
        self.decider, self.known = Decider(table), KnownLines()
        self.sources = {path: Source(each) for path, each in sources.items()}
        self.handlers = {name: Handler(name, each) for name, each in handlers.items()}
        self.most_head, self.most_headers, dropped, unusual, own, from_answer, in_answer, routed_from = headers
        self.dropped, self.unusual = HeaderNames(dropped), HeaderNames(unusual)
        self.callers_own, self.dropped_from_answer = HeaderNames(own), HeaderNames(from_answer)
        self.unusual_in_answer, self.number, self.taken = HeaderNames(in_answer), 0, 0
        self.routed_from = b"x-routed-from: " + routed_from + b"\r\n"
        self.routed_from_pair = (b"x-routed-from", routed_from)
        draw, self.monotonic, self.wall, self.mask, self.person, self.record, self.rows, slow, buckets = record
        self.names, self.counts = Names(draw), Counts(slow, buckets)
        # A line that is written anew has at most a space more.
        self.room = bytearray(max(self.most_head, <Py_ssize_t>MOST_HEAD_BYTES) * 2)
        self.head = bytearray(len(self.room) + MOST_HEAD_BYTES)

    cpdef Flight take(self, bytes data, bytes forwarded, bint is_trusted, snapshot):
        """The webhook that `data` is, whole and alone; None if Python must look.

        `forwarded` is a line of its own for the handler or empty, `is_trusted` says whether the
        caller may name the webhook.
        """
        cdef Input text
        cdef Source source
        cdef Flight flight = Flight.__new__(Flight)
        cdef RequestLines* lines = &flight.lines
        text.first, text.size = data, len(data)
        if not self.read_head(&text, lines, is_trusted) or lines.end + lines.length != text.size:
            return None
        source = self.source_at(&text, lines.path, lines.query)
        if source is None or lines.length > min(source.most_body, <Py_ssize_t>MOST_JOINED):
            return None
        flight.body = copied(&text, lines.end, text.size)
        flight.secret = self.signed(source, &text, lines, flight.body)
        if flight.secret is None:
            return None
        flight.events = source.reader.read(flight.body)
        if flight.events is None:
            return None
        flight.decisions = self.decider.decided(flight.events, source.default_handler, snapshot)
        if any_is_dropped(flight.decisions):
            return None
        flight.source, flight.data, flight.forwarded, flight.snapshot = source, data, forwarded, snapshot
        flight.out = b""
        flight.body_at, flight.length = lines.end, lines.length
        flight.started = read_clock(self.monotonic)
        self.names.webhook(flight.name, flight.parent)
        flight.correlation_id = flight.name[:CORRELATION_BYTES].decode("ascii")
        self.taken += 1
        flight.number = self.number
        if not source.continues:
            self.aim(flight, flight.decisions)
        return flight

    cdef Source source_at(self, const Input* text, Py_ssize_t start, Py_ssize_t end):
        # The one of this path, most often that of the webhook before; or None.
        cdef Source found
        cdef Py_ssize_t size = end - start
        if (
            self.path is not None and size == PyBytes_GET_SIZE(self.path)
            and stands_at(text, start, PyBytes_AS_STRING(self.path), size)
        ):
            return self.source
        path = copied(text, start, end)
        found = self.sources.get(path)
        if found is not None:
            self.path, self.source = path, found
        return found

    cpdef bint aim(self, Flight flight, list decisions) except -1:
        """Writes what the one handler gets to whom all of these `decisions` lead.

        Whether there is one, which takes it as it is and has an idle connection; if not, Python
        goes on. To be called before another webhook is taken.
        """
        cdef Input text
        cdef Handler handler
        if flight.number != self.number or len(decisions) != len(flight.events):
            raise ValueError("these are not the decisions of the webhook that was taken last")
        flight.decisions = decisions
        handler = self.handler_of(decisions)
        if handler is None or not handler.idle:
            return False
        flight.to = handler
        text.first, text.size = flight.data, len(flight.data)
        return self.write_request(flight, &text)

    def resume(self, Flight flight not None, list decisions not None, bint is_trusted):
        """As `aim`, of a webhook that had to wait: others may have been taken since."""
        flight.decisions = decisions
        return self.keeps_lines(flight, is_trusted) and self.aim(flight, decisions)

    cdef bint keeps_lines(self, Flight flight, bint is_trusted) except -1:
        # Whether its lines are in the room, again if another one's were.
        cdef Input text
        if flight.number != self.number:
            text.first, text.size = flight.data, len(flight.data)
            if not self.read_head(&text, &flight.lines, is_trusted):
                return False
            flight.number = self.number
        return True

    def headers_of(self, Flight flight not None, bint is_trusted):
        """Its headers for any handler, but for the domains.

        `is_trusted` is as it was when it was taken.
        """
        return handler_headers(self, flight, is_trusted)

    cdef void enter(self, Writer* kept) noexcept:
        # What is in the room is written over from now on, whether or not anything comes of it.
        self.number += 1
        begin(kept, self.room)

    cdef bint read_head(
        self, const Input* text, RequestLines* lines, bint is_trusted
    ) except -1:
        # As `usual_head` reads it; what goes on to the handler is then in `room`.
        cdef HeaderLine line
        cdef Writer kept
        cdef int state, field
        cdef int seen = 0
        cdef const KnownLine* known
        cdef uint8_t* before
        cdef Py_ssize_t start
        cdef Py_ssize_t count = 0
        cdef Py_ssize_t at = 5
        if not stands_at(text, 0, b"POST /", 6):
            return False
        lines.path = at
        while may_be(byte_at(text, at), TARGET) and byte_at(text, at) != c"?":
            at += 1
        lines.query = at
        while may_be(byte_at(text, at), TARGET):
            at += 1
        lines.target_end = at
        if not stands_at(text, at, b" HTTP/1.1\r\n", 11):
            return False
        at += 11
        lines.length, lines.signatures, lines.is_fixed = -1, 0, True
        self.enter(&kept)
        while True:
            known = self.known.find(count, text, at)
            start, before = at, kept.to
            state = ONE_MORE if known != NULL else next_header(text, &at, &line)
            if state != ONE_MORE:
                break
            field = known.field if known != NULL else framing_field(text, &line)
            if field < 0 or seen & field or count >= self.most_headers:
                return False
            seen |= field
            if known != NULL:
                write(&kept, known.kept, known.kept_size)
                at += known.size
            elif field == LENGTH_FIELD:
                lines.length = number_of(text, line.value, line.value_end)
            elif field or self.keep_line(&kept, text, &line, lines, is_trusted):
                if lines.is_fixed:
                    self.known.learn(count, text, start, at, field, before, kept.to - before)
            else:
                return False
            count += 1
        lines.end = at
        lines.kept = kept.to - &self.room[0]
        if kept.is_full or state != NONE_LEFT or lines.length < 0:
            return False
        return seen & HOST_FIELD and at <= self.most_head

    cdef bint keep_line(
        self, Writer* kept, const Input* text, const HeaderLine* line, RequestLines* lines,
        bint is_trusted,
    ) noexcept:
        # Writes it, unless it goes on to nobody; False if Python must look.
        cdef bint is_odd = False
        cdef uint8_t* before = kept.to
        cdef Py_ssize_t size = lower_line(kept, text, line, &is_odd)
        lines.is_fixed = True
        if is_odd or kept.is_full or self.unusual.hold(before, size):
            return False
        if self.dropped.hold(before, size):
            # Of those that callers have of their own it depends on who asks.
            lines.is_fixed = not self.callers_own.hold(before, size)
            kept.to = before
            return lines.is_fixed or not is_trusted
        if size == 19 and memcmp(before, b"x-hub-signature-256", 19) == 0:
            lines.signatures += 1
            lines.is_fixed = False
            lines.signature, lines.signature_end = line.value, line.value_end
        return True

    cdef bytes signed(
        self, Source source, const Input* text, const RequestLines* lines, bytes body
    ):
        # Which secret signed it; None if none did, or Python must say why.
        cdef uint8_t[DIGEST_BYTES] made
        cdef uint8_t[2 * DIGEST_BYTES] digits
        cdef SigningKey key
        if lines.signatures != 1 or lines.signature_end - lines.signature != 7 + 2 * DIGEST_BYTES:
            return None
        if not stands_at(text, lines.signature, b"sha256=", 7):
            return None
        for key in source.keys:
            key.sign(body, made)
            write_digits(made, digits)
            if is_secretly(text, lines.signature + 7, digits, 2 * DIGEST_BYTES):
                return key.secret
        return None

    cdef Handler handler_of(self, list decisions):
        # The one that gets all of it; None if it must be divided.
        cdef object each
        cdef object first = decisions[0]
        cdef Handler found
        for each in decisions:
            if field(each, 2) is not field(first, 2) or field(each, 1) != field(first, 1):
                return None
        found = self.handlers.get(field(first, 1))
        return found if found is not None and len(decisions) <= found.most_events else None

    cdef bint write_request(self, Flight flight, const Input* text) except -1:
        # False if it has no room, which a handler with many headers of its own may bring about.
        cdef Writer writer
        cdef Handler handler = flight.to
        cdef const RequestLines* lines = &flight.lines
        cdef Py_ssize_t own = PyBytes_GET_SIZE(handler.target)
        begin(&writer, self.head)
        if lines.target_end - lines.query > 1:
            write_bytes(&writer, handler.target)
            write(&writer, b"&" if b"?" in handler.target else b"?", 1)
            write_span(&writer, text, lines.query + 1, lines.target_end)
            write(
                &writer, PyBytes_AS_STRING(handler.prefix) + own,
                PyBytes_GET_SIZE(handler.prefix) - own,
            )
        else:
            write_bytes(&writer, handler.prefix)
        self.write_kept(&writer, handler, lines.kept)
        write_bytes(&writer, flight.forwarded)
        write(&writer, b"x-correlation-id: ", 18)
        write(&writer, flight.name, CORRELATION_BYTES)
        write(&writer, b"\r\ntraceparent: ", 15)
        write(&writer, flight.parent, PARENT_BYTES)
        write(&writer, b"\r\n", 2)
        write_bytes(&writer, self.routed_from)
        write(&writer, b"x-webhook-domain: ", 18)
        write_domains(&writer, flight.decisions)
        write(&writer, b"\r\ncontent-length: ", 18)
        write_number(&writer, lines.length)
        write(&writer, b"\r\n\r\n", 4)
        if writer.is_full:
            return False
        flight.head_bytes = writer.to - &self.head[0]
        flight.out = joined_bytes(&self.head[0], flight.head_bytes, flight.body)
        return True

    cdef int write_kept(self, Writer* writer, Handler handler, Py_ssize_t size) except -1:
        # The lines in `room`, but for those that the handler's own headers replace.
        cdef Input lines
        cdef Py_ssize_t at = 0
        cdef Py_ssize_t colon, end
        lines.first, lines.size = &self.room[0], size
        if not handler.replaces:
            write(writer, lines.first, size)
            return 0
        while at < size:
            colon = end = at
            while byte_at(&lines, colon) != c":":
                if byte_at(&lines, colon) == END:
                    raise AssertionError("a line without a name")
                colon += 1
            while byte_at(&lines, end) != c"\n":
                if byte_at(&lines, end) == END:
                    raise AssertionError("a line without an end")
                end += 1
            if not handler.replaced.hold(lines.first + at, colon - at):
                write_span(writer, &lines, at, end + 1)
            at = end + 1
        return 0

    cpdef bytes answer(self, Flight flight, bytes data, bytes date):
        """The provider's answer, once all is noted; None if Python must read the handler's.

        `data` is what the handler has sent so far, `date` the line of that name.
        """
        cdef Input text
        cdef AnswerFrame frame
        cdef Writer kept
        cdef bytes line, body, answered
        text.first, text.size = data, len(data)
        if not 200 <= answer_status(&text) < 200 + SUCCESSES:
            return None
        line = flight.source.status_lines[answer_status(&text) - 200]
        if line is None:
            return None
        self.enter(&kept)
        body = self.read_answer(&text, &frame, &kept, flight.to.most_answer)
        if body is None or kept.is_full:
            return None
        answered = self.written_answer(flight, line, date, kept.to - &self.room[0], body)
        if answered is not None:
            self.note(flight, answer_status(&text))
        return answered

    cdef bytes read_answer(
        self, const Input* text, AnswerFrame* frame, Writer* kept, Py_ssize_t most_body
    ):
        # Its body, and in `kept` the lines that go on; None if Python must read it.
        cdef HeaderLine line
        cdef uint8_t* before
        cdef Py_ssize_t size
        cdef bint is_odd
        cdef int kind
        cdef int state = begin_answer(text, frame, &line)
        while state == ONE_MORE:
            kind = frame_answer(text, frame, &line)
            if kind == UNUSUAL:
                return None
            if kind == ONE_MORE:
                is_odd = False
                before = kept.to
                size = lower_line(kept, text, &line, &is_odd)
                if size == 0 or self.unusual_in_answer.hold(before, size):
                    return None
                if self.dropped_from_answer.hold(before, size) or starts_with_proxy(before, size):
                    kept.to = before
            state = next_header(text, &frame.at, &line)
        return body_of_answer(text, frame, most_body) if state == NONE_LEFT else None

    cdef bytes written_answer(
        self, Flight flight, bytes line, bytes date, Py_ssize_t kept, bytes body
    ):
        # None if it has no room.
        cdef Writer writer
        begin(&writer, self.head)
        write_bytes(&writer, line)
        write_bytes(&writer, date)
        write(&writer, &self.room[0], kept)
        write(&writer, b"x-correlation-id: ", 18)
        write(&writer, flight.name, CORRELATION_BYTES)
        write(&writer, b"\r\ncontent-length: ", 18)
        write_number(&writer, PyBytes_GET_SIZE(body))
        write(&writer, b"\r\n\r\n", 4)
        if writer.is_full:
            return None
        return joined_bytes(&self.head[0], writer.to - &self.head[0], body)

    cdef int note(self, Flight flight, Py_ssize_t status) except -1:
        # As `Attempts.note` and `Pipeline._counted` do.
        cdef AttemptMade attempt
        cdef double seconds = read_clock(self.monotonic) - flight.started
        cdef object version = None if flight.snapshot is None else flight.snapshot.version
        cdef object side = field(flight.decisions[0], 2)
        attempt.wall, attempt.status = read_clock(self.wall), status
        attempt.milliseconds = <int64_t>rint(seconds * 1000)
        attempt.trace, attempt.trace_size = flight.name, CORRELATION_BYTES
        if not self.kept(
            flight.to, flight.events, flight.decisions, side, version, flight.source.column, &attempt
        ):
            self.record_all(flight.events, flight.decisions, (
                flight.to.name, side, attempt.milliseconds, "success", None, attempt.wall,
                flight.source.name, version, status, 1, flight.correlation_id, True,
            ))
        self.count(flight.to, flight.decisions, side, seconds)
        flight.source.answered += 1
        return 0

    cdef int note_part(
        self, Handler to, events, decisions, tuple common, double seconds
    ) except -1:
        # A success; `common` is what its rows share.
        cdef AttemptMade attempt
        handler, side, milliseconds, status, message, wall, source, version, code, number, trace, final = common
        cdef bint is_usual = number == 1 and write_common(&attempt, milliseconds, wall, code, trace)
        if not is_usual or not self.kept(
            to, events, decisions, side, version, text_columns((source,)), &attempt
        ):
            self.record_all(events, decisions, common)
        self.count(to, decisions, side, seconds)
        return 0

    cdef bint kept(
        self, Handler to, events, decisions, side, version, bytes source, AttemptMade* attempt
    ) except -1:
        # Whether all rows are usual, and in the queue now; if not, or if this raises, none is.
        cdef RowBatch batch
        cdef Py_ssize_t i, before
        cdef Py_ssize_t count = len(events)
        if self.rows is None or self.rows.places() < count or version == 0:
            return False
        batch = self.rows.last
        before = batch.count
        try:
            attempt.version = version or 0
            for i in range(count):
                self.names.row_into(attempt.row_id, attempt.wall)
                if not batch.keep(
                    events[i], decisions[i], attempt,
                    self.deliveries(to, side, field(decisions[i], 0)), source, self.mask, self.person,
                ):
                    batch.undo(before)
                    return False
        except (OverflowError, UnicodeEncodeError):
            batch.undo(before)
            return False
        except:
            batch.undo(before)
            raise
        self.rows.grown(count)
        return True

    cdef int record_all(self, events, decisions, tuple common) except -1:
        # As they are; all rows are made before any is recorded.
        cdef double wall = common[5]
        cdef list rows = [
            row_of(event, decision, common, self.names.row(wall), self.mask, self.person)
            for event, decision in zip(events, decisions)
        ]
        for row in rows:
            self.record(row)
        return 0

    cdef int count(self, Handler to, decisions, side, double seconds) except -1:
        for decision in decisions:
            self.counts.delivered(self.deliveries(to, side, field(decision, 0)), seconds)
        return 0

    cdef Deliveries deliveries(self, Handler handler, object side, object domain):
        cdef dict known = handler.to_unified if side is UNIFIED else handler.to_legacy
        cdef Deliveries found = known.get(domain)
        if found is None:
            found = known[domain] = self.counts.deliveries_of(handler.name, side, domain)
        return found

    def take_counts(self):
        """What was counted since it was asked last: webhooks by source, and deliveries."""
        cdef Source source
        cdef list webhooks = []
        for source in self.sources.values():
            if source.answered:
                webhooks.append((source.name, source.answered))
                source.answered = 0
        return webhooks, self.counts.take()


cdef bint any_is_dropped(list decisions) except -1:
    for each in decisions:
        if field(each, 3) is DROPPED_REASON:
            return True
    return False


cdef int write_domains(Writer* writer, list decisions) except -1:
    # The domains, in order of first appearance.
    cdef Py_ssize_t size = 0
    cdef object domain
    cdef const char* own
    domain = field(decisions[0], 0)
    if len(decisions) > 1:
        domain = ", ".join(dict.fromkeys([field(each, 0) for each in decisions]))
    own = PyUnicode_AsUTF8AndSize(domain, &size)
    write(writer, own, size)
    return 0


cdef bytes joined_bytes(const uint8_t* head, Py_ssize_t size, bytes body):
    cdef bytes made = PyBytes_FromStringAndSize(NULL, size + PyBytes_GET_SIZE(body))
    cdef char* to = PyBytes_AS_STRING(made)
    memcpy(to, head, <size_t>size)
    memcpy(to + size, PyBytes_AS_STRING(body), <size_t>PyBytes_GET_SIZE(body))
    return made


cdef bint starts_with_proxy(const uint8_t* name, Py_ssize_t size) noexcept:
    return size >= 6 and memcmp(name, b"proxy-", 6) == 0

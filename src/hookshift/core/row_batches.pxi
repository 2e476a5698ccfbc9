# Rows of the log that wait to be written. That of a usual webhook is kept as the bytes that COPY takes,
# written once, and beside them what the rollups count; it becomes a LogRow only where somebody asks
# for one. All others are kept as the LogRows that they are, in the same order.

from cpython.mem cimport PyMem_Free, PyMem_Realloc
from libc.stdint cimport int32_t

cdef enum:
    ROW_COLUMNS = 28
    LARGEST_ROW = 8_192  # bytes: each text but one has at most MOST_OF_TEXT, that one four times as many
    FIRST_ROOM = 65_536
    FIRST_MARKS = 128
    MOST_HINTED = 1 << 22
    COPY_ENDS = 21  # bytes of header and trailer
    ROW_ID_BYTES = 16
    SENDER_OF_ROW = 20
    PERSON_OF_ROW = 22
    COUNTED_OUTSIDE = 0  # of the share's draw
    COUNTED_IN_DRAW = 1
    COUNTED_CONTINUING = 2
    COUNTED_OTHERWISE = 3

cdef tuple ROW_KINDS = (
    UUID_COLUMN, TEXT_COLUMN, TEXT_COLUMN, TEXT_COLUMN, TEXT_COLUMN, TEXT_COLUMN, INTEGER_COLUMN,
    TEXT_COLUMN, TEXT_COLUMN, MOMENT_COLUMN, TEXT_COLUMN, TEXT_COLUMN, TEXT_COLUMN, TEXT_COLUMN,
    TEXT_COLUMN, INTEGER_COLUMN, BIGINT_COLUMN, INTEGER_COLUMN, INTEGER_COLUMN, TEXT_COLUMN, NO_COLUMN,
    NO_COLUMN, BIGINT_COLUMN, TEXT_COLUMN, TEXT_COLUMN, TEXT_COLUMN, BIGINT_COLUMN, BOOLEAN_COLUMN,
    TEXT_COLUMN, INTEGER_COLUMN,
)
"""As `store.log_columns` has them, by field of a row."""

cdef struct RowMark:
    # What is known of a row without reading its bytes.
    Py_ssize_t end  # of its bytes, which begin where those of the row before it end
    Py_ssize_t given  # its place among the LogRows; -1: it has bytes, and all that follows here
    double created
    int64_t milliseconds
    int64_t sender
    int64_t person
    int32_t bucket
    uint32_t key
    uint8_t counted
    bint has_bucket
    bint has_sender
    bint has_person


cdef struct AttemptMade:
    # What the rows of one attempt share: the first, which has succeeded.
    double wall
    int64_t milliseconds
    int64_t version  # 0: no configuration
    int64_t status
    const char* trace
    Py_ssize_t trace_size
    uint8_t[ROW_ID_BYTES] row_id  # of the next row


cdef bint write_common(
    AttemptMade* attempt, milliseconds, wall, status, str trace
) except -1:
    # Whether this is usual; `trace` must live as long as the attempt.
    cdef Py_ssize_t size = 0
    try:
        attempt.milliseconds, attempt.wall, attempt.status = milliseconds, wall, status
        attempt.trace = PyUnicode_AsUTF8AndSize(trace, &size)
    except (OverflowError, UnicodeEncodeError):
        return False
    attempt.trace_size = size
    return size <= MOST_OF_TEXT and memchr(attempt.trace, 0, <size_t>size) == NULL


cdef int64_t batches_made = 0


@cython.final
cdef class RowBatch:
    """Rows in order. A sequence of LogRows, which are made when they are asked for."""

    cdef uint8_t* bytes
    cdef Py_ssize_t used
    cdef Py_ssize_t room
    cdef RowMark* marks
    cdef Py_ssize_t count
    cdef Py_ssize_t most_marks
    cdef list given
    cdef list keys  # domain, side and version, by number
    cdef list made
    cdef int64_t serial

    def __cinit__(self):
        global batches_made
        batches_made += 1
        self.serial, self.given, self.keys = batches_made, [], []

    def __dealloc__(self):
        PyMem_Free(self.bytes)
        PyMem_Free(self.marks)

    def __len__(self):
        return self.count

    def __iter__(self):
        return iter(self.rows())

    def __getitem__(self, index):
        if self.made is None and isinstance(index, int):
            if not -self.count <= index < self.count:
                raise IndexError("no such row")
            return self.row(index % self.count)
        return self.rows()[index]

    cdef list rows(self):
        cdef Py_ssize_t i
        if self.made is None:
            self.made = [self.row(i) for i in range(self.count)]
        return self.made

    # Rows that come.

    cdef int have_room(self) except -1:
        # For one more row.
        cdef Py_ssize_t size
        self.made = None
        if self.room - self.used < LARGEST_ROW:
            self.reserve(max(<Py_ssize_t>FIRST_ROOM, 2 * self.room))
        if self.count == self.most_marks:
            size = max(<Py_ssize_t>FIRST_MARKS, 2 * self.most_marks)
            marks = <RowMark*>PyMem_Realloc(self.marks, <size_t>size * sizeof(RowMark))
            if marks == NULL:
                raise MemoryError
            self.marks, self.most_marks = marks, size
        return 0

    cdef int reserve(self, Py_ssize_t room) except -1:
        found = <uint8_t*>PyMem_Realloc(self.bytes, <size_t>room)
        if found == NULL:
            raise MemoryError
        self.bytes, self.room = found, room
        return 0

    cdef int add(self, object row) except -1:
        # As it is.
        self.have_room()
        self.given.append(row)
        self.marks[self.count].given = len(self.given) - 1
        self.marks[self.count].end = self.used
        self.count += 1
        return 0

    cdef bint keep(
        self, object event, object decision, const AttemptMade* attempt, Deliveries to, bytes source,
        object mask, object person,
    ) except -1:
        # Whether its row is usual, and now here. If not, or if this raises, none is.
        cdef RowMark* mark
        cdef Writer writer
        cdef int64_t hashed = 0
        cdef object masked = None
        cdef object identity = field(event, PHONE) or field(event, SENDER)
        cdef bint has_person = bool(identity) and person is not None
        if to.columns is None or source is None:
            return False
        # Whatever is Python's comes first: it must not see a row that is half made.
        if identity:
            if len(<str?>identity) > MOST_OF_TEXT:
                return False
            masked = masked_name(identity) if mask is MASKED else mask(identity)
            if has_person:
                hashed = person_number(person, identity)
        self.have_room()
        mark = &self.marks[self.count]
        mark.given, mark.created, mark.milliseconds = -1, attempt.wall, attempt.milliseconds
        mark.has_person, mark.person = has_person, hashed
        mark.counted = counted_as(field(decision, 3))
        if mark.counted == COUNTED_OTHERWISE or not 0 <= attempt.wall < 1e11:
            return False
        mark.key = self.key_of(to, attempt.version)
        writer.to, writer.end, writer.is_full = self.bytes + self.used, self.bytes + self.room, False
        if not write_row(&writer, mark, event, decision, attempt, to.columns, source, masked):
            return False
        self.used = mark.end = writer.to - self.bytes
        self.count += 1
        return True

    cdef void undo(self, Py_ssize_t count) noexcept:
        # Only the `count` first rows stay; the others have bytes.
        if 0 <= count < self.count:
            self.count = count
            self.used = self.marks[count - 1].end if count else 0

    cdef uint32_t key_of(self, Deliveries to, int64_t version) except? 0:
        if to.batch != self.serial or to.version != version:
            self.keys.append((to.domain, to.side, version))
            to.batch, to.version, to.key = self.serial, version, <uint32_t>(len(self.keys) - 1)
        return to.key

    # What becomes of them.

    cdef object row(self, Py_ssize_t i):
        # As a LogRow.
        cdef Input own
        cdef Py_ssize_t at = 2
        cdef Py_ssize_t size
        cdef Py_ssize_t begun = self.marks[i - 1].end if i else 0
        cdef const RowMark* mark = &self.marks[i]
        cdef int number
        cdef list values = []
        if mark.given >= 0:
            return self.given[mark.given]
        own.first, own.size = self.bytes + begun, mark.end - begun
        for number in range(ROW_FIELDS):
            if ROW_KINDS[number] == NO_COLUMN:
                values.append((mark.sender if mark.has_sender else None) if number == SENDER_OF_ROW else True)
                continue
            size = number_at(&own, at, 4)
            at += 4
            values.append(None if size < 0 else value_at(&own, at, size, ROW_KINDS[number], mark))
            at += max(<Py_ssize_t>0, size)
        made = PyType_GenericAlloc(LOG_ROW, ROW_FIELDS)
        for number in range(ROW_FIELDS):
            put(made, number, values[number])
        return made

    cdef object copied(self, tuple kinds, tuple bounds):
        # As `copied_rows`.
        cdef bytes made
        cdef char* to
        if kinds != ROW_KINDS or min(bounds) < MOST_OF_TEXT:
            raise ValueError("these rows were written for other columns")
        if self.given:
            return self.copied_one_by_one(kinds, bounds)
        made = PyBytes_FromStringAndSize(NULL, self.used + COPY_ENDS)
        to = PyBytes_AS_STRING(made)
        memcpy(to, PyBytes_AS_STRING(COPY_HEADER), COPY_ENDS - 2)
        memcpy(to + COPY_ENDS - 2, self.bytes, <size_t>self.used)
        memcpy(to + COPY_ENDS - 2 + self.used, PyBytes_AS_STRING(COPY_TRAILER), 2)
        return made

    cdef object copied_one_by_one(self, tuple kinds, tuple bounds):
        cdef bytearray made = bytearray(COPY_HEADER)
        cdef Py_ssize_t used = len(made)
        cdef Py_ssize_t i, size
        cdef Py_ssize_t begun = 0
        for i in range(self.count):
            size = self.marks[i].end - begun
            if self.marks[i].given >= 0:
                used = copy_row(made, used, self.given[self.marks[i].given], kinds, bounds, ROW_COLUMNS)
                if used < 0:
                    return None
            else:
                room_for(made, used, size)
                memcpy(PyByteArray_AS_STRING(made) + used, self.bytes + begun, <size_t>size)
                used += size
            begun = self.marks[i].end
        PyByteArray_Resize(made, used)
        return bytes(made + COPY_TRAILER)

    cdef set people(self):
        cdef set found = set()
        cdef Py_ssize_t i
        for i in range(self.count):
            if self.marks[i].given >= 0:
                found.add(field(self.given[self.marks[i].given], PERSON_OF_ROW))
            elif self.marks[i].has_person:
                found.add(self.marks[i].person)
        found.discard(None)
        return found

    cdef double oldest(self) except? -1:
        if self.marks[0].given >= 0:
            return field(self.given[self.marks[0].given], 9)
        return self.marks[0].created

    cdef tuple gathered(self, int64_t seconds):
        # As `gathered`.
        cdef list slots = []
        cdef list given = []
        cdef list rest = []
        cdef dict known = {}
        cdef list last = [None] * len(self.keys)
        cdef Py_ssize_t i
        cdef Gathered slot
        for i in range(self.count):
            if self.marks[i].given >= 0:
                gather(self.given[self.marks[i].given], given, rest, seconds)
                continue
            slot = last[self.marks[i].key]
            start = slot_start(self.marks[i].created, seconds)
            if slot is None or slot.start != start:
                slot = last[self.marks[i].key] = self.slot(known, slots, start, self.marks[i].key)
            count_in(slot, &self.marks[i])
        return gathered_by(slots + given, rest)

    cdef Gathered slot(self, dict known, list slots, int64_t start, uint32_t key):
        cdef Gathered found = known.get((start, key))
        if found is None:
            found = known[start, key] = Gathered.__new__(Gathered)
            found.start = start
            found.domain, found.side, found.version = self.keys[key]
            slots.append(found)
        return found


cdef int count_in(Gathered slot, const RowMark* mark) except -1:
    slot.milliseconds.append(mark.milliseconds)
    if mark.counted == COUNTED_CONTINUING:
        slot.continuing.append(mark.milliseconds)
    elif mark.counted == COUNTED_IN_DRAW:
        if mark.has_bucket:
            slot.buckets.append(mark.bucket)
        if mark.has_sender:
            slot.senders.add(mark.sender)
    return 0


cdef int64_t person_number(object person, str identity) except? -1:
    cdef int64_t number
    if type(person) is PersonHash and hashed_name(&(<PersonHash>person).key, b"", identity, &number):
        return number
    return person(identity)


cdef int counted_as(object reason) except -1:
    if is_one_of(reason, IN_THE_DRAW):
        return COUNTED_IN_DRAW
    if is_one_of(reason, OUTSIDE_OF_THE_DRAW):
        return COUNTED_OUTSIDE
    return COUNTED_CONTINUING if is_one_of(reason, CONTINUED) else COUNTED_OTHERWISE


# The bytes of a row. All of them go through a Writer, which knows its end.

cdef inline void write_32(Writer* writer, int64_t number) noexcept nogil:
    cdef uint32_t bits = <uint32_t>number
    cdef uint8_t[4] made
    made[0], made[1] = <uint8_t>(bits >> 24), <uint8_t>(bits >> 16)
    made[2], made[3] = <uint8_t>(bits >> 8), <uint8_t>bits
    write(writer, made, 4)


cdef inline void write_null(Writer* writer) noexcept nogil:
    write_32(writer, -1)


cdef inline bint write_integer(Writer* writer, int64_t number) noexcept nogil:
    write_32(writer, 4)
    write_32(writer, number)
    return -<int64_t>0x80000000 <= number <= 0x7FFFFFFF


cdef inline void write_bigint(Writer* writer, int64_t number) noexcept nogil:
    write_32(writer, 8)
    write_32(writer, number >> 32)
    write_32(writer, number)


cdef inline bint write_text(Writer* writer, object text) except -1:
    # Whether it is usual; raises UnicodeEncodeError for one that has no bytes.
    cdef Py_ssize_t size = 0
    cdef const char* own
    if text is None:
        write_null(writer)
        return True
    own = PyUnicode_AsUTF8AndSize(text, &size)
    if size > MOST_OF_TEXT or memchr(own, 0, <size_t>size) != NULL:
        return False
    write_32(writer, size)
    write(writer, own, size)
    return True


cdef bint write_row(
    Writer* writer, RowMark* mark, object event, object decision, const AttemptMade* attempt,
    bytes to, bytes source, object masked,
) except -1:
    # Whether it is usual; then all of it is written, and the rest of `mark`.
    cdef object bucket = field(decision, 5)
    cdef object sender = field(decision, 6)
    cdef object happened = field(event, HAPPENED)
    cdef object code = field(event, ERROR_CODE)
    cdef bint is_usual = True
    mark.has_bucket, mark.has_sender = bucket is not None, sender is not None
    if mark.has_sender:
        mark.sender = sender
    write(writer, b"\0\x1c\0\0\0\x10", 6)  # so many columns; so many bytes of a UUID
    write(writer, attempt.row_id, ROW_ID_BYTES)
    write_bytes(writer, to)
    is_usual = write_text(writer, masked) and write_text(writer, field(event, 2))
    is_usual &= write_integer(writer, attempt.milliseconds)
    write(writer, b"\0\0\0\7success\xff\xff\xff\xff", 15)
    write_32(writer, 8)
    write_64(writer, microseconds(attempt.wall))
    write_bytes(writer, source)
    if not is_usual or not (
        write_text(writer, field(event, KIND)) and write_text(writer, field(event, NAME))
        and write_text(writer, field(decision, 4)) and write_text(writer, field(decision, 3))
    ):
        return False
    if mark.has_bucket:
        if not 0 <= bucket < BUCKETS:
            return False
        mark.bucket = bucket
        write_integer(writer, mark.bucket)
    else:
        write_null(writer)
    if attempt.version:
        write_bigint(writer, attempt.version)
    else:
        write_null(writer)
    write_integer(writer, attempt.status)
    write_integer(writer, 1)
    write_32(writer, attempt.trace_size)
    write(writer, attempt.trace, attempt.trace_size)
    if mark.has_person:
        write_bigint(writer, mark.person)
    else:
        write_null(writer)
    if not (
        write_text(writer, field(decision, 7)) and write_text(writer, field(decision, 8))
        and write_text(writer, field(event, CAME_TO))
    ):
        return False
    if happened:
        write_bigint(writer, happened)
    else:
        write_null(writer)
    if field(event, OF_GROUP):
        write(writer, b"\0\0\0\1\1", 5)
    else:
        write_null(writer)
    is_usual = write_text(writer, field(event, PRICING_OF))
    if code is None:
        write_null(writer)
    else:
        is_usual &= write_integer(writer, code)
    return is_usual and not writer.is_full


cdef inline void write_64(Writer* writer, int64_t number) noexcept nogil:
    write_32(writer, number >> 32)
    write_32(writer, number)


cdef bytes text_columns(tuple texts):
    # These texts as COPY takes them; None if one is not usual.
    cdef uint8_t[4 * (MOST_OF_TEXT + 4)] room
    cdef Writer writer
    writer.to, writer.end, writer.is_full = room, room + sizeof(room), False
    try:
        for each in texts:
            if not write_text(&writer, each):
                return None
    except UnicodeEncodeError:
        return None
    return None if writer.is_full else room[: writer.to - room]


# And back. They are read with the care that is due to what came from outside.

cdef int64_t number_at(const Input* own, Py_ssize_t at, Py_ssize_t size) except? -1:
    # In network order, with its sign.
    cdef uint64_t bits = 0
    cdef Py_ssize_t i
    if not 0 <= at <= own.size - size or not 0 < size <= 8:
        raise IndexError("a column is not in its row")
    for i in range(size):
        bits = bits << 8 | <uint64_t>byte_at(own, at + i)
    bits <<= 8 * (8 - size)
    return <int64_t>bits >> 8 * (8 - size)


cdef object value_at(
    const Input* own, Py_ssize_t at, Py_ssize_t size, int kind, const RowMark* mark
):
    if kind == TEXT_COLUMN:
        return decoded(own, at, at + size)
    if kind == UUID_COLUMN:
        return copied(own, at, at + size)
    if kind == MOMENT_COLUMN:
        return mark.created
    if kind == BOOLEAN_COLUMN:
        return number_at(own, at, size) != 0
    return number_at(own, at, size)


def people_of(rows):
    """The hashes of people that are in these rows of the log."""
    cdef set found
    if type(rows) is RowBatch:
        return (<RowBatch>rows).people()
    found = {field(row, PERSON_OF_ROW) for row in rows}
    found.discard(None)
    return found


cdef class RowQueue:
    """Rows in order, taken by batches of at most `batch_rows`.

    From `many` of them on, `on_many` is called whenever there are more.
    """

    cdef Py_ssize_t batch_rows
    cdef Py_ssize_t many
    cdef object on_many
    cdef list full  # the oldest come last
    cdef list filled  # those behind them, in order
    cdef RowBatch last
    cdef Py_ssize_t waiting
    cdef readonly int64_t recorded
    """Rows that have come so far."""

    def __cinit__(self, Py_ssize_t batch_rows, Py_ssize_t many, on_many):
        if batch_rows < 1:
            raise ValueError("a batch has rows")
        self.batch_rows, self.many, self.on_many = batch_rows, many, on_many
        self.full, self.filled, self.last = [], [], RowBatch()

    def __len__(self):
        return self.waiting

    def append(self, row):
        """Adds a row."""
        self.last.add(row)
        self.grown(1)

    def keep(self, event, decision, tuple common not None, bytes row_id not None, mask, person):
        """Adds the row of this event, if it is a usual one; whether it is.

        `common` is as `log_rows` takes it.
        """
        cdef AttemptMade made
        cdef bint is_kept
        handler, side, milliseconds, status, message, wall, source, version, code, number, trace, final = common
        if (status, message, number, final) != ("success", None, 1, True) or version == 0:
            return False
        if len(row_id) != ROW_ID_BYTES or not write_common(&made, milliseconds, wall, code, trace):
            return False
        try:
            made.version = version or 0
            memcpy(made.row_id, PyBytes_AS_STRING(row_id), ROW_ID_BYTES)
            is_kept = self.last.keep(
                event, decision, &made, Deliveries(handler, side, field(decision, 0)),
                text_columns((source,)), mask, person,
            )
        except (OverflowError, UnicodeEncodeError):
            return False
        if is_kept:
            self.grown(1)
        return is_kept

    cdef int grown(self, Py_ssize_t rows) except -1:
        # So many rows were added to the last batch.
        self.waiting += rows
        self.recorded += rows
        if self.last.count >= self.batch_rows:
            self.filled.append(self.last)
            self.begin()
        if self.waiting >= self.many:
            self.on_many()
        return 0

    cdef Py_ssize_t places(self) noexcept:
        # How many rows the last batch can still take.
        return self.batch_rows - self.last.count

    cdef int begin(self) except -1:
        # Another batch, which will be about as large as the one before it.
        cdef Py_ssize_t room = self.last.room
        self.last = RowBatch()
        if 0 < room <= MOST_HINTED:
            self.last.reserve(room)
        return 0

    def take(self):
        """The oldest batch, which is no longer here then; without rows if there are none."""
        cdef RowBatch taken
        if not self.full:
            self.full, self.filled = self.filled[::-1], []
        if self.full:
            taken = self.full.pop()
        else:
            taken = self.last
            self.begin()
        self.waiting -= taken.count
        return taken

    def oldest(self):
        """When the first of them was decided; None if there are none."""
        cdef RowBatch first
        if not self.waiting:
            return None
        first = self.full[len(self.full) - 1] if self.full else self.filled[0] if self.filled else self.last
        return first.oldest()

# The log's rows of one attempt, as `gateway.record.rows.log_rows` makes them.

from hookshift.domain.routing.records import LogRow

cdef enum:
    MOST_OF_TEXT = 256  # `gateway.record.rows.TEXT_BOUND`
    ROW_FIELDS = 30

ROW_FIELD_NAMES = (
    "id webhook_name domain routed_to from_number message_id response_time_ms status error_message "
    "created_at source event_kind event_type rule reason bucket config_version handler_status "
    "attempt correlation_id sender final person domain_by observed business_number provider_time "
    "in_group pricing error_code"
)
cdef type LOG_ROW = LogRow
cdef tuple FURTHER_OF_ROW = _further(LogRow, ROW_FIELD_NAMES)
if ROW_FIELDS != len(ROW_FIELD_NAMES.split()) or FURTHER_OF_ROW:
    raise ImportError("LogRow has other fields than the compiled core knows")


cdef class PersonHash:
    """As `domain.person.hasher`, by the key that it derives; `reference` is for unusual names."""

    cdef Salted key
    cdef object reference

    def __cinit__(self, bytes key not None, reference not None):
        cdef Input own
        own.first, own.size = key, len(key)
        self.reference = reference
        if not salted(&self.key, &own):
            raise ValueError("the key is too long")

    def __call__(self, str identity not None):
        """The hash of a person's number or id."""
        return self.of(identity)

    cdef object of(self, str identity):
        cdef int64_t number
        if hashed_name(&self.key, b"", identity, &number):
            return number
        return self.reference(identity)


def log_rows(tuple events not None, tuple decisions not None, tuple common not None,
             new_id, mask, person):
    """A row for each event and its decision; `common` is what they share."""
    cdef Py_ssize_t i
    if len(events) != len(decisions):
        raise ValueError("each event needs a decision")
    return [
        row_of(events[i], decisions[i], common, new_id(common[5]), mask, person)
        for i in range(len(events))
    ]


cdef object row_of(event, decision, tuple common, row_id, mask, person):
    handler, side, milliseconds, status, message, wall, source, version, code, number, trace, final = common
    identity = field(event, PHONE) or field(event, SENDER)
    # Whatever is Python's comes first: it must not see a row that is half made.
    masked = hashed = None
    if identity:
        masked = masked_name(bounded(identity)) if mask is MASKED else mask(bounded(identity))
        if type(person) is PersonHash:
            hashed = (<PersonHash>person).of(identity)
        elif person is not None:
            hashed = person(identity)
    to, pricing = bounded(field(event, CAME_TO)), bounded(field(event, PRICING_OF))
    at = field(event, HAPPENED) or None
    in_group = True if field(event, OF_GROUP) else None
    name, event_id = bounded(field(event, NAME)), bounded(field(event, 2))
    made = PyType_GenericAlloc(LOG_ROW, ROW_FIELDS)
    put(made, 0, row_id)
    put(made, 1, handler)
    put(made, 2, field(decision, 0))
    put(made, 3, side)
    put(made, 4, masked)
    put(made, 5, event_id)
    put(made, 6, milliseconds)
    put(made, 7, status)
    put(made, 8, message)
    put(made, 9, wall)
    put(made, 10, source)
    put(made, 11, field(event, KIND))
    put(made, 12, name)
    put(made, 13, field(decision, 4))
    put(made, 14, field(decision, 3))
    put(made, 15, field(decision, 5))
    put(made, 16, version)
    put(made, 17, code)
    put(made, 18, number)
    put(made, 19, trace)
    put(made, 20, field(decision, 6))
    put(made, 21, final)
    put(made, 22, hashed)
    put(made, 23, field(decision, 7))
    put(made, 24, field(decision, 8))
    put(made, 25, to)
    put(made, 26, at)
    put(made, 27, in_group)
    put(made, 28, pricing)
    put(made, 29, field(event, ERROR_CODE))
    return made


cdef object bounded(object text):
    return text[:MOST_OF_TEXT] if text is not None and len(text) > MOST_OF_TEXT else text


def masked(str identity not None):
    """As `gateway.record.rows.masked`."""
    return masked_name(identity)


cdef object MASKED = masked


cdef str masked_name(str identity):
    cdef char[MOST_OF_TEXT] made
    cdef Py_ssize_t size = len(identity)
    cdef const char* own
    if size <= 5:
        return "*" * size
    if size > MOST_OF_TEXT or not identity.isascii():
        return identity[:3] + "*" * (size - 5) + identity[size - 2 :]
    own = PyUnicode_AsUTF8AndSize(identity, &size)
    memset(made, c"*", <size_t>size)
    memcpy(made, own, 3)
    memcpy(made + size - 2, own + size - 2, 2)
    return made[:size].decode("ascii")

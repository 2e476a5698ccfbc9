# Rows of the log by what they are counted under, as `domain.evidence.tally` gathers them. Usual rows
# only: a first attempt that succeeded, for a reason that says no more than whether the share drew it,
# or whether it continues a conversation.

cdef enum:
    MOST_SLOTS = 64  # of one batch

cdef tuple IN_THE_DRAW = (IN_SHARE, OUT_OF_SHARE)
cdef tuple OUTSIDE_OF_THE_DRAW = (
    NO_RULE, MALFORMED, PROTECTED, NO_CONFIGURATION, DISABLED, LOCAL_ROLLBACK, NOT_IN_ROLLOUT,
    NO_SENDER,
)
cdef tuple CONTINUED = (
    Reason.AFFINITY, Reason.CONTINUING, Reason.CONTEXT_UNKNOWN, Reason.DRAINING,
)


cdef class Gathered:
    # What is counted under one key; its texts are compared by identity, which is enough of them.
    cdef int64_t start
    cdef object domain
    cdef object side
    cdef object version
    cdef list milliseconds
    cdef list buckets
    cdef set senders
    cdef list continuing

    def __cinit__(self):
        self.milliseconds, self.buckets, self.senders, self.continuing = [], [], set(), []


def gathered(rows, int64_t seconds):
    """The usual `rows` by slots of `seconds`: each slot's key, milliseconds, buckets, senders, and
    milliseconds of those that continue; and a list of the other rows. The same key may come more
    than once.
    """
    cdef list slots = []
    cdef list rest = []
    if seconds <= 0:
        raise ValueError("a slot has seconds")
    if type(rows) is RowBatch:
        return (<RowBatch>rows).gathered(seconds)
    for row in rows:
        gather(row, slots, rest, seconds)
    return gathered_by(slots, rest)


cdef int gather(row, list slots, list rest, int64_t seconds) except -1:
    cdef Gathered slot = slot_of(row, slots, seconds)
    if slot is None:
        rest.append(row)
        return 0
    slot.milliseconds.append(field(row, 6))
    if is_one_of(field(row, 14), CONTINUED):
        slot.continuing.append(field(row, 6))
    elif is_one_of(field(row, 14), IN_THE_DRAW):
        if field(row, 15) is not None:
            slot.buckets.append(field(row, 15))
        if field(row, 20) is not None:
            slot.senders.add(field(row, 20))
    return 0


cdef tuple gathered_by(list slots, list rest):
    cdef Gathered slot
    return [
        (
            (slot.start, slot.domain, slot.side, slot.version or 0),
            slot.milliseconds, slot.buckets, slot.senders, slot.continuing,
        )
        for slot in slots
    ], rest


cdef Gathered slot_of(row, list slots, int64_t seconds):
    # None if it is not usual.
    cdef Gathered slot
    cdef int64_t start
    cdef object reason
    if type(row) is not LOG_ROW:
        return None
    reason = field(row, 14)
    if counted_as(reason) == COUNTED_OTHERWISE:
        return None
    if type(field(row, 9)) is not float or field(row, 18) != 1 or field(row, 7) != "success":
        return None
    if not 0 <= <double>field(row, 9) < 1e11:
        return None
    start = slot_start(field(row, 9), seconds)
    for slot in slots:
        if (
            slot.start == start and slot.domain is field(row, 2) and slot.side is field(row, 3)
            and slot.version is field(row, 16)
        ):
            return slot
    if len(slots) >= MOST_SLOTS:
        return None
    slot = Gathered.__new__(Gathered)
    slot.start, slot.domain, slot.side = start, field(row, 2), field(row, 3)
    slot.version = field(row, 16)
    slots.append(slot)
    return slot


cdef int64_t slot_start(double created, int64_t seconds) except -1:
    # The table's times are whole microseconds.
    cdef int64_t start = <int64_t>(created + 0.5e-6)
    return start - start % seconds


cdef bint is_one_of(object reason, tuple reasons) except -1:
    cdef object each
    for each in reasons:
        if each is reason:
            return True
    return False

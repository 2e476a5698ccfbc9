# What the shared table of a host holds, by the keyed hashes of `domain.person`: records are read
# without a lock, and written under that of their set, as `gateway.conversation.shared_table` does.

cdef enum:
    MOST_TEXT = 1024
    TOUCH = 600  # `shared_table.TOUCH_SECONDS`
    NEVER_BYTES = 20

cdef uint64_t FOR_ZERO = 0x2B7E151628AED2A6
cdef uint64_t SIGN = 0x8000000000000000


cdef bint hashed_name(const Salted* key, bytes begins, str name, int64_t* number) except -1:
    # As `domain.person.hasher` hashes both together; False for what is left to it.
    cdef uint8_t[MOST_TEXT] text
    cdef Input whole, own
    cdef Py_ssize_t before = len(begins)
    if not name.isascii():
        return False
    own.first = <const uint8_t*>PyUnicode_AsUTF8AndSize(name, &own.size)
    if before == 0:
        whole = own
    else:
        if before + own.size > MOST_TEXT:
            return False
        memcpy(text, <const uint8_t*>begins, <size_t>before)
        memcpy(text + before, own.first, <size_t>own.size)
        whole.first, whole.size = text, before + own.size
    if whole.size == 0:
        return False
    number[0] = <int64_t>(placed(key, &whole) ^ SIGN)
    return True


cdef int read_record(Slots slots, uint64_t mixed, int64_t now, uint8_t* record) except -2:
    # Whether there is one; one that was not used for long goes on as if it had been written now.
    cdef uint8_t[SLOT] copy
    cdef int64_t key = <int64_t>(mixed if mixed else FOR_ZERO)
    cdef uint8_t* found = slots._set(key)
    cdef int looks, way
    for looks in range(LOOKS):
        way = _way_of(found, key)
        if way < 0:
            return 0
        memcpy(copy, found + way * SLOT, SLOT)
        _barrier()
        if _key_of(copy) == key and _checksum(copy) == _number(copy + CHECKSUM_AT):
            memcpy(record, copy + RECORD_AT, RECORD)
            if now - <int64_t>_number(copy + STAMP_AT) > TOUCH:
                touch(found + way * SLOT, copy, now)
            return 1
    return 0


cdef void touch(uint8_t* slot, uint8_t* seen, int64_t now) noexcept nogil:
    # Without a lock: stamp and checksum change together, and only if they are as they were seen.
    # Whoever writes the slot meanwhile writes them last.
    cdef uint64_t before, after
    memcpy(&before, seen + STAMP_AT, sizeof(before))
    _put_number(seen + STAMP_AT, <uint32_t>now)
    _put_number(seen + CHECKSUM_AT, _checksum(seen))
    memcpy(&after, seen + STAMP_AT, sizeof(after))
    _swap(slot + STAMP_AT, before, after)


cdef bint is_never(const uint8_t* record) noexcept nogil:
    # It says that nothing is known.
    cdef int at
    for at in range(NEVER_BYTES):
        if record[at] != 0xFF:
            return False
    return True


cdef bint write_record(Slots slots, uint64_t mixed, const uint8_t* record, int64_t now,
                       int64_t turned) except -1:
    # With `turned`: not over the record of a conversation with a later turn.
    cdef int64_t key = <int64_t>(mixed if mixed else FOR_ZERO)
    cdef uint8_t* found = slots._set(key)
    cdef int locked = slots._lock(found, SLOTS_OF_SET)
    cdef const uint8_t* present
    cdef int way
    way = _way_of(found, key)
    if way >= 0 and turned >= 0:
        present = found + way * SLOT
        if (_checksum(present) == _number(present + CHECKSUM_AT)
                and not is_never(present + RECORD_AT)
                and _number(present + RECORD_AT + 20) > turned):
            slots._unlock(found, SLOTS_OF_SET, locked)
            return False
    _write(found + (_oldest(found, <uint32_t>now) if way < 0 else way) * SLOT, key, record,
           <uint32_t>now)
    slots._unlock(found, SLOTS_OF_SET, locked)
    return True

# What the shared table of a host holds, by the keyed hashes of `domain.person`: records are read
# without a lock, and written under that of their set, as `gateway.conversation.shared_table` does.

cdef enum:
    MOST_TEXT = 1024
    TOUCH = 600  # `shared_table.TOUCH_SECONDS`
    TURNED_AT = 12  # in a conversation's record

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
    cdef Home home
    cdef uint8_t* slot
    slots._home(<int64_t>mixed, &home)
    slot = _copied(&home, copy)
    if slot == NULL:
        return 0
    memcpy(record, copy + RECORD_AT, RECORD)
    if now - <int64_t>_number(copy + STAMP_AT) > TOUCH:
        touch(slot, copy, home.seed, now)
    return 1


cdef void touch(uint8_t* slot, uint8_t* seen, uint32_t seed, int64_t now) noexcept nogil:
    # Without a lock: stamp and checksum change together, and only if they are as they were seen.
    # Whoever writes the slot meanwhile writes them last.
    cdef uint64_t before, after
    memcpy(&before, seen + STAMP_AT, sizeof(before))
    _put_number(seen + STAMP_AT, <uint32_t>now)
    _put_number(seen + CHECKSUM_AT, _checksum(seen, seed))
    memcpy(&after, seen + STAMP_AT, sizeof(after))
    _swap(slot + STAMP_AT, before, after)


cdef bint write_record(Slots slots, uint64_t mixed, const uint8_t* record, int64_t now,
                       int64_t turned) except -1:
    # With `turned`: not over the record of a conversation with a later turn.
    cdef Home home
    cdef uint8_t* slot
    cdef bint writes = True
    slots._home(<int64_t>mixed, &home)
    cdef int locked = slots._lock_group(&home)
    slot = _slot_of(&home)
    if slot != NULL and turned >= 0:
        writes = (not _is_whole(slot, home.seed) or is_never(slot + RECORD_AT)
                  or <int64_t>_number(slot + RECORD_AT + TURNED_AT) <= turned)
    if writes:
        _write(&home, slot, record, <uint32_t>now)
    slots._unlock_group(&home, locked)
    return writes

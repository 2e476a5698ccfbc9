# The slots of the shared table of conversations: `gateway.conversation.shared_table` is the
# reference, and says what is where. The same layout, and locks that both respect: processes of either
# kind may share one table.

from cpython.buffer cimport PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.bytes cimport PyBytes_FromStringAndSize

from secrets import randbits as _randbits

cdef extern from "<fcntl.h>" nogil:
    ctypedef struct _lock "struct flock":
        short l_type
        short l_whence
        int64_t l_start
        int64_t l_len
    int _fcntl "fcntl" (int file, int command, _lock* lock)
    int F_SETLK
    short F_WRLCK
    short F_UNLCK
    short SEEK_SET

cdef extern from "<sched.h>" nogil:
    int sched_yield()

cdef extern from "<time.h>" nogil:
    ctypedef struct _timespec "struct timespec":
        int64_t tv_sec
        long tv_nsec
    int clock_gettime(int clock, _timespec* now)
    int CLOCK_MONOTONIC

cdef extern from *:
    """
    /* What other processes write meanwhile is read once, where it says so. */
    #define _hookshift_barrier() __asm__ __volatile__("" ::: "memory")
    #define _hookshift_swap(place, before, after) \
        __sync_bool_compare_and_swap((unsigned long long*)(place), before, after)
    #define _hookshift_swap_word(place, before, after) \
        __sync_bool_compare_and_swap((unsigned int*)(place), before, after)
    #define _hookshift_add_bit(place, bit) __sync_fetch_and_or((unsigned char*)(place), bit)
    """
    void _barrier "_hookshift_barrier" () noexcept nogil
    bint _swap "_hookshift_swap" (uint8_t* place, uint64_t before, uint64_t after) noexcept nogil
    bint _swap_word "_hookshift_swap_word" (
        uint8_t* place, uint32_t before, uint32_t after) noexcept nogil
    void _add_bit "_hookshift_add_bit" (uint8_t* place, uint8_t bit) noexcept nogil

cdef enum:
    WAYS = 8
    RECORD = 24
    RECORD_AT = 8
    STAMP_AT = 32
    CHECKSUM_AT = 36
    SLOT = 40
    SLOTS_OF_SET = 320
    LOOKS = 3
    MESSAGE_BYTES = 8  # of a record
    KEPT_MESSAGES = 2  # `shared_table.KEPT_MESSAGES`
    LOCKED_BY_FILE = 776  # `shared_table.LOCKED_BY_FILE`
    LOCK_WORDS_AT = 4096  # `shared_table.LOCK_WORDS`
    LOCK_WORDS = 4096  # each of four bytes
    GRAIN = 64
    NOT_LOCKED = 0
    LOCKED_FILE = 1
    LOCKED_WORD = 2
    FILTER_BLOCK = 64  # `alias_filter.BLOCK`
    FILTER_STATE = 768  # `alias_filter.STATE`
    FOLLOWED_FOR = 2  # `alias_filter.FOLLOWED_SECONDS`

cdef uint64_t UPPER = 0x100000000
cdef uint64_t SPREAD = 0x9E3779B97F4A7C15

cdef uint32_t[256] _crc_table
cdef uint32_t _POLYNOMIAL = 0xEDB88320
cdef uint32_t _ONES = 0xFFFFFFFF


cdef void _make_crc_table() noexcept nogil:
    cdef uint32_t value
    cdef int byte, bit
    for byte in range(256):
        value = <uint32_t>byte
        for bit in range(8):
            value = (value >> 1) ^ (_POLYNOMIAL if value & 1 else <uint32_t>0)
        _crc_table[byte] = value


_make_crc_table()


cdef uint32_t _checksum(const uint8_t* slot) noexcept nogil:
    """CRC-32, as zlib's, of a slot up to its checksum."""
    cdef uint32_t value = _ONES
    cdef int at
    for at in range(CHECKSUM_AT):
        value = (value >> 8) ^ _crc_table[(value ^ slot[at]) & 0xFF]
    return value ^ _ONES


cdef uint32_t _number(const uint8_t* place) noexcept nogil:
    return (<uint32_t>place[0] | <uint32_t>place[1] << 8 | <uint32_t>place[2] << 16
            | <uint32_t>place[3] << 24)


cdef void _put_number(uint8_t* place, uint32_t number) noexcept nogil:
    cdef int at
    for at in range(4):
        place[at] = <uint8_t>(number >> 8 * at)


cdef class Slots:
    """Sets in `mapping`, from `first` on, and behind them `filter_bytes` of aliases' blocks.

    `file` is locked, or -1 for none.
    """

    cdef Py_buffer _view
    cdef uint8_t* _sets
    cdef bint _open
    cdef int _file
    cdef int64_t _count
    cdef int64_t _lock_ns
    cdef uint8_t* _header
    cdef uint8_t* _blocks
    cdef uint64_t _block_count
    cdef uint32_t _owner
    cdef readonly int64_t unlocked

    def __cinit__(
        self, mapping, int file, int64_t first, double lock_seconds, int64_t filter_bytes
    ):
        self._open = False
        PyObject_GetBuffer(mapping, &self._view, PyBUF_WRITABLE)
        self._open = True
        self._count = (self._view.len - first - filter_bytes) // SLOTS_OF_SET
        if self._count < 1 or first < LOCK_WORDS_AT + 4 * LOCK_WORDS or filter_bytes < 0:
            raise ValueError("no room for a set")
        self._header = <uint8_t*>self._view.buf
        self._sets = self._header + first
        self._blocks = self._header + self._view.len - filter_bytes
        self._block_count = <uint64_t>(filter_bytes // FILTER_BLOCK)
        self._file = file
        self._lock_ns = <int64_t>(lock_seconds * 1e9)
        self._owner = _randbits(32) | 1
        self.unlocked = 0

    def __dealloc__(self):
        if self._open:
            PyBuffer_Release(&self._view)

    def close(self):
        """Lets go of the mapping, which can then be closed."""
        if self._open:
            self._open = False
            PyBuffer_Release(&self._view)

    def get(self, int64_t key):
        """The record of a key and when it was written; None if there is none, or no whole one."""
        cdef uint8_t[SLOT] copy
        cdef uint8_t* found = self._set(key)
        cdef int looks, way
        for looks in range(LOOKS):
            way = _way_of(found, key)
            if way < 0:
                return None
            memcpy(copy, found + way * SLOT, SLOT)
            _barrier()
            if _key_of(copy) == key and _checksum(copy) == _number(copy + CHECKSUM_AT):
                return (PyBytes_FromStringAndSize(<char*>copy + RECORD_AT, RECORD),
                        _number(copy + STAMP_AT))
        return None

    def update(self, int64_t key, bytes record, uint32_t now, may):
        """Writes a record if `may` of the present one, or `may` is None; tells whether."""
        if len(record) != RECORD:
            raise ValueError("a record has 24 bytes")
        cdef uint8_t* found = self._set(key)
        cdef int locked = self._lock(found, SLOTS_OF_SET)
        cdef int way
        try:
            way = _way_of(found, key)
            if may is not None and not may(_record_in(found, way)):
                return False
            # Nobody closed the table meanwhile.
            found = self._set(key)
            _write(found + (_oldest(found, now) if way < 0 else way) * SLOT, key, record, now)
            return True
        finally:
            self._unlock(found, SLOTS_OF_SET, locked)

    def lacks(self, int64_t alias, int64_t now):
        """Whether PostgreSQL knows nobody by this alias; False while that cannot be told."""
        return self.is_nobody(alias, now)

    def add_aliases(self, bytes packed):
        """Adds aliases, each a big-endian number of eight bytes."""
        cdef const uint8_t* numbers = packed
        cdef Py_ssize_t at
        cdef uint64_t alias
        cdef int i
        for at in range(0, len(packed) - 7, 8):
            alias = 0
            for i in range(8):
                alias = alias << 8 | numbers[at + i]
            self.add_alias(<int64_t>alias)

    cdef bint is_nobody(self, int64_t alias, int64_t now) except -1:
        cdef int64_t age
        if not self._open:
            raise ValueError("the table is closed")
        age = now - <int64_t>_number(self._header + FILTER_STATE + 4)
        if self._block_count == 0 or _number(self._header + FILTER_STATE) == 0:
            return False
        return 0 <= age <= FOLLOWED_FOR and not is_held(self._block(alias), alias)

    cdef int add_alias(self, int64_t alias) except -1:
        cdef uint8_t* block
        cdef int locked
        if not self._open:
            raise ValueError("the table is closed")
        if self._block_count == 0:
            return 0
        block = self._block(alias)
        if not is_held(block, alias):
            locked = self._lock(block, FILTER_BLOCK)
            hold(block, alias)
            self._unlock(block, FILTER_BLOCK, locked)
        return 0

    cdef uint8_t* _block(self, int64_t alias) noexcept:
        return self._blocks + (<uint64_t>alias >> 32) * self._block_count // UPPER * FILTER_BLOCK

    cdef uint8_t* _set(self, int64_t key) except NULL:
        if not self._open:
            raise ValueError("the table is closed")
        cdef int64_t number = key % self._count
        if number < 0:
            number += self._count
        return self._sets + number * SLOTS_OF_SET

    cdef int _lock(self, uint8_t* found, int64_t size) noexcept:
        # By a word of the mapping, unless a process of Python's has it, which can lock the file only.
        cdef int64_t give_up = 0
        cdef int64_t now
        cdef int way
        if self._file < 0:
            return NOT_LOCKED
        while True:
            way = LOCKED_FILE if _number(self._header + LOCKED_BY_FILE) else LOCKED_WORD
            if self._took_lock(found, size, way):
                return way
            now = _monotonic_ns()
            if give_up == 0:
                give_up = now + self._lock_ns
            if now > give_up:
                self.unlocked += 1
                if way == LOCKED_WORD:
                    self._take_over(found)
                return way if way == LOCKED_WORD else NOT_LOCKED
            sched_yield()

    cdef bint _took_lock(self, uint8_t* found, int64_t size, int way) noexcept:
        cdef _lock lock
        if way == LOCKED_WORD:
            return _swap_word(self._word_of(found), 0, self._owner)
        lock.l_type = F_WRLCK
        lock.l_whence = SEEK_SET
        lock.l_start = found - self._header
        lock.l_len = size
        return _fcntl(self._file, F_SETLK, &lock) == 0

    cdef void _take_over(self, uint8_t* found) noexcept:
        # From a process that was stopped or killed: nobody has to wait for it again.
        cdef uint8_t* word = self._word_of(found)
        _swap_word(word, _number(word), self._owner)

    cdef uint8_t* _word_of(self, uint8_t* found) noexcept:
        return self._header + LOCK_WORDS_AT + (found - self._header) // GRAIN % LOCK_WORDS * 4

    cdef void _unlock(self, uint8_t* found, int64_t size, int way) noexcept:
        cdef _lock lock
        if way == LOCKED_WORD:
            _swap_word(self._word_of(found), self._owner, 0)
        elif way == LOCKED_FILE:
            lock.l_type = F_UNLCK
            lock.l_whence = SEEK_SET
            lock.l_start = found - self._header
            lock.l_len = size
            _fcntl(self._file, F_SETLK, &lock)


cdef int64_t _monotonic_ns() noexcept nogil:
    cdef _timespec now
    clock_gettime(CLOCK_MONOTONIC, &now)
    return <int64_t>now.tv_sec * 1000000000 + now.tv_nsec


cdef int64_t _key_of(const uint8_t* slot) noexcept nogil:
    return <int64_t>(<uint64_t>_number(slot) | <uint64_t>_number(slot + 4) << 32)


cdef int _way_of(const uint8_t* found, int64_t key) noexcept nogil:
    cdef int way
    for way in range(WAYS):
        if _key_of(found + way * SLOT) == key:
            return way
    return -1


cdef object _record_in(const uint8_t* found, int way):
    if way < 0:
        return None
    cdef const uint8_t* slot = found + way * SLOT
    if _checksum(slot) != _number(slot + CHECKSUM_AT):
        return None
    return PyBytes_FromStringAndSize(<char*>slot + RECORD_AT, RECORD)


cdef int _oldest(const uint8_t* found, uint32_t now) noexcept nogil:
    """The slot that a new key takes; see `shared_table._leaves`."""
    cdef int way, messages = 0
    cdef int oldest = 0, message = 0
    cdef uint32_t stamp, least = _ONES, least_message = _ONES
    for way in range(WAYS):
        stamp = _number(found + way * SLOT + STAMP_AT)
        if stamp > now:
            stamp = 0
        if stamp < least:
            least, oldest = stamp, way
        if _is_message(found + way * SLOT):
            messages += 1
            if stamp < least_message:
                least_message, message = stamp, way
    return message if least and messages > KEPT_MESSAGES else oldest


cdef bint _is_message(const uint8_t* slot) noexcept nogil:
    """Whether its record is a message's: of all kinds only they end with so many zeros."""
    cdef int at
    for at in range(RECORD_AT + MESSAGE_BYTES, RECORD_AT + RECORD):
        if slot[at]:
            return False
    return True


cdef void _write(uint8_t* place, int64_t key, const uint8_t* record, uint32_t now) noexcept nogil:
    cdef uint8_t[SLOT] slot
    _put_number(slot, <uint32_t>key)
    _put_number(slot + 4, <uint32_t>(<uint64_t>key >> 32))
    memcpy(slot + RECORD_AT, record, RECORD)
    _put_number(slot + STAMP_AT, now)
    _put_number(slot + CHECKSUM_AT, _checksum(slot))
    _barrier()
    memcpy(place, slot, SLOT)
    _barrier()


cdef bint is_held(const uint8_t* block, int64_t alias) noexcept nogil:
    """Whether all bits of an alias are set in its block of the filter."""
    cdef uint64_t places = <uint64_t><uint32_t>alias * SPREAD
    cdef uint64_t place
    cdef int shift
    for shift in range(10, 64, 9):
        place = places >> shift & 511
        if not block[place >> 3] >> (place & 7) & 1:
            return False
    return True


cdef void hold(uint8_t* block, int64_t alias) noexcept nogil:
    cdef uint64_t places = <uint64_t><uint32_t>alias * SPREAD
    cdef uint64_t place
    cdef int shift
    for shift in range(10, 64, 9):
        place = places >> shift & 511
        _add_bit(block + (place >> 3), <uint8_t>(1 << (place & 7)))

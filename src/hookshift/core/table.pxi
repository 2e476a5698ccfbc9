# The slots of the shared table of conversations: `gateway.conversation.shared_table` is the
# reference, and `gateway.conversation.table_layout` says what is where. Layout and locks are the
# same, so processes of either kind may share one table.

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
    #define _hookshift_prefetch(place) __builtin_prefetch(place)
    #define _hookshift_add_bit(place, bit) __sync_fetch_and_or((unsigned char*)(place), bit)
    """
    void _barrier "_hookshift_barrier" () noexcept nogil
    bint _swap "_hookshift_swap" (uint8_t* place, uint64_t before, uint64_t after) noexcept nogil
    bint _swap_word "_hookshift_swap_word" (
        uint8_t* place, uint32_t before, uint32_t after) noexcept nogil
    void _prefetch "_hookshift_prefetch" (uint8_t* place) noexcept nogil
    void _add_bit "_hookshift_add_bit" (uint8_t* place, uint8_t bit) noexcept nogil

cdef enum:
    WAYS = 8
    MOST_WAYS = 16  # in which a key may be
    RECORD = 18
    RECORD_AT = 6
    STAMP_AT = 24
    CHECKSUM_AT = 28
    SLOT = 32
    SLOTS_OF_SET = 256
    SETS_OF_GROUP = 128  # `table_layout.GROUP`
    LINE = 64  # bytes that the processor reads at once
    LINES_OF_SET = 4
    LOOKS = 3
    MESSAGE_BYTES = 8  # of a record
    NEVER_BYTES = 14  # with which a record begins that says that nothing is known
    KEPT_PASSING = 1  # `table_layout.KEPT_PASSING`
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
cdef uint64_t TAG_OF_SLOT = 0xFFFFFFFFFFFF
cdef uint32_t GOLDEN = 0x9E3779B1
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


cdef struct Home:
    # Where a key may be (`table_layout.Home`).
    uint8_t* sets[2]
    int count  # of these
    uint8_t* group
    uint64_t tag
    uint32_t seed


cdef uint32_t _checksum(const uint8_t* slot, uint32_t seed) noexcept nogil:
    """CRC-32, as zlib's, of a slot up to its checksum, going on from `seed`."""
    cdef uint32_t value = seed ^ _ONES
    cdef int at
    for at in range(CHECKSUM_AT):
        value = (value >> 8) ^ _crc_table[(value ^ slot[at]) & 0xFF]
    return value ^ _ONES


cdef uint32_t _seed(uint32_t bits) noexcept nogil:
    """CRC-32 of two bytes."""
    cdef uint32_t value = _ONES
    value = (value >> 8) ^ _crc_table[(value ^ bits) & 0xFF]
    value = (value >> 8) ^ _crc_table[(value ^ bits >> 8) & 0xFF]
    return value ^ _ONES


cdef bint _is_whole(const uint8_t* slot, uint32_t seed) noexcept nogil:
    return _checksum(slot, seed) == _number(slot + CHECKSUM_AT)


cdef inline uint32_t _number(const uint8_t* place) noexcept nogil:
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
    cdef uint64_t _count
    cdef uint64_t _group
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
        cdef int64_t count = (self._view.len - first - filter_bytes) // SLOTS_OF_SET
        if count < 1 or first < LOCK_WORDS_AT + 4 * LOCK_WORDS or filter_bytes < 0:
            raise ValueError("no room for a set")
        self._group = <uint64_t>min(count, SETS_OF_GROUP)
        self._count = <uint64_t>count - <uint64_t>count % self._group
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
        cdef Home home
        self._home(key, &home)
        if _copied(&home, copy) == NULL:
            return None
        return (PyBytes_FromStringAndSize(<char*>copy + RECORD_AT, RECORD),
                _number(copy + STAMP_AT))

    def update(self, int64_t key, bytes record, uint32_t now, may):
        """Writes a record if `may` of the present one, or `may` is None; tells whether."""
        if len(record) != RECORD:
            raise ValueError(f"a record has {RECORD} bytes")
        cdef Home home
        cdef uint8_t* slot
        self._home(key, &home)
        cdef int locked = self._lock_group(&home)
        try:
            slot = _slot_of(&home)
            if may is not None:
                if not may(_record_in(slot, home.seed)):
                    return False
                # Nobody closed the table meanwhile.
                self._home(key, &home)
                slot = _slot_of(&home)
            _write(&home, slot, record, now)
            return True
        finally:
            self._unlock_group(&home, locked)

    def forget(self, int64_t key):
        """Removes the record of a key, if there is one."""
        cdef Home home
        self._home(key, &home)
        cdef int locked = self._lock_group(&home)
        _empty_others(&home, NULL)
        self._unlock_group(&home, locked)

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

    cdef int _home(self, int64_t key, Home* home) except -1:
        cdef uint64_t spread = <uint64_t>key
        cdef uint64_t first, place, second
        cdef int line
        if not self._open:
            raise ValueError("the table is closed")
        spread = (spread ^ spread >> 32) * SPREAD
        if spread & TAG_OF_SLOT == 0:
            spread |= 1
        first = (spread >> 32) * self._count >> 32
        place = first % self._group
        second = place + 1 + (<uint64_t><uint32_t>spread * (self._group - 1) >> 32)
        if second >= self._group:
            second -= self._group
        home.group = self._sets + (first - place) * SLOTS_OF_SET
        home.sets[0] = home.group + place * SLOTS_OF_SET
        home.sets[1] = home.group + second * SLOTS_OF_SET
        home.count = 1 if place == second else 2
        home.tag = spread & TAG_OF_SLOT
        home.seed = _seed(<uint32_t>(spread >> 48))
        # The second set comes while the first one is looked at.
        # (A range with a step would be an object of Python's.)
        for line in range(LINES_OF_SET):
            _prefetch(home.sets[1] + line * LINE)
        return 0

    cdef int _lock_group(self, Home* home) noexcept:
        return self._lock(home.group, <int64_t>self._group * SLOTS_OF_SET)

    cdef void _unlock_group(self, Home* home, int locked) noexcept:
        self._unlock(home.group, <int64_t>self._group * SLOTS_OF_SET, locked)

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
        # Places that are evenly far from each other get words of their own.
        cdef uint32_t grain = <uint32_t>((found - self._header) // GRAIN)
        return self._header + LOCK_WORDS_AT + <int>(grain * GOLDEN >> 20) * 4

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


cdef inline int64_t _long_number(const uint8_t* place) noexcept nogil:
    return <int64_t>(<uint64_t>_number(place) | <uint64_t>_number(place + 4) << 32)


cdef uint8_t* _next_slot(const Home* home, int way) noexcept nogil:
    """The next slot of the key, from a way on; NULL if there is none."""
    cdef uint8_t* slot
    while way < home.count * WAYS:
        slot = _slot_at(home, way)
        if <uint64_t>_long_number(slot) & TAG_OF_SLOT == home.tag:
            return slot
        way += 1
    return NULL


cdef uint8_t* _slot_of(const Home* home) noexcept nogil:
    return _next_slot(home, 0)


cdef inline uint8_t* _slot_at(const Home* home, int way) noexcept nogil:
    return home.sets[way // WAYS] + way % WAYS * SLOT


cdef uint8_t* _copied(const Home* home, uint8_t* copy) noexcept nogil:
    """Where the key's slot is, which is copied; NULL if there is none, or no whole one."""
    cdef uint8_t* slot
    cdef int looks
    for looks in range(LOOKS):
        slot = _slot_of(home)
        if slot == NULL:
            return NULL
        memcpy(copy, slot, SLOT)
        _barrier()
        if (<uint64_t>_long_number(copy) & TAG_OF_SLOT == home.tag
                and _is_whole(copy, home.seed)):
            return slot
    return NULL


cdef object _record_in(const uint8_t* slot, uint32_t seed):
    if slot == NULL or not _is_whole(slot, seed):
        return None
    return PyBytes_FromStringAndSize(<char*>slot + RECORD_AT, RECORD)


cdef uint8_t* _leaves(const Home* home, const uint8_t* record, uint32_t now) noexcept nogil:
    """The slot that a new key takes; see `table_layout.leaves`."""
    cdef uint32_t[MOST_WAYS] stamps
    cdef bint[MOST_WAYS] passing
    cdef int[2] lasting
    cdef int way, own, each, passes = 0, ways = home.count * WAYS, oldest = -1, free = -1
    lasting[0] = lasting[1] = 0
    for way in range(ways):
        stamps[way] = _number(_slot_at(home, way) + STAMP_AT)
        if stamps[way] > now:
            stamps[way] = 0
        passing[way] = stamps[way] != 0 and is_passing(_slot_at(home, way) + RECORD_AT)
        passes += passing[way]
        lasting[way // WAYS] += stamps[way] != 0 and not passing[way]
        if stamps[way] == 0 and free < 0:
            free = way
    if is_passing(record):
        if free >= 0:
            return _slot_at(home, free)
        if passes >= KEPT_PASSING:
            return _slot_at(home, _oldest(stamps, passing, True, 0, ways))
        return _slot_at(home, _oldest(stamps, passing, False, 0, ways))
    for each in range(home.count):
        own = each
        if home.count == 2 and lasting[1] < lasting[0]:
            own = 1 - each
        for way in range(own * WAYS, own * WAYS + WAYS):
            if stamps[way] == 0:
                return _slot_at(home, way)
        if passes > KEPT_PASSING:
            oldest = _oldest(stamps, passing, True, own * WAYS, own * WAYS + WAYS)
            if oldest >= 0:
                return _slot_at(home, oldest)
    return _slot_at(home, _oldest(stamps, passing, False, 0, ways))


cdef int _oldest(const uint32_t* stamps, const bint* passing, bint only_passing, int first,
                 int end) noexcept nogil:
    cdef int way, oldest = -1
    for way in range(first, end):
        if passing[way] or not only_passing:
            if oldest < 0 or stamps[way] < stamps[oldest]:
                oldest = way
    return oldest


cdef bint is_passing(const uint8_t* record) noexcept nogil:
    """Whether it is a message's, as only those end with so many zeros, or says that nothing is
    known."""
    cdef int at
    if is_never(record):
        return True
    for at in range(MESSAGE_BYTES, RECORD):
        if record[at]:
            return False
    return True


cdef bint is_never(const uint8_t* record) noexcept nogil:
    """Whether it says that nothing is known."""
    cdef int at
    for at in range(NEVER_BYTES):
        if record[at] != 0xFF:
            return False
    return True


cdef void _write(const Home* home, uint8_t* place, const uint8_t* record,
                 uint32_t now) noexcept nogil:
    """Into the key's slot `place`; NULL if it has none."""
    cdef uint8_t[SLOT] slot
    if place == NULL:
        place = _leaves(home, record, now)
    else:
        _empty_others(home, place)
    _put_number(slot, <uint32_t>home.tag)
    slot[4], slot[5] = <uint8_t>(home.tag >> 32), <uint8_t>(home.tag >> 40)
    memcpy(slot + RECORD_AT, record, RECORD)
    _put_number(slot + STAMP_AT, now)
    _put_number(slot + CHECKSUM_AT, _checksum(slot, home.seed))
    _barrier()
    memcpy(place, slot, SLOT)
    _barrier()


cdef void _empty_others(const Home* home, const uint8_t* kept) noexcept nogil:
    # Older ones of the key, which two have written at once without a lock: they would be found once
    # this one has gone.
    cdef uint8_t* slot
    cdef int way
    for way in range(home.count * WAYS):
        slot = _slot_at(home, way)
        if slot != kept and <uint64_t>_long_number(slot) & TAG_OF_SLOT == home.tag:
            memset(slot, 0, SLOT)


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

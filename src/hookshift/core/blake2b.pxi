# BLAKE2b (RFC 7693) with a key, as `domain.routing.assignment.place` uses it: eight bytes of digest.
# The state behind the key's block is kept, so that a sender costs one compression.

cdef enum:
    BLOCK = 128
    MOST_KEY = 64
    BUCKETS = 10000
    BELOW_KEY = 44

cdef uint64_t[8] IV
IV[:] = [
    0x6A09E667F3BCC908, 0xBB67AE8584CAA73B, 0x3C6EF372FE94F82B, 0xA54FF53A5F1D36F1,
    0x510E527FADE682D1, 0x9B05688C2B3E6C1F, 0x1F83D9ABFB41BD6B, 0x5BE0CD19137E2179,
]

cdef uint8_t[160] SIGMA
SIGMA[:] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
    11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
    7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
    9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
    2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
    12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
    13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
    6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
    10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
]


cdef inline uint64_t turned(uint64_t value, int bits) noexcept nogil:
    return value >> bits | value << (64 - bits)


cdef inline void mix(
    uint64_t* v, int a, int b, int c, int d, uint64_t x, uint64_t y
) noexcept nogil:
    v[a] += v[b] + x
    v[d] = turned(v[d] ^ v[a], 32)
    v[c] += v[d]
    v[b] = turned(v[b] ^ v[c], 24)
    v[a] += v[b] + y
    v[d] = turned(v[d] ^ v[a], 16)
    v[c] += v[d]
    v[b] = turned(v[b] ^ v[c], 63)


cdef void compress(
    uint64_t* state, const uint8_t* block, uint64_t counted, bint is_last
) noexcept nogil:
    # `block` has BLOCK bytes, `counted` is how many there were up to its end.
    cdef uint64_t[16] v
    cdef uint64_t[16] m
    cdef const uint8_t* s
    cdef int i
    for i in range(16):
        m[i] = little_endian(block + 8 * i)
    for i in range(8):
        v[i] = state[i]
        v[i + 8] = IV[i]
    v[12] ^= counted
    if is_last:
        v[14] = ~v[14]
    for i in range(12):
        s = &SIGMA[16 * (i % 10)]
        mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]])
        mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]])
        mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]])
        mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]])
        mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]])
        mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]])
        mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]])
        mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]])
    for i in range(8):
        state[i] ^= v[i] ^ v[i + 8]


cdef inline uint64_t little_endian(const uint8_t* at) noexcept nogil:
    cdef uint64_t value = 0
    cdef int i
    for i in range(8):
        value |= (<uint64_t>at[i]) << (8 * i)
    return value


cdef struct Salted:
    uint64_t[8] state
    uint64_t counted  # bytes of the key's block; 0 without a key


cdef bint salted(Salted* made, const Input* salt) noexcept nogil:
    # False for a salt that BLAKE2b does not take.
    cdef uint8_t[BLOCK] block
    cdef Py_ssize_t i
    if salt.size > MOST_KEY:
        return False
    for i in range(8):
        made.state[i] = IV[i]
    made.state[0] ^= 0x01010000 ^ (<uint64_t>salt.size << 8) ^ 8
    made.counted = 0
    if salt.size:
        memset(block, 0, BLOCK)
        for i in range(salt.size):
            block[i] = <uint8_t>byte_at(salt, i)
        made.counted = BLOCK
        compress(made.state, block, BLOCK, False)
    return True


cdef uint64_t placed(const Salted* salt, const Input* sender) noexcept nogil:
    # The hash that `place` takes the bucket and the key from. A sender is never empty.
    cdef uint64_t[8] state
    cdef uint8_t[BLOCK] block
    cdef Py_ssize_t at = 0
    cdef Py_ssize_t here
    cdef uint64_t number = 0
    cdef int i
    for i in range(8):
        state[i] = salt.state[i]
    while at < sender.size:
        here = min(<Py_ssize_t>BLOCK, sender.size - at)
        memset(block, 0, BLOCK)
        memcpy(block, sender.first + at, <size_t>here)
        at += here
        compress(state, block, salt.counted + <uint64_t>at, at == sender.size)
    for i in range(8):
        number = number << 8 | (state[0] >> (8 * i) & 0xFF)
    return number


def place(bytes salt not None, str sender not None):
    """The bucket and the key of `assignment.place`; None for what this leaves to it."""
    cdef Salted made
    cdef Input of_salt, of_sender
    cdef uint64_t number
    cdef bytes written
    of_salt.first, of_salt.size = salt, len(salt)
    if not sender or not salted(&made, &of_salt):
        return None
    written = sender.encode("utf-8", "surrogatepass")
    of_sender.first, of_sender.size = written, len(written)
    number = placed(&made, &of_sender)
    return number % BUCKETS, number >> BELOW_KEY

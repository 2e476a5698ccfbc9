# BLAKE2b (RFC 7693) with a key, as `domain.routing.assignment.place` uses it: eight bytes of digest.
# The state behind the key's block is kept, so that a sender costs one compression.

cdef enum:
    BLOCK = 128
    MOST_KEY = 64
    BUCKETS = 10000
    BELOW_KEY = 44

cdef extern from *:
    """
    /* One block into the state, its rounds written out: as loops over tables they take twice as long. */
    #define HOOKSHIFT_TURN(v, bits) ((v) >> (bits) | (v) << (64 - (bits)))
    #define HOOKSHIFT_MIX(a, b, c, d, x, y) \\
        a += b + m[x]; d = HOOKSHIFT_TURN(d ^ a, 32); c += d; b = HOOKSHIFT_TURN(b ^ c, 24); \\
        a += b + m[y]; d = HOOKSHIFT_TURN(d ^ a, 16); c += d; b = HOOKSHIFT_TURN(b ^ c, 63);
    #define HOOKSHIFT_ROUND(a, b, c, d, e, f, g, h, i, j, k, l, n, o, p, q) \\
        HOOKSHIFT_MIX(v0, v4, v8, v12, a, b) HOOKSHIFT_MIX(v1, v5, v9, v13, c, d) \\
        HOOKSHIFT_MIX(v2, v6, v10, v14, e, f) HOOKSHIFT_MIX(v3, v7, v11, v15, g, h) \\
        HOOKSHIFT_MIX(v0, v5, v10, v15, i, j) HOOKSHIFT_MIX(v1, v6, v11, v12, k, l) \\
        HOOKSHIFT_MIX(v2, v7, v8, v13, n, o) HOOKSHIFT_MIX(v3, v4, v9, v14, p, q)
    static const uint64_t hookshift_iv[8] = {
        0x6A09E667F3BCC908ULL, 0xBB67AE8584CAA73BULL, 0x3C6EF372FE94F82BULL, 0xA54FF53A5F1D36F1ULL,
        0x510E527FADE682D1ULL, 0x9B05688C2B3E6C1FULL, 0x1F83D9ABFB41BD6BULL, 0x5BE0CD19137E2179ULL,
    };
    static void hookshift_mixed(uint64_t *s, const uint64_t *m, uint64_t counted, uint64_t last) {
        const uint64_t *iv = hookshift_iv;
        uint64_t v0 = s[0], v1 = s[1], v2 = s[2], v3 = s[3], v4 = s[4], v5 = s[5], v6 = s[6], v7 = s[7];
        uint64_t v8 = iv[0], v9 = iv[1], v10 = iv[2], v11 = iv[3];
        uint64_t v12 = iv[4] ^ counted, v13 = iv[5], v14 = iv[6] ^ last, v15 = iv[7];
        HOOKSHIFT_ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        HOOKSHIFT_ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
        HOOKSHIFT_ROUND(11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4)
        HOOKSHIFT_ROUND(7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8)
        HOOKSHIFT_ROUND(9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13)
        HOOKSHIFT_ROUND(2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9)
        HOOKSHIFT_ROUND(12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11)
        HOOKSHIFT_ROUND(13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10)
        HOOKSHIFT_ROUND(6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5)
        HOOKSHIFT_ROUND(10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0)
        HOOKSHIFT_ROUND(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        HOOKSHIFT_ROUND(14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3)
        s[0] ^= v0 ^ v8; s[1] ^= v1 ^ v9; s[2] ^= v2 ^ v10; s[3] ^= v3 ^ v11;
        s[4] ^= v4 ^ v12; s[5] ^= v5 ^ v13; s[6] ^= v6 ^ v14; s[7] ^= v7 ^ v15;
    }
    """
    const uint64_t* IV "hookshift_iv"
    void mixed "hookshift_mixed"(
        uint64_t* state, const uint64_t* words, uint64_t counted, uint64_t last
    ) noexcept nogil


cdef void compress(
    uint64_t* state, const uint8_t* block, uint64_t counted, bint is_last
) noexcept nogil:
    # `block` has BLOCK bytes, `counted` is how many there were up to its end.
    cdef uint64_t[16] words
    cdef int i
    for i in range(16):
        words[i] = little_endian(block + 8 * i)
    mixed(state, words, counted, ~<uint64_t>0 if is_last else 0)


cdef inline uint64_t little_endian(const uint8_t* at) noexcept nogil:
    return (
        <uint64_t>at[0] | <uint64_t>at[1] << 8 | <uint64_t>at[2] << 16 | <uint64_t>at[3] << 24
        | <uint64_t>at[4] << 32 | <uint64_t>at[5] << 40 | <uint64_t>at[6] << 48 | <uint64_t>at[7] << 56
    )


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

# `simulation.rng`, draw by draw, to the last bit.

cdef enum:
    FEW_DRAWS = 12  # `simulation.rng.FEW`
    WORDS = 624  # of a Mersenne Twister's state
    MIDDLE = 397
    KNOWN_COUNTS = 4_096

cdef double SQUARED = 2.0
# Not a literal: a compiler makes `x * x` of that, and Python calls `pow`.


cdef double of_counts[KNOWN_COUNTS]  # their lgamma, NaN until it is asked for


cdef double lgamma(double x) except? -1.0:
    # Python's own; the C library's differs in the last bits. Most often of a count.
    cdef Py_ssize_t at
    if not 0.0 <= x < KNOWN_COUNTS or x != floor(x):
        return _lgamma(x)
    at = <Py_ssize_t>x
    if isnan(of_counts[at]):
        of_counts[at] = _lgamma(x)
    return of_counts[at]


cdef class Chance:
    """Continues a `random.Random`: the same numbers, drawn without a call of Python."""
    cdef uint32_t words[WORDS]
    cdef uint32_t tempered[WORDS]
    cdef int at

    def __init__(self, rng):
        _, state, _ = rng.getstate()
        if len(state) != WORDS + 1 or not 0 < state[WORDS] <= WORDS:
            raise ValueError("not the state of a Mersenne Twister")
        for i in range(WORDS):
            self.words[i] = state[i]
        self.at = state[WORDS]
        self.temper()

    def random(self):
        """As `random.Random.random`."""
        return self.uniform()

    cdef inline double uniform(self) noexcept:
        cdef uint32_t high = self.word() >> 5, low = self.word() >> 6
        return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0)

    cdef inline uint32_t word(self) noexcept:
        if self.at >= WORDS:
            self.turn()
        self.at += 1
        return self.tempered[self.at - 1]

    cdef void turn(self) noexcept:
        cdef int i
        for i in range(WORDS - MIDDLE):
            self.words[i] = self.words[i + MIDDLE] ^ twisted(self.words[i], self.words[i + 1])
        for i in range(WORDS - MIDDLE, WORDS - 1):
            self.words[i] = (
                self.words[i + MIDDLE - WORDS] ^ twisted(self.words[i], self.words[i + 1])
            )
        self.words[WORDS - 1] = (
            self.words[MIDDLE - 1] ^ twisted(self.words[WORDS - 1], self.words[0])
        )
        self.at = 0
        self.temper()

    cdef void temper(self) noexcept:
        cdef uint32_t found
        cdef int i
        for i in range(WORDS):
            found = self.words[i]
            found ^= found >> 11
            found ^= (found << 7) & <uint32_t>0x9D2C5680
            found ^= (found << 15) & <uint32_t>0xEFC60000
            self.tempered[i] = found ^ (found >> 18)

    cdef double unit_exponential(self) noexcept:
        return -log(1.0 - self.uniform())

    cdef int64_t poisson(self, double mean) except -1:
        cdef double least, product
        cdef int64_t count = 0
        if mean > FEW_DRAWS:
            return self.many_events(mean)
        least = exp(-mean)
        product = self.uniform()
        while product > least:
            count += 1
            product *= self.uniform()
        return count

    cdef int64_t many_events(self, double mean) except -1:
        cdef double root = sqrt(mean), log_mean = log(mean), b, a, inverse_alpha, squeeze
        cdef double u, v, edge, k, accept
        b = 0.931 + 2.53 * root
        a = -0.059 + 0.02483 * b
        inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
        squeeze = 0.9277 - 3.6224 / (b - 2.0)
        while True:
            u = self.uniform() - 0.5
            v = 1.0 - self.uniform()
            edge = 0.5 - fabs(u)
            if edge <= 0.0:
                continue
            k = floor((2.0 * a / edge + b) * u + mean + 0.43)
            if edge >= 0.07 and v <= squeeze:
                return <int64_t>k
            if k < 0 or (edge < 0.013 and v > edge):
                continue
            accept = log(v * inverse_alpha / (a / pow(edge, SQUARED) + b))
            if accept <= k * log_mean - mean - lgamma(k + 1):
                return <int64_t>k

    cdef int64_t binomial(self, int64_t n, double p) except -1:
        if p <= 0.0 or n <= 0:
            return 0
        if p >= 1.0:
            return n
        if p > 0.5:
            return n - self.binomial(n, 1.0 - p)
        return self.many_successes(n, p) if n * p > FEW_DRAWS else self.few_successes(n, p)

    cdef int64_t many_successes(self, int64_t n, double p) except -1:
        cdef double root = sqrt(n * p * (1.0 - p)), b, a, alpha, squeeze, u, v, edge, k
        b = 1.15 + 2.53 * root
        a = -0.0873 + 0.0248 * b + 0.01 * p
        alpha = (2.83 + 5.1 / b) * root
        squeeze = 0.92 - 4.2 / b
        while True:
            u = self.uniform() - 0.5
            v = 1.0 - self.uniform()
            edge = 0.5 - fabs(u)
            if edge <= 0.0:
                continue
            k = floor((2.0 * a / edge + b) * u + n * p + 0.5)
            if not 0 <= k <= n:
                continue
            if edge >= 0.07 and v <= squeeze:
                return <int64_t>k
            if log(v * alpha / (a / pow(edge, SQUARED) + b)) <= log_beside_mode(k, n, p):
                return <int64_t>k

    cdef int64_t few_successes(self, int64_t n, double p) except -1:
        cdef int64_t count = 0, at = 0
        cdef double scale = log1p(-p), gap
        while True:
            gap = log(1.0 - self.uniform()) / scale if scale != 0.0 else INFINITY
            if gap >= n - at:
                return count
            at += 1 + <int64_t>gap
            count += 1


cdef inline uint32_t twisted(uint32_t one, uint32_t other) noexcept nogil:
    cdef uint32_t both = (one & <uint32_t>0x80000000) | (other & <uint32_t>0x7FFFFFFF)
    return (both >> 1) ^ (<uint32_t>0x9908B0DF if both & 1 else 0)


cdef double log_beside_mode(double k, int64_t n, double p) except? -1.0:
    cdef double mode = floor((n + 1) * p), ways
    ways = lgamma(mode + 1) + lgamma(n - mode + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return ways + (k - mode) * log(p / (1.0 - p))

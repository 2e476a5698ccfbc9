# Who signed a body: HMAC-SHA256 by states of SHA-256 that hold a key's blocks already. SHA-256 is
# that of OpenSSL's library which Python's hashlib has loaded. hashlib makes an object of EVP's of
# each copied state and each digest, which takes as long as a third of the hashing; here they are
# copied as bytes, and only its three functions are called. Where there are none such, or a key's
# first digests are not what `hmac` says, or OpenSSL is configured to keep to what FIPS 140 has approved,
# hashlib does it.

import hmac as _hmac
from hashlib import sha256 as _sha256

try:
    import _hashlib
except ImportError:  # a Python without OpenSSL
    _hashlib = None

cdef extern from "<dlfcn.h>" nogil:
    int RTLD_LAZY
    void* dlopen(const char* name, int flags)
    void* dlsym(void* library, const char* name)

cdef enum:
    DIGEST_BYTES = 32
    BLOCK_BYTES = 64
    STATE_WORDS = 32  # of eight bytes; OpenSSL's has 112 bytes

# Lengths at which padding takes another way, and a longer one.
cdef tuple TRIED_LENGTHS = (0, 1, 55, 56, 63, 64, 65, 119, 120, 1_000)

ctypedef int (*Sha256Init)(void* state) noexcept nogil
ctypedef int (*Sha256Update)(void* state, const void* data, size_t size) noexcept nogil
ctypedef int (*Sha256Final)(unsigned char* digest, void* state) noexcept nogil

cdef Sha256Init sha256_init = NULL
cdef Sha256Update sha256_update = NULL
cdef Sha256Final sha256_final = NULL


cdef void* library_of_hashlib() except? NULL:
    # As Python has loaded it; NULL where hashlib is a part of the interpreter itself.
    cdef bytes name = getattr(_hashlib, "__file__", "").encode()
    if not name or _hashlib.get_fips_mode():
        return NULL
    return dlopen(name, RTLD_LAZY)


cdef void* function(void* library, const char* name) noexcept:
    return NULL if library == NULL else dlsym(library, name)


cdef void* _library = library_of_hashlib()
sha256_init = <Sha256Init>function(_library, b"SHA256_Init")
sha256_update = <Sha256Update>function(_library, b"SHA256_Update")
sha256_final = <Sha256Final>function(_library, b"SHA256_Final")


cdef struct HashState:
    uint64_t[STATE_WORDS] words


cdef class SigningKey:
    """What signs a body; `inner` and `outer` are hashlib's, of the blocks that `secret` makes.

    `may_be_direct`: whether OpenSSL may be called directly.
    """

    cdef readonly bytes secret
    """The secret itself."""
    cdef readonly bint is_direct
    """Whether OpenSSL is called directly."""
    cdef object inner
    cdef object outer
    cdef HashState inside
    cdef HashState outside

    def __cinit__(self, bytes secret not None, inner, outer, bint may_be_direct=True):
        cdef bytes each
        cdef uint8_t[DIGEST_BYTES] made
        self.secret, self.inner, self.outer = secret, inner, outer
        self.is_direct = may_be_direct and self.prepare()
        if self.is_direct:
            for size in TRIED_LENGTHS:
                each = b"x" * size
                self.sign(each, made)
                if made[:DIGEST_BYTES] != _hmac.digest(secret, each, "sha256"):
                    self.is_direct = False

    cdef bint prepare(self) except -1:
        # Whether there are states of both blocks.
        cdef bytes key = self.secret
        cdef uint8_t[BLOCK_BYTES] block
        cdef int i
        if sha256_init == NULL or sha256_update == NULL or sha256_final == NULL:
            return False
        if len(key) > BLOCK_BYTES:
            key = _sha256(key).digest()
        key = key.ljust(BLOCK_BYTES, b"\0")
        for i in range(BLOCK_BYTES):
            block[i] = <uint8_t>key[i] ^ 0x36
        if not (sha256_init(&self.inside) and sha256_update(&self.inside, block, BLOCK_BYTES)):
            return False
        for i in range(BLOCK_BYTES):
            block[i] = <uint8_t>key[i] ^ 0x5C
        return sha256_init(&self.outside) and sha256_update(&self.outside, block, BLOCK_BYTES)

    cdef int sign(self, bytes body, uint8_t* made) except -1:
        # Writes the 32 bytes that sign it.
        cdef HashState inside, outside
        cdef bytes digest
        if not self.is_direct:
            digest = digest_of(self.inner, self.outer, body)
            memcpy(made, PyBytes_AS_STRING(digest), DIGEST_BYTES)
            return 0
        inside, outside = self.inside, self.outside
        sha256_update(&inside, PyBytes_AS_STRING(body), <size_t>PyBytes_GET_SIZE(body))
        sha256_final(made, &inside)
        sha256_update(&outside, made, DIGEST_BYTES)
        sha256_final(made, &outside)
        return 0

    def digest(self, bytes body not None):
        """The 32 bytes that sign `body`."""
        cdef uint8_t[DIGEST_BYTES] made
        self.sign(body, made)
        return made[:DIGEST_BYTES]


cdef bytes digest_of(object inner, object outer, bytes body):
    cdef bytes made
    inside, outside = inner.copy(), outer.copy()
    inside.update(body)
    outside.update(inside.digest())
    made = outside.digest()
    if PyBytes_GET_SIZE(made) != DIGEST_BYTES:
        raise ValueError("no digest of SHA-256")
    return made


cdef void write_digits(const uint8_t* digest, uint8_t* to) noexcept nogil:
    # DIGEST_BYTES in hexadecimal.
    cdef const char* digits = b"0123456789abcdef"
    cdef int i
    for i in range(DIGEST_BYTES):
        to[2 * i] = digits[digest[i] >> 4]
        to[2 * i + 1] = digits[digest[i] & 15]


cdef bint is_same(const uint8_t* one, const uint8_t* other) noexcept nogil:
    # Two digests, in a time that does not tell where they differ.
    cdef int differs = 0
    cdef int i
    for i in range(DIGEST_BYTES):
        differs |= one[i] ^ other[i]
    return differs == 0

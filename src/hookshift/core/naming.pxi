# Names of webhooks and rows, drawn as `gateway.ids.IdSource` draws them.

cdef enum:
    DRAWN = 8192  # `gateway.ids.BLOCK`
    ROW_BYTES = 10  # `gateway.ids.ROW_BYTES`
    CORRELATION_BYTES = 36
    PARENT_BYTES = 55

cdef class Names:
    """Draws from `draw`, by the block."""

    cdef object draw
    cdef bytes digits
    cdef Py_ssize_t at
    cdef bytes tails
    cdef Py_ssize_t tail_at

    def __cinit__(self, draw):
        self.draw = draw
        self.digits = self.tails = b""
        self.at = self.tail_at = 0

    cdef int webhook(self, char* correlation, char* parent) except -1:
        # Writes CORRELATION_BYTES and PARENT_BYTES, as `webhook_names` has them.
        cdef char* own
        if self.at + NAME_DIGITS > PyBytes_GET_SIZE(self.digits):
            self.digits = self.draw(DRAWN).hex().encode("ascii")
            self.at = 0
            if PyBytes_GET_SIZE(self.digits) < NAME_DIGITS:
                raise ValueError("too little was drawn")
        own = PyBytes_AS_STRING(self.digits) + self.at
        self.at += NAME_DIGITS
        memcpy(correlation, own, 8)
        correlation[8] = correlation[13] = correlation[18] = correlation[23] = c"-"
        memcpy(correlation + 9, own + 8, 4)
        correlation[14] = c"4"
        memcpy(correlation + 15, own + 13, 3)
        correlation[19] = c"a"
        memcpy(correlation + 20, own + 17, 3)
        memcpy(correlation + 24, own + 20, 12)
        memcpy(parent, b"00-", 3)
        memcpy(parent + 3, own, 12)
        parent[15] = c"4"
        memcpy(parent + 16, own + 13, 3)
        parent[19] = c"a"
        memcpy(parent + 20, own + 17, 15)
        parent[35] = c"-"
        memcpy(parent + 36, own + 32, 16)
        memcpy(parent + 52, b"-01", 3)
        return 0

    cdef bytes row(self, double wall):
        cdef uint8_t[16] made
        self.row_into(made, wall)
        return PyBytes_FromStringAndSize(<char*>made, 16)

    cdef int row_into(self, uint8_t* made, double wall) except -1:
        # A version 7 UUID, of 16 bytes.
        cdef uint64_t milliseconds
        cdef int i
        cdef uint8_t* own
        if not 0 <= wall < 2.0**38:
            raise OverflowError("no time of day")
        if self.tail_at + ROW_BYTES > PyBytes_GET_SIZE(self.tails):
            self.tails = self.draw(DRAWN // ROW_BYTES * ROW_BYTES)
            self.tail_at = 0
            if PyBytes_GET_SIZE(self.tails) < ROW_BYTES:
                raise ValueError("too little was drawn")
        milliseconds = <uint64_t>(wall * 1000)
        for i in range(6):
            made[5 - i] = <uint8_t>(milliseconds >> 8 * i)
        own = <uint8_t*>PyBytes_AS_STRING(self.tails) + self.tail_at
        self.tail_at += ROW_BYTES
        memcpy(made + 6, own, ROW_BYTES)
        made[6] = made[6] & 0x0F | 0x70
        made[8] = made[8] & 0x3F | 0x80
        return 0

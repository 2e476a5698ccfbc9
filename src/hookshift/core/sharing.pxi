# What connections, their pools and the counts of what is held have of the compiled core's: the
# gateway's classes inherit from these (`connections.py` has the same ones for Python, and says what
# each field means), so that `frame.pxi` reads and writes them as a struct's fields, and so that what
# comes from the loop meets the core first.

cdef class Flight
cdef class Frame
cdef class UsualAttempt
cdef class UsualAttempts


cdef class FrameClients:
    cdef public Py_ssize_t in_progress
    cdef public bint draining
    cdef public bytes date
    cdef public object usual

    def __cinit__(self):
        self.date = b""


cdef class FrameClient:
    cdef public bint at_rest
    cdef public bint busy
    cdef public bint served
    cdef public bint more_came
    cdef public bint eof
    cdef public bint is_trusted
    cdef public bytes forwarded
    cdef public double deadline
    cdef public object phase
    cdef public FrameClients shared
    cdef public object transport

    def __cinit__(self):
        self.forwarded = b""

    def data_received(self, data):
        """Called by the loop: begins a usual webhook, and leaves all else to `receive`."""
        cdef object usual
        if self.at_rest:
            usual = self.shared.usual
            if usual is not None and usual.begin(self, data):
                return
        self.receive(data)


cdef class FramePool:
    cdef public Py_ssize_t requests_total
    cdef public object waiters


cdef class FrameConnection:
    cdef public double due
    cdef public double retires_at
    cdef public bint used
    cdef public object flight
    cdef public object transport

    def data_received(self, data):
        """Called by the loop: ends what is under way and usual, and leaves all else to `receive`."""
        if self.flight is None or not is_answered(self.flight, self, data):
            self.receive(data)


cdef class FrameLoad:
    cdef public Py_ssize_t in_flight
    cdef public Py_ssize_t buffered_bytes


cdef class FrameHeld:
    cdef public Py_ssize_t requests
    cdef public Py_ssize_t bytes

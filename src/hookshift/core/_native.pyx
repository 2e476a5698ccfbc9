# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=True
# cython: nonecheck=True, overflowcheck=False, embedsignature=True
"""The compiled core: what a webhook's body holds, what is decided about it, and the HTTP around it.

It does the usual webhook only, and does it exactly as the Python code does, which stays the
reference: `providers.whatsapp_events` for reading, `domain.routing.routing` for deciding, and of
the gateway `http.head`, `upstream.answer` and `upstream.target`. Whatever is not usual, it leaves
to them. It never says what is wrong with a body or a head.

One extension of several small files. Only `input.pxi` follows a pointer into what came from outside.
"""

cimport cython
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

cdef extern from *:
    """
    #ifndef HOOKSHIFT_SOURCES
    #define HOOKSHIFT_SOURCES ""
    #endif
    """
    const char* HOOKSHIFT_SOURCES

SOURCES = HOOKSHIFT_SOURCES.decode("ascii")
"""Hash of the files that this was built from (`core.sources.digest`)."""

include "input.pxi"
include "json.pxi"
include "tuples.pxi"
include "shapes.pxi"
include "people.pxi"
include "reading.pxi"
include "blake2b.pxi"
include "needles.pxi"
include "deciding.pxi"
include "http.pxi"
include "requests.pxi"
include "answers.pxi"
include "messages.pxi"
include "rows.pxi"
include "signing.pxi"
include "requesting.pxi"
include "table.pxi"
include "header_names.pxi"
include "naming.pxi"
include "noting.pxi"
include "copying.pxi"
include "tallying.pxi"
include "row_batches.pxi"
include "known_lines.pxi"
include "sharing.pxi"
include "flights.pxi"
include "frame.pxi"
include "committed.pxi"
include "attempts.pxi"
include "remembering.pxi"
include "recalling.pxi"

# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=True
# cython: nonecheck=True, overflowcheck=False, embedsignature=True
"""The compiled core of simulations: it draws and adds up as `simulation.stream`,
`domain.evidence.fold` and `domain.gates.gates` do, to the last bit, and these stay the reference.

An extension of its own: nothing of it belongs to the way of a webhook, nor comes from outside.
"""

from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.string cimport memset

cdef extern from *:
    """
    #ifndef HOOKSHIFT_SOURCES
    #define HOOKSHIFT_SOURCES ""
    #endif
    """
    const char* HOOKSHIFT_SOURCES

SOURCES = HOOKSHIFT_SOURCES.decode("ascii")
"""Hash of the files that this was built from (`core.sources.digest`)."""

include "tuples.pxi"
include "drawing.pxi"
include "simulating.pxi"
include "adding.pxi"
include "folding.pxi"
include "failing.pxi"

# cython: language_level=3, boundscheck=True, wraparound=False, initializedcheck=True
# cython: nonecheck=True, overflowcheck=False, embedsignature=True, cdivision=True
"""The compiled core of simulations: traffic, and looks at it until something may follow from one.

It draws as `simulation.traffic` does, adds up as `domain.evidence.fold` does, and asks whether any
gate may fail: the same operations in the same order, so that a seed gives the same to the last bit.
Python stays the reference, and decides: whatever may lead to something comes back as named tuples.

An extension of its own: nothing of it belongs to the way of a webhook, nor comes from outside.
"""

from cpython.exc cimport PyErr_CheckSignals
from cpython.mem cimport PyMem_Calloc, PyMem_Free, PyMem_Malloc, PyMem_Realloc
from libc.math cimport INFINITY, NAN, exp, fabs, floor, fmod, isnan, log, log1p, pow, sqrt
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from math import lgamma as _lgamma

from hookshift.domain.evidence.comparison import (
    BLOCK_REQUESTS, BLOCK_SECONDS, Comparison, SideBlock as Block
)
from hookshift.domain.evidence.evidence import MEASURES, Totals
from hookshift.domain.evidence.latency import EDGES, place
from hookshift.domain.evidence.levels import (
    INCIDENT_KEPT, MEASURE, fail_log_e, guard_fail_log_e, lately_fail_log_e, share_fail_log_e,
    stage_fail_log_e
)
from hookshift.domain.evidence.plan import WHOLE
from hookshift.domain.evidence.replies import ReplyCounts
from hookshift.domain.evidence.rollups import FAILING_KEPT, NOTHING_CONTINUES, Counts, Slot
from hookshift.domain.evidence.statistics import (
    CONCENTRATION, FEWER, MORE, RATIOS, RHO, WORSE, worse_bets
)
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.failing import ROUNDING
from hookshift.domain.gates.gates import may_fail as gates_may_fail
from hookshift.domain.rollout.state import Phase
from hookshift.simulation.answers import TOOK_MS
from hookshift.simulation.looks import EVALUATIONS_PER_HOLD
from hookshift.simulation.rng import FEW
from hookshift.simulation.scenario import BROKEN, SIDES, SLOT_SECONDS
from hookshift.simulation.senders import weights
from hookshift.simulation.stream import response_times
from hookshift.simulation.traffic import FINE, HOUR, MOST_SLOW

cdef extern from *:
    """
    #ifndef HOOKSHIFT_SOURCES
    #define HOOKSHIFT_SOURCES ""
    #endif
    """
    const char* HOOKSHIFT_SOURCES

SOURCES = HOOKSHIFT_SOURCES.decode("ascii")
"""Hash of the files that this was built from (`core.sources.digest`)."""

include "chance.pxi"
include "arrivals.pxi"
include "sums.pxi"
include "people.pxi"
include "failures.pxi"
include "stream.pxi"
include "traffic.pxi"
include "evidence.pxi"
include "answers.pxi"
include "gates.pxi"
include "tuples.pxi"
include "looks.pxi"

include "reference.pxi"

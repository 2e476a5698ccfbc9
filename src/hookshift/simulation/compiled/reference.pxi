# Numbers of the reference that are used everywhere, and whether it is the one that is known here.

cdef double SLOT = SLOT_SECONDS
cdef double LOOKS_A_HOLD = EVALUATIONS_PER_HOLD
cdef double BLOCK_LASTS = BLOCK_SECONDS
cdef int64_t BLOCK_OF_REQUESTS = BLOCK_REQUESTS
cdef double TOLERANCE = RHO
cdef double KEPT_OF_INCIDENTS = INCIDENT_KEPT
cdef double SHARE_PRIOR = CONCENTRATION
cdef object RUNNING = Phase.RUNNING
cdef tuple ANSWERED_BEFORE = (0,) * place(TOOK_MS)
cdef double RATIO[RATES]
cdef double LOG_RATIO[RATES]

if (
    len(EDGES) >= MOST_PLACES or WHOLE != EVERYBODY or FEW != FEW_DRAWS or FAILING_KEPT != KEPT
    or len(WORSE) != BETS or len(RATIOS) != RATES or len(FEWER) != FEWER_BETS
    or len(MORE) != MORE_BETS or MEASURES != ("errors", "undelivered", "slow")
    or tuple(MEASURE.values()) != MEASURES or SIDES != ("unified", "legacy")
):
    raise ImportError("the reference is another than the compiled core knows")

for i in range(KNOWN_COUNTS):
    of_counts[i] = NAN

for i in range(RATES):
    RATIO[i], LOG_RATIO[i] = RATIOS[i], log(<double>RATIOS[i])

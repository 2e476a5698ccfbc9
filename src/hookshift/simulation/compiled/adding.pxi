# Small sums of `domain.evidence`, over tuples.

cdef object ZERO = 0
# The one zero that CPython has.


cdef object made_of(type kind, tuple values):
    # As `tuple.__new__(kind, values)`.
    cdef Py_ssize_t i, size = len(values)
    made = PyType_GenericAlloc(kind, size)
    for i in range(size):
        put(made, i, values[i])
    return made


cdef tuple merged_sketch(one, other):
    # `domain.evidence.latency.merged`
    cdef Py_ssize_t i, short, size
    if PyTuple_GET_SIZE(one) < PyTuple_GET_SIZE(other):
        one, other = other, one
    size, short = PyTuple_GET_SIZE(one), PyTuple_GET_SIZE(other)
    if not short and type(one) is tuple:
        return one
    made = PyType_GenericAlloc(tuple, size)
    for i in range(short):
        more = <object>PyTuple_GET_ITEM(other, i)
        if more is ZERO:  # as at most places
            put(made, i, <object>PyTuple_GET_ITEM(one, i))
        else:
            put(made, i, <object>PyTuple_GET_ITEM(one, i) + more)
    for i in range(short, size):
        put(made, i, <object>PyTuple_GET_ITEM(one, i))
    return made


cdef int64_t above_edge(sketch, Py_ssize_t edge) except -1:
    cdef Py_ssize_t i
    cdef int64_t found = 0
    for i in range(edge + 1, len(sketch)):
        found += field(sketch, i)
    return found


cdef tuple sums(tuple one, tuple other):
    # `domain.evidence.comparison.plus`
    cdef Py_ssize_t i, size = len(one)
    if size != len(other):
        raise ValueError("of different lengths")
    made = PyType_GenericAlloc(tuple, size)
    for i in range(size):
        put(made, i, <double>one[i] + <double>other[i])
    return made


cdef tuple begun_anew(tuple bets, tuple terms):
    # `domain.evidence.statistics.detected`
    cdef Py_ssize_t i, size = len(bets)
    cdef double bet
    if size != len(terms):
        raise ValueError("of different lengths")
    made = PyType_GenericAlloc(tuple, size)
    for i in range(size):
        bet = bets[i]
        put(made, i, (bet if bet > 0.0 else 0.0) + <double>terms[i])
    return made


cdef tuple worse_terms(int64_t errors, int64_t n, tuple mixture):
    # `domain.evidence.statistics.worse_terms`
    cdef Py_ssize_t i, size = len(mixture)
    cdef int64_t successes = max(0, n - errors)
    cdef double error, success
    made = PyType_GenericAlloc(tuple, size)
    for i in range(size):
        weighed = mixture[i]
        error, success = field(weighed, 1), field(weighed, 2)
        put(made, i, errors * error + successes * success if errors else successes * success)
    return made


cdef object added_up(one, other):
    # Most often there is nothing to add.
    return one if other is ZERO else one + other


cdef lower(one, other):
    return one if other is None else other if one is None else min(one, other)


cdef higher(one, other):
    return one if other is None else other if one is None else max(one, other)


cdef tuple few(one, other):
    if not (one and other):
        return one or other
    return tuple(sorted({*one, *other})[:FAILING_KEPT])

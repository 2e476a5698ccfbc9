# Small sums of `domain.evidence`, over tuples.


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
        put(made, i, <object>PyTuple_GET_ITEM(one, i) + <object>PyTuple_GET_ITEM(other, i))
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
    cdef Py_ssize_t i
    if len(one) != len(other):
        raise ValueError("of different lengths")
    return tuple([<double>one[i] + <double>other[i] for i in range(len(one))])


cdef tuple begun_anew(tuple bets, tuple terms):
    # `domain.evidence.statistics.detected`
    cdef Py_ssize_t i
    cdef double bet
    cdef list found = []
    if len(bets) != len(terms):
        raise ValueError("of different lengths")
    for i in range(len(bets)):
        bet = bets[i]
        found.append((bet if bet > 0.0 else 0.0) + <double>terms[i])
    return tuple(found)


cdef tuple worse_terms(int64_t errors, int64_t n, tuple mixture):
    # `domain.evidence.statistics.worse_terms`
    cdef Py_ssize_t i
    cdef int64_t successes = max(0, n - errors)
    cdef list found = []
    cdef double error, success
    for i in range(len(mixture)):
        error, success = mixture[i][1], mixture[i][2]
        found.append(errors * error + successes * success if errors else successes * success)
    return tuple(found)


cdef lower(one, other):
    return one if other is None else other if one is None else min(one, other)


cdef higher(one, other):
    return one if other is None else other if one is None else max(one, other)


cdef tuple few(one, other):
    if not (one and other):
        return one or other
    return tuple(sorted({*one, *other})[:FAILING_KEPT])

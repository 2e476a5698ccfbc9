# Named tuples, made as `tuple.__new__` makes them, without the arguments in between.

from cpython.ref cimport Py_INCREF
from cpython.tuple cimport (
    PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_SET_ITEM
)

cdef extern from "Python.h":
    object PyType_GenericAlloc(type kind, Py_ssize_t size)


cdef inline void put(object made, Py_ssize_t place, object value):
    # `made` is new, with as many places as were asked for, all of them empty.
    Py_INCREF(value)
    PyTuple_SET_ITEM(made, place, value)


cdef inline object field(object made, Py_ssize_t place):
    # Of a named tuple, which is no `tuple` to Cython.
    if not PyTuple_Check(made) or not 0 <= place < PyTuple_GET_SIZE(made):
        raise IndexError("no such field")
    return <object>PyTuple_GET_ITEM(made, place)

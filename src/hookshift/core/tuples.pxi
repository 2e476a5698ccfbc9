# Events and decisions are named tuples, made here as `tuple.__new__` makes them, without the
# arguments in between.

from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF
from cpython.tuple cimport (
    PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_SET_ITEM
)

from hookshift.domain.events import Event, EventKind
from hookshift.domain.routing.routing import Decision, Reason, Side

cdef extern from "Python.h":
    object PyType_GenericAlloc(type kind, Py_ssize_t size)

cdef enum:
    EVENT_FIELDS = 20
    DECISION_FIELDS = 7

KNOWN_FIELDS = (
    "kind type event_id sender phone text choices phone_number_id referral locator fingerprint "
    "malformed headers at answers group aliases callback_data pricing error_code",
    "domain handler side reason rule bucket sender",
)
"""The first fields of both, in the order in which they are filled here."""


def _further(made, known):
    # The defaults of the fields that were added since.
    fields = made._fields
    count = len(known.split())
    if fields[:count] != tuple(known.split()):
        raise ImportError(f"{made.__name__} has other fields than the compiled core knows")
    return tuple([made._field_defaults[name] for name in fields[count:]])


cdef tuple FURTHER_OF_EVENT = _further(Event, KNOWN_FIELDS[0])
cdef tuple FURTHER_OF_DECISION = _further(Decision, KNOWN_FIELDS[1])


cdef inline void put(object made, Py_ssize_t place, object value):
    # `made` is new, with as many places as were asked for, all of them empty.
    Py_INCREF(value)
    PyTuple_SET_ITEM(made, place, value)


cdef inline object field(object made, Py_ssize_t place):
    # Of a named tuple, which is no `tuple` to Cython.
    if not PyTuple_Check(made) or not 0 <= place < PyTuple_GET_SIZE(made):
        raise IndexError("no such field")
    return <object>PyTuple_GET_ITEM(made, place)


# The fields of an event that are read again.
cdef enum:
    KIND = 0
    NAME = 1
    SENDER = 3
    PHONE = 4
    SAID = 5
    CHOICES = 6
    CAME_TO = 7
    REFERRALS = 8
    IS_MALFORMED = 11
    HAPPENED = 13
    OF_GROUP = 15
    CALLBACK_DATA = 17
    PRICING_OF = 18
    ERROR_CODE = 19


cdef type EVENT = Event
cdef type DECISION = Decision
cdef object MESSAGE_KIND = EventKind.MESSAGE
cdef object STATUS_KIND = EventKind.STATUS
cdef object CALL_KIND = EventKind.CALL
cdef object ECHO_KIND = EventKind.ECHO


cdef object event_of(
    object kind, str name, str identity, str sender, str phone, str text, tuple choices,
    str number, tuple referral, tuple locator, uint64_t at, str answers, str group,
    tuple callback_data, str pricing, object error_code,
):
    cdef Py_ssize_t i
    made = PyType_GenericAlloc(EVENT, EVENT_FIELDS + len(FURTHER_OF_EVENT))
    put(made, 0, kind)
    put(made, 1, name)
    put(made, 2, identity)
    put(made, 3, sender)
    put(made, 4, phone)
    put(made, 5, text)
    put(made, 6, choices)
    put(made, 7, number)
    put(made, 8, referral)
    put(made, 9, locator)
    put(made, 10, "")
    put(made, 11, False)
    put(made, 12, ())
    put(made, 13, at)
    put(made, 14, answers)
    put(made, 15, group)
    put(made, 16, ())
    put(made, 17, callback_data)
    put(made, 18, pricing)
    put(made, 19, error_code)
    for i in range(len(FURTHER_OF_EVENT)):
        put(made, EVENT_FIELDS + i, FURTHER_OF_EVENT[i])
    return made


cdef object decision_of(
    str domain, str handler, object side, object reason, object rule, object bucket, object sender
):
    cdef Py_ssize_t i
    made = PyType_GenericAlloc(DECISION, DECISION_FIELDS + len(FURTHER_OF_DECISION))
    put(made, 0, domain)
    put(made, 1, handler)
    put(made, 2, side)
    put(made, 3, reason)
    put(made, 4, rule)
    put(made, 5, bucket)
    put(made, 6, sender)
    for i in range(len(FURTHER_OF_DECISION)):
        put(made, DECISION_FIELDS + i, FURTHER_OF_DECISION[i])
    return made

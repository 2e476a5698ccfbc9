# The rules and the decision, after `domain.routing`. Conditions that the core knows are numbered;
# one that it does not know is asked as Python asks it, so a new one needs nothing here.

from cpython.unicode cimport PyUnicode_AsUTF8AndSize

from hookshift.core.conditions import known
from hookshift.domain.routing.assignment import place as reference_place
from hookshift.domain.routing.routing import DROPPED, UNKNOWN_DOMAIN
from hookshift.domain.routing.text import NOTHING, searched

cdef enum:
    KNOWN = 0  # holds if its place in `holds` is set
    OF_CHOICES = 1  # one of an event's choices begins with one of its prefixes
    OF_REFERRALS = 2  # asked of an event with referrals only
    OF_CALLBACKS = 3  # of one with callback data only
    SOUGHT = 4  # as KNOWN where the text could be searched, else as ASKED
    SOUGHT_IN_ASCII = 5  # as KNOWN where the text is ASCII, else as ASKED
    ASKED = 6

cdef object LEGACY = Side.LEGACY
cdef object UNIFIED = Side.UNIFIED
cdef object IN_SHARE = Reason.IN_SHARE
cdef object OUT_OF_SHARE = Reason.OUT_OF_SHARE
cdef object NO_RULE = Reason.NO_RULE
cdef object MALFORMED = Reason.MALFORMED
cdef object PROTECTED = Reason.PROTECTED
cdef object NO_CONFIGURATION = Reason.NO_CONFIGURATION
cdef object DISABLED = Reason.DISABLED
cdef object LOCAL_ROLLBACK = Reason.LOCAL_ROLLBACK
cdef object NOT_IN_ROLLOUT = Reason.NOT_IN_ROLLOUT
cdef object NO_SENDER = Reason.NO_SENDER
cdef object DROPPED_REASON = Reason.DROPPED


cdef class RuleOf:
    # A rule with its route, and what the snapshot says of it.
    cdef str name
    cdef str domain
    cdef str legacy
    cdef str unified
    cdef bint drops
    cdef bint is_protected
    cdef object settled  # the reason, where it is the same for everybody
    cdef int64_t threshold
    cdef Py_ssize_t first  # its conditions, as numbers in those of the table
    cdef Py_ssize_t end

    def __init__(self, rule, table, first, end):
        self.name, self.drops = rule.name, rule.drops
        self.first, self.end = first, end
        if not rule.drops:
            route = table.routes[rule.domain]
            self.domain, self.legacy = route.domain, route.legacy
            self.unified, self.is_protected = route.unified, route.protected

    cdef int follow(self, object snapshot) except -1:
        self.threshold = 0
        self.settled = None
        if self.drops:
            self.settled = DROPPED_REASON
        elif self.is_protected:
            self.settled = PROTECTED
        elif snapshot is None:
            self.settled = NO_CONFIGURATION
        elif self.unified is None or self.domain not in snapshot.domains:
            self.settled = NOT_IN_ROLLOUT
        elif not snapshot.enabled:
            self.settled = LOCAL_ROLLBACK if snapshot.rolled_back_here else DISABLED
        else:
            self.threshold = snapshot.threshold_of(self.domain)
        return 0


cdef class Decider:
    """Decides events by one route table, whatever the snapshot is. `table` must not change."""

    cdef list rules
    cdef list conditions
    cdef list kinds
    cdef list places
    cdef list prefixes
    cdef Needles needles
    cdef dict types  # type or kind to the places of the conditions that hold then
    cdef dict numbers
    cdef object snapshot
    cdef bint is_following
    cdef Salted salt
    cdef bint is_salted

    def __cinit__(self, table):
        plan = known(table.rules)
        self.conditions, self.kinds, self.places = plan.conditions, plan.kinds, plan.places
        self.types, self.numbers, self.prefixes = plan.types, plan.numbers, plan.prefixes
        self.needles = Needles(plan.needles, plan.known)
        self.rules = [
            RuleOf(rule, table, first, first + len(rule.conditions))
            for rule, first in zip(table.rules, plan.firsts)
        ]

    def __call__(self, events, str default_handler not None, snapshot):
        """The decision of each event."""
        return self.decided(events, default_handler, snapshot)

    cdef list decided(self, events, str default_handler, snapshot):
        if snapshot is not self.snapshot or not self.is_following:
            self.follow(snapshot)
        return [self.decide(each, default_handler) for each in events]

    cdef int follow(self, object snapshot) except -1:
        cdef RuleOf rule
        cdef Input salt
        cdef bytes written
        self.is_following = self.is_salted = False
        if snapshot is not None:
            written = snapshot.salt
            salt.first, salt.size = written, len(written)
            self.is_salted = salted(&self.salt, &salt)
        for rule in self.rules:
            rule.follow(snapshot)
        self.snapshot, self.is_following = snapshot, True
        return 0

    cdef object decide(self, object event, str default_handler):
        cdef RuleOf rule = None
        cdef object reason, bucket, key
        cdef bint malformed = field(event, IS_MALFORMED)
        if not malformed:
            rule = self.rule_of(event)
        if rule is not None and rule.drops:
            return decision_of(DROPPED, DROPPED, LEGACY, DROPPED_REASON, rule.name, None, None)
        bucket, key = self.place(field(event, SENDER))
        if rule is None:
            reason = MALFORMED if malformed else NO_RULE
            return decision_of(UNKNOWN_DOMAIN, default_handler, LEGACY, reason, None, None, key)
        if rule.unified is None:
            bucket = None
        reason = rule.settled
        if reason is None:
            if bucket is None:
                reason = NO_SENDER
            elif <int64_t>bucket < rule.threshold:
                return decision_of(
                    rule.domain, rule.unified, UNIFIED, IN_SHARE, rule.name, bucket, key
                )
            else:
                reason = OUT_OF_SHARE
        return decision_of(rule.domain, rule.legacy, LEGACY, reason, rule.name, bucket, key)

    cdef tuple place(self, str sender):
        cdef Input text
        cdef uint64_t number
        if self.snapshot is None or not sender:
            return None, None
        if not self.is_salted or not sender.isascii():
            return reference_place(self.snapshot.salt, sender)
        text.first = <const uint8_t*>PyUnicode_AsUTF8AndSize(sender, &text.size)
        number = placed(&self.salt, &text)
        return <int64_t>(number % BUCKETS), <int64_t>(number >> BELOW_KEY)

    cdef RuleOf rule_of(self, object event):
        # The first rule that claims the event, or None.
        cdef RuleOf rule
        cdef str text = field(event, SAID)
        cdef object folded = None
        cdef Py_ssize_t i
        cdef int kind
        cdef bint is_ascii = text.isascii()
        cdef bint is_sought = True
        self.needles.clear()
        self.hold(self.types.get(field(event, NAME)))
        self.hold(self.types.get(field(event, KIND)))
        self.hold(self.numbers.get(field(event, CAME_TO)))
        if text and not self.needles.is_empty:
            is_sought = self.needles.look(text)
        for rule in self.rules:
            for i in range(rule.first, rule.end):
                kind = self.kinds[i]
                if kind == KNOWN or kind == SOUGHT and is_sought or kind == SOUGHT_IN_ASCII and is_ascii:
                    if not self.needles.holds[<Py_ssize_t>self.places[i]]:
                        break
                    continue
                if folded is None and kind >= SOUGHT:
                    folded = searched(text)
                if not self.ask(i, kind, event, folded):
                    break
            else:
                return rule
        return None

    cdef int hold(self, tuple places) except -1:
        cdef Py_ssize_t each
        if places is not None:
            for each in places:
                self.needles.holds[each] = 1
        return 0

    cdef bint ask(self, Py_ssize_t i, int kind, object event, object folded) except -1:
        # As Python asks a condition; of some kinds it is known when the answer is no.
        if kind == OF_CHOICES:
            return one_begins(field(event, CHOICES), self.prefixes[i])
        if kind == OF_REFERRALS and not field(event, REFERRALS):
            return False
        if kind == OF_CALLBACKS and not field(event, CALLBACK_DATA):
            return False
        return bool(self.conditions[i](event, NOTHING if folded is None else folded))


cdef bint one_begins(tuple texts, tuple prefixes) except -1:
    cdef str each
    for each in texts:
        if each.startswith(prefixes):
            return True
    return False

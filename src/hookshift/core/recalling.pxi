# The usual event of a conversation: one person, known under all names that it shows, in a
# conversation that memory holds. `gateway.conversation.conversations` is the reference; whatever is
# not usual is left to it before anything was written. The same table, with processes of either kind.

from hookshift.domain.conversation.continuation import FOLLOWED_WITHIN
from hookshift.domain.conversation.records import (
    ConversationRecord,
    MessageRecord,
    PersonRecord,
)
from hookshift.domain.routing.assignment import salt_tag as reference_tag
from hookshift.domain.routing.routing import DomainBy

cdef enum:
    FINGERPRINT = 10
    TIME = 13
    ANSWERED = 14
    IN_GROUP = 15
    FURTHER_NAMES = 16
    IDENTITY = 2
    DECIDED_BY = 7  # of a decision
    REASON_OF = 3
    RULE_OF = 4
    KEY_OF = 6
    MOST_NAMES = 6
    ABSENT_FOR = 30  # `records.ABSENT_SECONDS`
    MOST_NUMBERS = 1024
    MESSAGE_ABSENT = 2  # `records.MESSAGE_ABSENT_SECONDS`
    MOST_RESET = 64  # `terms.RESET_CHARACTERS`

cdef uint64_t PERSON_MIX = 0x1C6E52A90D3784F1
cdef uint64_t CONVERSATION_MIX = 0x5A930E7CB1D82F46
cdef uint64_t MESSAGE_MIX = 0x33F0C5B2684E971D
cdef uint64_t ODD = 0x9E3779B97F4A7C15
cdef uint32_t UNIFIED_BIT = 0x80000000
cdef uint32_t ENDED_BIT = 0x40000000
cdef uint32_t UNCERTAIN_BIT = 0x20000000
cdef uint32_t TAG_BITS = 0x1FFFFFFF
cdef int64_t LATEST = 0xFFFFFFFE

cdef object BY_RULE = DomainBy.RULE
cdef object BY_REPLY = DomainBy.REPLY
cdef object BY_RECEIPT = DomainBy.RECEIPT
cdef object BY_CONTEXT = DomainBy.CONTEXT
cdef object BY_DEFAULT = DomainBy.DEFAULT
cdef object AFFINITY = Reason.AFFINITY
cdef object CONTINUING = Reason.CONTINUING
cdef object DRAINING = Reason.DRAINING
cdef type TALK = ConversationRecord
cdef type MESSAGE_OF = MessageRecord
cdef type PERSON_OF = PersonRecord
cdef int64_t FOLLOWED = FOLLOWED_WITHIN

if Decision._fields[DECIDED_BY:] != ("domain_by", "observed"):
    raise ImportError("Decision has other fields than the compiled core knows")


cdef class RouteOf:
    # Where a domain's events go, and what the snapshot says of it.
    cdef str domain
    cdef str legacy
    cdef str unified
    cdef bint is_protected
    cdef bint is_open  # continues conversations
    cdef bint is_chosen  # whoever talks about it is on a side of the rollout
    cdef object settled  # the reason, where it is the same for everybody
    cdef int64_t threshold
    cdef int64_t drained  # below it, and not below the threshold, conversations with unified finish
    cdef uint32_t tag

    def __init__(self, route, tag, protected):
        self.domain, self.legacy, self.unified = route.domain, route.legacy, route.unified
        self.is_protected, self.tag = route.protected, tag
        self.is_open = not route.protected or route.domain in protected

    cdef int follow(self, object snapshot) except -1:
        self.threshold = self.drained = 0
        self.settled = None
        in_rollout = self.unified is not None and self.domain in snapshot.domains
        self.is_chosen = in_rollout and not self.is_protected
        if self.is_protected:
            self.settled = PROTECTED
        elif not in_rollout:
            self.settled = NOT_IN_ROLLOUT
        elif not snapshot.enabled:
            self.settled = LOCAL_ROLLBACK if snapshot.rolled_back_here else DISABLED
        else:
            self.threshold = snapshot.threshold_of(self.domain)
            self.drained = snapshot.kept_below(self.domain)
        return 0


cdef struct Known:
    # What memory holds of one event.
    int64_t[MOST_NAMES] aliases
    int count  # of these
    bint is_new  # nobody knows any of them
    bint has_talk
    int64_t person
    int64_t bucket
    uint32_t salt_tag
    uint32_t since
    int64_t key  # of the conversation, of which the rest is
    uint32_t word
    int64_t began
    int64_t last
    int64_t turned
    bint has_itself  # an id by which its redelivery is known again
    int64_t itself
    bint has_about
    bint knows_about
    int64_t about
    uint32_t about_word


cdef class Recalling:
    """Decides the usual events of one source as its conversations want them."""

    cdef Slots slots
    cdef Salted hashed
    cdef str source
    cdef bint groups_are_one
    cdef int64_t context
    cdef int64_t affinity
    cdef int64_t most_affinity
    cdef int64_t refresh
    cdef object resets
    cdef frozenset words
    cdef Py_ssize_t longest_word
    cdef dict routes  # by domain
    cdef dict tagged  # by tag; None where it is no route's
    cdef uint32_t unknown
    cdef dict numbers  # by business number: its part of a key, and how its messages' names begin
    cdef object place_of
    cdef object snapshot
    cdef Salted salt
    cdef uint32_t salt_tag
    cdef int64_t changed
    cdef object by  # what named the domain last
    cdef object is_current  # as Circumstances.is_current
    cdef object note_person
    cdef object note_turn
    cdef object note_message
    cdef dict turns  # that wait to be told, and how many may before somebody must be woken
    cdef dict messages_told
    cdef Py_ssize_t most_told
    cdef type turn_type

    def __init__(self, Slots slots not None, str source not None, bytes key not None, names, routes,
                 terms, place_of, is_current):
        """`key` hashes; `names` are those of domains by tag; `place_of` gives a business number's
        part of the keys of conversations; `is_current` tells whether what is decided by can be
        older than what others decide by."""
        cdef Input own
        own.first, own.size = key, len(key)
        if not salted(&self.hashed, &own):
            raise ValueError("the key is too long")
        self.slots, self.source, self.place_of = slots, source, place_of
        self.is_current = is_current
        self.context, self.affinity = terms.context, terms.affinity
        self.most_affinity, self.refresh = terms.most_affinity, terms.refresh
        self.groups_are_one = terms.groups_are_one
        self.resets, self.words = terms.resets, terms.reset_words
        self.longest_word = max(map(len, self.words), default=0)
        self.routes, self.tagged, self.numbers = {}, {}, {}
        for tag, domain in names.items():
            route = routes.get(domain)
            self.tagged[tag] = None
            if domain == UNKNOWN_DOMAIN:
                self.unknown = tag
            elif route is not None:
                self.tagged[tag] = self.routes[domain] = RouteOf(route, tag, terms.protected)

    def attach(self, note_person, note_turn, note_message, waiting=None):
        """Who brings what is noted to PostgreSQL.

        `waiting`: the turns and the messages that wait for it, to which more may be added while
        they are fewer than the number that follows, and the type of a turn.
        """
        self.note_person, self.note_turn = note_person, note_turn
        self.note_message = note_message
        if waiting is not None:
            self.turns, self.messages_told, self.most_told, self.turn_type = waiting

    def __call__(self, events, decisions, snapshot, int64_t now):
        """The decisions of a body's events, from the first on; None if any is not usual.

        They are fewer where one event of a body has made a later one unusual.
        """
        return self.decided(events, decisions, snapshot, now)

    cdef object decided(self, events, decisions, snapshot, int64_t now):
        # As `__call__`.
        cdef Known known
        cdef list found
        cdef object decided
        cdef Py_ssize_t i, count = len(events)
        if snapshot is None or count == 0:
            return None
        if snapshot is not self.snapshot:
            self.follow(snapshot)
        if count > 1:
            for i in range(count):
                if not self.recall(events[i], decisions[i], now, &known):
                    return None
        found = []
        for i in range(count):
            decided = self.continue_(events[i], decisions[i], now)
            if decided is None:
                break
            found.append(decided)
        return found or None

    cdef int follow(self, object snapshot) except -1:
        cdef RouteOf route
        cdef bytes salt = snapshot.salt
        cdef Input own
        self.snapshot = None
        own.first, own.size = salt, len(salt)
        if not salted(&self.salt, &own):
            raise ValueError("the salt is too long")
        self.salt_tag = reference_tag(salt)
        self.changed = snapshot.since
        for route in self.routes.values():
            route.follow(snapshot)
        self.snapshot = snapshot
        return 0

    cdef object continue_(self, object event, object decision, int64_t now):
        # An event and its decision by rules, by the snapshot that was followed: the decision in the
        # light of the conversation, after all is noted. None, and nothing noted, if it is not usual.
        cdef Known known
        cdef RouteOf route
        cdef object decided
        if not self.recall(event, decision, now, &known):
            return None
        if field(decision, REASON_OF) is PROTECTED:
            route = self.routes[field(decision, 0)]
            decided = decided_by(decision, BY_RULE)
        else:
            route = self.named(event, decision, &known, now)
            if route is None:
                decided = decided_by(decision, BY_DEFAULT)
            else:
                decided = self.on_its_side(event, decision, &known, route, now)
        if known.is_new:
            self.note_people(event, &known, now)
        if field(event, KIND) is MESSAGE_KIND and route is not None and route.is_open:
            self.take_turn(event, decided, route, &known, now)
        self.note_messages(event, decided, route, &known, now)
        return decided

    # What memory holds.

    cdef bint recall(self, object event, object decision, int64_t now, Known* known) except -1:
        # False: leave it to the reference.
        cdef object reason = field(decision, REASON_OF)
        cdef tuple place
        cdef object kind = field(event, KIND)
        cdef int64_t at = field(event, TIME)
        if reason is DROPPED_REASON or reason is MALFORMED or not 0 <= at <= LATEST:
            return False
        if (reason is PROTECTED or field(decision, RULE_OF) is not None) and (
            field(decision, 0) not in self.routes
        ):
            return False
        if not self.people(event, now, known):
            return False
        place = self.place(field(event, CAME_TO))
        if place is None or not self.conversation(place, now, known):
            return False
        if kind is MESSAGE_KIND and self.is_reset(event):
            return False
        return self.messages(event, kind, <bytes>place[1], at, now, known)

    cdef bint people(self, object event, int64_t now, Known* known) except -1:
        cdef str first = field(event, SENDER)
        cdef str group = field(event, IN_GROUP)
        cdef str phone
        cdef tuple further
        cdef str each
        known.count = 0
        if self.groups_are_one and group is not None:
            if not self.shows_nothing_new(event, now, known):
                return False
            known.count = 0
            return self.person(group, now, known) and self.is_drawn(group, known, now)
        if not self.person(first, now, known):
            return False
        phone = field(event, PHONE)
        if phone is not None and phone != first and not self.person(phone, now, known):
            return False
        further = field(event, FURTHER_NAMES)
        for each in further:
            if not self.person(each, now, known):
                return False
        return self.is_drawn(first, known, now)

    cdef bint shows_nothing_new(self, object event, int64_t now, Known* known) except -1:
        # Whether the names of a group message's sender are all known to be one person's.
        cdef str first = field(event, SENDER)
        cdef str phone = field(event, PHONE)
        cdef tuple further = field(event, FURTHER_NAMES)
        cdef str each
        if first is None or (phone is None or phone == first) and not further:
            return True
        if not self.person(first, now, known) or known.is_new:
            return False
        if phone is not None and phone != first and not self.person(phone, now, known):
            return False
        for each in further:
            if not self.person(each, now, known):
                return False
        return True

    cdef bint person(self, str name, int64_t now, Known* known) except -1:
        # Each of their names is known as the first one is, or none is known at all.
        cdef uint8_t[RECORD] record
        cdef int64_t alias, first
        cdef int64_t bucket
        cdef bint is_new, is_first = known.count == 0
        if not name or known.count == MOST_NAMES or not hashed_name(&self.hashed, b"", name, &alias):
            return False
        is_new = not read_record(self.slots, <uint64_t>alias ^ PERSON_MIX, now, record)
        if is_new or is_never(record):
            if (is_new or not is_young(record, now, ABSENT_FOR)) and not self.slots.is_nobody(alias, now):
                return False
            is_new = True
        known.aliases[known.count] = alias
        known.count += 1
        if is_first:
            known.is_new = is_new
        elif known.is_new != is_new:
            return False
        if is_new:
            return True
        first = _long_number(record)
        if first != alias:
            # They were joined to somebody known longer.
            alias = first
            if not self.eldest(alias, now, record):
                return False
            first = _long_number(record)
        bucket = record[8] | <int64_t>record[9] << 8
        if is_first:
            known.person, known.bucket = first, bucket
            known.salt_tag, known.since = _number(record + 10), _number(record + 14)
            return known.salt_tag == self.salt_tag
        return (first == known.person and bucket == known.bucket
                and _number(record + 10) == known.salt_tag
                and _number(record + 14) == known.since)

    cdef bint is_drawn(self, str identity, Known* known, int64_t now) except -1:
        # Whoever is new gets their bucket, where that is simple.
        cdef Input text
        if not known.is_new:
            return True
        if not identity.isascii():
            return False
        text.first = <const uint8_t*>PyUnicode_AsUTF8AndSize(identity, &text.size)
        known.person = known.aliases[0]
        known.bucket = <int64_t>(placed(&self.salt, &text) % BUCKETS)
        known.salt_tag, known.since = self.salt_tag, <uint32_t>now
        return True

    cdef bint eldest(self, int64_t alias, int64_t now, uint8_t* record) except -1:
        # Of somebody who was joined: the record of the first, where there is one.
        cdef uint8_t[RECORD] other
        if not read_record(self.slots, <uint64_t>alias ^ PERSON_MIX, now, other) or is_never(other):
            return True
        memcpy(record, other, RECORD)
        return _long_number(other) == alias

    cdef tuple place(self, str number):
        cdef tuple found
        cdef str whole
        found = self.numbers.get(number)
        if found is None:
            whole = f"message {self.source} {number} "
            if not whole.isascii() or len(whole) > MOST_TEXT // 2:
                return None
            if len(self.numbers) >= MOST_NUMBERS:
                self.numbers.clear()
            found = (self.place_of(number), whole.encode())
            self.numbers[number] = found
        return found

    cdef bint conversation(self, tuple place, int64_t now, Known* known) except -1:
        cdef uint8_t[RECORD] record
        cdef uint64_t part = place[0]
        known.key = <int64_t>((<uint64_t>known.person ^ part) * ODD)
        cdef bint is_there = read_record(self.slots, <uint64_t>known.key ^ CONVERSATION_MIX, now, record)
        known.has_talk = is_there and not is_never(record)
        if not known.has_talk:
            known.word = ENDED_BIT
            known.began = known.last = known.turned = 0
            if is_there and is_young(record, now, ABSENT_FOR):
                return True
            # Nobody's conversation is kept.
            return known.is_new and self.slots.is_nobody(known.person, now)
        known.word, known.began = _number(record), _number(record + 4)
        known.last, known.turned = _number(record + 8), _number(record + TURNED_AT)
        return self.tagged.get(known.word & TAG_BITS) is not None

    cdef bint is_reset(self, object event) except -1:
        cdef str text = field(event, SAID)
        if not text or len(text) > MOST_RESET:
            return False
        if text.isascii():
            return text.strip().lower() in self.words
        # Folded it has a character for each plain letter, at least.
        return plain_letters(text) <= self.longest_word and self.resets(event)

    cdef bint messages(self, object event, object kind, bytes begins, int64_t at, int64_t now,
                       Known* known) except -1:
        cdef uint8_t[RECORD] record
        cdef int there
        cdef str identity = field(event, IDENTITY)
        cdef bint has_ended = known.word & ENDED_BIT != 0
        known.has_itself = known.has_about = known.knows_about = False
        if (kind is MESSAGE_KIND or kind is ECHO_KIND) and identity is not None:
            known.has_itself = True
            if field(event, FINGERPRINT):
                return False
            if not hashed_name(&self.hashed, begins, identity, &known.itself):
                return False
            there = self.message(known.itself, now, record)
            # Delivered before, or perhaps so.
            if there > 0:
                return False
            if there < 0 and known.has_talk and (at == 0 or at < known.turned + has_ended):
                return False
        identity = field(event, ANSWERED)
        if identity is None:
            return True
        known.has_about = True
        if not hashed_name(&self.hashed, begins, identity, &known.about):
            return False
        there = self.message(known.about, now, record)
        if there == 1:
            known.about_word = _number(record)
            known.knows_about = (known.about_word & TAG_BITS) in self.tagged
        elif there < 0:
            return kind is STATUS_KIND and not has_ended
        return True

    cdef int message(self, int64_t key, int64_t now, uint8_t* record) except -2:
        # 1: there is a record; 0: PostgreSQL has lately said that there is none; -1: ask.
        if not read_record(self.slots, <uint64_t>key ^ MESSAGE_MIX, now, record):
            return -1
        if not is_never(record):
            return 1
        return 0 if is_young(record, now, MESSAGE_ABSENT) else -1

    # Where the event goes.

    cdef RouteOf named(self, object event, object decision, Known* known, int64_t now):
        # None: nothing names its domain. `by` says what did.
        cdef RouteOf route
        cdef bint is_status = field(event, KIND) is STATUS_KIND
        if known.knows_about and not is_status:
            route = self.tagged[known.about_word & TAG_BITS]
            if route is not None and route.is_open:
                self.by = BY_REPLY
                return route
        if field(decision, RULE_OF) is not None:
            self.by = BY_RULE
            return self.routes[field(decision, 0)]
        if known.knows_about and is_status:
            route = self.tagged[known.about_word & TAG_BITS]
            if route is not None and route.is_open:
                self.by = BY_RECEIPT
                return route
        if not self.has_context(known, now):
            return None
        route = self.tagged[known.word & TAG_BITS]
        if not route.is_open:
            return None
        self.by = BY_CONTEXT
        return route

    cdef object on_its_side(self, object event, object decision, Known* known, RouteOf route,
                            int64_t now):
        cdef object bucket = None if route.unified is None else known.bucket
        cdef object reason = route.settled
        cdef object side = LEGACY
        cdef object handler = route.legacy
        cdef int kept
        if reason is None:
            kept = self.kept(event, known, route, now)
            reason = IN_SHARE if known.bucket < route.threshold else OUT_OF_SHARE
            if reason is IN_SHARE and kept == 1:
                reason = AFFINITY
            elif reason is OUT_OF_SHARE and kept == 2 and known.bucket < route.drained:
                handler, side, reason = route.unified, UNIFIED, DRAINING
            else:
                if reason is IN_SHARE:
                    handler, side = route.unified, UNIFIED
                if kept == (2 if side is UNIFIED else 1) and (
                    known.word & UNCERTAIN_BIT or known.began < self.changed + FOLLOWED
                ):
                    reason = CONTINUING
        return continued_of(
            route.domain, handler, side, reason, field(decision, RULE_OF), bucket,
            field(decision, KEY_OF), self.by,
        )

    cdef int kept(self, object event, Known* known, RouteOf route, int64_t now) except -1:
        # The side that it belongs to beside its bucket's: 1 legacy, 2 unified, 0 none.
        cdef bint is_message = field(event, KIND) is MESSAGE_KIND
        if known.knows_about and field(event, KIND) is STATUS_KIND:
            if self.tagged[known.about_word & TAG_BITS] is not route:
                return 0
            return 2 if known.about_word & UNIFIED_BIT else 1
        if not known.has_talk or not self.chosen_alike(known, route):
            return 0
        if not (self.has_affinity(known, now) if is_message else self.has_context(known, now)):
            return 0
        return 2 if known.word & UNIFIED_BIT else 1

    cdef bint chosen_alike(self, Known* known, RouteOf route) except -1:
        cdef RouteOf own = self.tagged[known.word & TAG_BITS]
        return own is route or own.is_chosen

    cdef bint has_context(self, Known* known, int64_t now) noexcept:
        return not known.word & ENDED_BIT and now - known.last < self.context

    cdef bint has_affinity(self, Known* known, int64_t now) noexcept:
        return (not known.word & ENDED_BIT and now - known.last < self.affinity
                and now - known.began < self.most_affinity)

    # What is to be remembered.

    cdef int take_turn(self, object event, object decided, RouteOf route, Known* known,
                       int64_t now) except -1:
        cdef int64_t at = field(event, TIME)
        cdef int64_t began = now
        cdef int64_t last = now
        cdef int64_t turned = at if at else now
        cdef uint32_t word = route.tag
        cdef uint32_t side_bit = 0
        cdef bint lasts, is_refresh = False
        if at and at < known.turned:
            return 0
        if field(decided, 2) is UNIFIED:
            side_bit = UNIFIED_BIT
        word |= side_bit
        lasts = self.has_affinity(known, now)
        if lasts and self.tagged[known.word & TAG_BITS] is route:
            word |= known.word & UNCERTAIN_BIT
            if known.word & UNIFIED_BIT == side_bit:
                began, last = known.began, max(now, known.last)
                if last == known.last and turned == known.turned:
                    return 0
                is_refresh = last // self.refresh == known.last // self.refresh
            elif not self.is_current():
                word |= UNCERTAIN_BIT
        elif lasts and known.word & UNIFIED_BIT == side_bit and self.chosen_alike(known, route):
            began = known.began
            word |= known.word & UNCERTAIN_BIT
        elif not self.is_current():
            word |= UNCERTAIN_BIT
        if write_turn(self.slots, known, word, began, last, turned, now) and not is_refresh:
            self.tell_turn(known.key, turn_of(
                known.person, route.domain, field(decided, 2), began, last, turned,
                word & UNCERTAIN_BIT != 0,
            ))
        return 0

    cdef int tell_turn(self, int64_t key, object turn) except -1:
        if self.turns is None or len(self.turns) >= self.most_told:
            if self.note_turn is not None:
                self.note_turn(key, turn, self.source)
            return 0
        made = PyType_GenericAlloc(self.turn_type, 2)
        put(made, 0, turn)
        put(made, 1, self.source)
        self.turns[key] = made
        return 0

    cdef int note_people(self, object event, const Known* known, int64_t now) except -1:
        # Their own message, or whatever shows two names of theirs, makes people known.
        cdef uint8_t[RECORD] record
        cdef int i
        if field(event, KIND) is not MESSAGE_KIND and known.count < 2:
            return 0
        memset(record, 0, RECORD)
        _put_number(record, <uint32_t>known.person)
        _put_number(record + 4, <uint32_t>(<uint64_t>known.person >> 32))
        record[8], record[9] = <uint8_t>known.bucket, <uint8_t>(known.bucket >> 8)
        _put_number(record + 10, known.salt_tag)
        _put_number(record + 14, known.since)
        made = PyType_GenericAlloc(PERSON_OF, 4)
        put(made, 0, known.person)
        put(made, 1, known.bucket)
        put(made, 2, known.salt_tag)
        put(made, 3, <int64_t>known.since)
        for i in range(known.count):
            self.slots.add_alias(known.aliases[i])
            write_record(self.slots, <uint64_t>known.aliases[i] ^ PERSON_MIX, record, now, -1)
            if self.note_person is not None:
                self.note_person(known.aliases[i], made)
        return 0

    cdef int note_messages(self, object event, object decided, RouteOf route, Known* known,
                           int64_t now) except -1:
        cdef uint32_t word = self.unknown if route is None else route.tag
        if field(decided, 2) is UNIFIED:
            word |= UNIFIED_BIT
        if known.has_itself:
            self.note(known.itself, word, decided, now)
        if route is not None and known.has_about and not known.knows_about:
            if field(event, KIND) is STATUS_KIND:
                self.note(known.about, word, decided, now)
        return 0

    cdef int note(self, int64_t key, uint32_t word, object decided, int64_t now) except -1:
        cdef uint8_t[RECORD] record
        memset(record, 0, RECORD)
        _put_number(record, word)
        _put_number(record + 4, <uint32_t>now)
        write_record(self.slots, <uint64_t>key ^ MESSAGE_MIX, record, now, -1)
        made = PyType_GenericAlloc(MESSAGE_OF, 3)
        put(made, 0, field(decided, 0))
        put(made, 1, field(decided, 2))
        put(made, 2, now)
        if self.messages_told is not None and len(self.messages_told) < self.most_told:
            self.messages_told[key] = made
        elif self.note_message is not None:
            self.note_message(key, made)
        return 0


cdef bint is_young(const uint8_t* record, int64_t now, int64_t seconds) noexcept nogil:
    # Of one that says that nothing is known: whether that is to be taken for true.
    cdef int64_t age = now - <int64_t>_number(record + NEVER_BYTES)
    return -seconds < age < seconds


cdef Py_ssize_t plain_letters(str text) except -1:
    cdef Py_UCS4 each
    cdef Py_ssize_t count = 0
    for each in text:
        count += c"a" <= each <= c"z" or c"A" <= each <= c"Z" or c"0" <= each <= c"9"
    return count


cdef bint write_turn(Slots slots, const Known* known, uint32_t word, int64_t began, int64_t last,
                     int64_t turned, int64_t now) except -1:
    cdef uint8_t[RECORD] record
    memset(record, 0, RECORD)
    _put_number(record, word)
    _put_number(record + 4, <uint32_t>began)
    _put_number(record + 8, <uint32_t>last)
    _put_number(record + TURNED_AT, <uint32_t>turned)
    return write_record(slots, <uint64_t>known.key ^ CONVERSATION_MIX, record, now, turned)


cdef object turn_of(int64_t person, str domain, object side, int64_t began, int64_t last,
                    int64_t turned, bint uncertain):
    made = PyType_GenericAlloc(TALK, 8)
    put(made, 0, person)
    put(made, 1, domain)
    put(made, 2, side)
    put(made, 3, began)
    put(made, 4, last)
    put(made, 5, turned)
    put(made, 6, False)
    put(made, 7, uncertain)
    return made


cdef object continued_of(str domain, str handler, object side, object reason, object rule,
                         object bucket, object sender, object by):
    made = PyType_GenericAlloc(DECISION, 9)
    put(made, 0, domain)
    put(made, 1, handler)
    put(made, 2, side)
    put(made, 3, reason)
    put(made, 4, rule)
    put(made, 5, bucket)
    put(made, 6, sender)
    put(made, 7, by)
    put(made, 8, None)
    return made


cdef object decided_by(object decision, object by):
    return continued_of(
        field(decision, 0), field(decision, 1), field(decision, 2), field(decision, 3),
        field(decision, 4), field(decision, 5), field(decision, 6), by,
    )

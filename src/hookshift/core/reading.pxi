# A body into its events. Each function that reads says False for what it leaves to Python.

from hookshift.core.strings import UNREADABLE, first_code, unescaped

cdef enum:
    MOST_IDENTIFIER = 640  # `providers.bodies.MAX_IDENTIFIER`
    IS_WHATSAPP = 1
    IS_CONVERSATIONS = 2

cdef str MESSAGES = "messages"
cdef str STATUSES = "statuses"
cdef str CALLS = "calls"
cdef str ECHOES = "message_echoes"


cdef class Reader:
    """Reads the bodies of WhatsApp sources that hold up to `most` events."""

    cdef Py_ssize_t most

    def __cinit__(self, most):
        # More cannot be in one body.
        self.most = min(most, 1 << 31)

    def __call__(self, bytes body not None):
        """The body's events; None if the reference must read it."""
        return self.read(body)

    cdef list read(self, bytes body):
        cdef Reading reading = Reading.__new__(Reading)
        reading.scan.text.first = body
        reading.scan.text.size = len(body)
        reading.most = self.most
        try:
            if not reading.envelope():
                return None
        except UNREADABLE:
            return None
        if reading.scan.has_high and not is_utf8(body):
            return None
        return reading.found if reading.people.resolve(reading.found) else None


cdef bint is_utf8(bytes body) except -1:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@cython.freelist(4)
cdef class Reading:
    cdef Scan scan
    cdef Record record
    cdef Py_ssize_t most
    cdef list found
    cdef People people
    cdef str number  # the business number that the events of this value came to
    cdef Py_ssize_t entry
    cdef Py_ssize_t change
    cdef bint is_full  # whether this value has had a list of events

    def __cinit__(self):
        self.found = []
        self.people = People.__new__(People)

    cdef bint envelope(self) except -1:
        cdef Members members
        cdef int which
        cdef bint is_whatsapp = False
        cdef bint has_entries = False
        members.shape, members.begun = &SHAPE[ENVELOPE], False
        which = next_member(&self.scan, &members)
        while which >= 0:
            if which == ENVELOPE_OBJECT:
                is_whatsapp = self.literal() == IS_WHATSAPP
                if not is_whatsapp:
                    return False
            else:
                has_entries = self.entries()
                if not has_entries:
                    return False
            which = next_member(&self.scan, &members)
        skip_spaces(&self.scan)
        return which == DONE and is_whatsapp and has_entries and self.is_at_end()

    cdef bint is_at_end(self) except -1:
        return self.scan.at == self.scan.text.size

    cdef int literal(self) except -1:
        # Which of those strings that are looked for stands here; 0 for another one.
        cdef Span span
        cdef Py_ssize_t size
        cdef const Input* text = &self.scan.text
        if not take_string(&self.scan, &span) or span.is_escaped:
            return 0
        size = span.end - span.start
        if size == 25 and stands_at(text, span.start, b"whatsapp_business_account", 25):
            return IS_WHATSAPP
        if (
            size == 8 and stands_at(text, span.start, b"messages", 8)
            or size == 5 and stands_at(text, span.start, b"calls", 5)
            or size == 18 and stands_at(text, span.start, b"smb_message_echoes", 18)
        ):
            return IS_CONVERSATIONS
        return 0

    cdef bint entries(self) except -1:
        cdef bint begun = False
        cdef int which = next_element(&self.scan, &begun)
        self.entry = 0
        while which == 0:
            if not self.one_entry():
                return False
            self.entry += 1
            which = next_element(&self.scan, &begun)
        return which == DONE and self.entry > 0

    cdef bint one_entry(self) except -1:
        cdef Members members
        cdef Span ignored
        cdef int which
        cdef bint has_changes = False
        members.shape, members.begun = &SHAPE[ENTRY], False
        which = next_member(&self.scan, &members)
        while which >= 0:
            if which == ENTRY_CHANGES:
                has_changes = self.changes()
                if not has_changes:
                    return False
            elif which == ENTRY_ID:
                if not take_null(&self.scan) and not take_string(&self.scan, &ignored):
                    return False
            elif not skip_value(&self.scan, 0):
                return False
            which = next_member(&self.scan, &members)
        return which == DONE and has_changes

    cdef bint changes(self) except -1:
        cdef bint begun = False
        cdef int which = next_element(&self.scan, &begun)
        self.change = 0
        while which == 0:
            if not self.one_change():
                return False
            self.change += 1
            which = next_element(&self.scan, &begun)
        return which == DONE and self.change > 0

    cdef bint one_change(self) except -1:
        # Its value is read as one about conversations before its field may have said so.
        cdef Members members
        cdef int which
        cdef int field = 0
        cdef Py_ssize_t before = len(self.found)
        members.shape, members.begun = &SHAPE[CHANGE], False
        which = next_member(&self.scan, &members)
        while which >= 0:
            if which == CHANGE_VALUE:
                if not self.value():
                    return False
            else:
                field = self.literal()
                if field == 0:
                    return False
            which = next_member(&self.scan, &members)
        if which != DONE or len(self.found) == before:
            return False
        return field == IS_CONVERSATIONS

    cdef bint value(self) except -1:
        cdef Members members
        cdef int which
        self.number = None
        self.is_full = False
        members.shape, members.begun = &SHAPE[VALUE], False
        which = next_member(&self.scan, &members)
        while which >= 0:
            if which == VALUE_METADATA:
                if not self.metadata():
                    return False
            elif which == VALUE_CONTACTS:
                if not self.contacts():
                    return False
            elif which == VALUE_ERRORS:
                if byte_at(&self.scan.text, self.scan.at) != c"[" or not skip_value(&self.scan, 0):
                    return False
            elif not self.events(which):
                return False
            which = next_member(&self.scan, &members)
        return which == DONE

    cdef bint metadata(self) except -1:
        # It must come before what is read with it.
        if self.is_full or not self.filled(METADATA):
            return False
        self.number = self.string(NUMBER_ID)
        return self.people.business(self.filled_string(DISPLAY_NUMBER))

    cdef bint filled(self, int shape) except -1:
        memset(&self.record, 0, sizeof(self.record))
        return fill(&self.scan, shape, &self.record)

    cdef str string(self, int slot):
        # What a slot holds; None if it was missing or null.
        cdef Slot* own
        if not 0 <= slot < SLOTS:
            raise IndexError("no such slot")
        own = &self.record.slots[slot]
        if not own.given:
            return None
        if own.span.is_escaped:
            return unescaped(copied(&self.scan.text, own.span.start - 1, own.span.end + 1))
        return decoded(&self.scan.text, own.span.start, own.span.end)

    cdef str filled_string(self, int slot):
        return self.string(slot) if self.is_given(slot) else None

    cdef bint may_be_phone(self, int slot) except -1:
        # Nothing but digits: other numbers, and user ids in their place, are left to Python.
        cdef Slot* own
        cdef Py_ssize_t at
        if not self.is_given(slot):
            return True
        own = &self.record.slots[slot]
        for at in range(own.span.start, own.span.end):
            if not is_digit(byte_at(&self.scan.text, at)):
                return False
        return True

    cdef bint is_given(self, int slot) except -1:
        # Whether it is there and not empty.
        cdef Slot* own
        if not 0 <= slot < SLOTS:
            raise IndexError("no such slot")
        own = &self.record.slots[slot]
        return own.given and own.span.end > own.span.start

    cdef bint contacts(self) except -1:
        cdef bint begun = False
        cdef int which
        if take_null(&self.scan):
            return True
        which = next_element(&self.scan, &begun)
        while which == 0:
            if len(self.people.contacts) >= self.most or not self.one_contact():
                return False
            which = next_element(&self.scan, &begun)
        return which == DONE

    cdef bint one_contact(self) except -1:
        cdef str phone, user
        if byte_at(&self.scan.text, self.scan.at) != c"{" or not self.filled(CONTACT):
            return False
        if self.is_given(PARENT_USER_ID):
            return False
        if not self.may_be_phone(WA_ID):
            return False
        phone, user = self.filled_string(WA_ID), self.filled_string(USER_ID)
        if phone is not None or user is not None:
            self.people.contacts.append((user, phone))
        return True

    cdef bint events(self, int which) except -1:
        # One of the lists that hold events; a second one must be empty, since their order counts.
        cdef bint begun = False
        cdef int state
        cdef Py_ssize_t index = 0
        cdef object event
        if take_null(&self.scan):
            return True
        state = next_element(&self.scan, &begun)
        if state == DONE:
            return True
        if self.is_full:
            return False
        self.is_full = True
        while state == 0:
            if len(self.found) >= self.most or byte_at(&self.scan.text, self.scan.at) != c"{":
                return False
            if which == VALUE_MESSAGES:
                event = self.message(index)
            elif which == VALUE_STATUSES:
                event = self.status(index)
            elif which == VALUE_CALLS:
                event = self.call(index)
            else:
                event = self.echo(index)
            if event is None:
                return False
            self.found.append(event)
            index += 1
            state = next_element(&self.scan, &begun)
        return state == DONE

    # Each of the next four gives an event, or None for what is left to Python.

    cdef object message(self, Py_ssize_t index):
        cdef tuple person
        if not self.filled(MESSAGE):
            return None
        person = self.person(FROM_USER, FROM)
        if person is not None and person[0] is None and self.is_given(TO):
            person = self.person(TO_USER, TO)
        return self.message_of(MESSAGE_KIND, person, MESSAGES, index)

    cdef object echo(self, Py_ssize_t index):
        if not self.filled(MESSAGE):
            return None
        return self.message_of(ECHO_KIND, self.person(TO_USER, TO), ECHOES, index)

    cdef object status(self, Py_ssize_t index):
        cdef str name, identity
        if not self.filled(STATUS):
            return None
        name = self.string(TYPE)
        if not name or self.is_given(PARTICIPANT) or self.is_given(PARTICIPANT_TOO):
            return None
        if self.string(RECIPIENT_TYPE) == "group":
            return None
        identity = self.string(ID)
        if identity:
            identity = identity + ":" + name
        return self.event(
            STATUS_KIND, name, identity, self.person(RECIPIENT_USER, RECIPIENT), "", (), (),
            STATUSES, index, self.identifier(ID), self.identifier(CATEGORY),
            self.error_code(),
        )

    cdef object call(self, Py_ssize_t index):
        cdef str name, identity
        cdef tuple person
        if not self.filled(CALL):
            return None
        name = self.string(TYPE)
        if not name:
            return None
        person = self.person(FROM_USER, FROM)
        if person is None:
            return None
        if person[0] is None or self.string(DIRECTION) == "BUSINESS_INITIATED":
            person = self.person(TO_USER, TO)
        identity = self.string(ID)
        if identity:
            identity = identity + ":" + name
        return self.event(CALL_KIND, name, identity, person, "", (), (), CALLS, index, None)

    cdef object message_of(self, object kind, tuple person, str listed, Py_ssize_t index):
        cdef str name = self.string(TYPE)
        cdef str text = ""
        cdef tuple choices = ()
        if not name or name == "unsupported" or name == "unknown":
            return None
        if name == "text":
            text = self.string(TEXT) or ""
        elif name == "interactive":
            if self.string(REPLY_TYPE) == "button_reply":
                text = lines(self.string(BUTTON_TITLE), self.string(BUTTON_DESCRIPTION))
                choices = given(self.string(BUTTON_ID))
            elif self.string(REPLY_TYPE) == "list_reply":
                text = lines(self.string(ROW_TITLE), self.string(ROW_DESCRIPTION))
                choices = given(self.string(ROW_ID))
        elif name == "button":
            text, choices = self.string(BUTTON_TEXT) or "", given(self.string(BUTTON_PAYLOAD))
        elif name == "image":
            text = self.string(IMAGE) or ""
        elif name == "video":
            text = self.string(VIDEO) or ""
        elif name == "document":
            text = self.string(DOCUMENT) or ""
        elif name == "location":
            text = lines(self.string(PLACE_NAME), self.string(PLACE_ADDRESS))
        elif name == "reaction":
            text = self.string(EMOJI) or ""
        return self.event(
            kind, name, self.string(ID), person, text, choices, self.referral(), listed, index,
            self.answers(name),
        )

    cdef str answers(self, str name):
        # The message that it answers, reacts to or revokes.
        cdef str found = None
        if name == "reaction":
            found = self.identifier(REACTED_TO)
        elif name == "revoke":
            found = self.identifier(REVOKED)
        return found if found is not None else self.identifier(CONTEXT_ID)

    cdef str identifier(self, int slot):
        cdef str found = self.filled_string(slot)
        return None if size_of(found) > MOST_IDENTIFIER else found

    cdef object error_code(self):
        # Few receipts have errors, so the same function reads them for both engines.
        cdef Slot* own = &self.record.slots[ERRORS]
        if not own.given:
            return None
        return first_code(copied(&self.scan.text, own.span.start, own.span.end))

    cdef tuple referral(self):
        if not (self.is_given(SOURCE_TYPE) or self.is_given(SOURCE_ID) or self.is_given(SOURCE_URL)):
            return ()
        given_ones = (self.string(SOURCE_TYPE), self.string(SOURCE_ID), self.string(SOURCE_URL))
        return tuple([each for each in given_ones if each])

    cdef tuple person(self, int user_slot, int phone_slot):
        # Sticky key and phone number, after `People.person`; None for what is left to Python.
        cdef str user, phone
        if not self.may_be_phone(phone_slot):
            return None
        user, phone = self.filled_string(user_slot), self.filled_string(phone_slot)
        if phone is not None and self.people.is_own(phone):
            phone = None
        return (user if user is not None else phone), phone

    cdef object event(
        self, object kind, str name, str identity, tuple person, str text, tuple choices,
        tuple referral, str listed, Py_ssize_t index, str answers, str pricing=None,
        object error_code=None,
    ):
        cdef Py_ssize_t length
        if person is None:
            return None
        length = len(name) + size_of(identity) + size_of(person[0]) + size_of(person[1])
        if length + size_of(self.number) > MOST_IDENTIFIER:
            return None
        return event_of(
            kind, name, identity or None, person[0], person[1], text, choices, self.number,
            referral, (self.entry, self.change, listed, index),
            self.record.at, answers, self.identifier(GROUP), self.callback_data(), pricing,
            error_code,
        )

    cdef tuple callback_data(self):
        # A Flow's answer, which has one too, is left to Python.
        if not (self.is_given(OPAQUE) or self.is_given(CTA)):
            return ()
        own = (("biz_opaque_callback_data", self.string(OPAQUE)), ("cta_payload", self.string(CTA)))
        return tuple([each for each in own if each[1]])


cdef inline Py_ssize_t size_of(str text) except -1:
    return 0 if text is None else len(text)


cdef inline tuple given(str value):
    return (value,) if value else ()


cdef str lines(str first, str second):
    if first and second:
        return first + "\n" + second
    return first or second or ""

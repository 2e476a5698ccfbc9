# Whom each event is with, where that is simple: a person has at most one phone number and one user
# id in the body. Everything else (successions, parents' ids, several ids of one person, the
# business's own number among people's) is for `whatsapp_people`. `resolve` then gives the same.

@cython.freelist(4)
cdef class People:
    cdef list own  # the business's own numbers, as far as they were met
    cdef list contacts  # pairs of user id and phone

    def __cinit__(self):
        self.own = []
        self.contacts = []

    cdef bint is_own(self, str phone) except -1:
        cdef str each
        for each in self.own:
            if each == phone:
                return True
        return False

    cdef bint business(self, str number) except -1:
        # False: leave it to Python.
        if number is None:
            return True
        if not number.isascii():
            return False
        cdef str own = number if are_digits(number) else digits_of(number)
        if own and not self.is_own(own):
            self.own.append(own)
        return True

    cdef bint resolve(self, list found) except -1:
        # Whether each event's person is known; may change events. False: leave it to Python.
        cdef object event, first
        cdef tuple pair
        cdef Py_ssize_t i
        if not found:
            return False
        first = found[0]
        if not self.contacts and len(found) == 1:
            return True
        if self.all_are(found, field(first, SENDER), field(first, PHONE)):
            return True
        users, phones = {}, {}
        for event in found:
            if field(event, SENDER) is None:
                continue
            if not self.join(users, phones, user_of(event), field(event, PHONE)):
                return False
        for pair in self.contacts:
            if not self.join(users, phones, pair[0], pair[1]):
                return False
        for i in range(len(found)):
            event = found[i]
            if field(event, SENDER) is not None:
                found[i] = known_as(event, users, phones)
        return True

    cdef bint all_are(self, list found, str sender, str phone) except -1:
        # The usual case: all is about one person, known by a user id and a phone.
        cdef object each
        cdef tuple pair
        cdef str other
        if sender is None or phone is None or sender == phone:
            return False
        for each in found:
            other = field(each, SENDER)
            if other != sender:
                return False
            other = field(each, PHONE)
            if other != phone:
                return False
        for pair in self.contacts:
            other = pair[0]
            if other != sender:
                return False
            other = pair[1]
            if other != phone:
                return False
        return True

    cdef bint join(self, dict users, dict phones, str user, str phone) except -1:
        # Notes that these two are one person; False if either is known to be another's.
        if user is not None and (not starts_with_letter(user) or self.is_own(user)):
            return False
        if phone is not None and self.is_own(phone):
            return False
        return agrees(users, user, phone) and agrees(phones, phone, user)


cdef bint agrees(dict known, str name, str other) except -1:
    if name is None:
        return True
    before = known.get(name)
    if before is None:
        known[name] = other
        return True
    return other is None or other == before


cdef str user_of(object event):
    # Of an event with a sender: a user id, unless it is known by its phone only.
    return None if field(event, SENDER) == field(event, PHONE) else field(event, SENDER)


cdef object known_as(object event, dict users, dict phones):
    cdef str user = user_of(event)
    cdef str phone = field(event, PHONE)
    if user is None:
        user = phones.get(phone)
    if phone is None:
        phone = users.get(user)
    if (user or phone) == field(event, SENDER) and phone == field(event, PHONE):
        return event
    return event._replace(sender=user or phone, phone=phone)


cdef bint starts_with_letter(str text) except -1:
    cdef Py_UCS4 first
    if not text:
        return False
    first = text[0]
    return c"A" <= first <= c"Z" or c"a" <= first <= c"z"


cdef bint are_digits(str number) except -1:
    # Of ASCII.
    cdef Input text
    cdef Py_ssize_t at = 0
    text.first = <const uint8_t*>PyUnicode_AsUTF8AndSize(number, &text.size)
    while is_digit(byte_at(&text, at)):
        at += 1
    return 0 < at == text.size


cdef str digits_of(str number):
    return "".join([each for each in number if "0" <= each <= "9"])

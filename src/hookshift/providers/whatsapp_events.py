"""The events of a WhatsApp webhook body.

A body holds entries, an entry changes, a change a `value`. A change about conversations gives one
event per message, status, call and echo in it; any other change gives one event itself, so that
each change of a body reaches some handler. Standby copies (`value.standby`) are read one level
deeper, as events of their own kind.
"""

from typing import Final

import msgspec
from msgspec import Raw

from hookshift.domain.errors import BadPayload
from hookshift.domain.events import Event, EventKind
from hookshift.providers import whatsapp_lenient as lenient
from hookshift.providers.as_written import NULL, RAW_OBJECT, elements, objects, text
from hookshift.providers.bodies import (
    ANY_NUMBER,
    UNREADABLE,
    bad_payload,
    check_contacts,
    check_encoding,
    check_number,
    storable,
)
from hookshift.providers.surrogates import without_halves
from hookshift.providers.whatsapp_elements import Around, call, message, status
from hookshift.providers.whatsapp_identity import EVENT_LISTS, Changes, joined
from hookshift.providers.whatsapp_wire import (
    ACCOUNT_VALUE,
    CONVERSATIONS,
    ENVELOPE,
    OBJECT,
    VALUE,
    Envelope,
    Metadata,
    OddChange,
    OddEntry,
    Value,
    WireChange,
    WireEntry,
)

CONVERSATION_FIELDS: Final = frozenset({"messages", "calls", "smb_message_echoes"})
STANDBY: Final = "standby"
"""A field, and the member of its value that holds what another field has in the value itself."""
FIELDS_WITH_SENDER: Final = frozenset({"messaging_handovers"})
"""Fields whose value is about the conversation of one person, its `sender`."""


Place = tuple[int, int]
"""Index of an entry, index of a change in it."""


def events(body: bytes, most: int = ANY_NUMBER) -> list[Event]:
    """The events in document order, lists of one change in the order of EVENT_LISTS.

    A locator is (entry, change, list, index), with the member "standby" at its end where the list
    is in there; or (entry, change) for an event that is a change, or (entry,) for an entry without
    changes. Raises BadPayload, or TooManyEvents above `most`.
    """
    check_encoding(body)
    reading = BodyReading(body, most)
    if not reading.conversations():
        reading = BodyReading(body, most)
        reading.anything()
    found = reading.found
    if reading.must_resolve(found):
        reading.resolve(found, reading.accounts)
    storable(body, found)
    return found


def _entries(body: bytes, most: int) -> list[WireEntry]:
    try:
        envelope = ENVELOPE.decode(body)
    except UNREADABLE as error:
        envelope = _lenient_envelope(body, error, most)
    if envelope.object != OBJECT:
        raise BadPayload(f'$.object: expected "{OBJECT}": this is not a WhatsApp webhook')
    if not envelope.entry:
        raise BadPayload("$.entry: expected at least one entry")
    return envelope.entry


def _lenient_envelope(body: bytes, error: Exception, most: int) -> Envelope:
    """Entry by entry, if the frame is sound and any of them can be read."""
    body, _ = without_halves(body)
    try:
        try:
            return ENVELOPE.decode(body)
        except msgspec.ValidationError:
            members = RAW_OBJECT.decode(body)
    except UNREADABLE as still:
        raise bad_payload(still) from None
    entries = lenient.entries(members.get("entry", NULL), most)
    if all(entry == OddEntry() for entry in entries):
        raise bad_payload(error) from None
    return Envelope(text(members.get("object")), entries)


class BodyReading(Around):
    """The events of one body, as they are found."""

    __slots__ = ("_changes", "_most", "accounts", "found")

    def __init__(self, body: bytes, most: int) -> None:
        super().__init__(body)
        self.found: list[Event] = []
        self.accounts: list[str | None] = []
        """The ids of the entries."""
        self._most = most
        self._changes: Changes | None = None

    def conversations(self) -> bool:
        """Reads a body that is of the documented form, and all about conversations.

        Nearly every body is, and needs no second look at any part of it. False for any other.
        """
        try:
            envelope = CONVERSATIONS.decode(self._body)
        except UNREADABLE:
            return False
        if envelope.object != OBJECT or not envelope.entry:
            return False
        found = self.found
        for e, entry in enumerate(envelope.entry):
            self.accounts.append(entry.id)
            if not entry.changes:
                return False
            for c, change in enumerate(entry.changes):
                value, before = change.value, len(found)
                if value is None or change.field not in CONVERSATION_FIELDS:
                    return False
                self._conversation(value, None, value.metadata, (e, c))
                if len(found) == before:
                    return False
        return True

    def anything(self) -> None:
        """Reads any body. Raises BadPayload."""
        for e, entry in enumerate(_entries(self._body, self._most)):
            self.accounts.append(entry.id)
            if not entry.changes:
                is_odd = type(entry) is OddEntry
                self.whole(entry, WireChange(field="entry"), (e,), malformed=is_odd)
                continue
            for c, change in enumerate(entry.changes):
                self.change(entry, change, (e, c))

    def change(self, entry: WireEntry, change: WireChange, place: Place) -> None:
        """All events of one change of an entry."""
        before = len(self.found)
        value, is_odd = None, type(change) is OddChange
        if change.field in CONVERSATION_FIELDS:
            value, is_odd = _value(change.value, self._most)
            if value is not None:
                self._conversation(value, change.value, value.metadata, place)
        elif change.field == STANDBY:
            self._standby(change.value, place)
        if len(self.found) == before:
            self.whole(entry, change, place, value, malformed=is_odd)

    def whole(
        self,
        entry: WireEntry,
        change: WireChange,
        locator: tuple[int, ...],
        value: Value | None = None,
        *,
        malformed: bool,
    ) -> None:
        """A change that is one event itself."""
        has_errors = value is not None and bool(value.errors)
        kind = EventKind.ERROR if has_errors else EventKind.ACCOUNT
        name = "error" if has_errors else change.field or "unknown"
        check_number(len(self.found) + 1, self._most)
        self._changes = self._changes or Changes()
        identity, again = self._changes.identity(entry, change)
        user_id = phone = None
        if change.field in FIELDS_WITH_SENDER:
            user_id, phone = lenient.named(change.value, "sender")
        person = self.person(user_id, phone)
        number = _phone_number_id(change.value)
        self.found.append(
            Event(kind, name, identity, *person, "", (), number, (), locator, again, malformed)
        )

    def _standby(self, written: Raw, place: Place) -> None:
        """Copies of what somebody else answers: messages and the like, one level deeper."""
        members = objects(written)
        inner = members.get(STANDBY, NULL)
        value, _ = _value(inner, self._most)
        if value is None:
            return
        before = len(self.found)
        metadata = value.metadata or lenient.metadata(members.get("metadata"))
        self._conversation(value, inner, metadata, place)
        for i in range(before, len(self.found)):
            event = self.found[i]
            # A receipt bears its status in its identity already; an echo has its message's id.
            echo = "echo" if event.kind is EventKind.ECHO else None
            self.found[i] = event._replace(
                kind=EventKind.STANDBY,
                event_id=joined(event.event_id, echo),
                locator=(*event.locator, STANDBY),
            )

    def _conversation(
        self, value: Value, written: Raw | None, metadata: Metadata | None, place: Place
    ) -> None:
        found, most, (e, c) = self.found, self._most, place
        number = None
        if metadata is not None:
            number = metadata.phone_number_id
            self.is_business(metadata.display_phone_number)
        if value.contacts:
            self.meet(e, value.contacts)
            check_contacts(self.contacts, most)
        self.enter(e, number, written)
        if value.messages:
            check_number(len(found) + len(value.messages), most)
            for i, item in enumerate(value.messages):
                person = self.sender_of(item, len(found))
                locator = e, c, "messages", i
                found.append(message(EventKind.MESSAGE, item, person, locator, self))
        if value.statuses:
            check_number(len(found) + len(value.statuses), most)
            for i, receipt in enumerate(value.statuses):
                found.append(status(receipt, (e, c, "statuses", i), self))
        if value.calls:
            check_number(len(found) + len(value.calls), most)
            for i, each in enumerate(value.calls):
                found.append(call(each, (e, c, "calls", i), self))
        if value.message_echoes:
            check_number(len(found) + len(value.message_echoes), most)
            for i, item in enumerate(value.message_echoes):
                person = self.person(item.to_user_id, item.to, item.to_parent_user_id)
                locator = e, c, "message_echoes", i
                found.append(message(EventKind.ECHO, item, person, locator, self))


def _value(written: Raw, most: int) -> tuple[Value | None, bool]:
    """A value, and whether it is not of the documented form."""
    try:
        return VALUE.decode(written), False
    except UNREADABLE:
        members = objects(written)
        check_number(sum(len(elements(members.get(key))) for key in EVENT_LISTS), most)
        check_contacts(len(elements(members.get("contacts"))), most)
        return (lenient.value(members) if members else None), True


def _phone_number_id(value: Raw) -> str | None:
    """Read leniently: nothing is known of the shape of a field's value that is not listed."""
    if value is NULL:
        return None
    try:
        metadata = ACCOUNT_VALUE.decode(value).metadata
    except UNREADABLE:
        metadata = lenient.metadata(objects(value).get("metadata"))
    return metadata.phone_number_id if metadata else None

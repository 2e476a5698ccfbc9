"""The events of a WhatsApp webhook body.

A body holds entries, an entry changes, a change a `value`. A change about conversations gives one
event per message, status, call and echo in it; any other change gives one event itself, so that
each change of a body reaches some handler.
"""

from hashlib import blake2b
from typing import Final

import msgspec
from msgspec import Raw

from hookshift.domain.errors import BadPayload
from hookshift.domain.events import Event, EventKind
from hookshift.providers.bodies import UNREADABLE, bad_payload, check_encoding, check_identifiers
from hookshift.providers.whatsapp_content import content, referral
from hookshift.providers.whatsapp_people import People
from hookshift.providers.whatsapp_wire import (
    ACCOUNT_VALUE,
    ENVELOPE,
    NULL,
    OBJECT,
    VALUE,
    Call,
    Change,
    Entry,
    Message,
    Status,
    Value,
)

CONVERSATION_FIELDS: Final = frozenset({"messages", "calls", "smb_message_echoes"})
EVENT_LISTS: Final = ("messages", "statuses", "calls", "message_echoes")
"""The lists of a `value` that hold events, in the order in which their events are given."""

Place = tuple[int, int]
"""Index of an entry, index of a change in it."""


def events(body: bytes) -> list[Event]:
    """The events in document order, lists of one change in the order of EVENT_LISTS.

    A locator is (entry, change, list, index), or (entry, change) for an event that is a change,
    or (entry,) for an entry without changes. Raises BadPayload.
    """
    check_encoding(body)
    found: list[Event] = []
    for e, entry in enumerate(_entries(body)):
        if not entry.changes:
            found.append(_account(entry, Change(field="entry"), (e,)))
            continue
        for c, change in enumerate(entry.changes):
            if change.field in CONVERSATION_FIELDS:
                _conversation(found, entry, change, (e, c))
            else:
                found.append(_account(entry, change, (e, c)))
    check_identifiers(body, found)
    return found


def _entries(body: bytes) -> list[Entry]:
    try:
        envelope = ENVELOPE.decode(body)
    except UNREADABLE as error:
        raise bad_payload(error) from None
    if envelope.object != OBJECT:
        raise BadPayload(f'$.object: expected "{OBJECT}": this is not a WhatsApp webhook')
    if not envelope.entry:
        raise BadPayload("$.entry: expected at least one entry")
    return envelope.entry


def _conversation(found: list[Event], entry: Entry, change: Change, place: Place) -> None:
    value = _value(change, place)
    before = len(found)
    if value is not None:
        number = value.metadata.phone_number_id if value.metadata else None
        people = People(value.contacts)
        for i, message in enumerate(value.messages or ()):
            person = people.person(message.from_user_id, message.from_)
            if person[0] is None and message.system:
                person = people.person(message.system.user_id, message.system.wa_id)
            found.append(
                _message(EventKind.MESSAGE, message, person, number, (*place, "messages", i))
            )
        for i, status in enumerate(value.statuses or ()):
            found.append(_status(status, people, number, (*place, "statuses", i)))
        for i, call in enumerate(value.calls or ()):
            found.append(_call(call, people, number, (*place, "calls", i)))
        for i, echo in enumerate(value.message_echoes or ()):
            person = people.person(echo.to_user_id, echo.to)
            found.append(
                _message(EventKind.ECHO, echo, person, number, (*place, "message_echoes", i))
            )
    if len(found) == before:
        found.append(_whole_change(entry, change, value, place))


def _value(change: Change, place: Place) -> Value | None:
    try:
        return VALUE.decode(change.value)
    except UNREADABLE as error:
        raise bad_payload(error, f"$.entry[{place[0]}].changes[{place[1]}].value") from None


def _message(
    kind: EventKind,
    message: Message,
    person: tuple[str | None, str | None],
    number: str | None,
    locator: tuple[int | str, ...],
) -> Event:
    text, choices = content(message)
    return Event(
        kind,
        message.type or "unknown",
        message.id or None,
        person[0],
        person[1],
        text,
        choices,
        number,
        referral(message.referral) if message.referral else (),
        locator,
    )


def _status(
    status: Status, people: People, number: str | None, locator: tuple[int | str, ...]
) -> Event:
    """A group's status is about the participant; its `recipient_id` is the group."""
    if status.recipient_type == "group" or status.recipient_participant_id:
        user_id = status.recipient_participant_user_id or status.recipient_user_id
        sender, phone = people.person(user_id, status.recipient_participant_id)
        participant = phone or sender
    else:
        sender, phone = people.person(status.recipient_user_id, status.recipient_id)
        participant = None
    kind = status.status or "unknown"
    event_id = _joined(status.id, kind, participant)
    return Event(EventKind.STATUS, kind, event_id, sender, phone, "", (), number, (), locator)


def _call(call: Call, people: People, number: str | None, locator: tuple[int | str, ...]) -> Event:
    if call.direction == "BUSINESS_INITIATED":
        sender, phone = people.person(call.to_user_id, call.to)
    else:
        sender, phone = people.person(call.from_user_id, call.from_)
    kind = call.event or "unknown"
    return Event(
        EventKind.CALL, kind, _joined(call.id, kind), sender, phone, "", (), number, (), locator
    )


def _joined(identity: str | None, *more: str | None) -> str | None:
    return ":".join([identity, *filter(None, more)]) if identity else None


def _whole_change(entry: Entry, change: Change, value: Value | None, place: Place) -> Event:
    event = _account(entry, change, place)
    if value is None or not value.errors:
        return event
    return event._replace(kind=EventKind.ERROR, type="error")


def _account(entry: Entry, change: Change, locator: tuple[int, ...]) -> Event:
    return Event(
        EventKind.ACCOUNT,
        change.field or "unknown",
        _fingerprint(entry, change),
        None,
        None,
        "",
        (),
        _phone_number_id(change.value),
        (),
        locator,
    )


def _fingerprint(entry: Entry, change: Change) -> str:
    """Identity of a change that names none: the same at each redelivery."""
    # NUL cannot occur in any of the four as written, so the joint is unambiguous.
    parts = (
        (entry.id or "").encode(),
        bytes(entry.time),
        (change.field or "").encode(),
        bytes(change.value),
    )
    return blake2b(b"\0".join(parts), digest_size=16).hexdigest()


def _phone_number_id(value: Raw) -> str | None:
    """Read leniently: nothing is known of the shape of a field's value that is not listed."""
    if value is NULL:
        return None
    try:
        metadata = ACCOUNT_VALUE.decode(value).metadata
    except (msgspec.ValidationError, RecursionError):
        return None
    return metadata.phone_number_id if metadata else None

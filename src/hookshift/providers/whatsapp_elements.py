"""One element of a WhatsApp value each: a message or echo, a status, a call, as an event."""

from hashlib import blake2b

from msgspec import Raw

from hookshift.core.strings import first_code
from hookshift.domain.events import Event, EventKind
from hookshift.providers.as_written import NULL, elements, identifier, moment, objects, text
from hookshift.providers.bodies import fit
from hookshift.providers.whatsapp_content import (
    callback_data,
    content,
    flow_token,
    referral,
)
from hookshift.providers.whatsapp_identity import EVENT_LISTS, PLACEHOLDERS, Place4, joined
from hookshift.providers.whatsapp_people import People, Person
from hookshift.providers.whatsapp_wire import (
    ENVELOPE,
    Call,
    OddCall,
    OddMessage,
    OddStatus,
    Status,
    WireMessage,
)

_new = tuple.__new__
"""Makes an Event of all its fields in order: half of what its constructor takes."""


class Around(People):
    """What the elements of a body are read with: its people, and the value that is being read."""

    __slots__ = ("_body", "_lists", "_written", "number")

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self._body = body
        self.number: str | None = None
        """The business number that the elements of the value came to."""
        self._written: Raw | None = None
        self._lists: dict[str, list[Raw]] | None = None

    def enter(self, entry: int, number: str | None, written: Raw | None) -> None:
        """The next elements are those of this value; None if it is found by their locators."""
        self.entry = entry
        self.number = number
        self._written = written
        self._lists = None

    def fingerprint(self, locator: Place4) -> str:
        """A hash of one element as it was written; the value is taken apart for it only once."""
        entry, change, name, index = locator
        if self._lists is None:
            members = objects(self._written or self._value_at(entry, change))
            self._lists = {key: elements(members.get(key)) for key in EVENT_LISTS}
        return blake2b(bytes(self._lists[name][index]), digest_size=16).hexdigest()

    def _value_at(self, entry: int, change: int) -> Raw:
        entries = ENVELOPE.decode(self._body).entry or ()
        return (entries[entry].changes or ())[change].value

    def sender_of(self, message: WireMessage, event: int) -> Person:
        """Whom a message is with; `event` is its number in the body.

        A message that bears the business's own number as its sender names the person as `to`.
        """
        person = self.person(message.from_user_id, message.from_, message.from_parent_user_id)
        if person[0] is None and message.to:
            person = self.person(message.to_user_id, message.to, message.to_parent_user_id)
        if message.system is not None:
            person = self.succeed(event, message.system, person)
        return person


def message(
    kind: EventKind, message: WireMessage, person: Person, locator: Place4, around: Around
) -> Event:
    """A message or an echo."""
    is_odd = type(message) is OddMessage
    name = message.type or "unknown"
    text, choices = content(message)
    return _new(
        Event,
        (
            kind,
            name,
            message.id or None,
            person[0],
            person[1],
            text,
            choices,
            around.number,
            referral(message.referral) if message.referral else (),
            locator,
            around.fingerprint(locator) if is_odd or name in PLACEHOLDERS else "",
            is_odd,
            (),
            moment(message.timestamp),
            _answers(message, name),
            identifier(message.group_id),
            (),
            () if message.interactive is None else callback_data(flow_token=flow_token(message)),
            None,
            None,
        ),
    )


def _answers(message: WireMessage, kind: str) -> str | None:
    """Id of the message that this one of type `kind` answers, reacts to, edits or revokes."""
    found = None
    if kind == "reaction" and message.reaction is not None:
        found = identifier(message.reaction.message_id)
    elif kind == "edit" and message.edit is not None:
        found = identifier(message.edit.original_message_id)
    elif kind == "revoke":
        found = identifier(objects(message.revoke).get("original_message_id", NULL))
    return found or (identifier(message.context.id) if message.context else None)


def status(status: Status, locator: Place4, around: Around) -> Event:
    """A receipt. That of a group is about the participant; its `recipient_id` is the group.

    What becomes of a payment comes under the id of the message that asked for it, a refund with
    the status of the payment itself, so only the whole tells two of them apart.
    """
    is_odd = type(status) is OddStatus
    kind = status.status or "unknown"
    participant = group = None
    is_told_apart = not is_odd and bool(status.status) and status.payment is NULL
    member = status.recipient_participant_id or status.participant_recipient_id
    if member or status.recipient_type == "group":
        parent = status.recipient_participant_parent_user_id
        sender, phone = around.person(_member_id(status), member, parent)
        participant, group = phone or sender, fit(status.recipient_id or None)
        is_told_apart = is_told_apart and participant is not None
    else:
        parent = status.recipient_parent_user_id
        sender, phone = around.person(status.recipient_user_id, status.recipient_id, parent)
    return _new(
        Event,
        (
            EventKind.STATUS,
            kind,
            joined(status.id, kind, participant),
            sender,
            phone,
            "",
            (),
            around.number,
            (),
            locator,
            "" if is_told_apart else around.fingerprint(locator),
            is_odd,
            (),
            moment(status.timestamp),
            fit(status.id or None),
            group,
            (),
            _opaque(status.biz_opaque_callback_data),
            _pricing(status),
            None if status.errors is NULL else first_code(bytes(status.errors)),
        ),
    )


def _opaque(written: Raw) -> tuple[tuple[str, str], ...]:
    # Most receipts have none, and there are many.
    return () if written is NULL else callback_data(biz_opaque_callback_data=written)


def _pricing(status: Status) -> str | None:
    if status.pricing is NULL:
        return None
    return fit(text(objects(status.pricing).get("category")) or None)


def _member_id(status: Status) -> str | None:
    return (
        status.recipient_participant_user_id
        or status.participant_recipient_user_id
        or status.recipient_user_id
    )


def call(call: Call, locator: Place4, around: Around) -> Event:
    """A call, with whoever is not the business."""
    is_odd = type(call) is OddCall
    sender, phone = around.person(call.from_user_id, call.from_, call.from_parent_user_id)
    if call.direction == "BUSINESS_INITIATED" or sender is None:
        sender, phone = around.person(call.to_user_id, call.to, call.to_parent_user_id)
    kind = call.event or "unknown"
    return Event(
        EventKind.CALL,
        kind,
        joined(call.id, kind),
        sender,
        phone,
        "",
        (),
        around.number,
        (),
        locator,
        around.fingerprint(locator) if is_odd or not call.event else "",
        is_odd,
        at=moment(call.timestamp),
        callback_data=callback_data(
            biz_opaque_callback_data=call.biz_opaque_callback_data, cta_payload=call.cta_payload
        ),
    )

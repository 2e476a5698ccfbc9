"""Reads piece by piece what a typed decoder refuses, so that one odd element spoils no other.

Whatever is of the documented form comes as ever. An element that is not (a number where a string
belongs, null in a list) comes as `OddMessage`, `OddStatus` or `OddCall` with what is readable of
it: its id, its type, whom it is with, when it was and which message it answers. Only what routing
needs decides which of the two it is.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from msgspec import Raw
from msgspec.json import Decoder, encode

from hookshift.providers.as_written import NULL, Object, elements, objects, text
from hookshift.providers.bodies import UNREADABLE, check_number
from hookshift.providers.whatsapp_content import READERS
from hookshift.providers.whatsapp_wire import (
    CALL,
    CHANGE,
    CONTACT,
    CONTACTS,
    ENTRY,
    MESSAGE,
    METADATA,
    STATUS,
    Call,
    Contact,
    Context,
    Edit,
    Metadata,
    OddCall,
    OddChange,
    OddEntry,
    OddMessage,
    OddStatus,
    Reaction,
    Status,
    Value,
    WireChange,
    WireEntry,
    WireMessage,
)

Shape = TypeVar("Shape")

SENDERS: Final = ("from", "from_user_id", "to", "to_user_id")
PARTICIPANTS: Final = (
    "recipient_participant_id",
    "recipient_participant_user_id",
    "participant_recipient_id",
    "participant_recipient_user_id",
)
OF_MESSAGES: Final = ("id", "type", *SENDERS)
PARENTS: Final = ("from_parent_user_id", "to_parent_user_id")
UNTYPED: Final = ("timestamp", "group_id", "revoke", *PARENTS)
"""Members of a message that are left as written."""
UNTYPED_OF_STATUSES: Final = (
    "errors",
    "pricing",
    "timestamp",
    "recipient_parent_user_id",
    "recipient_participant_parent_user_id",
    "biz_opaque_callback_data",
)
UNTYPED_OF_CALLS: Final = ("timestamp", *PARENTS, "biz_opaque_callback_data", "cta_payload")
OF_STATUSES: Final = (
    "id",
    "status",
    "recipient_id",
    "recipient_user_id",
    "recipient_type",
    *PARTICIPANTS,
)
OF_CALLS: Final = ("id", "event", "direction", *SENDERS)


def named(value: Raw, member: str) -> tuple[str | None, str | None]:
    """The user id and the phone number of whoever stands in this member of a value."""
    person = objects(objects(value).get(member, NULL))
    phone = text(person.get("phone_number")) or text(person.get("wa_id"))
    return text(person.get("user_id")), phone


def entries(raw: Raw, most: int) -> list[WireEntry]:
    """The entries of a body; what is no object comes as an OddEntry without anything.

    Raises TooManyEvents.
    """
    found = elements(raw)
    check_number(len(found), most)
    return [_entry(each, most) for each in found]


def value(found: Object) -> Value:
    """A change's value, from its members.

    What should be a list and is none is left out: it goes where the change goes.
    """
    return Value(
        metadata=metadata(found.get("metadata")),
        contacts=contacts(found.get("contacts")),
        messages=[_message(each) for each in elements(found.get("messages"))],
        statuses=[_status(each) for each in elements(found.get("statuses"))],
        calls=[_call(each) for each in elements(found.get("calls"))],
        message_echoes=[_message(each) for each in elements(found.get("message_echoes"))],
        errors=elements(found.get("errors")),
    )


def contacts(raw: Raw | None) -> list[Contact]:
    """One for each contact, with those aliases that can be read."""
    found = _typed(CONTACTS, raw) if raw is not None else []
    if found is not None:
        return found
    return [
        _typed(CONTACT, each) or _readable(Contact, each, ("wa_id", "user_id", "parent_user_id"))
        for each in elements(raw)
    ]


def _entry(raw: Raw, most: int) -> WireEntry:
    found = _typed(ENTRY, raw)
    if found is not None:
        return found
    members = objects(raw)
    changes = elements(members.get("changes"))
    check_number(len(changes), most)
    entry = WireEntry if changes else OddEntry
    return entry(
        text(members.get("id")),
        members.get("time", NULL),
        [_change(each) for each in changes] or None,
    )


def _change(raw: Raw) -> WireChange:
    found = _typed(CHANGE, raw)
    if found is not None:
        return found
    members = objects(raw)
    return OddChange(text(members.get("field")), members.get("value", raw))


def metadata(raw: Raw | None) -> Metadata | None:
    """Which business number it came to, as far as that can be read."""
    if raw is None:
        return None
    return _typed(METADATA, raw) or _readable(
        Metadata, raw, ("phone_number_id", "display_phone_number")
    )


def _message(raw: Raw) -> WireMessage:
    kind = text(objects(raw).get("type")) or ""
    read = (kind,) if kind in READERS else ()
    needed = (*OF_MESSAGES, *UNTYPED, "context", "referral", *read)
    return _typed(MESSAGE, raw, needed) or _odd_message(raw)


def _odd_message(raw: Raw) -> OddMessage:
    odd, members = _readable(OddMessage, raw, OF_MESSAGES, UNTYPED), objects(raw)
    odd.context = Context(id=_inner(members, "context", "id"))
    odd.reaction = Reaction(message_id=_inner(members, "reaction", "message_id"))
    odd.edit = Edit(original_message_id=_inner(members, "edit", "original_message_id"))
    return odd


def _inner(members: Object, outer: str, inner: str) -> Raw:
    return objects(members.get(outer, NULL)).get(inner, NULL)


def _status(raw: Raw) -> Status:
    return _typed(STATUS, raw) or _readable(OddStatus, raw, OF_STATUSES, UNTYPED_OF_STATUSES)


def _call(raw: Raw) -> Call:
    return _typed(CALL, raw) or _readable(OddCall, raw, OF_CALLS, UNTYPED_OF_CALLS)


def _typed(decoder: Decoder[Shape], raw: Raw, needed: tuple[str, ...] = ()) -> Shape | None:
    """`raw` if it is of the documented form, at least in those members that are `needed`."""
    try:
        return decoder.decode(raw)
    except UNREADABLE:
        if not needed:
            return None
    members = objects(raw)
    if not members:
        return None
    try:
        return decoder.decode(encode({key: members[key] for key in needed if key in members}))
    except UNREADABLE:
        return None


def _readable(
    struct: Callable[..., Shape], raw: Raw, keys: tuple[str, ...], untyped: tuple[str, ...] = ()
) -> Shape:
    members: Mapping[str, Raw] = objects(raw)
    found: dict[str, Any] = {RENAMED.get(key, key): text(members.get(key)) for key in keys}
    return struct(**found, **{key: members.get(key, NULL) for key in untyped})


RENAMED: Final = {"from": "from_"}

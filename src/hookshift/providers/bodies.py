"""Reading JSON bodies: every way in which one can be unreadable becomes a BadPayload.

msgspec checks the grammar also of what it skips, but not the UTF-8 of skipped strings; so that is
checked apart, and a body that one handler refuses is refused before any handler sees it.
"""

import re
from typing import Final

import msgspec

from hookshift.domain.errors import BadPayload, TooManyEvents
from hookshift.domain.events import Event

MAX_IDENTIFIER: Final = 640
"""Characters in an id, a type or a sender; WhatsApp's longest are near 150. In UTF-8 they stay
below the 2,704 bytes that a PostgreSQL index takes per row."""

ANY_NUMBER: Final = 2**63
SPARE_CONTACTS: Final = 1_000
"""How many more contacts than events one body may hold: Meta sends one for each person."""

UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What a msgspec decoder raises for a body that it cannot read."""

_TYPE_ERROR = re.compile(r"(?P<what>.*) - at `\$(?P<path>.*)`", re.DOTALL)


def check_encoding(body: bytes) -> None:
    """Raises BadPayload unless all of `body` is UTF-8, skipped keys included."""
    if body.isascii():
        return
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise bad_payload(error) from None


def bad_payload(error: Exception, at: str = "$") -> BadPayload:
    """What is wrong with a body, from one of UNREADABLE; `at` is the JSON path of the part read.

    The text never repeats a value: it may be a person's.
    """
    if isinstance(error, UnicodeDecodeError):
        return BadPayload(f"{at}: not UTF-8 ({error.reason}); send JSON as UTF-8")
    if isinstance(error, RecursionError):
        return BadPayload(f"{at}: nested too deeply to be a webhook")
    text = str(error)
    if isinstance(error, msgspec.ValidationError):
        found = _TYPE_ERROR.fullmatch(text)
        what, path = (found["what"], found["path"]) if found else (text, "")
        what = what.replace("`", "").replace(" | null", "")
        return BadPayload(f"{at}{path}: {what[:1].lower()}{what[1:]}")
    if "truncated" in text:
        text = "it ends too early, or holds half of a surrogate pair"
    return BadPayload(f"{at}: not JSON: {text}")


def check_number(events: int, most: int) -> None:
    """Raises TooManyEvents for a body of more than `most` events."""
    if events > most:
        raise TooManyEvents(
            f"the body holds more than {most:,} events; send fewer at once, "
            "or raise gateway.limits.events"
        )


def check_contacts(contacts: int, most: int) -> None:
    """Raises TooManyEvents for a body with far more contacts than `most` events can be about."""
    if contacts > most + SPARE_CONTACTS:
        raise TooManyEvents(
            f"the body holds more than {most + SPARE_CONTACTS:,} contacts; send fewer at once, "
            "or raise gateway.limits.events"
        )


def storable(body: bytes, events: list[Event]) -> None:
    """Takes away identifiers that PostgreSQL could not store or index: their event is malformed.

    Texts are not looked at: they are never stored.
    """
    # Only a body that is long or has an escaped NUL can hold one, which spares the hot path.
    # One character is found ten times as fast as six.
    has_nul = b"\\" in body and b"\\u0000" in body
    if len(body) <= MAX_IDENTIFIER and not has_nul:
        return
    for number, event in enumerate(events):
        length = len(event[1]) + len(event[2] or "") + len(event[3] or "") + len(event[4] or "")
        if has_nul or length + len(event[7] or "") > MAX_IDENTIFIER:
            events[number] = _storable(event)


def _storable(event: Event) -> Event:
    storable = event._replace(
        type=fit(event.type) or "unknown",
        event_id=fit(event.event_id),
        sender=fit(event.sender),
        phone=fit(event.phone),
        phone_number_id=fit(event.phone_number_id),
    )
    return event if storable == event else storable._replace(malformed=True)


def fit(identifier: str | None) -> str | None:
    """The identifier; None for one that PostgreSQL could not store or index."""
    if identifier is None or len(identifier) > MAX_IDENTIFIER or "\0" in identifier:
        return None
    return identifier

"""Reading JSON bodies: every way in which one can be unreadable becomes a BadPayload.

msgspec checks the grammar also of what it skips, but not the UTF-8 of skipped strings; so that is
checked apart, and a body that one handler refuses is refused before any handler sees it.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from hookshift.domain.errors import BadPayload
from hookshift.domain.events import Event

MAX_IDENTIFIER: Final = 640
"""Characters in an id, a type or a sender; WhatsApp's longest are near 150. In UTF-8 they stay
below the 2,704 bytes that a PostgreSQL index takes per row."""

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


def check_identifiers(body: bytes, events: Sequence[Event]) -> None:
    """Raises BadPayload for an identifier that PostgreSQL could not store or index.

    Texts are not checked: they are never stored.
    """
    # Only a body that is long or has an escaped NUL can hold one, which spares the hot path.
    if len(body) <= MAX_IDENTIFIER and b"\\u0000" not in body:
        return
    for number, event in enumerate(events):
        for name in ("type", "event_id", "sender", "phone", "phone_number_id"):
            value = getattr(event, name) or ""
            if len(value) > MAX_IDENTIFIER:
                raise BadPayload(
                    f"event {number}: its {name} has {len(value)} characters,"
                    f" at most {MAX_IDENTIFIER} are taken"
                )
            if "\0" in value:
                raise BadPayload(f"event {number}: its {name} holds a NUL character")

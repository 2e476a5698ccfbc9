"""What is stored beside a delivery's body: its headers, and what the log says of its events."""

from typing import Final

import msgspec

from hookshift.domain.events import Event
from hookshift.domain.http import Headers
from hookshift.domain.routing.routing import Decision


class Content(msgspec.Struct, array_like=True):
    """In MessagePack; new fields go to the end and have defaults, as rows wait across versions."""

    headers: Headers
    events: list[Event]
    decisions: list[Decision]
    version: int | None
    correlation_id: str
    key: str
    query: bytes = b""


FIRST_FIELDS: Final = Event._fields.index("locator") + 1
"""Those that every version has; the others are stored only where they say something."""
_DECODER: Final = msgspec.msgpack.Decoder(Content)
_ENCODER: Final = msgspec.msgpack.Encoder()


def encode(content: Content) -> bytes:
    """As it is stored; texts are left to the body, which has them anyway."""
    headers, events, *rest = msgspec.structs.astuple(content)
    stored = [_short(event._replace(text="", choices=(), referral=())) for event in events]
    return _ENCODER.encode((headers, stored, *rest))


def decode(stored: bytes) -> Content:
    """Raises msgspec.MsgspecError for what is none."""
    return _DECODER.decode(stored)


def _short(event: Event) -> tuple[object, ...]:
    """Without what is at its end and says nothing, for a worker of the former version."""
    says_more = event.fingerprint or event.malformed
    return event if says_more else event[:FIRST_FIELDS]

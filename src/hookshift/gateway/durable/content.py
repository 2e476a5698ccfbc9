"""What is stored beside a delivery's body: its headers, events and decisions."""

from typing import Final

import msgspec

from hookshift.domain.events import Event
from hookshift.domain.http import Headers
from hookshift.domain.routing.routing import Decision


class Content(msgspec.Struct, array_like=True):
    """Stored as MessagePack. New fields go to the end, with defaults: rows outlive versions."""

    headers: Headers
    events: list[Event]
    decisions: list[Decision]
    version: int | None
    correlation_id: str
    key: str
    query: bytes = b""


FIRST_FIELDS: Final = Event._fields.index("locator") + 1
"""Fields that every version has; later ones are stored only where they hold something."""
STORED_FIELDS: Final = Event._fields.index("headers")
"""Fields that are stored at all: a request's headers and the place in a conversation are not, they
have done their work."""
GROUP_FIELDS: Final = Event._fields.index("group") + 1
"""Of what was sent in a group: the handler's answer may be about the group's conversation."""
_DECODER: Final = msgspec.msgpack.Decoder(Content)
_ENCODER: Final = msgspec.msgpack.Encoder()


def encode(content: Content) -> bytes:
    """`content` as it is stored; texts are left out, as the body has them."""
    headers, events, *rest = msgspec.structs.astuple(content)
    stored = [_short(event._replace(text="", choices=(), referral=())) for event in events]
    return _ENCODER.encode((headers, stored, *rest))


def decode(stored: bytes) -> Content:
    """The content in `stored`. Raises msgspec.MsgspecError."""
    return _DECODER.decode(stored)


def _short(event: Event) -> tuple[object, ...]:
    """The event without empty fields at its end, which a worker of the former version lacks."""
    if event.group is not None:
        return event._replace(headers=(), at=0, answers=None)[:GROUP_FIELDS]
    says_more = event.fingerprint or event.malformed
    return event[:STORED_FIELDS] if says_more else event[:FIRST_FIELDS]

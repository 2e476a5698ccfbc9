"""What is stored beside a delivery's body: its headers, events and decisions."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from hookshift.domain.events import Event
from hookshift.domain.http import Headers
from hookshift.domain.routing.routing import Decision


class ToldByProvider(NamedTuple):
    """What the log says of an event and only the provider knows: gate `replies` judges by it."""

    at: int
    pricing: str | None = None
    error_code: int | None = None


class Content(msgspec.Struct, array_like=True):
    """Stored as MessagePack. New fields go to the end, with defaults: rows outlive versions."""

    headers: Headers
    events: list[Event]
    decisions: list[Decision]
    version: int | None
    correlation_id: str
    key: str
    query: bytes = b""
    from_provider: list[ToldByProvider] = []
    """What else is known of each event. It is stored beside the events, since a worker of the
    previous version refuses longer events, but ignores what it does not know at the end."""


FIRST_FIELDS: Final = Event._fields.index("locator") + 1
"""Fields that every version has; later ones are stored only where they hold something."""
STORED_FIELDS: Final = Event._fields.index("headers")
"""Fields that are stored with the event: a request's headers and the place in a conversation have
done their work, and what the log still needs is in `ToldByProvider`."""
GROUP_FIELDS: Final = Event._fields.index("group") + 1
"""Fields of what was sent in a group: the answer may be about the group's conversation."""
_DECODER: Final = msgspec.msgpack.Decoder(Content)
_ENCODER: Final = msgspec.msgpack.Encoder()


def encode(content: Content) -> bytes:
    """`content` as it is stored; texts are left out, as the body has them."""
    events = content.events
    return _ENCODER.encode(
        (
            content.headers,
            [_short(event) for event in events],
            content.decisions,
            content.version,
            content.correlation_id,
            content.key,
            content.query,
            [_fields_of(event) for event in events],
        )
    )


def decode(stored: bytes) -> Content:
    """The content in `stored`. Raises msgspec.MsgspecError."""
    content = _DECODER.decode(stored)
    from_provider, content.from_provider = content.from_provider, []
    if from_provider:
        if len(from_provider) != len(content.events):
            raise msgspec.ValidationError("it does not say of each event when it happened")
        pairs = zip(content.events, from_provider, strict=True)
        content.events = [event._replace(**each._asdict()) for event, each in pairs]
    return content


def _fields_of(event: Event) -> Sequence[object]:
    if event.pricing is None and event.error_code is None:
        return (event.at,)
    return event.at, event.pricing, event.error_code


def _short(event: Event) -> tuple[object, ...]:
    """The event without its texts, and without empty fields at its end.

    A worker of the former version lacks the latter.
    """
    if event.group is None and not event.fingerprint and not event.malformed:
        # As nearly always: `_replace` takes ten times as long.
        kind, sort, event_id, sender, phone, _, _, number, _, locator, *_ = event
        return kind, sort, event_id, sender, phone, "", (), number, (), locator
    event = event._replace(text="", choices=(), referral=())
    if event.group is not None:
        return event._replace(headers=(), at=0, answers=None)[:GROUP_FIELDS]
    says_more = event.fingerprint or event.malformed
    return event[:STORED_FIELDS] if says_more else event[:FIRST_FIELDS]

"""What is stored beside a delivery's body: its headers, and what the log says of its events."""

from typing import Final

import msgspec

from hookshift.domain.events import Event
from hookshift.domain.http import Headers
from hookshift.domain.routing import Decision


class Content(msgspec.Struct, array_like=True):
    """In MessagePack; new fields go to the end and have defaults, as rows wait across versions."""

    headers: Headers
    events: list[Event]
    decisions: list[Decision]
    version: int | None
    correlation_id: str
    key: str


_DECODER: Final = msgspec.msgpack.Decoder(Content)
_ENCODER: Final = msgspec.msgpack.Encoder()


def encode(content: Content) -> bytes:
    """As it is stored; texts are left to the body, which has them anyway."""
    events = [event._replace(text="", choices=(), referral=()) for event in content.events]
    return _ENCODER.encode(msgspec.structs.replace(content, events=events))


def decode(stored: bytes) -> Content:
    """Raises msgspec.MsgspecError for what is none."""
    return _DECODER.decode(stored)

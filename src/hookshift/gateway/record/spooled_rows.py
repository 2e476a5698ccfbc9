"""Rows of the log as bytes, and back: by the names of their fields.

A file may be read by another version than the one that wrote it. So it holds the names, once: a
field added since gets its default, a field removed since is ignored, and the order does not matter.
Older files have no names; their layout is frozen here.
"""

import struct
from collections.abc import Sequence
from typing import Any

import msgspec

from hookshift.domain.routing.records import LogRow

_TIME = struct.Struct(">cd")
_MARK = b"\xcb"
"""A float in MessagePack: the time of the oldest row. The first layout began with the list."""
HEAD_BYTES = _TIME.size

_UNNAMED = (
    "id", "webhook_name", "domain", "routed_to", "from_number", "message_id", "response_time_ms",
    "status", "error_message", "created_at", "source", "event_kind", "event_type", "rule", "reason",
    "bucket", "config_version", "handler_status", "attempt", "correlation_id", "sender", "final",
)  # fmt: skip
"""Fields of layouts 1 and 2, in which a row has these or the first of them. Never change them."""


class _Batch(msgspec.Struct):
    """A batch in layout 3."""

    fields: Sequence[str]
    rows: msgspec.Raw


_encoder = msgspec.msgpack.Encoder()
_batch = msgspec.msgpack.Decoder(_Batch)
_rows = msgspec.msgpack.Decoder(list[LogRow])
_values = msgspec.msgpack.Decoder(list[list[Any]])


def encoded(rows: Sequence[LogRow]) -> bytes:
    """`rows`, at least one, as bytes that begin with the time of the oldest."""
    oldest = min(row.created_at for row in rows)
    batch = _Batch(LogRow._fields, msgspec.Raw(_encoder.encode([*rows])))
    return _TIME.pack(_MARK, oldest) + _encoder.encode(batch)


def oldest_in(head: bytes) -> float | None:
    """The time in the first HEAD_BYTES; None in layout 1, which had none."""
    return float(_TIME.unpack(head)[1]) if head[:1] == _MARK else None


def decoded(payload: bytes) -> list[LogRow]:
    """The rows in `payload`. Raises msgspec.MsgspecError."""
    try:
        return _decoded(memoryview(payload)[_TIME.size if payload[:1] == _MARK else 0 :])
    except UnicodeDecodeError as error:
        # msgspec leaves bytes that are not UTF-8 to Python.
        raise msgspec.ValidationError(str(error)) from error


def _decoded(content: memoryview) -> list[LogRow]:
    if _is_map(content):
        batch = _batch.decode(content)
        if tuple(batch.fields) == LogRow._fields:
            return _rows.decode(batch.rows)
        return _by_name(batch.fields, _values.decode(batch.rows))
    return _by_name(_UNNAMED, _values.decode(content))


def _is_map(content: memoryview) -> bool:
    # A map of few entries in MessagePack is 0x80 to 0x8f; lists are 0x90 and above.
    return len(content) > 0 and content[0] & 0xF0 == 0x80


def _by_name(fields: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[LogRow]:
    return [_row(dict(zip(fields, values, strict=False))) for values in rows]


def _row(values: dict[str, Any]) -> LogRow:
    given = {**LogRow._field_defaults, **values}
    missing = [name for name in LogRow._fields if name not in given]
    if missing:
        raise msgspec.ValidationError(f"it has no {', '.join(missing)}")
    return msgspec.convert([given[name] for name in LogRow._fields], LogRow)

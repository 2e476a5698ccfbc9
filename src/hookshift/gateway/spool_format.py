"""The bytes of a spool segment: frames of rows, each of which proves itself.

A frame is magic, length of the payload, index of its first row in the segment, number of rows,
CRC-32 of all that and the payload; then the payload, a msgpack array of rows. The magic lets a
reader find the next frame behind damage, and the index tells how many rows the damage took.
"""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from hookshift.domain.records import LogRow

FRAME_ROWS = 64
"""Rows per frame: what one damaged byte can cost."""

_MAGIC = b"\xf7HS\x01"
_HEAD = struct.Struct(">4sIII")
_CHECK = struct.Struct(">I")
_HEAD_BYTES = _HEAD.size + _CHECK.size
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[LogRow]).decode


class Frame(NamedTuple):
    """A frame that passed its check. `end` is the offset behind it, `first` its first row."""

    end: int
    first: int
    count: int
    payload: bytes


class Parsed(NamedTuple):
    """What a segment holds. `lost` rows are known to be missing; `damaged` counts the places.

    Damage at the very end (a write that was cut short) is a place whose rows nobody can count.
    """

    frames: list[Frame]
    lost: int
    damaged: int

    @property
    def rows(self) -> int:
        """Rows that can be read."""
        return sum(frame.count for frame in self.frames)


def pack(rows: Sequence[LogRow], first: int) -> bytes:
    """One frame of rows that start at index `first` of their segment.

    Raises what msgspec raises for a row that has no msgpack form; see `fit`.
    """
    payload = _encode(rows)
    head = _HEAD.pack(_MAGIC, len(payload), first, len(rows))
    return head + _CHECK.pack(zlib.crc32(payload, zlib.crc32(head))) + payload


def unpack(frame: Frame) -> list[LogRow] | None:
    """The rows of a frame; None if another version of hookshift wrote rows of another shape."""
    try:
        return _decode(frame.payload)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def fit(rows: Sequence[LogRow]) -> list[LogRow]:
    """The rows that can be packed, lone surrogates replaced. Slow: for when `pack` has failed."""
    cleaned = (LogRow._make(map(_clean, row)) for row in rows)
    return [row for row in cleaned if _packs(row)]


def _clean(value: object) -> object:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _packs(row: LogRow) -> bool:
    try:
        _encode(row)
    except (TypeError, ValueError, OverflowError, msgspec.MsgspecError):
        return False
    return True


def parse(data: bytes, start: int = 0, first: int = 0) -> Parsed:
    """The frames of a segment from offset `start` on, where row `first` is expected."""
    frames: list[Frame] = []
    lost = damaged = 0
    for frame, skipped in _frames(data, start):
        damaged += skipped
        if frame is None:
            continue
        lost += max(0, frame.first - first)
        first = frame.first + frame.count
        frames.append(frame)
    return Parsed(frames, lost, damaged)


def _frames(data: bytes, at: int) -> Iterator[tuple[Frame | None, bool]]:
    """Each whole frame, and whether damage lies before it; (None, True) for damage at the end."""
    skipped = False
    while at < len(data):
        frame = _frame(data, at)
        if frame is not None:
            yield frame, skipped
            at, skipped = frame.end, False
            continue
        skipped = True
        following = data.find(_MAGIC, at + 1)
        at = following if following >= 0 else len(data)
    if skipped:
        yield None, True


def _frame(data: bytes, at: int) -> Frame | None:
    if len(data) - at < _HEAD_BYTES:
        return None
    magic, length, first, count = _HEAD.unpack_from(data, at)
    begin = at + _HEAD_BYTES
    if magic != _MAGIC or begin + length > len(data):
        return None
    payload = data[begin : begin + length]
    (check,) = _CHECK.unpack_from(data, at + _HEAD.size)
    if check != zlib.crc32(payload, zlib.crc32(data[at : at + _HEAD.size])):
        return None
    return Frame(begin + length, first, count, payload)

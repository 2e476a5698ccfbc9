"""Where the shared table has a record, how its slot looks, and which one goes for want of room.

A key may be in two sets of eight slots. Both are in one group of sets, which is locked as a whole.
A new record goes to the set where fewer people and conversations are, so that sets fill evenly.

A slot has 32 bytes: 48 bits of the spread key, the record, when it was written, in seconds, and a
CRC-32. The checksum is of these and of the key's other 16 bits: keys that differ in nothing else
have different ones whatever the record is, since a CRC tells all such pairs apart. So a whole slot
is found by all 64 bits of its key, in a table of any size.

Pure: bytes in, bytes and numbers out. The compiled core does the same (`core/table.pxi`).
"""

import struct
import zlib
from typing import Final, NamedTuple

WAYS: Final = 8
PAYLOAD: Final = 18
TAG: Final = 6
SLOT: Final = 32
SET: Final = WAYS * SLOT
GROUP: Final = 128
"""Sets of a group: enough that no group fills much sooner than the others."""
EMPTY: Final = bytes(SLOT)
KEPT_PASSING: Final = 1
"""Slots, of all that a key may be in, that messages keep where others want all of them."""
_STAMPED: Final = TAG + PAYLOAD
_CHECKED: Final = _STAMPED + 4
_SLOT = struct.Struct(f"<{TAG}s{PAYLOAD}sI")
_STAMPS = struct.Struct("<" + f"{_STAMPED}xI{SLOT - _CHECKED}x" * WAYS)
_NUMBER = struct.Struct("<I")
_ALL: Final = 2**64 - 1
_LOW: Final = 2**32 - 1
_TAGS: Final = 2 ** (8 * TAG) - 1
_SPREAD: Final = 0x9E37_79B9_7F4A_7C15
_MESSAGE: Final = TAG + 8
_MESSAGE_END: Final = bytes(PAYLOAD - 8)
"""What only a message's record ends with; see `records`."""
_ABSENCE: Final = b"\xff" * (PAYLOAD - 4)
"""What only a record begins with that says that nothing is known."""


class Home(NamedTuple):
    """Where a key may be: the bytes of its sets, in the order in which they are looked at."""

    sets: tuple[int, ...]
    """Where each begins, in a table whose sets begin at 0: two, or the only one of its group."""
    group: int
    """Where their group begins."""
    tag: bytes
    """What the slot of the key begins with."""
    seed: int
    """CRC-32 of the key's other bits."""


class Shape(NamedTuple):
    """How many sets a table has, and how many of them are a group."""

    sets: int
    group: int


def shape(room: int) -> Shape:
    """What fits in so many bytes; fewer sets than a group may be left over."""
    sets = room // SET
    group = min(sets, GROUP)
    return Shape(sets - sets % max(group, 1), group)


def home(key: int, shape: Shape) -> Home:
    """Where `key`, a signed number of 64 bits, may be."""
    sets, group = shape
    key &= _ALL
    spread = (key ^ key >> 32) * _SPREAD & _ALL
    if not spread & _TAGS:
        # As which every empty slot would be found.
        spread |= 1
    first = (spread >> 32) * sets >> 32
    place = first % group
    second = first - place + (place + 1 + ((spread & _LOW) * (group - 1) >> 32)) % group
    return Home(
        (first * SET,) if first == second else (first * SET, second * SET),
        (first - place) * SET,
        (spread & _TAGS).to_bytes(TAG, "little"),
        zlib.crc32((spread >> 8 * TAG).to_bytes(2, "little")),
    )


def packed_slot(at_home: Home, payload: bytes, now: int) -> bytes:
    """The slot of a record that is written `now`."""
    slot = _SLOT.pack(at_home.tag, payload, now)
    return slot + _NUMBER.pack(zlib.crc32(slot, at_home.seed))


def position(found: bytes, tag: bytes, start: int = 0) -> int:
    """Where in `found`, one or more sets, the next slot with this tag begins; -1 if there is none.

    The tag's bytes may also be part of a record.
    """
    at = found.find(tag, start)
    while at >= 0 and at % SLOT:
        at = found.find(tag, at + 1)
    return at


def record_at(found: bytes, at: int, seed: int) -> tuple[bytes, int] | None:
    """The record in the slot at `at`, and when it was written; None if it is no whole one."""
    if zlib.crc32(found[at : at + _CHECKED], seed) != _NUMBER.unpack_from(found, at + _CHECKED)[0]:
        return None
    _, payload, stamp = _SLOT.unpack_from(found, at)
    return payload, stamp


def used(found: bytes) -> int:
    """How many slots of a set are in use."""
    return WAYS - _STAMPS.unpack(found).count(0)


def leaves(found: bytes, payload: bytes, now: int) -> int:
    """Where in `found`, the sets of a new key, the slot begins that its record takes.

    An empty one, which has the stamp 0, in the set with fewer people and conversations; for a
    message in any. Else the one used longest ago, a message's first: each webhook brings another
    one, which would push out people and their conversations within the hour. The last KEPT_PASSING
    messages are no worse than others. What says that nothing is known counts as a message.

    A slot of the future is damaged, or the clock was wrong: it goes as soon as an empty one.
    """
    sets = [range(first, first + WAYS) for first in range(0, len(found) // SLOT, WAYS)]
    stamps: list[int] = []
    for first in range(0, len(found), SET):
        stamps += _STAMPS.unpack_from(found, first)
    stamps = [stamp if stamp <= now else 0 for stamp in stamps]
    passing = [way for way, at in enumerate(stamps) if at and is_passing(found, way * SLOT + TAG)]
    if is_passing(payload, 0):
        free = [way for way, at in enumerate(stamps) if not at]
        goes = free[:1] or (passing if len(passing) >= KEPT_PASSING else [])
        return _oldest(goes or range(len(stamps)), stamps)
    lasting = [sum(stamps[way] > 0 and way not in passing for way in each) for each in sets]
    for _, ways in sorted(zip(lasting, sets, strict=True), key=lambda each: each[0]):
        free = [way for way in ways if not stamps[way]]
        if free:
            return free[0] * SLOT
        if len(passing) > KEPT_PASSING and (own := [way for way in ways if way in passing]):
            return _oldest(own, stamps)
    return _oldest(range(len(stamps)), stamps)


def is_passing(found: bytes, at: int) -> bool:
    """Whether the record at `at` is a message's, or says that nothing is known."""
    return found.startswith(_MESSAGE_END, at + 8) or found.startswith(_ABSENCE, at)


def _oldest(ways: "range | list[int]", stamps: list[int]) -> int:
    return min(ways, key=lambda way: stamps[way]) * SLOT

"""A table of small records that all processes of a host share: a bounded cache.

One file, mapped by each of them, so that what one writes the others read at once, with no messages
between them. It is set-associative: a key may be in one of eight slots, and a new one takes the
place of the one used longest ago, a message's first. What is here is elsewhere too; a miss is
never wrong.

Reading takes no lock. A slot carries a checksum, so one that is being written, or that a killed
process left half written, reads as a miss. Writing locks the set for some microseconds: its bytes
of the file (`range_lock.py`), or, among processes of the compiled core alone, a word in the header.

Behind the sets is a filter of all aliases that PostgreSQL knows (`alias_filter.py`).
"""

import mmap
import os
import struct
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from hookshift.core.choice import OpenSlots, Slots
from hookshift.gateway.conversation.alias_filter import AliasFilter
from hookshift.gateway.conversation.range_lock import LOCK_SECONDS, RangeLock

WAYS: Final = 8
PAYLOAD: Final = 24
_SLOT = struct.Struct(f"<q{PAYLOAD}sI")
"""Key, payload and when it was written, in seconds; a CRC-32 of these follows."""
_KEY = struct.Struct("<q")
_NUMBER = struct.Struct("<I")
_WHOLE = struct.Struct(f"<q{PAYLOAD}sII")
_CHECKED: Final = _SLOT.size
SLOT: Final = _CHECKED + _NUMBER.size
SET: Final = WAYS * SLOT
_STAMP: Final = _CHECKED - _NUMBER.size
_STAMPS = struct.Struct("<" + f"{_STAMP}xI{SLOT - _CHECKED}x" * WAYS)
_EMPTY = bytes(SLOT)
_FOR_ZERO: Final = 0x2B7E_1516_28AE_D2A6
"""Stands for the key 0, as which every empty slot would be found."""

LOCK_WORDS: Final = 4_096
"""Where the compiled core's locks are: a word for each set, shared by sets that are far apart."""
HEADER: Final = LOCK_WORDS + 4 * 4_096
"""Bytes before the first set: a page, and the locks."""
LOCKED_BY_FILE: Final = 776
"""Place of a mark that a process without the compiled core has the table: all lock its file."""
LAST_CORE_LOCK_SECONDS: Final = 0.005
"""By then nobody holds a lock of the core's who took it before."""
IDENTITY: Final = 512
NOTE: Final = 1_024
"""Where in the header the table's own number is, and a note."""
MOST_NOTED: Final = LOCK_WORDS - NOTE - 8
_NOTE = struct.Struct("<II")
"""A note's length and CRC-32; its bytes follow."""
CLEARED_AT_ONCE: Final = 2_048
"""Sets that are cleared in one step: 640 KiB, some tens of microseconds."""
KEPT_MESSAGES: Final = 2
"""Slots of a set that messages keep where people and conversations want all of them."""
_MESSAGE: Final = _KEY.size + 8
_MESSAGE_END: Final = bytes(PAYLOAD - 8)
"""What only a message's record ends with; see `records`."""
LOOKS = 3
"""How often a slot is read that is being written, before it counts as a miss."""
May = Callable[[bytes | None], bool]
TOUCH_SECONDS = 600
"""A record that is read goes on as if it had been written, once in so many seconds."""


class SharedTable:
    """Records of PAYLOAD bytes by 64-bit keys, in a mapping that holds a header, sets and a filter.

    `file` is the mapping's, on which sets are locked; None if no other process has it. `slots` is
    the compiled core's way to read and write them, which does the same. The filter takes the last
    `filter_bytes`, and may have none.
    """

    def __init__(
        self,
        mapping: mmap.mmap,
        file: int | None,
        clock: Callable[[], float] = time.time,
        slots: OpenSlots | None = None,
        filter_bytes: int = 0,
    ) -> None:
        self._mapping = mapping
        self._file = file
        self._clock = clock
        self._lock = RangeLock(file)
        self._sets = (len(mapping) - HEADER - filter_bytes) // SET
        self._slots = (
            None
            if slots is None
            else slots(mapping, -1 if file is None else file, HEADER, LOCK_SECONDS, filter_bytes)
        )
        if slots is None and file is not None:
            self._lock_by_file()
        self.aliases = AliasFilter(mapping, filter_bytes, self._lock, clock, self._slots)
        """All aliases that PostgreSQL knows, and perhaps others."""

    def __len__(self) -> int:
        """How many records there is room for."""
        return self._sets * WAYS

    @property
    def slots(self) -> Slots | None:
        """The compiled core's way to read and write it; None if there is none."""
        return self._slots

    @property
    def unlocked(self) -> int:
        """Writes that did not wait any longer for a lock."""
        return self._lock.gave_up + (0 if self._slots is None else self._slots.unlocked)

    @property
    def is_shared(self) -> bool:
        """Whether the other processes of this host read what is written here."""
        return self._file is not None

    @property
    def identity(self) -> int:
        """A number that tables of other hosts do not have; the same for all who share this one."""
        return int(_KEY.unpack_from(self._mapping, IDENTITY)[0])

    def get(self, key: int) -> bytes | None:
        """The record of `key`; None if there is none, or no whole one."""
        key = key or _FOR_ZERO
        if self._slots is not None:
            record = self._slots.get(key)
            if record is None:
                return None
            if self._clock() - record[1] > TOUCH_SECONDS:
                self.exchange(key, record[0], record[0])
            return record[0]
        start = HEADER + key % self._sets * SET
        packed = _KEY.pack(key)
        for _ in range(LOOKS):
            found = self._mapping[start : start + SET]
            at = found.find(packed)
            if at % SLOT:  # also if there is none: -1
                at = _position(found, packed)
                if at < 0:
                    return None
            # The hot path: nothing is unpacked twice.
            _, payload, stamp, checksum = _WHOLE.unpack_from(found, at)
            if zlib.crc32(found[at : at + _CHECKED]) == checksum:
                if self._clock() - stamp > TOUCH_SECONDS:
                    self.exchange(key, payload, payload)
                return bytes(payload)
        return None

    def put(self, key: int, payload: bytes) -> None:
        """Writes the record of `key`, whatever was there."""
        self._update(key, payload, None)

    def exchange(self, key: int, expected: bytes | None, payload: bytes) -> bool:
        """Writes the record if it is still as `expected` (None: there is none); tells whether."""
        return self._update(key, payload, lambda known: known == expected)

    def put_if(self, key: int, payload: bytes, may: May) -> bool:
        """Writes the record if `may` of the present one (None: there is none); tells whether."""
        return self._update(key, payload, may)

    def forget(self, key: int) -> None:
        """Removes the record of `key`, if there is one."""
        key = key or _FOR_ZERO
        start = HEADER + key % self._sets * SET
        packed = _KEY.pack(key)
        with self._lock.held(start, SET):
            # There are two of it if two wrote it at once, without a lock.
            while (at := _position(self._mapping[start : start + SET], packed)) >= 0:
                self._mapping[start + at : start + at + SLOT] = _EMPTY

    def occupancy(self, first: int, sets: int) -> float:
        """The share of slots in use among `sets` sets from the `first` on, counted round.

        0 once the table is closed: a worker that stops still tells its last numbers.
        """
        if self._mapping.closed:
            return 0.0
        used = 0
        for number in range(first, first + sets):
            start = HEADER + number % self._sets * SET
            used += WAYS - _STAMPS.unpack(self._mapping[start : start + SET]).count(0)
        return used / (sets * WAYS)

    def clear(self) -> Iterator[None]:
        """Removes all records, a part at each step; parts that were never used stay untouched."""
        empty = bytes(CLEARED_AT_ONCE * SET)
        for start in range(HEADER, HEADER + self._sets * SET, len(empty)):
            end = min(start + len(empty), HEADER + self._sets * SET)
            if self._mapping[start:end] != empty[: end - start]:
                self._mapping[start:end] = empty[: end - start]
            yield

    def note(self, text: bytes) -> None:
        """Keeps a text of at most MOST_NOTED bytes in the header; one process at a time."""
        packed = packed_note(text)
        self._mapping[NOTE : NOTE + len(packed)] = packed

    def noted(self) -> bytes:
        """The text that is kept; empty if there is none, or it is only half written."""
        length, checksum = _NOTE.unpack_from(self._mapping, NOTE)
        start = NOTE + _NOTE.size
        text = self._mapping[start : start + min(length, MOST_NOTED)]
        return text if zlib.crc32(text) == checksum else b""

    def close(self) -> None:
        """Leaves the table to the others."""
        if self._slots is not None:
            self._slots.close()
        self._mapping.close()
        self._lock.close()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _lock_by_file(self) -> None:
        mark = self._mapping[LOCKED_BY_FILE : LOCKED_BY_FILE + 4]
        if not any(mark):
            self._mapping[LOCKED_BY_FILE : LOCKED_BY_FILE + 4] = b"\x01\0\0\0"
            time.sleep(LAST_CORE_LOCK_SECONDS)

    def _update(self, key: int, payload: bytes, may: May | None) -> bool:
        key = key or _FOR_ZERO
        if len(payload) != PAYLOAD:
            raise ValueError(f"a record of {len(payload)} bytes; it has {PAYLOAD}")
        if self._slots is not None:
            return self._slots.update(key, payload, int(self._clock()), may)
        start = HEADER + key % self._sets * SET
        with self._lock.held(start, SET):
            found = self._mapping[start : start + SET]
            at = _position(found, _KEY.pack(key))
            if may is not None and not may(_record(found, at)):
                return False
            now = int(self._clock())
            slot = _SLOT.pack(key, payload, now)
            slot += _NUMBER.pack(zlib.crc32(slot))
            place = start + (_leaves(found, now) if at < 0 else at)
            self._mapping[place : place + SLOT] = slot
            return True


def packed_note(text: bytes) -> bytes:
    """A note as it is in the header. Raises ValueError above MOST_NOTED bytes."""
    if len(text) > MOST_NOTED:
        raise ValueError(f"a note of {len(text)} bytes; at most {MOST_NOTED}")
    return _NOTE.pack(len(text), zlib.crc32(text)) + text


def _position(found: bytes, packed: bytes) -> int:
    """Where in a set the slot of a key begins, -1 if it has none.

    The key's bytes may also be part of a record.
    """
    at = found.find(packed)
    while at >= 0 and at % SLOT:
        at = found.find(packed, at + 1)
    return at


def _record(found: bytes, at: int) -> bytes | None:
    """The record in the slot at `at`; None if there is none, or no whole one."""
    if at < 0:
        return None
    _, payload, _, checksum = _WHOLE.unpack_from(found, at)
    return bytes(payload) if zlib.crc32(found[at : at + _CHECKED]) == checksum else None


def _leaves(found: bytes, now: int) -> int:
    """The slot that a new key takes: an empty one, which has the stamp 0, or the oldest.

    One of the future is damaged, or the clock was wrong: it goes as soon as an empty one. Where
    more than KEPT_MESSAGES hold messages, the oldest of these goes: each webhook brings another
    one, which would push out people and their conversations within the hour.
    """
    stamps = [stamp if stamp <= now else 0 for stamp in _STAMPS.unpack(found)]
    ways: Sequence[int] = range(WAYS)
    if 0 not in stamps:
        messages = [way for way in ways if found.startswith(_MESSAGE_END, way * SLOT + _MESSAGE)]
        ways = messages if len(messages) > KEPT_MESSAGES else ways
    return min(ways, key=lambda way: stamps[way]) * SLOT

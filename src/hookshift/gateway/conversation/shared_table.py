"""A table of small records that all processes of a host share: a bounded cache.

One file, mapped by each of them, so that what one writes the others read at once, with no messages
between them. It is set-associative: a key may be in one of sixteen slots, in two sets, and a new
one takes the place of the one used longest ago, a message's first (`table_layout.py`). What is here
is elsewhere too; a miss is never wrong.

Reading takes no lock. A slot carries a checksum, so one that is being written, or that a killed
process left half written, reads as a miss. Writing locks a group of sets for some microseconds: its
bytes of the file (`range_lock.py`), or, among processes of the compiled core alone, a word in the
header.

Behind the sets is a filter of all aliases that PostgreSQL knows (`alias_filter.py`).
"""

import mmap
import os
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Final

from hookshift.core.choice import OpenSlots, Slots
from hookshift.gateway.conversation.alias_filter import AliasFilter
from hookshift.gateway.conversation.range_lock import LOCK_SECONDS, RangeLock
from hookshift.gateway.conversation.table_layout import (
    EMPTY,
    PAYLOAD,
    SET,
    SLOT,
    WAYS,
    Home,
    home,
    leaves,
    packed_slot,
    position,
    record_at,
    shape,
    used,
)

_KEY = struct.Struct("<q")
LOCK_WORDS: Final = 4_096
"""Where the compiled core's locks are: a word for each group, or for several that are far apart."""
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
"""Sets that are cleared in one step: 512 KiB, some tens of microseconds."""
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
        self._shape = shape(len(mapping) - HEADER - filter_bytes)
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
        return self._shape.sets * WAYS

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
        found = self._read(key) if self._slots is None else self._slots.get(key)
        if found is None:
            return None
        payload, stamp = found
        if self._clock() - stamp > TOUCH_SECONDS:
            self.exchange(key, payload, payload)
        return payload

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
        if self._slots is not None:
            self._slots.forget(key)
            return
        at_home = home(key, self._shape)
        with self._locked(at_home):
            # There are two of it if two wrote it at once, without a lock.
            for at in self._places(at_home, self._both(at_home)):
                self._mapping[at : at + SLOT] = EMPTY

    def occupancy(self, first: int, sets: int) -> float:
        """The share of slots in use among `sets` sets from the `first` on, counted round.

        0 once the table is closed: a worker that stops still tells its last numbers.
        """
        if self._mapping.closed:
            return 0.0
        slots = 0
        for number in range(first, first + sets):
            start = HEADER + number % self._shape.sets * SET
            slots += used(self._mapping[start : start + SET])
        return slots / (sets * WAYS)

    def clear(self) -> Iterator[None]:
        """Removes all records, a part at each step; parts that were never used stay untouched."""
        empty = bytes(CLEARED_AT_ONCE * SET)
        for start in range(HEADER, HEADER + self._shape.sets * SET, len(empty)):
            end = min(start + len(empty), HEADER + self._shape.sets * SET)
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

    def _read(self, key: int) -> tuple[bytes, int] | None:
        """The record of `key`, and when it was written."""
        at_home = home(key, self._shape)
        for _ in range(LOOKS):
            for start in at_home.sets:
                found = self._mapping[HEADER + start : HEADER + start + SET]
                at = position(found, at_home.tag)
                if at >= 0:
                    record = record_at(found, at, at_home.seed)
                    if record is not None:
                        return record
                    break
            else:
                return None
        return None

    def _update(self, key: int, payload: bytes, may: May | None) -> bool:
        if len(payload) != PAYLOAD:
            raise ValueError(f"a record of {len(payload)} bytes; it has {PAYLOAD}")
        if self._slots is not None:
            return self._slots.update(key, payload, int(self._clock()), may)
        at_home = home(key, self._shape)
        with self._locked(at_home):
            found = self._both(at_home)
            at = position(found, at_home.tag)
            known = None if at < 0 else record_at(found, at, at_home.seed)
            if may is not None and not may(None if known is None else known[0]):
                return False
            now = int(self._clock())
            place, *others = self._places(at_home, found) or [
                self._place(at_home, leaves(found, payload, now))
            ]
            self._mapping[place : place + SLOT] = packed_slot(at_home, payload, now)
            for other in others:
                # An older one, which would be found once this one has gone.
                self._mapping[other : other + SLOT] = EMPTY
            return True

    def _locked(self, at_home: Home) -> AbstractContextManager[None]:
        return self._lock.held(HEADER + at_home.group, self._shape.group * SET)

    def _both(self, at_home: Home) -> bytes:
        """The sets of a key, one after the other."""
        starts = [HEADER + start for start in at_home.sets]
        return b"".join(self._mapping[start : start + SET] for start in starts)

    def _places(self, at_home: Home, found: bytes) -> list[int]:
        """Where in the mapping slots of a key are; `found` are its sets."""
        places: list[int] = []
        at = position(found, at_home.tag)
        while at >= 0:
            places.append(self._place(at_home, at))
            at = position(found, at_home.tag, at + SLOT)
        return places

    def _place(self, at_home: Home, at: int) -> int:
        return HEADER + at_home.sets[at // SET] + at % SET


def packed_note(text: bytes) -> bytes:
    """A note as it is in the header. Raises ValueError above MOST_NOTED bytes."""
    if len(text) > MOST_NOTED:
        raise ValueError(f"a note of {len(text)} bytes; at most {MOST_NOTED}")
    return _NOTE.pack(len(text), zlib.crc32(text)) + text

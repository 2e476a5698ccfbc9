"""A Bloom filter of all aliases that PostgreSQL knows: newcomers need not be looked up.

Somebody who writes for the first time is in no memory, and a look-up would find nobody. So the
processes of a host share a filter beside their table: an alias that it lacks is nobody's. It may
hold an alias that PostgreSQL does not know, which is then looked up in vain.

It says something only while nothing can be missing: once every alias has been read
(`alias_scan.py`), and while this host follows what other hosts write, which adds theirs. What is
known here is added before anything else is done with it.

Nothing is removed from it: people whom PostgreSQL has forgotten stay. Where it takes too many
newcomers for known it is emptied, and filled again (`alias_scan.py`). What is added while it is
emptied may be lost. So whoever has written aliases to PostgreSQL adds them once more: what was
there before the filling begins is read, and what comes later is added.

All bits of an alias are in one block of 64 bytes, chosen by the upper half of its number; the lower
half says which. A process of the compiled core adds them in one instruction, and both kinds lock
the block.
"""

import mmap
import struct
from collections.abc import Callable, Iterator
from statistics import fmean
from typing import Final

from hookshift.core.choice import Slots
from hookshift.gateway.conversation.range_lock import RangeLock

BLOCK: Final = 64
FOLLOWED_SECONDS: Final = 2
"""How long ago others may last have been followed, for the filter to say something."""
STATE: Final = 768
"""Where in the table's header it is noted whether it is complete, and when others were followed."""
_STATE = struct.Struct("<II")
_NUMBERS = struct.Struct(">q")
SAMPLED: Final = 64
"""Blocks by which it is judged how full it is."""
EMPTIED_AT_ONCE: Final = 4_096
"""Blocks that are emptied in one step: 256 KiB."""
_PLACES: Final = range(10, 64, 9)
"""Shifts: each leads to one of the block's 512 bits."""
_SPREAD: Final = 0x9E37_79B9_7F4A_7C15
_ALL: Final = 2**64 - 1
_LOW: Final = 2**32 - 1


class AliasFilter:
    """The last `size` bytes of `mapping`; of no size it never says anything."""

    def __init__(
        self,
        mapping: mmap.mmap,
        size: int,
        lock: RangeLock,
        clock: Callable[[], float],
        slots: Slots | None,
    ) -> None:
        if size % BLOCK:
            raise ValueError(f"{size} bytes are no number of blocks of {BLOCK}")
        self._mapping = mapping
        self._start = len(mapping) - size
        self._blocks = size // BLOCK
        self._lock = lock
        self._clock = clock
        self._slots = slots

    def lacks(self, alias: int) -> bool:
        """Whether PostgreSQL knows nobody by this alias; False while that is not known."""
        if self._slots is not None:
            return self._slots.lacks(alias, self.now())
        return self.is_trusted and not self._holds(alias)

    def add(self, alias: int) -> None:
        """From now on it holds this alias."""
        self.add_all(_NUMBERS.pack(alias))

    def add_all(self, packed: bytes) -> None:
        """Adds aliases, each a big-endian signed number of eight bytes."""
        if not self._blocks:
            return
        if self._slots is not None:
            self._slots.add_aliases(packed)
            return
        for (alias,) in _NUMBERS.iter_unpack(packed):
            if self._holds(alias):
                continue
            with self._lock.held(self._block(alias), BLOCK):
                for at, bit in self._bits(alias):
                    self._mapping[at] |= bit

    @property
    def is_complete(self) -> bool:
        """Whether all aliases have been added; without room for any it is."""
        return not self._blocks or bool(self._state()[0])

    def completed(self) -> None:
        """All aliases have been added."""
        _STATE.pack_into(self._mapping, STATE, 1, self._state()[1])

    def doubt(self) -> None:
        """Some may be missing, until it is completed again."""
        _STATE.pack_into(self._mapping, STATE, 0, 0)

    def empty(self) -> Iterator[None]:
        """Removes all aliases, a part at each step; it says nothing until it is completed."""
        self.doubt()
        end = self._start + self._blocks * BLOCK
        for start in range(self._start, end, EMPTIED_AT_ONCE * BLOCK):
            size = min(EMPTIED_AT_ONCE * BLOCK, end - start)
            self._mapping[start : start + size] = bytes(size)
            yield

    @property
    def mistakes(self) -> float:
        """About which part of newcomers it takes for known, 0 to 1; 0 if it never says anything."""
        if self._mapping.closed or not self._blocks:
            return 0.0
        count = min(SAMPLED, self._blocks)
        starts = (self._start + each * self._blocks // count * BLOCK for each in range(count))
        blocks = (int.from_bytes(self._mapping[at : at + BLOCK]) for at in starts)
        # All bits of a newcomer are set by chance.
        return fmean((each.bit_count() / (BLOCK * 8)) ** len(_PLACES) for each in blocks)

    def now(self) -> int:
        """The second of now, as `followed` wants it."""
        return int(self._clock())

    def followed(self, at: int | None = None) -> None:
        """What other hosts had written until `at` has been added; None for until now."""
        _STATE.pack_into(self._mapping, STATE, self._state()[0], self.now() if at is None else at)

    @property
    def is_trusted(self) -> bool:
        """Whether it says something now; not once the table is closed."""
        if self._mapping.closed:
            return False
        complete, followed = self._state()
        fresh = 0 <= self.now() - followed <= FOLLOWED_SECONDS
        return bool(self._blocks and complete) and fresh

    def _state(self) -> tuple[int, int]:
        complete, followed = _STATE.unpack_from(self._mapping, STATE)
        return complete, followed

    def _holds(self, alias: int) -> bool:
        return all(self._mapping[at] & bit for at, bit in self._bits(alias))

    def _block(self, alias: int) -> int:
        upper = (alias & _ALL) >> 32
        return self._start + (upper * self._blocks >> 32) * BLOCK

    def _bits(self, alias: int) -> Iterator[tuple[int, int]]:
        block, places = self._block(alias), (alias & _LOW) * _SPREAD & _ALL
        for shift in _PLACES:
            place = places >> shift & (BLOCK * 8 - 1)
            yield block + place // 8, 1 << place % 8

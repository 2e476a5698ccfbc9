"""Random identifiers, drawn from the kernel in blocks: a system call each would cost more."""

import os
from typing import NamedTuple

BLOCK = 8_192
_VERSION_7 = 7 << 76 | 2 << 62
"""Version and variant of a UUID, where RFC 9562 wants them."""
_CHANCE = (1 << 80) - 1 & ~(0xF << 76 | 3 << 62)
"""All other bits behind the time."""


class Ids(NamedTuple):
    """Identifiers of one webhook: a correlation id and the parts of a `traceparent`."""

    correlation: str
    trace: str
    span: str


class IdSource:
    """Makes identifiers for one process. Not for secrets' sake: they only must not collide."""

    __slots__ = ("_at", "_block")

    def __init__(self) -> None:
        self._block = b""
        self._at = 0

    def _take(self, count: int) -> bytes:
        at = self._at
        if at + count > len(self._block):
            self._block = os.urandom(BLOCK)
            at = 0
        self._at = at + count
        return self._block[at : at + count]

    def webhook(self) -> Ids:
        """A UUID as correlation id; its digits are the trace id, so one finds the other."""
        drawn = self._take(24).hex()
        # Version 4 and variant of RFC 9562.
        a, b, c, d, e = drawn[:8], drawn[8:12], drawn[13:16], drawn[17:20], drawn[20:32]
        return Ids(f"{a}-{b}-4{c}-a{d}-{e}", f"{a}{b}4{c}a{d}{e}", drawn[32:])

    def row(self, wall: float) -> bytes:
        """A version 7 UUID (RFC 9562): `wall` in milliseconds first, so indexes grow at an end."""
        chance = int.from_bytes(self._take(10), "big") & _CHANCE
        return (int(wall * 1000) << 80 | _VERSION_7 | chance).to_bytes(16, "big")

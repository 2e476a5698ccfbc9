"""Random identifiers, drawn from the kernel in blocks: a system call each would cost more."""

import os
from collections.abc import Callable

from hookshift.core.choice import Names

BLOCK = 8_192
WEBHOOK_DIGITS = 48
"""Hexadecimal digits that one webhook takes: 32 of a UUID and 16 of a span."""
ROW_BYTES = 10
_VERSION_7 = bytes(byte & 0x0F | 0x70 for byte in range(256))
_VARIANT = bytes(byte & 0x3F | 0x80 for byte in range(256))
"""The bits of a UUID that are not chance, where RFC 9562 wants them."""


def names(digits: str, at: int) -> tuple[str, bytes]:
    """A correlation id and a `traceparent` of the 48 digits from `at`.

    The id is a UUID, and its digits are the trace id, so one finds the other.
    """
    # Version 4 and variant of RFC 9562.
    drawn = digits[at : at + WEBHOOK_DIGITS]
    a, b, c, d, e = drawn[:8], drawn[8:12], drawn[13:16], drawn[17:20], drawn[20:32]
    parent = f"00-{a}{b}4{c}a{d}{e}-{drawn[32:]}-01"
    return f"{a}-{b}-4{c}-a{d}-{e}", parent.encode("ascii")


_names = names


class IdSource:
    """Makes identifiers for one process. Not for secrets' sake: they only must not collide."""

    __slots__ = ("_at", "_digits", "_draw", "_names", "_row_at", "_rows")

    def __init__(
        self, draw: Callable[[int], bytes] = os.urandom, names: Names | None = None
    ) -> None:
        """`draw` gives so many random bytes."""
        self._draw = draw
        self._names = names or _names
        self._digits = ""
        self._at = 0
        self._rows = b""
        self._row_at = 0

    def webhook(self) -> tuple[str, bytes]:
        """A new webhook's correlation id and `traceparent`."""
        at = self._at
        if at + WEBHOOK_DIGITS > len(self._digits):
            self._digits = self._draw(BLOCK).hex()
            at = 0
        self._at = at + WEBHOOK_DIGITS
        return self._names(self._digits, at)

    def row(self, wall: float) -> bytes:
        """A version 7 UUID (RFC 9562): `wall` in milliseconds first, so indexes grow at an end."""
        at = self._row_at
        if at + ROW_BYTES > len(self._rows):
            self._rows = _row_tails(self._draw(BLOCK // ROW_BYTES * ROW_BYTES))
            at = 0
        self._row_at = at + ROW_BYTES
        return int(wall * 1000).to_bytes(6, "big") + self._rows[at : at + ROW_BYTES]


def _row_tails(drawn: bytes) -> bytes:
    """What follows the time in version 7 UUIDs, for many rows."""
    block = bytearray(drawn)
    block[::ROW_BYTES] = block[::ROW_BYTES].translate(_VERSION_7)
    block[2::ROW_BYTES] = block[2::ROW_BYTES].translate(_VARIANT)
    return bytes(block)

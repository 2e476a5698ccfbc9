"""Random identifiers, drawn from the kernel in blocks: a system call each would cost more."""

import os
from typing import NamedTuple

BLOCK = 8_192


class Ids(NamedTuple):
    """What one webhook needs: a correlation id and the parts of a `traceparent`."""

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
        trace = self._take(16).hex()
        trace = f"{trace[:12]}4{trace[13:16]}a{trace[17:]}"  # version 4, RFC 9562 variant
        correlation = f"{trace[:8]}-{trace[8:12]}-{trace[12:16]}-{trace[16:20]}-{trace[20:]}"
        return Ids(correlation, trace, self._take(8).hex())

    def row(self, wall: float) -> bytes:
        """A version 7 UUID (RFC 9562): `wall` in milliseconds first, so indexes grow at an end."""
        head = int(wall * 1000).to_bytes(6, "big")
        tail = self._take(10)
        return head + bytes((0x70 | tail[0] & 0x0F, tail[1], 0x80 | tail[2] & 0x3F)) + tail[3:]

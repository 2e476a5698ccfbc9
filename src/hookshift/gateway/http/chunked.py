"""A chunked body, decoded as it comes in. Strict: a doubtful chunk is refused, never guessed.

It is decoded here rather than by llhttp because llhttp does not say where a message ended, and
the next request must not be parsed before it is its turn.
"""

import re

from hookshift.gateway.http.responses import Refusal

CRLF = b"\r\n"
SIZE_LINE_BYTES = 256
"""One chunk's size with its extensions, which are ignored."""
SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,8})(?:;[\t\x20-\x7e\x80-\xff]*)?")
TRAILER = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[\t\x20-\x7e\x80-\xff]*")
NOT_IN_TRAILERS = frozenset(
    {b"content-length", b"transfer-encoding", b"host", b"connection", b"expect"}
)


class ChunkedBody:
    """Collects one body of at most `limit` bytes.

    Framing (sizes, extensions, line ends) may take `overhead` bytes more than the body itself,
    so that a flood of tiny chunks is refused before it costs much time. Trailers are checked,
    bounded by `overhead` and dropped.
    """

    __slots__ = ("_framing", "_limit", "_overhead", "_remaining", "_trailers", "body")

    def __init__(self, limit: int, overhead: int) -> None:
        self.body = bytearray()
        self._limit = limit
        self._overhead = overhead
        self._framing = 0
        self._remaining = 0
        self._trailers = False

    def read(self, data: bytes, start: int) -> tuple[int, bool]:
        """Takes what it can of `data` from `start`: where it stopped, and whether it is whole.

        What is left over must come again in front of the next bytes. Raises Refusal.
        """
        position = start
        while True:
            if self._remaining:
                position = self._take(data, position)
                if self._remaining:
                    return position, False
            end = data.find(CRLF, position)
            if end < 0:
                self._check_open_line(data, position)
                return position, False
            line = data[position:end]
            position = end + 2
            self._count(len(line) + 2)
            if not self._trailers:
                self._size(line)
            elif line:
                self._trailer(line)
            else:
                return position, True

    def _take(self, data: bytes, position: int) -> int:
        end = min(position + self._remaining, len(data))
        body_end = min(position + max(self._remaining - len(CRLF), 0), end)
        self.body += data[position:body_end]
        self._remaining -= body_end - position
        for byte in data[body_end:end]:
            if byte != CRLF[len(CRLF) - self._remaining]:
                raise _bad("a chunk is longer than its size says, or its CRLF is missing")
            self._remaining -= 1
        return end

    def _size(self, line: bytes) -> None:
        match = SIZE_LINE.fullmatch(line)
        if match is None or len(line) > SIZE_LINE_BYTES:
            raise _bad("a chunk does not begin with its size in hexadecimal and CRLF")
        size = int(match[1], 16)
        if not size:
            self._trailers = True
            return
        if len(self.body) + size > self._limit:
            raise too_large(self._limit)
        # Its CRLF counts as part of the chunk, so that `_take` waits for it like for any byte.
        self._remaining = size + len(CRLF)

    def _trailer(self, line: bytes) -> None:
        match = TRAILER.fullmatch(line)
        if match is None or match[1].lower() in NOT_IN_TRAILERS:
            raise _bad("a trailer is malformed or not allowed behind a body")

    def _check_open_line(self, data: bytes, position: int) -> None:
        bound = self._overhead if self._trailers else SIZE_LINE_BYTES
        if len(data) - position > bound + 1:
            raise _bad("a chunk's size line or a trailer is too long")
        if data.find(b"\n", position) >= 0:
            raise _bad("a line ends in LF without CR")

    def _count(self, size: int) -> None:
        self._framing += size
        if self._framing > self._overhead + len(self.body):
            raise _bad(
                "its chunks are so small, or its trailers so long, that framing outweighs it"
            )


def too_large(limit: int) -> Refusal:
    """The refusal of a body that is, or says it is, larger than `limit` bytes."""
    return Refusal(413, "body_too_large", f"the body is larger than {limit} bytes; send less")


def _bad(reason: str) -> Refusal:
    return Refusal(400, "bad_chunk", f"the chunked body is broken: {reason}; correct it")

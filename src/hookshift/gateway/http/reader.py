"""Bytes in, whole requests out: one connection's reading side, without any I/O.

A request is parsed only when it is asked for, so requests that wait their turn are no more than
the bytes they came in, and every refusal or `100 Continue` happens in its place in the order.
"""

from collections.abc import Callable
from enum import Enum, auto

from hookshift.core.choice import PYTHON, ReadHead
from hookshift.domain.http import Headers, Request, Response, UsualHead
from hookshift.gateway.http.chunked import ChunkedBody, too_large
from hookshift.gateway.http.head import END, Head, check_partial, parse_head
from hookshift.gateway.http.limits import ServerLimits
from hookshift.gateway.http.responses import EarlyAnswer, Refusal, from_exception

Admit = Callable[[bytes, bytes, Headers], int | Response]
"""Method, path and headers in; the body's limit in bytes out, or an answer that refuses."""


class ReadStage(Enum):
    """What the next byte would be part of, in the order in which connections make way."""

    IDLE = auto()
    HEAD = auto()
    BODY = auto()


class RequestReader:
    """Reads one connection's requests, one after the other.

    `keep_alive` and `http10` describe the request that `next` gave last, or that it refused.
    """

    __slots__ = (
        "_admit",
        "_blank_line",
        "_body",
        "_checked",
        "_chunks",
        "_data",
        "_head",
        "_limits",
        "_partial_head",
        "_position",
        "_usual_head",
        "continue_due",
        "http10",
        "keep_alive",
        "method",
        "peer",
        "size",
    )

    def __init__(
        self, limits: ServerLimits, admit: Admit, peer: str, usual_head: ReadHead = PYTHON.head
    ) -> None:
        self._limits = limits
        self._usual_head = usual_head
        self._admit = admit
        self.peer = peer
        self._data = b""
        self._position = 0
        self._blank_line = False
        self._partial_head = bytearray()
        """A head that came in several pieces, so far. It grows in place and each of its bytes is
        looked at once, so that pieces of one byte cost no more than their number."""
        self._checked = 0
        """Bytes of it that were found to be in order and not to be its end."""
        self._head: Head | UsualHead | None = None
        self._body = bytearray()
        self._chunks: ChunkedBody | None = None
        self.keep_alive = True
        self.http10 = False
        self.method = b""
        self.continue_due = False
        """The client waits for `100 Continue`; whoever sends it sets this to False."""
        self.size = 0
        """Bytes of the last request's head and body."""

    @property
    def held(self) -> int:
        """Bytes received and not yet given out."""
        held = len(self._data) - self._position
        if self._head is not None:
            held += len(self._chunks.body if self._chunks else self._body)
        elif self._partial_head:
            held += len(self._partial_head)
        return held

    @property
    def stage(self) -> ReadStage:
        """Where the reader stands once `next` has returned None."""
        if self._head is not None:
            return ReadStage.BODY
        begun = self._partial_head or self._position < len(self._data)
        return ReadStage.HEAD if begun else ReadStage.IDLE

    @property
    def is_between(self) -> bool:
        """Whether nothing of a next request has come."""
        return (
            self._head is None
            and self._position == len(self._data)
            and not self._partial_head
            and not self._blank_line
        )

    def passed_by(self) -> None:
        """A usual request was answered without it; what describes the last one describes that."""
        self.method, self.keep_alive, self.http10 = b"POST", True, False

    def feed(self, data: bytes) -> None:
        """Adds what was received; nothing is parsed yet."""
        if self._partial_head:
            self._partial_head += data
            return
        if self._position < len(self._data):
            data = self._data[self._position :] + data
        self._data = data
        self._position = 0

    def drop(self) -> None:
        """Forgets what is held; nothing can be read afterwards."""
        self._data = b""
        self._position = 0
        self._partial_head = bytearray()
        self._body = bytearray()
        self._chunks = None

    def next(self) -> Request | None:
        """The next whole request, or None while bytes of it are missing.

        Raises Refusal or EarlyAnswer; if that `closes`, nothing can be read afterwards.
        """
        head = self._head or self._read_head()
        if head is None:
            return None
        body = self._read_body(head)
        if body is None:
            return None
        self._head = None
        self.size += len(body)
        return Request(head.method, head.path, head.query, head.headers, body, self.peer)

    def _read_head(self) -> Head | UsualHead | None:
        self.method = b""
        self.keep_alive = True
        self.http10 = False
        if self._partial_head:
            if not self._joined():
                return None
        elif self._position == len(self._data):
            return None
        start = self._position
        limits = self._limits
        usual = self._usual_head(self._data, start, limits.header_bytes, limits.header_count)
        if usual is not None:
            self._blank_line = False
            self._position = usual.end
            self._begin(usual, usual.end - start)
            return usual
        if not self._blank_line and self._data.startswith(b"\r\n", start):
            # Old clients send an empty line behind a body (RFC 9112, 2.2); one is forgiven.
            self._blank_line = True
            start = self._position = start + 2
        end = self._data.find(END, start)
        if end < 0:
            self._set_partial(start)
            return None
        end += len(END)
        if end - start > self._limits.header_bytes:
            raise self._head_too_large(self._data[start:])
        head = parse_head(self._data[start:end], self._limits.header_count)
        self._blank_line = False
        self._position = end
        self._begin(head, end - start)
        return head

    def _begin(self, head: Head | UsualHead, size: int) -> None:
        self.method = head.method
        self.keep_alive = head.keep_alive
        self.http10 = head.http10
        self.size = size
        admitted = self._ask(head)
        if isinstance(admitted, Response):
            raise EarlyAnswer(admitted, closes=head.length != 0)
        limit = min(admitted, self._limits.body_bytes)
        if head.length > limit:
            raise too_large(limit)
        if head.length == Head.CHUNKED:
            self._chunks = ChunkedBody(limit, overhead=self._limits.header_bytes)
        if head.expects_continue and head.length:
            self.continue_due = self._position == len(self._data)
        self._head = head

    def _ask(self, head: Head | UsualHead) -> int | Response:
        try:
            return self._admit(head.method, head.path, head.headers)
        except Exception as exc:
            return from_exception(exc)

    def _read_body(self, head: Head | UsualHead) -> bytes | None:
        if head.length == 0:
            return b""
        if self._chunks is not None:
            return self._read_chunks(self._chunks)
        end = self._position + head.length - len(self._body)
        part = self._data[self._position : end]
        if not self._body and len(part) == head.length:
            self._position = end
            return part
        self._body += part
        self._position += len(part)
        if len(self._body) < head.length:
            return None
        body = bytes(self._body)
        self._body = bytearray()
        return body

    def _read_chunks(self, chunks: ChunkedBody) -> bytes | None:
        self._position, whole = chunks.read(self._data, self._position)
        if not whole:
            return None
        self._chunks = None
        return bytes(chunks.body)

    def _set_partial(self, start: int) -> None:
        rest = self._data[start:]
        if rest in (b"", b"\r"):
            # Nothing, or the beginning of the empty line that is forgiven.
            return
        self._partial_head += rest
        self._data, self._position, self._checked = b"", 0, 0
        self._check_partial()

    def _joined(self) -> bool:
        """Whether the head that came in pieces is whole; it is then read like any other."""
        if self._partial_head.find(END, max(0, self._checked - len(END) + 1)) < 0:
            self._check_partial()
            return False
        self._data, self._position = bytes(self._partial_head), 0
        self._partial_head = bytearray()
        return True

    def _check_partial(self) -> None:
        held = len(self._partial_head)
        if held >= self._limits.header_bytes:
            raise self._head_too_large(bytes(self._partial_head))
        check_partial(self._partial_head, self._checked)
        self._checked = held

    def _head_too_large(self, data: bytes) -> Refusal:
        bound = self._limits.header_bytes
        if data.find(b"\r\n", 0, bound) < 0:
            return Refusal(
                414, "target_too_long", f"the first line has over {bound} bytes; shorten the target"
            )
        return Refusal(
            431, "headers_too_large", f"the headers take over {bound} bytes; send fewer or shorter"
        )

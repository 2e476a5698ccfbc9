"""Reads handlers' answers from one connection: bytes in, whole responses out. No sockets.

llhttp does the parsing. What is added here: bounds on everything that is kept, interim (1xx)
answers skipped, and certainty about where an answer ends, because whatever follows it on the
same connection could otherwise be taken for the answer to the next request. Where the headers
leave that in doubt, the answer counts and the connection is not used again.
"""

from enum import Enum

import httptools

from hookshift.domain.http import HOP_BY_HOP, Headers, Response, header
from hookshift.gateway.upstream.repeated_length import DifferentLengths, with_one_length

HEADER_BYTES = 65_536
"""Bound on one answer's headers, and on any run of bytes that is neither headers nor body."""
HEADER_COUNT = 256
INTERIM_ANSWERS = 8

WITHOUT_BODY = frozenset({204, 304})

_NOT_SENT_ON = HOP_BY_HOP | {b"content-length"}
"""Whoever sends the answer on writes its length anew."""
_PROXY = b"proxy-"


class BadAnswer(Exception):
    """An answer that cannot be used; the text ends the sentence "the answer ..."."""


class AnswerProgress(Enum):
    """What `AnswerReader.feed` found."""

    MORE = 0
    """The answer is not complete."""
    LAST = 1
    """The answer is complete; the connection cannot be used again."""
    REUSABLE = 2
    """The answer is complete; the connection can take another request."""


class AnswerReader:
    """One per connection. Call `start` for each request, then `feed` until it is complete."""

    __slots__ = (
        "_body",
        "_body_bound",
        "_complete",
        "_doubtful",
        "_fault",
        "_header_bytes",
        "_headers",
        "_in_body",
        "_interim",
        "_keep_alive",
        "_parser",
        "_quiet",
        "_raw",
        "_repeats",
        "_status",
    )

    def __init__(self, body_bound: int) -> None:
        """`body_bound`: the largest body that is taken, in bytes."""
        self._body_bound = body_bound
        self._parser = self._new_parser()
        self.start()

    def _new_parser(self) -> httptools.HttpResponseParser:
        parser = httptools.HttpResponseParser(self)
        # Chunked beside a length is not refused but overrides it, as RFC 9112, section 6.3 says.
        parser.set_dangerous_leniencies(lenient_chunked_length=True)
        return parser

    def start(self) -> None:
        """Makes ready for the next request's answer."""
        self._interim = self._quiet = 0
        self._complete = self._doubtful = False
        self._fault = ""
        self._raw = b""
        """What came of the answer until its headers were complete."""
        self._repeats = _Repeats.NONE
        self._begin()

    def _begin(self) -> None:
        self._status = self._header_bytes = 0
        self._headers: Headers = []
        self._body: bytes | bytearray = b""
        self._in_body = self._keep_alive = False

    def feed(self, data: bytes) -> AnswerProgress:
        """Takes the next bytes. Raises BadAnswer when they cannot be part of an answer."""
        self._quiet += len(data)
        if self._status < 200:
            self._raw += data
        if self._repeats is not _Repeats.FOUND:
            self._parse(data)
        if self._repeats is _Repeats.FOUND:
            self._count_as_one()
        if self._complete:
            return (
                AnswerProgress.REUSABLE
                if self._keep_alive and not self._doubtful
                else AnswerProgress.LAST
            )
        if self._quiet > HEADER_BYTES:
            raise BadAnswer(f"has headers of more than {HEADER_BYTES:,} bytes")
        return AnswerProgress.MORE

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if self._complete:
                # The error is about bytes that follow the answer and are ignored.
                self._doubtful = True
            elif self._repeats is _Repeats.NONE and _about_length(error) and self._status < 200:
                self._repeats = _Repeats.FOUND
            else:
                raise BadAnswer(self._fault or f"is not HTTP ({error})") from None

    def _count_as_one(self) -> None:
        """Reads the answer once more, with one Content-Length, when its headers are complete."""
        try:
            data = with_one_length(self._raw)
        except DifferentLengths:
            raise BadAnswer(
                "has a Content-Length that is not a number, or several that differ"
            ) from None
        if data is not None:
            self._repeats = _Repeats.REMOVED
            self._parser = self._new_parser()
            self._interim = 0
            self._begin()
            self._parse(data)

    def response(self) -> Response:
        """The complete answer, without the headers that were about this connection only."""
        headers = self._headers
        named = header(headers, b"connection")
        if named is None or named in (b"keep-alive", b"close"):
            dropped = _NOT_SENT_ON
        else:
            dropped = _NOT_SENT_ON | _named(headers)
        end_to_end = [
            pair for pair in headers if pair[0] not in dropped and not pair[0].startswith(_PROXY)
        ]
        return Response(self._status, end_to_end, bytes(self._body))

    def complete_at_end(self) -> bool:
        """Whether the peer's closing of the connection is the regular end of this answer."""
        if self._complete or not self._in_body or self._status < 200:
            return False
        return not any(name in _FRAMING for name, _ in self._headers)

    def on_message_begin(self) -> None:
        """Called by the parser at the first byte of each answer, interim ones included."""
        if self._complete:
            self._doubtful = True
            raise BadAnswer("is followed by another")
        if self._status:
            self._begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser for each header, and for each trailer, which is dropped."""
        self._header_bytes += len(name) + len(value)
        if self._header_bytes > HEADER_BYTES:
            self._refuse(f"has headers of more than {HEADER_BYTES:,} bytes")
        if self._in_body:
            return
        if len(self._headers) == HEADER_COUNT:
            self._refuse(f"has more than {HEADER_COUNT} headers")
        self._headers.append((name.lower(), value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        """Called by the parser at the empty line."""
        self._quiet = 0
        self._in_body = True
        parser = self._parser
        self._status = status = parser.get_status_code()
        self._keep_alive = parser.should_keep_alive()
        length = coding = None
        for name, value in self._headers:
            if name == b"content-length":
                length = value
            elif name == b"transfer-encoding":
                coding = value if coding is None else coding + b", " + value
        if status < 200:
            self._count_interim(status)
        if status < 200 or status in WITHOUT_BODY:
            # No body is allowed here, but a handler that announces one may send it.
            if coding is not None or (length is not None and int(length)):
                self._doubtful = True
        elif coding is not None:
            self._check_coding(coding, length)
        elif length is not None and int(length) > self._body_bound:
            self._refuse_body()

    def _count_interim(self, status: int) -> None:
        self._interim += 1
        if status < 100:
            self._refuse(f"has the status {status:03}, which no answer can have")
        if status == 101:
            self._refuse("is 101 Switching Protocols, which was not asked for")
        if self._interim > INTERIM_ANSWERS:
            self._refuse(f"never comes: more than {INTERIM_ANSWERS} interim (1xx) answers instead")

    def _check_coding(self, coding: bytes, length: bytes | None) -> None:
        # Any other coding was applied for this connection only, and would have to be undone here.
        if coding.lower() != b"chunked":
            self._refuse("has a Transfer-Encoding other than chunked")
        if length is not None or self._parser.get_http_version() != "1.1":
            self._doubtful = True

    def on_body(self, piece: bytes) -> None:
        """Called by the parser for each piece of the body, chunk frames removed."""
        self._quiet = 0
        body = self._body
        if len(body) + len(piece) > self._body_bound:
            self._refuse_body()
        if not body:
            self._body = piece
        elif isinstance(body, bytearray):
            body += piece
        else:
            self._body = bytearray(body)
            self._body += piece

    def on_message_complete(self) -> None:
        """Called by the parser at the end of each answer, interim ones included."""
        if self._status >= 200:
            self._complete = True

    def _refuse_body(self) -> None:
        self._refuse(f"has a body of more than {self._body_bound:,} bytes (response_bytes)")

    def _refuse(self, fault: str) -> None:
        self._fault = fault
        raise BadAnswer(fault)


class _Repeats(Enum):
    """Whether an answer states its length several times, which the parser refuses."""

    NONE = 0
    FOUND = 1
    REMOVED = 2


def _about_length(error: Exception) -> bool:
    return "Content-Length" in str(error)


_FRAMING = frozenset({b"content-length", b"transfer-encoding"})


def _named(headers: Headers) -> frozenset[bytes]:
    """The headers that a Connection header declares to be hop-by-hop."""
    return frozenset(
        token.strip().lower()
        for name, value in headers
        if name == b"connection"
        for token in value.split(b",")
    )

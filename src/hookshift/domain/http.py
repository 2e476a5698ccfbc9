"""A webhook as the gateway passes it on: received, answered, forwarded. Plain data, no sockets."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

Headers = list[tuple[bytes, bytes]]
"""Names in lower case, values without outer white space, in the order received."""

JSON = (b"content-type", b"application/json")

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""Headers that are about one connection: RFC 9110, section 7.6.1."""
OURS = frozenset(
    {
        b"x-correlation-id",
        b"x-webhook-domain",
        b"x-routed-from",
        b"x-event-id",
        b"x-delivery-attempt",
        b"traceparent",
    }
)
"""Headers that hookshift writes on what it sends to a handler."""
OF_CONVERSATIONS = frozenset({b"x-message-ids", b"x-conversation"})
"""Headers of an answer by which a handler tells hookshift of conversations; they go no further."""
HIGHEST_PORT = 65_535


class _RequestParts(NamedTuple):
    method: bytes
    path: bytes
    query: bytes
    headers: Headers
    body: bytes
    peer: str
    """IP address of the connection's other end."""


class _FirstValues:
    """Worked out when it is first asked for; from then on it is the request's own attribute."""

    def __get__(self, request: "Request", _owner: type) -> Mapping[bytes, bytes]:
        found = request.__dict__["first"] = dict(request.headers[::-1])
        return found


class Request(_RequestParts):
    """One whole HTTP request."""

    first = _FirstValues()
    """The first value of each header by its name: the headers are walked once for all who ask."""

    def values(self, name: bytes) -> list[bytes]:
        """All values of the header `name` (in lower case), in the order received."""
        if name not in self.first:
            return []
        return [value for key, value in self.headers if key == name]


class _UsualHeadParts(NamedTuple):
    method: bytes
    path: bytes
    query: bytes
    headers: Headers
    length: int
    """Bytes of the body."""
    end: int
    """Where the body begins, in the bytes that the head was read from."""


class UsualHead(_UsualHeadParts):
    """The head of a usual request: HTTP/1.1, its body's length given, the connection kept alive."""

    __slots__ = ()
    http10 = False
    keep_alive = True
    expects_continue = False


class Judgement(NamedTuple):
    """A handler's settings judged an answer otherwise than by its status."""

    ok: bool
    setting: str
    """The setting that decided."""


class Response(NamedTuple):
    """One whole HTTP response. Content-Length and Connection are the server's to write."""

    status: int
    headers: Headers
    body: bytes
    judgement: Judgement | None = None
    """None where the status alone counts."""


def header(headers: Headers, name: bytes) -> bytes | None:
    """The first value of `name` (in lower case), or None. A scan: webhooks have ten headers."""
    for key, value in headers:
        if key == name:
            return value
    return None


def joined(
    first: bytes, headers: Headers, left_out: frozenset[bytes], last: bytes, alike: bool
) -> bytes:
    """A message's head: `first`, a line for each header not in `left_out`, `last`.

    With `alike` an underscore counts as a hyphen, which is how some handlers read it.
    """
    if alike and b"_" in b"".join([name for name, _ in headers]):
        headers = [pair for pair in headers if pair[0].replace(b"_", b"-") not in left_out]
    lines = [b"%b: %b\r\n" % pair for pair in headers if pair[0] not in left_out]
    return b"%b%b%b" % (first, b"".join(lines), last)


def is_port(digits: str | bytes | None) -> bool:
    """Whether the digits behind a host's colon, or none, are a port; it may have leading zeros."""
    text = digits.decode("ascii") if isinstance(digits, bytes) else digits or ""
    significant = text.lstrip("0") or "0"
    return len(significant) <= len(str(HIGHEST_PORT)) and int(significant) <= HIGHEST_PORT


def json_response(
    status: int, value: Mapping[str, object], headers: Iterable[tuple[bytes, bytes]] = ()
) -> Response:
    """A response whose body is `value` as JSON."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return Response(status, [JSON, *headers], text.encode("utf-8", "replace"))


def json_error(
    status: int,
    code: str,
    message: str,
    headers: Iterable[tuple[bytes, bytes]] = (),
    **details: object,
) -> Response:
    """An error as every caller of the gateway sees it: `{"error": code, "message": ...}`."""
    return json_response(status, {"error": code, "message": message, **details}, headers)

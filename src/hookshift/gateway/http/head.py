"""A request's head: everything up to its empty line, parsed by llhttp and judged here.

llhttp refuses what is malformed; this file adds what it lets pass (several blanks in the request
line, HTTP/0.9 and 2.0) and decides how the body is framed. Anything ambiguous is refused rather
than interpreted: another reader in front of us may have read it the other way.
"""

import re
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

import httptools

from hookshift.domain.http import is_port
from hookshift.gateway.http.responses import Refusal

if TYPE_CHECKING:
    from hookshift.domain.http import Headers

END = b"\r\n\r\n"
FRAMING = frozenset({b"host", b"content-length", b"transfer-encoding", b"connection", b"expect"})
VERSION = re.compile(rb"HTTP/[0-9]\.[0-9]")
METHOD_BYTES = 20
METHOD_START = re.compile(rb"[A-Z-]{1,%d}(?: |\Z)" % METHOD_BYTES)
FAULTY_PART = re.compile(rb"(?<!\r)\n|\0")
HOST = re.compile(
    rb"(?:\[(?:(?P<v6>[0-9A-Fa-f:.]+)|[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]"
    rb"|[A-Za-z0-9._~!$&'()*+,;=-]*(?:%[0-9A-Fa-f]{2}[A-Za-z0-9._~!$&'()*+,;=-]*)*)(?::(?P<port>[0-9]*))?"
)
"""RFC 3986, 3.2.2; empty if the target has no authority (RFC 9112, 3.2)."""
MALFORMED = "malformed_request"


class Head:
    """One parsed head. `length` is the body's in bytes, or CHUNKED."""

    __slots__ = (
        "expects_continue",
        "headers",
        "http10",
        "keep_alive",
        "length",
        "method",
        "path",
        "query",
    )

    CHUNKED = -1

    def __init__(self) -> None:
        self.headers: Headers = []
        self.method = self.path = self.query = b""
        self.http10 = False
        self.keep_alive = True
        self.length = 0
        self.expects_continue = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by llhttp, which strips blanks only in front of the value."""
        self.headers.append((name.lower(), value.rstrip(b" \t")))


def parse_head(block: bytes, header_count: int) -> Head:
    """Reads `block`, which ends with the empty line. Raises Refusal."""
    head = Head()
    _request_line(head, block[: block.index(b"\r\n")])
    parser = httptools.HttpRequestParser(head)
    try:
        parser.feed_data(block)
    except httptools.HttpParserUpgrade:
        # An offer to change the protocol may be ignored (RFC 9110, 7.8); a tunnel was demanded.
        if head.method == b"CONNECT":
            raise Refusal(
                501, "connect_unsupported", "tunnels are not supported; send plain HTTP/1.1"
            ) from None
    except httptools.HttpParserError as exc:
        raise _malformed(str(exc)) from None
    if parser.get_method() != head.method:
        # llhttp skips any number of CR and LF in front of the first line.
        raise _malformed("it does not begin with an HTTP method")
    if len(head.headers) > header_count:
        raise Refusal(
            431,
            "too_many_headers",
            f"the request has {len(head.headers)} headers; send at most {header_count}",
        )
    _framing(head)
    return head


def check_partial(data: bytes | bytearray, checked: int = 0) -> None:
    """Refuses at once what cannot become a head, instead of waiting for its empty line.

    The first `checked` bytes have passed before.
    """
    if checked <= METHOD_BYTES and not METHOD_START.match(data):
        raise _malformed("it does not begin with an HTTP method")
    if FAULTY_PART.search(data, checked):
        raise _malformed("a line ends in LF without CR, or holds a NUL")


def _malformed(reason: str) -> Refusal:
    code = MALFORMED
    if "Content-Length" in reason:
        code = "bad_content_length"
    elif "Transfer-Encoding" in reason:
        code = "bad_transfer_encoding"
    return Refusal(400, code, f"the request is not valid HTTP/1.1: {reason}; correct it")


def _request_line(head: Head, line: bytes) -> None:
    words = line.split(b" ")
    if len(words) != 3:
        raise _malformed("its first line must be a method, a target and HTTP/1.1")
    head.method, target, version = words
    if version == b"HTTP/1.0":
        head.http10 = True
        head.keep_alive = False
    elif version != b"HTTP/1.1":
        if not VERSION.fullmatch(version):
            raise _malformed("its first line does not end in HTTP/1.1")
        raise Refusal(505, "http_version_unsupported", "only HTTP/1.1 and HTTP/1.0 are supported")
    if b"#" in target:
        raise _malformed("its target has a fragment (#)")
    if target[:1] != b"/":
        target = _origin_form(target)
    head.path, _, head.query = target.partition(b"?")


def _origin_form(target: bytes) -> bytes:
    """`http://host/path?query` without its host; other forms are left for the application."""
    _, separator, rest = target.partition(b"://")
    if not separator:
        return target
    authority = re.split(rb"[/?]", rest, maxsplit=1)[0]
    if not authority or not _is_host(authority):
        raise _malformed("its target names no host")
    origin = rest[len(authority) :]
    return origin if origin[:1] == b"/" else b"/" + origin


def _framing(head: Head) -> None:
    hosts: list[bytes] = []
    length: bytes | None = None
    codings: bytes | None = None
    options = b""
    for name, value in head.headers:
        if name not in FRAMING:
            continue
        if name == b"host":
            hosts.append(value)
        elif name == b"content-length":
            length = _only(length, value, "Content-Length")
        elif name == b"transfer-encoding":
            codings = _only(codings, value, "Transfer-Encoding")
        elif name == b"connection":
            options += b"," + value
        else:
            _expectation(head, value)
    _check_host(hosts, http10=head.http10)
    if options:
        head.keep_alive = _persistence(options, http10=head.http10)
    if codings is not None:
        _chunked(head, codings, length)
    elif length is not None:
        if not length.isdigit():
            raise _malformed("Content-Length is not a number")
        head.length = int(length)


def _check_host(hosts: list[bytes], *, http10: bool) -> None:
    if len(hosts) != 1:
        if hosts or not http10:
            count = len(hosts)
            raise Refusal(
                400, "bad_host", f"the request has {count} Host headers; send exactly one"
            )
    elif not _is_host(hosts[0]):
        raise Refusal(
            400, "bad_host", "the Host header is not a host name or address with an optional port"
        )


def _is_host(value: bytes) -> bool:
    found = HOST.fullmatch(value)
    return found is not None and is_port(found["port"]) and _is_v6(found["v6"])


def _is_v6(address: bytes | None) -> bool:
    if address is None:
        return True
    try:
        IPv6Address(address.decode("ascii"))
    except ValueError:
        return False
    return True


def _only(earlier: bytes | None, value: bytes, name: str) -> bytes:
    if earlier is not None:
        raise _malformed(f"{name} is given twice")
    return value


def _persistence(options: bytes, *, http10: bool) -> bool:
    words = {option.strip(b" \t") for option in options.lower().split(b",")}
    return b"close" not in words and (not http10 or b"keep-alive" in words)


def _expectation(head: Head, value: bytes) -> None:
    if head.http10:
        return
    if value.lower() != b"100-continue":
        raise Refusal(
            417, "expectation_failed", "only Expect: 100-continue is supported; leave it out"
        )
    head.expects_continue = True


def _chunked(head: Head, codings: bytes, length: bytes | None) -> None:
    if length is not None:
        raise _malformed("Content-Length comes with Transfer-Encoding")
    if head.http10:
        raise _malformed("Transfer-Encoding is not part of HTTP/1.0")
    if codings.lower() != b"chunked":
        raise Refusal(
            501,
            "bad_transfer_encoding",
            "the only Transfer-Encoding understood here is chunked; send the body uncompressed",
        )
    head.length = Head.CHUNKED

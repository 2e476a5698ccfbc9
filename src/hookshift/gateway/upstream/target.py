"""Where a handler is and what each request to it begins with, worked out once."""

import functools
import re
from dataclasses import dataclass
from ssl import SSLContext, create_default_context
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from hookshift.core.choice import Join
from hookshift.domain.errors import OperatorError
from hookshift.domain.http import Headers, joined

_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
_URL = re.compile(r"[\x21-\x7e]+")
# Written here and nowhere else: a second length would let a body pass for another request.
OURS = frozenset({b"host", b"content-length", b"transfer-encoding", b"connection"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class UpstreamSettings:
    """One handler. Times in seconds, sizes in bytes, counts per handler and process."""

    url: str
    connect_timeout: float
    """Seconds to open a connection, name look-up and TLS included."""
    first_byte_timeout: float
    """From sending to the first byte of the answer; bounds a wait for a connection too."""
    total_timeout: float
    """From `send` to the end of the answer, waiting and connecting included."""
    idle_timeout: float
    """Seconds after which an unused connection is closed; keep it below the handler's own."""
    connections: int
    max_pending: int
    """Requests that may wait for a connection."""
    response_bytes: int
    max_connection_age: float
    """Seconds after which a connection takes no further request, so that a handler that moves is
    followed; up to a tenth less for each, so that not all are reopened at once."""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    """Added to each request in place of its own of the same names; often secrets."""
    ssl: SSLContext | None = None
    """Used as it is, instead of one that trusts the system's authorities and shows nothing."""


class HandlerTarget(NamedTuple):
    """A handler's address and the parts of a request that never change."""

    host: str
    port: int
    tls: SSLContext | None
    target: bytes
    """Method, path and the URL's own query."""
    prefix: bytes
    """Request line, beginning with `target`, Host and fixed headers, with the line end."""
    replaced: frozenset[bytes]
    """Names, in lower case, of headers that a request's own must not repeat."""
    join: Join = joined

    @property
    def server_name(self) -> str | None:
        """What TLS asks for and checks: a name's final dot is part of neither (RFC 6066)."""
        return self.host.removesuffix(".") if self.tls else None

    @property
    def address(self) -> str:
        """Host and port for messages; never the path, which may hold a secret."""
        return f"{self.host}:{self.port}"

    def head(self, headers: Headers, length: int, query: bytes = b"") -> bytes:
        """The request up to its body of `length` bytes; `query` follows the URL's own."""
        prefix = self.prefix
        if query:
            own = self.target
            prefix = b"%b%b%b%b" % (own, b"&" if b"?" in own else b"?", query, prefix[len(own) :])
        last = b"content-length: %d\r\n\r\n" % length
        return self.join(prefix, headers, self.replaced, last, True)


def target(name: str, settings: UpstreamSettings, join: Join = joined) -> HandlerTarget:
    """Raises OperatorError when the URL or a fixed header cannot be put into a request."""
    parts, port = _split(name, settings.url)
    host = parts.hostname or ""
    fixed = _checked(name, settings.headers)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line = f"POST {path}".encode("ascii")
    lines = [line + f" HTTP/1.1\r\nhost: {_host(parts, host, port)}\r\n".encode("ascii")]
    lines += [b"%b: %b\r\n" % pair for pair in fixed]
    tls = None
    if parts.scheme == "https":
        tls = settings.ssl or _checking()
    names = {key.lower() for key, _ in fixed}
    return HandlerTarget(host, port, tls, line, b"".join(lines), OURS | names, join)


def _split(name: str, url: str) -> tuple[SplitResult, int]:
    fault = f"handlers.{name}.url is not usable: "
    if not _URL.fullmatch(url):
        raise OperatorError(fault + "write it in ASCII without spaces, others percent-encoded")
    try:
        parts = urlsplit(url)
        port = parts.port
        # A name that cannot be looked up fails here, once, and not in each request.
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise OperatorError(f"{fault}{error}") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise OperatorError(fault + "it must be http://host[:port]/path or https://...")
    if "@" in parts.netloc:
        raise OperatorError(fault + "it holds a user name; use an Authorization header instead")
    return parts, _DEFAULT_PORTS[parts.scheme] if port is None else port


def _host(parts: SplitResult, host: str, port: int) -> str:
    bracketed = f"[{host}]" if ":" in host else host
    return bracketed if port == _DEFAULT_PORTS[parts.scheme] else f"{bracketed}:{port}"


def _checked(
    name: str, headers: tuple[tuple[bytes, bytes], ...]
) -> tuple[tuple[bytes, bytes], ...]:
    for key, value in headers:
        if not _NAME.fullmatch(key) or key.lower() in OURS:
            raise OperatorError(f"handlers.{name}.headers: {key!r} cannot be set here")
        if not _VALUE.fullmatch(value):
            # The value may be a secret: it is not shown.
            raise OperatorError(
                f"handlers.{name}.headers: the value of {key!r} holds a line end or a control "
                "character; check the environment variable that it comes from"
            )
    return headers


@functools.cache
def _checking() -> SSLContext:
    """Checks certificate and host name. Shared by handlers: reading the authorities takes 20 ms."""
    context = create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context

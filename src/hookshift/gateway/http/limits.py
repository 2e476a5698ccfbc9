"""What one server may hold and how long it waits; names as in `hookshift.toml`."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Bounds of one server, each inclusive: exactly at the limit is still accepted."""

    header_bytes: int
    """From the request line to the empty line, both included; also of trailers."""
    header_count: int
    body_bytes: int
    """A ceiling; `Application.admit` may ask for less."""
    connections: int
    connections_per_address: int
    """An IPv6 address counts with all of its /64."""
    in_flight: int
    """Requests that the application is working on."""
    buffered_bytes: int
    """Received bytes held over all connections: heads and bodies, whole or in part."""
    pipelined: int
    """Requests waiting on one connection behind the one in progress."""


@dataclass(frozen=True, slots=True)
class ServerTimeouts:
    """Seconds."""

    headers: float
    """From the first byte of a request to its empty line."""
    body: float
    """From there to the end of its body."""
    idle: float
    write: float
    """A client that does not read its answer."""
    drain: float
    """At a graceful stop, for the requests in flight."""


@dataclass(slots=True)
class Load:
    """What a server holds now and has refused so far; read by metrics."""

    connections: int = 0
    in_flight: int = 0
    buffered_bytes: int = 0
    accepted_total: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """How often, by error code."""

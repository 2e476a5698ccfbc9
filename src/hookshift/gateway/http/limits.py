"""What one server may hold and how long it waits; names as in `hookshift.toml`."""

from collections import Counter
from dataclasses import dataclass

from hookshift.core.connections import FrameLoad


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Bounds of one server, each inclusive: exactly at the limit is still accepted."""

    header_bytes: int
    """Bytes from the request line to the empty line, both included; also of trailers."""
    header_count: int
    body_bytes: int
    """Bound on a request's body; `Application.admit` may set a lower one."""
    connections: int
    connections_per_address: int
    """Connections of one address; an IPv6 address counts with all of its /64."""
    in_flight: int
    """Requests that the application is working on."""
    buffered_bytes: int
    """Received bytes held over all connections: heads and bodies, whole or in part."""
    pipelined: int
    """Requests waiting on one connection behind the one in progress."""


@dataclass(frozen=True, slots=True)
class ServerTimeouts:
    """Time limits of one server, in seconds."""

    headers: float
    """Seconds from the first byte of a request to its empty line."""
    body: float
    """Seconds from a request's empty line to the end of its body."""
    idle: float
    write: float
    """Seconds that a client may take to read its answer."""
    drain: float
    """Seconds for the requests in flight at a graceful stop."""


class Load(FrameLoad):
    """What a server holds now and has refused so far; read by metrics."""

    __slots__ = ("accepted_total", "connections", "refused")

    def __init__(self, *, in_flight: int = 0) -> None:
        self.in_flight = in_flight
        self.connections = 0
        self.accepted_total = 0
        self.refused: Counter[str] = Counter()
        """How often requests were refused, by error code."""

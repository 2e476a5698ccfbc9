"""What the compiled core reads and writes of the gateway's connections (`frame.pxi`).

The core does a usual webhook between two connections of Python's, which keep their deadlines,
pauses and errors. These are all the attributes that it touches; mypy holds the gateway to them, and
`tests/core/test_connections.py` holds `frame.pxi` to them. Times are the monotonic clock's, which
is the event loop's too.
"""

from collections.abc import Sized
from typing import Any, Protocol


class FrameClients(Protocol):
    """What the clients' connections share: `gateway.http.shared.Shared`."""

    in_progress: int
    """Written: one more with each webhook that begins, one less when it ends."""

    @property
    def draining(self) -> bool:
        """Whether the server stops: then the general way answers."""

    @property
    def date(self) -> bytes:
        """The current Date header line."""


class FrameClient(Protocol):
    """A connection of a client: `gateway.http.connection.InboundConnection`."""

    at_rest: bool
    """Written: whether it is between two requests and nothing of the next one has come."""
    busy: bool
    """Written: whether a request is in progress."""
    served: bool
    """Written: whether it has asked anything yet."""
    deadline: float
    """Written: when it expires."""
    forwarded: bytes
    """A header line that names the client to a handler, or empty."""
    is_trusted: bool
    """Whether the client may name its webhooks."""

    @property
    def shared(self) -> FrameClients:
        """What it shares with the other connections of its server."""

    @property
    def transport(self) -> Any:
        """The `asyncio.Transport` that the answer is written to."""

    @property
    def more_came(self) -> bool:
        """Whether something came behind the request in progress."""

    @property
    def phase(self) -> Any:
        """`FrameTerms.is_open` while it can be answered."""

    @property
    def eof(self) -> bool:
        """Whether the client has sent all it will send."""

    def proceed(self) -> None:
        """Serves what came meanwhile; called behind an answer where `eof`."""


class FramePool(Protocol):
    """A handler's connections: `gateway.upstream.pool.Upstream`."""

    requests_total: int
    """Written: one more with each request."""

    @property
    def waiters(self) -> Sized:
        """Requests that wait for a connection."""

    def freed(self, connection: Any, /) -> None:
        """Takes back a connection that is too old, or that somebody waits for."""


class FrameConnection(Protocol):
    """A connection to a handler: `gateway.upstream.connection.UpstreamConnection`."""

    due: float
    """Written: when the pool's sweep ends it."""
    flight: Any
    """Written: the usual webhook that is under way; None when it has been answered."""
    used: bool
    """Written: whether it has had an answer before."""

    @property
    def retires_at(self) -> float:
        """When it is too old for another request."""

    @property
    def transport(self) -> Any:
        """The `asyncio.Transport` that the request is written to."""


class FrameLoad(Protocol):
    """What a server holds: `gateway.http.limits.Load`."""

    in_flight: int
    """Written: requests that the application is working on."""
    buffered_bytes: int
    """Written: received bytes held over all connections."""


class FrameHeld(Protocol):
    """What one handler holds of what all share: `gateway.relay.bulkhead.Held`."""

    requests: int
    """Written: requests under way."""
    bytes: int
    """Written: bytes of their bodies."""

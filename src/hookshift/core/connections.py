"""What the compiled core and the gateway share of connections and counts (`frame.pxi`).

Connections, with their deadlines, pauses and errors, are Python's; but what a usual webhook changes
of them stands in these classes, which they inherit from. Where the compiled core is used they are
its own (`sharing.pxi`): it reads and writes their fields without looking them up by name, and gets
what comes without a frame of the interpreter. These here are the same for Python;
`tests/core/test_connections.py` holds both to each other. Times are the monotonic clock's, which is
the event loop's too.
"""

import os
from typing import TYPE_CHECKING, Any, Self

from hookshift.core.loading import ENGINE_VARIABLE, Unusable, native


class FrameClients:
    """What the clients' connections share: `gateway.http.shared.Shared`."""

    __slots__ = ("date", "draining", "in_progress", "usual")

    in_progress: int
    """Requests that have begun and are not answered, also of clients that have gone."""
    draining: bool
    """Whether the server stops: then the general way answers."""
    date: bytes
    """The current Date header line."""
    usual: Any
    """Who begins usual webhooks (`gateway.http.shared.UsualWebhooks`); None: nobody does."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Nothing is in progress."""
        made = super().__new__(cls)
        made.in_progress, made.draining, made.date, made.usual = 0, False, b"", None
        return made


class FrameClient:
    """A connection of a client: `gateway.http.connection.InboundConnection`."""

    __slots__ = (
        "at_rest",
        "busy",
        "deadline",
        "eof",
        "forwarded",
        "is_trusted",
        "more_came",
        "phase",
        "served",
        "shared",
        "transport",
    )

    at_rest: bool
    """Whether the connection is between two requests and nothing of the next one has come."""
    busy: bool
    """Whether a request is in progress."""
    served: bool
    """Whether the client has asked anything yet."""
    more_came: bool
    """Whether something came behind the request in progress."""
    eof: bool
    """Whether the client has sent all it will send."""
    is_trusted: bool
    """Whether the client may name its webhooks."""
    forwarded: bytes
    """A header line that names the client to a handler, or empty."""
    deadline: float
    """When the connection expires."""
    phase: Any
    """`FrameTerms.is_open` while it can be answered."""
    shared: Any
    """The `FrameClients` of its server."""
    transport: Any
    """The `asyncio.Transport` that the answer is written to."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Nothing has come."""
        made = super().__new__(cls)
        made.at_rest = made.busy = made.served = made.more_came = made.eof = False
        made.is_trusted, made.forwarded, made.deadline = False, b"", 0.0
        made.phase = made.shared = made.transport = None
        return made

    def data_received(self, data: bytes) -> None:
        """Called by the loop: begins a usual webhook, and leaves all else to `receive`."""
        self.receive(data)

    def receive(self, data: bytes) -> None:
        """What came is no usual webhook that has begun."""
        raise NotImplementedError

    def proceed(self) -> None:
        """Serves what came meanwhile; called behind an answer where `eof`."""
        raise NotImplementedError


class FramePool:
    """A handler's connections: `gateway.upstream.pool.Upstream`."""

    __slots__ = ("requests_total", "waiters")

    requests_total: int
    """Requests that were sent."""
    waiters: Any
    """Requests that wait for a connection."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Nothing was sent, and nobody waits."""
        made = super().__new__(cls)
        made.requests_total, made.waiters = 0, None
        return made

    def freed(self, connection: Any, /) -> None:
        """Takes back a connection that is too old, or that somebody waits for."""
        raise NotImplementedError


class FrameConnection:
    """A connection to a handler: `gateway.upstream.connection.UpstreamConnection`."""

    __slots__ = ("due", "flight", "retires_at", "transport", "used")

    due: float
    """When the pool's sweep ends it."""
    retires_at: float
    """When the connection is too old for another request."""
    used: bool
    """Whether the connection has brought an answer before."""
    flight: Any
    """The usual webhook that is under way; None when it has been answered."""
    transport: Any
    """The `asyncio.Transport` that the request is written to."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Nothing was sent."""
        made = super().__new__(cls)
        made.due, made.retires_at, made.used = 0.0, 0.0, False
        made.flight = made.transport = None
        return made

    def data_received(self, data: bytes) -> None:
        """Called by the loop: ends a usual webhook, and leaves all else to `receive`."""
        self.receive(data)

    def receive(self, data: bytes) -> None:
        """What came is no usual answer to a usual webhook."""
        raise NotImplementedError


class FrameLoad:
    """What a server holds: `gateway.http.limits.Load`."""

    __slots__ = ("buffered_bytes", "in_flight")

    in_flight: int
    """Requests that the application is working on."""
    buffered_bytes: int
    """Received bytes held over all connections."""

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Nothing."""
        made = super().__new__(cls)
        made.in_flight = made.buffered_bytes = 0
        return made


class FrameHeld:
    """What one handler holds of what all share (`gateway.relay.bulkhead`)."""

    __slots__ = ("bytes", "requests")

    requests: int
    """Requests under way."""
    bytes: int
    """Bytes of the bodies of requests under way."""

    def __new__(cls) -> Self:
        """Nothing."""
        made = super().__new__(cls)
        made.requests = made.bytes = 0
        return made


PYTHONS = (FrameClients, FrameClient, FramePool, FrameConnection, FrameLoad, FrameHeld)
"""The classes of this module, which run where the compiled core does not."""


def are_native() -> bool:
    """Whether connections inherit from the compiled core, which can then relay between them."""
    return FrameClient is not PYTHONS[1]


if not TYPE_CHECKING and os.environ.get(ENGINE_VARIABLE) != "python":
    try:
        _core = native()
    except Unusable:
        pass  # `choice` says why, where it matters
    else:
        FrameClients, FrameClient = _core.FrameClients, _core.FrameClient
        FramePool, FrameConnection = _core.FramePool, _core.FrameConnection
        FrameLoad, FrameHeld = _core.FrameLoad, _core.FrameHeld

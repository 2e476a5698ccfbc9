"""HTTP/1.1 in: accepts connections, sweeps their deadlines, stops gracefully.

Life of a server: `start` takes over a listening socket; each accepted connection is an
`InboundConnection`; one timer for all of them looks for deadlines that have passed; `stop` takes
in whoever waits in the socket's queue and closes the socket, closes idle connections, lets requests
in flight finish and, once `drain` seconds are over, ends what is left.

The queue is emptied first because Linux resets whoever is in it when its last socket is closed. For
the same reason a connection that has never asked is not idle: its request may be on its way.
"""

import asyncio
import socket
from collections.abc import Callable, Container
from email.utils import formatdate
from ssl import SSLContext

from hookshift.core.choice import PYTHON, Engine
from hookshift.gateway.http.admission import Admission
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.limits import Load, ServerLimits, ServerTimeouts
from hookshift.gateway.http.shared import Application, Shared, UsualWebhooks

__all__ = ["Application", "HttpServer", "ServerLimits", "Load", "ServerTimeouts"]

SWEEP_SECONDS = 0.5
"""A deadline is noticed at most this late; the Date header is at most this old."""
SWEEPS_PER_TIMEOUT = 4
BACKLOG = 1_024
CANCEL_SECONDS = 1.0
"""How long cancelled requests may take to end, after `ServerTimeouts.drain`."""


class HttpServer:
    """Serves one application on one listening socket. Started once, stopped once."""

    def __init__(
        self,
        app: Application,
        limits: ServerLimits,
        timeouts: ServerTimeouts,
        on_refused: Callable[[str], None] | None = None,
        *,
        load: Load | None = None,
        proxies: Container[str] = (),
        engine: Engine = PYTHON,
        usual: UsualWebhooks | None = None,
        monotonic: Callable[[], float] | None = None,
    ) -> None:
        """`on_refused` is called with the code of each request that the server itself refused.

        `load` is where it counts what it holds, if others are to know.
        `proxies` are peers that may have more connections than others: they stand for many callers.
        `monotonic` tells the time of deadlines; the event loop's clock where it is None.
        """
        self._app = app
        self._limits = limits
        self._timeouts = timeouts
        self._on_refused = on_refused
        self._load = load or Load()
        self._proxies = proxies
        self._engine = engine
        self._usual = usual
        self._monotonic = monotonic
        self._shared: Shared | None = None
        self._listener: asyncio.Server | None = None
        self._queue: socket.socket | None = None
        """The listening socket once more, to empty its queue at the end."""
        self._ssl: SSLContext | None = None
        self._sweep_timer: asyncio.TimerHandle | None = None
        shortest = min(timeouts.headers, timeouts.body, timeouts.idle, timeouts.write)
        self._sweep_seconds = min(SWEEP_SECONDS, shortest / SWEEPS_PER_TIMEOUT)

    @property
    def load(self) -> Load:
        """What the server holds now and has refused so far."""
        return self._load

    async def start(self, sock: socket.socket, ssl: SSLContext | None = None) -> None:
        """Accepts on `sock`, which is bound and becomes the server's. Raises OSError."""
        loop = asyncio.get_running_loop()
        shared = self.attach(loop)
        self._queue, self._ssl = sock.dup(), ssl
        self._queue.setblocking(False)
        self._listener = await loop.create_server(
            lambda: InboundConnection(shared),
            sock=sock,
            ssl=ssl,
            backlog=BACKLOG,
            ssl_handshake_timeout=self._handshake_seconds,
        )
        self._sweep()

    @property
    def _handshake_seconds(self) -> float | None:
        return self._timeouts.headers if self._ssl else None

    def attach(self, loop: asyncio.AbstractEventLoop) -> Shared:
        """Prepares everything but the socket; for tests that bring transports of their own."""
        limits = self._limits
        admission = Admission(limits.connections, limits.connections_per_address, self._proxies)
        self._shared = Shared(
            self._app,
            limits,
            self._timeouts,
            admission,
            loop,
            self._monotonic or loop.time,
            self._on_refused,
            self._engine,
            self._load,
        )
        self._shared.usual = self._usual
        self._shared.date = _date_line()
        return self._shared

    async def stop(self, *, patience: float = 0.0) -> None:
        """Returns once every connection and request has ended, at most `drain` seconds later.

        Idle connections are closed after `patience` seconds. Requests that are still in progress
        at the end are cancelled, and their clients reset.
        """
        shared, listener = self._shared, self._listener
        if shared is None or listener is None:
            return
        shared.draining = True
        for connection in tuple(shared.connections):
            connection.drain(patience)
        listener.close()
        try:
            async with asyncio.timeout(self._timeouts.drain):
                await self._take_in_queue(shared)
                shared.check_empty()
                await shared.empty.wait()
        except TimeoutError:
            await _end_all(shared)
        if self._sweep_timer is not None:
            self._sweep_timer.cancel()

    async def _take_in_queue(self, shared: Shared) -> None:
        """Accepts whoever the kernel has already connected, and closes the socket."""
        queue, self._queue = self._queue, None
        if queue is None:
            return
        waiting = list[socket.socket]()
        with queue:
            # Who comes while this runs is refused or taken in; at some time it must end.
            while len(waiting) < BACKLOG and (accepted := _accepted(queue)) is not None:
                waiting.append(accepted)
        await asyncio.gather(
            *(self._take_in(shared, accepted) for accepted in waiting), return_exceptions=True
        )

    async def _take_in(self, shared: Shared, accepted: socket.socket) -> None:
        await shared.loop.connect_accepted_socket(
            lambda: InboundConnection(shared),
            accepted,
            ssl=self._ssl,
            ssl_handshake_timeout=self._handshake_seconds,
        )

    def _sweep(self) -> None:
        shared = self._shared
        assert shared is not None
        now = shared.monotonic()
        for connection in [c for c in shared.connections if c.deadline <= now]:
            connection.expire()
        shared.date = _date_line()
        self._sweep_timer = shared.loop.call_later(self._sweep_seconds, self._sweep)


async def _end_all(shared: Shared) -> None:
    for connection in tuple(shared.connections):
        connection.abort()
    for task in tuple(shared.tasks):
        task.cancel()
    if shared.tasks:
        await asyncio.wait(shared.tasks, timeout=CANCEL_SECONDS)


def _accepted(queue: socket.socket) -> socket.socket | None:
    """A connection from the queue; None if it is empty, or there is no file left."""
    try:
        return queue.accept()[0]
    except OSError:
        return None


def _date_line() -> bytes:
    return f"date: {formatdate(usegmt=True)}\r\n".encode()

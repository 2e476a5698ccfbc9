"""HTTP out: a handler's pool of kept-alive connections.

The life of a request. It takes the idle connection that was used last; else, while there are
fewer than `connections`, it opens one; else it waits. Waiting requests are served in order: each
connection that becomes free takes the first of them; or, when a connection is lost, the first one
is granted its slot, which is the right to open a connection. A slot is at any time either free,
held by an exchange, or taken by a connection, so there are never more than `connections`.

A connection that has reached its greatest age takes no further request. A new one goes to the
handler's addresses as they are then (`resolver`), raced (`dialer`); `connector` tries twice.

What can go wrong:
- No connection: one more attempt, which begins at another address, then HandlerUnreachable.
  Nothing was sent.
- A kept-alive connection closes before any byte of the answer. The handler most likely closed it
  while the request was on its way, so it is sent once more, on a fresh connection. It may arrive
  twice; webhooks are delivered at least once anyway. From then on something was sent, so nothing
  here may say that the handler is unreachable.
- A kept-alive connection brings bytes that cannot be the beginning of an answer: they were left
  behind by the answer before, such as a body behind 204. The same.
- The handler says success although the request was not wholly sent: HandlerBroken.
- Any other end of the connection: HandlerCutOff, never a second try. An answer that cannot be
  used: HandlerBroken. Too slow: HandlerTimeout.
- No connection became free in time, or too many requests wait: HandlerSaturated. Nothing was sent.

Times are checked by one sweep, SWEEP_SECONDS apart, instead of a timer for each request: limits
act up to that much late.
"""

import asyncio
import ssl

from hookshift.core.choice import PYTHON, Engine
from hookshift.core.connections import FramePool
from hookshift.core.relaying import HandlerTerms
from hookshift.domain.http import Headers, Response
from hookshift.gateway.upstream.connection import UpstreamConnection
from hookshift.gateway.upstream.connector import Connector
from hookshift.gateway.upstream.dialer import Dialer
from hookshift.gateway.upstream.exchange import CallbackAnswer, Ended, Exchange, InFlight
from hookshift.gateway.upstream.resolver import Resolver
from hookshift.gateway.upstream.target import OURS, UpstreamSettings, target
from hookshift.gateway.upstream.waiters import Waiters, stopping

__all__ = ["SWEEP_SECONDS", "Upstream", "UpstreamSettings"]

SWEEP_SECONDS = 0.05
CLOSE_SECONDS = 2.0


class Upstream(FramePool):
    """One handler, for the event loop that first sends through it."""

    def __init__(
        self,
        name: str,
        settings: UpstreamSettings,
        resolver: Resolver | None = None,
        engine: Engine = PYTHON,
    ) -> None:
        """Raises OperatorError when URL or fixed headers cannot be put into a request.

        Handlers of one event loop share a `resolver`.
        """
        self.name = name
        self.first_byte_timeout = settings.first_byte_timeout
        self.total_timeout = settings.total_timeout
        self.idle_timeout = settings.idle_timeout
        self._settings = settings
        self._target = to = target(name, settings, engine.join)
        self._usual_answer = engine.answer
        self._dialer = Dialer(
            to.host, to.port, resolver or Resolver(), tls=to.tls, server_name=to.server_name
        )
        self._connector = Connector(
            f"handler {name} at {to.address}", settings, self._dialer, self._new_connection
        )
        self._sent_again = 0
        self.answer_bound = self._wait_bound = min(
            settings.first_byte_timeout, settings.total_timeout
        )
        self._connections: set[UpstreamConnection] = set()
        self._idle: list[UpstreamConnection] = []
        self.waiters = Waiters(name, settings.max_pending, settings.connections, self._wait_bound)
        self._slots_taken = 0
        self._sweeper: asyncio.TimerHandle | None = None
        self._closed = False
        self._all_free = asyncio.Event()
        self._bound_loop: asyncio.AbstractEventLoop | None = None

    @property
    def _loop(self) -> asyncio.AbstractEventLoop:
        # Looked up once: each look-up asks the kernel for the process id, and this is the hot path.
        if self._bound_loop is None:
            self._bound_loop = asyncio.get_running_loop()
        return self._bound_loop

    @property
    def open(self) -> int:
        """Open connections, idle ones included."""
        return len(self._connections)

    @property
    def idle(self) -> int:
        """Connections that have no request under way."""
        return len(self._idle)

    @property
    def waiting(self) -> int:
        """Requests that wait for a connection."""
        return len(self.waiters)

    @property
    def connects_total(self) -> int:
        """Attempts to open a connection."""
        return self._connector.connects_total

    @property
    def connect_errors_total(self) -> int:
        """Attempts to open a connection that failed."""
        return self._connector.errors_total

    @property
    def retries_total(self) -> int:
        """Second attempts to connect, and requests sent a second time."""
        return self._connector.retries_total + self._sent_again

    def use_tls(self, context: ssl.SSLContext) -> None:
        """Connections that begin from now on are opened by `context`."""
        self._dialer.tls, self._dialer.fault = context, None

    def refuse_tls(self, fault: str) -> None:
        """Opens no connection until `use_tls` is called: what TLS needs cannot be used."""
        self._dialer.fault = fault

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """POSTs `body`; `headers` are copied, without those that are written here.

        `query` is the webhook's own; it follows that of the handler's URL.

        Raises HandlerUnreachable, HandlerTimeout, HandlerBroken or HandlerSaturated. Cancelling it
        closes the connection that it was using.
        """
        self.requests_total += 1
        loop = self._loop
        now = loop.time()
        answer: asyncio.Future[Response | None] = loop.create_future()
        exchange = Exchange(
            self._target.head(headers, len(body), query),
            body,
            answer,
            now + self._wait_bound,
            now + self.total_timeout,
        )
        if self._idle:
            self._idle.pop().start(exchange, now)
        else:
            self._place(exchange)
        try:
            response = await answer
            return response if response is not None else await self._on_fresh(exchange)
        except BaseException:
            self._give_up(exchange)
            raise

    def begin(self, headers: Headers, body: bytes, query: bytes, ended: Ended) -> bool:
        """POSTs `body` as `send` does, if a connection is idle; `ended` is called at the end.

        False if none is: then nothing was sent.
        """
        if not self._idle:
            return False
        self.requests_total += 1
        now = self._loop.time()
        exchange = Exchange(
            self._target.head(headers, len(body), query),
            body,
            CallbackAnswer(ended, lambda: self._retry(exchange)),
            now + self._wait_bound,
            now + self.total_timeout,
        )
        self._idle.pop().start(exchange, now)
        return True

    def terms(self, most_events: int) -> HandlerTerms:
        """What the compiled core must know to send requests over idle connections."""
        to = self._target
        fixed = to.replaced - OURS
        return HandlerTerms(
            to.target,
            to.prefix,
            fixed,
            to.replaced,
            most_events,
            self._settings.response_bytes,
            self._idle,
            self.idle_timeout,
            self.answer_bound,
            self,
        )

    def landed(self, flight: InFlight) -> Exchange:
        """What the core has sent goes the general way."""
        size = flight.head_bytes
        exchange = Exchange(
            flight.out[:size],
            flight.out[size:],
            CallbackAnswer(flight.landed(), lambda: self._retry(exchange)),
            flight.sent + self._wait_bound,
            flight.sent + self.total_timeout,
        )
        return exchange

    async def _retry(self, exchange: Exchange) -> Response:
        """Sends once more what `begin` has sent in vain, by the slot that it holds."""
        try:
            return await self._on_fresh(exchange)
        except BaseException:
            self._give_up(exchange)
            raise

    def _place(self, exchange: Exchange) -> None:
        if self._closed:
            raise stopping(self.name)
        if self._slots_taken < self._settings.connections:
            self._slots_taken += 1
            self._all_free.clear()
            self._grant_slot(exchange)
            self._keep_sweeping()
        else:
            self.waiters.join(exchange)

    def _grant_slot(self, exchange: Exchange) -> None:
        exchange.holds_slot = True
        exchange.answer.set_result(None)

    async def _on_fresh(self, exchange: Exchange) -> Response:
        """Sends on a new connection, by the slot that `exchange` holds; not retried after that."""
        loop = asyncio.get_running_loop()
        connection = await self._connector.connect(exchange)
        answer: asyncio.Future[Response | None] = loop.create_future()
        exchange.answer = answer
        exchange.holds_slot = False
        connection.adopted = True
        self._connections.add(connection)
        connection.start(exchange, loop.time())
        response = await answer
        assert response is not None
        return response

    def _new_connection(self) -> UpstreamConnection:
        return UpstreamConnection(self, self._settings.response_bytes, self._usual_answer)

    def _give_up(self, exchange: Exchange) -> None:
        """Gives back whatever a failed or cancelled exchange still holds."""
        if exchange.holds_slot:
            exchange.holds_slot = False
            self._slot_free()
        elif exchange.connection is not None:
            exchange.connection.abandon(exchange)
        else:
            self.waiters.leave(exchange)

    def _slot_free(self) -> None:
        self.waiters.expire(self._loop.time())
        exchange = self.waiters.first()
        if exchange is not None:
            self._grant_slot(exchange)
            return
        self._slots_taken -= 1
        if self._slots_taken == 0:
            self._all_free.set()

    def freed(self, connection: UpstreamConnection) -> None:
        """Takes back a connection that has answered: for the first waiting request, or idle."""
        loop = self._bound_loop or self._loop
        now = loop.time()
        if now >= connection.retires_at:
            # Once it is gone, the first waiting request opens another.
            connection.abort()
            return
        exchange = None
        if self.waiters:
            self.waiters.expire(now)
            exchange = self.waiters.first()
        if exchange is not None:
            connection.start(exchange, now)
        else:
            connection.due = min(now + self.idle_timeout, connection.retires_at)
            self._idle.append(connection)

    def unusable(self, connection: UpstreamConnection) -> None:
        """Forgets an idle connection that is about to close."""
        if connection in self._idle:
            self._idle.remove(connection)

    def lost(self, connection: UpstreamConnection, retry: Exchange | None) -> None:
        """Frees the slot of a closed connection, or grants it to `retry`."""
        self._connections.discard(connection)
        if retry is None:
            self._slot_free()
        else:
            self._sent_again += 1
            retry.connection = None
            retry.avoid = connection.address
            self._grant_slot(retry)

    def _keep_sweeping(self) -> None:
        if self._sweeper is None:
            loop = asyncio.get_running_loop()
            self._sweeper = loop.call_later(SWEEP_SECONDS, self._sweep)

    def _sweep(self) -> None:
        """Ends what is overdue; runs while there is any connection or slot in use."""
        self._sweeper = None
        now = asyncio.get_running_loop().time()
        self.waiters.expire(now)
        for connection in [each for each in self._connections if each.due <= now]:
            # What ended before it may have led to another request, on this connection too.
            if connection.due <= now:
                self.unusable(connection)
                connection.expire()
        if self._slots_taken and not self._closed:
            self._keep_sweeping()

    async def close(self) -> None:
        """Ends all requests, then all connections; returns when they are gone."""
        self._closed = self._connector.stopping = True
        if self._sweeper is not None:
            self._sweeper.cancel()
            self._sweeper = None
        self.waiters.refuse()
        self._idle.clear()
        for connection in tuple(self._connections):
            connection.cut_off("had not answered when hookshift stopped")
        if self._slots_taken:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._all_free.wait()

"""One connection to a handler: takes one request at a time and tells how it ends.

A connection is idle, or busy with one `Exchange`, or closed for good. Whatever goes wrong closes
it: an answer that comes late, in part or unasked then has no request that it could be taken for.
"""

import asyncio
from math import inf
from typing import Protocol, cast

from hookshift.core.choice import PYTHON, ReadAnswer
from hookshift.core.connections import FrameConnection
from hookshift.domain.errors import (
    HandlerBroken,
    HandlerCutOff,
    HandlerError,
    HandlerTimeout,
    HandlerUnreachable,
)
from hookshift.domain.http import Response
from hookshift.gateway.upstream.answer import AnswerProgress, AnswerReader, BadAnswer
from hookshift.gateway.upstream.dialer import Dialable
from hookshift.gateway.upstream.exchange import Exchange, InFlight
from hookshift.gateway.upstream.resolver import ResolvedAddress
from hookshift.gateway.upstream.tls_refusal import refusal

STATUS_LINE = b"HTTP/"
REQUEST_TIMEOUT = 408
"""With `Connection: close` on a kept-alive connection: how Node.js, HAProxy and others end one that
was idle too long. It may cross the next request on its way, and is no answer to that; and where it
is one, the request may be sent again (RFC 9110, 15.5.9)."""
JOINED_BYTES = 65_536
"""Up to here head and body are copied into one write; above, the copy costs more than a write."""


class Pool(Protocol):
    """What a connection tells its owner; `upstream.Upstream` is the real one."""

    name: str
    first_byte_timeout: float
    total_timeout: float
    idle_timeout: float

    def landed(self, flight: InFlight) -> Exchange:
        """What the core has sent goes the general way."""

    def freed(self, connection: "UpstreamConnection") -> None:
        """`connection` has answered and can take another request now."""

    def unusable(self, connection: "UpstreamConnection") -> None:
        """`connection` was idle and is about to close."""

    def lost(self, connection: "UpstreamConnection", retry: Exchange | None) -> None:
        """`connection` is closed; `retry` was sent on it and got no answer of its own."""


class UpstreamConnection(FrameConnection, Dialable):
    """A connection to a handler; `expire` is to be called at the loop time `due`."""

    __slots__ = (
        "_answering",
        "_exchange",
        "_pool",
        "_reader",
        "_response_bytes",
        "_unanswered",
        "_unread",
        "_usual_answer",
        "address",
        "adopted",
        "closed",
    )

    def __init__(
        self, pool: Pool, response_bytes: int, usual_answer: ReadAnswer = PYTHON.answer
    ) -> None:
        self._pool = pool
        self._response_bytes = response_bytes
        self._usual_answer = usual_answer
        self._reader = AnswerReader(response_bytes)
        self._exchange: Exchange | None = None
        self._unanswered: Exchange | None = None
        """A request whose connection brought bytes that were not its answer; it is retried."""
        self._answering = False
        self._unread = False
        """Whether the handler had stopped sending before it had all of the request."""
        self.closed = False
        self.adopted = False
        """Whether the pool counts this connection; until then, losing it is a failed connect."""
        self.retires_at = inf
        self.address: ResolvedAddress | None = None

    def dials(self, address: ResolvedAddress) -> None:
        """As `Dialable`."""
        self.address = address

    def start(self, exchange: Exchange, now: float) -> None:
        """Sends the request; its `answer` gets the outcome."""
        assert self.transport is not None
        self._exchange = exchange
        exchange.connection = self
        exchange.sent = True
        self._answering = False
        self.due = min(now + self._pool.first_byte_timeout, exchange.due)
        if len(exchange.body) > JOINED_BYTES:
            self.transport.write(exchange.head)
            self.transport.write(exchange.body)
        else:
            self.transport.write(exchange.head + exchange.body)

    def _land(self) -> None:
        """Goes the general way with what the core has sent, if that is under way."""
        flight, self.flight = self.flight, None
        if flight is not None:
            self._answering = False
            exchange = self._exchange = self._pool.landed(flight)
            exchange.connection = self
            exchange.sent = True

    def abandon(self, exchange: Exchange) -> None:
        """Closes the connection if it is still busy with `exchange`, whose sender has gone."""
        if self._exchange is exchange:
            self._exchange = None
            self.abort()

    def expire(self) -> None:
        """Called by the pool's sweep once `due` has passed: closes, and fails a running request."""
        self._land()
        if self._exchange is None:
            self.abort()
            return
        pool = self._pool
        if self._answering or self._exchange.due <= self.due:
            text = f"did not finish its answer within {pool.total_timeout:g} s (total_timeout)"
        else:
            text = f"did not begin to answer within {pool.first_byte_timeout:g} s"
            text += " (first_byte_timeout)"
        self._fail(HandlerTimeout(f"handler {pool.name} {text}; it may have done the work"))

    def abort(self) -> None:
        """Closes at once, over TLS too: nobody waits for an idle client's close_notify."""
        if self.closed:
            return
        self.closed = True
        if self.transport is not None:
            self.transport.abort()

    def fail(self, text: str) -> None:
        """Ends a running request with HandlerBroken, and the connection."""
        self._fail(HandlerBroken(f"handler {self._pool.name} {text}"))

    def cut_off(self, text: str) -> None:
        """Ends a running request with HandlerCutOff, and the connection."""
        self._fail(HandlerCutOff(f"handler {self._pool.name} {text}"))

    def _fail(self, error: HandlerError) -> None:
        self._land()
        exchange, self._exchange = self._exchange, None
        self.abort()
        if exchange is not None and not exchange.answer.done():
            exchange.answer.set_exception(error)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        self.transport = cast("asyncio.Transport", transport)

    def receive(self, data: bytes) -> None:
        """Reads what came, unless the core has."""
        self._land()
        if self._exchange is None:
            # No request is under way: these bytes would be taken for the next one's answer.
            self._leave()
            return
        first = not self._answering
        if first:
            self._answering = True
            self.due = self._exchange.due
            response = self._usual_answer(data, self._response_bytes)
            if response is not None:
                self._finish(response, reusable=True)
                return
            self._reader.start()
        try:
            progress = self._reader.feed(data)
        except BadAnswer as error:
            if first and self.used and not data.startswith(STATUS_LINE):
                self._left_over()
            else:
                self.fail(f"gave an answer that {error}; look at what the handler sends")
            return
        if progress is not AnswerProgress.MORE:
            # Read before the connection is handed on.
            self._finish(self._reader.response(), reusable=progress is AnswerProgress.REUSABLE)

    def _left_over(self) -> None:
        """The bytes belong to the answer before, such as a body behind 204; retried."""
        self._unanswered, self._exchange = self._exchange, None
        self.abort()

    def _finish(self, response: Response, *, reusable: bool) -> None:
        exchange, self._exchange = self._exchange, None
        assert exchange is not None
        assert self.transport is not None
        answer = exchange.answer
        if self.used and response.status == REQUEST_TIMEOUT and not reusable:
            self._unanswered = exchange
            self.abort()
            return
        unread = self._unread or self.transport.get_write_buffer_size() > 0
        # A request that is not wholly sent (the handler answered early) would go on into the next.
        if not reusable or unread:
            self.abort()
        else:
            self.used = True
            self._pool.freed(self)
        if answer.done():
            return
        if unread and 200 <= response.status < 300:
            answer.set_exception(HandlerBroken(self._unread_success(response.status)))
        else:
            answer.set_result(response)

    def _unread_success(self, status: int) -> str:
        return (
            f"handler {self._pool.name} answered {status} before it had read the request; "
            "let it read the whole body first"
        )

    def eof_received(self) -> None:
        """Called by the loop when the peer closes; it closes the transport after this."""
        self._land()
        if self._exchange is None:
            self._leave()
        elif self.transport is not None and self.transport.get_write_buffer_size():
            # Asked now: when the connection is lost, so is what was not sent.
            self._unread = True

    def _leave(self) -> None:
        if not self.closed:
            self._pool.unusable(self)
            self.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop, exactly once, for whatever reason the connection ended."""
        self.closed = True
        self._land()
        exchange = self._exchange
        if exchange is not None and exc is None and self._is_whole_now():
            self._finish(self._reader.response(), reusable=False)
            exchange = None
        retry = self._unanswered
        if retry is not None and retry.answer.done():
            retry = None
        if exchange is not None:
            if self.used and not self._answering and not exchange.answer.done():
                self._exchange = None
                retry = exchange
            else:
                self._fail(self._refused(exc) or HandlerCutOff(self._broken(exc)))
        elif self.adopted:
            self._pool.unusable(self)
        if self.adopted:
            self._pool.lost(self, retry)

    def _is_whole_now(self) -> bool:
        """Whether the end of the connection is the regular end of the answer."""
        return self._answering and self._reader.complete_at_end()

    def _refused(self, exc: Exception | None) -> HandlerUnreachable | None:
        """With TLS 1.3 a handler says only now that it does not want our certificate."""
        reason = None if self.used or self._answering else refusal(exc)
        if reason is None:
            return None
        return HandlerUnreachable(f"handler {self._pool.name}: {reason}; nothing was sent")

    def _broken(self, exc: Exception | None) -> str:
        how = "broke" if exc is not None else "was closed by it"
        where = "in the middle of its answer" if self._answering else "before it answered"
        return (
            f"the connection to handler {self._pool.name} {how} {where}; "
            "it may have done the work, look at its log"
        )

"""One connection: what it reads, whose turn it is, what it answers.

One request is in progress at a time. While it is, bytes that arrive are kept unparsed and reading
is paused, so a connection holds at most one read's worth of waiting requests. A usual request has
no task: the application begins it at once and calls back with the answer (`Application.begin`).
Whatever has to wait for more than that gets a task. A client that goes away does not stop the
request in progress: only its answer is dropped.

The file is longer than others: reading, turns and answers change the same fields at each step, so
parts of it would have to share all of them. Parsing, transports and refusals are elsewhere.
"""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf

from hookshift.domain.http import Request, Response
from hookshift.gateway.http import refusals
from hookshift.gateway.http.admission import Address, Rank
from hookshift.gateway.http.channel import ConnectionPhase, TransportChannel
from hookshift.gateway.http.reader import ReadStage, RequestReader
from hookshift.gateway.http.responses import (
    CLOSE,
    CONTINUE,
    KEEP_ALIVE,
    EarlyAnswer,
    Refusal,
    encode,
    from_exception,
)
from hookshift.gateway.http.shared import Answered, Shared

FIRST_REQUEST_SECONDS = 1.0
"""Time that a stop leaves to a connection for its first request, which may be under way."""
REFUSED_CONNECTIONS = 64
"""Connections for which there is no room that still get to read why; more are reset."""


class InboundConnection(TransportChannel):
    """The protocol object of one accepted connection; made by `HttpServer`."""

    __slots__ = (
        "_awaited",
        "_burst",
        "_charged",
        "_in_work",
        "_reader",
        "_refusal",
        "address",
    )

    _reader: RequestReader
    address: Address

    def __init__(self, shared: Shared) -> None:
        super().__init__(shared)
        self._refusal: Refusal | None = None
        self._awaited: ReadStage | None = None
        """The stage that `deadline` was set for."""
        self._burst = 0
        """Requests begun since the connection last had nothing left to read."""
        self._charged = 0
        self._in_work = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Counts the connection in, or refuses it."""
        super().connection_made(transport)
        shared = self.shared
        name = transport.get_extra_info("peername")
        peer = name[0] if isinstance(name, tuple) else ""
        self._reader = RequestReader(shared.limits, shared.app.admit, peer, shared.engine.head)
        if shared.usual is not None:
            self.forwarded, self.is_trusted = shared.usual.known(peer)
        shared.connections.add(self)
        self._awaited = ReadStage.IDLE
        self.wait(shared.timeouts.idle if not shared.draining else FIRST_REQUEST_SECONDS)
        if shared.admission.enter(self, peer):
            self.at_rest = True
            shared.load.connections = len(shared.admission)
            shared.load.accepted_total += 1
        else:
            self._refuse_connection()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Forgets the connection; a request in progress goes on."""
        self.at_rest, self.phase = False, ConnectionPhase.CLOSED
        self.deadline = inf
        self._reader.drop()
        self._charge()
        self.shared.connections.discard(self)
        self._leave_admission()
        self.shared.check_empty()

    def receive(self, data: bytes) -> None:
        """Keeps what came in, and serves it if it is its turn."""
        self.at_rest = False
        if self.phase is not ConnectionPhase.OPEN:
            self.discard(len(data))
            return
        self.more_came = True
        self._reader.feed(data)
        self._charge()
        if self.shared.load.buffered_bytes > self.shared.limits.buffered_bytes:
            self._reader.drop()
            self._charge()
            self._refusal = refusals.buffers_full()
        if self.busy or self.write_paused:
            self.pause_reading()
            return
        self.proceed()

    def eof_received(self) -> bool:
        """The client has sent all it will send; it may still read."""
        self.eof = True
        if self.phase is not ConnectionPhase.OPEN:
            return False
        if not self.busy and not self.write_paused:
            self._await_more()
        # A TLS transport always closes by itself.
        return self.phase is ConnectionPhase.OPEN and self.transport.can_write_eof()

    def resume_writing(self) -> None:
        """The client has taken everything: the next request may be served."""
        super().resume_writing()
        if self.phase is ConnectionPhase.OPEN:
            self.deadline = inf
            self._awaited = None
            if not self.busy:
                self.proceed()

    def expire(self) -> None:
        """Called by the server's sweep after `deadline`: refuses, or closes."""
        timeouts = self.shared.timeouts
        if self.phase is not ConnectionPhase.OPEN or self.write_paused:
            self.abort()
            return
        match self._reader.stage:
            case ReadStage.IDLE:
                self.close()
            case ReadStage.HEAD:
                self._refuse(refusals.headers_too_slow(timeouts.headers))
            case ReadStage.BODY:
                self._refuse(refusals.body_too_slow(timeouts.body))

    def rank(self) -> Rank | None:
        """The connection's place among those that make way; None while a request is in progress."""
        if self.phase is not ConnectionPhase.OPEN or self.busy or self.write_paused:
            return None
        return Rank(self._reader.stage.value, self.deadline)

    def make_way(self) -> None:
        """Closes at once, to make room for another connection."""
        self.shared.refused("connection_evicted")
        self.abort()

    def drain(self, patience: float) -> None:
        """The server stops: the next answer is the last.

        Idle connections are closed `patience` seconds later, so that a request that is under way
        still finds somebody. One that has never asked has FIRST_REQUEST_SECONDS at least.
        """
        if self.phase is not ConnectionPhase.OPEN or self.busy or self._reader.held:
            return
        if not self.served:
            patience = max(patience, FIRST_REQUEST_SECONDS)
        if patience:
            self.deadline = min(self.deadline, self.shared.monotonic() + patience)
        else:
            self.close()

    def proceed(self) -> None:
        """Serves whatever requests are here, until one is not answered at once."""
        while not self.busy and (request := self._next()) is not None:
            rest = self._begin(request)
            if isinstance(rest, Response):
                self._end_request(rest)
            elif rest is not None:
                self.wait_for(rest)

    def wait_for(self, rest: Awaitable[Response]) -> None:
        """Gives the request in progress a task, whose outcome is its answer."""
        self.shared.start(self._await_answer(rest))

    def wait_before(self, first: Awaitable[None], size: int, go_on: Callable[[], None]) -> None:
        """Gives a usual webhook of `size` bytes, in progress, a task that waits for `first`.

        Then `go_on` goes on with it, and never raises.
        """
        self.shared.start(self._await_first(first, size, go_on))

    @property
    def peer(self) -> str:
        """The address of the client."""
        return self._reader.peer

    def landed(self, size: int) -> Answered:
        """A usual webhook goes on in the general way; returns whom to call with its answer."""
        self._reader.passed_by()
        self._charged += size - self._in_work
        self._in_work = size
        self._burst = 1
        return self._answered

    def _begin(self, request: Request) -> Response | Awaitable[Response] | None:
        """As `Application.begin`, but that it never raises."""
        shared = self.shared
        self.busy = self.served = True
        shared.load.in_flight += 1
        shared.in_progress += 1
        try:
            return shared.app.begin(request, self._answered)
        except Exception as exc:
            return from_exception(exc)

    async def _await_answer(self, rest: Awaitable[Response]) -> None:
        """The task of a request that is not answered by a callback."""
        try:
            response = await rest
        except Exception as exc:
            response = from_exception(exc)
        except BaseException:
            self._end_unanswered()
            raise
        self._answered(response)

    async def _await_first(
        self, first: Awaitable[None], size: int, go_on: Callable[[], None]
    ) -> None:
        try:
            await first
        except Exception as exc:
            self.landed(size)(from_exception(exc))
            return
        except BaseException:
            self.landed(size)
            self._end_unanswered()
            raise
        go_on()

    def _end_unanswered(self) -> None:
        """The server stops, and waits no longer."""
        self._leave()
        self._charge()
        self.abort()

    def _answered(self, response: Response) -> None:
        """The answer to the request in progress is here: the next one may begin."""
        self._end_request(response)
        self.proceed()
        self.shared.check_empty()

    def _end_request(self, response: Response) -> None:
        self._leave()
        self._respond(response)

    def _leave(self) -> None:
        self.busy = False
        self._in_work = 0
        self.shared.load.in_flight -= 1
        self.shared.in_progress -= 1

    def _next(self) -> Request | None:
        """The request whose turn it is; None if the connection must wait, or has ended."""
        while self.phase is ConnectionPhase.OPEN and not self.write_paused:
            try:
                request = self._read_next()
            except Refusal as refusal:
                self._refuse(refusal)
            except EarlyAnswer as early:
                self._respond(early.response, closes=early.closes)
            else:
                if request is None:
                    self._await_more()
                else:
                    self._in_work = self._reader.size
                    self.deadline = inf
                self._charge()
                return request
        self._charge()
        return None

    def _read_next(self) -> Request | None:
        if self._refusal is not None:
            raise self._refusal
        self._burst += 1
        request = self._reader.next()
        if request is not None and self.shared.load.in_flight >= self.shared.limits.in_flight:
            raise refusals.too_many_requests()
        return request

    def _await_more(self) -> None:
        stage = self._reader.stage
        self._burst = 0
        self.at_rest, self.more_came = self._reader.is_between, False
        if self.eof:
            self._end(stage)
            return
        if self._reader.continue_due:
            self._reader.continue_due = False
            self.transport.write(CONTINUE)
        self.resume_reading()
        # Bytes that trickle in must not push the deadline back.
        if stage is not self._awaited:
            self._awaited = stage
            self.wait(self._timeout_of(stage))

    def _timeout_of(self, stage: ReadStage) -> float:
        timeouts = self.shared.timeouts
        if stage is ReadStage.IDLE:
            return timeouts.idle
        return timeouts.headers if stage is ReadStage.HEAD else timeouts.body

    def _end(self, stage: ReadStage) -> None:
        if stage is ReadStage.IDLE:
            self.close()
        else:
            self._refuse(refusals.truncated())

    def _respond(self, response: Response, *, closes: bool = False) -> None:
        if self.phase is not ConnectionPhase.OPEN:
            return
        reader, shared = self._reader, self.shared
        too_many = self._burst > shared.limits.pipelined and reader.held > 0
        keep_alive = reader.keep_alive and not (closes or too_many or shared.draining)
        line = (KEEP_ALIVE if reader.http10 else b"") if keep_alive else CLOSE
        self.transport.write(
            encode(
                response,
                shared.date,
                line,
                with_body=reader.method != b"HEAD",
                join=shared.engine.join,
            )
        )
        self._awaited = None
        if not keep_alive:
            unread = closes or reader.held > 0 or self.reading_paused
            reader.drop()
            self.finish(unread=unread)

    def _refuse(self, refusal: Refusal) -> None:
        self.shared.refused(refusal.code)
        self._respond(refusal.response, closes=refusal.closes)

    def _refuse_connection(self) -> None:
        shared = self.shared
        refusal = refusals.too_many_connections()
        if len(shared.connections) - shared.load.connections > REFUSED_CONNECTIONS:
            shared.refused(refusal.code)
            self.abort()
        else:
            self._refuse(refusal)

    def _leave_admission(self) -> None:
        admission = self.shared.admission
        admission.leave(self)
        self.shared.load.connections = len(admission)

    def _charge(self) -> None:
        held = self._in_work + self._reader.held
        if held != self._charged:
            self.shared.load.buffered_bytes += held - self._charged
            self._charged = held

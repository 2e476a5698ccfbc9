"""The usual webhook by the compiled core: one call when it is here, one when it is answered.

`Relay.take` reads a request, decides it and writes what its handler gets; `Relay.answer` reads the
handler's answer, notes the attempt and writes what the provider gets (`core/flights.pxi`). What is
left to Python is what lies between: an idle connection, the bulkhead, whose turn it is. Either call
may leave a webhook to the general way: one that was not taken is then read from its first byte, and
one that is under way lands, with all that the general way needs to go on.
"""

from hookshift.core.choice import Flight, ReadHead, Relay
from hookshift.domain.http import Request
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.limits import ServerLimits
from hookshift.gateway.http.shared import UsualClient
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.upstream.exchange import Ended


class Flights:
    """The usual webhooks of one worker. They are counted as the general way counts them."""

    def __init__(
        self,
        relay: Relay,
        head: ReadHead,
        pipeline: Pipeline,
        *,
        bulkheads: Bulkheads,
        callers: TrustedCallers,
        limits: ServerLimits,
    ) -> None:
        """`head` reads again the head of a webhook that lands."""
        self._take = relay.take
        self._answer = relay.answer
        self._head = head
        self._pipeline = pipeline
        self._bulkheads = bulkheads
        self._callers = callers
        self._limits = limits

    def known(self, peer: str) -> tuple[bytes, bool]:
        """As `http.shared.UsualWebhooks`."""
        line = b"x-forwarded-for: %b\r\n" % peer.encode() if peer else b""
        return line, self._callers.known[peer]

    def begin(self, client: UsualClient, data: bytes) -> bool:
        """As `http.shared.UsualWebhooks`."""
        try:
            flight = self._take(data, client.forwarded, client.is_trusted, self._pipeline.snapshot)
        except Exception:
            # The general way meets it, too, and says so.
            return False
        if flight is None or not self._bulkheads.has_room(flight.handler):
            return False
        flight.client = client
        if not flight.upstream.fly(flight):
            return False
        self._bulkheads.enter(flight.handler, flight.length)
        return True

    def answer(self, flight: Flight, data: bytes) -> bytes | None:
        """As `upstream.exchange.InFlight`."""
        client = flight.client
        return self._answer(flight, data, client.date) if client.is_plain else None

    def end(self, flight: Flight, answer: bytes) -> None:
        """As `upstream.exchange.InFlight`."""
        self._bulkheads.leave(flight.handler, flight.length)
        flight.client.answered_whole(answer)

    def landed(self, flight: Flight) -> Ended:
        """As `upstream.exchange.InFlight`."""
        data, client = flight.data, flight.client
        head = self._head(data, 0, self._limits.header_bytes, self._limits.header_count)
        assert head is not None
        body = data[flight.body_at :]
        request = Request(head.method, head.path, head.query, head.headers, body, client.peer)
        return self._pipeline.landed(flight, request, client.landed())

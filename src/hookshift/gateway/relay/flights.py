"""The usual webhook by the compiled core: one call when it is here, one when it is answered.

`Relay.take` reads a request, decides it and writes what its handler gets; `Relay.answer` reads the
handler's answer, notes the attempt and writes what the provider gets (`core/flights.pxi`). What is
left to Python is what lies between: conversations (then `Relay.aim` writes what the handler gets),
an idle connection, the bulkhead, whose turn it is. Any call may leave a webhook to the general way:
one that was not taken is read from its first byte, one that was taken goes on with what was read
and decided, and one that is under way lands, with all that the general way needs to end it.
"""

from hookshift.core.choice import Flight, ReadHead, Relay
from hookshift.domain.http import Request, Response
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.limits import ServerLimits
from hookshift.gateway.http.shared import UsualClient
from hookshift.gateway.relay.accept import DurableDelivery
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.committed import DurableFlights
from hookshift.gateway.relay.decide import UnknownYet
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.relay.webhook import DecidedWebhook
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
        self._aim = relay.aim
        self._answer = relay.answer
        self._head = head
        self._pipeline = pipeline
        self._conversations = pipeline.conversations
        self._durable = {
            source.name: DurableFlights(source, delivery, pipeline, self._decided)
            for source, delivery in pipeline.sources.values()
            if isinstance(delivery, DurableDelivery)
        }
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
        if flight is None:
            return False
        flight.client = client
        try:
            self._send(flight)
        except Exception as exc:
            # Not the general way from the start: conversations may have noted the webhook.
            client.wait_for(_failed(exc))
        return True

    def _send(self, flight: Flight) -> None:
        if self._durable and (durable := self._durable.get(flight.source_name)):
            if not durable.begin(flight):
                self._go_on(flight, self._decided(flight))
            return
        if self._conversations and (continues := self._conversations.get(flight.source_name)):
            found = continues.decide(flight.events, flight.decisions, flight.snapshot)
            if not isinstance(found, list):
                unknown = UnknownYet(self._decided(flight), found, continues, flight.snapshot)
                self._go_on(flight, unknown)
                return
            self._aim(flight, found)
        if flight.out and self._bulkheads.admits(flight.handler, flight.length):
            # The core has seen that a connection lies idle.
            flight.upstream.fly(flight)
        else:
            self._go_on(flight, self._decided(flight))

    def _go_on(self, flight: Flight, found: DecidedWebhook | UnknownYet) -> None:
        """In the general way, with what was read and decided."""
        client = flight.client
        _, delivery = self._pipeline.sources[flight.path]
        rest = self._pipeline.go_on(found, delivery, client.landed())
        if rest is not None:
            client.wait_for(rest)

    def answer(self, flight: Flight, data: bytes) -> bytes | None:
        """As `upstream.exchange.InFlight`."""
        date = flight.client.plain_date()
        return None if date is None else self._answer(flight, data, date)

    def end(self, flight: Flight, answer: bytes) -> None:
        """As `upstream.exchange.InFlight`."""
        self._bulkheads.leave(flight.handler, flight.length)
        flight.client.answered_whole(answer)

    def landed(self, flight: Flight) -> Ended:
        """As `upstream.exchange.InFlight`."""
        return self._pipeline.landed(flight, self._request(flight), flight.client.landed())

    def _decided(self, flight: Flight) -> DecidedWebhook:
        return self._pipeline.taken(flight, self._request(flight))

    def _request(self, flight: Flight) -> Request:
        data, peer = flight.data, flight.client.peer
        head = self._head(data, 0, self._limits.header_bytes, self._limits.header_count)
        assert head is not None
        body = data[flight.body_at :]
        return Request(head.method, head.path, head.query, head.headers, body, peer)


async def _failed(exc: Exception) -> Response:
    raise exc

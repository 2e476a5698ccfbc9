"""The usual webhook by the compiled core: one call when it is here, one when it is answered.

`Relay.take` reads a request, decides it and writes what its handler gets; `Relay.answer` reads the
handler's answer, notes the attempt and writes what the provider gets (`core/flights.pxi`). Its
`Frame` calls both, and does what lies between the connections: an idle connection, the bulkhead,
whose turn it is, the bounds of what is in progress, the usual event of a conversation
(`core/frame.pxi`). Left to Python are other conversations, after which `Relay.aim` writes what the
handler gets, and whatever is not usual. A webhook that has to be looked up waits in a task, then
goes on as others do (`Relay.resume`). Any call may leave a webhook to the general way: one that was
not taken is read from its first byte, one that was taken goes on with what was read and decided,
and one that is under way lands, with all that the general way needs to end it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from hookshift.core.choice import Flight, Frame, ReadHead, Recalls, Relay
from hookshift.core.relaying import FrameTerms
from hookshift.domain.http import Request, Response
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.http.channel import ConnectionPhase
from hookshift.gateway.http.limits import ServerLimits
from hookshift.gateway.relay.accept import DurableDelivery
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.committed import DurableFlights
from hookshift.gateway.relay.decide import Continues, UnknownYet
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.relay.webhook import DecidedWebhook
from hookshift.gateway.upstream.exchange import Ended


class Flights:
    """The usual webhooks of one worker. They are counted as the general way counts them."""

    def __init__(
        self,
        relay: Relay,
        frame: Callable[[Relay, FrameTerms], Frame],
        head: ReadHead,
        pipeline: Pipeline,
        *,
        idle: float,
        bulkheads: Bulkheads,
        callers: TrustedCallers,
        limits: ServerLimits,
        recalls: Mapping[str, tuple[Recalls, Callable[[], float]]] = MappingProxyType({}),
    ) -> None:
        """`head` reads again the head of a webhook that lands; `idle`: seconds of a client.

        `recalls`, by source: the compiled core's part in its conversations, and their clock.
        """
        terms = FrameTerms(
            bulkheads.held, bulkheads.load, limits.in_flight, limits.buffered_bytes, idle,
            ConnectionPhase.OPEN, pipeline, recalls, self._go_on, self._go_decided, _fail,
            self._landed,
        )  # fmt: skip
        made = frame(relay, terms)
        self.begin = made.begin
        """As `http.shared.UsualWebhooks`."""
        self._send = made.send
        self._aim, self._resume = relay.aim, relay.resume
        self._head = head
        self._pipeline = pipeline
        self._conversations = pipeline.conversations
        self._durable = {
            source.name: DurableFlights(
                source,
                delivery,
                pipeline,
                self._decided,
                headers=relay.headers_of,
                accept=made.accept,
            )
            for source, delivery in pipeline.sources.values()
            if isinstance(delivery, DurableDelivery)
        }
        self._callers = callers
        self._limits = limits

    def known(self, peer: str) -> tuple[bytes, bool]:
        """As `http.shared.UsualWebhooks`."""
        line = b"x-forwarded-for: %b\r\n" % peer.encode() if peer else b""
        return line, self._callers.known[peer]

    def _go_on(self, flight: Flight) -> None:
        """Into line for a commit, or with what is remembered."""
        durable = self._durable.get(flight.source_name)
        if durable is not None:
            if not durable.begin(flight):
                self._generally(flight, self._decided(flight))
            return
        continues = self._conversations[flight.source_name]
        found = continues.decide(flight.events, flight.decisions, flight.snapshot)
        if not isinstance(found, list):
            go_on = partial(self._go_on_known, flight, continues)
            flight.client.wait_before(found, len(flight.data), go_on)
        elif not self._aim(flight, found) or not self._send(flight):
            self._go_decided(flight)

    def _go_on_known(self, flight: Flight, continues: Continues) -> None:
        """What was looked up is in memory now, or could not be had in time."""
        try:
            snapshot = self._pipeline.snapshot
            if snapshot is not flight.snapshot:
                # By the rules, too, it is decided anew.
                decided, ended = self._decided(flight), _looked_up()
                self._generally(flight, UnknownYet(decided, ended, continues, flight.snapshot))
                return
            found = continues.decided_now(flight.events, flight.decisions, snapshot)
            is_aimed = self._resume(flight, found, flight.client.is_trusted)
            if not is_aimed or not self._send(flight):
                self._go_decided(flight)
        except Exception as exc:
            _fail(flight, exc)

    def _go_decided(self, flight: Flight) -> None:
        """In the general way: it could not be sent over an idle connection."""
        self._generally(flight, self._decided(flight))

    def _generally(self, flight: Flight, found: DecidedWebhook | UnknownYet) -> None:
        """In the general way, with what was read and decided."""
        client = flight.client
        _, delivery = self._pipeline.sources[flight.path]
        rest = self._pipeline.go_on(found, delivery, client.landed(len(flight.data)))
        if rest is not None:
            client.wait_for(rest)

    def _landed(self, flight: Flight) -> Ended:
        """It goes the general way; returns who gets its outcome."""
        return self._pipeline.landed(
            flight, self._request(flight), flight.client.landed(len(flight.data))
        )

    def _decided(self, flight: Flight) -> DecidedWebhook:
        return self._pipeline.taken(flight, self._request(flight))

    def _request(self, flight: Flight) -> Request:
        data, peer = flight.data, flight.client.peer
        head = self._head(data, 0, self._limits.header_bytes, self._limits.header_count)
        assert head is not None
        body = data[flight.body_at :]
        return Request(head.method, head.path, head.query, head.headers, body, peer)


async def _looked_up() -> None:
    """What there was to look up is looked up."""


def _fail(flight: Flight, exc: Exception) -> None:
    flight.client.landed(len(flight.data))
    flight.client.wait_for(_failed(exc))


async def _failed(exc: Exception) -> Response:
    raise exc

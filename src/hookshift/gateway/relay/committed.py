"""Usual webhooks of durable sources: read and decided by the compiled core, answered by a commit.

What it answers is, byte for byte, what the general way would (`answer.py`, `http/responses.py`).
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from hookshift.core.choice import Flight
from hookshift.domain.http import Headers
from hookshift.gateway.durable.grouping import Arrival, keys_of
from hookshift.gateway.durable.waiting import Refused
from hookshift.gateway.headers import Trace, to_provider
from hookshift.gateway.http.responses import encode
from hookshift.gateway.relay.accept import DurableDelivery
from hookshift.gateway.relay.answer import ACCEPTED
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.relay.webhook import DecidedWebhook, Source

if TYPE_CHECKING:
    from hookshift.domain.http import Response

_DATE, _NAME = b"date: of the answer\r\n", "correlation-id-of-the-webhook"
"""Stand where an answer has its own."""


class DurableFlights:
    """The usual webhooks of one durable source.

    `decided` gives what the core has read of one as the general way has it, `headers` what its
    handlers get, `accept` answers it.
    """

    def __init__(
        self,
        source: Source,
        delivery: DurableDelivery,
        pipeline: Pipeline,
        decided: Callable[[Flight], DecidedWebhook],
        *,
        headers: Callable[[Flight, bool], Headers],
        accept: Callable[[Flight, bytes, bytes, bytes], bool],
    ) -> None:
        self._source = source
        self._delivery = delivery
        self._pipeline = pipeline
        self._decided = decided
        self._headers = headers
        self._accept = accept
        self._pieces = _pieces(source)

    def begin(self, flight: Flight) -> bool:
        """Puts it in line for the next commit; False if there is no room, and nothing was done."""
        if not self._delivery.has_room:
            return False
        self._delivery.put(self._arrival(flight), partial(self._committed, flight))
        return True

    def _arrival(self, flight: Flight) -> Arrival:
        source, snapshot = self._source, flight.snapshot
        fields = (
            source.name,
            source.provider,
            flight.secret,
            self._headers(flight, flight.client.is_trusted),
            flight.body,
            flight.events,
            flight.decisions,
            None if snapshot is None else snapshot.version,
            flight.correlation_id,
            self._delivery.expires,
            keys_of(source.name, flight.events),
            (),
            flight.query,
            None,
        )
        return tuple.__new__(Arrival, fields)  # half of what Arrival(...) takes, for each webhook

    def _committed(self, flight: Flight, refused: Refused | None) -> None:
        if refused is None and self._accept(flight, *self._pieces):
            return
        outcome = ACCEPTED if refused is None else refused
        self._pipeline.ended(
            self._decided(flight).webhook, flight.client.landed(len(flight.data)), outcome
        )


def _pieces(source: Source) -> tuple[bytes, bytes, bytes]:
    """An accepted webhook's answer: before its date, between that and its name, and the rest."""
    status = source.provider.accepted(ACCEPTED.status)
    response: Response = to_provider(ACCEPTED, status, Trace(_NAME, b""))
    whole = encode(response, _DATE, b"", with_body=True)
    first, _, rest = whole.partition(_DATE)
    before, _, last = rest.partition(_NAME.encode())
    return first, before, last

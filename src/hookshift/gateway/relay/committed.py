"""Usual webhooks of durable sources: read and decided by the compiled core, answered by a commit.

What it answers is, byte for byte, what the general way would (`answer.py`, `http/responses.py`).
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from hookshift.core.choice import Flight
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

    `decided` gives what the core has read of one as the general way has it, `end` answers it.
    """

    def __init__(
        self,
        source: Source,
        delivery: DurableDelivery,
        pipeline: Pipeline,
        decided: Callable[[Flight], DecidedWebhook],
        end: Callable[[Flight, bytes], None],
    ) -> None:
        self._source = source
        self._delivery = delivery
        self._pipeline = pipeline
        self._decided = decided
        self._end = end
        self._answer = _pieces(source)

    def begin(self, flight: Flight) -> bool:
        """Puts it in line for the next commit; False if there is no room, and nothing was done."""
        if not self._delivery.has_room:
            return False
        self._delivery.put(self._decided(flight), partial(self._committed, flight))
        return True

    def _committed(self, flight: Flight, refused: Refused | None) -> None:
        client = flight.client
        date = client.plain_date() if refused is None else None
        if date is None:
            outcome = ACCEPTED if refused is None else refused
            self._pipeline.ended(
                self._decided(flight).webhook, client.landed(len(flight.data)), outcome
            )
            return
        self._pipeline.accepted(self._source)
        first, before, last = self._answer
        name = flight.correlation_id.encode("ascii")
        self._end(flight, b"%b%b%b%b%b" % (first, date, before, name, last))


def _pieces(source: Source) -> tuple[bytes, bytes, bytes]:
    """An accepted webhook's answer: before its date, between that and its name, and the rest."""
    status = source.provider.accepted(ACCEPTED.status)
    response: Response = to_provider(ACCEPTED, status, Trace(_NAME, b""))
    whole = encode(response, _DATE, b"", with_body=True)
    first, _, rest = whole.partition(_DATE)
    before, _, last = rest.partition(_NAME.encode())
    return first, before, last

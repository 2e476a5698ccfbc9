"""A webhook between its phases: as it was read, and as it was decided. Plain data."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from hookshift.domain.delivery.delivery import Outcome
from hookshift.domain.errors import CallerError
from hookshift.domain.events import Event
from hookshift.domain.http import Headers
from hookshift.domain.routing.routing import Decision
from hookshift.gateway.durable.grouping import DecidesInCommit
from hookshift.gateway.headers import Trace
from hookshift.gateway.record.rows import Origin
from hookshift.gateway.unsigned import Unsigned
from hookshift.providers.base import Provider


class Source(NamedTuple):
    """An inbound endpoint."""

    name: str
    provider: Provider
    default_handler: str
    unsigned: Unsigned | None = None
    """Who may send without a signature; None: nobody."""


class Webhook(NamedTuple):
    """One request, read and verified."""

    source: Source
    trace: Trace
    headers: Headers
    """For the handler of the whole body."""
    secret: bytes | None
    """What it was signed with; None if it needs no signature."""
    body: bytes
    query: bytes
    """The query of the webhook's URL."""
    events: Sequence[Event]
    """All that it holds, each with its person."""
    started: float
    """When it was read, by the monotonic clock."""


class DecidedWebhook(NamedTuple):
    """A webhook, and where its events go."""

    webhook: Webhook
    events: Sequence[Event]
    """The events that a handler gets: all but those that rules drop."""
    decisions: Sequence[Decision]
    """For each of `events`."""
    origin: Origin
    in_commit: DecidesInCommit | None = None
    """Where what is remembered counts: asked by the commit that takes the events in."""


OnOutcome = Callable[[Outcome | CallerError], None]
"""Called once: how the only request of a webhook went, or why its body cannot be divided."""


class WebhookDelivery(Protocol):
    """How the webhooks of a source are delivered: handed over, or written down."""

    def begin(self, decided: DecidedWebhook, on_outcome: OnOutcome) -> bool:
        """Begins what needs no task; False if it needs one, and then nothing has been done."""

    async def deliver(self, decided: DecidedWebhook) -> Sequence[Outcome]:
        """How each part went. Raises CallerError for a body that cannot be divided."""


def left_out(events: Sequence[Event], chosen: Sequence[Event]) -> Sequence[Event]:
    """The `events` of a body that are not among the `chosen` ones."""
    if len(chosen) == len(events):
        return ()
    places = {event.locator for event in chosen}
    return [event for event in events if event.locator not in places]

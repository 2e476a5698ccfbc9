"""Who relays the usual webhooks of a worker: the settings as the compiled core takes them."""

import os
import time
from collections.abc import Callable, Mapping
from functools import partial

from hookshift.app import build
from hookshift.app.engine import engine
from hookshift.config.compile import route_table
from hookshift.config.schema.settings import Settings
from hookshift.core.choice import Recalls, RowQueue
from hookshift.core.relaying import (
    HandlerTerms,
    HeaderTerms,
    RecordTerms,
    RelayTerms,
    SourceTerms,
)
from hookshift.domain.http import HOP_BY_HOP, OF_CONVERSATIONS
from hookshift.domain.routing.records import LogRow
from hookshift.gateway.callers import NAMING, TrustedCallers
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.gateway.durable.deliverer import Deliverer
from hookshift.gateway.headers import DROPPED_FROM_REQUEST, DROPPED_FROM_RESPONSE, ROUTED_FROM
from hookshift.gateway.http.limits import Load, ServerLimits
from hookshift.gateway.http.responses import SERVERS_OWN, STATUS_LINES, WITHOUT_BODY
from hookshift.gateway.metrics.counters import BUCKETS, Metrics
from hookshift.gateway.relay.accept import DurableDelivery
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.decide import Continues
from hookshift.gateway.relay.deliver import RelayDelivery
from hookshift.gateway.relay.flights import Flights
from hookshift.gateway.relay.pipeline import Pipeline
from hookshift.gateway.relay.webhook import Source, WebhookDelivery
from hookshift.gateway.upstream.pool import Upstream
from hookshift.providers.whatsapp import SIGNATURE_HEADER, WhatsApp

WRITTEN = frozenset(
    {b"x-forwarded-for", b"x-correlation-id", b"traceparent", b"x-routed-from", b"x-webhook-domain"}
)
"""Headers that the core writes. A handler whose settings replace one of them is Python's."""
CALLERS_OWN = frozenset({b"x-correlation-id", b"traceparent"})
LONGEST_NAME = 127
"""As `core/header_names.pxi`."""


def flights(
    settings: Settings,
    made: Pipeline,
    upstreams: Mapping[str, object],
    callers: TrustedCallers,
    *,
    noted: tuple[Callable[[LogRow], None], Metrics],
    load: Load,
    deliverer: Deliverer | None = None,
    queue: RowQueue | None = None,
) -> Flights | None:
    """Who takes usual webhooks in the compiled core; None where all must go the general way.

    `noted`: who takes rows and counts; `load`: what the server holds. `deliverer` makes its usual
    attempts there, too; `queue` is where rows come to, if it is the core's.
    """
    table, relay, frame = route_table(settings), engine().relay, engine().frame
    own = {} if table.headers else _usual_sources(made)
    delivers = any(isinstance(each, DurableDelivery) for _, each in made.sources.values())
    if relay is None or frame is None or not (own or delivers) or settings.logs.attempts != "none":
        return None
    record, counts = noted
    bounds = build.limits(settings)
    handlers = handler_terms(settings, upstreams)
    begun = relay(
        RelayTerms(
            table,
            {
                path: source_terms(
                    source,
                    bounds,
                    # What a commit takes in goes to no handler at once.
                    continues=source.name in made.conversations
                    or isinstance(delivery, DurableDelivery),
                )
                for path, (source, delivery) in own.items()
            },
            handlers,
            header_terms(bounds),
            record_terms(settings, record, queue),
        )
    )
    counts.follow(begun.take_counts)
    if delivers and deliverer is not None and (attempts := engine().attempts) is not None:
        deliverer.use(partial(attempts, begun))
    if not own:
        return None
    relayed = (each for _, each in own.values() if isinstance(each, RelayDelivery))
    return Flights(
        begun,
        frame,
        engine().head,
        made,
        idle=settings.gateway.timeouts.idle,
        bulkheads=next((each.bulkheads for each in relayed), Bulkheads(bounds, load)),
        callers=callers,
        limits=bounds,
        recalls=recalls(made.conversations),
    )


def recalls(
    conversations: Mapping[str, Continues],
) -> dict[str, tuple[Recalls, Callable[[], float]]]:
    """The compiled core's part in conversations, and their clock, by source."""
    return {
        name: (each.usual, each.wall)
        for name, each in conversations.items()
        if isinstance(each, Conversations) and each.usual is not None
    }


def _usual_sources(made: Pipeline) -> dict[bytes, tuple[Source, WebhookDelivery]]:
    """Those whose usual webhooks the core takes, by path."""
    return {
        path: (source, delivery)
        for path, (source, delivery) in made.sources.items()
        if isinstance(source.provider, WhatsApp) and _is_usual_of(source, delivery, made)
    }


def _is_usual_of(source: Source, delivery: WebhookDelivery, made: Pipeline) -> bool:
    """Whether the source has usual webhooks: durable ones with conversations ask their commit."""
    if isinstance(delivery, DurableDelivery):
        return source.name not in made.conversations
    return isinstance(delivery, RelayDelivery)


def source_terms(source: Source, limits: ServerLimits, *, continues: bool) -> SourceTerms:
    """What the core needs to know about a relayed WhatsApp source."""
    provider = source.provider
    assert isinstance(provider, WhatsApp)
    return SourceTerms(
        source.name,
        source.default_handler,
        provider.most_events,
        limits.body_bytes,
        SIGNATURE_HEADER,
        provider.keys,
        tuple(_status_line(provider.accepted(status)) for status in range(200, 300)),
        continues,
    )


def _status_line(status: int) -> bytes | None:
    return STATUS_LINES.get(status) if status not in WITHOUT_BODY else None


def handler_terms(settings: Settings, handlers: Mapping[str, object]) -> dict[str, HandlerTerms]:
    """What the core needs to know about handlers whose answers are judged by their status alone."""
    limits = {name: each.events_per_request for name, each in settings.handlers.items()}
    most = settings.gateway.limits.events
    found = {
        name: handler.terms(limits[name] or most)
        for name, handler in handlers.items()
        if isinstance(handler, Upstream)
    }
    return {name: each for name, each in found.items() if _is_usual(each)}


def _is_usual(terms: HandlerTerms) -> bool:
    return WRITTEN.isdisjoint(terms.replaced) and all(
        len(name) <= LONGEST_NAME for name in terms.replaced
    )


def header_terms(limits: ServerLimits) -> HeaderTerms:
    """What becomes of headers."""
    return HeaderTerms(
        limits.header_bytes,
        limits.header_count,
        DROPPED_FROM_REQUEST - NAMING,
        NAMING,
        CALLERS_OWN,
        DROPPED_FROM_RESPONSE | SERVERS_OWN | HOP_BY_HOP,
        OF_CONVERSATIONS,
        ROUTED_FROM,
    )


def record_terms(
    settings: Settings, record: Callable[[LogRow], None], queue: RowQueue | None
) -> RecordTerms:
    """How webhooks are noted."""
    return RecordTerms(
        os.urandom,
        time.monotonic,
        time.time,
        build.masker(settings),
        build.person_hash(settings),
        record,
        queue,
        settings.recorder.slow_ms / 1000,
        BUCKETS,
    )

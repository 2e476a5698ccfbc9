"""What delivers the webhooks of durable sources, built from the settings. No I/O happens here."""

import time
from collections.abc import Mapping, Sequence
from random import Random

from hookshift.app.handlers import events_per_request
from hookshift.config.compile import route_table
from hookshift.config.schema.delivery import DeliveryConfig
from hookshift.config.schema.settings import Settings
from hookshift.config.secrets import encryption_key
from hookshift.domain.delivery.breaker import BreakerPolicy
from hookshift.domain.delivery.delivery import Policy
from hookshift.domain.delivery.ordering import handler_groups
from hookshift.domain.delivery.requests import event_limits
from hookshift.gateway.conversation.draft import Draft
from hookshift.gateway.durable.attempt import Edges
from hookshift.gateway.durable.deliverer import Deliverer, DelivererSettings
from hookshift.gateway.durable.dispatcher import DispatcherSettings
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.handler_queue import HandlerQueueSettings
from hookshift.gateway.durable.intake import InboxStore, Intake, IntakeSettings, LocalDeliverer
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.upstream.client import HandlerClient


def is_durable(settings: Settings) -> bool:
    """Whether any source is durable."""
    return any(source.delivery == "durable" for source in settings.sources)


def deliverer(
    settings: Settings,
    url: str,
    gateway: str,
    *,
    predecessors: Sequence[str],
    handlers: Mapping[str, HandlerClient],
    attempts: Attempts,
) -> Deliverer:
    """The deliverer of durable sources; `predecessors` are dead gateways."""
    own = settings.delivery
    return Deliverer(
        DelivererSettings(
            own.lease, own.poll_seconds, dispatcher(own), settings.database.max_connection_age
        ),
        url,
        gateway,
        route_table(settings),
        edges=Edges(
            handlers=handlers,
            attempts=attempts,
            monotonic=time.monotonic,
            wall=time.time,
            random=Random().random,  # noqa: S311, jitter
        ),
        cipher=payload_cipher(settings),
        predecessors=predecessors,
    )


def dispatcher(own: DeliveryConfig) -> DispatcherSettings:
    """How the deliverer makes attempts."""
    policy = Policy(
        own.initial_backoff,
        own.max_backoff,
        own.max_attempts,
        own.max_age,
        frozenset(own.non_retryable_statuses),
    )
    rest = own.breaker
    return DispatcherSettings(
        HandlerQueueSettings(own.in_flight, own.prefetch, own.prefetch_bytes),
        policy,
        BreakerPolicy(rest.failures, rest.open_for, rest.max_open_for),
        falls_back=own.fallback == "legacy",
        reroutes=own.pending_on_rollback == "reroute",
    )


def intake(
    settings: Settings, inbox: InboxStore, deliverer: LocalDeliverer, draft: Draft | None = None
) -> Intake:
    """The intake of durable sources; `draft` is of their conversations."""
    own = settings.delivery
    table = route_table(settings)
    return Intake(
        IntakeSettings(own.max_pending, own.batch),
        inbox,
        deliverer,
        handler_groups(table.routes.values(), settings.handlers),
        payload_cipher(settings),
        limits=event_limits(table.routes.values(), events_per_request(settings)),
        conversations=draft,
    )


def payload_cipher(settings: Settings) -> PayloadCipher:
    """The cipher for stored payloads."""
    keys = settings.delivery.encryption_keys
    return PayloadCipher([encryption_key(key.get_secret_value()) for key in keys])

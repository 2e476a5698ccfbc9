"""Builds the parts of a gateway worker from the settings. No I/O happens here."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from random import Random
from ssl import SSLContext
from types import MappingProxyType
from typing import TYPE_CHECKING

from hookshift import providers
from hookshift.app.engine import engine
from hookshift.config.certificate import Certificate
from hookshift.config.compile import route_table, terms
from hookshift.config.handler_tls import HandlerTls, wants_own
from hookshift.config.patterns import compile_pattern
from hookshift.config.schema.delivery import DeliveryConfig
from hookshift.config.schema.settings import HandlerConfig, Settings, SourceConfig
from hookshift.config.secrets import encryption_key
from hookshift.domain import privacy
from hookshift.domain.delivery.breaker import BreakerPolicy
from hookshift.domain.delivery.delivery import Policy
from hookshift.domain.delivery.judgement import Criteria, Search
from hookshift.domain.delivery.ordering import handler_groups
from hookshift.domain.delivery.requests import event_limits
from hookshift.domain.person import hasher
from hookshift.domain.routing.records import LogRow
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.durable.deliverer import Deliverer, DelivererSettings
from hookshift.gateway.durable.dispatcher import DispatcherSettings, Edges
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.handler_queue import HandlerQueueSettings
from hookshift.gateway.durable.intake import InboxStore, Intake, IntakeSettings, LocalDeliverer
from hookshift.gateway.http.limits import Load, ServerLimits, ServerTimeouts
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record import rows
from hookshift.gateway.record.attempt_log import AttemptLog
from hookshift.gateway.record.attempts import AttemptCounters, Attempts
from hookshift.gateway.record.recorder import RecorderSettings
from hookshift.gateway.relay.accept import Acceptor, DurableDelivery
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.decide import Continues
from hookshift.gateway.relay.dedup import Keys, RelayDedup
from hookshift.gateway.relay.deliver import Handlers, RelayDelivery
from hookshift.gateway.relay.front import Endpoint
from hookshift.gateway.relay.pipeline import Pipeline, WebhookCounters
from hookshift.gateway.relay.webhook import Source
from hookshift.gateway.tracing import TracedHandler, Tracing
from hookshift.gateway.unsigned import Unsigned
from hookshift.gateway.upstream.judged_handler import JudgedHandler
from hookshift.gateway.upstream.pool import Upstream, UpstreamSettings
from hookshift.gateway.upstream.resolver import Resolver
from hookshift.providers.base import Provider
from hookshift.store.rollup_writer import RollupSettings

if TYPE_CHECKING:
    from hookshift.gateway.metrics.otel import Otel


AnyHandler = Upstream | JudgedHandler | TracedHandler


def masker(settings: Settings) -> rows.Masker:
    """How senders' numbers are written to the log."""
    key = settings.recorder.hash_key
    secret = key.get_secret_value().encode() if key else b""
    return rows.masker(settings.recorder.from_number, secret)


def id_masker(settings: Settings) -> rows.Masker:
    """How message ids, which may hold a number, are shown."""
    return privacy.id_masker(settings.recorder.from_number, masker(settings))


def record(settings: Settings, keep: Callable[[LogRow], None]) -> Callable[[LogRow], None]:
    """Where log rows go: to `keep`, through the attempt log if that is enabled."""
    wanted = settings.logs.attempts
    if wanted == "none":
        return keep
    return AttemptLog(keep, only_failed=wanted == "failed")


def sources(settings: Settings) -> dict[bytes, Source]:
    """The sources by the path of their URL."""
    return {
        source.path.encode(): Source(
            source.name,
            _provider(source, settings.gateway.limits.events),
            source.default_handler,
            _unsigned(source),
        )
        for source in settings.sources
    }


def _unsigned(source: SourceConfig) -> Unsigned | None:
    token = source.unsigned_token
    if token is None and not source.unsigned_callers:
        return None
    return Unsigned(source.unsigned_callers, token.get_secret_value().encode() if token else b"")


def _provider(source: SourceConfig, most_events: int) -> Provider:
    token = source.verify_token
    return providers.create(
        source.provider,
        [secret.get_secret_value().encode() for secret in source.secrets],
        token.get_secret_value().encode() if token else b"",
        source.signature_header.lower().encode(),
        most_events,
        engine=engine(),
    )


def endpoints(settings: Settings) -> dict[bytes, Endpoint]:
    """Methods and body bound of each source, by path."""
    bound = settings.gateway.limits.body_bytes
    return {
        path: Endpoint(source.provider.methods, bound) for path, source in sources(settings).items()
    }


def attempts(
    settings: Settings, record: Callable[[LogRow], None], counts: AttemptCounters
) -> Attempts:
    """Where attempts are noted."""
    key = settings.recorder.hash_key
    person = hasher(key.get_secret_value().encode()) if key else None
    writer = rows.RowWriter(IdSource(), masker(settings), person, engine().rows or rows.log_rows)
    return Attempts(writer, record, counts, time.time)


def pipeline(
    settings: Settings,
    handlers: Mapping[str, AnyHandler],
    attempts: Attempts,
    counts: WebhookCounters,
    callers: TrustedCallers,
    *,
    load: Load,
    acceptor: Acceptor,
    keys: Keys,
    conversations: Mapping[str, Continues] = MappingProxyType({}),
) -> Pipeline:
    """The pipeline; `acceptor` takes webhooks of durable sources, `keys` are known event keys."""
    table = route_table(settings)
    shared = Handlers(handlers, Bulkheads(limits(settings), load), events_per_request(settings))
    relay = RelayDelivery(table, shared, attempts, RelayDedup(keys), time.monotonic)
    durable = {
        source.name: DurableDelivery(acceptor, source.expires)
        for source in settings.sources
        if source.delivery == "durable"
    }
    return Pipeline(
        sources={
            path: (source, durable.get(source.name, relay))
            for path, source in sources(settings).items()
        },
        table=table,
        attempts=attempts,
        counts=counts,
        callers=callers,
        ids=IdSource(names=engine().names),
        monotonic=time.monotonic,
        engine=engine(),
        conversations=conversations,
    )


def conversations(settings: Settings, memory: Memory | None) -> dict[str, Conversations]:
    """The conversations of each source that has them, by its name."""
    key = settings.recorder.hash_key
    if memory is None or key is None:
        return {}
    table, own, hash_of = (
        route_table(settings),
        terms(settings),
        hasher(key.get_secret_value().encode()),
    )
    return {
        source.name: Conversations(
            source.name, memory, table, own, hash_of, observes=source.conversations == "observe"
        )
        for source in settings.sources
        if source.conversations != "off"
    }


def events_per_request(settings: Settings) -> dict[str, int]:
    """How many events a request may hold, for the handlers that have a limit."""
    return {
        name: handler.events_per_request
        for name, handler in settings.handlers.items()
        if handler.events_per_request is not None
    }


def is_durable(settings: Settings) -> bool:
    """Whether any source is durable."""
    return any(source.delivery == "durable" for source in settings.sources)


def deliverer(
    settings: Settings,
    url: str,
    gateway: str,
    *,
    predecessors: Sequence[str],
    handlers: Mapping[str, AnyHandler],
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


def payload_cipher(settings: Settings) -> PayloadCipher:
    """The cipher for stored payloads."""
    keys = settings.delivery.encryption_keys
    return PayloadCipher([encryption_key(key.get_secret_value()) for key in keys])


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


def intake(settings: Settings, inbox: InboxStore, deliverer: LocalDeliverer) -> Intake:
    """The intake of durable sources."""
    own = settings.delivery
    table = route_table(settings)
    return Intake(
        IntakeSettings(own.max_pending, own.batch),
        inbox,
        deliverer,
        handler_groups(table.routes.values(), settings.handlers),
        payload_cipher(settings),
        limits=event_limits(table.routes.values(), events_per_request(settings)),
    )


def tracing(settings: Settings, process: str) -> "Otel | None":
    """The tracing of the process with this name; None if tracing is off."""
    own = settings.tracing
    if own.endpoint is None:
        return None
    # It takes a fifth of a second, and memory: only where it is wanted.
    from hookshift.gateway.metrics.otel import Otel  # noqa: PLC0415

    headers = {name: value.get_secret_value() for name, value in own.headers.items()}
    urls = {name: str(handler.url) for name, handler in settings.handlers.items()}
    scheme = "https" if settings.gateway.tls else "http"
    return Otel(own.endpoint, headers, own.sample, process, urls=urls, scheme=scheme)


def handlers(
    settings: Settings, pools: Mapping[str, Upstream], tracing: Tracing | None
) -> dict[str, AnyHandler]:
    """The handlers by name, each over its connection pool."""
    found: dict[str, Upstream | JudgedHandler] = {}
    for name, upstream in pools.items():
        criteria = success_criteria(settings.handlers[name])
        found[name] = upstream if criteria == Criteria() else JudgedHandler(upstream, criteria)
    if tracing is None:
        return dict(found)
    return {name: TracedHandler(name, each, tracing) for name, each in found.items()}


def success_criteria(handler: HandlerConfig) -> Criteria:
    """This handler's criteria of success. Raises BadPattern, which `load` has ruled out."""
    return Criteria(
        frozenset(handler.also_ok),
        frozenset(handler.also_failed),
        _searches(handler.ok_header),
        _searches(handler.failed_header),
        tuple(compile_pattern(pattern) for pattern in handler.ok_body),
        tuple(compile_pattern(pattern) for pattern in handler.failed_body),
    )


def _searches(patterns: Mapping[str, str]) -> dict[bytes, Search]:
    return {name.lower().encode(): compile_pattern(each) for name, each in patterns.items()}


def handler_tls(settings: Settings) -> dict[str, HandlerTls]:
    """TLS to each handler that asks for authorities or a certificate of its own.

    Raises HandlerTlsFault.
    """
    return {
        name: HandlerTls(name, handler)
        for name, handler in settings.handlers.items()
        if wants_own(handler)
    }


def upstreams(
    settings: Settings, tls: Mapping[str, HandlerTls] | None = None
) -> dict[str, Upstream]:
    """A connection pool for each handler, by `tls` where it names one; they share a resolver."""
    resolver, tls = Resolver(), handler_tls(settings) if tls is None else tls
    return {
        name: Upstream(
            name,
            _upstream(settings, handler, tls[name].context if name in tls else None),
            resolver,
            engine(),
        )
        for name, handler in settings.handlers.items()
    }


def _upstream(
    settings: Settings, handler: HandlerConfig, tls: SSLContext | None
) -> UpstreamSettings:
    default = settings.upstream
    return UpstreamSettings(
        url=handler.url,
        connect_timeout=handler.connect_timeout or default.connect_timeout,
        first_byte_timeout=handler.first_byte_timeout or default.first_byte_timeout,
        total_timeout=handler.total_timeout or default.total_timeout,
        idle_timeout=default.idle_timeout,
        max_connection_age=default.max_connection_age,
        connections=default.connections,
        max_pending=default.max_pending,
        response_bytes=default.response_bytes,
        headers=fixed_headers(handler),
        ssl=tls,
    )


def fixed_headers(handler: HandlerConfig) -> tuple[tuple[bytes, bytes], ...]:
    """Headers of every request to this handler."""
    found = {
        name.lower().encode(): value.get_secret_value().encode()
        for name, value in handler.headers.items()
    }
    if handler.ok_body or handler.failed_body:
        # The provider may take what only it can unpack, and here the answer must be read.
        found.setdefault(b"accept-encoding", b"identity")
    return tuple(found.items())


def limits(settings: Settings) -> ServerLimits:
    """The HTTP server's bounds."""
    return ServerLimits(**settings.gateway.limits.model_dump(exclude={"events"}))


def timeouts(settings: Settings) -> ServerTimeouts:
    """The HTTP server's time limits."""
    return ServerTimeouts(**settings.gateway.timeouts.model_dump(exclude={"watchdog"}))


def recorder(settings: Settings) -> RecorderSettings:
    """The recorder's settings."""
    return RecorderSettings(
        flush_seconds=settings.recorder.flush_seconds,
        batch_rows=settings.recorder.batch_rows,
        buffer_rows=settings.recorder.buffer_rows,
    )


def rollups(settings: Settings, slot: int) -> RollupSettings:
    """Settings for the rollups of worker `slot`."""
    own = settings.recorder
    return RollupSettings(f"{os.uname().nodename}:{slot}", own.rollup_seconds, own.slow_ms)


def certificate(settings: Settings) -> Certificate | None:
    """The gateway's TLS certificate, if it has one. Raises CertificateFault."""
    tls = settings.gateway.tls
    return None if tls is None else Certificate("gateway.tls", tls)

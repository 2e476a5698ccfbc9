"""A worker's handlers from the settings: pools, their TLS, and what counts as success. No I/O."""

from collections.abc import Mapping
from ssl import SSLContext

from hookshift.app.engine import engine
from hookshift.config.handler_tls import HandlerTls, wants_own
from hookshift.config.patterns import compile_pattern
from hookshift.config.schema.routes import HandlerConfig
from hookshift.config.schema.settings import Settings
from hookshift.domain.delivery.judgement import Criteria, Search
from hookshift.gateway.tracing import Tracing
from hookshift.gateway.upstream.client import HandlerClient
from hookshift.gateway.upstream.judged_handler import JudgedHandler
from hookshift.gateway.upstream.pool import Upstream, UpstreamSettings
from hookshift.gateway.upstream.resolver import Resolver
from hookshift.gateway.upstream.traced_handler import TracedHandler


def pools(settings: Settings, tls: Mapping[str, HandlerTls] | None = None) -> dict[str, Upstream]:
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


def handler_tls(settings: Settings) -> dict[str, HandlerTls]:
    """TLS to each handler that asks for authorities or a certificate of its own.

    Raises HandlerTlsFault.
    """
    return {
        name: HandlerTls(name, handler)
        for name, handler in settings.handlers.items()
        if wants_own(handler)
    }


def by_name(
    settings: Settings, upstreams: Mapping[str, Upstream], tracing: Tracing | None
) -> dict[str, HandlerClient]:
    """The handlers by name, each over its connection pool."""
    found: dict[str, Upstream | JudgedHandler] = {}
    for name, upstream in upstreams.items():
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


def events_per_request(settings: Settings) -> dict[str, int]:
    """How many events a request may hold, for the handlers that have a limit."""
    return {
        name: handler.events_per_request
        for name, handler in settings.handlers.items()
        if handler.events_per_request is not None
    }

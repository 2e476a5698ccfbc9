"""Settings of the gateway itself: where it listens, its bounds, its connections.

Times are in seconds and sizes in bytes. Each docstring is a line of the reference in
docs/configuration.md, so it must make sense alone.
"""

from typing import Annotated

from pydantic import Field

from hookshift.config.schema.control import TlsConfig
from hookshift.config.schema.domain import MOST_VALUES
from hookshift.config.section import Section
from hookshift.config.values import (
    Address,
    Listen,
    Network,
    Seconds,
    read_network,
)
from hookshift.domain.providers import MOST_EVENTS


class LimitsConfig(Section):
    """Bounds of one gateway worker."""

    header_bytes: int = Field(default=16_384, ge=1_024, le=1_048_576)
    """Size of the request line and headers of one request together."""
    header_count: int = Field(default=100, ge=10, le=10_000)
    """Number of headers of one request."""
    body_bytes: int = Field(default=3_145_728, ge=1_024, le=1_073_741_824)
    """Size of the body of one request; Meta sends up to 3 MB."""
    events: int = Field(default=MOST_EVENTS, ge=1, le=100_000)
    """Events in one body; Meta sends up to 1,000 updates. A body with more is answered 413."""
    connections: int = Field(default=4_096, ge=1, le=1_000_000)
    """Open connections of callers; when all are taken, the longest idle one is closed."""
    connections_per_address: int = Field(default=1_024, ge=1, le=1_000_000)
    """Open connections of one address, or one /64 of IPv6; then its longest idle one is closed."""
    in_flight: int = Field(default=1_024, ge=1, le=1_000_000)
    """Requests being worked on; more are answered 503."""
    buffered_bytes: int = Field(default=268_435_456, ge=1_024, le=1_099_511_627_776)
    """Memory for request bodies, whole or in part; requests beyond it are answered 503."""
    pipelined: int = Field(default=32, ge=1, le=10_000)
    """Requests waiting on one connection (HTTP pipelining)."""


class TimeoutsConfig(Section):
    """Time limits of the gateway."""

    headers: Seconds = 10.0
    """Time to receive the headers of a request, from its first byte."""
    body: Seconds = 30.0
    """Time to receive the body of a request, from the end of its headers."""
    idle: Seconds = 75.0
    """Time after which an idle connection is closed."""
    write: Seconds = 30.0
    """Time after which a client that does not read its answer is disconnected."""
    drain: Seconds = 25.0
    """Time that a graceful stop leaves to requests in flight."""
    watchdog: float = Field(default=5.0, ge=2, le=3_600, allow_inf_nan=False)
    """Silence after which a worker, or the control process, is taken to hang, and is replaced."""


class GatewayConfig(Section):
    """Where webhooks come in."""

    listen: Listen = Address("127.0.0.1", 8080)
    """Address and port; an IPv6 address in brackets; port 0 takes a free one."""
    workers: int = Field(default=2, ge=1, le=256)
    """Processes that share the port."""
    trusted_callers: Annotated[tuple[Network, ...], Field(max_length=MOST_VALUES)] = (
        read_network("127.0.0.0/8"),
        read_network("::1/128"),
    )
    """Networks whose `X-Correlation-ID` and `traceparent` are kept; all others get new ones."""
    trusted_proxies: Annotated[tuple[Network, ...], Field(max_length=MOST_VALUES)] = (
        read_network("127.0.0.0/8"),
        read_network("::1/128"),
    )
    """Networks whose `X-Forwarded-For` and `Forwarded` are trusted to name the caller."""
    tls: TlsConfig | None = None
    """Certificate and key of the gateway; without them it speaks plain HTTP."""
    limits: LimitsConfig = LimitsConfig.defaults()
    """Bounds of one gateway worker."""
    timeouts: TimeoutsConfig = TimeoutsConfig.defaults()
    """Time limits of the gateway."""


class UpstreamConfig(Section):
    """Connections to handlers, per worker."""

    connect_timeout: Seconds = 3.0
    """Time to open a connection to a handler, TLS included."""
    first_byte_timeout: Seconds = 15.0
    """Time from sending a request to the first byte of its answer, and to wait for a connection."""
    total_timeout: Seconds = 20.0
    """Time to the end of the answer, waiting and connecting included."""
    idle_timeout: Seconds = 4.0
    """How long an idle connection is kept: shorter than the 5 s of Node.js."""
    max_connection_age: Seconds = 60.0
    """Age at which a connection is replaced, so that a new address of the handler is noticed."""
    connections: int = Field(default=256, ge=1, le=100_000)
    """Connections to one handler, per worker."""
    max_pending: int = Field(default=1_024, ge=0, le=1_000_000)
    """Requests waiting for a connection to one handler, per worker."""
    response_bytes: int = Field(default=1_048_576, ge=1_024, le=1_073_741_824)
    """Size of the body of one answer."""

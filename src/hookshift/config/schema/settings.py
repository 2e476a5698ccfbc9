"""The shape of hookshift.toml: every setting with its type, default, range and meaning.

Times are in seconds and sizes in bytes. Other files of this folder hold further sections; how
settings depend on each other is in `config.checks`. Each docstring is a line of the reference in
docs/configuration.md, so it must make sense alone.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PrivateAttr

from hookshift.config.durations import Between, Span
from hookshift.config.faults import Fault
from hookshift.config.schema.control import ControlConfig, TlsConfig
from hookshift.config.schema.conversations import ConversationsConfig
from hookshift.config.schema.delivery import DeliveryConfig
from hookshift.config.schema.domain import MOST_VALUES, DomainConfig
from hookshift.config.schema.installation import InstallationConfig
from hookshift.config.schema.observability import AlertsConfig, LogsConfig, TracingConfig
from hookshift.config.schema.recorder import RecorderConfig
from hookshift.config.schema.rollout import MOST_WINDOWS, NotifierConfig, RolloutConfig
from hookshift.config.secrets import HeaderValue, Secret
from hookshift.config.section import Section
from hookshift.config.values import (
    Address,
    EventType,
    FilePath,
    HandlerUrl,
    HeaderName,
    Listen,
    Name,
    Needle,
    Network,
    Pattern,
    RuleName,
    Seconds,
    SourcePath,
    Word,
    read_network,
)
from hookshift.domain.providers import MOST_EVENTS, ProviderName

SuccessStatus = Annotated[int, Field(ge=200, le=299)]
FailureStatus = Annotated[int, Field(ge=300, le=599)]
Texts = Annotated[tuple[Needle, ...], Field(min_length=1, max_length=MOST_VALUES)]


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


class SourceConfig(Section):
    """An inbound endpoint."""

    name: Name
    """Name of the source in records and metrics."""
    provider: Annotated[ProviderName, Field(strict=False)]
    """Provider whose wire format the source speaks."""
    path: SourcePath
    """Path of the source's URL; a slash at the end and percent-encoding make no difference."""
    secrets: Annotated[tuple[Secret, ...], Field(max_length=16)] = ()
    """Secrets that may have signed a body; several during a rotation. whatsapp needs one."""
    verify_token: Secret | None = None
    """Token that Meta sends when it checks the endpoint; whatsapp needs it, generic has none."""
    signature_header: HeaderName = "X-Signature-256"
    """Header with the hex HMAC-SHA256 of the body; generic only."""
    unsigned_callers: Annotated[tuple[Network, ...], Field(max_length=MOST_VALUES)] = ()
    """Networks whose callers need no signature; whatsapp only, for trusted internal callers."""
    unsigned_token: Secret | None = None
    """Token that replaces the signature, sent as `X-Hookshift-Token`; whatsapp only."""
    default_handler: Name
    """Handler of the events that no rule claims."""
    delivery: Literal["relay", "durable"] = "relay"
    """When a webhook is answered. Relay: after its handler answered. Durable: after a commit."""
    expires: Annotated[Span, Between("1s", "30d")] | None = None
    """Age after which a durable event is no longer delivered; else `delivery.max_age`."""
    conversations: Literal["off", "observe", "on"] = "off"
    """Whether events without a rule continue conversations; `observe`: it is only recorded."""


class HandlerConfig(Section):
    """A named HTTP endpoint that events are delivered to."""

    url: HandlerUrl
    """URL to which events are sent by POST."""
    protected: bool = False
    """Whether the handler is protected: no rollout may touch it."""
    headers: Mapping[HeaderName, HeaderValue] = Field(default={}, max_length=100)
    """Headers added to each request, in place of the provider's of the same name."""
    events_per_request: int | None = Field(default=None, ge=1, le=100_000)
    """Events that one request may hold; by default all that a webhook has for the handler."""
    also_ok: Annotated[tuple[FailureStatus, ...], Field(max_length=200)] = ()
    """Statuses that count as success beside 2xx."""
    also_failed: Annotated[tuple[SuccessStatus, ...], Field(max_length=100)] = ()
    """Statuses among 2xx that count as failure."""
    ok_header: Mapping[HeaderName, Pattern] = Field(default={}, max_length=20)
    """RE2 expressions by header of the answer; one that is found makes an error a success."""
    failed_header: Mapping[HeaderName, Pattern] = Field(default={}, max_length=20)
    """RE2 expressions by header of the answer; one that is found makes a success a failure."""
    ok_body: Annotated[tuple[Pattern, ...], Field(max_length=20)] = ()
    """RE2 expressions; one that is found in the answer's first 4 KB makes an error a success."""
    failed_body: Annotated[tuple[Pattern, ...], Field(max_length=20)] = ()
    """RE2 expressions; one that is found in the answer's first 4 KB makes a success a failure."""
    ca: FilePath | None = None
    """PEM file of the authorities that may issue its certificate, instead of the system's."""
    certificate: FilePath | None = None
    """PEM file with the client certificate, and its chain, that it is shown (mutual TLS)."""
    key: FilePath | None = None
    """PEM file with the client certificate's key, not encrypted."""
    connect_timeout: Seconds | None = None
    """This handler's own value of `upstream.connect_timeout`."""
    first_byte_timeout: Seconds | None = None
    """This handler's own value of `upstream.first_byte_timeout`."""
    total_timeout: Seconds | None = None
    """This handler's own value of `upstream.total_timeout`."""


class RuleConfig(Section):
    """A rule: what happens to an event for which every given key holds."""

    name: RuleName = Field(default="", validate_default=False)
    """Name of the rule in records; by default "rule N (domain)", N counted from 0."""
    domain: Name | None = None
    """Domain of the events that the rule claims; needed unless it drops them."""
    action: Literal["route", "drop"] = "route"
    """Whether events go to the domain's handlers, or are dropped: acknowledged and counted only."""
    type: Annotated[tuple[EventType, ...], Field(min_length=1, max_length=MOST_VALUES)] | None = (
        None
    )
    """Type (text, image, delivered) or kind (message, status, call, ...) of the event."""
    phone_number_id: Texts | None = None
    """Id of the business number that the event came to."""
    choice_prefix: Texts | None = None
    """Beginning of the id or payload of a chosen button or list row."""
    flow_token: Texts | None = None
    """Beginning of the `flow_token` that a Flow's answer brings back."""
    biz_opaque_callback_data: Texts | None = None
    """Beginning of the `biz_opaque_callback_data` of the message, or call, that a status is of."""
    cta_payload: Texts | None = None
    """Beginning of the `cta_payload` of the button by which a person calls."""
    referral_source: Texts | None = None
    """Type or id of an advertisement, or the beginning of its URL."""
    contains: Texts | None = None
    """Texts that are searched anywhere in the message, ignoring case."""
    words: Annotated[tuple[Word, ...], Field(min_length=1, max_length=MOST_VALUES)] | None = None
    """Whole words that are searched in the message, ignoring case."""
    header: Annotated[Mapping[HeaderName, Pattern], Field(min_length=1, max_length=20)] | None = (
        None
    )
    """RE2 expressions by header of the request; each must be found in a header of that name."""
    regex: Annotated[tuple[Pattern, ...], Field(min_length=1, max_length=50)] | None = None
    """RE2 expressions, searched in the text as sent; `\\b` and `\\w` know all letters."""


def name_rules(rules: object) -> object:
    """Gives each rule without a name `rule N (domain)`, N as in the keys of faults."""
    if not isinstance(rules, tuple):
        return rules
    return tuple(
        {**rule, "name": f"rule {i} ({meaning})"}
        if isinstance(rule, dict) and "name" not in rule and (meaning := _meaning(rule))
        else rule
        for i, rule in enumerate(rules)
    )


def _meaning(rule: Mapping[str, object]) -> str | None:
    if rule.get("action") == "drop":
        return "drop"
    domain = rule.get("domain")
    return domain if isinstance(domain, str) else None


class Settings(InstallationConfig):
    """hookshift.toml as a whole."""

    gateway: GatewayConfig = GatewayConfig.defaults()
    """Where webhooks come in."""
    upstream: UpstreamConfig = UpstreamConfig.defaults()
    """Connections to handlers, per worker."""
    recorder: RecorderConfig = RecorderConfig.defaults()
    """What is written to `webhook_routing_logs`."""
    delivery: DeliveryConfig = DeliveryConfig.defaults()
    """Delivery of what durable sources have accepted."""
    conversations: ConversationsConfig = ConversationsConfig.defaults()
    """Which events without a rule continue a conversation, and who is not moved within one."""
    sources: Annotated[tuple[SourceConfig, ...], Field(min_length=1, max_length=MOST_VALUES)]
    """Inbound endpoints."""
    handlers: Annotated[Mapping[Name, HandlerConfig], Field(min_length=1, max_length=MOST_VALUES)]
    """HTTP endpoints that events are delivered to, by name."""
    domains: Annotated[Mapping[Name, DomainConfig], Field(max_length=MOST_VALUES)] = {}
    """What conversations are about, by name."""
    rules: Annotated[
        tuple[RuleConfig, ...], BeforeValidator(name_rules), Field(max_length=MOST_VALUES)
    ] = ()
    """Rules, tried in order; the first that matches names the domain."""
    control: ControlConfig = ControlConfig.defaults()
    """The process that runs rollouts."""
    rollout: RolloutConfig = RolloutConfig.defaults()
    """How traffic moves, and what is proven on the way."""
    alerts: AlertsConfig = AlertsConfig.defaults()
    """Alerts, which fire whether or not a rollout is running."""
    logs: LogsConfig = LogsConfig.defaults()
    """What processes log on standard error."""
    tracing: TracingConfig = TracingConfig.defaults()
    """OpenTelemetry."""
    notifiers: Annotated[tuple[NotifierConfig, ...], Field(max_length=MOST_WINDOWS)] = ()
    """Where notifications are sent."""

    _warnings: tuple[Fault, ...] = PrivateAttr(())

    def with_warnings(self, warnings: tuple[Fault, ...]) -> "Settings":
        """These settings with warnings attached."""
        settings = self.model_copy()
        settings._warnings = warnings
        return settings

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What is allowed but probably not meant."""
        return self._warnings

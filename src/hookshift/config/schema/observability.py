"""The shape of hookshift.toml, continued: alerts, logs and tracing."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from hookshift.config.durations import Between, Span, read_duration
from hookshift.config.secrets import HeaderValue
from hookshift.config.section import Section
from hookshift.config.values import HandlerUrl, HeaderName


class AlertsConfig(Section):
    """Alerts fire whether or not a rollout is running; limits of errors and p95 are the gates'."""

    enabled: bool = True
    """Whether alerts are sent to notifiers whose `on` has `alert` and `resolved`."""
    interval: Annotated[Span, Between("1s", "1m")] = read_duration("10s")
    """How often hookshift looks for problems."""
    after: Annotated[Span, Between("0s", "1d")] = read_duration("2m")
    """How long a problem must last before an alert is sent, and be gone before it is resolved."""
    remind: Annotated[Span, Between("0s", "30d")] = read_duration("4h")
    """How often an alert is repeated while the problem lasts; 0: never."""
    handler_errors: Annotated[float, Field(ge=0.1, le=100, allow_inf_nan=False)] = 5.0
    """Percent of a handler's attempts that may fail before an alert, whatever is usual for it."""
    gateways: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """How many gateways, each on a host of its own, there should be; fewer raise an alert."""
    inbox_age: Annotated[Span, Between("1s", "30d")] = read_duration("5m")
    """How long an event may wait to be delivered before an alert."""
    share_below: Annotated[float, Field(ge=1, le=99, allow_inf_nan=False)] = 80.0
    """Percent of the configured share below which unified raises an alert."""


class LogsConfig(Section):
    """What processes log on standard error."""

    format: Literal["text", "json"] = "text"
    """Format of the log. `text`: lines for people; `json`: an object a line."""
    attempts: Literal["none", "failed", "all"] = "none"
    """Which attempts to deliver an event are logged, each with its correlation id."""


class TracingConfig(Section):
    """OpenTelemetry: a span for each webhook and for each request to a handler."""

    endpoint: HandlerUrl | None = None
    """URL of a collector that accepts OTLP over HTTP; without it nothing is traced."""
    headers: Annotated[Mapping[HeaderName, HeaderValue], Field(max_length=20)] = {}
    """Headers added to each request to the collector."""
    sample: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 1.0
    """Share of webhooks that are traced, 0 to 1; a trusted caller's own choice comes first."""

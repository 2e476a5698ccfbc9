"""The shape of hookshift.toml, continued: what people and their tools are told."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from hookshift.config.durations import Between, Span, read_duration
from hookshift.config.section import Section
from hookshift.config.values import HandlerUrl, HeaderName, HeaderValue


class AlertsConfig(Section):
    """What people are told of whatever a rollout does; the limits of errors and p95 are its."""

    enabled: bool = True
    """Notifiers are told, if their `on` has `alert` and `resolved`."""
    after: Annotated[Span, Between("0s", "1d")] = read_duration("2m")
    """How long something must be wrong before it is told, and right before it is over."""
    remind: Annotated[Span, Between("0s", "30d")] = read_duration("4h")
    """How often it is told again while it goes on; 0: never."""
    inbox_age: Annotated[Span, Between("1s", "30d")] = read_duration("5m")
    """How long an event may wait to be delivered."""
    share_below: Annotated[float, Field(ge=1, le=99, allow_inf_nan=False)] = 80.0
    """Percent of the configured share that unified must get at least."""


class LogsConfig(Section):
    """What processes say on standard error."""

    format: Literal["text", "json"] = "text"
    """`text`: lines for people; `json`: an object a line."""
    attempts: Literal["none", "failed", "all"] = "none"
    """Which attempts to deliver an event are logged, each with its correlation id."""


class TracingConfig(Section):
    """OpenTelemetry: a span for each webhook and for each request to a handler."""

    endpoint: HandlerUrl | None = None
    """Where a collector takes OTLP over HTTP; without it nothing is traced."""
    headers: Annotated[Mapping[HeaderName, HeaderValue], Field(max_length=20)] = {}
    """Added to what is sent there."""
    sample: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 1.0
    """Share of the webhooks that are traced; a trusted caller's own choice counts first."""

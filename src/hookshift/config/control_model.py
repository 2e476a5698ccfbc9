"""The shape of hookshift.toml, continued: the process that runs rollouts, and what it tells.

What one setting means for another is in `check_control`.
"""

from typing import Annotated, Literal

from pydantic import Field

from hookshift.config.moments import Between, Span, read_duration
from hookshift.config.section import Section
from hookshift.config.values import Address, FilePath, Listen, PublicUrl


class Alerts(Section):
    """What people are told of whatever a rollout does; the limits of errors and p95 are its."""

    enabled: bool = True
    """Notifiers are told, if their `on` has `alert` and `resolved`."""
    after: Annotated[Span, Between("0s", "1d")] = read_duration("2m")
    """How long something must be wrong before it is told, and right before it is over."""
    inbox_age: Annotated[Span, Between("1s", "30d")] = read_duration("5m")
    """How long an event may wait to be delivered."""
    share_below: Annotated[float, Field(ge=1, le=99, allow_inf_nan=False)] = 80.0
    """Percent of the configured share that unified must get at least."""


class Logs(Section):
    """What processes say on standard error."""

    format: Literal["text", "json"] = "text"
    """`text`: lines for people; `json`: an object a line."""
    attempts: Literal["none", "failed", "all"] = "none"
    """Which attempts to deliver an event are logged, each with its correlation id."""


class Tls(Section):
    """A server's own certificate."""

    certificate: FilePath
    """PEM file with the certificate and its chain."""
    key: FilePath
    """PEM file with the private key."""


class Control(Section):
    """The process that runs rollouts."""

    enabled: bool = True
    """`hookshift serve` runs it beside the gateway workers."""
    lease_seconds: float = Field(default=5.0, ge=1, le=300, allow_inf_nan=False)
    """How long a leader that says nothing stays leader."""
    dashboard: bool = True
    """It serves the dashboard."""
    listen: Listen = Address("127.0.0.1", 8090)
    """Where; an address that other machines reach needs a `public_url`."""
    public_url: PublicUrl | None = None
    """Where people reach it, if not only on this machine; then looking takes a token, too."""
    tls: Tls | None = None
    """Certificate and key; without it a proxy must speak TLS."""

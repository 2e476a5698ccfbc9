"""The shape of hookshift.toml, continued: the process that runs rollouts, and its dashboard.

How settings depend on each other is in `config.checks.control`.
"""

from typing import Annotated

from pydantic import Field

from hookshift.config.durations import Between, Span, read_duration
from hookshift.config.section import Section
from hookshift.config.values import Address, FilePath, HostName, Listen, PublicUrl


class TlsConfig(Section):
    """A server's own certificate."""

    certificate: FilePath
    """PEM file with the certificate and its chain."""
    key: FilePath
    """PEM file with the private key."""


class ControlConfig(Section):
    """The process that runs rollouts."""

    enabled: bool = True
    """Whether `hookshift serve` runs the control process beside the gateway workers."""
    lease_seconds: float = Field(default=5.0, ge=1, le=300, allow_inf_nan=False)
    """How long a silent leader stays leader before another may take over."""
    dashboard: bool = True
    """Whether the control process serves the dashboard."""
    listen: Listen = Address("127.0.0.1", 8090)
    """Address and port of the dashboard; one that other machines reach needs a `public_url`."""
    public_url: PublicUrl | None = None
    """URL of the dashboard for people on other machines; then even viewing needs a token."""
    allowed_hosts: tuple[HostName, ...] = ()
    """Further host names of the dashboard; with a `public_url`, IP addresses are allowed too."""
    session_idle_timeout: Annotated[Span, Between("1m", "12h")] = read_duration("30m")
    """Time without activity after which a browser's session ends."""
    tls: TlsConfig | None = None
    """Certificate and key of the dashboard; without them a proxy must speak TLS."""

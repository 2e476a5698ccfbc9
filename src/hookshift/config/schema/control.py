"""The shape of hookshift.toml, continued: the process that runs rollouts, and its dashboard.

What one setting means for another is in `check_control`.
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
    """`hookshift serve` runs it beside the gateway workers."""
    lease_seconds: float = Field(default=5.0, ge=1, le=300, allow_inf_nan=False)
    """How long a leader that says nothing stays leader."""
    dashboard: bool = True
    """It serves the dashboard."""
    listen: Listen = Address("127.0.0.1", 8090)
    """Where; an address that other machines reach needs a `public_url`."""
    public_url: PublicUrl | None = None
    """Where people reach it, if not only on this machine; then looking takes a token, too."""
    allowed_hosts: tuple[HostName, ...] = ()
    """Further names that people or programs reach it by; with a `public_url` addresses are good."""
    session_idle_timeout: Annotated[Span, Between("1m", "12h")] = read_duration("30m")
    """When nobody has acted in a browser for so long, its session is over."""
    tls: TlsConfig | None = None
    """Certificate and key; without it a proxy must speak TLS."""

"""The shape of hookshift.toml, continued: what tells whether an installation is healthy.

A command that shows health needs neither secrets nor URLs; `load_part` reads this alone.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from pydantic import ConfigDict

from hookshift.config.schema.conversations import ConversationsConfig
from hookshift.config.schema.domain import DomainConfig
from hookshift.config.schema.observability import AlertsConfig
from hookshift.config.schema.parts import RolloutPart
from hookshift.config.section import Section

if TYPE_CHECKING:
    from hookshift.config.schema.settings import Settings

SLOW_MS = 2_000


class _Part(Section):
    model_config = ConfigDict(extra="ignore")


class RecorderPart(_Part):
    """What health checks read of `[recorder]`."""

    slow_ms: int = SLOW_MS
    """Milliseconds above which a request counts as slow."""


class SourcePart(_Part):
    """What health checks read of a source."""

    default_handler: str = ""
    """Handler of what no rule claims."""


class HandlerPart(_Part):
    """What health checks read of a handler."""

    protected: bool = False
    """Whether no rollout may touch it."""


class HealthPart(RolloutPart):
    """What a command reads that shows health."""

    recorder: RecorderPart = RecorderPart.defaults()
    """What is slow."""
    sources: tuple[SourcePart, ...] = ()
    """Inbound endpoints."""
    handlers: Mapping[str, HandlerPart] = {}
    """Handlers by name."""
    domains: Mapping[str, DomainConfig] = {}
    """Domains by name."""
    conversations: ConversationsConfig = ConversationsConfig.defaults()
    """Who is in the middle of a conversation."""
    alerts: AlertsConfig = AlertsConfig.defaults()
    """When alerts are raised."""


HealthSettings: TypeAlias = "Settings | HealthPart"
"""What tells whether an installation is healthy: of all settings, or alone."""

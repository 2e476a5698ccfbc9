"""The shape of hookshift.toml: every setting with its type, default, range and meaning.

Times are in seconds and sizes in bytes. Other files of this folder hold further sections; how
settings depend on each other is in `config.checks`. Each docstring is a line of the reference in
docs/configuration.md, so it must make sense alone.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, PrivateAttr

from hookshift.config.faults import Fault
from hookshift.config.schema.control import ControlConfig
from hookshift.config.schema.conversations import ConversationsConfig
from hookshift.config.schema.delivery import DeliveryConfig
from hookshift.config.schema.domain import MOST_VALUES, DomainConfig
from hookshift.config.schema.gateway import GatewayConfig, UpstreamConfig
from hookshift.config.schema.installation import InstallationConfig
from hookshift.config.schema.notifiers import MOST_NOTIFIERS, NotifierConfig
from hookshift.config.schema.observability import AlertsConfig, LogsConfig, TracingConfig
from hookshift.config.schema.recorder import RecorderConfig
from hookshift.config.schema.rollout import RolloutConfig
from hookshift.config.schema.routes import (
    HandlerConfig,
    RuleConfig,
    SourceConfig,
    name_rules,
)
from hookshift.config.values import (
    Name,
)


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
    notifiers: Annotated[tuple[NotifierConfig, ...], Field(max_length=MOST_NOTIFIERS)] = ()
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

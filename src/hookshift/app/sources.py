"""Builds the sources from the settings: where webhooks come in, and who speaks what there."""

from hookshift import providers
from hookshift.app.engine import engine
from hookshift.config.schema.routes import SourceConfig
from hookshift.config.schema.settings import Settings
from hookshift.gateway.relay.webhook import Source
from hookshift.gateway.unsigned import Unsigned
from hookshift.providers.base import Provider


def sources(settings: Settings) -> dict[bytes, Source]:
    """The sources by the path of their URL."""
    return {
        source.path.encode(): Source(
            source.name,
            _provider(source, settings.gateway.limits.events),
            source.default_handler,
            _unsigned(source),
        )
        for source in settings.sources
    }


def _unsigned(source: SourceConfig) -> Unsigned | None:
    token = source.unsigned_token
    if token is None and not source.unsigned_callers:
        return None
    return Unsigned(source.unsigned_callers, token.get_secret_value().encode() if token else b"")


def _provider(source: SourceConfig, most_events: int) -> Provider:
    token = source.verify_token
    return providers.create(
        source.provider,
        [secret.get_secret_value().encode() for secret in source.secrets],
        token.get_secret_value().encode() if token else b"",
        source.signature_header.lower().encode(),
        most_events,
        engine=engine(),
    )

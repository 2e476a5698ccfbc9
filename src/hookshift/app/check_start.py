"""`hookshift serve --check`: whether it would start; asked before every reload, too."""

import asyncio
import os

from hookshift.app import build, handlers
from hookshift.app.engine import engine
from hookshift.app.in_rollout import refuse_moves_at
from hookshift.app.prepare import prepare
from hookshift.app.reload import LISTENS
from hookshift.app.sockets import listening
from hookshift.config.schema.settings import Settings
from hookshift.store.embedded import EmbeddedPostgres


def check_start(settings: Settings) -> None:
    """Raises OperatorError if `serve` would not start with these settings."""
    check_parts(settings)
    if os.environ.get(LISTENS) != str(settings.gateway.listen):
        for sock in listening(settings, None):
            sock.close()
    if settings.database.url is not None:
        url = settings.database.url.get_secret_value()
        asyncio.run(prepare(settings, url, migrates=False, checks=True))
    else:
        _check_embedded(settings)


def _check_embedded(settings: Settings) -> None:
    """The previous generation runs the embedded database, and the next one will migrate it."""
    if not (settings.data_dir / "postgres").exists():
        return
    embedded = EmbeddedPostgres()
    try:
        asyncio.run(refuse_moves_at(embedded.start(settings.data_dir), settings))
    finally:
        embedded.stop()


def check_parts(settings: Settings) -> None:
    """Raises OperatorError for faults that would end every worker as soon as it starts."""
    handlers.pools(settings)
    build.certificate(settings)
    engine()

"""The database at the start of `serve`: migrated or checked, now or as soon as it is there."""

import asyncio
import logging

from hookshift.app.in_rollout import refuse_moves
from hookshift.config.protected import protected
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.store.database import connection
from hookshift.store.errors import DatabaseAway
from hookshift.store.migrate import check, migrate
from hookshift.store.routing_config import protect

log = logging.getLogger(__name__)

LATER_SECONDS = 5.0
"""How often to try a database that was away at the start."""


async def prepare(settings: Settings, url: str, *, migrates: bool, checks: bool = False) -> bool:
    """Whether the database is ready; False if it is away for now. Raises OperatorError.

    `migrates`: an embedded database is hookshift's own and migrated; another is only checked.
    `checks`: settings that would move people in an open rollout are refused.
    """
    try:
        async with connection(url, "serve") as opened:
            if migrates:
                await migrate(opened)
            else:
                await check(opened)
            await protect(opened, protected(settings))
            if checks:
                await refuse_moves(opened, settings)
    except DatabaseAway as error:
        log.warning("%s Until then webhooks are relayed to legacy.", error)
        return False
    return True


async def prepare_later(settings: Settings, url: str, migrates: bool) -> None:
    """Tries until the database has been prepared."""
    while True:
        await asyncio.sleep(LATER_SECONDS)
        try:
            if await prepare(settings, url, migrates=migrates):
                return
        except OperatorError as error:
            log.error("%s Until then webhooks are relayed to legacy.", error)

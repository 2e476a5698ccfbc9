"""Keeps an open rollout's settings: a reload that changes them is refused, a restart ignores them.

Traffic goes on in either case. What was ignored is reported in the log and, as a failing loop, in
`hookshift status` and the alerts, until the file is as it was or is loaded after the rollout.
"""

import logging
from typing import NamedTuple

import asyncpg

from hookshift.config.in_rollout import KEPT, REFUSED, as_recorded, kept_settings, moved
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.store.conversation_settings import record, recorded
from hookshift.store.database import Connection, connection
from hookshift.store.errors import DatabaseAway

log = logging.getLogger(__name__)

LOOP = "settings"


class RunningSettings(NamedTuple):
    """What a gateway runs with."""

    settings: Settings
    error: str | None = None
    """What of the file is ignored; None if nothing is."""


async def refuse_moves(opened: Connection, settings: Settings) -> None:
    """Raises OperatorError if these settings would move people in an open rollout."""
    known = await recorded(opened)
    if known.is_open and known.settings is not None:
        changed = moved(settings, known.settings)
        if changed:
            raise OperatorError(REFUSED.format("; ".join(changed)))


async def refuse_moves_at(url: str, settings: Settings) -> None:
    """As `refuse_moves`, of a server that may be of a version before there was a record."""
    async with connection(url, "serve") as opened:
        try:
            await refuse_moves(opened, settings)
        except OperatorError as error:
            if not isinstance(error.__cause__, asyncpg.UndefinedTableError):
                raise


async def running_settings(settings: Settings, url: str) -> RunningSettings:
    """`settings`, or what the open rollout makes of them; recorded for the next start."""
    try:
        async with connection(url, "serve") as opened:
            known = await recorded(opened)
            changed = []
            if known.is_open and known.settings is not None:
                changed = moved(settings, known.settings)
            if not changed:
                await record(opened, kept_settings(settings))
                return RunningSettings(settings)
    except DatabaseAway as error:
        log.warning("Cannot tell whether a rollout is open: %s", error)
        return RunningSettings(settings)
    text = KEPT.format("; ".join(changed))
    log.error("Not all of the settings file is in force: %s", text)
    assert known.settings is not None
    return RunningSettings(as_recorded(settings, known.settings), text)

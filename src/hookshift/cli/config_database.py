"""What `hookshift config check` asks PostgreSQL: how the settings go with what runs."""

import asyncio
from typing import Final, NamedTuple

from hookshift.cli.session import on_database
from hookshift.config.faults import Fault
from hookshift.config.in_rollout import IN_ROLLOUT, UNDO, forgets, moved
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.store.conversation_settings import RecordedSettings, recorded
from hookshift.store.database import Connection

ASK_SECONDS: Final = 5.0
"""How long PostgreSQL may take: the rest of the check does not depend on it."""


class Compared(NamedTuple):
    """What came of it."""

    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    not_asked: str | None = None
    """Why PostgreSQL was not asked; None if it was, or if there is none yet."""


def compared(settings: Settings) -> Compared:
    """Settings beside what gateways run with, and beside an open rollout."""
    if settings.database.url is None and not (settings.data_dir / "postgres").exists():
        return Compared()
    try:
        known = on_database(settings, _ask, create=False)
    except OperatorError as error:
        return Compared(not_asked=str(error))
    return _judged(settings, known)


async def _ask(opened: Connection) -> RecordedSettings:
    try:
        async with asyncio.timeout(ASK_SECONDS):
            return await recorded(opened)
    except TimeoutError:
        raise OperatorError(f"PostgreSQL did not answer within {ASK_SECONDS:g} s") from None


def _judged(settings: Settings, known: RecordedSettings) -> Compared:
    if known.settings is None:
        return Compared()
    changed = moved(settings, known.settings) if known.is_open else []
    if changed:
        return Compared((Fault("", IN_ROLLOUT.format("; ".join(changed)), UNDO),))
    if forgets(settings, known.settings):
        return Compared(
            warnings=(
                Fault(
                    "recorder.hash_key",
                    "lacks the key that gateways ran with last, so everybody whom they know would "
                    "count as new",
                    "keep it at the end of the list until nobody needs it (docs/conversations.md)",
                ),
            )
        )
    return Compared()

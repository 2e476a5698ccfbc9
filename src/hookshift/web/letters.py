"""Dead letters that are replayed or dropped over HTTP: counted first if so asked, then some."""

from contextlib import aclosing
from datetime import timedelta
from typing import Any

from hookshift.config.schema.settings import Settings
from hookshift.store import dead_letters
from hookshift.store.database import Connection
from hookshift.view.dead_letters import refuse_strangers
from hookshift.web.bodies import Letters

MOST_LETTERS = 5_000
"""In one call; `left` says how many there still are."""


async def act(
    connection: Connection, settings: Settings, action: str, actor: str, asked: Letters
) -> dict[str, Any]:
    """What was done, or with `dry_run` would be. Raises OperatorError.

    `until` is just behind the last letter that was counted: given with the next call, letters that
    have died since are another matter.
    """
    chosen = asked.chosen()
    groups = await dead_letters.counted(connection, chosen)
    if action == "replay":
        refuse_strangers(groups, settings.handlers)
    done = dead_letters.ActionProgress(0, 0)
    if not asked.dry_run:
        change = dead_letters.LetterAction(action, actor, asked.reason)
        async with aclosing(dead_letters.act(connection, change, chosen)) as steps:
            async for step in steps:
                done = step
                if done.letters >= MOST_LETTERS:
                    break
        groups = await dead_letters.counted(connection, chosen)
    last = max((group.last for group in groups), default=None)
    return {
        **done._asdict(),
        "left": sum(group.letters for group in groups),
        "by": [group._asdict() for group in groups],
        "until": None if last is None else last + timedelta(microseconds=1),
    }

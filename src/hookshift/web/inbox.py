"""What waits, what was given up, and the ledger; of a large backlog not all the time."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic
from typing import Any

from hookshift.config.schema.settings import Settings
from hookshift.store import dead_letters, ledger
from hookshift.store.database import Connection
from hookshift.store.dead_letters import Chosen

SHARE = 0.05
"""The share of time that reading the backlog may take."""
QUICK_SECONDS = 0.2
"""What is read as fast as this is read each time."""


class InboxView:
    """Each row that waits is counted, which for millions takes seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, Any] | None = None
        self._again_at = 0.0

    async def read(
        self, connection: Connection, settings: Settings, now: datetime
    ) -> dict[str, Any] | None:
        """The backlog; `as_of` is when it was read. None where no source ever was durable.

        Raises OperatorError.
        """
        began = self._clock()
        if self._seen is None or began >= self._again_at:
            self._seen = await _read(connection, settings, now)
            took = self._clock() - began
            self._again_at = began + (took / SHARE if took > QUICK_SECONDS else 0.0)
        return self._seen


async def _read(connection: Connection, settings: Settings, now: datetime) -> dict[str, Any] | None:
    sums = await ledger.balance(connection, None, None, None)
    if not sums and not any(source.delivery == "durable" for source in settings.sources):
        return None
    return {
        "as_of": now,
        "waiting": [
            {**row._asdict(), "configured": row.handler in settings.handlers}
            for row in await ledger.waiting(connection)
        ],
        "dead": [row._asdict() for row in await dead_letters.counted(connection, Chosen())],
        "ledger": [{**row._asdict(), "difference": row.difference} for row in sums],
    }

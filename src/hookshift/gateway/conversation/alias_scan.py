"""Reads all aliases that PostgreSQL knows into the filter of a host, a part at a time.

Where it begins this host already follows others. So whatever they write while it reads is added
by following, and what was there before is read.

People whom PostgreSQL has forgotten stay in a filter. So one that takes more than MOST_MISTAKES of
the newcomers for known is emptied and filled again, at most once in FILLED_SECONDS: where
PostgreSQL itself knows more aliases than the filter has room for, that does not help.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

from hookshift.gateway.conversation.alias_filter import AliasFilter
from hookshift.store import conversations as store
from hookshift.store.database import Connection

log = logging.getLogger(__name__)

MOST_MISTAKES: Final = 0.05
FILLED_SECONDS: Final = 86_400.0
JUDGED_SECONDS: Final = 60.0
"""How often it is judged how full the filter is."""
ALIASES_AT_ONCE: Final = 5_000
"""Aliases of one query."""
ADDED_AT_ONCE: Final = 250
"""Then the event loop goes on: without the compiled core they take some milliseconds."""
_BYTES: Final = 8
PART_SECONDS: Final = 0.2
"""How long a part may take; in between, others are followed."""
_FIRST: Final = -(2**63)
_LAST: Final = 2**63 - 1


class AliasScan:
    """Completes a filter whenever it is not complete, and fills it anew when it is too full."""

    def __init__(
        self, aliases: AliasFilter, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._aliases = aliases
        self._monotonic = monotonic
        self._next: int | None = None
        """Where to go on; None before the first part."""
        self._judges_at = monotonic()

    def begin_anew(self) -> None:
        """Something was missed: the filter says nothing until all is read again."""
        self._aliases.doubt()
        self._next = None

    async def go_on(self, connection: Connection) -> bool:
        """Reads one part, if anything is left; whether more is. Raises OperatorError."""
        if self._aliases.is_complete and not await self._emptied():
            return False
        until = self._monotonic() + PART_SECONDS
        while True:
            first = _FIRST if self._next is None else self._next
            packed, last = await store.aliases(connection, first, ALIASES_AT_ONCE)
            for start in range(0, len(packed), ADDED_AT_ONCE * _BYTES):
                self._aliases.add_all(packed[start : start + ADDED_AT_ONCE * _BYTES])
                await asyncio.sleep(0)
            if last is None or last == _LAST:
                self._aliases.completed()
                self._next = None
                return False
            self._next = last + 1
            if self._monotonic() >= until:
                return True

    async def _emptied(self) -> bool:
        """Whether the filter was too full, and was emptied."""
        now = self._monotonic()
        if now < self._judges_at:
            return False
        mistakes = self._aliases.mistakes
        if mistakes <= MOST_MISTAKES:
            self._judges_at = now + JUDGED_SECONDS
            return False
        self._judges_at = now + FILLED_SECONDS
        log.info(
            "The filter takes %.0f %% of newcomers for known; all aliases are read again.",
            100 * mistakes,
        )
        for _ in self._aliases.empty():
            await asyncio.sleep(0)
        return True

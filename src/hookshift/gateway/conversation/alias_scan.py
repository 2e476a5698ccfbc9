"""Reads all aliases that PostgreSQL knows into the filter of a host, a part at a time.

Where it begins this host already follows others. So whatever they write while it reads is added
by following, and what was there before is read.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from hookshift.gateway.conversation.alias_filter import AliasFilter
from hookshift.store import conversations as store
from hookshift.store.database import Connection

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
    """Completes a filter, whenever it is not complete."""

    def __init__(
        self, aliases: AliasFilter, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._aliases = aliases
        self._monotonic = monotonic
        self._next: int | None = None
        """Where to go on; None before the first part."""

    def begin_anew(self) -> None:
        """Something was missed: the filter says nothing until all is read again."""
        self._aliases.doubt()
        self._next = None

    async def go_on(self, connection: Connection) -> bool:
        """Reads one part, if anything is left; whether more is. Raises OperatorError."""
        if self._aliases.is_complete:
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

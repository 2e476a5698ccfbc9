"""Deduplication for relay sources: what was delivered of a body that failed in part.

A body for several handlers is divided, and so is one for a handler that takes few events a request.
If a part fails, the provider gets an error and sends the whole body again; parts that were
delivered must not reach their handlers twice. So the keys of their events are stored, and a divided
body is looked up before it is delivered. Both are given up after a quarter of a second: a relay
does not wait for PostgreSQL, and an event twice is better than none.
"""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from hookshift.domain.delivery.delivery import Outcome, succeeded
from hookshift.domain.errors import OperatorError
from hookshift.domain.events import Event
from hookshift.domain.routing.routing import Part
from hookshift.gateway.durable.grouping import keys_of

log = logging.getLogger(__name__)

ASK_SECONDS = 0.25
PAUSE_SECONDS = 2.0
"""How long PostgreSQL is not asked after it did not answer."""

NOTHING: frozenset[bytes] = frozenset()


class Keys(Protocol):
    """Where event keys are stored; `store.event_keys.EventKeys` is the real one."""

    async def known(self, keys: Collection[bytes], seconds: float) -> frozenset[bytes]:
        """The `keys` that are stored. Raises OperatorError, also after `seconds`."""

    async def add(self, keys: Collection[bytes], seconds: float) -> None:
        """Stores `keys`. Raises OperatorError, also after `seconds`."""


class RelayDedup:
    """Deduplication for all relay sources of one worker."""

    def __init__(self, keys: Keys, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._keys = keys
        self._monotonic = monotonic
        self._ask_at = 0.0
        self._complained = False

    async def known(self, source: str, events: Sequence[Event]) -> list[bool]:
        """For each event whether it was delivered before; False while PostgreSQL is away."""
        keys = keys_of(source, events)
        asked = {key for key in keys if key is not None}
        found = NOTHING
        if asked and self._monotonic() >= self._ask_at:
            try:
                found = await self._keys.known(asked, ASK_SECONDS)
                self._complained = False
            except OperatorError as error:
                self._pause(error)
        return [key in found for key in keys]

    async def remember(
        self, source: str, parts: Sequence[Part], outcomes: Sequence[Outcome], *, whole: bool
    ) -> None:
        """Stores what was delivered of a body, unless all of it was at once.

        `whole`: `parts` are all of the body.
        """
        good = [succeeded(outcome) for outcome in outcomes]
        if (whole and all(good)) or not any(good) or self._monotonic() < self._ask_at:
            return
        events = [
            event for part, ok in zip(parts, good, strict=True) if ok for event in part.events
        ]
        keys = {key for key in keys_of(source, events) if key is not None}
        try:
            if keys:
                await self._keys.add(keys, ASK_SECONDS)
        except OperatorError as error:
            self._pause(error)

    def _pause(self, error: OperatorError) -> None:
        self._ask_at = self._monotonic() + PAUSE_SECONDS
        if not self._complained:
            log.warning("Events of partly delivered bodies may reach handlers twice: %s", error)
        self._complained = True

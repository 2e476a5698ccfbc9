"""What a relay source has delivered of a body that was not delivered whole.

A body for several handlers is divided, and so is one for a handler that asks for few events a
request. If a part fails, the provider hears so and sends all of it again; what others have had by
then must not reach them twice. So the keys of their events are kept, and a body that is divided is
looked up first. Both are given up after a moment: a relay does not wait for PostgreSQL, and an
event twice is better than none.
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

PATIENCE_SECONDS = 0.25
REST_SECONDS = 2.0
"""After PostgreSQL did not answer nobody asks for so long."""

NOTHING: frozenset[bytes] = frozenset()


class Keys(Protocol):
    """Where keys are kept; `store.event_keys.EventKeys` is the real one."""

    async def known(self, keys: Collection[bytes], seconds: float) -> frozenset[bytes]:
        """See there."""

    async def add(self, keys: Collection[bytes], seconds: float) -> None:
        """See there."""


class RelayDedup:
    """Of all relay sources of one worker."""

    def __init__(self, keys: Keys, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._keys = keys
        self._monotonic = monotonic
        self._ask_at = 0.0
        self._complained = False

    async def known(self, source: str, events: Sequence[Event]) -> list[bool]:
        """For each event whether it was delivered before; False where that cannot be told now."""
        keys = keys_of(source, events)
        asked = {key for key in keys if key is not None}
        found = NOTHING
        if asked and self._monotonic() >= self._ask_at:
            try:
                found = await self._keys.known(asked, PATIENCE_SECONDS)
                self._complained = False
            except OperatorError as error:
                self._rest(error)
        return [key in found for key in keys]

    async def remember(
        self, source: str, parts: Sequence[Part], outcomes: Sequence[Outcome], *, whole: bool
    ) -> None:
        """Keeps what was delivered of a body, unless all of it was at once.

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
                await self._keys.add(keys, PATIENCE_SECONDS)
        except OperatorError as error:
            self._rest(error)

    def _rest(self, error: OperatorError) -> None:
        self._ask_at = self._monotonic() + REST_SECONDS
        if not self._complained:
            log.warning("a body that is partly delivered may reach handlers twice: %s", error)
        self._complained = True

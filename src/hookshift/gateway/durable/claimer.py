"""Claims deliveries that are due, as many as there is room for, and passes them on."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from hookshift.gateway.durable import claims
from hookshift.gateway.durable.claim_cursor import ClaimCursor
from hookshift.gateway.durable.claims import FinishedDelivery
from hookshift.gateway.durable.dispatcher import Dispatcher
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.handler_queue import PrefetchedDelivery
from hookshift.store import deliveries as store
from hookshift.store.database import Connection
from hookshift.store.errors import ValueRefused

log = logging.getLogger(__name__)

UNREADABLE_SECONDS = 60.0
"""The wait before a payload that could not be read is tried again."""


class ClaimerEdges(NamedTuple):
    """Where claimed deliveries go: `on_end` is called with what cannot be attempted."""

    dispatcher: Dispatcher
    cipher: PayloadCipher
    on_end: Callable[[FinishedDelivery], None]


class Claimer:
    """Claims for one worker, every `poll_seconds`, and at once when there is reason to."""

    def __init__(
        self,
        edges: ClaimerEdges,
        cursor: ClaimCursor,
        poll_seconds: float,
        monotonic: Callable[[], float],
    ) -> None:
        self._dispatcher, self._cipher, self._on_end = edges
        self._cursor = cursor
        self._poll_seconds = poll_seconds
        self._monotonic = monotonic
        self._claim_at = 0.0
        self._lacked_room = False
        """Whether more may have been due than the last claim had room for."""

    def soon(self) -> None:
        """Claims with the next pass: something may be due now."""
        self._claim_at = 0.0

    def room_freed(self) -> None:
        """Claims with the next pass if there was too little room for all that was due."""
        if self._lacked_room:
            self._claim_at = 0.0

    async def claim(self, connection: Connection, owner: int | None) -> bool:
        """Claims for `owner` if it is time; True if there is more to claim at once."""
        now = self._monotonic()
        if owner is None or now < self._claim_at:
            return False
        room = self._dispatcher.room()
        wanted = {name: free for name, free in room.items() if free}
        with self._dispatcher.reserving(wanted):
            found = await self._found(connection, owner, wanted, now)
        self._cursor.seen(found, now, self._monotonic())
        for row in found:
            self._take_over(owner, row)
        taken = Counter(row.handler for row in found)
        filled = [name for name, free in room.items() if taken[name] == free]
        self._lacked_room = bool(filled)
        more = any(room[name] for name in filled)
        self._claim_at = 0.0 if more else now + self._poll_seconds
        return more and any(self._dispatcher.room().values())

    async def _found(
        self, connection: Connection, owner: int, wanted: Mapping[str, int], now: float
    ) -> list[store.Claimed]:
        try:
            return await store.claim(connection, owner, wanted, self._cursor.since(now))
        except ValueRefused as error:
            log.error("Payloads cannot be read together, so they are read one by one: %s", error)
            return await store.claim_each(connection, owner, wanted)

    def _take_over(self, owner: int, row: store.Claimed) -> None:
        size = len(row.body or b"")
        self._dispatcher.enter(row.handler, size)
        try:
            delivery = claims.claimed(row, self._cipher)
        except claims.Unreadable as error:
            what: claims.After = store.Retry(
                row.id, row.handler, row.side, UNREADABLE_SECONDS, 0, 0, f"unreadable: {error}"
            )
        except claims.Damaged as error:
            log.error("Delivery %d to %s is given up as damaged: %s", row.id, row.handler, error)
            text = f"damaged: {error}"
            what = store.Burial(row.id, 0, claims.DAMAGED, text, whole=row.damage is None)
        else:
            if delivery is not None:
                self._dispatcher.deliver(row.handler, PrefetchedDelivery(owner, delivery))
                return
            what = store.Burial(row.id, 0, claims.LOST, None)
        self._on_end(FinishedDelivery(owner, row.handler, size, what))

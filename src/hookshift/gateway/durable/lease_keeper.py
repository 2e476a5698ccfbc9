"""Keeps the lease under which a worker delivers: draws its number, renews it, renounces it.

What PostgreSQL holds of it; `LocalLease` is what the worker itself knows.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from hookshift.domain.delivery.delivery import RENEWED_AFTER
from hookshift.gateway.durable.database_clock import DatabaseClock
from hookshift.gateway.durable.former_numbers import FormerNumbers
from hookshift.gateway.durable.lease import LocalLease
from hookshift.store import deliveries as store
from hookshift.store.database import Connection

log = logging.getLogger(__name__)


class LeaseTerms(NamedTuple):
    """For whom and how long leases are drawn."""

    gateway: str
    seconds: float
    longest_attempt: float
    """Seconds that an attempt may take, with what must be left of a lease behind it."""
    predecessors: Sequence[str] = ()
    """Gateways whose processes are known to be dead."""


class LeaseKeeper:
    """The lease of one deliverer; `lease` and `clock` are brought up to date."""

    def __init__(
        self,
        terms: LeaseTerms,
        lease: LocalLease,
        clock: DatabaseClock,
        monotonic: Callable[[], float],
    ) -> None:
        self._terms = terms
        self._lease = lease
        self._clock = clock
        self._monotonic = monotonic
        self._former = FormerNumbers(monotonic)
        self._predecessors = terms.predecessors
        self._renew_at = 0.0

    async def keep(self, connection: Connection) -> None:
        """Renews the lease if it is time, or draws a number if there is none."""
        # The lease counts from before the query, whose answer may take its time.
        now, seconds = self._monotonic(), self._terms.seconds
        number = self._lease.number
        if number is not None and now < self._renew_at:
            return
        if number is None or not await store.renew(connection, number, seconds):
            if number is not None:
                log.warning("Lease lost; its queued deliveries will be reclaimed by other workers.")
            number = await store.register(connection, self._terms.gateway, seconds)
            await self._end_former_leases(connection)
        self._lease.begin(number, now + seconds)
        self._clock.observe(await store.database_time(connection))
        self._renew_at = now + seconds * RENEWED_AFTER

    async def _end_former_leases(self, connection: Connection) -> None:
        """Shortens the leases of dead predecessors to what their last attempts may still take."""
        if self._predecessors:
            await store.cut_short(connection, self._predecessors, self._terms.longest_attempt)
            self._predecessors = ()

    def renounce(self) -> None:
        """Gives the number up: deliveries may be its own that the worker does not know of."""
        if self._lease.number is not None:
            self._former.add(self._lease.number, self._lease.until)
        self._lease.renounce()

    async def reclaim(self, connection: Connection, known: Callable[[], Collection[int]]) -> int:
        """Releases deliveries of former numbers, but those `known`; returns how many."""
        numbers = self._former.due()
        if not numbers:
            return 0
        count = await store.reclaim(connection, numbers, list(known()))
        self._former.answered()
        if count:
            log.warning("%d deliveries were committed without an answer; they are due now.", count)
        return count

    async def release_all(self, connection: Connection) -> None:
        """Gives back everything that is still this worker's."""
        if self._lease.number is not None:
            await store.release_all(connection, self._lease.number)

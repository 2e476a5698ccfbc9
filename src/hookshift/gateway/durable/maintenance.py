"""Maintenance of deliveries, beside claiming and settling them.

Each job has its interval; one that takes long, as it may while somebody holds an old transaction
open, runs less often. Every worker runs all jobs: the first to come leaves nothing to the others.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from hookshift.domain.delivery.delivery import LONGEST_JITTER
from hookshift.domain.routing.routing import Route, Snapshot
from hookshift.gateway.durable.claim_cursor import ClaimCursor, throttled_interval
from hookshift.gateway.durable.lease import LocalLease
from hookshift.store import deliveries as store
from hookshift.store import ledger
from hookshift.store.database import Connection
from hookshift.store.errors import DatabaseRefusal
from hookshift.store.old_transactions import oldest

log = logging.getLogger(__name__)

RECLAIM_SECONDS = 0.5
BURY_SECONDS = 5.0
REROUTE_SECONDS = 30.0
"""How often to look for deliveries to reroute where the configuration has not changed."""
ADD_UP_SECONDS = 30.0
CLOCK_SECONDS = 30.0
WARN_SECONDS = 30.0
REFUSED_SECONDS = 5.0
"""The least wait before a job that PostgreSQL has refused is run again."""


class MaintenanceSettings(NamedTuple):
    """Settings that maintenance jobs need."""

    age: float
    """Seconds after which a delivery is given up."""
    max_backoff: float
    """The longest wait between two attempts, in seconds."""
    reroutes: bool
    """Whether deliveries waiting for unified follow their sender back to legacy."""


@dataclass(slots=True)
class _Job:
    """A periodic job; `work` returns whether there is more to do at once."""

    work: Callable[[Connection], Awaitable[bool]]
    seconds: float
    at: float = 0.0
    error: str | None = None
    """Why PostgreSQL refused it the last time; None if it did not."""


class Maintenance:
    """Runs the maintenance jobs of one deliverer."""

    def __init__(
        self,
        settings: MaintenanceSettings,
        routes: Iterable[Route],
        handlers: Iterable[str],
        lease: LocalLease,
        cursor: ClaimCursor,
        *,
        monotonic: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._routes = [route for route in routes if route.unified is not None]
        self._handlers = list(handlers)
        self._lease = lease
        self._cursor = cursor
        self._monotonic = monotonic
        self._snapshot: Snapshot | None = None
        self._recovered: set[str] = set()
        self._may_be_due = False
        self._old: int | None = None
        """Process id of a transaction that was left open, once warned of."""
        self._rerouting = _Job(self._reroute, REROUTE_SECONDS)
        self._jobs = (
            _Job(self._reclaim_expired, RECLAIM_SECONDS),
            _Job(self._retry_now, 0.0),
            self._rerouting,
            _Job(self._bury, BURY_SECONDS),
            _Job(self._bring_forward, CLOCK_SECONDS),
            _Job(self._add_up, ADD_UP_SECONDS),
            _Job(self._warn, WARN_SECONDS),
        )

    def follow(self, snapshot: Snapshot | None) -> None:
        """The configuration has changed."""
        self._snapshot = snapshot
        self._rerouting.at = 0.0

    def recovered(self, handler: str) -> None:
        """`handler` works again: deliveries waiting for a retry are due now."""
        self._recovered.add(handler)

    @property
    def error(self) -> str | None:
        """Why PostgreSQL refuses a job at present; None if it refuses none."""
        return next((job.error for job in self._jobs if job.error is not None), None)

    async def run(self, connection: Connection) -> bool:
        """Runs the jobs that are due; returns whether deliveries may have become due.

        Raises DatabaseAway. A job that PostgreSQL refuses shows in `error`.
        """
        self._may_be_due = False
        for job in self._jobs:
            began = self._monotonic()
            if began < job.at:
                continue
            more = await self._do(job, connection)
            interval = 0.0 if more else job.seconds
            if job.error is not None:
                interval = max(job.seconds, REFUSED_SECONDS)
            job.at = began + throttled_interval(interval, self._monotonic() - began)
        return self._may_be_due

    async def _do(self, job: _Job, connection: Connection) -> bool:
        """Runs one job; one that is refused is run again later, as deliveries go on without it."""
        try:
            more = await job.work(connection)
        except DatabaseRefusal as error:
            if job.error is None:
                log.error("PostgreSQL refused maintenance of deliveries: %s", error)
            job.error = str(error)
            return False
        job.error = None
        return more

    async def _reclaim_expired(self, connection: Connection) -> bool:
        if await store.reclaim_expired(connection):
            self._cursor.widen()
            self._may_be_due = True
        return False

    async def _retry_now(self, connection: Connection) -> bool:
        for handler in list(self._recovered):
            if await store.retry_now(connection, handler) < store.MOST_ROWS:
                self._recovered.discard(handler)
            self._may_be_due = True
        return bool(self._recovered)

    async def _reroute(self, connection: Connection) -> bool:
        """Reroutes to legacy what waits for unified and is no longer in the share."""
        snapshot = self._snapshot
        if snapshot is None or not self._settings.reroutes:
            return False
        more = False
        for route in self._routes:
            assert route.unified is not None
            threshold = snapshot.kept_below(route.domain)
            ways = (route.unified, route.domain, route.legacy)
            rerouted = await store.reassign_to_legacy(connection, *ways, threshold)
            if rerouted:
                self._cursor.widen()
                self._may_be_due = True
            more = more or rerouted >= store.MOST_ROWS
        return more

    async def _bury(self, connection: Connection) -> bool:
        """Buries overdue deliveries, also those of open circuits and of handlers that are gone."""
        owner = self._lease.number
        if owner is None:
            return False
        return await store.bury_overdue(connection, owner, self._settings.age) >= store.MOST_ROWS

    async def _bring_forward(self, connection: Connection) -> bool:
        more = False
        for handler in self._handlers:
            longest = self._settings.max_backoff * LONGEST_JITTER
            brought = await store.bring_forward(connection, handler, longest)
            if brought:
                log.warning("PostgreSQL's clock moved back; %d retries for %s were rescheduled "
                            "to now.", brought, handler)  # fmt: skip
                self._may_be_due = True
            more = more or brought >= store.MOST_ROWS
        return more

    async def _add_up(self, connection: Connection) -> bool:
        await ledger.add_up(connection)
        return False

    async def _warn(self, connection: Connection) -> bool:
        """Warns once of each transaction that was left open."""
        old = await oldest(connection)
        if old is not None and old.pid != self._old:
            log.warning("%s", old.sentence)
        self._old = None if old is None else old.pid
        return False

"""Delivers what durable sources have accepted, and retries what fails.

A worker delivers what it has accepted from memory, and claims what else is due. Either way a
delivery belongs to the worker's number, by a lease that is renewed while the worker runs. One task
talks to PostgreSQL: it renews the lease, writes how attempts ended (many at once), runs maintenance
(`Maintenance`) and claims what is due; the `Dispatcher` makes the attempts. While PostgreSQL is
away, nothing new begins once the lease is nearly over, and results are kept until they are written.

Whenever the worker cannot know what PostgreSQL has done (a connection was cut), deliveries may
belong to its number that it does not know of. It then renounces the number and draws another
(`LeaseKeeper`). Once PostgreSQL answers, whatever else belongs to the former number is released for
any worker to claim (`FormerNumbers`), at the latest when that number's lease is over.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from hookshift.background import BackgroundLoop, Backoff
from hookshift.core.choice import OpenAttempts
from hookshift.domain.delivery.delivery import LEASE_SPARE
from hookshift.domain.errors import OperatorError
from hookshift.domain.routing.routing import RouteTable, Snapshot
from hookshift.gateway.durable import claims
from hookshift.gateway.durable.attempt import Edges
from hookshift.gateway.durable.claim_cursor import ClaimCursor
from hookshift.gateway.durable.claimer import UNREADABLE_SECONDS, Claimer, ClaimerEdges
from hookshift.gateway.durable.claims import FinishedDelivery
from hookshift.gateway.durable.database_clock import DatabaseClock
from hookshift.gateway.durable.dispatcher import Dispatcher, DispatcherSettings
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.grouping import PendingDelivery
from hookshift.gateway.durable.handler_queue import PrefetchedDelivery
from hookshift.gateway.durable.lease import LocalLease
from hookshift.gateway.durable.lease_keeper import LeaseKeeper, LeaseTerms
from hookshift.gateway.durable.maintenance import Maintenance, MaintenanceSettings
from hookshift.gateway.durable.settling import SettlementQueue
from hookshift.store.database import Connection, connect
from hookshift.store.reconnecting import ReconnectingConnection
from hookshift.store.taking_in import Placed

log = logging.getLogger(__name__)

CONNECT_SECONDS = 2.0
COMMAND_SECONDS = 10.0
STOP_SECONDS = 2.0
"""Time limit for each step of a stop; all of them fit into `supervisor.GRACE`."""
INITIAL_BACKOFF, MAX_BACKOFF = 0.1, 0.5
PACE_SECONDS = 0.02
"""The pause between two passes: attempts that end meanwhile are written together."""


class DelivererSettings(NamedTuple):
    """How deliveries are claimed and made; names as in `[delivery]` of hookshift.toml."""

    lease_seconds: float
    poll_seconds: float
    dispatcher: DispatcherSettings
    max_connection_age: float
    """`max_connection_age` of `[database]`."""


def _terms(
    settings: DelivererSettings, gateway: str, edges: Edges, predecessors: Sequence[str]
) -> LeaseTerms:
    """For how long leases are drawn, and how long an attempt may take."""
    longest = max((handler.total_timeout for handler in edges.handlers.values()), default=0.0)
    return LeaseTerms(gateway, settings.lease_seconds, longest + LEASE_SPARE, predecessors)


def _maintenance(settings: DispatcherSettings) -> MaintenanceSettings:
    policy = settings.policy
    unreadable = max(policy.max_backoff, UNREADABLE_SECONDS)
    return MaintenanceSettings(policy.max_age, unreadable, settings.reroutes)


def _connection(url: str, max_age: float) -> ReconnectingConnection:
    """Connections are short-lived: statements prepared while little waited keep plans for small
    tables."""
    opens = partial(connect, url, "deliverer", command_seconds=COMMAND_SECONDS)
    return ReconnectingConnection(opens, connect_seconds=CONNECT_SECONDS, max_age=max_age)


class Deliverer(BackgroundLoop[bool]):
    """Started once, stopped once."""

    def __init__(
        self,
        settings: DelivererSettings,
        url: str,
        gateway: str,
        table: RouteTable,
        *,
        edges: Edges,
        cipher: PayloadCipher,
        predecessors: Sequence[str] = (),
    ) -> None:
        """`predecessors` are gateways whose processes are known to be dead."""
        super().__init__(STOP_SECONDS)
        self._settings = settings
        self._backoff = Backoff(INITIAL_BACKOFF, MAX_BACKOFF)
        self._lease = LocalLease(edges.monotonic)
        clock = DatabaseClock(edges.monotonic, edges.wall)
        terms = _terms(settings, gateway, edges, predecessors)
        self._keeper = LeaseKeeper(terms, self._lease, clock, edges.monotonic)
        self._dispatcher = Dispatcher(
            settings.dispatcher,
            table,
            edges,
            self._lease,
            clock,
            on_end=self._on_end,
            on_recovery=self._on_recovery,
        )
        self._settlements = SettlementQueue(self._on_settled)
        self._cursor = ClaimCursor()
        self._claimer = Claimer(
            ClaimerEdges(self._dispatcher, cipher, self._on_end),
            self._cursor,
            settings.poll_seconds,
            edges.monotonic,
        )
        self._maintenance = Maintenance(
            _maintenance(settings.dispatcher),
            table.routes.values(),
            edges.handlers,
            self._lease,
            self._cursor,
            monotonic=edges.monotonic,
        )
        self._connection = _connection(url, settings.max_connection_age)

    @property
    def owner(self) -> int | None:
        """This worker's number while its lease holds, else None."""
        return self._lease.owner

    @property
    def error(self) -> str | None:
        """Why the last pass, or a maintenance job, failed; None if none did."""
        return self._error or self._maintenance.error

    @property
    def held(self) -> int:
        """How many deliveries are in memory."""
        return self._dispatcher.held

    @property
    def running(self) -> int:
        """How many attempts are under way."""
        return self._dispatcher.running

    @property
    def overtaken(self) -> int:
        """Deliveries that another worker had taken over before their outcome was written."""
        return self._settlements.overtaken

    @property
    def set_aside(self) -> int:
        """Deliveries of whose outcome nothing could be written."""
        return self._settlements.set_aside

    def open_circuits(self) -> list[str]:
        """Handlers whose circuit is open, as far as there is something to deliver to them."""
        return self._dispatcher.open_circuits()

    def reserve(self, handler: str, size: int) -> bool:
        """Reserves room for one more; False if there is none, or the handler's circuit is open."""
        return self._dispatcher.reserve(handler, size)

    def release(self, handler: str, size: int) -> None:
        """Gives back room that was reserved and is not needed."""
        self._dispatcher.release(handler, size)

    def deliver_reserved(
        self,
        owner: int,
        pending: PendingDelivery,
        placed: Placed,
        source: str,
        expires: float | None,
    ) -> None:
        """Delivers what room was reserved for and was committed as `owner`'s."""
        delivery = claims.accepted(pending, placed, source, expires)
        held = tuple.__new__(PrefetchedDelivery, (owner, delivery))
        self._dispatcher.deliver(pending.part.handler, held)

    def committed_after(self, seconds: float) -> None:
        """Deliveries were committed `seconds` after their transaction began, for anyone."""
        if self._cursor.committed_after(seconds):
            self._claimer.soon()
            self.wake()

    def renounce(self) -> None:
        """Draws a new number: deliveries may be this one's that the worker does not know of."""
        self._keeper.renounce()
        self.wake()

    def use(self, core: OpenAttempts) -> None:
        """The compiled core makes the usual attempts from now on."""
        self._dispatcher.use(core)

    def follow(self, snapshot: Snapshot | None) -> None:
        """The configuration has changed."""
        self._dispatcher.follow(snapshot)
        self._maintenance.follow(snapshot)
        self.wake()

    async def stop(self) -> None:
        """Lets attempts end, as far as there is time, and releases all other deliveries."""
        await self._dispatcher.stop(STOP_SECONDS)
        await super().stop()

    async def close(self) -> None:
        """Writes down how the last attempts ended, and gives back what is left."""
        with suppress(OperatorError, TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                opened = await self._connection.get()
                await self._settle(opened)
                await self._reclaim(opened)
                await self._keeper.release_all(opened)
        await self._connection.close()

    async def run_once(self) -> bool:
        """Does everything that is due now; True if there is more to do at once."""
        try:
            connection = await self._connection.get()
            await self._keeper.keep(connection)
            await self._settle(connection)
            await self._reclaim(connection)
            if await self._maintenance.run(connection):
                self._claimer.soon()
            owner = None if self._stopping else self._lease.owner
            more = await self._claimer.claim(connection, owner)
        except (OperatorError, TimeoutError) as error:
            self._fail(str(error) or "PostgreSQL did not answer in time")
            return False
        except Exception as error:
            # The task must go on: nobody would notice its end.
            if self._error is None:
                log.exception(
                    "Unexpected error in the deliverer; nothing is delivered until it works again"
                )
            self._fail(repr(error))
            return False
        if self._error is not None:
            log.warning("Deliveries are claimed and recorded again.")
        self._error = None
        return more

    def pause(self, more: bool) -> float:
        """Until the next poll; what failed is tried again sooner."""
        if self._error is not None:
            return self._backoff.next()
        self._backoff.reset()
        return 0.0 if more else self._settings.poll_seconds

    async def rest(self, seconds: float) -> None:
        """At least PACE_SECONDS, where there is not more to do at once."""
        if self._error is not None:
            # PostgreSQL is away: an attempt that ends is no reason to try earlier.
            await asyncio.sleep(seconds)
            return
        if seconds:
            await asyncio.sleep(PACE_SECONDS)
        await super().rest(seconds)

    def _fail(self, error: str) -> None:
        if self._error is None:
            log.warning("Deliveries cannot be claimed or recorded: %s", error)
        self._error = error
        self.renounce()
        self._connection.drop()

    async def _settle(self, connection: Connection) -> None:
        settled = await self._settlements.write(connection, self._lease.number)
        if settled.due:
            self._claimer.soon()

    async def _reclaim(self, connection: Connection) -> None:
        if await self._keeper.reclaim(connection, self._known):
            self._cursor.widen()
            self._claimer.soon()

    def _known(self) -> list[int]:
        """Ids of all deliveries that this worker knows to be its own."""
        return [*self._dispatcher.ids(), *self._settlements.ids()]

    def _on_end(self, ended: FinishedDelivery) -> None:
        self._settlements.add(ended)
        self.wake()

    def _on_settled(self, ended: FinishedDelivery) -> None:
        self._dispatcher.release(ended.queue, ended.size)
        self._claimer.room_freed()

    def _on_recovery(self, handler: str) -> None:
        self._maintenance.recovered(handler)
        self.wake()

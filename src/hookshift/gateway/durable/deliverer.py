"""Delivers what durable sources have accepted, and retries what fails.

A worker delivers what it has accepted from memory, and claims what else is due. Either way a
delivery belongs to the worker's number, by a lease that is renewed while the worker runs. One task
talks to PostgreSQL: it renews the lease, writes how attempts ended (many at once), runs maintenance
(`Maintenance`) and claims what is due; the `Dispatcher` makes the attempts. While PostgreSQL is
away, nothing new begins once the lease is nearly over, and results are kept until they are written.

Whenever the worker cannot know what PostgreSQL has done (a connection was cut), deliveries may
belong to its number that it does not know of. It then renounces the number and draws another. Once
PostgreSQL answers, whatever else belongs to the former number is released for any worker to claim
(`FormerNumbers`), at the latest when that number's lease is over.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from hookshift.domain.delivery.delivery import LEASE_SPARE, RENEWED_AFTER
from hookshift.domain.errors import OperatorError
from hookshift.domain.routing.routing import RouteTable, Snapshot
from hookshift.gateway.durable import claims, settling
from hookshift.gateway.durable.claim_cursor import ClaimCursor
from hookshift.gateway.durable.claims import FinishedDelivery
from hookshift.gateway.durable.database_clock import DatabaseClock
from hookshift.gateway.durable.dispatcher import Dispatcher, DispatcherSettings, Edges
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.former_numbers import FormerNumbers
from hookshift.gateway.durable.grouping import PendingDelivery
from hookshift.gateway.durable.handler_queue import PrefetchedDelivery
from hookshift.gateway.durable.lease import LocalLease
from hookshift.gateway.durable.maintenance import Maintenance, MaintenanceSettings
from hookshift.store import deliveries as store
from hookshift.store.database import Connection, connect
from hookshift.store.inbox import Placed
from hookshift.store.reconnecting import ReconnectingConnection

log = logging.getLogger(__name__)

CONNECT_SECONDS = 2.0
COMMAND_SECONDS = 10.0
STOP_SECONDS = 2.0
"""Time limit for each step of a stop; all of them fit into `supervisor.GRACE`."""
INITIAL_BACKOFF, MAX_BACKOFF = 0.1, 0.5
UNREADABLE_SECONDS = 60.0
"""The wait before a payload that could not be read is tried again."""
PACE_SECONDS = 0.02
"""The pause between two passes: attempts that end meanwhile are written together."""
MOST_SETTLED = 2_000
"""Deliveries whose outcome is written in one transaction."""


class DelivererSettings(NamedTuple):
    """How deliveries are claimed and made; names as in `[delivery]` of hookshift.toml."""

    lease_seconds: float
    poll_seconds: float
    dispatcher: DispatcherSettings
    max_connection_age: float
    """`max_connection_age` of `[database]`."""


class Deliverer:
    """Started once, stopped once. Not thread-safe: it belongs to one event loop."""

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
        self._settings = settings
        self._predecessors = predecessors
        self._longest_attempt = LEASE_SPARE + max(
            (handler.total_timeout for handler in edges.handlers.values()), default=0.0
        )
        self._gateway = gateway
        self._cipher = cipher
        self._monotonic = edges.monotonic
        self._lease = LocalLease(edges.monotonic)
        self._former = FormerNumbers(edges.monotonic)
        self._clock = DatabaseClock(edges.monotonic, edges.wall)
        self._dispatcher = Dispatcher(
            settings.dispatcher,
            table,
            edges,
            self._lease,
            self._clock,
            on_end=self._on_end,
            on_recovery=self._on_recovery,
        )
        self._ended: dict[int, list[FinishedDelivery]] = {}
        """Outcomes to be written, by owner: those of a former number are written under it."""
        self._renew_at = self._claim_at = 0.0
        self._cursor = ClaimCursor()
        policy = settings.dispatcher.policy
        self._maintenance = Maintenance(
            MaintenanceSettings(
                policy.max_age,
                max(policy.max_backoff, UNREADABLE_SECONDS),
                settings.dispatcher.reroutes,
            ),
            table.routes.values(),
            edges.handlers,
            self._lease,
            self._cursor,
            monotonic=edges.monotonic,
        )
        self._lacked_room = False
        """Whether more may have been due than the last claim had room for."""
        self._connection = ReconnectingConnection(
            partial(
                connect,
                url,
                "deliverer",
                # Connections are short-lived: statements prepared while little waited keep plans
                # for small tables.
                connect_seconds=CONNECT_SECONDS,
                command_seconds=COMMAND_SECONDS,
            ),
            max_age=settings.max_connection_age,
        )
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._wait = INITIAL_BACKOFF
        self._error: str | None = None
        """Why the last pass failed; None if it did not."""
        self.overtaken = 0
        """Deliveries that another worker had taken over before their outcome was written."""
        self.set_aside = 0
        """Deliveries of whose outcome nothing could be written."""

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
        self._dispatcher.deliver(pending.part.handler, PrefetchedDelivery(owner, delivery))

    def committed_after(self, seconds: float) -> None:
        """Deliveries were committed `seconds` after their transaction began, for anyone."""
        if self._cursor.committed_after(seconds):
            self._claim_at = 0.0
            self._wake.set()

    def renounce(self) -> None:
        """Draws a new number: deliveries may be this one's that the worker does not know of."""
        if self._lease.number is not None:
            self._former.add(self._lease.number, self._lease.until)
        self._lease.renounce()
        self._wake.set()

    def follow(self, snapshot: Snapshot | None) -> None:
        """The configuration has changed."""
        self._dispatcher.snapshot = snapshot
        self._maintenance.follow(snapshot)
        self._wake.set()

    async def start(self) -> None:
        """Starts the task that does the work; returns at once."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Lets attempts end, as far as there is time, and releases all other deliveries."""
        await self._dispatcher.stop(STOP_SECONDS)
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_SECONDS)
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        with suppress(OperatorError, TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                opened = await self._connection.get()
                await self._settle(opened)
                await self._reclaim(opened)
                if self._lease.number is not None:
                    await store.release_all(opened, self._lease.number)
        await self._connection.close()

    async def run_once(self) -> bool:
        """Does everything that is due now; True if there is more to do at once."""
        try:
            connection = await self._connection.get()
            await self._keep_lease(connection)
            await self._settle(connection)
            await self._reclaim(connection)
            if await self._maintenance.run(connection):
                self._claim_at = 0.0
            more = await self._claim(connection)
        except (OperatorError, TimeoutError) as error:
            self._fail(str(error) or "PostgreSQL did not answer in time")
            return False
        except Exception as error:
            # The task must go on: nobody would notice its end.
            if self._error is None:
                log.exception("Unexpected error in the deliverer; deliveries stand still")
            self._fail(repr(error))
            return False
        if self._error is not None:
            log.warning("Deliveries are claimed and written down again.")
        self._error, self._wait = None, INITIAL_BACKOFF
        return more

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            if await self.run_once():
                await asyncio.sleep(0)
                continue
            if self._error is None:
                if not self._stopping:
                    await asyncio.sleep(PACE_SECONDS)
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._settings.poll_seconds):
                        await self._wake.wait()
            else:
                # PostgreSQL is away: an attempt that ends is no reason to try earlier.
                await asyncio.sleep(self._wait)
                self._wait = min(self._wait * 2, MAX_BACKOFF)

    def _fail(self, error: str) -> None:
        if self._error is None:
            log.warning("Deliveries cannot be claimed or written down: %s", error)
        self._error = error
        self.renounce()
        self._connection.drop()

    async def _keep_lease(self, connection: Connection) -> None:
        # The lease counts from before the query, whose answer may take its time.
        now, seconds = self._monotonic(), self._settings.lease_seconds
        number = self._lease.number
        if number is not None and now < self._renew_at:
            return
        if number is None or not await store.renew(connection, number, seconds):
            if number is not None:
                log.warning("Lease lost; its queued deliveries will be reclaimed by other workers.")
            number = await store.register(connection, self._gateway, seconds)
            await self._end_former_leases(connection)
        self._lease.begin(number, now + seconds)
        self._clock.observe(await store.database_time(connection))
        self._renew_at = now + seconds * RENEWED_AFTER

    async def _end_former_leases(self, connection: Connection) -> None:
        """Shortens the leases of dead predecessors to what their last attempts may still take."""
        if self._predecessors:
            await store.cut_short(connection, self._predecessors, self._longest_attempt)
            self._predecessors = ()

    async def _settle(self, connection: Connection) -> None:
        for owner, waiting in list(self._ended.items()):
            while waiting:
                batch = waiting[:MOST_SETTLED]
                settled = await settling.settle(connection, owner, batch)
                del waiting[: len(batch)]
                self.overtaken += len(batch) - settled.written - settled.set_aside
                self.set_aside += settled.set_aside
                for each in batch:
                    self._dispatcher.release(each.queue, each.size)
                if settled.due or self._lacked_room:
                    self._claim_at = 0.0
            if owner != self._lease.number:
                del self._ended[owner]

    async def _reclaim(self, connection: Connection) -> None:
        """Releases deliveries of former numbers that this worker does not know of."""
        numbers = self._former.due()
        if not numbers:
            return
        known = [
            *self._dispatcher.ids(),
            *(each.id for ended in self._ended.values() for each in ended),
        ]
        count = await store.reclaim(connection, numbers, known)
        self._former.answered()
        if count:
            log.warning("%d deliveries were committed without an answer; they are due now.", count)
            self._cursor.widen()
            self._claim_at = 0.0

    async def _claim(self, connection: Connection) -> bool:
        now, owner = self._monotonic(), self._lease.owner
        if self._stopping or owner is None or now < self._claim_at:
            return False
        room = self._dispatcher.room()
        wanted = {name: free for name, free in room.items() if free}
        with self._dispatcher.reserving(wanted):
            found = await store.claim(connection, owner, wanted, self._cursor.since(now))
        self._cursor.seen(found, now, self._monotonic())
        for row in found:
            self._take_over(owner, row)
        taken = Counter(row.handler for row in found)
        filled = [name for name, free in room.items() if taken[name] == free]
        self._lacked_room = bool(filled)
        more = any(room[name] for name in filled)
        self._claim_at = 0.0 if more else now + self._settings.poll_seconds
        return more and any(self._dispatcher.room().values())

    def _take_over(self, owner: int, row: store.Claimed) -> None:
        size = len(row.body or b"")
        self._dispatcher.enter(row.handler, size)
        try:
            delivery = claims.claimed(row, self._cipher)
        except claims.Unreadable as error:
            # A key may be missing from the settings: waiting for it loses nothing.
            what: claims.After = store.Retry(
                row.id, row.handler, row.side, UNREADABLE_SECONDS, 0, 0, f"unreadable: {error}"
            )
        else:
            if delivery is not None:
                self._dispatcher.deliver(row.handler, PrefetchedDelivery(owner, delivery))
                return
            what = store.Burial(row.id, 0, claims.LOST, None)
        self._on_end(FinishedDelivery(owner, row.handler, size, what))

    def _on_end(self, ended: FinishedDelivery) -> None:
        self._ended.setdefault(ended.owner, []).append(ended)
        self._wake.set()

    def _on_recovery(self, handler: str) -> None:
        self._maintenance.recovered(handler)
        self._wake.set()

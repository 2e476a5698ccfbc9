"""Delivers what durable sources have accepted, and retries what fails.

A worker delivers what it has accepted from memory, and claims what else is due. Either way a
delivery belongs to the worker's number, by a lease that is renewed while the worker runs. One task
talks to PostgreSQL: it renews the lease, writes how attempts ended (many at once), runs maintenance
(`Maintenance`) and claims what is due; the `Dispatcher` makes the attempts. While PostgreSQL is
away, nothing new begins once the lease is nearly over, and results are kept until they are written.

Whenever it is not known what PostgreSQL has done (a connection was cut), something may belong to
this worker's number that the worker does not know of. The number is then renounced and another is
drawn. As soon as PostgreSQL answers it is asked what else belongs to the former one, which is then
anybody's (`FormerNumbers`); at the latest it is when that number's lease is over.
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
from hookshift.store.reconnecting import MAX_AGE, ReconnectingConnection

log = logging.getLogger(__name__)

CONNECT_SECONDS = 2.0
COMMAND_SECONDS = 10.0
STOP_SECONDS = 2.0
"""For each step of a stop; all of them fit into `supervisor.GRACE`."""
INITIAL_BACKOFF, MAX_BACKOFF = 0.1, 0.5
UNREADABLE_SECONDS = 60.0
"""Until a payload is tried again that could not be read."""
PACE_SECONDS = 0.02
"""Between two turns: attempts that end within it are written down together."""
MOST_SETTLED = 2_000
"""At once."""


class DelivererSettings(NamedTuple):
    """Names as in `[delivery]` of hookshift.toml."""

    lease_seconds: float = 60.0
    poll_seconds: float = 0.5
    courier: DispatcherSettings = DispatcherSettings()
    max_connection_age: float = MAX_AGE
    """As in `[database]`."""


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
        seal: PayloadCipher,
        predecessors: Sequence[str] = (),
    ) -> None:
        """`predecessors` are gateways whose processes are known to be dead."""
        self._settings = settings
        self._predecessors = predecessors
        self._longest_attempt = LEASE_SPARE + max(
            (handler.total_timeout for handler in edges.handlers.values()), default=0.0
        )
        self._gateway = gateway
        self._seal = seal
        self._monotonic = edges.monotonic
        self._tenure = LocalLease(edges.monotonic)
        self._former = FormerNumbers(edges.monotonic)
        self._clock = DatabaseClock(edges.monotonic, edges.wall)
        self._courier = Dispatcher(
            settings.courier,
            table,
            edges,
            self._tenure,
            self._clock,
            on_end=self._on_end,
            on_recovery=self._on_recovery,
        )
        self._ended: dict[int, list[FinishedDelivery]] = {}
        """By owner: what belonged to a former number is written down under it."""
        self._renew_at = self._claim_at = 0.0
        self._horizon = ClaimCursor()
        policy = settings.courier.policy
        self._upkeep = Maintenance(
            MaintenanceSettings(
                policy.max_age, max(policy.max_backoff, UNREADABLE_SECONDS), settings.courier.moves
            ),
            table.routes.values(),
            edges.handlers,
            self._tenure,
            self._horizon,
            monotonic=edges.monotonic,
        )
        self._lacked_room = False
        """Whether more may have waited than the last claim had room for."""
        self._connection = ReconnectingConnection(
            partial(
                connect,
                url,
                "deliverer",
                # Not for long: a statement that was prepared while little waited would be planned
                # for little.
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
        """Why the last turn failed."""
        self.overtaken = 0
        """Deliveries that another had taken over before their end was written down."""
        self.set_aside = 0
        """Deliveries of which nothing could be written down."""

    @property
    def owner(self) -> int | None:
        """This worker's number, while its lease holds."""
        return self._tenure.owner

    @property
    def error(self) -> str | None:
        """Why the last turn failed, or a chore of it; None if none did."""
        return self._error or self._upkeep.error

    @property
    def held(self) -> int:
        """Deliveries in memory."""
        return self._courier.held

    @property
    def running(self) -> int:
        """Attempts under way."""
        return self._courier.running

    def resting(self) -> list[str]:
        """Handlers that are left alone, as far as somebody misses them."""
        return self._courier.resting()

    def hold(self, handler: str, size: int) -> bool:
        """Makes room for one more; False if there is none, or the handler is left alone."""
        return self._courier.hold(handler, size)

    def let_go(self, handler: str, size: int) -> None:
        """The room is not needed after all."""
        self._courier.let_go(handler, size)

    def take(
        self, owner: int, lot: PendingDelivery, placed: Placed, source: str, expires: float | None
    ) -> None:
        """Delivers what room was made for and was written down as `owner`'s."""
        delivery = claims.accepted(lot, placed, source, expires)
        self._courier.deliver(lot.part.handler, PrefetchedDelivery(owner, delivery))

    def late(self, seconds: float) -> None:
        """What others may claim was written down so long after it was begun."""
        if self._horizon.late(seconds):
            self._claim_at = 0.0
            self._wake.set()

    def renounce(self) -> None:
        """Something may be this worker's that it does not know of."""
        if self._tenure.number is not None:
            self._former.add(self._tenure.number, self._tenure.until)
        self._tenure.renounce()
        self._wake.set()

    def follow(self, snapshot: Snapshot | None) -> None:
        """The configuration has changed."""
        self._courier.snapshot = snapshot
        self._upkeep.follow(snapshot)
        self._wake.set()

    async def start(self) -> None:
        """Begins; returns at once."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends what is under way, as far as there is time, and gives back the rest."""
        await self._courier.stop(STOP_SECONDS)
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
                if self._tenure.number is not None:
                    await store.sign_off(opened, self._tenure.number)
        await self._connection.close()

    async def run_once(self) -> bool:
        """Everything that is due now; True if there is more to do at once."""
        try:
            connection = await self._connection.get()
            await self._keep_lease(connection)
            await self._settle(connection)
            await self._reclaim(connection)
            if await self._upkeep.run(connection):
                self._claim_at = 0.0
            more = await self._claim(connection)
        except (OperatorError, TimeoutError) as error:
            self._fail(str(error) or "PostgreSQL did not answer in time")
            return False
        except Exception as error:
            # A task that ended here would never be missed.
            if self._error is None:
                log.exception("deliveries stand still in a way that no code foresaw")
            self._fail(repr(error))
            return False
        if self._error is not None:
            log.warning("deliveries go on")
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
                # Not woken by attempts that end: PostgreSQL is away.
                await asyncio.sleep(self._wait)
                self._wait = min(self._wait * 2, MAX_BACKOFF)

    def _fail(self, error: str) -> None:
        if self._error is None:
            log.warning("deliveries cannot be claimed or written down: %s", error)
        self._error = error
        self.renounce()
        self._connection.drop()

    async def _keep_lease(self, connection: Connection) -> None:
        # From before the question: the answer may take its time.
        now, seconds = self._monotonic(), self._settings.lease_seconds
        number = self._tenure.number
        if number is not None and now < self._renew_at:
            return
        if number is None or not await store.renew(connection, number, seconds):
            if number is not None:
                log.warning("the lease was lost; what waits here is delivered by whoever frees it")
            number = await store.register(connection, self._gateway, seconds)
            await self._succeed(connection)
        self._tenure.begin(number, now + seconds)
        self._clock.heard(await store.clock(connection))
        self._renew_at = now + seconds * RENEWED_AFTER

    async def _succeed(self, connection: Connection) -> None:
        """A dead process begins nothing more: only what it had begun may still be under way."""
        if self._predecessors:
            await store.cut_short(connection, self._predecessors, self._longest_attempt)
            self._predecessors = ()

    async def _settle(self, connection: Connection) -> None:
        for owner, waiting in list(self._ended.items()):
            while waiting:
                batch = waiting[:MOST_SETTLED]
                settled = await settling.settle(connection, owner, batch)
                del waiting[: len(batch)]
                self.overtaken += len(batch) - settled.written - settled.aside
                self.set_aside += settled.aside
                for each in batch:
                    self._courier.let_go(each.desk, each.size)
                if settled.due or self._lacked_room:
                    self._claim_at = 0.0
            if owner != self._tenure.number:
                del self._ended[owner]

    async def _reclaim(self, connection: Connection) -> None:
        """Gives back what belongs to a former number and is not known of here."""
        numbers = self._former.due()
        if not numbers:
            return
        known = [
            *self._courier.ids(),
            *(each.id for ended in self._ended.values() for each in ended),
        ]
        count = await store.reclaim(connection, numbers, known)
        self._former.answered()
        if count:
            log.warning("%d deliveries, written down unseen, are delivered now", count)
            self._horizon.widen()
            self._claim_at = 0.0

    async def _claim(self, connection: Connection) -> bool:
        now, owner = self._monotonic(), self._tenure.owner
        if self._stopping or owner is None or now < self._claim_at:
            return False
        room = self._courier.room()
        wanted = {name: free for name, free in room.items() if free}
        with self._courier.keeping(wanted):
            found = await store.claim(connection, owner, wanted, self._horizon.since(now))
        self._horizon.seen(found, now, self._monotonic())
        for row in found:
            self._take_over(owner, row)
        taken = Counter(row.handler for row in found)
        filled = [name for name, free in room.items() if taken[name] == free]
        self._lacked_room = bool(filled)
        more = any(room[name] for name in filled)
        self._claim_at = 0.0 if more else now + self._settings.poll_seconds
        return more and any(self._courier.room().values())

    def _take_over(self, owner: int, row: store.Claimed) -> None:
        size = len(row.body or b"")
        self._courier.enter(row.handler, size)
        try:
            delivery = claims.claimed(row, self._seal)
        except claims.Unreadable as error:
            # A key may have been forgotten: nothing is lost by waiting for it.
            what: claims.After = store.Retry(
                row.id, row.handler, row.side, UNREADABLE_SECONDS, 0, 0, f"unreadable: {error}"
            )
        else:
            if delivery is not None:
                self._courier.deliver(row.handler, PrefetchedDelivery(owner, delivery))
                return
            what = store.Burial(row.id, 0, claims.LOST, None)
        self._on_end(FinishedDelivery(owner, row.handler, size, what))

    def _on_end(self, ended: FinishedDelivery) -> None:
        self._ended.setdefault(ended.owner, []).append(ended)
        self._wake.set()

    def _on_recovery(self, handler: str) -> None:
        self._upkeep.recovered(handler)
        self._wake.set()

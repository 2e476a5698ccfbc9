"""Makes the attempts: holds deliveries by handler, sends them, and reports how they ended.

It never waits for PostgreSQL. An attempt begins only while the lease covers the time that it may
take. While a handler's circuit is open, deliveries that are held for it go back to PostgreSQL
unsent, or to legacy. How an attempt is made: `attempt.py`.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import NamedTuple

from hookshift.core.choice import OpenAttempts
from hookshift.domain.delivery.breaker import Breaker, BreakerPolicy, Circuit
from hookshift.domain.delivery.delivery import LEASE_SPARE, Outcome, Policy, is_down
from hookshift.domain.errors import CircuitOpen
from hookshift.domain.http import Response
from hookshift.domain.routing.routing import RouteTable, Snapshot
from hookshift.gateway.durable.attempt import TAKEN, AttemptRunner, AttemptTerms, Edges
from hookshift.gateway.durable.claims import KINDS_OF_AFTER, After, FinishedDelivery, retry
from hookshift.gateway.durable.database_clock import DatabaseClock
from hookshift.gateway.durable.handler_queue import (
    HandlerQueue,
    HandlerQueueSettings,
    PrefetchedDelivery,
)
from hookshift.gateway.durable.lease import LocalLease
from hookshift.gateway.upstream.client import HandlerClient

log = logging.getLogger(__name__)

WORKS = Breaker()
"""The breaker of a handler that does: nothing has failed since it worked last."""


class DispatcherSettings(NamedTuple):
    """How deliveries are made; names as in `[delivery]` of hookshift.toml."""

    queue: HandlerQueueSettings
    policy: Policy
    breaker: BreakerPolicy
    falls_back: bool
    """Whether legacy gets what could not be sent to unified."""
    reroutes: bool
    """Whether deliveries waiting for unified follow their sender back to legacy."""


class Dispatcher:
    """Delivers to all handlers of one worker.

    `on_end` is called with each delivery whose outcome is to be written down, `on_recovery` with
    each handler whose circuit has closed.
    """

    def __init__(
        self,
        settings: DispatcherSettings,
        table: RouteTable,
        edges: Edges,
        lease: LocalLease,
        clock: DatabaseClock,
        *,
        on_end: Callable[[FinishedDelivery], None],
        on_recovery: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._edges = edges
        self._lease = lease
        terms = AttemptTerms(settings.policy, settings.falls_back, settings.reroutes)
        self._runner = AttemptRunner(terms, table, edges, clock, self._judge)
        self._on_end = on_end
        self._on_recovery = on_recovery
        self._longest = _longest(edges.handlers, falls_back=settings.falls_back)
        self._queues = {name: HandlerQueue(settings.queue) for name in edges.handlers}
        unified = {route.unified for route in table.routes.values() if route.unified}
        self._replaceable = unified if settings.falls_back else set[str]()
        self._tasks: set[asyncio.Task[None]] = set()
        """Attempts that need one."""
        self._tried: set[int] = set()
        """Ids of deliveries that are being attempted, with a task or without."""
        self._stopping = False
        self._all_ended = asyncio.Event()
        """Set once nothing is under way and nothing begins any more."""

    def use(self, core: OpenAttempts) -> None:
        """The compiled core makes the usual attempts from now on."""
        self._runner.use(core)

    def follow(self, snapshot: Snapshot | None) -> None:
        """The configuration has changed."""
        self._runner.snapshot = snapshot

    @property
    def held(self) -> int:
        """How many deliveries are in memory."""
        return sum(queue.held for queue in self._queues.values())

    @property
    def running(self) -> int:
        """How many attempts are under way."""
        return len(self._tried)

    def ids(self) -> list[int]:
        """Ids of the deliveries that wait here or are being attempted."""
        queues = (queue.waiting for queue in self._queues.values())
        return [*self._tried, *(held.delivery.id for waiting in queues for held in waiting)]

    def open_circuits(self) -> list[str]:
        """Handlers whose circuit is open, as far as there is something to deliver to them."""
        now = self._edges.monotonic()
        return [name for name, queue in self._queues.items() if queue.breaker.is_reported_open(now)]

    def reserve(self, handler: str, size: int) -> bool:
        """Reserves room for one more; False if there is none, or the handler's circuit is open."""
        queue = self._queues[handler]
        if self._stopping or not queue.has_room(size, self._edges.monotonic()):
            return False
        queue.enter(size)
        return True

    def release(self, handler: str, size: int) -> None:
        """Gives back the room of one delivery of `size` bytes."""
        self._queues[handler].leave(size)

    def room(self) -> dict[str, int]:
        """For each handler, how many deliveries may be claimed; 0 included."""
        now = self._edges.monotonic()
        return {
            # Deliveries that may fall back to legacy need not wait until unified works again.
            name: queue.room(now, even_if_open=name in self._replaceable)
            for name, queue in self._queues.items()
        }

    @contextmanager
    def reserving(self, room: Mapping[str, int]) -> Iterator[None]:
        """Keeps `room` free for a claim while that is under way."""
        for name, wanted in room.items():
            self._queues[name].claimed += wanted
        try:
            yield
        finally:
            for name, wanted in room.items():
                self._queues[name].claimed -= wanted

    def enter(self, handler: str, size: int) -> None:
        """Takes up room for a claimed delivery of `size` bytes."""
        self._queues[handler].enter(size)

    def deliver(self, queue: str, held: PrefetchedDelivery) -> None:
        """Queues a delivery that room was reserved for, and begins whatever may begin."""
        self._queues[queue].waiting.append(held)
        self._pump(queue)

    async def stop(self, seconds: float) -> None:
        """Begins no further attempt; those under way end, or are given up after `seconds`."""
        self._stopping = True
        if self._tried:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._all_ended.wait()
        self._runner.give_up()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

    def _pump(self, name: str) -> None:
        queue = self._queues[name]
        if not queue.waiting:
            return
        needed = self._longest[name]
        while queue.waiting and queue.running < queue.settings.in_flight and not self._stopping:
            held = queue.waiting.popleft()
            now = self._edges.monotonic()
            if not self._lease.covers(held.owner, needed):
                # Given back, if it is still this worker's to give.
                self._end(name, held, retry(held.delivery, 0.0))
            elif queue.breaker.room(now, 1):
                queue.breaker = queue.breaker.begun(now)
                queue.running += 1
                self._begin(name, held)
            else:
                self._return_unsent(name, held)

    def _return_unsent(self, queue: str, held: PrefetchedDelivery) -> None:
        """The circuit is open: gives the delivery back unsent, for legacy if it may fall back."""
        delivery, tried = held.delivery, 0
        refusal = CircuitOpen(f"circuit open for {delivery.part.handler}: it keeps failing")
        if self._runner.can_fall_back(delivery, refusal):
            delivery, tried = self._runner.fall_back(delivery, refusal, None), 1
        self._end(queue, held, retry(delivery, 0.0, tried))

    def _begin(self, name: str, held: PrefetchedDelivery) -> None:
        delivery = held.delivery
        self._tried.add(delivery.id)
        if not self._runner.begin(delivery, partial(self._came_to, name, held)):
            self._come_to(name, held, self._runner.run(delivery))

    def _came_to(
        self, name: str, held: PrefetchedDelivery, result: After | Coroutine[None, None, After]
    ) -> None:
        """An attempt without a task is over, or needs one for the rest."""
        if isinstance(result, KINDS_OF_AFTER):
            self._ended(name, held, result)
        else:
            self._come_to(name, held, result)

    def _come_to(
        self, name: str, held: PrefetchedDelivery, rest: Coroutine[None, None, After]
    ) -> None:
        task = asyncio.create_task(self._wait_for(name, held, rest))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _wait_for(
        self, name: str, held: PrefetchedDelivery, rest: Coroutine[None, None, After]
    ) -> None:
        result: After = retry(held.delivery, 0.0)
        try:
            result = await rest
        except Exception:
            result = self._runner.unexpected(held.delivery)
        finally:
            self._ended(name, held, result)

    def _ended(self, name: str, held: PrefetchedDelivery, result: After) -> None:
        """An attempt is over; others may begin."""
        queue = self._queues[name]
        queue.running -= 1
        self._tried.discard(held.delivery.id)
        queue.breaker = queue.breaker.inconclusive()
        self._end(name, held, result)
        if self._stopping and not self._tried:
            self._all_ended.set()
        self._pump(name)

    def _judge(self, handler: str, outcome: Outcome) -> None:
        """Tells the handler's circuit breaker how an attempt ended."""
        queue = self._queues[handler]
        if queue.breaker == WORKS and (outcome is TAKEN or not is_down(outcome)):
            # As nearly always.
            return
        now = self._edges.monotonic()
        before = queue.breaker.circuit(now)
        if is_down(outcome):
            queue.breaker = queue.breaker.failed(self._settings.breaker, now)
        elif isinstance(outcome, Response):
            queue.breaker = queue.breaker.succeeded()
        now_is = queue.breaker.circuit(now)
        if before is Circuit.CLOSED and now_is is Circuit.OPEN:
            failures = queue.breaker.failures
            log.warning("Circuit open for %s: %d failures in a row", handler, failures)
        if before is not Circuit.CLOSED and now_is is Circuit.CLOSED:
            log.warning("Circuit closed for %s: it works again", handler)
            self._on_recovery(handler)

    def _end(self, queue: str, held: PrefetchedDelivery, result: After) -> None:
        fields = (held.owner, queue, len(held.delivery.body), result)
        # Half of what FinishedDelivery(...) takes, for each delivery.
        self._on_end(tuple.__new__(FinishedDelivery, fields))


def _longest(handlers: Mapping[str, HandlerClient], *, falls_back: bool) -> dict[str, float]:
    """How long an attempt at each handler may take, by which the lease must cover it."""
    # It may have to be sent to legacy afterwards.
    more = max((each.total_timeout for each in handlers.values()), default=0.0) if falls_back else 0
    return {name: each.total_timeout + LEASE_SPARE + more for name, each in handlers.items()}

"""Makes the attempts: holds deliveries by handler, sends them, and reports how they ended.

It never waits for PostgreSQL. An attempt begins only while the lease covers the time that it may
take. While a handler's circuit is open, deliveries that are held for it go back to PostgreSQL
unsent, or to legacy.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from hookshift.domain.delivery.breaker import BreakerPolicy, Circuit
from hookshift.domain.delivery.delivery import (
    LEASE_SPARE,
    NEVER_SENT,
    Clock,
    Dead,
    Delivery,
    Done,
    Outcome,
    Policy,
    ended,
    follow_up,
    is_down,
    succeeded,
)
from hookshift.domain.errors import CircuitOpen, GatewayError, HandlerBroken, HandlerError
from hookshift.domain.http import Headers, Response
from hookshift.domain.routing.routing import (
    RouteTable,
    Side,
    Snapshot,
    fallen_back,
    given_back,
    part_of,
)
from hookshift.gateway.durable.claims import After, FinishedDelivery, after, retry
from hookshift.gateway.durable.database_clock import DatabaseClock
from hookshift.gateway.durable.handler_queue import (
    HandlerQueue,
    HandlerQueueSettings,
    PrefetchedDelivery,
)
from hookshift.gateway.durable.lease import LocalLease
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.rows import Attempt, Origin, error_text
from hookshift.store.deliveries import Burial

log = logging.getLogger(__name__)


class DeliveryTarget(Protocol):
    """Where deliveries go; `upstream.Upstream` is the real one."""

    total_timeout: float

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""


class DispatcherSettings(NamedTuple):
    """How deliveries are made; names as in `[delivery]` of hookshift.toml."""

    queue: HandlerQueueSettings
    policy: Policy
    breaker: BreakerPolicy
    falls_back: bool
    """Whether legacy gets what could not be sent to unified."""
    reroutes: bool
    """Whether deliveries waiting for unified follow their sender back to legacy."""


class Edges(NamedTuple):
    """Everything outside that attempts need: handlers, log and metrics, clocks, randomness."""

    handlers: Mapping[str, DeliveryTarget]
    attempts: Attempts
    monotonic: Callable[[], float]
    wall: Callable[[], float]
    random: Callable[[], float]


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
        self.snapshot: Snapshot | None = None
        self._settings = settings
        self._table = table
        self._edges = edges
        self._lease = lease
        self._clock = clock
        self._on_end = on_end
        self._on_recovery = on_recovery
        self._queues = {name: HandlerQueue(settings.queue) for name in edges.handlers}
        unified = {route.unified for route in table.routes.values() if route.unified}
        self._replaceable = unified if settings.falls_back else set[str]()
        self._attempts: set[asyncio.Task[None]] = set()
        self._tried: set[int] = set()
        """Ids of deliveries that are being attempted."""
        self._stopping = False

    @property
    def held(self) -> int:
        """How many deliveries are in memory."""
        return sum(queue.held for queue in self._queues.values())

    @property
    def running(self) -> int:
        """How many attempts are under way."""
        return len(self._attempts)

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
        """Begins no further attempt; those under way end, or are cancelled after `seconds`."""
        self._stopping = True
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=seconds)
        for attempt in self._attempts:
            attempt.cancel()
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=seconds)

    def _pump(self, name: str) -> None:
        queue = self._queues[name]
        needed = self._edges.handlers[name].total_timeout + LEASE_SPARE
        if self._settings.falls_back:
            # It may have to be sent to legacy afterwards.
            needed += max(handler.total_timeout for handler in self._edges.handlers.values())
        while queue.waiting and queue.running < queue.settings.in_flight and not self._stopping:
            held = queue.waiting.popleft()
            now = self._edges.monotonic()
            if not self._lease.covers(held.owner, needed):
                # Given back, if it is still this worker's to give.
                self._end(name, held, retry(held.delivery, 0.0))
            elif queue.breaker.room(now, 1):
                queue.breaker = queue.breaker.begun(now)
                queue.running += 1
                self._tried.add(held.delivery.id)
                task = asyncio.create_task(self._attempt(name, held))
                self._attempts.add(task)
                task.add_done_callback(self._attempts.discard)
            else:
                self._return_unsent(name, held)

    def _return_unsent(self, queue: str, held: PrefetchedDelivery) -> None:
        """The circuit is open: gives the delivery back unsent, for legacy if it may fall back."""
        delivery = held.delivery
        tried = 0
        if self._falls_back(delivery):
            handler = delivery.part.handler
            refusal = CircuitOpen(f"circuit open for {handler}: it keeps failing")
            delivery = self._fallen_back(delivery, refusal, None)
            tried = 1
        self._end(queue, held, retry(delivery, 0.0, tried))

    async def _attempt(self, name: str, held: PrefetchedDelivery) -> None:
        queue = self._queues[name]
        result: After = retry(held.delivery, 0.0)
        try:
            result = await self._deliver(held.delivery)
        except Exception:
            log.exception("Unexpected error in a delivery to %s", held.delivery.part.handler)
            wait = self._settings.policy.max_backoff
            result = retry(held.delivery, wait, 1, 1, "unexpected error: see the gateway's log")
        finally:
            queue.running -= 1
            self._tried.discard(held.delivery.id)
            queue.breaker = queue.breaker.inconclusive()
            self._end(name, held, result)
            self._pump(name)

    async def _deliver(self, delivery: Delivery) -> After:
        """Makes one attempt, or two if unified cannot be reached; returns what to write down."""
        policy, before = self._settings.policy, delivery.attempts
        late = ended(delivery, policy, self._clock.now())
        if late is not None:
            return Burial(delivery.id, 0, late, None)
        delivery = self._given_back(delivery)
        sent = self._edges.monotonic()
        outcome = await self._send(delivery)
        self._judge(delivery.part.handler, outcome)
        if isinstance(outcome, NEVER_SENT) and self._falls_back(delivery):
            delivery = self._fallen_back(delivery, outcome, sent)
            sent = self._edges.monotonic()
            outcome = await self._send(delivery)
            self._judge(delivery.part.handler, outcome)
        clock = Clock(self._clock.now(), self._edges.random())
        next_step = follow_up(delivery, outcome, policy, clock)
        self._note(delivery, outcome, sent, final=isinstance(next_step, Done | Dead))
        error = None if succeeded(outcome) else error_text(outcome)
        return after(delivery, delivery.attempts + 1 - before, next_step, error)

    async def _send(self, delivery: Delivery) -> Outcome:
        handler = delivery.part.handler
        headers = [
            *delivery.headers,
            (b"x-event-id", delivery.key.encode("ascii")),
            (b"x-delivery-attempt", b"%d" % (delivery.attempts + 1)),
        ]
        try:
            return await self._edges.handlers[handler].send(headers, delivery.body, delivery.query)
        except (HandlerError, GatewayError) as error:
            return error
        except Exception as error:
            log.exception("Unexpected error in a delivery to %s", handler)
            return HandlerBroken(f"{handler}: {type(error).__name__}")

    def _judge(self, handler: str, outcome: Outcome) -> None:
        """Tells the handler's circuit breaker how an attempt ended."""
        queue, now = self._queues[handler], self._edges.monotonic()
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

    def _falls_back(self, delivery: Delivery) -> bool:
        return self._settings.falls_back and delivery.part.side is Side.UNIFIED

    def _given_back(self, delivery: Delivery) -> Delivery:
        """For the side that the sender is on by now, unless deliveries are not rerouted."""
        part = delivery.part
        if part.side is not Side.UNIFIED or not self._settings.reroutes or self.snapshot is None:
            return delivery
        decisions = [given_back(each, self._table, self.snapshot) for each in part.decisions]
        return delivery._replace(part=part_of(part.events, decisions))

    def _fallen_back(self, delivery: Delivery, outcome: Outcome, sent: float | None) -> Delivery:
        """The same for legacy; unified's failure is recorded."""
        self._note(delivery, outcome, sent, final=False)
        # Its events are of one domain, so one old handler gets them all.
        (part,) = fallen_back(delivery.part, self._table)
        return delivery._replace(part=part, attempts=delivery.attempts + 1)

    def _note(
        self, delivery: Delivery, outcome: Outcome, sent: float | None, *, final: bool
    ) -> None:
        """Notes an attempt; `sent` is None where nothing was sent."""
        seconds = 0.0 if sent is None else self._edges.monotonic() - sent
        number, milliseconds = delivery.attempts + 1, round(seconds * 1000)
        self._edges.attempts.note(
            Attempt(delivery.part, outcome, number, milliseconds, final),
            Origin(delivery.source, delivery.version, delivery.correlation_id),
            seconds,
        )

    def _end(self, queue: str, held: PrefetchedDelivery, result: After) -> None:
        self._on_end(FinishedDelivery(held.owner, queue, len(held.delivery.body), result))

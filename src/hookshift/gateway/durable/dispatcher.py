"""Makes the attempts: what is held for each handler, in line, under way, and what came of it.

It never waits for PostgreSQL. An attempt begins only while the delivery is this worker's own for as
long as it can take. A handler that fails again and again is left alone; what was held for it goes
back to those that wait, or to legacy.
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
    word,
)
from hookshift.domain.errors import CircuitOpen, GatewayError, HandlerBroken, HandlerError
from hookshift.domain.http import Headers, Response
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import (
    RouteTable,
    Side,
    Snapshot,
    given_back,
    part_of,
    to_legacy,
)
from hookshift.gateway.durable.claims import After, FinishedDelivery, after, retry
from hookshift.gateway.durable.database_clock import DatabaseClock
from hookshift.gateway.durable.handler_queue import (
    HandlerQueue,
    HandlerQueueSettings,
    PrefetchedDelivery,
)
from hookshift.gateway.durable.lease import LocalLease
from hookshift.gateway.record.rows import Attempt, RowWriter, error_text
from hookshift.store.deliveries import Burial

log = logging.getLogger(__name__)


class DeliveryTarget(Protocol):
    """Where deliveries go; `upstream.Upstream` is the real one."""

    total_timeout: float

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""


class DeliveryCounters(Protocol):
    """Where attempts are counted; `metrics.Metrics` is the real one."""

    def delivery(self, handler: str, side: str, domain: str, outcome: str, seconds: float) -> None:
        """An event was handed over, or not."""


class DispatcherSettings(NamedTuple):
    """Names as in `[delivery]` of hookshift.toml."""

    desk: HandlerQueueSettings = HandlerQueueSettings()
    policy: Policy = Policy()
    breaker: BreakerPolicy = BreakerPolicy()
    falls_back: bool = True
    """Whether what unified cannot be given goes to legacy."""
    moves: bool = True
    """Whether what waits for unified goes to legacy when its sender does."""


class Edges(NamedTuple):
    """What attempts touch."""

    handlers: Mapping[str, DeliveryTarget]
    record: Callable[[LogRow], None]
    rows: RowWriter
    counts: DeliveryCounters
    monotonic: Callable[[], float]
    wall: Callable[[], float]
    chance: Callable[[], float]


class Dispatcher:
    """`on_end` hears of every delivery that is to be written down; `on_recovery` of handlers."""

    def __init__(
        self,
        settings: DispatcherSettings,
        table: RouteTable,
        edges: Edges,
        tenure: LocalLease,
        clock: DatabaseClock,
        *,
        on_end: Callable[[FinishedDelivery], None],
        on_recovery: Callable[[str], None],
    ) -> None:
        self.snapshot: Snapshot | None = None
        self._settings = settings
        self._table = table
        self._edges = edges
        self._tenure = tenure
        self._clock = clock
        self._on_end = on_end
        self._on_recovery = on_recovery
        self._desks = {name: HandlerQueue(settings.desk) for name in edges.handlers}
        unified = {route.unified for route in table.routes.values() if route.unified}
        self._replaceable = unified if settings.falls_back else set[str]()
        self._attempts: set[asyncio.Task[None]] = set()
        self._tried: set[int] = set()
        """Deliveries of which an attempt is under way."""
        self._stopping = False

    @property
    def held(self) -> int:
        """Deliveries in memory."""
        return sum(desk.held for desk in self._desks.values())

    @property
    def running(self) -> int:
        """Attempts under way."""
        return len(self._attempts)

    def ids(self) -> list[int]:
        """Deliveries in line or under way, by number."""
        lines = (desk.line for desk in self._desks.values())
        return [*self._tried, *(held.delivery.id for line in lines for held in line)]

    def resting(self) -> list[str]:
        """Handlers that are left alone, as far as somebody misses them."""
        now = self._edges.monotonic()
        return [name for name, desk in self._desks.items() if desk.breaker.is_missed(now)]

    def hold(self, handler: str, size: int) -> bool:
        """Makes room for one more; False if there is none, or the handler is left alone."""
        desk = self._desks[handler]
        if self._stopping or not desk.has_room(size, self._edges.monotonic()):
            return False
        desk.enter(size)
        return True

    def let_go(self, handler: str, size: int) -> None:
        """What was held is not any more."""
        self._desks[handler].leave(size)

    def room(self) -> dict[str, int]:
        """By handler, how many of those that wait may be claimed; 0 too."""
        now = self._edges.monotonic()
        return {
            # What legacy may have instead need not wait until unified works again.
            name: desk.room(now, although_it_rests=name in self._replaceable)
            for name, desk in self._desks.items()
        }

    @contextmanager
    def keeping(self, room: Mapping[str, int]) -> Iterator[None]:
        """While so many are claimed: nobody else gets the room that they may need."""
        for name, wanted in room.items():
            self._desks[name].claimed += wanted
        try:
            yield
        finally:
            for name, wanted in room.items():
                self._desks[name].claimed -= wanted

    def enter(self, handler: str, size: int) -> None:
        """Room for one that has been claimed."""
        self._desks[handler].enter(size)

    def deliver(self, desk: str, held: PrefetchedDelivery) -> None:
        """Delivers what there is room for, as soon as it is its turn."""
        self._desks[desk].line.append(held)
        self._pump(desk)

    async def stop(self, seconds: float) -> None:
        """Begins nothing more; what is under way ends, or is cut off after so many seconds."""
        self._stopping = True
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=seconds)
        for attempt in self._attempts:
            attempt.cancel()
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=seconds)

    def _pump(self, name: str) -> None:
        desk = self._desks[name]
        longest = self._edges.handlers[name].total_timeout + LEASE_SPARE
        if self._settings.falls_back:
            # It may have to be sent to legacy afterwards.
            longest += max(handler.total_timeout for handler in self._edges.handlers.values())
        while desk.line and desk.running < desk.settings.in_flight and not self._stopping:
            held = desk.line.popleft()
            now = self._edges.monotonic()
            if not self._tenure.covers(held.owner, longest):
                # Back to those that wait, if it is still this worker's to give back.
                self._end(name, held, retry(held.delivery, 0.0))
            elif desk.breaker.room(now, 1):
                desk.breaker = desk.breaker.begun(now)
                desk.running += 1
                self._tried.add(held.delivery.id)
                task = asyncio.create_task(self._attempt(name, held))
                self._attempts.add(task)
                task.add_done_callback(self._attempts.discard)
            else:
                self._leave_alone(name, held)

    def _leave_alone(self, desk: str, held: PrefetchedDelivery) -> None:
        """Nothing is sent, and no attempt used up; unified's failure is noted if legacy gets it."""
        delivery = held.delivery
        tried = 0
        if self._falls_back(delivery):
            handler = delivery.part.handler
            resting = CircuitOpen(f"{handler} is left alone: it has failed again and again")
            delivery = self._fallen_back(delivery, resting, None)
            tried = 1
        self._end(desk, held, retry(delivery, 0.0, tried))

    async def _attempt(self, name: str, held: PrefetchedDelivery) -> None:
        desk = self._desks[name]
        what: After = retry(held.delivery, 0.0)
        try:
            what = await self._deliver(held.delivery)
        except Exception:
            log.exception("a delivery failed in a way that no code foresaw")
            longest = self._settings.policy.max_backoff
            what = retry(held.delivery, longest, 1, 1, "unforeseen: see the gateway's log")
        finally:
            desk.running -= 1
            self._tried.discard(held.delivery.id)
            desk.breaker = desk.breaker.untold()
            self._end(name, held, what)
            self._pump(name)

    async def _deliver(self, delivery: Delivery) -> After:
        """One attempt, two if unified cannot be given it; what is to be written down of them."""
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
        clock = Clock(self._clock.now(), self._edges.chance())
        then = follow_up(delivery, outcome, policy, clock)
        self._note(delivery, outcome, sent, final=isinstance(then, Done | Dead))
        error = None if succeeded(outcome) else error_text(outcome)
        return after(delivery, delivery.attempts + 1 - before, then, error)

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
            log.exception("a delivery to %s failed in a way that no code foresaw", handler)
            return HandlerBroken(f"{handler}: {type(error).__name__}")

    def _judge(self, handler: str, outcome: Outcome) -> None:
        """What an outcome says of its handler."""
        desk, now = self._desks[handler], self._edges.monotonic()
        before = desk.breaker.circuit(now)
        if is_down(outcome):
            desk.breaker = desk.breaker.failed(self._settings.breaker, now)
        elif isinstance(outcome, Response):
            desk.breaker = desk.breaker.succeeded()
        now_is = desk.breaker.circuit(now)
        if before is Circuit.CLOSED and now_is is Circuit.OPEN:
            log.warning("%s is left alone: %d failures in a row", handler, desk.breaker.failures)
        if before is not Circuit.CLOSED and now_is is Circuit.CLOSED:
            log.warning("%s works again", handler)
            self._on_recovery(handler)

    def _falls_back(self, delivery: Delivery) -> bool:
        return self._settings.falls_back and delivery.part.side is Side.UNIFIED

    def _given_back(self, delivery: Delivery) -> Delivery:
        """With the side that its sender is on by now, unless that is to stay."""
        part = delivery.part
        if part.side is not Side.UNIFIED or not self._settings.moves or self.snapshot is None:
            return delivery
        decisions = [given_back(each, self._table, self.snapshot) for each in part.decisions]
        return delivery._replace(part=part_of(part.events, decisions))

    def _fallen_back(self, delivery: Delivery, outcome: Outcome, sent: float | None) -> Delivery:
        """For legacy, with unified's failure noted."""
        self._note(delivery, outcome, sent, final=False)
        part = delivery.part
        decisions = [to_legacy(decision, self._table) for decision in part.decisions]
        return delivery._replace(
            part=part_of(part.events, decisions), attempts=delivery.attempts + 1
        )

    def _note(
        self, delivery: Delivery, outcome: Outcome, sent: float | None, *, final: bool
    ) -> None:
        """In the log and the metrics; `sent` is None where nothing was."""
        seconds = 0.0 if sent is None else self._edges.monotonic() - sent
        part = delivery.part
        attempt = Attempt(part, outcome, delivery.attempts + 1, round(seconds * 1000), final)
        for row in self._edges.rows.rows(
            attempt, delivery.source, delivery.version, delivery.correlation_id, self._edges.wall()
        ):
            self._edges.record(row)
        result = "success" if attempt.succeeded else word(outcome)
        for decision in part.decisions:
            self._edges.counts.delivery(part.handler, part.side, decision.domain, result, seconds)

    def _end(self, desk: str, held: PrefetchedDelivery, what: After) -> None:
        self._on_end(FinishedDelivery(held.owner, desk, len(held.delivery.body), what))

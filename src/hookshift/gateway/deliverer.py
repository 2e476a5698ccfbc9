"""Delivers what durable sources have taken in, again and again if need be.

What this worker has accepted it delivers from memory; what waits it claims. Either way a delivery
belongs to this worker's number, by a lease that is kept while it runs: an attempt begins only if it
will end within the lease. One task talks to PostgreSQL: it keeps the lease, writes down how
attempts ended, many at once, frees what dead workers held, and claims what is due. While PostgreSQL
is away nothing new is begun once the lease is over, and what has ended is kept to be written down.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol

import msgspec

from hookshift.domain.breaker import BreakerPolicy, Circuit
from hookshift.domain.delivery import (
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
from hookshift.domain.errors import (
    GatewayError,
    HandlerBroken,
    HandlerError,
    HandlerResting,
    OperatorError,
)
from hookshift.domain.http import Headers, Response
from hookshift.domain.records import LogRow
from hookshift.domain.routing import (
    Decision,
    Part,
    Reason,
    RouteTable,
    Side,
    Snapshot,
    given_back,
)
from hookshift.gateway import content
from hookshift.gateway.desk import Desk
from hookshift.gateway.lots import Lot
from hookshift.gateway.rows import Attempt, RowWriter, error_text
from hookshift.store import deliveries as store
from hookshift.store.database import Connection, close, connect
from hookshift.store.inbox import Placed

log = logging.getLogger(__name__)

CONNECT_SECONDS = 2.0
COMMAND_SECONDS = 10.0
STOP_SECONDS = 4.0
FIRST_WAIT, LONGEST_WAIT = 0.1, 2.0
LEASE_MARGIN = 1.0
FREE_SECONDS = 2.0
MOVE_SECONDS = 30.0
MOST_SETTLED = 2_000
"""At once."""


class Handler(Protocol):
    """Where deliveries go; `upstream.Upstream` is the real one."""

    total_timeout: float

    async def send(self, headers: Headers, body: bytes) -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""


class Counts(Protocol):
    """Where attempts are counted; `metrics.Metrics` is the real one."""

    def delivery(self, handler: str, side: str, domain: str, outcome: str, seconds: float) -> None:
        """An event was handed over, or not."""


class DelivererSettings(NamedTuple):
    """Names as in `[delivery]` of hookshift.toml."""

    lease_seconds: float = 60.0
    poll_seconds: float = 0.5
    in_flight: int = 64
    held: int = 1_000
    """Per handler, in memory."""
    held_bytes: int = 33_554_432
    policy: Policy = Policy()
    breaker: BreakerPolicy = BreakerPolicy()
    falls_back: bool = True
    """Whether what unified cannot be given goes to legacy."""
    moves: bool = True
    """Whether what waits for unified goes to legacy when its sender does."""


class Edges(NamedTuple):
    """What the deliverer touches, beside PostgreSQL."""

    handlers: Mapping[str, Handler]
    record: Callable[[LogRow], None]
    rows: RowWriter
    counts: Counts
    monotonic: Callable[[], float]
    wall: Callable[[], float]
    chance: Callable[[], float]


class Deliverer:
    """Started once, stopped once. `snapshot` is replaced by `follow`."""

    def __init__(
        self,
        settings: DelivererSettings,
        url: str,
        gateway: str,
        table: RouteTable,
        edges: Edges,
    ) -> None:
        self._settings = settings
        self._url = url
        self._gateway = gateway
        self._table = table
        self._edges = edges
        self._desks = {name: Desk() for name in edges.handlers}
        self._snapshot: Snapshot | None = None
        self._owner: int | None = None
        self._lease_until = 0.0
        self._renew_at = 0.0
        self._free_at = 0.0
        self._move_at = 0.0
        self._claims_at = 0.0
        self._ended: dict[int, list[_Ended]] = {}
        self._hurried: set[str] = set()
        self._attempts: set[asyncio.Task[None]] = set()
        self._connection: Connection | None = None
        self._wake = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._wait = FIRST_WAIT
        self.error: str | None = None
        self.overtaken = 0
        """Deliveries that another had taken over before their end was written down."""

    @property
    def owner(self) -> int | None:
        """This worker's number, while its lease holds."""
        return self._owner if self._edges.monotonic() < self._lease_until else None

    @property
    def held(self) -> int:
        """Deliveries in memory."""
        return sum(desk.held for desk in self._desks.values())

    def circuits(self) -> Mapping[str, Circuit]:
        """Each handler's breaker."""
        now = self._edges.monotonic()
        return {name: desk.breaker.circuit(now) for name, desk in self._desks.items()}

    # What the intake asks of it.

    def hold(self, handler: str, size: int) -> bool:
        """Makes room for one more; False if there is none, or the handler rests."""
        desk = self._desks[handler]
        settings = self._settings
        if (
            self._stopping
            or desk.held >= settings.held
            or desk.bytes + size > settings.held_bytes
            or desk.breaker.circuit(self._edges.monotonic()) is not Circuit.CLOSED
        ):
            return False
        desk.enter(size)
        return True

    def let_go(self, handler: str, size: int) -> None:
        """The room is not needed after all."""
        self._desks[handler].leave(size)

    def take(self, lot: Lot, placed: Placed, source: str, expires: float | None) -> None:
        """Delivers what room was made for."""
        owner = self._owner
        if owner is None:
            # The lease was lost meanwhile: whoever frees it delivers it.
            self.let_go(lot.part.handler, len(lot.body))
            return
        delivery = Delivery(
            placed.id,
            source,
            lot.lane,
            placed.received_at,
            None if expires is None else placed.received_at + expires,
            0,
            0,
            lot.part,
            lot.content.headers,
            lot.body,
            lot.content.version,
            lot.content.correlation_id,
            lot.content.key,
        )
        self._desks[lot.part.handler].line.append((owner, delivery))
        self._pump(lot.part.handler)

    def follow(self, snapshot: Snapshot | None) -> None:
        """The configuration has changed."""
        self._snapshot = snapshot
        self._move_at = 0.0
        self._wake.set()

    # Its life.

    async def start(self) -> None:
        """Begins; returns at once."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Ends what is under way, as far as there is time, and gives back the rest."""
        self._stopping = True
        self._wake.set()
        if self._attempts:
            await asyncio.wait(self._attempts, timeout=STOP_SECONDS)
        for attempt in self._attempts:
            attempt.cancel()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_SECONDS)
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        with suppress(OperatorError, TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                connection = await self._connected()
                await self._settle(connection)
                if self._owner is not None:
                    await store.sign_off(connection, self._owner)
        connection_, self._connection = self._connection, None
        if connection_ is not None:
            await close(connection_)

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            if await self.run_once():
                await asyncio.sleep(0)
                continue
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._pause())

    def _pause(self) -> float:
        if self.error is not None:
            self._wait = min(self._wait * 2, LONGEST_WAIT)
            return self._wait
        return self._settings.poll_seconds

    async def run_once(self) -> bool:
        """Everything that is due now; True if there is more to do at once."""
        try:
            connection = await self._connected()
            await self._keep_lease(connection)
            await self._settle(connection)
            await self._look_after(connection)
            more = await self._claim(connection)
        except (OperatorError, TimeoutError) as error:
            self._fail(str(error) or "PostgreSQL did not answer in time")
            return False
        except Exception as error:
            # A task that ended here would never be missed.
            if self.error is None:
                log.exception("deliveries stand still in a way that no code foresaw")
            self._fail(repr(error))
            return False
        if self.error is not None:
            log.warning("deliveries go on")
        self.error, self._wait = None, FIRST_WAIT
        return more

    def _fail(self, error: str) -> None:
        if self.error is None:
            log.warning("deliveries cannot be claimed or written down: %s", error)
        self.error = error
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect(
                self._url,
                "deliverer",
                pooler=True,
                connect_seconds=CONNECT_SECONDS,
                command_seconds=COMMAND_SECONDS,
            )
        return self._connection

    # The lease.

    async def _keep_lease(self, connection: Connection) -> None:
        now = self._edges.monotonic()
        if self._owner is not None and now < self._renew_at:
            return
        seconds = self._settings.lease_seconds
        # From before the question: the answer may take its time.
        if self._owner is None or not await store.renew(connection, self._owner, seconds):
            self._lose()
            self._owner = await store.register(connection, self._gateway, seconds)
        self._lease_until = now + seconds
        self._renew_at = now + seconds / 4

    def _lose(self) -> None:
        if self._owner is not None:
            log.warning("the lease was lost; what it held is delivered by whoever frees it")
        for desk in self._desks.values():
            while desk.line:
                _, delivery = desk.line.popleft()
                desk.leave(len(delivery.body))

    # How attempts ended.

    async def _settle(self, connection: Connection) -> None:
        for owner, ended_ones in list(self._ended.items()):
            while ended_ones:
                batch = ended_ones[:MOST_SETTLED]
                settled = await store.settle(connection, owner, _settlement(batch))
                del ended_ones[: len(batch)]
                self.overtaken += len(batch) - len(settled.ids)
                for each in batch:
                    self._desks[each.desk].leave(each.size)
                if settled.due:
                    self._claims_at = 0.0
            if owner != self._owner:
                del self._ended[owner]

    async def _look_after(self, connection: Connection) -> None:
        now = self._edges.monotonic()
        if now >= self._free_at:
            self._free_at = now + FREE_SECONDS
            await store.free(connection)
        while self._hurried:
            if await store.hurry(connection, next(iter(self._hurried))) < store.MOVED_AT_ONCE:
                self._hurried.pop()
        if now >= self._move_at and self._settings.moves:
            self._move_at = now + MOVE_SECONDS
            await self._move(connection)

    async def _move(self, connection: Connection) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        for route in self._table.routes.values():
            if route.unified is None:
                continue
            moves = snapshot.enabled and route.domain in snapshot.domains
            threshold = snapshot.threshold if moves else 0
            moved = store.MOVED_AT_ONCE
            while moved == store.MOVED_AT_ONCE:
                moved = await store.move(
                    connection, route.unified, route.domain, route.legacy, threshold
                )

    # What is due.

    async def _claim(self, connection: Connection) -> bool:
        now = self._edges.monotonic()
        owner = self.owner
        if self._stopping or owner is None:
            return False
        if now < self._claims_at:
            return False
        room = self._room(now)
        claimed = await store.claim(connection, owner, room)
        for row in claimed:
            self._take_over(owner, row)
        for handler in {row.handler for row in claimed}:
            self._pump(handler)
        # As much as there was room for: there may be more.
        per_handler = dict.fromkeys(room, 0)
        for row in claimed:
            per_handler[row.handler] += 1
        full = any(per_handler[name] == free for name, free in room.items())
        self._claims_at = 0.0 if full else now + self._settings.poll_seconds
        return full and any(self._room(now).values())

    def _room(self, now: float) -> dict[str, int]:
        room: dict[str, int] = {}
        for name, desk in self._desks.items():
            free = self._settings.held - desk.held
            if desk.bytes >= self._settings.held_bytes:
                continue
            free = desk.breaker.room(now, free)
            if desk.breaker.circuit(now) is not Circuit.CLOSED and desk.held:
                # What is held already will do to try it.
                continue
            if free > 0:
                room[name] = min(free, self._settings.in_flight)
        return room

    def _take_over(self, owner: int, row: store.Claimed) -> None:
        desk = self._desks[row.handler]
        size = len(row.body or b"")
        desk.enter(size)
        try:
            stored = content.decode(row.content) if row.content is not None else None
        except msgspec.MsgspecError:
            stored = None
        if stored is None or row.body is None:
            self._end(owner, row.handler, size, store.Burial(row.id, 0, "lost_payload", None))
            return
        decisions = tuple(_as_stored(decision, row) for decision in stored.decisions)
        desk.line.append(
            (
                owner,
                Delivery(
                    row.id,
                    row.source,
                    row.lane,
                    row.received_at,
                    row.expires_at,
                    row.attempts,
                    row.failures,
                    Part(row.handler, Side(row.side), tuple(stored.events), decisions),
                    stored.headers,
                    row.body,
                    stored.version,
                    stored.correlation_id,
                    stored.key,
                ),
            )
        )

    # Attempts.

    def _pump(self, handler: str) -> None:
        desk = self._desks[handler]
        now = self._edges.monotonic()
        while desk.line and desk.running < self._settings.in_flight and not self._stopping:
            owner, delivery = desk.line.popleft()
            if not self._fits(handler, owner):
                desk.leave(len(delivery.body))
                continue
            if not desk.breaker.room(now, 1):
                self._rest(owner, delivery)
                continue
            desk.breaker = desk.breaker.begun(now)
            desk.running += 1
            task = asyncio.create_task(self._attempt(owner, handler, delivery))
            self._attempts.add(task)
            task.add_done_callback(self._attempts.discard)

    def _fits(self, handler: str, owner: int) -> bool:
        """Whether an attempt that begins now ends while the delivery is still this worker's."""
        longest = self._edges.handlers[handler].total_timeout + LEASE_MARGIN
        return owner == self._owner and self._edges.monotonic() + longest < self._lease_until

    def _rest(self, owner: int, delivery: Delivery) -> None:
        """The handler's breaker is open: nothing is sent, and no attempt used up."""
        part = delivery.part
        if part.side is Side.UNIFIED and self._settings.falls_back:
            moved = self._fallen_back(delivery, HandlerResting(_resting(part.handler)))
            after = store.Retry(delivery.id, moved.part.handler, moved.part.side, 0.0, 1, 0, None)
            self._claims_at = 0.0
        else:
            after = store.Retry(delivery.id, part.handler, part.side, 0.0, 0, 0, None)
        self._end(owner, part.handler, len(delivery.body), after)

    async def _attempt(self, owner: int, desk_name: str, delivery: Delivery) -> None:
        desk = self._desks[desk_name]
        after: store.Retry | store.Burial | int = _again(delivery, 0.0, 0, 0, None)
        try:
            after = await self._deliver(desk, delivery)
        except Exception:
            log.exception("a delivery failed in a way that no code foresaw")
            after = _again(delivery, self._settings.policy.longest_wait, 1, 1, "unforeseen")
        finally:
            desk.running -= 1
            desk.breaker = desk.breaker.untold()
            self._end(owner, desk_name, len(delivery.body), after)
            self._pump(desk_name)

    async def _deliver(self, desk: Desk, delivery: Delivery) -> store.Retry | store.Burial | int:
        """One attempt, and what is to be written down of it."""
        policy = self._settings.policy
        before = delivery.attempts
        late = ended(delivery, policy, self._edges.wall())
        if late is not None:
            return store.Burial(delivery.id, 0, late, None)
        delivery = self._given_back(delivery)
        sent = self._edges.monotonic()
        outcome = await self._send(delivery)
        part = delivery.part
        if part.side is Side.UNIFIED and self._settings.falls_back:
            self._judge(desk, part.handler, outcome)
            if isinstance(outcome, NEVER_SENT):
                delivery = self._fallen_back(delivery, outcome, sent)
                sent = self._edges.monotonic()
                outcome = await self._send(delivery)
        else:
            self._judge(desk, part.handler, outcome)
        after = follow_up(
            delivery, outcome, policy, Clock(self._edges.wall(), self._edges.chance())
        )
        self._note(delivery, outcome, sent, final=isinstance(after, Done | Dead))
        tried = delivery.attempts + 1 - before
        error = None if succeeded(outcome) else error_text(outcome)
        if isinstance(after, Done):
            return delivery.id
        if isinstance(after, Dead):
            return store.Burial(delivery.id, tried, after.reason, error)
        return _again(delivery, after.wait, tried, int(after.counts), error)

    async def _send(self, delivery: Delivery) -> Outcome:
        handler = delivery.part.handler
        headers = [
            *delivery.headers,
            (b"x-event-id", delivery.key.encode("ascii")),
            (b"x-delivery-attempt", b"%d" % (delivery.attempts + 1)),
        ]
        try:
            return await self._edges.handlers[handler].send(headers, delivery.body)
        except (HandlerError, GatewayError) as error:
            return error
        except Exception as error:
            log.exception("a delivery to %s failed in a way that no code foresaw", handler)
            return HandlerBroken(f"{handler}: {type(error).__name__}")

    def _judge(self, desk: Desk, handler: str, outcome: Outcome) -> None:
        """What an outcome says of its handler."""
        now = self._edges.monotonic()
        before = desk.breaker.circuit(now)
        if is_down(outcome):
            desk.breaker = desk.breaker.failed(self._settings.breaker, now)
        elif isinstance(outcome, Response):
            desk.breaker = desk.breaker.succeeded()
        after = desk.breaker.circuit(now)
        if before is Circuit.CLOSED and after is Circuit.OPEN:
            log.warning(
                "%s is left alone after %d failures in a row", handler, desk.breaker.failures
            )
        if before is not Circuit.CLOSED and after is Circuit.CLOSED:
            log.warning("%s works again", handler)
            self._hurried.add(handler)
            self._claims_at = 0.0
            self._wake.set()

    def _given_back(self, delivery: Delivery) -> Delivery:
        """With the side that its sender is on by now, unless that is to stay."""
        part = delivery.part
        if part.side is not Side.UNIFIED or not self._settings.moves or self._snapshot is None:
            return delivery
        decisions = tuple(
            given_back(decision, self._table, self._snapshot) for decision in part.decisions
        )
        return delivery._replace(part=_with(part, decisions))

    def _fallen_back(
        self, delivery: Delivery, outcome: Outcome, sent: float | None = None
    ) -> Delivery:
        """For legacy, with unified's failure noted."""
        self._note(delivery, outcome, sent, final=False)
        part = delivery.part
        decisions = tuple(
            decision._replace(
                handler=self._table.routes[decision.domain].legacy,
                side=Side.LEGACY,
                reason=Reason.UNIFIED_UNREACHABLE,
            )
            for decision in part.decisions
        )
        return delivery._replace(part=_with(part, decisions), attempts=delivery.attempts + 1)

    def _note(
        self, delivery: Delivery, outcome: Outcome, sent: float | None, *, final: bool
    ) -> None:
        now = self._edges.monotonic()
        seconds = 0.0 if sent is None else now - sent
        part = delivery.part
        attempt = Attempt(part, outcome, delivery.attempts + 1, round(seconds * 1000), final)
        for row in self._edges.rows.rows(
            attempt, delivery.source, delivery.version, delivery.correlation_id, self._edges.wall()
        ):
            self._edges.record(row)
        result = f"{outcome.status // 100}xx" if isinstance(outcome, Response) else outcome.code
        for decision in part.decisions:
            self._edges.counts.delivery(part.handler, part.side, decision.domain, result, seconds)

    def _end(
        self, owner: int, desk: str, size: int, after: store.Retry | store.Burial | int
    ) -> None:
        self._ended.setdefault(owner, []).append(_Ended(desk, size, after))
        self._wake.set()


class _Ended(NamedTuple):
    """What is to be written down of a delivery that is held until then."""

    desk: str
    size: int
    after: store.Retry | store.Burial | int
    """The number alone: delivered."""


def _settlement(batch: Sequence[_Ended]) -> store.Settlement:
    return store.Settlement(
        [each.after for each in batch if isinstance(each.after, int)],
        [each.after for each in batch if isinstance(each.after, store.Retry)],
        [each.after for each in batch if isinstance(each.after, store.Burial)],
    )


def _again(
    delivery: Delivery, wait: float, tried: int, counts: int, error: str | None
) -> store.Retry:
    part = delivery.part
    return store.Retry(delivery.id, part.handler, part.side, wait, tried, counts, error)


def _with(part: Part, decisions: tuple[Decision, ...]) -> Part:
    first = decisions[0]
    return Part(first.handler, first.side, part.events, decisions)


def _as_stored(decision: Decision, row: store.Claimed) -> Decision:
    """A decision as it has become since: its delivery may have been moved to legacy."""
    if decision.handler == row.handler:
        return decision
    moved = decision.side is Side.UNIFIED
    reason = decision.reason
    if moved:
        # After an attempt it is unified's failure; before any it was never unified's.
        reason = Reason.UNIFIED_UNREACHABLE if row.attempts else Reason.ROLLED_BACK
    return decision._replace(handler=row.handler, side=Side(row.side), reason=reason)


def _resting(handler: str) -> str:
    return f"{handler} is left alone: it has failed many times in a row"

"""Takes webhooks of durable sources in: all that wait share one commit, and are answered after it.

While one transaction is under way others gather for the next, so that the number of commits follows
what the disk can do and not how much comes in. What is ready is delivered at once by this worker,
as far as its deliverer has room; the rest is claimed by whoever has.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol

from hookshift.domain.delivery.requests import EventLimits
from hookshift.domain.errors import CallerError, GatewayError, OperatorError
from hookshift.gateway.durable import content
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.grouping import NO_LIMITS, Arrival, PendingDelivery, each_lot
from hookshift.store.errors import ValueRefused
from hookshift.store.inbox import Compose, Fresh, NewDelivery, Placed

log = logging.getLogger(__name__)

PACE_SECONDS = 0.01
"""Between the beginnings of two commits: what is shared by more costs less, and nobody waits longer
for it unless there is more than one in that time."""
AT_ONCE = 50
"""Deliveries that are made between two turns of the event loop, which serves others too."""
STOP_SECONDS = 2.0
"""Whoever waited for an answer has had the drain time before."""


class InboxUnavailable(GatewayError):
    """PostgreSQL cannot take it now: the provider shall send again."""

    code = "inbox_unavailable"


class InboxStore(Protocol):
    """Where webhooks are taken in; `store.inbox.InboxWriter` is the real one."""

    async def accept(
        self,
        owner: int | None,
        webhooks: Sequence[tuple[str, Sequence[bytes | None]]],
        compose: Compose,
    ) -> list[Placed]:
        """See there."""


class Holder(Protocol):
    """Who delivers at once what has room; `deliverer.Deliverer` is the real one."""

    @property
    def owner(self) -> int | None:
        """Its number while its lease holds."""

    def hold(self, handler: str, size: int) -> bool:
        """Makes room for one more; False if there is none."""

    def let_go(self, handler: str, size: int) -> None:
        """The room is not needed after all."""

    def late(self, seconds: float) -> None:
        """What others may claim was written down so long after it was begun."""

    def renounce(self) -> None:
        """Something may have been written down as its own that it does not know of."""

    def take(
        self, owner: int, lot: PendingDelivery, placed: Placed, source: str, expires: float | None
    ) -> None:
        """Delivers what room was made for and was written down as `owner`'s."""


class IntakeSettings(NamedTuple):
    """Bounds of one worker."""

    waiting: int = 4_096
    """Webhooks that wait for a commit."""
    batch: int = 500
    """Of these, how many share one."""
    batch_bytes: int = 8_388_608


class _Waiting(NamedTuple):
    arrival: Arrival
    answer: asyncio.Future[None]


class _Planned(NamedTuple):
    arrival: Arrival
    lot: PendingDelivery
    held: bool


class Intake:
    """Started once, stopped once."""

    def __init__(
        self,
        settings: IntakeSettings,
        inbox: InboxStore,
        holder: Holder,
        roads: Mapping[str, str],
        seal: PayloadCipher,
        *,
        limits: EventLimits = NO_LIMITS,
    ) -> None:
        self._settings = settings
        self._inbox = inbox
        self._holder = holder
        self._roads = roads
        self._seal = seal
        self._limits = limits
        self._line: deque[_Waiting] = deque()
        self._wake = asyncio.Event()
        self._stopping = False
        self._begin_at = 0.0
        """When the next commit may begin; by the loop's clock."""
        self._task: asyncio.Task[None] | None = None
        self.error: str | None = None
        """Why the last transaction failed; None if it did not."""

    @property
    def waiting(self) -> int:
        """Webhooks in line."""
        return len(self._line)

    async def accept(self, arrival: Arrival) -> None:
        """Returns once it is committed. Raises InboxUnavailable, or CallerError for its body."""
        if self._stopping or len(self._line) >= self._settings.waiting:
            raise InboxUnavailable("too many webhooks wait to be written down")
        waiting = _Waiting(arrival, asyncio.get_running_loop().create_future())
        self._line.append(waiting)
        self._wake.set()
        await waiting.answer

    async def start(self) -> None:
        """Begins to write."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Writes what is in line."""
        self._stopping = True
        self._wake.set()
        if self._task is not None:
            await asyncio.wait([self._task], timeout=STOP_SECONDS)
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        _refuse(self._line, InboxUnavailable("the gateway is stopping"))

    async def _run(self) -> None:
        while not (self._stopping and not self._line):
            if not self._line:
                self._wake.clear()
                await self._wake.wait()
            await self._pace()
            if self._line:
                await self._write(self._next())

    async def _pace(self) -> None:
        now = asyncio.get_running_loop().time()
        early = self._begin_at - now
        if early > 0 and len(self._line) < self._settings.batch:
            await asyncio.sleep(early)
        self._begin_at = max(now, self._begin_at) + PACE_SECONDS

    def _next(self) -> list[_Waiting]:
        batch: list[_Waiting] = []
        size = 0
        while self._line and len(batch) < self._settings.batch:
            size += len(self._line[0].arrival.body)
            if batch and size > self._settings.batch_bytes:
                break
            waiting = self._line.popleft()
            # Whoever has hung up is not waited for; the provider will send it again.
            if not waiting.answer.cancelled():
                batch.append(waiting)
        return batch

    async def _write(self, batch: Sequence[_Waiting]) -> None:
        try:
            await self._commit(batch)
        except ValueRefused as error:
            await self._by_halves(batch, str(error))
        except OperatorError as error:
            # Of all of them: none is better off alone.
            self._fail(batch, str(error))
        except CallerError as error:
            # A body that can be read but not divided. Nothing of the others was written either.
            if len(batch) == 1:
                _refuse(batch, error)
            else:
                await self._by_halves(batch, str(error))
        except asyncio.CancelledError:
            _refuse(batch, InboxUnavailable("the gateway is stopping"))
            raise
        except Exception as error:
            # One webhook's surprise must end neither the others nor this task.
            log.exception("webhooks could not be taken in, in a way that no code foresaw")
            await self._by_halves(batch, repr(error))

    async def _by_halves(self, batch: Sequence[_Waiting], error: str) -> None:
        if len(batch) <= 1:
            # What is wrong is this one: the others are taken in, so `error` does not tell of it.
            log.error("a webhook is answered 503: %s", error)
            _refuse(batch, InboxUnavailable(error))
            return
        middle = len(batch) // 2
        await self._write(batch[:middle])
        await self._write(batch[middle:])

    def _fail(self, batch: Sequence[_Waiting], error: str) -> None:
        if self.error is None:
            log.error("webhooks are answered 503: %s", error)
        self.error = error
        _refuse(batch, InboxUnavailable(error))

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        owner = self._holder.owner
        planned: list[_Planned] = []

        async def compose(fresh: Sequence[Fresh]) -> Sequence[NewDelivery]:
            # Called again if the transaction is.
            self._release(planned)
            planned.clear()
            rows: list[NewDelivery] = []
            for waiting, these in zip(batch, fresh, strict=True):
                for lot in each_lot(waiting.arrival, these, self._roads, self._limits):
                    held = owner is not None and self._holder.hold(lot.part.handler, len(lot.body))
                    planned.append(_Planned(waiting.arrival, lot, held))
                    rows.append(_row(planned[-1], self._seal))
                    if len(rows) % AT_ONCE == 0:
                        await asyncio.sleep(0)
            return rows

        keys = [(waiting.arrival.source, waiting.arrival.keys) for waiting in batch]
        began = asyncio.get_running_loop().time()
        try:
            placed = await self._inbox.accept(owner, keys, compose)
        except BaseException as error:
            self._release(planned)
            if not isinstance(error, CallerError | ValueRefused):
                self._holder.renounce()
            raise
        self._holder.late(asyncio.get_running_loop().time() - began)
        if self.error is not None:
            log.warning("webhooks are taken in again")
        self.error = None
        for waiting in batch:
            if not waiting.answer.done():
                waiting.answer.set_result(None)
        for number, (each, at) in enumerate(zip(planned, placed, strict=True), 1):
            if each.held and at.ready and owner is not None:
                self._holder.take(owner, each.lot, at, each.arrival.source, each.arrival.expires)
            elif each.held:
                self._holder.let_go(each.lot.part.handler, len(each.lot.body))
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _release(self, planned: Sequence[_Planned]) -> None:
        for each in planned:
            if each.held:
                self._holder.let_go(each.lot.part.handler, len(each.lot.body))


def _row(each: _Planned, seal: PayloadCipher) -> NewDelivery:
    lot = each.lot
    sealed = seal.close(content.encode(lot.content), lot.body)
    return NewDelivery(
        each.arrival.source,
        lot.part.handler,
        lot.part.side,
        lot.part.decisions[0].domain,
        lot.lane,
        lot.bucket,
        len(lot.part.events),
        each.arrival.expires,
        each.held,
        *sealed,
    )


def _refuse(batch: Iterable[_Waiting], why: GatewayError | CallerError) -> None:
    for waiting in batch:
        if not waiting.answer.done():
            waiting.answer.set_exception(why)

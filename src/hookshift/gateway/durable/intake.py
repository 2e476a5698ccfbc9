"""Accepts webhooks of durable sources: all that wait share one commit, and are answered after it.

While one transaction is under way, webhooks gather for the next, so that the number of commits
follows what the disk can do and not how much comes in. Deliveries that are due are made at once by
this worker, as far as its deliverer has room; the others are claimed by any worker with room.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from math import inf
from typing import NamedTuple, Protocol

from hookshift.background import BackgroundLoop
from hookshift.domain.delivery.requests import EventLimits
from hookshift.domain.errors import CallerError, GatewayError, OperatorError
from hookshift.gateway.durable import content
from hookshift.gateway.durable.commit_pace import CommitPace
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.gateway.durable.grouping import (
    NO_LIMITS,
    Arrival,
    PendingDelivery,
    iter_deliveries,
    only_delivery,
)
from hookshift.gateway.durable.waiting import OnCommit, Refused, WaitingWebhook, refuse
from hookshift.store.errors import ValueRefused
from hookshift.store.taking_in import CommitConversations, Compose, Fresh, NewDelivery, Placed

log = logging.getLogger(__name__)

AT_ONCE = 50
"""Deliveries that are composed before the event loop may serve others."""
BATCH_BYTES = 8_388_608
"""Bodies of one commit; a larger body has a commit of its own."""
STOP_SECONDS = 2.0
"""Time limit for the last commit; callers have had the drain time before."""


class InboxUnavailable(GatewayError):
    """The webhook cannot be stored now; the provider is to send it again."""

    code = "inbox_unavailable"


class InboxStore(Protocol):
    """Where webhooks are stored; `store.inbox.InboxWriter` is the real one."""

    async def accept(
        self,
        owner: int | None,
        webhooks: Sequence[tuple[str, Sequence[bytes | None]]],
        compose: Compose,
        conversations: CommitConversations | None = None,
    ) -> list[Placed]:
        """Stores webhooks; see `InboxWriter.accept`."""


class LocalDeliverer(Protocol):
    """Delivers from memory what it has room for; `deliverer.Deliverer` is the real one."""

    @property
    def owner(self) -> int | None:
        """The deliverer's number while its lease holds, else None."""

    def reserve(self, handler: str, size: int) -> bool:
        """Reserves room for one more delivery of `size` bytes; False if there is none."""

    def release(self, handler: str, size: int) -> None:
        """Gives back room that was reserved and is not needed."""

    def committed_after(self, seconds: float) -> None:
        """Deliveries were committed `seconds` after their transaction began, for anyone."""

    def renounce(self) -> None:
        """Draws a new number: deliveries may have been stored as its own without its knowing."""

    def deliver_reserved(
        self,
        owner: int,
        pending: PendingDelivery,
        placed: Placed,
        source: str,
        expires: float | None,
    ) -> None:
        """Delivers what room was reserved for and was committed as `owner`'s."""


class IntakeConversations(CommitConversations, Protocol):
    """What a commit reads and changes of conversations; `conversation.Draft` is the real one."""

    def committed(self) -> None:
        """Called when the commit has succeeded."""


class IntakeSettings(NamedTuple):
    """Bounds of one worker's intake."""

    waiting: int
    """How many webhooks may wait for a commit."""
    batch: int
    """How many webhooks share one commit at most."""


_Planned = tuple[Arrival, PendingDelivery, bool]
"""What is taken in, and whether room is reserved for it."""


class Intake(BackgroundLoop[bool]):
    """Accepts webhooks; started once, stopped once."""

    def __init__(
        self,
        settings: IntakeSettings,
        inbox: InboxStore,
        deliverer: LocalDeliverer,
        handler_groups: Mapping[str, str],
        cipher: PayloadCipher,
        *,
        limits: EventLimits = NO_LIMITS,
        conversations: IntakeConversations | None = None,
    ) -> None:
        super().__init__(STOP_SECONDS)
        self._conversations = conversations
        self._settings = settings
        self._inbox = inbox
        self._deliverer = deliverer
        self._handler_groups = handler_groups
        self._cipher = cipher
        self._limits = limits
        self._queue: deque[WaitingWebhook] = deque()
        self._pace = CommitPace()
        self._commits = 0
        """Transactions that succeeded."""
        self._refusals: list[str] = []
        """Why webhooks were refused alone since PostgreSQL last took one; at most two are kept."""

    @property
    def waiting(self) -> int:
        """How many webhooks wait for a commit."""
        return len(self._queue)

    @property
    def has_room(self) -> bool:
        """Whether one more may wait."""
        return not self._stopping and len(self._queue) < self._settings.waiting

    def put(self, arrival: Arrival, on_commit: OnCommit) -> WaitingWebhook:
        """Commits `arrival` with the next batch, if there is room; then calls `on_commit`."""
        waiting = WaitingWebhook(arrival, on_commit)
        self._queue.append(waiting)
        self.wake()
        return waiting

    async def accept(self, arrival: Arrival) -> None:
        """Returns once `arrival` is committed. Raises InboxUnavailable, or CallerError."""
        if not self.has_room:
            raise InboxUnavailable("too many webhooks wait for their commit")
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = self.put(arrival, partial(_settle, answer))
        try:
            await answer
        except asyncio.CancelledError:
            waiting.forget()
            raise

    @property
    def finished(self) -> bool:
        """Once it stops, as soon as nobody waits any more."""
        return self._stopping and not self._queue

    async def close(self) -> None:
        """Refuses what could not be committed in time."""
        refuse(self._queue, InboxUnavailable("the gateway is stopping"))

    async def run_once(self) -> bool:
        """Commits webhooks that wait; True if there are more."""
        if self._queue:
            await self._keep_pace()
            await self._take(self._next())
        return bool(self._queue)

    def pause(self, more: bool) -> float:
        """Until somebody waits."""
        return 0.0 if more else inf

    async def _keep_pace(self) -> None:
        clock = asyncio.get_running_loop().time
        left = self._pace.left(clock())
        if left > 0 and len(self._queue) < self._settings.batch:
            await asyncio.sleep(left)
        self._pace.begin(clock(), len(self._queue))

    def _next(self) -> list[WaitingWebhook]:
        batch: list[WaitingWebhook] = []
        size = 0
        while self._queue and len(batch) < self._settings.batch:
            size += len(self._queue[0].arrival.body)
            if batch and size > BATCH_BYTES:
                break
            waiting = self._queue.popleft()
            if waiting.is_wanted:
                batch.append(waiting)
        return batch

    async def _take(self, batch: Sequence[WaitingWebhook]) -> None:
        """Writes `batch`; an error of this intake is what no webhook escapes."""
        commits = self._commits
        await self._write(batch)
        if self._commits > commits:
            self._refusals.clear()
        elif len(self._refusals) > 1 and self._error is None:
            self._error = f"each webhook is refused: {self._refusals[-1]}"
            log.error("Webhooks are answered 503: %s", self._error)

    async def _write(self, batch: Sequence[WaitingWebhook]) -> None:
        try:
            await self._commit(batch)
        except ValueRefused as error:
            await self._by_halves(batch, str(error))
        except OperatorError as error:
            # PostgreSQL takes none of them; dividing the batch would not help.
            self._fail(batch, str(error))
        except CallerError as error:
            # A body that can be read but not split. Nothing of the others was written either.
            if len(batch) == 1:
                refuse(batch, error)
            else:
                await self._by_halves(batch, str(error))
        except asyncio.CancelledError:
            refuse(batch, InboxUnavailable("the gateway is stopping"))
            raise
        except Exception as error:
            # One webhook's error must end neither the others nor this task.
            log.exception("Unexpected error while accepting webhooks")
            await self._by_halves(batch, repr(error))

    async def _by_halves(self, batch: Sequence[WaitingWebhook], error: str) -> None:
        if len(batch) <= 1:
            # Others may be accepted: `error` stays as it is.
            log.error("A webhook is answered 503: %s", error)
            self._refusals = [*self._refusals[-1:], error]
            refuse(batch, InboxUnavailable(error))
            return
        middle = len(batch) // 2
        await self._write(batch[:middle])
        await self._write(batch[middle:])

    def _fail(self, batch: Sequence[WaitingWebhook], error: str) -> None:
        if self._error is None:
            log.error("Webhooks are answered 503: %s", error)
        self._error = error
        refuse(batch, InboxUnavailable(error))

    async def _commit(self, batch: Sequence[WaitingWebhook]) -> None:
        owner, reserve = self._deliverer.owner, self._deliverer.reserve
        planned: list[_Planned] = []

        async def compose(fresh: Sequence[Fresh]) -> Sequence[NewDelivery]:
            # Called again whenever the transaction is repeated.
            self._release(planned)
            planned.clear()
            rows: list[NewDelivery] = []
            for waiting, these in zip(batch, fresh, strict=True):
                arrival = waiting.arrival
                if arrival.in_commit is not None:
                    arrival = arrival.decided(these)
                for pending in self._deliveries(arrival, these):
                    held = owner is not None and reserve(pending.part.handler, len(pending.body))
                    planned.append((arrival, pending, held))
                    rows.append(_row(planned[-1], self._cipher))
                    if len(rows) % AT_ONCE == 0:
                        await asyncio.sleep(0)
            return rows

        keys = [(waiting.arrival.source, waiting.arrival.keys) for waiting in batch]
        began = asyncio.get_running_loop().time()
        try:
            placed = await self._inbox.accept(owner, keys, compose, self._conversations)
        except BaseException as error:
            self._release(planned)
            if not isinstance(error, CallerError | ValueRefused):
                self._deliverer.renounce()
            raise
        if self._conversations is not None:
            # Before anybody is answered: the next message may come at once, to another worker.
            self._conversations.committed()
        now = asyncio.get_running_loop().time()
        self._pace.end(now)
        self._deliverer.committed_after(now - began)
        self._commits += 1
        if self._error is not None:
            log.warning("Webhooks are accepted again.")
        self._error = None
        for waiting in batch:
            waiting.resolve()
        pairs = zip(planned, placed, strict=True)
        for number, ((arrival, pending, held), at) in enumerate(pairs, 1):
            if held and at.ready and owner is not None:
                self._deliverer.deliver_reserved(
                    owner, pending, at, arrival.source, arrival.expires
                )
            elif held:
                self._deliverer.release(pending.part.handler, len(pending.body))
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)

    def _release(self, planned: Sequence[_Planned]) -> None:
        for _, pending, held in planned:
            if held:
                self._deliverer.release(pending.part.handler, len(pending.body))

    def _deliveries(self, arrival: Arrival, fresh: Fresh) -> Iterable[PendingDelivery]:
        only = only_delivery(arrival, fresh, self._handler_groups)
        if only is not None:
            return (only,)
        return iter_deliveries(arrival, fresh, self._handler_groups, self._limits)


def _row(each: _Planned, cipher: PayloadCipher) -> NewDelivery:
    arrival, (part, ordering_key, stored, body), held = each
    first = part.decisions[0]
    fields = (
        arrival.source,
        part.handler,
        part.side,
        first.domain,
        ordering_key,
        first.bucket,  # the sender's, if a rollout may reroute the delivery
        len(part.events),
        arrival.expires,
        held,
        *cipher.encrypt(content.encode(stored), body),
    )
    return tuple.__new__(NewDelivery, fields)  # half of what NewDelivery(...) takes


def _settle(answer: asyncio.Future[None], refused: Refused | None) -> None:
    if not answer.done():
        if refused is None:
            answer.set_result(None)
        else:
            answer.set_exception(refused)

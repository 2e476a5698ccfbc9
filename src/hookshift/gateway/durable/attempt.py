"""Makes an attempt: sends a delivery, notes it, and says what to write down of it.

The usual one needs no task: it goes out over an idle connection, and its handler's answer calls
back. One that must wait for more than that (a connection, a second try, legacy) is a coroutine.
"""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Final, NamedTuple

from hookshift.core.choice import OpenAttempts, UsualAttempt, UsualAttempts
from hookshift.domain.delivery.delivery import (
    OUTCOMES,
    Clock,
    Dead,
    Delivery,
    Done,
    Outcome,
    Policy,
    ended,
    follow_up,
    succeeded,
)
from hookshift.domain.delivery.fallback import can_fall_back, fallback
from hookshift.domain.errors import GatewayError, HandlerBroken, HandlerError
from hookshift.domain.http import Headers, Response
from hookshift.domain.routing.routing import (
    RouteTable,
    Side,
    Snapshot,
    given_back,
    part_of,
)
from hookshift.gateway.durable.claims import After, after, retry
from hookshift.gateway.durable.database_clock import DatabaseClock
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.rows import Attempt, Origin, error_text
from hookshift.gateway.upstream.client import HandlerClient
from hookshift.gateway.upstream.exchange import Ended
from hookshift.store.deliveries import Burial

log = logging.getLogger(__name__)

TAKEN: Final = Response(200, [], b"")
"""Any answer by which a handler has taken a delivery."""
Concluded = Callable[[After | Coroutine[None, None, After]], None]
"""Called once with what to write down of an attempt, or with what must be awaited for that."""


class Edges(NamedTuple):
    """Everything outside that attempts need: handlers, log and metrics, clocks, randomness."""

    handlers: Mapping[str, HandlerClient]
    attempts: Attempts
    monotonic: Callable[[], float]
    wall: Callable[[], float]
    random: Callable[[], float]


class AttemptTerms(NamedTuple):
    """How attempts are made; names as in `[delivery]` of hookshift.toml."""

    policy: Policy
    falls_back: bool
    """Whether legacy gets what could not be sent to unified."""
    reroutes: bool
    """Whether deliveries waiting for unified follow their sender back to legacy."""


class AttemptRunner:
    """Makes one worker's attempts. `judge` gets how each one ended, for its handler's circuit."""

    def __init__(
        self,
        terms: AttemptTerms,
        table: RouteTable,
        edges: Edges,
        clock: DatabaseClock,
        judge: Callable[[str, Outcome], None],
    ) -> None:
        self.snapshot: Snapshot | None = None
        self._terms = terms
        self._table = table
        self._edges = edges
        self._clock = clock
        self._judge = judge
        self._called_back: dict[int, tuple[Delivery, Concluded]] = {}
        """Attempts without a task that are under way, by id."""
        self._usual: UsualAttempts | None = None

    def use(self, core: OpenAttempts) -> None:
        """The compiled core makes the usual attempts from now on."""
        self._usual = core(self._called_back, self._succeeded, self._landed)

    def begin(self, delivery: Delivery, concluded: Concluded) -> bool:
        """Begins an attempt that needs no task; False if it needs one: then nothing was sent."""
        try:
            if ended(delivery, self._terms.policy, self._clock.now()) is not None:
                return False
            sent = self._given_back(delivery)
            if (self._usual is None or not self._usual.begin(sent)) and not self._sent(
                delivery.id, sent
            ):
                return False
        except Exception:
            # `run` meets it, too, and says so.
            return False
        self._called_back[delivery.id] = delivery, concluded
        return True

    def _sent(self, number: int, sent: Delivery) -> bool:
        """Sends it over an idle connection; False if there is none."""
        handler = self._edges.handlers[sent.part.handler]
        answered = partial(self._answered, number, sent, self._edges.monotonic())
        return handler.begin(_headers(sent), sent.body, sent.query, answered)

    def _succeeded(self, handler: str, under_way: tuple[Delivery, Concluded]) -> None:
        """The core has noted that the handler took it."""
        delivery, concluded = under_way
        self._judge(handler, TAKEN)
        concluded(delivery.id)

    def _landed(self, attempt: UsualAttempt) -> Ended:
        """It goes the general way; returns who gets its outcome."""
        return partial(self._answered, attempt.delivery.id, attempt.delivery, attempt.begun)

    async def run(self, delivery: Delivery) -> After:
        """Makes one attempt, or two if unified cannot be reached; returns what to write down."""
        late = ended(delivery, self._terms.policy, self._clock.now())
        if late is not None:
            return Burial(delivery.id, 0, late, None)
        before = delivery.attempts
        delivery = self._given_back(delivery)
        at = self._edges.monotonic()
        return await self._judged(delivery, before, at, await self._send(delivery))

    def give_up(self) -> None:
        """Attempts without a task are over, whatever their handlers say: the worker stops."""
        left = dict(self._called_back)
        self._called_back.clear()
        for delivery, concluded in left.values():
            concluded(retry(delivery, 0.0))

    def unexpected(self, delivery: Delivery) -> After:
        """Called where an exception is handled: what to write down of the attempt."""
        log.exception("Unexpected error in a delivery to %s", delivery.part.handler)
        wait = self._terms.policy.max_backoff
        return retry(delivery, wait, 1, 1, "unexpected error: see the gateway's log")

    def can_fall_back(self, delivery: Delivery, outcome: Outcome) -> bool:
        """Whether legacy gets a delivery after this outcome."""
        return self._terms.falls_back and can_fall_back(delivery.part, outcome)

    def fall_back(self, delivery: Delivery, outcome: Outcome, at: float | None) -> Delivery:
        """The delivery for legacy; unified's failure is recorded."""
        self._note(delivery, outcome, at, final=False)
        # Its events are of one domain, so one old handler gets them all.
        (part,) = fallback(delivery.part, self._table)
        return delivery._replace(part=part, attempts=delivery.attempts + 1)

    def _answered(
        self, number: int, sent: Delivery, at: float, outcome: Outcome | Awaitable[Response]
    ) -> None:
        """How the attempt went that delivery `number` began at that time; an Awaitable: it was in
        vain, and is to be sent again."""
        if (under_way := self._called_back.pop(number, None)) is None:
            # It was given up, and is somebody else's by now.
            if isinstance(outcome, Coroutine):
                outcome.close()
            return
        delivery, concluded = under_way
        if not isinstance(outcome, OUTCOMES):
            concluded(self._again(sent, delivery.attempts, at, outcome))
        elif self.can_fall_back(sent, outcome):
            concluded(self._judged(sent, delivery.attempts, at, outcome))
        else:
            concluded(self._ended(delivery, sent, at, outcome))

    def _ended(self, delivery: Delivery, sent: Delivery, at: float, outcome: Outcome) -> After:
        try:
            self._judge(sent.part.handler, outcome)
            return self._noted(sent, delivery.attempts, at, outcome)
        except Exception:
            return self.unexpected(delivery)

    async def _again(
        self, delivery: Delivery, before: int, at: float, answer: Awaitable[Response]
    ) -> After:
        outcome = await self._outcome(delivery.part.handler, answer)
        return await self._judged(delivery, before, at, outcome)

    async def _judged(self, delivery: Delivery, before: int, at: float, outcome: Outcome) -> After:
        """What to write down of an attempt; another one is made if unified cannot be reached.

        `before`: how many attempts there were when it was claimed.
        """
        self._judge(delivery.part.handler, outcome)
        if self.can_fall_back(delivery, outcome):
            delivery = self.fall_back(delivery, outcome, at)
            at = self._edges.monotonic()
            outcome = await self._send(delivery)
            self._judge(delivery.part.handler, outcome)
        return self._noted(delivery, before, at, outcome)

    def _noted(self, delivery: Delivery, before: int, at: float, outcome: Outcome) -> After:
        """Notes the last attempt; what to write down of it."""
        if succeeded(outcome):
            self._note(delivery, outcome, at, final=True)
            return delivery.id
        clock = Clock(self._clock.now(), self._edges.random())
        next_step = follow_up(delivery, outcome, self._terms.policy, clock)
        self._note(delivery, outcome, at, final=isinstance(next_step, Done | Dead))
        return after(delivery, delivery.attempts + 1 - before, next_step, error_text(outcome))

    async def _send(self, delivery: Delivery) -> Outcome:
        send = self._edges.handlers[delivery.part.handler].send
        answer = send(_headers(delivery), delivery.body, delivery.query)
        return await self._outcome(delivery.part.handler, answer)

    async def _outcome(self, handler: str, answer: Awaitable[Response]) -> Outcome:
        try:
            return await answer
        except (HandlerError, GatewayError) as error:
            return error
        except Exception as error:
            log.exception("Unexpected error in a delivery to %s", handler)
            return HandlerBroken(f"{handler}: {type(error).__name__}")

    def _given_back(self, delivery: Delivery) -> Delivery:
        """For the side that the sender is on by now, unless deliveries are not rerouted."""
        part = delivery.part
        if part.side is not Side.UNIFIED or not self._terms.reroutes or self.snapshot is None:
            return delivery
        decisions = [given_back(each, self._table, self.snapshot) for each in part.decisions]
        return delivery._replace(part=part_of(part.events, decisions))

    def _note(self, delivery: Delivery, outcome: Outcome, at: float | None, *, final: bool) -> None:
        """Notes an attempt; `at` is when it was sent, None where nothing was."""
        seconds = 0.0 if at is None else self._edges.monotonic() - at
        number, milliseconds = delivery.attempts + 1, round(seconds * 1000)
        self._edges.attempts.note(
            Attempt(delivery.part, outcome, number, milliseconds, final),
            Origin(delivery.source, delivery.version, delivery.correlation_id),
            seconds,
        )


def _headers(delivery: Delivery) -> Headers:
    """Those that the handler gets, with what tells it of this attempt."""
    return [
        *delivery.headers,
        (b"x-event-id", delivery.key.encode("ascii")),
        (b"x-delivery-attempt", b"%d" % (delivery.attempts + 1)),
    ]

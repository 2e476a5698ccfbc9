"""Phases 5 to 7 of a relayed webhook: divided, handed to its handlers, each attempt noted.

It waits for nothing but handlers, with one exception: a body that is divided is looked up for a
moment (`dedup`), so that what was delivered of it before is not delivered again.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from hookshift.domain.delivery.delivery import Outcome
from hookshift.domain.delivery.fallback import can_fall_back, fallback
from hookshift.domain.delivery.requests import Series, series
from hookshift.domain.errors import GatewayError, HandlerBroken, HandlerError
from hookshift.domain.http import Headers, Response
from hookshift.domain.routing.routing import Part, RouteTable, plan
from hookshift.gateway.headers import with_domains
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.record.rows import Attempt
from hookshift.gateway.relay.answer import ACCEPTED, severity
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.dedup import RelayDedup
from hookshift.gateway.relay.one_budget import OneBudget
from hookshift.gateway.relay.usual import Account, UsualRequest
from hookshift.gateway.relay.webhook import DecidedWebhook, OnOutcome, left_out
from hookshift.gateway.upstream.client import HandlerClient
from hookshift.gateway.upstream.exchange import Ended

log = logging.getLogger(__name__)


class Handlers(NamedTuple):
    """The handlers by name, and what each of them may get."""

    targets: Mapping[str, HandlerClient]
    bulkheads: Bulkheads
    events_per_request: Mapping[str, int]
    """Without an entry a handler takes any number."""


class RelayDelivery:
    """Hands webhooks over and waits for their handlers' answers."""

    def __init__(
        self,
        table: RouteTable,
        handlers: Handlers,
        attempts: Attempts,
        dedup: RelayDedup,
        monotonic: Callable[[], float],
    ) -> None:
        self._table = table
        self._targets, self._bulkheads, self._events_per_request = handlers
        self._attempts = attempts
        self._dedup = dedup
        self._monotonic = monotonic
        self._account = Account(attempts, handlers.bulkheads, monotonic, set())

    def begin(self, decided: DecidedWebhook, on_outcome: OnOutcome) -> bool:
        """Hands a usual webhook over (see `usual.py`); False if it is not one."""
        events, webhook = decided.events, decided.webhook
        if len(events) != len(webhook.events):
            return False
        parts = plan(events, decided.decisions)
        part = parts[0]
        handler, size = part.handler, len(webhook.body)
        if len(parts) > 1 or len(events) > self._events_per_request.get(handler, len(events)):
            return False
        if not self._bulkheads.has_room(handler):
            return False
        request = UsualRequest(self._account, decided, part, on_outcome)
        headers = with_domains(webhook.headers, part.domains)
        if not self._targets[handler].begin(headers, webhook.body, webhook.query, request.ended):
            return False
        self._bulkheads.enter(handler, size)
        return True

    @property
    def bulkheads(self) -> Bulkheads:
        """What its handlers hold."""
        return self._bulkheads

    def landed(self, decided: DecidedWebhook, sent: float, on_outcome: OnOutcome) -> Ended:
        """Goes on with a usual webhook that was sent and is among the bulkheads' requests."""
        (part,) = plan(decided.events, decided.decisions)
        return UsualRequest(self._account, decided, part, on_outcome, sent).ended

    async def deliver(self, decided: DecidedWebhook) -> Sequence[Outcome]:
        """How each of its parts went. Raises CallerError for a body that cannot be divided."""
        webhook = decided.webhook
        groups = self._groups(plan(decided.events, decided.decisions))
        is_whole = len(decided.events) == len(webhook.events)
        if is_whole and len(groups) == 1 and len(groups[0]) == 1:
            # As nearly always: one request, and that is the body itself.
            part = groups[0][0]
            return [await self._hand_over(decided, part, webhook.body, webhook.headers, number=1)]
        return await self._deliver_new(decided)

    def _groups(self, parts: Sequence[Part]) -> list[Series]:
        """The requests that are made of `parts`, in series; most handlers take a part as it is."""
        limits = self._events_per_request
        if not limits:
            return [[part] for part in parts]
        return [each for part in parts for each in series(part, limits.get(part.handler))]

    async def _deliver_new(self, decided: DecidedWebhook) -> Sequence[Outcome]:
        """Without what was delivered when the provider sent the same body before."""
        name = decided.origin.source
        known = await self._dedup.known(name, decided.events)
        pairs = zip(decided.events, decided.decisions, known, strict=True)
        new = [(event, decision) for event, decision, was in pairs if not was]
        if not new:
            return [ACCEPTED]
        groups = self._groups(plan([event for event, _ in new], [why for _, why in new]))
        outcomes = await self._deliver_divided(decided, groups, number=1)
        sent = [request for each in groups for request in each]
        await self._dedup.remember(name, sent, outcomes, whole=not any(known))
        return outcomes

    async def _deliver_divided(
        self, decided: DecidedWebhook, groups: Sequence[Series], *, number: int
    ) -> list[Outcome]:
        """Delivers the body divided, all series at once; each request's outcome, in order."""
        webhook = decided.webhook
        requests = [request for each in groups for request in each]
        own = [request.events for request in requests]
        rest = left_out(webhook.events, [event for events in own for event in events])
        split = webhook.source.provider.split
        # All of them before any is sent: a body that cannot be divided is to reach nobody.
        bodies = iter(list(split(webhook.body, [*own, rest] if rest else own)))
        budgets = self._budgets(requests)
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(
                    self._deliver_series(
                        decided, each, [next(bodies) for _ in each], budgets, number
                    )
                )
                for each in groups
            ]
        return [outcome for task in running for outcome in task.result()]

    def _budgets(self, requests: Sequence[Part]) -> Mapping[str, OneBudget]:
        """By handler that takes few events a request, and gets several of these requests."""
        limited = self._events_per_request
        several = Counter(each.handler for each in requests if each.handler in limited)
        return {
            name: OneBudget(name, self._targets[name].total_timeout)
            for name, count in several.items()
            if count > 1
        }

    async def _deliver_series(
        self,
        decided: DecidedWebhook,
        requests: Series,
        bodies: Sequence[bytes],
        budgets: Mapping[str, OneBudget],
        number: int,
    ) -> list[Outcome]:
        """One after another; one that fails does not keep the next ones back."""
        webhook = decided.webhook
        of_a_part = webhook.source.provider.of_a_part
        return [
            await self._hand_over(
                decided,
                each,
                body,
                of_a_part(webhook.headers, body, webhook.secret),
                number=number,
                budget=budgets.get(each.handler),
            )
            for each, body in zip(requests, bodies, strict=True)
        ]

    async def _hand_over(
        self,
        decided: DecidedWebhook,
        part: Part,
        body: bytes,
        headers: Headers,
        *,
        number: int,
        budget: OneBudget | None = None,
    ) -> Outcome:
        """Hands one part over and notes it; the outcome is returned, never raised."""
        sent, webhook = self._monotonic(), decided.webhook
        outcome = await self._attempt(decided, part, body, headers, budget)
        falls_back = can_fall_back(part, outcome)
        now = self._monotonic()
        milliseconds = round((now - webhook.started) * 1000)
        attempt = Attempt(part, outcome, number, milliseconds, final=not falls_back)
        self._attempts.note(attempt, decided.origin, now - sent)
        if falls_back:
            return await self._fall_back(decided, part, body, headers, number=number + 1)
        return outcome

    async def _attempt(
        self,
        decided: DecidedWebhook,
        part: Part,
        body: bytes,
        headers: Headers,
        budget: OneBudget | None,
    ) -> Outcome:
        sent_headers, query = with_domains(headers, part.domains), decided.webhook.query
        try:
            if budget is None:
                size = len(decided.webhook.body)
                return await self._send(part.handler, size, sent_headers, body, query)
            # Those that wait for their turn hold nothing of the handler's yet.
            return await budget.send(
                lambda: self._send(part.handler, len(body), sent_headers, body, query)
            )
        except (HandlerError, GatewayError) as error:
            return error
        except Exception as error:
            # One part's surprise must not end the deliveries of the others.
            log.exception("Unexpected error in a delivery to %s", part.handler)
            return HandlerBroken(f"{part.handler}: {type(error).__name__}")

    async def _send(
        self, handler: str, size: int, headers: Headers, body: bytes, query: bytes
    ) -> Response:
        """The handler's answer; `size` is what it holds of the bytes in work until then."""
        self._bulkheads.enter(handler, size)
        try:
            return await self._targets[handler].send(headers, body, query)
        finally:
            self._bulkheads.leave(handler, size)

    async def _fall_back(
        self, decided: DecidedWebhook, part: Part, body: bytes, headers: Headers, *, number: int
    ) -> Outcome:
        """Gives legacy what unified could not be given; several old handlers mean a division."""
        groups = self._groups(fallback(part, self._table))
        if len(groups) == 1 and len(groups[0]) == 1:
            return await self._hand_over(decided, groups[0][0], body, headers, number=number)
        return max(await self._deliver_divided(decided, groups, number=number), key=severity)

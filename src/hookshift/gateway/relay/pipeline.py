"""What happens to a webhook: read, verify, find events, decide, deliver, record, answer.

The happy path is `_relay`, from top to bottom. It awaits nothing but handlers: the configuration
is a snapshot in memory and the record is a list append, so PostgreSQL can be away. There are two
exceptions: a durable source's webhooks are written down before they are answered, and delivered
afterwards; and a relay source's body that is divided is looked up for a moment (`partly`).
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from hookshift.domain.delivery.delivery import NEVER_SENT, Outcome, succeeded, word
from hookshift.domain.delivery.requests import Series, series
from hookshift.domain.errors import (
    BadSignature,
    CallerError,
    GatewayError,
    HandlerBroken,
    HandlerError,
)
from hookshift.domain.events import Event
from hookshift.domain.http import Headers, Request, Response
from hookshift.domain.routing.classify import with_headers
from hookshift.domain.routing.records import LogRow
from hookshift.domain.routing.routing import (
    Decision,
    Part,
    Reason,
    RouteTable,
    Side,
    Snapshot,
    decide,
    plan,
    to_legacy,
)
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.durable.grouping import Arrival, keys_of
from hookshift.gateway.headers import Trace, to_handler, to_provider, trace, with_domains
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record.rows import Attempt, RowWriter
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.dedup import RelayDedup
from hookshift.gateway.relay.one_budget import OneBudget
from hookshift.gateway.relay.replies import (
    ACCEPTED,
    INBOX_TEXT,
    PUBLIC_TEXT,
    all_delivered,
    failure_status,
    refusal,
    severity,
)
from hookshift.gateway.tracing import Tracing
from hookshift.gateway.unsigned import Unsigned
from hookshift.providers.base import Provider

log = logging.getLogger(__name__)


class RelayTarget(Protocol):
    """Where a part is sent; `upstream.Upstream` is the real one."""

    total_timeout: float

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""


class RelayCounters(Protocol):
    """Where the pipeline counts; `metrics.Metrics` is the real one."""

    def webhook(self, source: str, outcome: str) -> None:
        """A webhook was answered with this status class or error code."""

    def delivery(self, handler: str, side: str, domain: str, outcome: str, seconds: float) -> None:
        """An event was handed over, or not."""

    def dropped(self, source: str, rule: str) -> None:
        """An event was dropped by a rule."""


class Acceptor(Protocol):
    """Where webhooks of durable sources are taken in; `intake.Intake` is the real one."""

    async def accept(self, arrival: Arrival) -> None:
        """Returns once it is committed. Raises GatewayError, or CallerError for its body."""


class RelaySource(NamedTuple):
    """An inbound endpoint."""

    name: str
    provider: Provider
    default_handler: str
    durable: bool = False
    """Answered after one commit, and delivered afterwards."""
    expires: float | None = None
    """Seconds after which a durable event is not delivered any more."""
    unsigned: Unsigned | None = None
    """Who may send without a signature."""


class Webhook(NamedTuple):
    """One request while it is being relayed: what every phase needs of it."""

    source: RelaySource
    trace: Trace
    headers: Headers
    secret: bytes | None
    snapshot: Snapshot | None
    started: float
    size: int
    """Of its body, which is held until it is answered."""
    query: bytes
    """Of its URL."""


class Pipeline:
    """Relays webhooks of all sources. `snapshot` is replaced from outside whenever it changes."""

    def __init__(
        self,
        *,
        sources: Mapping[bytes, RelaySource],
        table: RouteTable,
        handlers: Mapping[str, RelayTarget],
        bulkheads: Bulkheads,
        record: Callable[[LogRow], None],
        rows: RowWriter,
        counts: RelayCounters,
        trusted: TrustedCallers,
        ids: IdSource,
        monotonic: Callable[[], float],
        wall: Callable[[], float],
        acceptor: Acceptor | None = None,
        partly: RelayDedup | None = None,
        tracing: Tracing | None = None,
        events_per_request: Mapping[str, int] | None = None,
    ) -> None:
        self.snapshot: Snapshot | None = None
        self._acceptor = acceptor
        self._partly = partly
        self._tracing = tracing
        self._sources = sources
        self._table = table
        self._may_drop = any(rule.drops for rule in table.rules)
        self._handlers = handlers
        self._bulkheads = bulkheads
        self._events_per_request = events_per_request or {}
        """By handler; without an entry it takes any number."""
        self._record = record
        self._rows = rows
        self._counts = counts
        self._trusted = trusted
        self._ids = ids
        self._monotonic = monotonic
        self._wall = wall

    async def handle(self, request: Request) -> Response:
        """Answers one request to a source's path."""
        source = self._sources[request.path]
        names = trace(request, self._trusted, self._ids)
        if self._tracing is None:
            return await self._handle(source, request, names)
        span, status = self._tracing.webhook(names, source.name), 500
        try:
            names = names._replace(traceparent=span.traceparent)
            response = await self._handle(source, request, names)
            status = response.status
            return response
        finally:
            span.end(status)

    async def _handle(self, source: RelaySource, request: Request, names: Trace) -> Response:
        try:
            response = source.provider.handshake(request)
            if response is None:
                response = await self._relay(source, request, names)
        except CallerError as error:
            self._counts.webhook(source.name, error.code)
            return refusal(str(error), error.status, error.code, names)
        self._counts.webhook(source.name, f"{response.status // 100}xx")
        return response

    def _verified(self, source: RelaySource, request: Request) -> bytes | None:
        """The secret that signed it; None if it needs none. Raises BadSignature."""
        try:
            return source.provider.verify(request)
        except BadSignature:
            unsigned = source.unsigned
            if unsigned and unsigned.allows(request, self._trusted.caller(request)):
                return None
            raise

    async def _relay(self, source: RelaySource, request: Request, names: Trace) -> Response:
        started = self._monotonic()
        provider, snapshot = source.provider, self.snapshot
        secret = self._verified(source, request)
        events: Sequence[Event] = provider.events(request.body)
        if self._table.headers:
            events = with_headers(events, request.headers, self._table.headers)
        decisions = [
            decide(event, self._table, source.default_handler, snapshot) for event in events
        ]
        headers = to_handler(request, names, self._trusted)
        webhook = Webhook(
            source, names, headers, secret, snapshot, started, len(request.body), request.query
        )
        if self._may_drop and any(each.reason is Reason.DROPPED for each in decisions):
            return await self._without_dropped(webhook, request.body, events, decisions)
        if source.durable:
            return await self._accept(webhook, request.body, events, decisions)
        parts = plan(events, decisions)
        if len(parts) == 1 and not self._events_per_request:
            # As nearly always: one request, and that is the body itself.
            outcome = await self._deliver(webhook, parts[0], request.body, headers, number=1)
            return self._answer(webhook, [outcome])
        groups = self._groups(parts)
        if (len(groups) > 1 or len(groups[0]) > 1) and self._partly is not None:
            return await self._relay_parts(webhook, request.body, events, decisions)
        outcomes = await self._deliver_all(webhook, groups, request.body, headers)
        return self._answer(webhook, outcomes)

    async def _without_dropped(
        self,
        webhook: Webhook,
        body: bytes,
        events: Sequence[Event],
        decisions: Sequence[Decision],
    ) -> Response:
        """What rules drop is recorded and acknowledged; the rest goes its way."""
        pairs = list(zip(events, decisions, strict=True))
        dropped = [pair for pair in pairs if pair[1].reason is Reason.DROPPED]
        kept = [pair for pair in pairs if pair[1].reason is not Reason.DROPPED]
        self._note_dropped(webhook, dropped)
        if not kept:
            return self._answer(webhook, [ACCEPTED])
        nobodys = [event for event, _ in dropped]
        left, why = [event for event, _ in kept], [decision for _, decision in kept]
        go_on = self._accept if webhook.source.durable else self._relay_parts
        return await go_on(webhook, body, left, why, nobodys)

    def _note_dropped(self, webhook: Webhook, dropped: Sequence[tuple[Event, Decision]]) -> None:
        rows = self._rows.dropped(
            [event for event, _ in dropped],
            [decision for _, decision in dropped],
            source=webhook.source.name,
            version=webhook.snapshot.version if webhook.snapshot else None,
            correlation_id=webhook.trace.correlation_id,
            wall=self._wall(),
        )
        for row in rows:
            self._record(row)
            self._counts.dropped(webhook.source.name, row.rule or "")

    def _groups(self, parts: Sequence[Part]) -> list[Series]:
        """The requests that are made of `parts`, in series; most handlers take a part as it is."""
        if not self._events_per_request:
            return [[part] for part in parts]
        limits = self._events_per_request
        return [each for part in parts for each in series(part, limits.get(part.handler))]

    async def _relay_parts(
        self,
        webhook: Webhook,
        body: bytes,
        events: Sequence[Event],
        decisions: Sequence[Decision],
        dropped: Sequence[Event] = (),
    ) -> Response:
        """Without what was delivered when the provider sent the same body before.

        `dropped` are events of it that nobody gets.
        """
        assert self._partly is not None
        name = webhook.source.name
        known = await self._partly.known(name, events)
        stale = [event for event, was in zip(events, known, strict=True) if was]
        parts = plan(
            [event for event, was in zip(events, known, strict=True) if not was],
            [decision for decision, was in zip(decisions, known, strict=True) if not was],
        )
        outcomes: Sequence[Outcome] = [ACCEPTED]
        if parts:
            groups = self._groups(parts)
            outcomes = await self._deliver_all(
                webhook, groups, body, webhook.headers, without=[*stale, *dropped]
            )
            sent = [request for each in groups for request in each]
            await self._partly.remember(name, sent, outcomes, whole=not stale)
        return self._answer(webhook, outcomes)

    async def _accept(
        self,
        webhook: Webhook,
        body: bytes,
        events: Sequence[Event],
        decisions: Sequence[Decision],
        dropped: Sequence[Event] = (),
    ) -> Response:
        """Success once it is on disk; if it cannot be, the provider is to send again."""
        assert self._acceptor is not None, "durable sources need an acceptor"
        source, names = webhook.source, webhook.trace
        arrival = Arrival(
            source.name,
            source.provider,
            webhook.secret,
            webhook.headers,
            body,
            events,
            decisions,
            webhook.snapshot.version if webhook.snapshot else None,
            names.correlation_id,
            source.expires,
            keys_of(source.name, events),
            dropped,
            webhook.query,
        )
        try:
            await self._acceptor.accept(arrival)
        except GatewayError as error:
            return refusal(INBOX_TEXT, error.status, error.code, names)
        return to_provider(ACCEPTED, source.provider.accepted(ACCEPTED.status), names)

    async def _deliver_all(
        self,
        webhook: Webhook,
        groups: Sequence[Series],
        body: bytes,
        headers: Headers,
        number: int = 1,
        *,
        without: Sequence[Event] = (),
    ) -> list[Outcome]:
        """Delivers `body` whole if one request holds it all, else divided, the series all at once.

        `without` are events of it that nobody gets. Returns each request's outcome, in order.
        """
        requests = [request for each in groups for request in each]
        if len(requests) == 1 and not without:
            return [await self._deliver(webhook, requests[0], body, headers, number=number)]
        left_out = [without] if without else []
        events = [request.events for request in requests]
        bodies = iter(webhook.source.provider.split(body, [*events, *left_out]))
        budgets = self._budgets(requests)
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(
                    self._deliver_series(
                        webhook, each, [next(bodies) for _ in each], budgets, number
                    )
                )
                for each in groups
            ]
        return [outcome for task in tasks for outcome in task.result()]

    def _budgets(self, requests: Sequence[Part]) -> Mapping[str, OneBudget]:
        """By handler that takes few events a request, and gets several of these requests."""
        if not self._events_per_request:
            return {}
        several = Counter(
            each.handler for each in requests if each.handler in self._events_per_request
        )
        return {
            name: OneBudget(name, self._handlers[name].total_timeout)
            for name, count in several.items()
            if count > 1
        }

    async def _deliver_series(
        self,
        webhook: Webhook,
        requests: Series,
        bodies: Sequence[bytes],
        budgets: Mapping[str, OneBudget],
        number: int,
    ) -> list[Outcome]:
        """One after another; one that fails does not keep the next ones back."""
        return [
            await self._deliver(
                webhook,
                each,
                body,
                self._signed(webhook, body),
                number=number,
                budget=budgets.get(each.handler),
            )
            for each, body in zip(requests, bodies, strict=True)
        ]

    def _signed(self, webhook: Webhook, body: bytes) -> Headers:
        return webhook.source.provider.of_a_part(webhook.headers, body, webhook.secret)

    async def _deliver(
        self,
        webhook: Webhook,
        part: Part,
        body: bytes,
        headers: Headers,
        *,
        number: int,
        budget: OneBudget | None = None,
    ) -> Outcome:
        """Hands one part over and records it; the outcome is returned, never raised."""
        sent = self._monotonic()
        told = with_domains(headers, part.domains)
        try:
            outcome: Outcome = await (
                self._send(webhook, part, webhook.size, body, told)
                if budget is None
                # Those that wait for their turn hold nothing of the handler's yet.
                else budget.send(lambda: self._send(webhook, part, len(body), body, told))
            )
        except (HandlerError, GatewayError) as error:
            outcome = error
        except Exception as error:
            # One part's surprise must not end the deliveries of the others.
            log.exception("a delivery to %s failed in a way that no code foresaw", part.handler)
            outcome = HandlerBroken(f"{part.handler}: {type(error).__name__}")
        falls_back = part.side is Side.UNIFIED and isinstance(outcome, NEVER_SENT)
        self._note(webhook, part, outcome, number, sent, final=not falls_back)
        if falls_back:
            return await self._fall_back(webhook, part, body, headers, number=number + 1)
        return outcome

    async def _send(
        self, webhook: Webhook, part: Part, size: int, body: bytes, headers: Headers
    ) -> Response:
        """The handler's answer; `size` is what it holds of the bytes in work until then."""
        handler = part.handler
        self._bulkheads.enter(handler, size)
        try:
            return await self._handlers[handler].send(headers, body, webhook.query)
        finally:
            self._bulkheads.leave(handler, size)

    async def _fall_back(
        self, webhook: Webhook, part: Part, body: bytes, headers: Headers, *, number: int
    ) -> Outcome:
        """Gives legacy what unified could not be given; several old handlers mean a split."""
        source, table = webhook.source, self._table
        # No header that decides is among those that are passed on: the part's events have them.
        found = with_headers(source.provider.events(body), part.events[0].headers, table.headers)
        events = _as_known(found, part.events)
        decisions = [
            to_legacy(decide(event, table, source.default_handler, webhook.snapshot), table)
            for event in events
        ]
        groups = self._groups(plan(events, decisions))
        return max(await self._deliver_all(webhook, groups, body, headers, number), key=severity)

    def _note(
        self,
        webhook: Webhook,
        part: Part,
        outcome: Outcome,
        number: int,
        sent: float,
        *,
        final: bool,
    ) -> None:
        now = self._monotonic()
        milliseconds = round((now - webhook.started) * 1000)
        attempt = Attempt(part, outcome, number, milliseconds, final)
        version = webhook.snapshot.version if webhook.snapshot else None
        for row in self._rows.rows(
            attempt, webhook.source.name, version, webhook.trace.correlation_id, self._wall()
        ):
            self._record(row)
        result = "success" if attempt.succeeded else word(outcome)
        for decision in part.decisions:
            self._counts.delivery(part.handler, part.side, decision.domain, result, now - sent)

    def _answer(self, webhook: Webhook, outcomes: Sequence[Outcome]) -> Response:
        """The worst outcome; only if every part succeeded is it a success."""
        worst = outcomes[0] if len(outcomes) == 1 else max(outcomes, key=severity)
        if not isinstance(worst, Response):
            return refusal(PUBLIC_TEXT[worst.code], worst.status, worst.code, webhook.trace)
        if not succeeded(worst):
            return to_provider(worst, failure_status(worst), webhook.trace)
        ok = worst.status if 200 <= worst.status < 300 else 200
        status = webhook.source.provider.accepted(ok)
        if len(outcomes) > 1:
            worst = all_delivered(len(outcomes))
        return to_provider(worst, status, webhook.trace)


def _as_known(events: Sequence[Event], before: Sequence[Event]) -> Sequence[Event]:
    """The events of a part of a body, with the people that the whole body told `before`."""
    if len(events) != len(before):
        return events
    return [
        event._replace(sender=same.sender, phone=same.phone)
        for event, same in zip(events, before, strict=True)
    ]

"""What happens to a webhook, from its request to its answer: read, decide, deliver, answer.

`read`, `decide` and `answer` are plain functions. Only `deliver` waits: for handlers where the
source is relayed, for a commit where it is durable.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Protocol

from hookshift.core.choice import PYTHON, Engine, Flight
from hookshift.domain.delivery.delivery import Outcome
from hookshift.domain.errors import CallerError
from hookshift.domain.http import Request, Response
from hookshift.domain.routing.routing import Reason, RouteTable, Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.headers import Trace, to_handler, trace
from hookshift.gateway.http.shared import Answered
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.relay.answer import ACCEPTED, answer, refusal
from hookshift.gateway.relay.decide import (
    Continues,
    InCommit,
    UnknownYet,
    after_look_up,
    decide,
    decided_as,
    in_conversation,
    without_dropped,
)
from hookshift.gateway.relay.deliver import RelayDelivery
from hookshift.gateway.relay.read import read
from hookshift.gateway.relay.webhook import DecidedWebhook, Source, Webhook, WebhookDelivery
from hookshift.gateway.tracing import Tracing
from hookshift.gateway.upstream.exchange import Ended


class WebhookCounters(Protocol):
    """Where webhooks are counted; `metrics.Metrics` is the real one."""

    def webhook(self, source: str, outcome: str) -> None:
        """A webhook was answered with this status class or error code."""


class Pipeline:
    """Answers webhooks of all sources. `snapshot` is replaced from outside whenever it changes."""

    def __init__(
        self,
        *,
        sources: Mapping[bytes, tuple[Source, WebhookDelivery]],
        table: RouteTable,
        attempts: Attempts,
        counts: WebhookCounters,
        callers: TrustedCallers,
        ids: IdSource,
        monotonic: Callable[[], float],
        engine: Engine = PYTHON,
        conversations: Mapping[str, Continues] = MappingProxyType({}),
    ) -> None:
        """`sources` are by path, each with how it is delivered; `conversations` by source."""
        self.snapshot: Snapshot | None = None
        self._sources = sources
        self._table = table
        self._decide = engine.decider(table)
        self._keep = engine.keep
        self._may_drop = any(rule.drops for rule in table.rules)
        self._attempts = attempts
        self._counts = counts
        self._callers = callers
        self._ids = ids
        self._monotonic = monotonic
        self._conversations = conversations

    def begin(self, request: Request, answered: Answered) -> Response | Awaitable[Response] | None:
        """Begins one request to a source's path, as `http.shared.Application`."""
        source, delivery = self._sources[request.path]
        decided = self._decided(request, source, self.trace(request))
        return decided if isinstance(decided, Response) else self.go_on(decided, delivery, answered)

    def go_on(
        self, found: DecidedWebhook | UnknownYet, delivery: WebhookDelivery, answered: Answered
    ) -> Awaitable[Response] | None:
        """Delivers what was read and decided; what it returns is as of `begin`."""
        if isinstance(found, UnknownYet):
            return self._after_look_up(found, delivery)
        if delivery.begin(found, partial(self.ended, found.webhook, answered)):
            return None
        return self._rest(found, delivery)

    @property
    def sources(self) -> Mapping[bytes, tuple[Source, WebhookDelivery]]:
        """The sources by path, each with how it is delivered."""
        return self._sources

    @property
    def conversations(self) -> Mapping[str, Continues]:
        """The conversations of those sources that have them."""
        return self._conversations

    def taken(self, flight: Flight, request: Request) -> DecidedWebhook:
        """What the compiled core has read and decided, as the general way knows it."""
        source, _ = self._sources[request.path]
        names = Trace(flight.correlation_id, flight.traceparent)
        webhook = Webhook(
            source,
            names,
            to_handler(request, names, self._callers, self._keep),
            flight.secret,
            request.body,
            request.query,
            flight.events,
            flight.started,
        )
        return decided_as(webhook, flight.decisions, flight.snapshot)

    def landed(self, flight: Flight, request: Request, answered: Answered) -> Ended:
        """Goes on with a webhook that the core has sent; returns whom to call with its outcome."""
        _, delivery = self._sources[request.path]
        assert isinstance(delivery, RelayDelivery)
        decided = self.taken(flight, request)
        return delivery.landed(
            decided, flight.started, partial(self.ended, decided.webhook, answered)
        )

    async def handle(self, request: Request, names: Trace) -> Response:
        """Answers one request that bears these names, however long that takes."""
        source, delivery = self._sources[request.path]
        decided = self._decided(request, source, names)
        if isinstance(decided, Response):
            return decided
        if isinstance(decided, UnknownYet):
            return await self._after_look_up(decided, delivery)
        return await self._rest(decided, delivery)

    def trace(self, request: Request) -> Trace:
        """By what the webhook is found again."""
        return trace(request, self._callers, self._ids)

    def source(self, request: Request) -> str:
        """The name of the source whose path it came to."""
        return self._sources[request.path][0].name

    def _decided(
        self, request: Request, source: Source, names: Trace
    ) -> DecidedWebhook | UnknownYet | Response:
        """The webhook that is to be delivered, or the answer if there is nothing to deliver."""
        try:
            response = source.provider.handshake(request)
            if response is not None:
                return self._counted(source, response)
            webhook = read(
                request,
                source,
                names,
                callers=self._callers,
                asked_for=self._table.headers,
                now=self._monotonic(),
                keep=self._keep,
            )
        except CallerError as error:
            return self._refused(source, error, names)
        decided = decide(webhook, self._decide, self.snapshot)
        if self._may_drop and any(each.reason is Reason.DROPPED for each in decided.decisions):
            decided = self._drop(decided)
            if not decided.events:
                return self._counted(source, answer(webhook, [ACCEPTED]))
        continues = self._conversations.get(source.name)
        if continues is None:
            return decided
        if continues.in_commit:
            in_commit = InCommit(
                decided, continues, self._decide, self.snapshot, lambda: self.snapshot
            )
            decided = decided._replace(in_commit=in_commit)
        return in_conversation(decided, continues, self.snapshot)

    def _drop(self, decided: DecidedWebhook) -> DecidedWebhook:
        """What rules drop is recorded and acknowledged; the rest goes its way."""
        left, dropped = without_dropped(decided)
        self._attempts.note_dropped(dropped.events, dropped.decisions, decided.origin)
        return left

    async def _after_look_up(self, found: UnknownYet, delivery: WebhookDelivery) -> Response:
        await found.look_up
        return await self._rest(after_look_up(found, self._decide, self.snapshot), delivery)

    async def _rest(self, decided: DecidedWebhook, delivery: WebhookDelivery) -> Response:
        webhook = decided.webhook
        try:
            outcomes = await delivery.deliver(decided)
        except CallerError as error:
            return self._refused(webhook.source, error, webhook.trace)
        return self._counted(webhook.source, answer(webhook, outcomes))

    def ended(self, webhook: Webhook, answered: Answered, outcome: Outcome | CallerError) -> None:
        """Answers a webhook whose only request, or whose commit, came to this."""
        if isinstance(outcome, CallerError):
            answered(self._refused(webhook.source, outcome, webhook.trace))
        else:
            answered(self._counted(webhook.source, answer(webhook, (outcome,))))

    def _counted(self, source: Source, response: Response) -> Response:
        self._counts.webhook(source.name, f"{response.status // 100}xx")
        return response

    def _refused(self, source: Source, error: CallerError, names: Trace) -> Response:
        self._counts.webhook(source.name, error.code)
        return refusal(str(error), error.status, error.code, names)


class TracedPipeline:
    """A pipeline with a span for each webhook."""

    def __init__(self, pipeline: Pipeline, tracing: Tracing) -> None:
        self._pipeline = pipeline
        self._tracing = tracing

    def begin(self, request: Request, _answered: Answered) -> Awaitable[Response]:
        """As `Pipeline.begin`; each request has a task."""
        return self._handle(request)

    async def _handle(self, request: Request) -> Response:
        names = self._pipeline.trace(request)
        span = self._tracing.webhook(names, self._pipeline.source(request), request)
        status = 500
        try:
            traced = names._replace(traceparent=span.traceparent)
            response = await self._pipeline.handle(request, traced)
            status = response.status
            return response
        finally:
            span.end(status)

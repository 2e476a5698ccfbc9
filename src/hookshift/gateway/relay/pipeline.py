"""What happens to a webhook, from its request to its answer: read, decide, deliver, answer.

`read`, `decide` and `answer` are plain functions. Only `deliver` waits: for handlers where the
source is relayed, for a commit where it is durable.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

from hookshift.core.choice import PYTHON, Engine
from hookshift.domain.errors import CallerError
from hookshift.domain.http import Request, Response
from hookshift.domain.routing.routing import Reason, RouteTable, Snapshot
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.headers import Trace, trace
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record.attempts import Attempts
from hookshift.gateway.relay.answer import ACCEPTED, answer, refusal
from hookshift.gateway.relay.decide import decide, without_dropped
from hookshift.gateway.relay.read import read
from hookshift.gateway.relay.webhook import DecidedWebhook, Deliver, Source
from hookshift.gateway.tracing import Tracing


class WebhookCounters(Protocol):
    """Where webhooks are counted; `metrics.Metrics` is the real one."""

    def webhook(self, source: str, outcome: str) -> None:
        """A webhook was answered with this status class or error code."""


class Pipeline:
    """Answers webhooks of all sources. `snapshot` is replaced from outside whenever it changes."""

    def __init__(
        self,
        *,
        sources: Mapping[bytes, tuple[Source, Deliver]],
        table: RouteTable,
        attempts: Attempts,
        counts: WebhookCounters,
        callers: TrustedCallers,
        ids: IdSource,
        monotonic: Callable[[], float],
        engine: Engine = PYTHON,
    ) -> None:
        """`sources` are by path, each with how it is delivered."""
        self.snapshot: Snapshot | None = None
        self._sources = sources
        self._table = table
        self._decide = engine.decider(table)
        self._may_drop = any(rule.drops for rule in table.rules)
        self._attempts = attempts
        self._counts = counts
        self._callers = callers
        self._ids = ids
        self._monotonic = monotonic

    async def handle(self, request: Request) -> Response:
        """Answers one request to a source's path."""
        return await self.answered(request, self.trace(request))

    def trace(self, request: Request) -> Trace:
        """By what the webhook is found again."""
        return trace(request, self._callers, self._ids)

    def source(self, request: Request) -> str:
        """The name of the source whose path it came to."""
        return self._sources[request.path][0].name

    async def answered(self, request: Request, names: Trace) -> Response:
        """The answer to a request that bears these names."""
        source, deliver = self._sources[request.path]
        try:
            response = source.provider.handshake(request)
            if response is None:
                response = await self._relay(request, source, deliver, names)
        except CallerError as error:
            self._counts.webhook(source.name, error.code)
            return refusal(str(error), error.status, error.code, names)
        self._counts.webhook(source.name, f"{response.status // 100}xx")
        return response

    async def _relay(
        self, request: Request, source: Source, deliver: Deliver, names: Trace
    ) -> Response:
        webhook = read(
            request,
            source,
            names,
            callers=self._callers,
            asked_for=self._table.headers,
            now=self._monotonic(),
        )
        decided = decide(webhook, self._decide, self.snapshot)
        if self._may_drop and any(each.reason is Reason.DROPPED for each in decided.decisions):
            decided = self._drop(decided)
        outcomes = await deliver(decided) if decided.events else [ACCEPTED]
        return answer(webhook, outcomes)

    def _drop(self, decided: DecidedWebhook) -> DecidedWebhook:
        """What rules drop is recorded and acknowledged; the rest goes its way."""
        left, dropped = without_dropped(decided)
        self._attempts.note_dropped(dropped.events, dropped.decisions, decided.origin)
        return left


class TracedPipeline:
    """A pipeline with a span for each webhook."""

    def __init__(self, pipeline: Pipeline, tracing: Tracing) -> None:
        self._pipeline = pipeline
        self._tracing = tracing

    async def handle(self, request: Request) -> Response:
        """Answers one request to a source's path."""
        names = self._pipeline.trace(request)
        span, status = self._tracing.webhook(names, self._pipeline.source(request)), 500
        try:
            response = await self._pipeline.answered(
                request, names._replace(traceparent=span.traceparent)
            )
            status = response.status
            return response
        finally:
            span.end(status)

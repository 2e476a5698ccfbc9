"""Spans, by option: one for each webhook, and one for each time that a handler is asked.

What is traced knows nothing of who collects spans; `otel.py` is the real one. A handler hears the
span of its own delivery in `traceparent`, so that what it does hangs below it.
"""

import asyncio
from typing import Protocol

from hookshift.domain.errors import GatewayError, HandlerError
from hookshift.domain.http import Headers, Request, Response, header
from hookshift.gateway.headers import Trace, replaced


class Span(Protocol):
    """A span: one piece of work with a beginning and an end."""

    @property
    def traceparent(self) -> bytes:
        """The span's `traceparent` (W3C Trace Context)."""

    def end(self, status: int | None, error: str | None = None) -> None:
        """Ends the span, with an HTTP status or a one-word error."""


class Tracing(Protocol):
    """Starts spans."""

    def webhook(self, trace: Trace, source: str, request: Request) -> Span:
        """A span for one request of a provider."""

    def delivery(self, headers: Headers, handler: str) -> Span:
        """A span for one request to a handler, below its headers' `traceparent`."""


class TracedUpstream(Protocol):
    """The handler to be traced; `pool.Upstream` is the real one."""

    total_timeout: float

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""

    async def close(self) -> None:
        """Ends its connections."""


class TracedHandler:
    """A handler with a span for each request to it."""

    def __init__(self, name: str, upstream: TracedUpstream, tracing: Tracing) -> None:
        self._name = name
        self._upstream = upstream
        self._tracing = tracing
        self.total_timeout = upstream.total_timeout

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""
        span = self._tracing.delivery(headers, self._name)
        error: str | None = "unforeseen"
        status = None
        try:
            named = replaced(headers, [(b"traceparent", span.traceparent)])
            response = await self._upstream.send(named, body, query)
            status, judgement = response.status, response.judgement
            error = judgement.setting if judgement is not None and not judgement.ok else None
            return response
        except (HandlerError, GatewayError) as failure:
            error = failure.code
            raise
        except asyncio.CancelledError:
            error = "cancelled"
            raise
        finally:
            span.end(status, error)

    def begin(self, _headers: Headers, _body: bytes, _query: bytes, _ended: object) -> bool:
        """Never: whoever traces has a task for each request."""
        return False

    async def close(self) -> None:
        """Ends its connections."""
        await self._upstream.close()


def own_header(headers: Headers, name: bytes) -> str:
    """The value of one of hookshift's own headers; empty if it is missing."""
    return (header(headers, name) or b"").decode("ascii", "replace")

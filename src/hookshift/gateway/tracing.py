"""Spans, by option: one for each webhook, and one for each time that a handler is asked.

What is traced knows nothing of who collects spans; `otel.py` is the real one. A handler hears the
span of its own delivery in `traceparent`, so that what it does hangs below it.
"""

import asyncio
from typing import Protocol

from hookshift.domain.errors import GatewayError, HandlerError
from hookshift.domain.http import Headers, Response, header
from hookshift.gateway.headers import Trace, replaced


class Span(Protocol):
    """Something that takes a while."""

    @property
    def traceparent(self) -> bytes:
        """How others name it (W3C Trace Context)."""

    def end(self, status: int | None, error: str | None = None) -> None:
        """It is over, with this HTTP status, or with an error in one word."""


class Tracing(Protocol):
    """Where spans begin."""

    def webhook(self, trace: Trace, source: str) -> Span:
        """Of one request of a provider."""

    def delivery(self, headers: Headers, handler: str) -> Span:
        """Of one request to a handler, below what its headers' `traceparent` names."""


class TracedUpstream(Protocol):
    """What is asked; `upstream.Upstream` is the real one."""

    total_timeout: float

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""

    async def close(self) -> None:
        """Ends its connections."""


class TracedHandler:
    """A handler, each request to which has a span."""

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

    async def close(self) -> None:
        """Ends its connections."""
        await self._upstream.close()


def said(headers: Headers, name: bytes) -> str:
    """A header of our own; empty if it is not there."""
    return (header(headers, name) or b"").decode("ascii", "replace")

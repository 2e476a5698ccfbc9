"""A handler with a span for each request to it."""

import asyncio

from hookshift.domain.errors import GatewayError, HandlerError
from hookshift.domain.http import Headers, Response
from hookshift.gateway.headers import replaced
from hookshift.gateway.tracing import Tracing
from hookshift.gateway.upstream.client import HandlerClient


class TracedHandler:
    """Sends to `upstream`, each time within a span."""

    def __init__(self, name: str, upstream: HandlerClient, tracing: Tracing) -> None:
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

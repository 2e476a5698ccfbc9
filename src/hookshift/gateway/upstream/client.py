"""A handler as the rest of the gateway sees it: something that requests are sent to."""

from typing import Protocol

from hookshift.domain.http import Headers, Response
from hookshift.gateway.upstream.exchange import Ended


class HandlerClient(Protocol):
    """Sends requests to one handler; `pool.Upstream` is the real one, others wrap it."""

    total_timeout: float

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""

    def begin(self, headers: Headers, body: bytes, query: bytes, ended: Ended) -> bool:
        """As `send`, if that needs no task; else False, and nothing was sent."""

    async def close(self) -> None:
        """Ends its requests and connections."""

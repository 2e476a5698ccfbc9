"""A handler whose settings say what counts as success."""

from typing import Protocol

from hookshift.domain.delivery.judgement import Criteria, judged
from hookshift.domain.http import Headers, Response
from hookshift.gateway.upstream.answer_text import answer_text


class JudgedUpstream(Protocol):
    """The handler behind the judgement; `pool.Upstream` is the real one."""

    total_timeout: float

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""

    async def close(self) -> None:
        """Ends its connections."""


class JudgedHandler:
    """Sends to `upstream` and judges each answer by `criteria`."""

    def __init__(self, upstream: JudgedUpstream, criteria: Criteria) -> None:
        self._upstream = upstream
        self._criteria = criteria
        self.total_timeout = upstream.total_timeout

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""
        answer = await self._upstream.send(headers, body, query)
        return judged(answer, self._criteria, lambda: answer_text(answer))

    async def close(self) -> None:
        """Ends its connections."""
        await self._upstream.close()

"""A handler whose settings say what counts as success."""

from collections.abc import Awaitable

from hookshift.domain.delivery.judgement import Criteria, judged
from hookshift.domain.errors import GatewayError, HandlerError
from hookshift.domain.http import Headers, Response
from hookshift.gateway.upstream.answer_text import answer_text
from hookshift.gateway.upstream.client import HandlerClient
from hookshift.gateway.upstream.exchange import Ended


class JudgedHandler:
    """Sends to `upstream` and judges each answer by `criteria`."""

    def __init__(self, upstream: HandlerClient, criteria: Criteria) -> None:
        self._upstream = upstream
        self._criteria = criteria
        self.total_timeout = upstream.total_timeout

    async def send(self, headers: Headers, body: bytes, query: bytes = b"") -> Response:
        """The handler's answer. Raises HandlerError or HandlerSaturated."""
        return self._judged(await self._upstream.send(headers, body, query))

    def begin(self, headers: Headers, body: bytes, query: bytes, ended: Ended) -> bool:
        """As `pool.Upstream.begin`."""

        def judge(outcome: Response | HandlerError | GatewayError | Awaitable[Response]) -> None:
            if isinstance(outcome, Response):
                ended(self._judged(outcome))
            elif isinstance(outcome, HandlerError | GatewayError):
                ended(outcome)
            else:
                ended(self._judged_later(outcome))

        return self._upstream.begin(headers, body, query, judge)

    async def _judged_later(self, answer: Awaitable[Response]) -> Response:
        return self._judged(await answer)

    def _judged(self, answer: Response) -> Response:
        return judged(answer, self._criteria, lambda: answer_text(answer))

    async def close(self) -> None:
        """Ends its connections."""
        await self._upstream.close()

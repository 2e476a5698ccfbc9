"""A handler whose answers are judged, and what its span says then."""

from hookshift.config.patterns import compile_pattern
from hookshift.domain.delivery.judgement import Criteria
from hookshift.domain.http import Headers, Judgement, Request
from hookshift.gateway.headers import Trace
from hookshift.gateway.upstream.judged_handler import JudgedHandler
from hookshift.gateway.upstream.pool import Upstream, UpstreamSettings
from hookshift.gateway.upstream.traced_handler import TracedHandler
from tests.gateway.plain_handler import plain_handler


class OneSpan:
    """A span, and whoever begins it; remembers how it ended each time."""

    traceparent = b"00-1-1-01"

    def __init__(self) -> None:
        self.ended: list[tuple[int | None, str | None]] = []

    def webhook(self, _trace: Trace, _source: str, _request: Request) -> "OneSpan":
        """Never asked."""
        return self

    def delivery(self, _headers: Headers, _handler: str) -> "OneSpan":
        """Of one request."""
        return self

    def end(self, status: int | None, error: str | None = None) -> None:
        """It is over."""
        self.ended.append((status, error))


async def test_a_judgement_is_in_the_answer_and_its_failure_in_the_span() -> None:
    span = OneSpan()
    async with plain_handler() as running:
        upstream = Upstream(
            "jobs", UpstreamSettings(running.url, 5.0, 5.0, 5.0, 4.0, 4, 4, 10_000, 60.0)
        )
        criteria = Criteria(also_ok=frozenset({409}), failed_body=(compile_pattern("no room"),))
        handler = TracedHandler("jobs", JudgedHandler(upstream, criteria), span)
        answers = []
        for status, body in ((200, b"done"), (200, b"no room"), (409, b"")):
            running.status, running.body = status, body
            answers.append((await handler.send([], b"event")).judgement)
        await handler.close()
    assert answers == [None, Judgement(False, "failed_body"), Judgement(True, "also_ok")]
    assert span.ended == [(200, None), (200, "failed_body"), (409, None)]

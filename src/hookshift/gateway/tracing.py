"""Spans, by option: one for each webhook, and one for each time that a handler is asked.

What is traced knows nothing of who collects spans; `otel.py` is the real one. A handler gets the
span of its own delivery in `traceparent`, so that what it does hangs below it.
"""

from typing import Protocol

from hookshift.domain.http import Headers, Request, header
from hookshift.gateway.headers import Trace


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


def own_header(headers: Headers, name: bytes) -> str:
    """The value of one of hookshift's own headers; empty if it is missing."""
    return (header(headers, name) or b"").decode("ascii", "replace")

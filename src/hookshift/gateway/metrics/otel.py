"""Spans by OpenTelemetry's SDK, sent to a collector over OTLP/HTTP by a thread of its own.

Never in a webhook's way: what the collector does not take fast enough is dropped, at most QUEUE
spans wait. Neither texts nor phone numbers are in them, nor the queries of URLs. Names, attributes
and statuses are those of the semantic conventions for HTTP.
"""

import asyncio
import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.trace import Span as OtelSpan

from hookshift import __version__
from hookshift.domain.http import Headers, Request
from hookshift.gateway.headers import Trace
from hookshift.gateway.tracing import own_header

log = logging.getLogger(__name__)

QUEUE = 4_096
BATCH = 512
DELAY_MS = 1_000.0
SEND_SECONDS = 3.0
STOP_SECONDS = 1.0


class Otel:
    """Starts spans as `gateway.tracing.Tracing` describes."""

    def __init__(
        self,
        endpoint: str,
        headers: Mapping[str, str],
        sample: float,
        process: str,
        *,
        urls: Mapping[str, str] | None = None,
        scheme: str = "http",
    ) -> None:
        self._handlers = {name: _of_url(url) for name, url in (urls or {}).items()}
        self._scheme = scheme
        # It would complain of each batch, for as long as the collector is away.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        self._exporter = _Telling(
            OTLPSpanExporter(endpoint, headers=dict(headers), timeout=SEND_SECONDS)
        )
        self._provider = TracerProvider(
            sampler=ParentBased(TraceIdRatioBased(sample)),
            resource=_resource(process),
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(
            BatchSpanProcessor(
                self._exporter,
                max_queue_size=QUEUE,
                max_export_batch_size=BATCH,
                schedule_delay_millis=DELAY_MS,
            )
        )
        self._tracer = self._provider.get_tracer("hookshift", __version__)

    def webhook(self, trace: Trace, source: str, request: Request) -> "ExportedSpan":
        """A span below the caller's, if a trusted caller has named one."""
        above = _above(trace.traceparent) if trace.is_given else Context()
        method, path = _method(request.method), _text(request.path)
        attributes = {
            "http.request.method": method,
            "http.route": path,
            "url.path": path,
            "url.scheme": self._scheme,
            "client.address": request.peer,
            "hookshift.source": source,
            "hookshift.correlation_id": trace.correlation_id,
        }
        if method == OTHER:
            attributes["http.request.method_original"] = _text(request.method[:LONGEST_METHOD])
        called = "HTTP" if method == OTHER else method
        return ExportedSpan(
            self._tracer.start_span(
                f"{called} {path}", above, SpanKind.SERVER, attributes=attributes
            ),
            fails_from=500,
        )

    def delivery(self, headers: Headers, handler: str) -> "ExportedSpan":
        """A span below the webhook's; linked to it too if that was answered before."""
        name, address = self._handlers.get(handler, ("POST", {}))
        attributes: dict[str, str | int] = {
            "http.request.method": "POST",
            **address,
            "hookshift.handler": handler,
            "hookshift.domains": own_header(headers, b"x-webhook-domain"),
            "hookshift.correlation_id": own_header(headers, b"x-correlation-id"),
        }
        above = _above(own_header(headers, b"traceparent").encode())
        attempt = own_header(headers, b"x-delivery-attempt")
        links = []
        if attempt:
            attributes["hookshift.attempt"] = attempt
            if attempt.isdecimal() and int(attempt) > 1:
                attributes["http.request.resend_count"] = int(attempt) - 1
            links = [Link(get_current_span(above).get_span_context())]
        return ExportedSpan(
            self._tracer.start_span(
                name, above, SpanKind.CLIENT, attributes=attributes, links=links
            ),
            fails_from=400,
        )

    async def stop(self) -> None:
        """Sends the spans that wait, if the collector takes them soon."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()

        def shut() -> None:
            self._provider.shutdown()
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(ended.set)

        # A daemon: a collector that drips could hold one of the loop's own threads for ever.
        threading.Thread(target=shut, name="traces", daemon=True).start()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await ended.wait()
        # Whatever it waits for between two tries, it does not any more.
        self._exporter.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await ended.wait()


class _Telling(SpanExporter):
    """Exports spans; logs once that the collector is away, and once that it is back."""

    def __init__(self, exporter: OTLPSpanExporter) -> None:
        self._exporter = exporter
        self._failed = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Sends spans; called in the SDK's thread."""
        result = self._exporter.export(spans)
        failed = result is not SpanExportResult.SUCCESS
        if failed and not self._failed:
            log.warning("the trace collector does not accept spans: they are dropped until it does")
        elif self._failed and not failed:
            log.warning("the trace collector accepts spans again")
        self._failed = failed
        return result

    def shutdown(self) -> None:
        """Ends the attempt that is under way."""
        self._exporter.shutdown()  # type: ignore[no-untyped-call]

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Does nothing: no spans wait here."""
        return self._exporter.force_flush(timeout_millis)


class ExportedSpan:
    """A span as `gateway.tracing.Span` describes."""

    def __init__(self, span: OtelSpan, fails_from: int) -> None:
        self._span = span
        self._fails_from = fails_from
        """The first status that is an error: to a server a 4xx is its caller's."""

    @property
    def traceparent(self) -> bytes:
        """The span's `traceparent` (W3C Trace Context)."""
        context = self._span.get_span_context()
        return b"00-%032x-%016x-%02x" % (context.trace_id, context.span_id, context.trace_flags)

    def end(self, status: int | None, error: str | None = None) -> None:
        """Ends the span, with an HTTP status or a one-word error."""
        if status is not None:
            self._span.set_attribute("http.response.status_code", status)
        if error is None and status is not None and status >= self._fails_from:
            error = str(status)
        if error is not None:
            self._span.set_attribute("error.type", error)
            self._span.set_status(Status(StatusCode.ERROR))
        self._span.end()


OTHER = "_OTHER"
LONGEST_METHOD = 32
METHODS = frozenset(
    ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]
)


def _method(method: bytes) -> str:
    """As the conventions have it: what is no known method would be a label without a bound."""
    name = _text(method)
    return name if name in METHODS else OTHER


def _text(given: bytes) -> str:
    return given.decode("ascii", "replace")


def _of_url(url: str) -> tuple[str, dict[str, str | int]]:
    """The name of a span to a handler's URL, and its attributes; without its query."""
    parts = urlsplit(url)
    path = parts.path or "/"
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return f"POST {path}", {
        "server.address": host,
        "server.port": port,
        "url.full": f"{parts.scheme}://{shown}{f':{parts.port}' if parts.port else ''}{path}",
        "url.template": path,
    }


def _resource(process: str) -> Resource:
    """What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say comes before hookshift's own."""
    own = Resource({"service.name": "hookshift", "service.version": __version__})
    merged = own.merge(OTELResourceDetector().detect())
    return merged.merge(Resource({"service.instance.id": process}))


def _above(traceparent: bytes) -> Context:
    """A `traceparent` as a context; empty if it is invalid."""
    parts = traceparent.split(b"-")
    if len(parts) != 4:
        return Context()
    try:
        trace_id, span_id, flags = (int(part, 16) for part in parts[1:])
    except ValueError:
        return Context()
    context = SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(flags))
    if not context.is_valid:
        return Context()
    return set_span_in_context(NonRecordingSpan(context), Context())

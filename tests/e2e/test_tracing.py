"""Spans, as a collector gets them and as handlers get them."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.e2e.harness import (
    ONE_WORKER,
    Gateway,
    body,
    eventually,
    message,
    running_gateway,
    running_handlers,
)

JOBS, PROPERTY = "wa-webhook-jobs", "wa-webhook-property"
GIVEN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
PHONE = "250780000001"
CLIENT = ("http.request.method", "server.address", "server.port", "url.full")
SERVER = ("http.request.method", "http.route", "url.path", "url.scheme")


class Span(NamedTuple):
    """As OTLP has it."""

    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, Any]
    failed: bool
    links: tuple[str, ...] = ()


class Collector:
    """Takes OTLP over HTTP."""

    def __init__(self) -> None:
        self.port = 0
        self.spans: list[Span] = []
        self.raw = b""
        self.secrets: set[str | None] = set()
        self.resource: dict[str, str] = {}

    def take(self, sent: bytes) -> None:
        self.raw += sent
        for resource in ExportTraceServiceRequest.FromString(sent).resource_spans:
            self.resource = {
                each.key: each.value.string_value for each in resource.resource.attributes
            }
            for scope in resource.scope_spans:
                for span in scope.spans:
                    found = {
                        each.key: each.value.string_value or each.value.int_value
                        for each in span.attributes
                    }
                    names = (span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex())
                    links = tuple(each.span_id.hex() for each in span.links)
                    failed = span.status.code == 2
                    self.spans.append(Span(span.name, *names, found, failed, links))

    def named(self, name: str) -> Span:
        """The only one of a name, once it is there."""
        eventually(lambda: any(span.name == name for span in self.spans))
        (found,) = (span for span in self.spans if span.name == name)
        return found


@contextmanager
def collecting(port: int = 0) -> Iterator[Collector]:
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"]))
            if self.headers.get("content-encoding") == "gzip":
                sent = gzip.decompress(sent)
            collector.secrets.add(self.headers.get("authorization"))
            collector.take(sent)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    collector.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def traced(port: int, delivery: str = "relay") -> tuple[tuple[str, str], ...]:
    settings = f"""[tracing]
endpoint = "http://127.0.0.1:{port}/v1/traces"
headers = {{ Authorization = "Bearer c0llector" }}"""
    return ("[tracing] ", f"{settings}  #"), ('delivery = "relay"', f'delivery = "{delivery}"')


@pytest.mark.parametrize("delivery", ["relay", "durable"])
def test_a_webhook_and_its_deliveries(tmp_path: Path, database_url: str, delivery: str) -> None:
    with collecting() as collector, running_handlers() as handlers:
        changes = traced(collector.port, delivery)
        handlers.answers[PROPERTY] = (400, b"never")
        with running_gateway(
            tmp_path, database_url, handlers.port, *changes, ONE_WORKER
        ) as gateway:
            sent = body(message("a job", PHONE, 1), message("rent a house", PHONE, 2))
            answer = gateway.webhook(sent, traceparent=GIVEN)
            webhook = collector.named("POST /webhook/whatsapp")
            spans = [collector.named(f"POST /functions/v1/{name}") for name in (JOBS, PROPERTY)]
        trace, above = GIVEN.split("-")[1:3]
        assert (webhook.trace, webhook.parent) == (trace, above)
        assert webhook.attributes["hookshift.correlation_id"] == answer.headers["x-correlation-id"]
        for name, span in zip((JOBS, PROPERTY), spans, strict=True):
            assert (span.trace, span.parent) == (trace, webhook.id)
            (arrival,) = handlers.of(name)
            assert arrival.headers["traceparent"] == f"00-{trace}-{span.id}-01"
        assert [span.failed for span in spans] == [False, True]
        assert spans[1].attributes["http.response.status_code"] == 400
        assert spans[1].attributes["error.type"] == "400"
        assert {key: spans[0].attributes[key] for key in CLIENT} == {
            "http.request.method": "POST",
            "server.address": "127.0.0.1",
            "server.port": handlers.port,
            "url.full": f"http://127.0.0.1:{handlers.port}/functions/v1/{JOBS}",
        }
        assert {key: webhook.attributes[key] for key in SERVER} == {
            "http.request.method": "POST",
            "http.route": "/webhook/whatsapp",
            "url.path": "/webhook/whatsapp",
            "url.scheme": "http",
        }
        linked = (webhook.id,) if delivery == "durable" else ()
        assert [span.links for span in spans] == [linked, linked]
        assert collector.resource["service.name"] == "hookshift"
        assert collector.resource["service.instance.id"]
        assert collector.secrets == {"Bearer c0llector"}
        for secret in (PHONE, "rent a house"):
            assert secret.encode() not in collector.raw


def test_without_a_given_trace_a_webhook_begins_its_own(tmp_path: Path, database_url: str) -> None:
    with collecting() as collector, running_handlers() as handlers:
        changes = traced(collector.port)
        with running_gateway(
            tmp_path, database_url, handlers.port, *changes, ONE_WORKER
        ) as gateway:
            assert gateway.webhook(body(message("a job"))).status == 200
            assert gateway.webhook(body(message("rent a house"))).status == 200
            first, second = (
                collector.named(f"POST /functions/v1/{name}") for name in (JOBS, PROPERTY)
            )
        roots = [span for span in collector.spans if span.name == "POST /webhook/whatsapp"]
        assert {span.parent for span in roots} == {""}
        assert first.trace != second.trace


def test_a_collector_that_is_away_is_in_nobodys_way(tmp_path: Path, database_url: str) -> None:
    with collecting() as collector:
        port = collector.port
    with running_handlers() as handlers:

        def relayed(gateway: Gateway) -> bool:
            return gateway.webhook(body(message("a job"))).status == 200

        with running_gateway(tmp_path, database_url, handlers.port, *traced(port)) as gateway:
            assert all(relayed(gateway) for _ in range(50))
            output = "the trace collector does not accept spans"
            eventually(lambda: output in gateway.log.read_text())
            assert all(relayed(gateway) for _ in range(50))
        assert len(handlers.arrivals) == 100
        # Once for each worker, and nothing of the library's own.
        written = gateway.log.read_text()
        assert 1 <= written.count(output) <= 2
        assert "opentelemetry" not in written


def test_a_collector_that_comes_back_is_told_of(tmp_path: Path, database_url: str) -> None:
    with collecting() as collector:
        port = collector.port
    with (
        running_handlers() as handlers,
        running_gateway(
            tmp_path, database_url, handlers.port, *traced(port), ONE_WORKER
        ) as gateway,
    ):
        gateway.webhook(body(message("a job")))
        eventually(lambda: "does not accept spans" in gateway.log.read_text())
        with collecting(port) as collector:

            def was_logged() -> bool:
                gateway.webhook(body(message("a job")))
                return "accepts spans again" in gateway.log.read_text()

            eventually(was_logged)
            assert collector.spans

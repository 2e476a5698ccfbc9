"""A stop waits for a collector so long and no longer, whatever that does."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from opentelemetry.sdk.trace import ReadableSpan

from hookshift.domain.http import Request
from hookshift.gateway.headers import Trace
from hookshift.gateway.metrics.otel import STOP_SECONDS, ExportedSpan, Otel

REQUEST = Request(b"POST", b"/webhook/whatsapp", b"token=secret", [], b"", "127.0.0.1")


@pytest.fixture
def otel() -> Iterator[Otel]:
    made = Otel("http://127.0.0.1:9/v1/traces", {}, 1.0, "worker 0", urls={"jobs": URL})
    yield made
    made._provider.shutdown()


URL = "https://handlers.example.com/functions/v1/jobs?apikey=secret"


def seen(span: ExportedSpan) -> ReadableSpan:
    assert isinstance(span._span, ReadableSpan)
    return span._span


@pytest.mark.parametrize(
    ("status", "failed"), [(200, False), (401, False), (404, False), (500, True), (503, True)]
)
def test_a_4xx_of_ours_is_no_error_of_ours(otel: Otel, status: int, failed: bool) -> None:
    span = otel.webhook(Trace("c", b""), "whatsapp", REQUEST)
    span.end(status)
    assert seen(span).status.is_ok is not failed
    assert seen(span).attributes is not None
    assert (seen(span).attributes or {}).get("error.type") == (str(status) if failed else None)


@pytest.mark.parametrize(("status", "failed"), [(200, False), (400, True), (500, True)])
def test_a_4xx_of_a_handler_is_one_to_us(otel: Otel, status: int, failed: bool) -> None:
    span = otel.delivery([(b"x-delivery-attempt", b"3")], "jobs")
    span.end(status)
    found = seen(span)
    assert found.status.is_ok is not failed
    assert found.name == "POST /functions/v1/jobs"
    attributes = found.attributes or {}
    assert attributes["http.request.resend_count"] == 2
    assert (attributes["server.address"], attributes["server.port"]) == (
        "handlers.example.com", 443,
    )  # fmt: skip
    assert "secret" not in str(attributes)


def test_an_unknown_method_is_no_name(otel: Otel) -> None:
    span = otel.webhook(Trace("c", b""), "whatsapp", REQUEST._replace(method=b"BREW"))
    shown = seen(span)
    assert shown.name == "HTTP /webhook/whatsapp"
    assert shown.attributes is not None
    assert shown.attributes["http.request.method"] == "_OTHER"
    assert shown.attributes["http.request.method_original"] == "BREW"


def test_what_is_kept_of_an_unknown_method_has_a_bound(otel: Otel) -> None:
    span = otel.webhook(Trace("c", b""), "whatsapp", REQUEST._replace(method=b"B" * 5_000))
    attributes = seen(span).attributes
    assert attributes is not None
    assert attributes["http.request.method_original"] == "B" * 32


def test_the_environment_names_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_SERVICE_NAME", "edge")
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=prod")
    resource = Otel("http://127.0.0.1:9/", {}, 1.0, "worker 0")._provider.resource.attributes
    assert resource["service.name"] == "edge"
    assert resource["deployment.environment.name"] == "prod"
    assert resource["service.instance.id"] == "worker 0"


async def test_a_collector_that_drips() -> None:
    over = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        taken, _ = listening.accept()
        with taken, suppress(OSError):
            taken.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not over.wait(0.1):
                taken.sendall(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1/traces"
    otel = Otel(url, {}, 1.0, "tests")
    otel.webhook(Trace("c", b""), "whatsapp", REQUEST).end(200)
    try:
        async with asyncio.timeout(2 * STOP_SECONDS + 1):
            await otel.stop()
    finally:
        over.set()
        thread.join()
        listening.close()

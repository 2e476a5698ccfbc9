"""What a well-behaved client sees: one case per rule of HTTP that the server keeps."""

import asyncio
import ssl

import pytest
import trustme
import uvloop

from hookshift.domain.errors import (
    BadSignature,
    CallerError,
    HandlerSaturated,
    HandlerTimeout,
)
from hookshift.domain.http import Headers, Request, Response
from tests.gateway.wire import Echo, Gated, chunked, get, post, request, serving

# The hook that replaces this fixture works by folder, and would change everyone's tests in it.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding the .event_loop_policy")


@pytest.fixture(scope="module")
def event_loop_policy() -> asyncio.AbstractEventLoopPolicy:
    policy: asyncio.AbstractEventLoopPolicy = uvloop.EventLoopPolicy()
    return policy


async def test_a_request_reaches_the_application_whole() -> None:
    app = Echo()
    async with serving(app) as served:
        answer = await served.ask(post(b"hello", b"X-Name:  a b \t", path=b"/hook?x=1&y=2"))
    assert answer.status == 200
    assert answer.body == b"POST /hook hello"
    assert answer.headers[b"date"].endswith(b" GMT")
    assert app.requests == [
        Request(
            b"POST",
            b"/hook",
            b"x=1&y=2",
            [(b"host", b"test"), (b"x-name", b"a b"), (b"content-length", b"5")],
            b"hello",
            "127.0.0.1",
        )
    ]


async def test_a_connection_is_kept_for_the_next_request() -> None:
    async with serving(Echo()) as served, served.client() as client:
        for number in range(3):
            await client.send(post(b"%d" % number))
            answer = await client.answer()
            assert (answer.body, answer.closes) == (b"POST / %d" % number, False)
        assert served.load.accepted_total == 1


@pytest.mark.parametrize(
    ("version", "connection", "header"),
    [
        (b"1.1", b"close", b"close"),
        (b"1.1", b"Keep-Alive, CLOSE", b"close"),
        (b"1.0", b"", b"close"),
        (b"1.0", b"close, keep-alive", b"close"),
        (b"1.0", b"Keep-Alive", b"keep-alive"),
        (b"1.1", b"keep-alive", None),
    ],
)
async def test_persistence(version: bytes, connection: bytes, header: bytes | None) -> None:
    line = b"Connection: %b\r\n" % connection if connection else b""
    async with serving(Echo()) as served, served.client() as client:
        await client.send(b"GET / HTTP/%b\r\nHost: test\r\n%b\r\n" % (version, line))
        answer = await client.answer()
        assert answer.headers.get(b"connection") == header
        if header == b"close":
            assert await client.closed() == b""
        else:
            assert await client.is_open()


async def test_http_1_0_needs_no_host() -> None:
    async with serving(Echo()) as served:
        assert (await served.ask(b"GET / HTTP/1.0\r\n\r\n")).status == 200


async def test_a_chunked_body_with_extension_and_trailer() -> None:
    raw = request(b"POST", b"/", (b"Transfer-Encoding: Chunked",))
    raw += b'3;name="v"\r\nabc\r\n0A\r\n0123456789\r\n0\r\nX-Trailer: dropped\r\n\r\n'
    app = Echo()
    async with serving(app) as served, served.client() as client:
        await client.send(raw)
        assert (await client.answer()).body == b"POST / abc0123456789"
        assert await client.is_open()
    assert b"x-trailer" not in dict(app.requests[0].headers)


async def test_head_is_answered_without_a_body() -> None:
    async with serving(Echo()) as served, served.client() as client:
        await client.send(request(b"HEAD", b"/x", ()))
        answer = await client.answer(head=True)
        assert answer.headers[b"content-length"] == b"%d" % len(b"HEAD /x ")
        assert await client.is_open()


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        (b"http://example.org/p/q?r", b"/p/q", b"r"),
        (b"http://example.org?r", b"/", b"r"),
        (b"https://example.org:8443", b"/", b""),
        (b"*", b"*", b""),
        (b"/a?b?c", b"/a", b"b?c"),
        (b"//a", b"//a", b""),
    ],
)
async def test_targets(target: bytes, path: bytes, query: bytes) -> None:
    app = Echo()
    async with serving(app) as served:
        await served.ask(request(b"OPTIONS", target, ()))
    assert (app.requests[0].path, app.requests[0].query) == (path, query)


async def test_continue_is_sent_only_to_a_client_that_waits() -> None:
    expecting = request(b"POST", b"/", (b"Expect: 100-Continue", b"Content-Length: 4"))
    async with serving(Echo()) as served, served.client() as client:
        await client.send(expecting)
        assert (await client.answer()).status == 100
        await client.send(b"body")
        assert (await client.answer()).body == b"POST / body"
        for part in (b"body", b"bo"):
            await client.send(expecting + part)
            await client.send(b"body"[len(part) :])
            assert (await client.answer()).status == 200
        assert await client.is_open()


@pytest.mark.parametrize("expectation", [b"100-continue", b"miracles"])
async def test_http_1_0_knows_no_expectations(expectation: bytes) -> None:
    raw = b"POST / HTTP/1.0\r\nExpect: %b\r\nContent-Length: 1\r\n\r\n" % expectation
    async with serving(Echo()) as served, served.client() as client:
        await client.send(raw)
        await client.send(b"x")
        assert (await client.answer()).body == b"POST / x"


async def test_continue_waits_for_the_answer_before_it() -> None:
    app = Gated()
    async with serving(app) as served, served.client() as client:
        await client.send(get(b"/slow"))
        await client.send(request(b"POST", b"/", (b"Expect: 100-continue", b"Content-Length: 1")))
        await asyncio.wait_for(app.entered.wait(), 5)
        app.gate.set()
        assert (await client.answer()).body == b"GET /slow "
        assert (await client.answer()).status == 100
        await client.send(b"x")
        assert (await client.answer()).body == b"POST / x"


async def test_a_refused_expectation_gets_no_continue() -> None:
    raw = request(b"POST", b"/refused", (b"Expect: 100-continue", b"Content-Length: 4"))
    async with serving(Echo()) as served, served.client() as client:
        await client.send(raw)
        answer = await client.answer()
        assert (answer.status, answer.closes) == (404, True)


async def test_an_early_answer_keeps_the_connection_if_there_is_no_body() -> None:
    async with serving(Echo()) as served, served.client() as client:
        await client.send(get(b"/refused"))
        assert (await client.answer()).status == 404
        assert await client.is_open()


async def test_pipelined_requests_are_answered_in_order() -> None:
    app = Gated()
    async with serving(app) as served, served.client() as client:
        await client.send(get(b"/slow") + post(b"two") + chunked(b"three") + get(b"/four"))
        await asyncio.wait_for(app.entered.wait(), 5)
        assert app.requests == []
        app.gate.set()
        bodies = [(await client.answer()).body for _ in range(4)]
    assert bodies == [b"GET /slow ", b"POST / two", b"POST / three", b"GET /four "]


async def test_a_client_that_only_listens_any_more_is_still_answered() -> None:
    app = Gated()
    async with serving(app) as served, served.client() as client:
        await client.send(get(b"/slow") + get(b"/last"))
        await asyncio.wait_for(app.entered.wait(), 5)
        client.finish_sending()
        app.gate.set()
        assert (await client.answer()).body == b"GET /slow "
        assert (await client.answer()).body == b"GET /last "
        assert await client.closed() == b""


class Raises(Echo):
    def __init__(self, exc: Exception) -> None:
        super().__init__()
        self.exc = exc

    async def handle(self, request: Request) -> Response:
        raise self.exc


@pytest.mark.parametrize(
    ("exc", "status", "code"),
    [
        (BadSignature("the signature does not match"), 401, "bad_signature"),
        (CallerError("gone", status=410, code="gone"), 410, "gone"),
        (HandlerTimeout("unified took over 20 s"), 504, "handler_timeout"),
        (HandlerSaturated("unified is full"), 503, "handler_saturated"),
    ],
)
async def test_foreseen_errors(exc: Exception, status: int, code: str) -> None:
    async with serving(Raises(exc)) as served, served.client() as client:
        await client.send(post(b"x"))
        answer = await client.answer()
        assert (answer.status, answer.code, answer.closes) == (status, code, False)
        assert answer.headers[b"content-type"] == b"application/json"
        assert answer.headers.get(b"retry-after") == (b"1" if status == 503 else None)


async def test_an_unforeseen_error_is_logged_once_and_not_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(Raises(RuntimeError("secret"))) as served:
        answer = await served.ask(get())
    assert (answer.status, answer.code) == (500, "internal_error")
    assert b"secret" not in answer.body
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == ["secret"]


class BadAdmit(Echo):
    def admit(self, _method: bytes, path: bytes, _headers: Headers) -> int | Response:
        if path == b"/canary":
            return 0
        raise ZeroDivisionError


async def test_an_admission_that_raises_is_an_internal_error() -> None:
    async with serving(BadAdmit()) as served, served.client() as client:
        await client.send(get())
        assert (await client.answer()).status == 500
        assert await client.is_open()


class Fixed(Echo):
    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response

    async def handle(self, request: Request) -> Response:
        return self.response


async def test_framing_headers_of_an_answer_are_the_servers() -> None:
    wrong: Headers = [(b"content-length", b"99"), (b"transfer-encoding", b"chunked")]
    async with serving(Fixed(Response(299, [*wrong, (b"x", b"y")], b"ok"))) as served:
        answer = await served.ask(get())
    assert (answer.status, answer.body, answer.headers[b"x"]) == (299, b"ok", b"y")
    assert b"transfer-encoding" not in answer.headers


async def test_204_has_neither_body_nor_length() -> None:
    async with serving(Fixed(Response(204, [], b"ignored"))) as served, served.client() as client:
        await client.send(get() + get())
        for _ in range(2):
            answer = await client.answer()
            assert (answer.status, answer.headers.get(b"content-length")) == (204, None)


async def test_tls() -> None:
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    inside = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(inside)
    outside = ssl.create_default_context()
    authority.configure_trust(outside)
    async with (
        serving(Echo(), ssl=inside) as served,
        served.client(ssl=outside, server_hostname="localhost") as client,
    ):
        await client.send(post(b"x" * 4_096))
        assert (await client.answer()).body == b"POST / " + b"x" * 4_096
        await client.send(post(b"x" * 4_097))
        assert (await client.answer()).status == 413
        assert await client.closed() == b""

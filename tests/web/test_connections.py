"""Connections that do nothing keep nobody from the dashboard, and none waits for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from urllib.parse import urlsplit

import pytest
from starlette.types import Message, Receive, Scope, Send

from hookshift.config.schema.settings import Settings
from hookshift.web import serve
from hookshift.web.connections import limited
from hookshift.web.middleware import AtWork
from tests.web.conftest import Browser

MOST = 16
QUICK = 0.3
HEAD = b"POST /api/v1/share HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not many connections."""
    monkeypatch.setattr(serve, "limited", partial(limited, MOST))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short deadlines."""
    monkeypatch.setattr(serve, "limited", partial(limited, MOST, QUICK, QUICK))


@asynccontextmanager
async def connected(
    browser: Browser, sent: bytes = b""
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection on which `sent` was said."""
    address = urlsplit(browser.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        writer.write(sent)
        await writer.drain()
        yield reader, writer
    finally:
        writer.transport.abort()


SILENT = {
    "nothing": b"",
    "half a head": b"GET / HT",
    "half a body": HEAD + b"\r\n{",
    "kept alive": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}


@pytest.mark.parametrize("sent", SILENT.values(), ids=SILENT.keys())
async def test_more_silent_connections_than_there_are_keep_nobody_out(
    few: None, settings: Settings, browser: Browser, sent: bytes
) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(3 * MOST):
            reader, _ = await stack.enter_async_context(connected(browser, sent))
            if sent.startswith(b"GET /healthz"):
                # Until its answer is there it is at work.
                assert b" 200 " in await reader.readline()
        for path in ("/healthz", "/api/v1/overview"):
            assert (await browser.get(path)).status == 200


@pytest.mark.parametrize("sent", SILENT.values(), ids=SILENT.keys())
async def test_each_wait_for_the_client_ends(quick: None, browser: Browser, sent: bytes) -> None:
    async with connected(browser, sent) as (reader, _), asyncio.timeout(20):
        await reader.read()


@pytest.mark.parametrize("begun", [b"GET / HTTP/1.1\r\nX: ", HEAD + b"\r\n"], ids=["head", "body"])
async def test_bytes_that_trickle_in_put_no_deadline_off(
    quick: None, browser: Browser, begun: bytes
) -> None:
    async with connected(browser, begun) as (reader, writer), asyncio.timeout(20):
        ended = asyncio.create_task(reader.read())
        while not ended.done():
            writer.write(b"x")
            await asyncio.wait([ended], timeout=QUICK / 10)
        await asyncio.wait([ended])


async def test_a_stream_is_at_work_and_outlasts_every_deadline(
    quick: None, browser: Browser
) -> None:
    asked = b"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    async with connected(browser, asked) as (reader, _), asyncio.timeout(60):
        begun = asyncio.get_running_loop().time()
        assert b" 200 " in await reader.readline()
        while asyncio.get_running_loop().time() < begun + 5 * QUICK:
            assert await reader.readline()
        async with AsyncExitStack() as stack:
            for _ in range(2 * MOST):
                await stack.enter_async_context(connected(browser))
            assert (await browser.get("/healthz")).status == 200
        assert await reader.readline()


async def test_at_work_are_those_that_wait_for_us_and_not_for_their_client() -> None:
    going_on, received = asyncio.Event(), asyncio.Event()
    answers: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/body":
            await receive()
        else:
            await going_on.wait()

    async def receive() -> Message:
        await received.wait()
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answers.append(message["status"])

    at_work = AtWork(app, most=2)

    async def ask(path: str) -> None:
        await at_work({"type": "http", "method": "GET", "path": path}, receive, send)

    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        for path in ("/body", "/body", "/body", "/work", "/work"):
            group.create_task(ask(path))
        await asyncio.sleep(0)
        await ask("/work")
        assert answers == [503]
        going_on.set()
        received.set()
    await ask("/body")
    assert answers == [503]


async def test_an_offer_to_upgrade_costs_no_body(browser: Browser) -> None:
    """Java's HttpClient sends it with each request, and the body behind the head."""
    body = b'{"token": "none"}'
    head = (
        b"POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\nConnection: %bclose\r\n%b\r\n"
    )
    lines: list[tuple[bytes, bytes]] = []
    for options, offer in ((b"", b""), (b"Upgrade, HTTP2-Settings, ", b"upgrade: h2c\r\n")):
        begun = head % (len(body), options, offer)
        async with connected(browser, begun) as (reader, writer), asyncio.timeout(20):
            answering = asyncio.create_task(reader.read())
            # Apart from the head, which has been read long before.
            await asyncio.wait([answering], timeout=QUICK)
            writer.write(body)
            answer = await answering
            lines.append((answer.partition(b"\r\n")[0], answer.partition(b"\r\n\r\n")[2]))
    assert lines[0] == lines[1]
    assert b"body" not in lines[0][1]

"""Slow, silent and vanishing clients, and the end of the server.

Nothing here sleeps: deadlines are on a clock that stands still until a test lets time pass, so a
machine that stalls meets none of them.
"""

import asyncio
import gc
import socket
import weakref
from contextlib import AsyncExitStack

import pytest
import uvloop

from hookshift.domain.http import Request, Response
from hookshift.gateway.http.connection import FIRST_REQUEST_SECONDS, InboundConnection
from hookshift.gateway.http.reader import ReadStage
from hookshift.gateway.http.server import HttpServer
from tests.gateway.wire import (
    LIMITS,
    PATIENCE,
    TIMEOUTS,
    Clock,
    Echo,
    Gated,
    MemoryTransport,
    chunked,
    get,
    post,
    request,
    serving,
)

# The hook that replaces this fixture works by folder, and would change everyone's tests in it.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding the .event_loop_policy")

SOON = 0.1
"""Of a limit whose excess is what a test waits for: a machine that is slower changes nothing."""
STAGES = {"headers": ReadStage.HEAD, "body": ReadStage.BODY}
NEVER = 1e6
"""Seconds that no test lasts: what ends before has had another reason."""
QUEUE = 10


@pytest.fixture(scope="module")
def event_loop_policy() -> asyncio.AbstractEventLoopPolicy:
    policy: asyncio.AbstractEventLoopPolicy = uvloop.EventLoopPolicy()
    return policy


@pytest.mark.parametrize(
    ("limit", "raw", "code"),
    [
        ("headers", b"GET / HT", "headers_too_slow"),
        ("headers", get() + b"G", "headers_too_slow"),
        ("body", post(b"body")[:-1], "body_too_slow"),
        ("body", chunked(b"body")[:-2], "body_too_slow"),
        (
            "body",
            request(b"POST", b"/", (b"Expect: 100-continue", b"Content-Length: 1")),
            "body_too_slow",
        ),
    ],
)
async def test_slow_requests(limit: str, raw: bytes, code: str) -> None:
    clock = Clock()
    async with serving(Echo(), monotonic=clock) as served, served.client() as client:
        await client.send(raw)
        await served.waits_for(STAGES[limit])
        clock.now += getattr(TIMEOUTS, limit)
        answer = await client.answer()
        while answer.status in (100, 200):
            answer = await client.answer()
        assert (answer.status, answer.code, answer.closes) == (408, code, True)
        assert await client.closed() == b""
        assert served.refused == [code]


@pytest.mark.parametrize("before", [b"", get()], ids=["never used", "used"])
async def test_idle_connections_are_closed_silently(before: bytes) -> None:
    clock = Clock()
    async with serving(Echo(), monotonic=clock) as served, served.client() as client:
        await client.send(before)
        if before:
            assert (await client.answer()).status == 200
        await served.waits_for(ReadStage.IDLE)
        clock.now += TIMEOUTS.idle
        assert await client.closed() == b""
        assert served.refused == []


@pytest.mark.parametrize("raw", [get(), post(b"body"), chunked(b"body")])
async def test_bytes_that_trickle_in_do_not_buy_time(raw: bytes) -> None:
    shared = HttpServer(Echo(), LIMITS, TIMEOUTS).attach(asyncio.get_running_loop())
    connection = InboundConnection(shared)
    transport = MemoryTransport(connection)
    head_end = raw.index(b"\r\n\r\n") + 3
    for part in (raw[:head_end], raw[head_end:-1]):
        transport.deliver(part[:1])
        connection.deadline = 123.0
        for index in range(1, len(part)):
            transport.deliver(part[index : index + 1])
        assert connection.deadline == 123.0
    transport.lose()


@pytest.mark.parametrize("rest", [b"", b"G"], ids=["idle", "next head"])
async def test_each_request_has_time_of_its_own(rest: bytes) -> None:
    shared = HttpServer(Echo(), LIMITS, TIMEOUTS).attach(asyncio.get_running_loop())
    connection = InboundConnection(shared)
    transport = MemoryTransport(connection)
    raw = get(b"/refused")
    transport.deliver(raw + rest)
    connection.deadline = 123.0
    transport.deliver(raw.removeprefix(rest) + rest)
    assert bytes(transport.written).count(b" 404 ") == 2
    assert connection.deadline != 123.0
    transport.lose()


async def test_a_request_in_progress_has_no_deadline_here() -> None:
    app, clock = Gated(), Clock()
    async with (
        serving(app, monotonic=clock) as served,
        served.client() as client,
        served.client() as idle,
    ):
        await client.send(get(b"/slow") + b"GET /n")
        await asyncio.wait_for(app.entered.wait(), PATIENCE)
        await served.waits_for(ReadStage.IDLE)
        clock.now += NEVER
        assert await idle.closed() == b""
        app.gate.set()
        assert (await client.answer()).body == b"GET /slow "
        await served.waits_for(ReadStage.HEAD)
        clock.now += TIMEOUTS.headers
        assert (await client.answer()).code == "headers_too_slow"


class Huge(Echo):
    async def handle(self, request: Request) -> Response:
        await super().handle(request)
        return Response(200, [], b"x" * (1 << 25))


async def test_a_client_that_does_not_read_is_reset() -> None:
    app, clock = Huge(), Clock()
    patient = {"drain": NEVER}
    async with (
        serving(app, timeouts=patient, monotonic=clock) as served,
        served.client() as client,
    ):
        await client.send(get(b"/1") + get(b"/2"))
        await client.reader.readexactly(1)
        (connection,) = served.connections
        assert connection.write_paused
        clock.now += TIMEOUTS.write
        await asyncio.wait_for(served.server.stop(), PATIENCE)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await client.reader.readexactly(1 << 25)
    assert [request.path for request in app.requests] == [b"/1"]


async def test_a_client_that_reads_late_gets_everything() -> None:
    async with serving(Huge(), monotonic=Clock()) as served, served.client() as client:
        await client.send(get(b"/1") + get(b"/2"))
        for _ in range(2):
            assert len((await client.answer()).body) == 1 << 25


async def test_a_client_that_vanishes_does_not_stop_its_request() -> None:
    app = Gated()
    async with serving(app) as served:
        async with served.client() as client:
            await client.send(post(b"body", path=b"/slow"))
            await asyncio.wait_for(app.entered.wait(), PATIENCE)
            await client.vanish()
        async with served.client() as other:
            assert await other.is_open()
        app.finished.clear()
        app.gate.set()
        await asyncio.wait_for(app.finished.wait(), PATIENCE)
    assert [request.body for request in app.requests] == [b"", b"body"]


async def test_stop_lets_requests_finish_and_closes_the_rest() -> None:
    app = Gated()
    async with (
        serving(app, monotonic=Clock()) as served,
        served.client() as busy,
        served.client() as idle,
        served.client() as partial,
    ):
        assert await idle.is_open()
        await partial.send(get(b"/partial") + b"POST / HTTP/1.1\r\nHost: t\r\n")
        assert (await partial.answer()).status == 200
        await busy.send(get(b"/slow") + get(b"/not-begun"))
        await asyncio.wait_for(app.entered.wait(), PATIENCE)
        stopping = asyncio.ensure_future(served.server.stop())
        assert await idle.closed() == b""
        with pytest.raises(ConnectionError):
            await asyncio.open_connection(*served.address)
        await partial.send(b"Content-Length: 1\r\n\r\nx")
        answer = await partial.answer()
        assert (answer.body, answer.closes) == (b"POST / x", True)
        assert await partial.closed() == b""
        assert not stopping.done()
        app.gate.set()
        answer = await busy.answer()
        assert (answer.body, answer.closes) == (b"GET /slow ", True)
        assert await busy.closed() == b""
        await asyncio.wait_for(stopping, PATIENCE)
    assert b"/not-begun" not in [request.path for request in app.requests]


async def test_stop_answers_whoever_waits_in_the_queue() -> None:
    async with serving(Echo()) as served, AsyncExitStack() as stack:
        # The kernel connects them without the server, which has no chance to run in between.
        waiting = [socket.create_connection(served.address) for _ in range(QUEUE)]
        for number, sock in enumerate(waiting):
            sock.sendall(get(b"/%d" % number))
        stopping = asyncio.ensure_future(served.server.stop())
        clients = [await stack.enter_async_context(served.client(sock)) for sock in waiting]
        answers = [await client.answer() for client in clients]
        await asyncio.wait_for(stopping, PATIENCE)
    assert [answer.body for answer in answers] == [b"GET /%d " % n for n in range(QUEUE)]
    assert all(answer.closes for answer in answers)


@pytest.mark.parametrize("queued", [False, True])
async def test_a_connection_that_never_asked_has_a_moment_when_the_server_stops(
    queued: bool,
) -> None:
    clock = Clock()
    async with serving(Echo(), monotonic=clock) as served, AsyncExitStack() as stack:
        sockets = [socket.create_connection(served.address) for _ in range(2)]
        late, silent = [await stack.enter_async_context(served.client(each)) for each in sockets]
        if not queued:
            async with served.client() as other:
                assert await other.is_open()  # accepted after them
        stopping = asyncio.ensure_future(served.server.stop())
        await asyncio.sleep(0)  # it begins
        await late.send(get())
        answer = await late.answer()
        assert (answer.body, answer.closes) == (b"GET / ", True)
        assert not stopping.done()
        clock.now += FIRST_REQUEST_SECONDS
        assert await silent.closed() == b""
        await asyncio.wait_for(stopping, PATIENCE)


async def test_a_patient_stop_leaves_idle_connections_one_more_request() -> None:
    clock, patience = Clock(), 3.0
    async with (
        serving(Echo(), monotonic=clock) as served,
        served.client() as kept,
        served.client() as silent,
    ):
        assert await kept.is_open()
        assert await silent.is_open()
        stopping = asyncio.ensure_future(served.server.stop(patience=patience))
        await asyncio.sleep(0)
        await kept.send(get(b"/last"))
        answer = await kept.answer()
        assert (answer.body, answer.closes) == (b"GET /last ", True)
        assert not stopping.done()
        clock.now += patience
        assert await silent.closed() == b""
        await asyncio.wait_for(stopping, PATIENCE)


@pytest.mark.parametrize("raw", [get(b"/slow"), get(b"/quick") + b"GET /never-whole"])
async def test_stop_is_bounded(raw: bytes) -> None:
    app = Gated()
    async with serving(app, timeouts={"drain": SOON}) as served, served.client() as client:
        await client.send(raw)
        if b"/quick" in raw:
            await client.answer()
        else:
            await asyncio.wait_for(app.entered.wait(), PATIENCE)
        await asyncio.wait_for(served.server.stop(), PATIENCE)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await client.answer()
        assert (served.load.in_flight, served.load.connections) == (0, 0)


async def test_stop_waits_for_a_request_whose_client_has_gone() -> None:
    app = Gated()
    shared = HttpServer(app, LIMITS, TIMEOUTS).attach(asyncio.get_running_loop())
    transport = MemoryTransport(InboundConnection(shared))
    transport.deliver(get(b"/slow"))
    await asyncio.wait_for(app.entered.wait(), PATIENCE)
    shared.draining = True
    transport.lose()
    assert not shared.empty.is_set()
    app.gate.set()
    await asyncio.wait_for(shared.empty.wait(), PATIENCE)
    assert len(app.requests) == 1


async def test_a_stopped_server_leaves_nothing_behind() -> None:
    async with serving(Echo()) as served:
        await served.ask(get())
    server = weakref.ref(served.server)
    del served
    gc.collect()
    # A sweep that is still scheduled would keep it.
    assert server() is None

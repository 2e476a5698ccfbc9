"""Each limit at its bound: exactly at it is served, one over is refused with its own code."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
import uvloop

from hookshift.domain.http import Headers, Response
from hookshift.gateway.http.channel import LINGER_BYTES
from hookshift.gateway.http.connection import REFUSED_CONNECTIONS, InboundConnection
from hookshift.gateway.http.server import HttpServer
from tests.gateway.wire import (
    LIMITS,
    TIMEOUTS,
    Echo,
    Gated,
    MemoryTransport,
    chunked,
    get,
    post,
    request,
    serving,
    sized_get,
)

# The hook that replaces this fixture works by folder, and would change everyone's tests in it.
pytestmark = pytest.mark.filterwarnings("ignore:Overriding the .event_loop_policy")


@pytest.fixture(scope="module")
def event_loop_policy() -> asyncio.AbstractEventLoopPolicy:
    policy: asyncio.AbstractEventLoopPolicy = uvloop.EventLoopPolicy()
    return policy


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (sized_get(LIMITS.header_bytes), 200, None),
        (sized_get(LIMITS.header_bytes + 1), 431, "headers_too_large"),
        (sized_get(LIMITS.header_bytes + 5)[:-4], 431, "headers_too_large"),
        (get(b"/" + b"x" * LIMITS.header_bytes), 414, "target_too_long"),
        (b"GET /" + b"x" * LIMITS.header_bytes, 414, "target_too_long"),
        (get(b"/", *[b"X: y"] * (LIMITS.header_count - 1)), 200, None),
        (get(b"/", *[b"X: y"] * LIMITS.header_count), 431, "too_many_headers"),
        (post(b"x" * LIMITS.body_bytes), 200, None),
        (post(b"x" * (LIMITS.body_bytes + 1)), 413, "body_too_large"),
        (request(b"POST", b"/", (b"Content-Length: 4097",)), 413, "body_too_large"),
        (request(b"POST", b"/", (b"Content-Length: 9999999999999999999",)), 413, "body_too_large"),
        (chunked(b"x" * 4_000, b"x" * 96), 200, None),
        (chunked(b"x" * 4_000, b"x" * 97), 413, "body_too_large"),
        (chunked(b"x" * 4_097)[:90], 413, "body_too_large"),
    ],
)
async def test_sizes(raw: bytes, status: int, code: str | None) -> None:
    app = Echo()
    async with serving(app) as served, served.client() as client:
        await client.send(raw)
        answer = await client.answer()
        assert answer.status == status
        if code is None:
            assert await client.is_open()
            assert served.refused == []
            return
        assert (answer.code, answer.closes) == (code, True)
        assert answer.headers[b"content-type"] == b"application/json"
        assert await client.closed() == b""
        assert served.refused == [code]
        assert dict(served.load.refused) == {code: 1}
    assert app.requests == []


class Small(Echo):
    def admit(self, _method: bytes, _path: bytes, _headers: Headers) -> int | Response:
        return 10


@pytest.mark.parametrize(("size", "status"), [(10, 200), (11, 413)])
async def test_the_application_can_ask_for_less(size: int, status: int) -> None:
    async with serving(Small()) as served:
        assert (await served.ask(post(b"x" * size))).status == status
        assert (await served.ask(chunked(b"x" * size))).status == status


async def later() -> None:
    """Until the event loop's clock, which counts milliseconds, has gone on."""
    loop = asyncio.get_running_loop()
    now = loop.time()
    while loop.time() <= now:  # noqa: ASYNC110, a clock sets no event
        await asyncio.sleep(0)


async def test_when_all_connections_are_taken_the_longest_idle_one_makes_way() -> None:
    async with (
        serving(Echo(), {"connections": 2}) as served,
        served.client() as first,
        served.client() as second,
    ):
        assert await first.is_open()
        assert await second.is_open()
        await later()
        assert await first.is_open()
        async with served.client() as third:
            assert await third.is_open()
            assert await second.closed() == b""
            assert await first.is_open()
            assert served.load.connections == 2
        assert served.refused == ["connection_evicted"]


async def test_connections_with_a_request_in_progress_make_way_for_nobody() -> None:
    app = Gated()
    async with serving(app, {"connections": 1}) as served, served.client() as busy:
        await busy.send(get(b"/slow"))
        await asyncio.wait_for(app.entered.wait(), 5)
        answer = await served.ask(get())
        assert (answer.status, answer.code, answer.closes) == (503, "too_many_connections", True)
        assert answer.headers[b"retry-after"] == b"1"
        app.gate.set()
        assert (await busy.answer()).status == 200
        assert (await served.ask(get())).status == 200


async def test_many_silent_connections_keep_nobody_out() -> None:
    """Nor do those that have begun a request and do not go on."""
    async with serving(Echo(), {"connections": 64, "connections_per_address": 64}) as served:
        async with AsyncExitStack() as stack:
            for number in range(300):
                client = await stack.enter_async_context(served.client())
                await client.send((b"", b"POST / HT", post(b"body")[:-1])[number % 3])
            assert (await served.ask(get())).status == 200
            assert served.load.connections <= 64
        assert set(served.refused) == {"connection_evicted"}


async def test_idle_ones_make_way_before_heads_and_heads_before_bodies() -> None:
    shared = HttpServer(Echo(), replace(LIMITS, connections=3), TIMEOUTS).attach(
        asyncio.get_running_loop()
    )
    body, head, idle = (MemoryTransport(InboundConnection(shared)) for _ in range(3))
    body.deliver(post(b"body")[:-1])
    head.deliver(b"POST")
    assert [each.lost for each in (body, head, idle)] == [False, False, False]
    newer = []
    for lost in ([False, False, True], [False, True, True], [True, True, True]):
        newer.append(MemoryTransport(InboundConnection(shared)))
        newer[-1].deliver(b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nlater")
        assert [each.lost for each in (body, head, idle)] == lost
    assert [each.lost for each in newer] == [False, False, False]
    for transport in newer:
        transport.lose()
    assert (shared.load.connections, shared.connections) == (0, set())


async def test_one_address_makes_way_for_itself_and_pushes_out_nobody_else() -> None:
    limits = replace(LIMITS, connections=4, connections_per_address=2)
    shared = HttpServer(Echo(), limits, TIMEOUTS).attach(asyncio.get_running_loop())
    other = MemoryTransport(InboundConnection(shared), peer="192.0.2.7")
    greedy = [
        MemoryTransport(InboundConnection(shared), peer=f"2001:db8::{n}") for n in range(1, 4)
    ]
    assert [each.lost for each in (other, *greedy)] == [False, True, False, False]
    for transport in (other, *greedy):
        transport.lose()
    assert (shared.load.connections, shared.connections) == (0, set())


async def test_the_bound_per_address_is_not_for_proxies() -> None:
    limits = replace(LIMITS, connections=4, connections_per_address=2)
    server = HttpServer(Echo(), limits, TIMEOUTS, proxies={"192.0.2.7"})
    shared = server.attach(asyncio.get_running_loop())
    proxied = [MemoryTransport(InboundConnection(shared), peer="192.0.2.7") for _ in range(4)]
    assert not any(each.lost for each in proxied)
    for transport in proxied:
        transport.lose()


async def test_connections_refused_politely_are_bounded_too() -> None:
    app = Gated()
    shared = HttpServer(app, LIMITS, TIMEOUTS).attach(asyncio.get_running_loop())
    served = [MemoryTransport(InboundConnection(shared)) for _ in range(LIMITS.connections)]
    for transport in served:
        transport.deliver(get(b"/slow"))
    polite = [MemoryTransport(InboundConnection(shared)) for _ in range(REFUSED_CONNECTIONS)]
    rude = MemoryTransport(InboundConnection(shared))
    assert not any(transport.written for transport in served)
    assert all(b" 503 " in transport.written and not transport.lost for transport in polite)
    assert rude.lost
    assert not rude.written
    assert shared.load.connections == LIMITS.connections
    assert shared.load.refused["too_many_connections"] == REFUSED_CONNECTIONS + 1
    for transport in served + polite:
        transport.lose()
    assert (shared.load.connections, shared.connections) == (0, set())
    app.gate.set()
    await asyncio.gather(*shared.tasks)


async def test_requests_in_flight() -> None:
    app = Gated()
    async with (
        serving(app, {"in_flight": 1}) as served,
        served.client() as busy,
        served.client() as refused,
    ):
        await busy.send(get(b"/slow"))
        await asyncio.wait_for(app.entered.wait(), 5)
        await refused.send(post(b"body"))
        answer = await refused.answer()
        assert (answer.status, answer.code, answer.closes) == (503, "too_many_requests", False)
        assert answer.headers[b"retry-after"] == b"1"
        app.gate.set()
        assert (await busy.answer()).status == 200
        assert await refused.is_open()
        assert served.refused == ["too_many_requests"]


@pytest.mark.parametrize(("over", "status"), [(0, 200), (1, 503)])
async def test_buffered_bytes_of_one_connection(over: int, status: int) -> None:
    raw = post(b"x" * 1_000)
    async with serving(Echo(), {"buffered_bytes": len(raw) - over}) as served:
        answer = await served.ask(raw)
        assert answer.status == status
        if over:
            assert (answer.code, answer.closes) == ("buffers_full", True)


async def test_buffered_bytes_over_all_connections() -> None:
    app = Gated()
    slow, next_to_it = post(b"x" * 1_000, path=b"/slow"), post(b"y" * 900)
    limits = {"buffered_bytes": len(slow) + len(next_to_it)}
    async with serving(app, limits) as served, served.client() as busy:
        await busy.send(slow)
        await asyncio.wait_for(app.entered.wait(), 5)
        assert served.load.buffered_bytes == len(slow)
        assert (await served.ask(next_to_it)).status == 200
        one_more = post(b"y" * 901)
        assert (await served.ask(one_more)).code == "buffers_full"
        app.gate.set()
        assert (await busy.answer()).status == 200
        assert (await served.ask(one_more)).status == 200


async def test_bytes_waiting_behind_a_request_are_buffered_bytes() -> None:
    app = Gated()
    slow = get(b"/slow")
    async with (
        serving(app, {"buffered_bytes": len(slow) + 100}) as served,
        served.client() as client,
    ):
        await client.send(slow)
        await asyncio.wait_for(app.entered.wait(), 5)
        await client.send(get(b"/" + b"x" * 200))
        app.gate.set()
        assert (await client.answer()).status == 200
        answer = await client.answer()
        assert (answer.status, answer.code) == (503, "buffers_full")
        assert await client.closed() == b""


@pytest.mark.parametrize("over", [0, 1])
async def test_pipelined(over: int) -> None:
    app = Gated()
    waiting = LIMITS.pipelined + over
    burst = get(b"/slow") + get(b"/waiting") * waiting
    async with serving(app) as served, served.client() as client:
        await client.send(burst)
        await asyncio.wait_for(app.entered.wait(), 5)
        app.gate.set()
        answers = [await client.answer() for _ in range(1 + LIMITS.pipelined)]
        assert {answer.status for answer in answers} == {200}
        assert answers[-1].closes is bool(over)
        if over:
            assert await client.closed() == b""
        else:
            assert await client.is_open()
    assert len(app.requests) == 1 + LIMITS.pipelined + (not over)


@pytest.mark.parametrize("over", [0, 1])
async def test_pipelined_requests_count_also_if_the_application_never_sees_them(over: int) -> None:
    async with serving(Echo()) as served, served.client() as client:
        await client.send(get(b"/refused") * (1 + LIMITS.pipelined + over))
        answers = [await client.answer() for _ in range(1 + LIMITS.pipelined)]
        assert {answer.status for answer in answers} == {404}
        assert answers[-1].closes is bool(over)


async def test_a_client_refused_early_can_send_all_and_then_read_why() -> None:
    body = b"x" * (LINGER_BYTES // 2)
    async with serving(Echo()) as served, served.client() as client:
        await client.send(post(body))
        assert (await client.answer()).code == "body_too_large"
        assert await client.closed() == b""


@pytest.mark.parametrize(("over", "lost"), [(0, False), (1, True)])
async def test_what_a_refused_client_may_still_send_is_bounded(over: int, lost: bool) -> None:
    shared = HttpServer(Echo(), LIMITS, TIMEOUTS).attach(asyncio.get_running_loop())
    transport = MemoryTransport(InboundConnection(shared))
    transport.deliver(request(b"POST", b"/", (b"Content-Length: 99999",)))
    assert b" 413 " in transport.written
    assert transport.shut
    transport.deliver(b"x" * (LINGER_BYTES + over))
    assert transport.lost is lost
    assert shared.load.buffered_bytes == 0
    transport.lose()

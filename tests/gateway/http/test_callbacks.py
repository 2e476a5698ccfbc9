"""An application that answers by callbacks, without a task."""

import asyncio

import pytest

from hookshift.app.engine import engine
from hookshift.domain.http import Request, Response
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.server import HttpServer
from hookshift.gateway.http.shared import Answered, Shared
from tests.gateway.wire import LIMITS, TIMEOUTS, Echo, MemoryTransport, get, serving

PATIENCE = 10.0


class Later(Echo):
    """Answers when the test says so; `/now` at once, `/odd` raises, `/task` has a task."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[tuple[Request, Answered]] = []
        self.begun = asyncio.Semaphore(0)

    def begin(self, request: Request, answered: Answered) -> Response | None:  # type: ignore[override]
        self.requests.append(request)
        if request.path == b"/odd":
            raise ValueError("odd")
        if request.path == b"/now":
            return Response(200, [], b"now")
        self.waiting.append((request, answered))
        self.begun.release()
        return None

    def answer(self) -> None:
        """Answers whoever has waited longest."""
        request, answered = self.waiting.pop(0)
        answered(Response(200, [], request.path))


def prepared(app: Later) -> Shared:
    return HttpServer(app, LIMITS, TIMEOUTS, engine=engine()).attach(asyncio.get_running_loop())


async def test_one_after_the_other_in_order_and_without_a_task() -> None:
    app = Later()
    shared = prepared(app)
    transport = MemoryTransport(InboundConnection(shared))
    transport.deliver(get(b"/1") + get(b"/now") + get(b"/2"))
    assert [request.path for request, _ in app.waiting] == [b"/1"]
    assert (shared.load.in_flight, shared.in_progress, shared.tasks) == (1, 1, set())
    app.answer()
    assert [request.path for request, _ in app.waiting] == [b"/2"]
    app.answer()
    written = bytes(transport.written)
    assert written.index(b"/1") < written.index(b"now") < written.index(b"/2")
    assert (shared.load.in_flight, shared.in_progress, shared.load.buffered_bytes) == (0, 0, 0)
    transport.lose()


async def test_many_that_are_answered_at_once_do_not_pile_up() -> None:
    app = Later()
    shared = prepared(app)
    transport = MemoryTransport(InboundConnection(shared))
    for _ in range(3):
        transport.deliver(get(b"/now") * LIMITS.pipelined)
    assert bytes(transport.written).count(b"HTTP/1.1 200") == 3 * LIMITS.pipelined
    assert shared.in_progress == 0
    transport.lose()


async def test_bytes_that_come_meanwhile_wait_and_reading_is_paused() -> None:
    app = Later()
    transport = MemoryTransport(InboundConnection(prepared(app)))
    transport.deliver(get(b"/1"))
    transport.deliver(get(b"/2"))
    assert not transport.reading
    assert len(app.requests) == 1
    app.answer()
    assert len(app.requests) == 2
    app.answer()
    assert transport.reading
    transport.lose()


async def test_what_raises_is_an_internal_error_and_the_next_is_served() -> None:
    app = Later()
    shared = prepared(app)
    transport = MemoryTransport(InboundConnection(shared))
    transport.deliver(get(b"/odd") + get(b"/now"))
    written = bytes(transport.written)
    assert written.index(b"HTTP/1.1 500") < written.index(b"HTTP/1.1 200")
    assert shared.in_progress == 0
    transport.lose()


async def test_an_answer_to_who_has_gone_is_dropped_and_counted_out() -> None:
    app = Later()
    shared = prepared(app)
    transport = MemoryTransport(InboundConnection(shared))
    transport.deliver(get(b"/1"))
    transport.lose()
    assert (shared.in_progress, len(shared.connections)) == (1, 0)
    before = bytes(transport.written)
    app.answer()
    assert bytes(transport.written) == before
    assert (shared.in_progress, shared.load.in_flight, shared.load.buffered_bytes) == (0, 0, 0)


@pytest.mark.parametrize("gone", [False, True])
async def test_a_stop_waits_for_what_has_no_task(gone: bool) -> None:
    app = Later()
    async with serving(app) as served:
        async with served.client() as client:
            await client.send(get(b"/1"))
            async with asyncio.timeout(PATIENCE):
                await app.begun.acquire()
            if gone:
                await client.vanish()
                async with asyncio.timeout(PATIENCE):
                    while served.load.connections:  # noqa: ASYNC110
                        await asyncio.sleep(0)
            stopping = asyncio.create_task(served.server.stop())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert not stopping.done()
            app.answer()
            if not gone:
                assert (await client.answer()).body == b"/1"
        async with asyncio.timeout(PATIENCE):
            await stopping

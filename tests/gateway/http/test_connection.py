"""One connection on a transport in memory: what sockets would show only by chance."""

import asyncio
from math import inf

import pytest

from hookshift.app.engine import engine
from hookshift.domain.http import Request, Response
from hookshift.gateway.http.channel import LINGER_SECONDS
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.server import HttpServer
from hookshift.gateway.http.shared import Application, Shared
from tests.gateway.wire import LIMITS, TIMEOUTS, Echo, Gated, MemoryTransport, get, request, serving


def prepared(app: Application) -> Shared:
    return HttpServer(app, LIMITS, TIMEOUTS, engine=engine()).attach(asyncio.get_running_loop())


async def settled(shared: Shared) -> None:
    while shared.tasks:
        await asyncio.wait(shared.tasks)


async def test_reading_pauses_while_requests_wait() -> None:
    app = Gated()
    shared = prepared(app)
    transport = MemoryTransport(InboundConnection(shared))
    transport.deliver(get(b"/slow"))
    assert transport.reading
    transport.deliver(get(b"/next"))
    assert not transport.reading
    assert app.requests == []
    app.gate.set()
    await settled(shared)
    assert transport.reading
    assert [request.path for request in app.requests] == [b"/slow", b"/next"]
    transport.lose()


async def test_nothing_is_served_to_a_client_that_does_not_read() -> None:
    app = Echo()
    shared = prepared(app)
    connection = InboundConnection(shared)
    transport = MemoryTransport(connection, stuck=True)
    connection.pause_writing()
    transport.deliver(get(b"/1"))
    assert (shared.tasks, transport.reading) == (set(), False)
    connection.resume_writing()
    await settled(shared)
    assert transport.reading
    assert [request.path for request in app.requests] == [b"/1"]
    connection.pause_writing()
    connection.expire()
    assert transport.lost


@pytest.mark.parametrize(
    ("framing", "body", "held"),
    [(b"Content-Length: 9", b"12345", 5), (b"Transfer-Encoding: chunked", b"9\r\n12345", 5)],
)
async def test_a_body_is_charged_while_it_comes_in(framing: bytes, body: bytes, held: int) -> None:
    shared = prepared(Echo())
    transport = MemoryTransport(InboundConnection(shared))
    raw = request(b"POST", b"/", (framing,)) + body
    for at in range(len(raw)):
        transport.deliver(raw[at : at + 1])
    assert shared.load.buffered_bytes == held
    transport.lose()
    assert shared.load.buffered_bytes == 0


async def test_a_half_closed_connection_is_kept_until_its_answers_are_out() -> None:
    app = Gated()
    shared = prepared(app)
    connection = InboundConnection(shared)
    transport = MemoryTransport(connection)
    transport.deliver(get(b"/slow") + get(b"/last"))
    await asyncio.wait_for(app.entered.wait(), 5)
    assert connection.eof_received() is True
    app.gate.set()
    await settled(shared)
    assert bytes(transport.written).count(b" 200 ") == 2
    assert transport.lost


async def test_an_idle_half_closed_connection_is_closed() -> None:
    connection = InboundConnection(prepared(Echo()))
    transport = MemoryTransport(connection)
    assert connection.eof_received() is False
    assert transport.lost


async def test_a_polite_close_has_a_deadline() -> None:
    connection = InboundConnection(prepared(Echo()))
    transport = MemoryTransport(connection, stuck=True)
    connection.deadline = inf
    connection.expire()
    assert not transport.lost
    left = connection.deadline - asyncio.get_running_loop().time()
    assert left == pytest.approx(TIMEOUTS.write, abs=1)
    connection.expire()
    assert transport.lost


async def test_lingering_begins_once_the_answer_is_out() -> None:
    connection = InboundConnection(prepared(Echo()))
    transport = MemoryTransport(connection)
    connection.pause_writing()
    transport.deliver(b"nonsense\r\n\r\n")
    assert not transport.written
    connection.resume_writing()
    assert transport.shut
    loop = asyncio.get_running_loop()
    connection.pause_writing()
    assert connection.deadline - loop.time() > LINGER_SECONDS + 1
    connection.resume_writing()
    assert connection.deadline - loop.time() <= LINGER_SECONDS
    connection.expire()
    assert transport.lost


class CancelsItself(Echo):
    async def handle(self, _request: Request) -> Response:
        raise asyncio.CancelledError


async def test_a_cancelled_request_resets_its_connection() -> None:
    async with serving(CancelsItself()) as served, served.client() as client:
        await client.send(get())
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await client.answer()

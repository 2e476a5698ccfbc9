"""Test helpers: a server on a real socket, and a client that sends just the bytes it is given."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from ssl import SSLContext
from typing import Any, NamedTuple, Self

import msgspec

from hookshift.app.engine import engine
from hookshift.domain.http import Headers, Request, Response
from hookshift.gateway.http.connection import InboundConnection
from hookshift.gateway.http.reader import ReadStage
from hookshift.gateway.http.server import Application, HttpServer, ServerLimits, ServerTimeouts
from hookshift.gateway.http.shared import TaskApplication
from tests.looking import seen

PATIENCE = 10.0
"""Seconds after which a test gives up; nothing that passes waits for it."""

LIMITS = ServerLimits(
    header_bytes=1_024,
    header_count=20,
    body_bytes=4_096,
    connections=16,
    connections_per_address=16,
    in_flight=16,
    buffered_bytes=1 << 20,
    pipelined=8,
)
TIMEOUTS = ServerTimeouts(headers=5.0, body=5.0, idle=5.0, write=5.0, drain=5.0)


class Clock:
    """Stands still until a test lets time pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Echo(TaskApplication):
    """Answers with what it was asked, and remembers it. `/refused` is refused at the head."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def admit(self, _method: bytes, path: bytes, _headers: Headers) -> int | Response:
        if path == b"/refused":
            return Response(404, [(b"content-type", b"application/json")], b'{"error":"not_found"}')
        return 1 << 30

    async def handle(self, request: Request) -> Response:
        self.requests.append(request)
        return Response(200, [], b"%b %b " % (request.method, request.path) + request.body)


class Gated(Echo):
    """Like Echo, but `/slow` is answered only once `gate` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.entered = asyncio.Event()
        self.finished = asyncio.Event()

    async def handle(self, request: Request) -> Response:
        if request.path == b"/slow":
            self.entered.set()
            await self.gate.wait()
        response = await super().handle(request)
        self.finished.set()
        return response


class Answer(NamedTuple):
    """One parsed response."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes

    @property
    def code(self) -> str:
        """The JSON error's code."""
        return str(msgspec.json.decode(self.body)["error"])

    @property
    def closes(self) -> bool:
        return self.headers.get(b"connection") == b"close"


class Client:
    """One raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> Self:
        self.writer.write(data)
        await self.writer.drain()
        return self

    def finish_sending(self) -> None:
        self.writer.write_eof()

    async def answer(self, *, head: bool = False) -> Answer:
        async with asyncio.timeout(PATIENCE):
            raw = await self.reader.readuntil(b"\r\n\r\n")
            status_line, *lines = raw[:-4].split(b"\r\n")
            headers = dict(line.split(b": ", 1) for line in lines)
            size = 0 if head else int(headers.get(b"content-length", b"0"))
            return Answer(int(status_line.split()[1]), headers, await self.reader.readexactly(size))

    async def closed(self) -> bytes:
        """Waits for the server's end of the connection; what came before it."""
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read()

    async def is_open(self) -> bool:
        """Whether the connection still serves a request."""
        await self.send(get(b"/canary"))
        return (await self.answer()).body == b"GET /canary "

    async def vanish(self) -> None:
        """Resets the connection, as a machine that lost power would after its timeouts."""
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.writer.transport.abort()
        await asyncio.wait({asyncio.ensure_future(self._wait_closed())}, timeout=PATIENCE)

    async def _wait_closed(self) -> None:
        try:
            await self.writer.wait_closed()
        except ConnectionError:
            return


class MemoryTransport(asyncio.Transport):
    """Feeds a protocol exactly the segments it is given; keeps what it writes. No sockets.

    With `stuck`, the client takes nothing, so a polite close never ends.
    """

    def __init__(
        self, protocol: asyncio.Protocol, *, stuck: bool = False, peer: str = "192.0.2.1"
    ) -> None:
        super().__init__({"peername": (peer, 1)})
        self.protocol = protocol
        self.written = bytearray()
        self.reading = True
        self.shut = False
        self.lost = False
        self.stuck = stuck
        protocol.connection_made(self)

    def deliver(self, data: bytes) -> None:
        """One segment from the client; nothing once the server has closed."""
        assert self.reading
        if not self.lost:
            self.protocol.data_received(data)

    def lose(self) -> None:
        """The connection is gone."""
        if not self.lost:
            self.lost = True
            self.protocol.connection_lost(None)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.lost
        assert not self.shut
        self.written += data

    def can_write_eof(self) -> bool:
        return True

    def write_eof(self) -> None:
        self.shut = True

    def pause_reading(self) -> None:
        assert self.reading
        self.reading = False

    def resume_reading(self) -> None:
        assert not self.reading
        self.reading = True

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        return

    def close(self) -> None:
        if not self.stuck:
            self.lose()

    def abort(self) -> None:
        self.lose()


class Served:
    """A running server and where it listens."""

    def __init__(self, server: HttpServer, address: tuple[str, int]) -> None:
        self.server = server
        self.load = server.load
        self.address = address
        self.refused: list[str] = []

    @asynccontextmanager
    async def client(
        self, connected: socket.socket | None = None, **options: Any
    ) -> AsyncIterator[Client]:
        """A client on a connection of its own, or on one that is there already."""
        if connected is not None:
            reader, writer = await asyncio.open_connection(sock=connected)
        else:
            reader, writer = await asyncio.open_connection(*self.address, **options)
        try:
            yield Client(reader, writer)
        finally:
            writer.transport.abort()

    @property
    def connections(self) -> set[InboundConnection]:
        """Those that are open."""
        shared = self.server._shared
        assert shared is not None
        return {each for each in shared.connections if isinstance(each, InboundConnection)}

    async def waits_for(self, stage: ReadStage) -> None:
        """Returns once its only connection is served, and waits for this."""

        async def is_so() -> bool:
            ranks = [each.rank() for each in self.connections]
            return [rank.stage for rank in ranks if rank is not None] == [stage.value]

        await seen(is_so)

    async def ask(self, data: bytes) -> Answer:
        """Sends `data` on a connection of its own; the first answer."""
        async with self.client() as client:
            await client.send(data)
            return await client.answer()


@asynccontextmanager
async def serving(
    app: Application,
    limits: dict[str, int] | None = None,
    timeouts: dict[str, float] | None = None,
    ssl: SSLContext | None = None,
    monotonic: Callable[[], float] | None = None,
) -> AsyncIterator[Served]:
    """A server with LIMITS and TIMEOUTS, changed as asked, until the block ends."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    refused: list[str] = []
    server = HttpServer(
        app,
        replace(LIMITS, **(limits or {})),
        replace(TIMEOUTS, **(timeouts or {})),
        refused.append,
        engine=engine(),
        monotonic=monotonic,
    )
    await server.start(sock, ssl)
    served = Served(server, sock.getsockname())
    served.refused = refused
    try:
        yield served
    finally:
        await server.stop()
    # Every test ends with this, so that nothing leaks unseen.
    assert (served.load.connections, served.load.in_flight, served.load.buffered_bytes) == (0, 0, 0)


def get(path: bytes = b"/", *lines: bytes) -> bytes:
    """A GET with a Host header and `lines`."""
    return request(b"GET", path, lines)


def post(body: bytes, *lines: bytes, path: bytes = b"/") -> bytes:
    """A POST with its Content-Length."""
    return request(b"POST", path, (*lines, b"Content-Length: %d" % len(body))) + body


def chunked(*chunks: bytes, path: bytes = b"/") -> bytes:
    """A POST in chunks, whole."""
    head = request(b"POST", path, (b"Transfer-Encoding: chunked",))
    return head + b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in chunks) + b"0\r\n\r\n"


def request(method: bytes, path: bytes, lines: tuple[bytes, ...]) -> bytes:
    return b"\r\n".join((method + b" " + path + b" HTTP/1.1", b"Host: test", *lines, b"", b""))


def sized_get(size: int) -> bytes:
    """A GET whose head is exactly `size` bytes."""
    empty = get(b"/", b"X-Fill: ")
    return get(b"/", b"X-Fill: " + b"x" * (size - len(empty)))

"""A handler made of scripts: what each of its connections does, in order, over real sockets."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from ssl import SSLContext

from hookshift.app.engine import engine
from hookshift.gateway.upstream.pool import Upstream, UpstreamSettings
from hookshift.gateway.upstream.resolver import Resolver

PATIENCE = 10.0
"""Seconds after which a wait in a test is a failure."""


class Peer:
    """The handler's end of one connection."""

    def __init__(
        self, origin: "Origin", reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.origin = origin
        self.reader = reader
        self.writer = writer

    async def request(self) -> tuple[bytes, bytes]:
        """The next request's head and body. Raises IncompleteReadError when there is none."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        body = await self.reader.readexactly(length(head))
        self.origin.received.append((head, body))
        self.origin.arrivals.release()
        return head, body

    def say(self, data: bytes) -> None:
        self.writer.write(data)

    def answer(self, body: bytes, *headers: bytes) -> None:
        lines = b"".join(line + b"\r\n" for line in headers)
        self.say(b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n" % (lines, len(body)) + body)

    def reset(self) -> None:
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def until_left(self) -> bytes:
        """Hangs until the client closes; what it said meanwhile."""
        with contextlib.suppress(ConnectionError):
            return await self.reader.read()
        return b""


Script = Callable[[Peer], Awaitable[None]]


class Origin:
    """Connection n follows script n; further ones the last. After its script a connection ends."""

    def __init__(self, scripts: tuple[Script, ...]) -> None:
        self._scripts = scripts
        self.port = 0
        self.connections = 0
        self.received: list[tuple[bytes, bytes]] = []
        self.arrivals = asyncio.Semaphore(0)
        """Released once for each request received."""
        self.ended = asyncio.Semaphore(0)
        """Released once for each connection that the handler is done with."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = self._scripts[min(self.connections, len(self._scripts) - 1)]
        self.connections += 1
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                await script(Peer(self, reader, writer))
            with contextlib.suppress(ConnectionError):
                await writer.drain()
        finally:
            writer.close()
            self.ended.release()


def length(head: bytes) -> int:
    return int(head.split(b"content-length: ")[1].split(b"\r\n")[0])


@contextlib.asynccontextmanager
async def origin(
    *scripts: Script, tls: SSLContext | None = None, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[Origin]:
    served: set[asyncio.Task[None]] = set()
    made = Origin(scripts)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        served.add(task)
        await made.serve(reader, writer)
        served.discard(task)

    server = await asyncio.start_server(serve, host, port, ssl=tls, limit=1 << 22)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in tuple(served):
            task.cancel()
        await asyncio.gather(*served, return_exceptions=True)


@contextlib.asynccontextmanager
async def upstream(
    port: int,
    *,
    url: str = "http://127.0.0.1:{port}/fn/jobs?v=1",
    connect: float = 5.0,
    first_byte: float = 5.0,
    total: float = 8.0,
    idle: float = 60.0,
    connections: int = 4,
    waiting: int = 8,
    response_bytes: int = 100_000,
    headers: tuple[tuple[bytes, bytes], ...] = (),
    ssl: SSLContext | None = None,
    age: float = 60.0,
    resolver: Resolver | None = None,
) -> AsyncIterator[Upstream]:
    """An upstream that is closed afterwards and has then given everything back."""
    made = Upstream(
        "wa-webhook-jobs",
        UpstreamSettings(
            url.format(port=port),
            connect,
            first_byte,
            total,
            idle,
            connections,
            waiting,
            response_bytes,
            age,
            headers,
            ssl,
        ),
        resolver,
        engine(),
    )
    try:
        yield made
    finally:
        await made.close()
        assert (made.open, made.idle, made.waiting) == (0, 0, 0)


async def echo(peer: Peer) -> None:
    """Answers each request with its own body, for as long as the client likes."""
    while True:
        _, body = await peer.request()
        peer.answer(body)


async def hang(peer: Peer) -> None:
    """Takes a request and never answers."""
    await peer.request()
    await peer.until_left()


async def deaf(peer: Peer) -> None:
    """Accepts and never reads."""
    await peer.origin.arrivals.acquire()


def answers(data: bytes) -> Script:
    """Answers one request with exactly `data`, then closes."""

    async def script(peer: Peer) -> None:
        await peer.request()
        peer.say(data)

    return script


def answers_and_stays(data: bytes) -> Script:
    """Answers one request with exactly `data`, then waits for the client to close."""

    async def script(peer: Peer) -> None:
        await peer.request()
        peer.say(data)
        await peer.until_left()

    return script


async def reset(peer: Peer) -> None:
    await peer.request()
    peer.reset()


async def close(peer: Peer) -> None:
    await peer.request()


async def eventually(acquired: asyncio.Semaphore, times: int = 1) -> None:
    """Waits for so many releases."""
    async with asyncio.timeout(PATIENCE):
        for _ in range(times):
            await acquired.acquire()

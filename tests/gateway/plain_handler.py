"""A handler that answers as it is asked to, over real sockets: what a test of deliveries needs."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple

import h11

PATIENCE = 30.0


class Got(NamedTuple):
    """A request as it arrived."""

    headers: Mapping[str, str]
    body: bytes
    target: str = "/"


class PlainHandler:
    """Answers `status`, or for the next requests `statuses`; while `open` is not set, nothing.

    `answer`, where it is given, says the status of a body, and may raise ConnectionError.
    """

    def __init__(self) -> None:
        self.status = 200
        self.statuses: list[int] = []
        self.answer: Callable[[bytes], int] | None = None
        self.at_once = self.most_at_once = 0
        self.drops = 0
        """So many requests are read, and their connections closed without a byte."""
        self.headers: list[tuple[str, str]] = []
        self.body = b""
        self.open = asyncio.Event()
        self.open.set()
        self.got: list[Got] = []
        self.arrived = asyncio.Semaphore(0)
        self.moved = asyncio.Event()
        """Set by each arrival, for whoever waits for several things at once."""
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, h11.RemoteProtocolError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        connection = h11.Connection(h11.SERVER)
        head, body = None, b""
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(await reader.read(65_536))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                break
            else:
                return False
        assert head is not None
        headers_got = {k.decode(): v.decode() for k, v in head.headers}
        self.got.append(Got(headers_got, body, head.target.decode()))
        self.arrived.release()
        self.moved.set()
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.open.wait()
        finally:
            self.at_once -= 1
        if self.drops:
            self.drops -= 1
            return False
        status = self.statuses.pop(0) if self.statuses else self.status
        if self.answer is not None:
            status = self.answer(body)
        headers = [*self.headers, ("content-length", str(len(self.body)))]
        head_out = h11.Response(status_code=status, headers=headers)
        for event in (head_out, h11.Data(self.body), h11.EndOfMessage()):
            writer.write(connection.send(event) or b"")
        await writer.drain()
        return True


@asynccontextmanager
async def plain_handler() -> AsyncIterator[PlainHandler]:
    """Serves on a free port."""
    handler = PlainHandler()
    server = await asyncio.start_server(handler.serve, "127.0.0.1", 0)
    handler.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    try:
        yield handler
    finally:
        handler.open.set()
        server.close()

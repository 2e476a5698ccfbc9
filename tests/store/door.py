"""A door in front of PostgreSQL that a test can shut, as a network or a restart would."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

_KEY = re.compile(rb"(K\0\0\0\x0c)....", re.DOTALL)
"""BackendKeyData: the process id, and the key for cancelling."""
IN_THE_DOOR = 10
"""Turns of the loop until whoever has been let in is known."""
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Door:
    """Passes bytes on to PostgreSQL while it is open."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._port = 0
        self._mark: bytes | None = None
        self._muted = False
        self._is_pooler = False
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.entered = 0
        """How many have come in so far."""
        self._came = asyncio.Event()

    @property
    def url(self) -> str:
        user = self._target.netloc.rpartition("@")[0]
        return urlunsplit(
            ("postgresql", f"{user}@127.0.0.1:{self._port}", self._target.path, "", "")
        )

    async def open(self) -> None:
        """Lets everyone in; always at the same port."""
        self._server = await asyncio.start_server(self._enter, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Throws everyone out and lets nobody in."""
        assert self._server is not None
        for _ in range(IN_THE_DOOR):
            await asyncio.sleep(0)
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(*self._tasks)

    def throw_out(self) -> None:
        """Ends everyone's connection; others are let in."""
        for writer in self._writers:
            writer.transport.abort()

    async def let_in(self) -> None:
        """Waits until somebody has come in."""
        await self._came.wait()

    def be_a_pooler(self) -> None:
        """Whoever comes from now on gets a process id that is nobody's, as by PgBouncer."""
        self._is_pooler = True

    def refuse_newcomers(self) -> None:
        """Whoever is inside may stay."""
        assert self._server is not None
        self._server.close()

    def freeze(self) -> None:
        """From now on nothing gets through, and no error comes."""
        self._flowing.clear()

    def lose_answers_from(self, mark: bytes) -> None:
        """From the next answer that holds `mark` on, PostgreSQL's answers get lost."""
        self._mark = mark

    def thaw(self) -> None:
        """Everything gets through again."""
        self._mark = None
        self._muted = False
        self._flowing.set()

    async def _inside(self) -> Streams:
        hosts = parse_qs(self._target.query).get("host")
        if hosts:
            path = Path(hosts[0]) / f".s.PGSQL.{self._target.port or 5432}"
            return await asyncio.open_unix_connection(path)
        return await asyncio.open_connection(self._target.hostname, self._target.port or 5432)

    async def _enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.entered += 1
        self._came.set()
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        own = {writer}
        self._writers |= own
        try:
            inner_reader, inner_writer = await self._inside()
            own.add(inner_writer)
            self._writers |= own
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(reader, inner_writer, answers=False))
                group.create_task(self._pass(inner_reader, writer, answers=True))
        finally:
            self._writers -= own
            for each in own:
                each.close()

    def _is_lost(self, data: bytes) -> bool:
        self._muted = self._muted or (self._mark is not None and self._mark in data)
        return self._muted

    async def _pass(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                await self._flowing.wait()
                if answers and self._is_lost(data):
                    continue
                sink.write(_told_otherwise(data) if self._is_pooler and answers else data)
                await sink.drain()
        sink.close()


def _told_otherwise(data: bytes) -> bytes:
    return _KEY.sub(lambda found: found[1] + b"\x7f\xff\xff\xfe", data)


@asynccontextmanager
async def door(target: str) -> AsyncIterator[Door]:
    """An open door to the database at `target`."""
    made = Door(target)
    await made.open()
    try:
        yield made
    finally:
        made.thaw()
        await made.shut()

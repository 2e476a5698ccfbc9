"""The PostgreSQL of a test session: in memory where there is room, on one connection throughout."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from hookshift.store import embedded_server
from hookshift.store.database import Connection, close, connect
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.migrate import migrate

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes that must be free in memory, so that the servers of several workers have room at once."""
SETTINGS = (
    # Nobody will miss these files. The write-ahead log is what would fill a small disk.
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET max_wal_size = '128MB'",
    "ALTER SYSTEM SET min_wal_size = '32MB'",
    "SELECT pg_reload_conf()",
)
embedded_server.MOST_BUFFERS_MB = 128
"""Databases of tests are small, and dropping one looks at every buffer."""
STATEMENT_SECONDS = 60.0
TURNS = 4
"""Of an event loop, from the end of a connection to `is_closed`."""
FILE_COPY_SINCE = 150_000
"""Before this version PostgreSQL knew no other strategy, and no word for it."""


class Session:
    """One connection of a test's, on an event loop of its own; opened again where it was lost."""

    def __init__(self, url: str, statement_seconds: float = STATEMENT_SECONDS) -> None:
        self._url = url
        self._seconds = statement_seconds
        self._thread = ThreadPoolExecutor(1, "session")
        self._runner = asyncio.Runner()
        self._connection: Connection | None = None
        self._closed = False

    def fetch(self, query: str, *arguments: object) -> list[Any]:
        """Rows of a query, whatever the caller's own event loop is doing.

        After `close` each query has a connection of its own.
        """
        if self._closed:
            with closing(Session(self._url, self._seconds)) as once:
                return once.fetch(query, *arguments)
        return self._thread.submit(lambda: self._runner.run(self._fetch(query, arguments))).result()

    def close(self) -> None:
        """Ends the connection and its thread."""
        self._closed = True
        self._thread.submit(lambda: self._runner.run(self._close())).result()
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    async def _fetch(self, query: str, arguments: tuple[object, ...]) -> list[Any]:
        # Nobody ran this loop meanwhile: only now it notices the end of its connection.
        for _ in range(TURNS):
            await asyncio.sleep(0)
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect(self._url, "tests", command_seconds=self._seconds)
        return list(await self._connection.fetch(query, *arguments))

    async def _close(self) -> None:
        if self._connection is not None:
            await close(self._connection)


class Administrator:
    """Makes and drops databases, on one connection to a server's maintenance database."""

    def __init__(self, url: str) -> None:
        self._session = Session(url)

    def execute(self, *statements: str) -> None:
        """One after the other, each in a transaction of its own."""
        for statement in statements:
            self._session.fetch(statement)

    def setting(self, name: str) -> str:
        """What it is on the server."""
        (row,) = self._session.fetch("SELECT current_setting($1) AS value", name)
        return str(row["value"])

    def create_database(self, name: str, template: str) -> None:
        """A copy of `template`, whose files are copied instead of written to the log first."""
        version = int(self.setting("server_version_num"))
        strategy = "STRATEGY FILE_COPY" if version >= FILE_COPY_SINCE else ""
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} {strategy}")

    def drop_database(self, name: str) -> None:
        """Also while somebody is connected to it."""
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Ends the connection."""
        self._session.close()


def migrated(url: str) -> None:
    """Migrates an empty database, whatever the caller's own event loop is doing."""

    async def work() -> None:
        opened = await connect(url, "tests", command_seconds=STATEMENT_SECONDS)
        try:
            await migrate(opened)
        finally:
            await close(opened)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work()).result()


def fast_folder() -> str | None:
    """Where files of tests are fastest; None means where temporary files are anyway.

    A TMPDIR that somebody has set is what they want.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir():
        return None
    return str(MEMORY) if shutil.disk_usage(MEMORY).free >= ROOM else None


@contextmanager
def server_folder() -> Iterator[Path]:
    """For the files of a PostgreSQL; short, since the path of a socket has its limit."""
    with tempfile.TemporaryDirectory(prefix="hookshift-", dir=fast_folder()) as folder:
        yield Path(folder)


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of a server that keeps nothing safe."""
    with server_folder() as folder:
        embedded = EmbeddedPostgres()
        url = embedded.start(folder)
        try:
            yield url
        finally:
            embedded.stop()

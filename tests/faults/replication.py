"""A primary and a standby of a test's own, and TCP addresses that may lead elsewhere."""

import asyncio
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from hookshift.store.database import connection
from hookshift.store.embedded_server import Server
from tests.e2e.harness import eventually
from tests.faults.postgres import own_postgres

if TYPE_CHECKING:
    import subprocess

READ_ONLY = (
    "ALTER SYSTEM SET default_transaction_read_only = on",
    "SELECT pg_reload_conf()",
)
CAUGHT_UP = "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn AS good"


class Node(NamedTuple):
    """One of the two."""

    folder: Path
    server: Server
    url: str

    def sql(self, statement: str, *values: object) -> list[Any]:
        """Rows of a statement, also of a standby."""

        async def run() -> list[Any]:
            async with connection(self.url, "tests", writes=False) as opened:
                await opened.execute("SET default_transaction_read_only = off")
                return list(await opened.fetch(statement, *values))

        return asyncio.run(run())

    def program(self, name: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Runs one of PostgreSQL's programs as the server's user, in its folder."""
        done = self.server._run(name, *arguments, folder=self.folder)
        assert done.returncode == 0, done.stderr
        return done

    def promote(self) -> None:
        """The standby becomes the primary."""
        self.program("pg_ctl", "-w", "promote")

    def follow(self, primary: "Node") -> None:
        """Stopped in order before, it comes back as the standby of `primary`."""
        host = parse_qs(urlsplit(primary.url).query)["host"][0]
        with (self.folder / "postgresql.auto.conf").open("a") as file:
            file.write(f"primary_conninfo = 'host={host} port=5432 user=postgres'\n")
        (self.folder / "standby.signal").touch()
        self.server.ensure_running()


@contextmanager
def primary_and_standby(folder: Path) -> Iterator[tuple[Node, Node]]:
    """Migrated; what the one commits the other has a moment later."""
    with ExitStack() as stack:
        own = stack.enter_context(own_postgres(folder / "one"))
        primary = Node(own.data / "postgres", Server(own.data / "postgres"), own.url)
        other = folder / "two" / "postgres"
        other.mkdir(parents=True, mode=0o700)
        owner = primary.folder.stat()
        for each in (other.parent, other):
            os.chown(each, owner.st_uid, owner.st_gid)
        host = parse_qs(urlsplit(own.url).query)["host"][0]
        primary.program(
            "pg_basebackup", "-h", host, "-U", "postgres", "-D", str(other), "-R", "-c", "fast"
        )
        # Those of the primary's socket, which lies in its folder.
        for each in (*other.glob(".s.PGSQL.*"), other / "log"):
            each.unlink()
        server = Server(other)
        stack.callback(server.stop)
        yield primary, Node(other, server, server.ensure_running())


def streams(primary: Node) -> None:
    """Returns once a standby follows: a primary that is stopped in order leaves it everything."""
    eventually(lambda: primary.sql("SELECT 1 FROM pg_stat_replication WHERE state = 'streaming'"))


def caught_up(primary: Node, standby: Node) -> None:
    """Returns once the standby has all that the primary has committed."""
    lsn = primary.sql("SELECT pg_current_wal_lsn()::text AS lsn")[0]["lsn"]
    eventually(lambda: standby.sql(CAUGHT_UP, lsn)[0]["good"])


class Address:
    """A TCP address in front of a server's socket; whoever is through stays where they are."""

    def __init__(self, leads_to: Node) -> None:
        self.leads_to = leads_to
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._inside: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._begin(self._accept)

    @property
    def place(self) -> str:
        """As it stands in a URL."""
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def url(self) -> str:
        """Of the database behind it."""
        return f"postgresql://postgres@{self.place}/postgres"

    def cut(self) -> None:
        """Everybody's connection ends."""
        for each in self._inside:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Lets nobody in any more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join()
        for each in self._inside:
            each.close()

    def _begin(self, work: Any, *arguments: Any) -> None:
        thread = threading.Thread(target=work, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                outside, _ = self._listener.accept()
            except OSError:
                return
            self._inside.append(outside)
            inside = socket.socket(socket.AF_UNIX)
            self._inside.append(inside)
            host = parse_qs(urlsplit(self.leads_to.url).query)["host"][0]
            try:
                inside.connect(f"{host}/.s.PGSQL.5432")
            except OSError:
                outside.shutdown(socket.SHUT_RDWR)
                continue
            self._begin(_pass_on, outside, inside)
            self._begin(_pass_on, inside, outside)


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_RDWR)


@contextmanager
def address(leads_to: Node) -> Iterator[Address]:
    """An address for the length of a `with`."""
    made = Address(leads_to)
    try:
        yield made
    finally:
        made.close()

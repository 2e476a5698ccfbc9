"""The admin socket: how commands on the same host reach a running `hookshift serve`.

It needs no database. One line of JSON is asked, one is answered. Only the user that runs hookshift
and root can connect: the socket is closed to all others.
"""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from hookshift.domain.errors import OperatorError

log = logging.getLogger(__name__)

MOST_BYTES = 8_192
ASK_SECONDS = 5.0
"""Time for a request to arrive, and for its answer to be taken."""
ANSWER_SECONDS = 60.0
"""How long a command waits for its answer."""
MOST_CONNECTIONS, MOST_WAITING = 8, 16
PATH_BYTES = 103
"""The shortest limit for the path of a socket in use: 107 on Linux, 103 on macOS."""

Answer = Mapping[str, Any]
Operation = Callable[[Mapping[str, Any]], Awaitable[Answer]]


class AdminFault(OperatorError):
    """The running gateway cannot be asked."""


@asynccontextmanager
async def admin_server(path: Path, operations: Mapping[str, Operation]) -> AsyncIterator[None]:
    """Answers at `path` by `operations`, by name. Where that cannot be, it is logged."""
    try:
        server = await asyncio.start_unix_server(
            _Session(operations).serve, sock=_bound(path), limit=MOST_BYTES, backlog=MOST_WAITING
        )
    except OSError as error:
        log.error(
            "The admin socket %s cannot be opened, so `hookshift reload` will not work: %s",
            path,
            error,
        )
        yield
        return
    try:
        yield
    finally:
        server.close()


def _bound(path: Path) -> socket.socket:
    path.parent.mkdir(parents=True, exist_ok=True)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    former = os.umask(0o177)
    try:
        path.unlink(missing_ok=True)
        with short(path) as name:
            sock.bind(name)
    except OSError:
        sock.close()
        raise
    finally:
        os.umask(former)
    return sock


@contextmanager
def short(path: Path) -> Iterator[str]:
    """A name of `path` that fits into the address of a socket. Raises OSError."""
    if len(os.fsencode(path)) <= PATH_BYTES:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


class _Session:
    def __init__(self, operations: Mapping[str, Operation]) -> None:
        self._operations = operations
        self._open = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: one request, one answer."""
        self._open += 1
        try:
            if self._open <= MOST_CONNECTIONS:
                answer = await self._answer(reader)
                writer.write(msgspec.json.encode(answer) + b"\n")
                async with asyncio.timeout(ASK_SECONDS):
                    await writer.drain()
        except (OSError, TimeoutError, ValueError) as error:
            log.warning("a request on the admin socket failed: %s", error or "it took too long")
        finally:
            self._open -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        async with asyncio.timeout(ASK_SECONDS):
            line = await reader.readline()
        try:
            request = msgspec.json.decode(line, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return {"error": "not a JSON object on one line"}
        operation = self._operations.get(str(request.get("do")))
        if operation is None:
            return {"error": f"unknown: {str(request.get('do'))[:80]!r}"}
        try:
            return await operation(request)
        except OperatorError as error:
            return {"error": str(error)}


def ask(path: Path, do: str, seconds: float = ANSWER_SECONDS, **request: Any) -> dict[str, Any]:
    """Asks the gateway that serves at `path`; blocks. Raises AdminFault, also for its refusal."""
    try:
        with short(path) as name, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            sock.settimeout(seconds)
            sock.connect(name)
            sock.sendall(msgspec.json.encode({"do": do, **request}) + b"\n")
            with sock.makefile("rb") as file:
                line = file.readline(MOST_BYTES)
        answer = msgspec.json.decode(line, type=dict[str, Any])
    except (FileNotFoundError, ConnectionRefusedError) as error:
        raise AdminFault(
            f"no `hookshift serve` is running here: nothing listens at {path}."
        ) from error
    except (OSError, msgspec.MsgspecError) as error:
        why = "it does not answer" if isinstance(error, TimeoutError) else str(error)
        raise AdminFault(f"`hookshift serve` cannot be reached at {path}: {why}.") from error
    if "error" in answer:
        raise AdminFault(str(answer["error"]))
    return answer

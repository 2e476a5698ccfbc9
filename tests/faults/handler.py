"""An independent handler: keeps a list of what arrived, and misbehaves as it is asked to.

Nothing of hookshift's is used here: bodies are read with the standard library.
"""

import gzip
import json
import random
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

SLOW_SECONDS = 5.0
"""Longer than any attempt waits."""


class Delivered(NamedTuple):
    """One event of a request that was answered with success."""

    event: str
    sender: str
    handler: str
    key: str
    """The request's X-Event-Id."""
    begun: float
    ended: float


@dataclass
class Handlers:
    """All handlers on one port; by name what is wrong with each."""

    faults: dict[str, str] = field(default_factory=dict)
    """slow, refuse, reset, 500, half, never, gzip, binary, or a mixture: the name of a list in
    MIXTURES."""
    poison: set[str] = field(default_factory=set)
    """Events that are refused with 400."""
    delivered: list[Delivered] = field(default_factory=list)
    requests: int = 0
    port: int = 0
    closed: bool = False
    released: threading.Event = field(default_factory=threading.Event)
    """Lets those go that never answer."""
    server: ThreadingHTTPServer | None = None
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def begin(self) -> None:
        """For another test with the same handlers: nothing is wrong, and nothing has arrived."""
        self.faults.clear()
        self.poison.clear()
        self.delivered.clear()
        self.released.clear()

    def close(self) -> None:
        """Refuses connections, and ends those that are open."""
        assert self.server is not None
        self.server.shutdown()
        self.server.server_close()
        self.closed = True

    def reopen(self) -> None:
        """Serves again, at the same port."""
        self.closed = False
        self._serve()

    def _serve(self) -> None:
        self.server = _Server(
            ("127.0.0.1", self.port), type("Request", (_Request,), {"state": self})
        )
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,)).start()


SAID = "no such user"
PACKED = gzip.compress(SAID.encode(), mtime=0)
assert b"\0" in PACKED
MIXTURES = {"moody": ["", "", "", "reset", "500", "half"]}


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are two writes: the second would wait 40 ms for the first to be acknowledged.
    disable_nagle_algorithm = True
    state: Handlers

    def do_POST(self) -> None:
        begun = time.monotonic()
        if self.state.closed:
            # A connection of before.
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers["content-length"]))
        name = self.path.rpartition("/")[2]
        self.state.requests += 1
        fault = self.state.faults.get(name, "")
        if fault in MIXTURES:
            fault = self.state.chance.choice(MIXTURES[fault])
        found = list(events(json.loads(body)))
        if any(event in self.state.poison for event, _ in found):
            fault = "400"
        if not fault:
            # Before the answer: whoever gets success may begin with the next at once.
            ended = time.monotonic()
            key = self.headers["x-event-id"]
            self.state.delivered.extend(
                Delivered(event, sender, name, key, begun, ended) for event, sender in found
            )
        _FAULTS.get(fault, _answer(int(fault) if fault.isdigit() else 200))(self)

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


def events(body: Any) -> Iterator[tuple[str, str]]:
    """Each message's id and sender."""
    for entry in body["entry"]:
        for change in entry["changes"]:
            for message in change["value"]["messages"]:
                yield message["id"], message["from"]


def _answer(status: int) -> Callable[[_Request], None]:
    def answer(request: _Request) -> None:
        request.send_response(status)
        request.send_header("content-length", "2")
        request.end_headers()
        request.wfile.write(b"{}")

    return answer


def _says(status: int, body: bytes, *headers: tuple[str, str]) -> Callable[[_Request], None]:
    def answer(request: _Request) -> None:
        request.send_response(status)
        for name, value in (*headers, ("content-length", str(len(body)))):
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def _reset(request: _Request) -> None:
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.close_connection = True
    request.connection.close()


def _half(request: _Request) -> None:
    request.send_response(200)
    request.send_header("content-length", "100")
    request.end_headers()
    request.wfile.write(b"{")
    request.close_connection = True


def _slow(request: _Request) -> None:
    request.state.released.wait(SLOW_SECONDS)
    _answer(500)(request)


def _never(request: _Request) -> None:
    request.state.released.wait()
    request.close_connection = True


_FAULTS: dict[str, Callable[[_Request], None]] = {
    "reset": _reset,
    "half": _half,
    "slow": _slow,
    "never": _never,
    "gzip": _says(500, PACKED, ("content-encoding", "gzip")),
    "binary": _says(500, bytes(32) + bytes(range(128, 256))),
    "packed refusal": _says(400, PACKED, ("content-encoding", "gzip")),
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_args: Any) -> None:
        """Whoever was killed has left without a word."""


@contextmanager
def running_handlers() -> Iterator[Handlers]:
    """Serves until the end of the `with`."""
    state = Handlers()
    state._serve()
    try:
        yield state
    finally:
        state.released.set()
        if not state.closed:
            state.close()

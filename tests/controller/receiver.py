"""A receiver of webhooks over real sockets, and an independent check of what it receives.

`verified` follows the text of Standard Webhooks and shares nothing with what signs: its HMAC is
made of two hashes, as RFC 2104 says.
"""

import asyncio
import base64
import hashlib
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any, NamedTuple

from pydantic import SecretStr

from hookshift.config.schema.notifiers import NotifierConfig as Settings
from hookshift.domain.notification_events import NotificationEvent
from tests.signals import Signal

PATIENCE = 20.0
"""Seconds after which a wait in a test is a failure."""
KEY = b"a key of hookshift's tests"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
TOLERANCE = 300


class Received(NamedTuple):
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


MOVED = Signal()
"""Given whenever a receiver has got something, and when it has answered."""
UNTOLD = 0.02

Script = Callable[[BaseHTTPRequestHandler], None]


class Receiver:
    """Answers as it is asked to, one script after the other; then with 204."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.scripts: deque[Script] = deque()
        self.released = Event()
        """Set at the end of a test: who hangs may go."""
        self.port = 0

    def url(self, path: str = "/hooks/T0PSECRET-t0ken") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def will(self, *scripts: Script) -> None:
        self.scripts.extend(scripts)

    def hang(self, _handler: BaseHTTPRequestHandler) -> None:
        """Never answers."""
        self.released.wait()

    def drip(self, handler: BaseHTTPRequestHandler) -> None:
        """Answers with one byte of a header at a time, faster than a read gives up."""
        with suppress(OSError):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not self.released.wait(0.02):
                handler.wfile.write(b"x")


def answer(status: int, body: bytes = b"", **headers: str) -> Script:
    """An answer; in the names of headers `_` means `-`."""

    def say(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        with suppress(OSError):
            handler.wfile.write(body)

    return say


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.received.append(Received(self.path, headers, body))
            script = receiver.scripts.popleft() if receiver.scripts else answer(204)
            MOVED.give()
            script(self)
            MOVED.give()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    # A poll of its shutdown flag that is short, since it is waited for.
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


def webhook(
    receiver: Receiver, name: str = "ops", on: tuple[StrEnum, ...] = tuple(NotificationEvent)
) -> Settings:
    received = tuple(NotificationEvent(news) for news in on)
    return Settings(name=name, url=SecretStr(receiver.url()), secret=SecretStr(SECRET), on=received)


def by_apprise(receiver: Receiver, name: str = "chat", path: str = "/T0PSECRET-t0ken") -> Settings:
    url = f"json://user:hunter2-password@127.0.0.1:{receiver.port}{path}"
    return Settings(name=name, kind="apprise", url=SecretStr(url))


def verified(received: Received, key: bytes = KEY, now: float | None = None) -> bool:
    """Whether a receiver of Standard Webhooks takes it."""
    moment = received.headers["webhook-timestamp"]
    if abs((time.time() if now is None else now) - int(moment)) > TOLERANCE:
        return False
    signed = f"{received.id}.{moment}.".encode() + received.body
    expected = base64.b64encode(_hmac_sha256(key, signed)).decode()
    offered = [each.split(",", 1) for each in received.headers["webhook-signature"].split(" ")]
    return ["v1", expected] in offered


def _hmac_sha256(key: bytes, text: bytes) -> bytes:
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + text).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).digest()


async def _nothing() -> None:
    pass


async def until(
    condition: Callable[[], bool], do: Callable[[], Awaitable[object]] = _nothing
) -> None:
    """Does it, and again whenever a receiver has got or answered something, until that holds."""
    async with asyncio.timeout(PATIENCE):
        while True:
            since = MOVED.times
            if condition():
                return
            await do()
            # What the notifier does after an answer gives no signal.
            await asyncio.to_thread(MOVED.wait, since, UNTOLD)

"""Python's http.server says 204 and sends a body: whoever comes next has nothing to do with it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hookshift.domain.http import Response
from tests.gateway.origin import upstream

INNOCENT = 1_200


class _Careless(BaseHTTPRequestHandler):
    """A body of b"204" or b"304" gets that status, with a body; any other itself."""

    protocol_version = "HTTP/1.1"
    # Head and body are two writes: the second would wait 40 ms for the first to be acknowledged.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        status = int(body) if body in (b"204", b"304") else 200
        answer = b'{"success": true}' if status != 200 else body
        self.send_response(status)
        if self.path != "/unannounced" or status == 200:
            self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: Any) -> None:
        """Quiet."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_args: Any) -> None:
        """Its bodies that nobody wanted broke off."""


@contextmanager
def careless_handler() -> Iterator[int]:
    server = _Server(("127.0.0.1", 0), _Careless)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("path", ["/announced", "/unannounced"])
async def test_no_innocent_request_is_wrong(path: str) -> None:
    with careless_handler() as port:
        url = f"http://127.0.0.1:{port}{path}"
        async with upstream(port, url=url, connections=8, waiting=INNOCENT * 2) as up:

            async def ask(body: bytes) -> Response:
                return await up.send([], body)

            bodies = []
            for number in range(INNOCENT):
                bodies.append(b"innocent %d" % number)
                if number % 3 == 0:
                    bodies.append((b"204", b"304")[number % 2])
            answers = await asyncio.gather(*map(ask, bodies))
    for body, answer in zip(bodies, answers, strict=True):
        if body.startswith(b"innocent"):
            assert answer.body == body
        else:
            assert (b"%d" % answer.status, answer.body) == (body, b"")

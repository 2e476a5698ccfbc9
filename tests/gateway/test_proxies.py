"""Real proxies before the gateway: whoever calls through them is not taken for the proxy."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from pathlib import Path

import msgspec
import pytest

from hookshift.domain.http import Headers, Request, Response, header
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.headers import to_handler, trace
from hookshift.gateway.http.shared import TaskApplication
from hookshift.gateway.ids import IdSource
from tests.gateway.wire import Client, get, serving
from tests.looking import seen

PATH = "/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin"
STRANGER, FRIEND = "127.9.9.9", "127.8.8.8"
TRUSTED = TrustedCallers([ip_network("127.8.0.0/16")], [ip_network("127.0.0.1/32")])

NGINX = """
daemon off;
pid {folder}/pid;
error_log {folder}/error;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; location / {{
    proxy_pass http://127.0.0.1:{behind}; {header}
  }} }}
}}
"""
HAPROXY = """
global
  log stderr local0 err
defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend all
  bind 127.0.0.1:{port}
  {header}
  default_backend gateway
backend gateway
  server gateway 127.0.0.1:{behind}
"""
PROXIES = {
    "nginx, X-Forwarded-For": (
        "nginx", NGINX, "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
    ),
    "nginx, Forwarded": (
        "nginx", NGINX, 'proxy_set_header Forwarded "$http_forwarded, for=$remote_addr";',
    ),
    "haproxy": ("haproxy", HAPROXY, "option forwardfor"),
}  # fmt: skip


class Front(TaskApplication):
    """Says who it thinks is calling, and what a handler would get."""

    def admit(self, _method: bytes, _path: bytes, _headers: Headers) -> int:
        return 0

    async def handle(self, request: Request) -> Response:
        names = trace(request, TRUSTED, IdSource())
        sent = header(to_handler(request, names, TRUSTED), b"x-forwarded-for") or b""
        answer = [TRUSTED.caller(request), names.correlation_id, sent.decode()]
        return Response(200, [], msgspec.json.encode(answer))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def proxy(folder: Path, which: str, behind: int) -> AsyncIterator[int]:
    name, template, line = PROXIES[which]
    program = shutil.which(name, path=PATH)
    if program is None:
        pytest.skip(f"{name} is missing: apt-get install {name}")
    port, settings = free_port(), folder / "settings"
    settings.write_text(template.format(folder=folder, port=port, behind=behind, header=line))
    extra: list[str | Path] = (
        ["-f", settings] if name == "haproxy" else ["-c", settings, "-e", folder / "error"]
    )
    process = await asyncio.create_subprocess_exec(program, *extra)
    try:
        await seen(lambda: listens(port))
        yield port
    finally:
        process.terminate()
        await process.wait()


async def listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def asked(port: int, source: str, *lines: bytes) -> list[str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0))
    client = Client(reader, writer)
    await client.send(get(b"/", b"X-Correlation-ID: mine", b"Connection: close", *lines))
    _, _, body = (await client.closed()).partition(b"\r\n\r\n")
    writer.close()
    found: list[str] = msgspec.json.decode(body)
    return found


@pytest.mark.parametrize("which", PROXIES)
async def test_a_stranger_behind_a_local_proxy_is_a_stranger(which: str, tmp_path: Path) -> None:
    async with (
        serving(Front()) as served,
        proxy(tmp_path, which, served.address[1]) as port,
    ):
        caller, correlation, sent = await asked(port, STRANGER)
        assert caller == STRANGER
        assert correlation != "mine"
        if "Forwarded" not in which.split():
            assert sent == f"{STRANGER}, 127.0.0.1"
        caller, correlation, _ = await asked(port, FRIEND)
        assert (caller, correlation) == (FRIEND, "mine")
        for forged in (b"X-Forwarded-For: 127.8.8.8", b"Forwarded: for=127.8.8.8"):
            caller, correlation, _ = await asked(port, STRANGER, forged)
            assert caller in (STRANGER, "unknown")
            assert correlation != "mine"

"""The page behind nginx as it comes, which speaks TLS for it."""

import asyncio
import json
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from hookshift.web import live
from tests.looking import seen
from tests.web.conftest import Browser
from tests.web.test_dashboard import Streams, read_frames

SETTINGS = """
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
  ssl_certificate {folder}/server.pem;
  ssl_certificate_key {folder}/server.pem;
  server {{ listen unix:{folder}/socket ssl; location / {{ proxy_pass {url}; }} }}
}}
"""


async def listens(socket: Path) -> bool:
    try:
        _, writer = await asyncio.open_unix_connection(socket)
    except OSError:
        return False
    writer.close()
    return True


@asynccontextmanager
async def through_nginx(folder: Path, url: str) -> AsyncIterator[Streams]:
    """A connection to one that passes on what comes."""
    program = shutil.which("nginx", path="/usr/local/sbin:/usr/sbin:/usr/local/bin:/usr/bin")
    if program is None:
        pytest.skip("nginx is missing: apt-get install nginx-light")
    authority = trustme.CA()
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(
        folder / "server.pem"
    )
    settings, socket = folder / "nginx.conf", folder / "socket"
    settings.write_text(SETTINGS.format(folder=folder, url=url.rstrip("/")))
    process = await asyncio.create_subprocess_exec(program, "-c", settings, "-e", folder / "error")
    try:
        await seen(lambda: listens(socket))
        yield await asyncio.open_unix_connection(socket, ssl=trusting, server_hostname="localhost")
    finally:
        process.terminate()
        await process.wait()


async def test_a_frame_passes_before_others_push_it(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over TLS nginx gathers 16 KiB unless a header forbids it."""
    # The second frame would come in hours.
    monkeypatch.setattr(live, "SHARE", 1e-6)
    async with through_nginx(tmp_path, browser.url) as streams:
        (frame,) = await read_frames(streams, 1)
    assert json.loads(frame)["rollout"] is None

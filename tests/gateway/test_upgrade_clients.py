"""Real clients that offer to upgrade to HTTP/2 are served in HTTP/1.1."""

import asyncio
import shutil
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.gateway.wire import Echo, serving

JAVA_CLIENT = Path(__file__).with_name("UpgradeClient.java")


async def output(*command: str) -> str:
    async with asyncio.timeout(90):
        process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE)
        out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return out.decode()


@pytest.mark.skipif(shutil.which("javac") is None, reason="needs a JDK")
async def test_javas_http_client() -> None:
    app = Echo()
    async with serving(app, timeouts={"idle": 60.0}) as served:
        url = "http://{}:{}/hook".format(*served.address)
        said = await output("java", str(JAVA_CLIENT), url)
    assert said.splitlines() == ["HTTP_1_1 200 POST /hook first", "HTTP_1_1 200 POST /hook second"]
    assert dict(app.requests[0].headers)[b"upgrade"] == b"h2c"


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
async def test_curl() -> None:
    app = Echo()
    async with serving(app) as served:
        url = "http://{}:{}/hook".format(*served.address)
        said = await output("curl", "--silent", "--http2", "--data", "body", url)
    assert said == "POST /hook body"
    assert dict(app.requests[0].headers)[b"upgrade"] == b"h2c"

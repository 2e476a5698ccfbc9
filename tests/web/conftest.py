"""A dashboard on a database of the test's own, with the shipped settings."""

import asyncio
import http.client
import json
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.config.values import Address
from hookshift.web.serve import Dashboard

SHIPPED = Path(__file__).parents[2] / "hookshift.toml"


class Answer(NamedTuple):
    """What a browser gets."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)


class Browser:
    """Asks one dashboard."""

    def __init__(self, url: str, tls: ssl.SSLContext | None = None) -> None:
        self.url = url
        self._tls = tls
        self._address = urlsplit(url).netloc

    async def get(self, path: str, **headers: str) -> Answer:
        """GET, over a connection of its own."""
        return await asyncio.to_thread(self.ask, "GET", path, headers)

    async def post(
        self, path: str, token: str | None = None, key: str | None = None, **asked: Any
    ) -> Answer:
        """POST of JSON to the API."""
        headers = {"Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if key is not None:
            headers["Idempotency-Key"] = key
        body = json.dumps(asked).encode()
        return await asyncio.to_thread(self.ask, "POST", f"/api/v1/{path}", headers, body)

    async def send(self, method: str, path: str, asked: Any, **headers: str) -> Answer:
        """With JSON, and headers of one's own."""
        headers["Content-Type"] = "application/json"
        body = None if asked is None else json.dumps(asked).encode()
        return await asyncio.to_thread(self.ask, method, path, headers, body)

    async def send_bytes(self, method: str, path: str, body: bytes, **headers: str) -> Answer:
        """With a body that says it is JSON."""
        headers["Content-Type"] = "application/json"
        return await asyncio.to_thread(self.ask, method, path, headers, body)

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> Answer:
        """Over a connection of its own; this thread waits."""
        client = (
            http.client.HTTPConnection(self._address, timeout=20)
            if self._tls is None
            else http.client.HTTPSConnection(self._address, timeout=20, context=self._tls)
        )
        try:
            sent = {name: value.encode() for name, value in headers.items()}
            client.request(method, path, body, sent)
            answer = client.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            client.close()


def control(settings: Settings, **changes: Any) -> Settings:
    """The same with other settings of the control process."""
    changed = settings.control.model_copy(update=changes)
    return settings.model_copy(update={"control": changed})


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Settings:
    """The shipped ones."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("WHATSAPP_APP_SECRET", "x")
    monkeypatch.setenv("WHATSAPP_VERIFY_TOKEN", "x")
    return control(load(SHIPPED), listen=Address("127.0.0.1", 0))


@pytest_asyncio.fixture
async def browser(settings: Settings, database_url: str) -> AsyncIterator[Browser]:
    """In front of a dashboard."""
    dashboard = Dashboard(settings, database_url)
    await dashboard.start()
    assert dashboard.url is not None
    yield Browser(dashboard.url)
    await dashboard.stop()

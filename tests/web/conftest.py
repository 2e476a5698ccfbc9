"""A dashboard on a database of the test's own, with the shipped settings."""

import asyncio
import http.client
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from hookshift.config.load import load
from hookshift.config.model import Settings
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

    def __init__(self, url: str) -> None:
        self.url = url
        self._address = urlsplit(url).netloc

    async def get(self, path: str, **headers: str) -> Answer:
        """GET, over a connection of its own."""
        return await asyncio.to_thread(self._ask, "GET", path, headers)

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
        return await asyncio.to_thread(self._ask, "POST", f"/api/v1/{path}", headers, body)

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> Answer:
        client = http.client.HTTPConnection(self._address, timeout=20)
        try:
            client.request(method, path, body, headers)
            answer = client.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            client.close()


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, database_url: str) -> Settings:
    """The shipped ones."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("WHATSAPP_APP_SECRET", "x")
    monkeypatch.setenv("WHATSAPP_VERIFY_TOKEN", "x")
    return load(SHIPPED)


@pytest_asyncio.fixture
async def browser(settings: Settings, database_url: str) -> AsyncIterator[Browser]:
    """In front of a dashboard."""
    dashboard = Dashboard(settings, database_url, Address("127.0.0.1", 0))
    await dashboard.start()
    assert dashboard.url is not None
    yield Browser(dashboard.url)
    await dashboard.stop()

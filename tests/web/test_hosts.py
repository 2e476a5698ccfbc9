"""By which names it is reached, what browsers learn about https, and that nothing redirects."""

import http.client
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from hookshift.config.schema.settings import Settings
from hookshift.store import api
from hookshift.store.database import Connection
from hookshift.web.serve import Dashboard
from tests.web.conftest import Browser, control

PUBLIC = "https://hookshift.example.com"
HSTS = "strict-transport-security"


@pytest_asyncio.fixture
async def closed(settings: Settings, database_url: str) -> AsyncIterator[Browser]:
    """In front of a dashboard that others reach."""
    changed = control(settings, public_url=PUBLIC, allowed_hosts=("hookshift.internal",))
    dashboard = Dashboard(changed, database_url)
    await dashboard.start()
    assert dashboard.url is not None
    yield Browser(dashboard.url)
    await dashboard.stop()


@pytest.mark.parametrize(
    "host",
    [
        "hookshift.example.com", "HookShift.Example.com.", "hookshift.example.com:443",
        "hookshift.internal:8090", "localhost", "127.0.0.1:8090", "10.0.0.7:8090", "[fd00::7]:8090",
    ],
)  # fmt: skip
async def test_names_of_ours(closed: Browser, connection: Connection, host: str) -> None:
    token = await api.make(connection, "ana", "viewer", "tests", None)
    answer = await closed.get("/metrics", Host=host, Authorization=f"Bearer {token}")
    assert answer.status == 200
    assert (await closed.get("/", Host=host)).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "hookshift.example.com.evil.example", "xhookshift.example.com", "",
        "hookshift.example.com@evil.example", "hookshift.example.com/evil", "10.0.0.7.evil.example",
        "evil.example:8090",
    ],
)  # fmt: skip
async def test_names_of_others(
    closed: Browser, connection: Connection, host: str, caplog: pytest.LogCaptureFixture
) -> None:
    token = await api.make(connection, "ana", "viewer", "tests", None)
    for path in ("/", "/api/v1/me", "/metrics", "/api/v1/openapi.json", "/nothing"):
        answer = await closed.get(path, Host=host, Authorization=f"Bearer {token}")
        assert (answer.status, "location" in answer.headers) == (400, False), path
        assert "evil" not in answer.body.decode()
    if host:
        assert "control.allowed_hosts" in answer.json["error"]
        assert "unknown Host" in caplog.text
    assert (await closed.get("/healthz", Host=host or "x")).status == 200


async def test_two_hosts_are_none(closed: Browser) -> None:
    client = http.client.HTTPConnection(urlsplit(closed.url).netloc, timeout=20)
    client.putrequest("GET", "/", skip_host=True)
    for host in ("hookshift.example.com", "evil.example"):
        client.putheader("Host", host)
    client.endheaders()
    assert client.getresponse().status == 400
    client.close()


@pytest.mark.parametrize(
    "path", ["/api/v1/me/", "/api/v1/overview/", "/healthz/", "//evil.example"]
)
async def test_nothing_redirects(closed: Browser, browser: Browser, path: str) -> None:
    for asked in (closed, browser):
        answer = await asked.get(path)
        assert (answer.status, "location" in answer.headers) == (404, False)


async def test_browsers_keep_to_https_where_people_come_by_it(
    closed: Browser, browser: Browser
) -> None:
    for path in ("/", "/api/v1/me", "/api/v1/overview", "/nothing"):
        assert (await closed.get(path)).headers[HSTS] == "max-age=31536000"
        assert HSTS not in (await browser.get(path)).headers
    assert HSTS in (await closed.get("/", Host="evil.example")).headers

"""Logging in with a browser, from here and from elsewhere; and pages of others that try it."""

import asyncio
import hashlib
import http.client
import ssl
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
import trustme

from hookshift.config.schema.control import TlsConfig
from hookshift.config.schema.settings import Settings
from hookshift.store import api, api_sessions
from hookshift.store.database import Connection
from hookshift.web import api as paths
from hookshift.web.access import COOKIE, CSRF_HEADER, SECURE_COOKIE
from hookshift.web.serve import Dashboard
from tests.web.conftest import Answer, Browser, control

PUBLIC = "https://hookshift.example.com"
IDLE_SECONDS = 1_800.0


@pytest_asyncio.fixture
async def token(connection: Connection) -> str:
    """Of an operator."""
    return await api.make(connection, "ana", "operator", "tests", None)


@pytest_asyncio.fixture
async def closed(settings: Settings, database_url: str) -> AsyncIterator[Browser]:
    """In front of a dashboard that others reach."""
    dashboard = Dashboard(control(settings, public_url=PUBLIC), database_url)
    await dashboard.start()
    assert dashboard.url is not None
    yield Browser(dashboard.url)
    await dashboard.stop()


async def log_in(browser: Browser, token: str, **headers: str) -> Answer:
    return await browser.send("POST", "/api/v1/session", {"token": token}, **headers)


def cookie(answer: Answer) -> tuple[str, SimpleCookie]:
    """As a browser would send it, and as it was set."""
    assert answer.status == 200, answer
    found = SimpleCookie(answer.headers["set-cookie"])
    return "; ".join(f"{name}={each.value}" for name, each in found.items()), found


def proven(answer: Answer) -> dict[str, str]:
    """Both secrets of the session, as our page sends them."""
    return {"Cookie": cookie(answer)[0], CSRF_HEADER: answer.json["csrf"]}


async def test_a_session_steers_only_from_our_page(
    browser: Browser, token: str, connection: Connection
) -> None:
    answer = await log_in(browser, token)
    sent, made = cookie(answer)
    attributes = made[COOKIE]
    assert (attributes["httponly"], attributes["samesite"], attributes["path"]) == (
        True, "strict", "/",
    )  # fmt: skip
    who = (await browser.get("/api/v1/me", **proven(answer))).json
    assert who == {"name": "ana", "role": "operator", "session": True}
    asked = {"reason": "x"}
    refused = await browser.send("POST", "/api/v1/disable", asked, Cookie=sent)
    assert (refused.status, CSRF_HEADER in refused.json["error"]) == (403, True)
    wrong = {"Cookie": sent, CSRF_HEADER: "ü" * 64}
    assert (await browser.send("POST", "/api/v1/disable", asked, **wrong)).status == 403
    assert await connection.fetchval("SELECT enabled FROM webhook_routing_config")
    right = proven(answer)
    assert (await browser.send("POST", "/api/v1/disable", asked, **right)).status == 200
    assert not await connection.fetchval("SELECT enabled FROM webhook_routing_config")


async def test_logging_out_ends_it(browser: Browser, token: str) -> None:
    answer = await log_in(browser, token)
    sent, _ = cookie(answer)
    assert (await browser.send("DELETE", "/api/v1/session", None, Cookie=sent)).status == 403
    gone = proven(answer)
    assert (await browser.send("DELETE", "/api/v1/session", None, **gone)).status == 204
    assert not (await browser.get("/api/v1/me", **gone)).json["session"]
    assert (await browser.send("DELETE", "/api/v1/session", None, **gone)).status == 204


async def test_others_may_not_even_look(
    closed: Browser, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    for path in ("overview", "series", "decisions", "stream"):
        answer = await closed.get(f"/api/v1/{path}")
        assert (answer.status, "token" in answer.json["error"]) == (401, True), path
        assert f"/api/v1/{path} was refused: no token" in caplog.text
    assert (await closed.get("/metrics")).status == 401
    assert (await closed.get("/api/v1/me")).json["role"] is None
    assert (await closed.get("/")).status == 200, "the page, which knows nothing"
    assert (await closed.get("/healthz")).status == 200
    bearer = f"Bearer {token}"
    assert (await closed.get("/metrics", Authorization=bearer)).status == 200
    assert (await closed.get("/metrics", Authorization=bearer, Host="10.0.0.7:8090")).status == 200
    answer = await log_in(closed, token, Origin=PUBLIC)
    sent, made = cookie(answer)
    assert made[SECURE_COOKIE]["secure"]
    assert (await closed.get("/api/v1/overview", **proven(answer))).status == 200
    # A cookie goes to every port of its host: alone it is nobody.
    assert (await closed.get("/api/v1/overview", Cookie=sent)).status == 401
    assert (await closed.get("/api/v1/me", Cookie=sent)).json["role"] is None
    assert (await log_in(closed, "hs_wrong", Origin=PUBLIC)).status == 401


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", f"{PUBLIC}.evil.example", PUBLIC.replace("https", "http")],
)
async def test_nobody_is_logged_in_by_another_page(
    closed: Browser, token: str, origin: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await log_in(closed, token, Origin=origin)
    assert "a login was refused" in caplog.text
    assert answer.status == 403
    assert "set-cookie" not in answer.headers


async def test_a_session_ends_with_its_token(
    browser: Browser, token: str, connection: Connection
) -> None:
    known = proven(await log_in(browser, token))
    assert (await browser.get("/api/v1/me", **known)).json["name"] == "ana"
    await api.revoke(connection, "ana", "tests")
    assert not (await browser.get("/api/v1/me", **known)).json["session"]


async def test_a_session_ends_by_itself(
    browser: Browser, token: str, connection: Connection
) -> None:
    known = proven(await log_in(browser, token))
    await connection.execute("UPDATE hookshift.api_sessions SET ends_at = now()")
    assert not (await browser.get("/api/v1/me", **known)).json["session"]
    await api_sessions.forget(connection)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.api_sessions") == 0


async def test_one_secret_does_not_tell_the_other(browser: Browser, token: str) -> None:
    """Another port of this host is sent the cookie: whatever it asks, it does not get further."""
    answer = await log_in(browser, token)
    sent, _ = cookie(answer)
    text = sent.partition("=")[2]
    for made_of in (text, f"csrf {text}"):
        guess = hashlib.sha256(made_of.encode()).hexdigest()
        tried = {"Cookie": sent, CSRF_HEADER: guess}
        assert (
            await browser.send("POST", "/api/v1/disable", {"reason": "x"}, **tried)
        ).status == 403
    for path in ("me", "overview"):
        body = await browser.get(f"/api/v1/{path}", Cookie=sent)
        assert answer.json["csrf"].encode() not in body.body
    assert (await browser.get("/api/v1/me", Cookie=sent)).json == {
        "name": "somebody on this machine", "role": "viewer", "session": False,
    }  # fmt: skip


async def test_a_second_login_ends_the_first(
    browser: Browser, token: str, connection: Connection
) -> None:
    first = await log_in(browser, token)
    elsewhere = await log_in(browser, token)
    second = await log_in(browser, token, Cookie=cookie(first)[0])
    assert not (await browser.get("/api/v1/me", **proven(first))).json["session"]
    for answer in (elsewhere, second):
        assert (await browser.get("/api/v1/me", **proven(answer))).json["session"]
    assert await connection.fetchval("SELECT count(*) FROM hookshift.api_sessions") == 2


async def test_a_session_ends_when_nobody_acts(
    closed: Browser, token: str, connection: Connection
) -> None:
    known = proven(await log_in(closed, token))
    unused = "UPDATE hookshift.api_sessions SET used_at = now() - $1 * interval '1 second'"
    await connection.execute(unused, IDLE_SECONDS - 20.0)
    # A page that is left open does not act, whatever it shows by itself.
    used = "SELECT used_at FROM hookshift.api_sessions"
    before = await connection.fetchval(used)
    for path in ("overview", "series", "decisions"):
        assert (await closed.get(f"/api/v1/{path}", **known)).status == 200
    assert await connection.fetchval(used) == before
    # Who asks who they are has acted.
    assert (await closed.get("/api/v1/me", **known)).json["session"]
    assert await connection.fetchval(used) > before
    await connection.execute(unused, IDLE_SECONDS + 1.0)
    assert (await closed.get("/api/v1/overview", **known)).status == 401
    refused = await closed.send("POST", "/api/v1/disable", {"reason": "x"}, **known)
    assert refused.status == 401
    assert not (await closed.get("/api/v1/me", **known)).json["session"]


async def test_sessions_are_bounded_and_not_kept(token: str, connection: Connection) -> None:
    found = await api.find(connection, token)
    assert found is not None
    secrets = [
        await api_sessions.begin(connection, found.id)
        for _ in range(api_sessions.MOST_SESSIONS + 1)
    ]
    known = [
        await api_sessions.find(connection, *each, 60.0, acts=False) is not None for each in secrets
    ]
    assert known == [False] + [True] * api_sessions.MOST_SESSIONS
    dump = str([tuple(row) for row in await connection.fetch("TABLE hookshift.api_sessions")])
    assert not any(secret in dump for each in secrets for secret in each)


async def test_who_may_not_look_any_more_does_not_go_on_looking(
    closed: Browser, token: str, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "CHECK_SECONDS", 0.0)
    known = proven(await log_in(closed, token))
    client = http.client.HTTPConnection(urlsplit(closed.url).netloc, timeout=20)
    await asyncio.to_thread(client.request, "GET", "/api/v1/stream", None, known)
    stream = await asyncio.to_thread(client.getresponse)
    while not (await asyncio.to_thread(stream.readline)).startswith(b"data: "):
        pass
    await api.revoke(connection, "ana", "tests")
    # Without an end this would time out.
    await asyncio.to_thread(stream.read)
    client.close()


async def test_it_speaks_tls(
    settings: Settings, database_url: str, tmp_path: Path, token: str
) -> None:
    authority = trustme.CA()
    own = authority.issue_cert("127.0.0.1")
    tls = TlsConfig(certificate=tmp_path / "own.pem", key=tmp_path / "own.key")
    own.cert_chain_pems[0].write_to_path(str(tls.certificate))
    own.private_key_pem.write_to_path(str(tls.key))
    changed = control(settings, public_url=PUBLIC, tls=tls)
    dashboard = Dashboard(changed, database_url)
    await dashboard.start()
    assert dashboard.url is not None
    context = ssl.create_default_context()
    authority.configure_trust(context)
    browser = Browser(dashboard.url, context)
    assert (await browser.get("/api/v1/overview")).status == 401
    _, made = cookie(await log_in(browser, token))
    assert made[SECURE_COOKIE]["secure"]
    await dashboard.stop()


async def test_a_certificate_that_cannot_be_used_is_told(
    settings: Settings, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tls = TlsConfig(certificate=tmp_path / "none.pem", key=tmp_path / "none.key")
    dashboard = Dashboard(control(settings, tls=tls), database_url)
    await dashboard.start()
    assert dashboard.url is None
    assert "control.tls cannot be used" in caplog.text
    await dashboard.stop()

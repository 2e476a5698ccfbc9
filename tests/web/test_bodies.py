"""Bodies that nobody should send: who sends them is asked first, and nothing of them comes back."""

import asyncio
import http.client
import logging
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hookshift.store import api
from hookshift.store.database import Connection
from hookshift.web.changes import CHANGES
from tests.lengths import shortened
from tests.web.conftest import Browser

CANARY = "canary-7f3a"
ODD = {
    "nan": b'{"reason": "canary-7f3a", "percentage": NaN}',
    "infinity": b'{"reason": "canary-7f3a", "percentage": Infinity}',
    "minus infinity": b'{"reason": "canary-7f3a", "percentage": -Infinity}',
    "a number without end": b'{"reason": "canary-7f3a", "percentage": 1e999}',
    "half a surrogate pair": b'{"reason": "canary-7f3a \\ud800", "token": "canary-7f3a \\ud800"}',
    "half a surrogate pair as a key": b'{"reason": "x", "canary-7f3a \\udfff": 1}',
    "half a surrogate pair in UTF-8": b'{"reason": "canary-7f3a \xed\xa0\x80"}',
    "not UTF-8": b'{"reason": "canary-7f3a \xff"}',
    "UTF-16": '{"reason": "canary-7f3a"}'.encode("utf-16"),
    "a number too long": b'{"reason": "canary-7f3a", "percentage": ' + b"7" * 5_000 + b"}",
    "nested too deeply": b"[" * 100_000,
    "an unknown key": b'{"reason": "x", "canary-7f3a": 1}',
    "a NUL": b'{"reason": "canary-7f3a\\u0000"}',
    "a list": b'["canary-7f3a"]',
    "a text": b'"canary-7f3a"',
    "nothing": b"",
}
PATHS = [f"/api/v1/{change.path}" for change in CHANGES]
LOGIN = "/api/v1/session"


@pytest_asyncio.fixture
async def token(connection: Connection) -> str:
    """Of an admin."""
    return await api.make(connection, "ana", "admin", "tests", None)


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_body_is_the_senders_fault_and_not_repeated(
    browser: Browser, token: str, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    for path in (*PATHS, LOGIN):
        answer = await browser.send_bytes("POST", path, ODD[name])
        assert answer.status in ({400, 422} if path == LOGIN else {401}), path
        assert CANARY.encode() not in answer.body
        answer = await browser.send_bytes("POST", path, ODD[name], Authorization=f"Bearer {token}")
        assert answer.status in {400, 422}, path
        assert answer.json["error"]
        assert CANARY.encode() not in answer.body
    assert CANARY not in caplog.text
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


async def test_a_complaint_says_where_and_what(browser: Browser, token: str) -> None:
    answer = await browser.post("share", token, reason="x", percentage=101)
    assert answer.status == 422
    assert answer.json["error"].startswith("body.percentage: ")
    assert "100" in answer.json["error"]
    assert answer.json["detail"][0]["loc"] == ["body", "percentage"]


async def test_a_stranger_is_refused_before_the_body_has_come(browser: Browser) -> None:
    """The body is announced and never sent: whoever waited for it would wait in vain."""
    client = http.client.HTTPConnection(urlsplit(browser.url).netloc, timeout=20)
    client.putrequest("POST", "/api/v1/share")
    client.putheader("Content-Type", "application/json")
    client.putheader("Content-Length", "1000")
    client.endheaders()
    assert client.getresponse().status == 401
    client.close()


async def test_a_page_of_another_site_is_refused_before_its_body(browser: Browser) -> None:
    headers = {"Origin": "https://evil.example"}
    answer = await browser.send_bytes("POST", LOGIN, b'{"token": NaN}', **headers)
    assert answer.status == 403


async def test_no_bytes_at_all_are_too_odd(browser: Browser, token: str) -> None:
    json_like = st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )

    @hypothesis_settings(
        max_examples=shortened(60),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(body=st.binary() | json_like.map(repr).map(lambda text: text.encode("utf-8", "replace")))
    def ask(body: bytes) -> None:
        headers = {"Content-Type": "application/json"}
        known = {**headers, "Authorization": f"Bearer {token}"}
        assert browser.ask("POST", "/api/v1/share", headers, body).status == 401
        assert browser.ask("POST", "/api/v1/share", known, body).status in {400, 422}
        assert browser.ask("POST", LOGIN, headers, body).status in {400, 422}

    await asyncio.to_thread(ask)

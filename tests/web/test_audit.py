"""Who logged in, was refused, or changed something is in the log that an operator reads."""

import json
import logging
import re
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from hookshift.store import api
from hookshift.store.database import Connection
from hookshift.web.audit import MOST_REFUSALS, WITHIN_SECONDS, Audit
from tests.e2e.harness import ONE_WORKER, eventually, running_gateway, running_handlers
from tests.web.conftest import Browser

REQUEST = HTTPConnection({"type": "http", "client": ("192.0.2.7", 1)})


async def test_of_an_installation_as_it_runs(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    """The very log, at its level: what only a test's logger sees is of no use at night."""
    token = await api.make(connection, "ana", "operator", "tests", None)
    with (
        running_handlers() as handlers,
        running_gateway(
            tmp_path, database_url, handlers.port, ONE_WORKER, dashboard=True
        ) as gateway,
    ):
        found = eventually(lambda: re.search(r"dashboard on (\S+)", gateway.log.read_text()))
        browser = Browser(found[1])
        await browser.post("disable", None, reason="x")
        await browser.post("disable", "hs_wrong", reason="x")
        login = await browser.send("POST", "/api/v1/session", {"token": token})
        assert login.status == 200
        known = {
            "Cookie": login.headers["set-cookie"].partition(";")[0],
            "X-CSRF-Token": login.json["csrf"],
        }
        asked = {"reason": "it burns\nroot has logged in"}
        assert (await browser.send("POST", "/api/v1/disable", asked, **known)).status == 200
        await browser.post("rollout/pause", token, reason="lunch")
        await browser.post("dead-letters/drop", token, reason="x", ids=[1])
        await browser.send("DELETE", "/api/v1/session", None, **known)
        eventually(lambda: "logged out" in gateway.log.read_text())
        lines = gateway.log.read_text().splitlines()
    for text in (
        "disable was refused: no token (from 127.0.0.1)",
        "a token was refused: it is unknown, revoked or expired (from 127.0.0.1)",
        "ana (operator) logged in from 127.0.0.1",
        "disable by ana (token): it burns",
        "rollout/pause by ana (token) failed: no rollout is running",
        "dead-letters/drop was refused: ana has the role operator (from 127.0.0.1)",
        "ana logged out from 127.0.0.1",
    ):
        assert any(text in line for line in lines), text
    assert not any(line.startswith("root has logged in") for line in lines)
    secrets = (token, login.json["csrf"], known["Cookie"].partition("=")[2])
    assert not any(secret in line for secret in secrets for line in lines)


def test_refusals_do_not_fill_the_disk(caplog: pytest.LogCaptureFixture) -> None:
    now = 0.0
    audit = Audit(lambda: now)
    for _ in range(MOST_REFUSALS + 500):
        audit.refused(REQUEST, "a token", "it is unknown")
    assert len(caplog.records) == MOST_REFUSALS
    with caplog.at_level(logging.INFO):
        audit.logged_in(REQUEST, "ana", "viewer")
        audit.changed(REQUEST, "share", "ana", "x")
    assert len(caplog.records) == MOST_REFUSALS + 2, "what takes a token is always written"
    now = WITHIN_SECONDS
    audit.refused(REQUEST, "a token", "it is unknown")
    assert "500 more refusals were not logged" in caplog.text
    assert json.dumps(caplog.messages[-1]).count("192.0.2.7") == 1

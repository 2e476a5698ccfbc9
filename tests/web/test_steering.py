"""What may be changed over HTTP, by whom, and that it is done once."""

import asyncio
import json
from typing import Any

import pytest
import pytest_asyncio

from hookshift.domain.errors import OperatorError
from hookshift.store import api
from hookshift.store.database import Connection
from hookshift.store.routing_config import read_snapshot
from hookshift.web import access
from hookshift.web.changes import CHANGES, AllowedChange
from hookshift.web.middleware import LARGEST_BODY
from tests.cli.conftest import Hookshift
from tests.cli.letters import ended, letter, waiting
from tests.web.conftest import Browser

WHOLE: dict[str, dict[str, Any]] = {
    "rollout/promote": {"stage": 1},
    "share": {"percentage": 5},
    "dead-letters/replay": {"ids": [1]},
    "dead-letters/drop": {"ids": [1]},
}


@pytest_asyncio.fixture
async def tokens(connection: Connection) -> dict[str, str]:
    """One of each role."""
    return {
        role: await api.make(connection, f"a {role}", role, "tests", None) for role in api.ROLES
    }


async def share(connection: Connection) -> float:
    return float(await connection.fetchval("SELECT percentage FROM webhook_routing_config"))


@pytest.mark.parametrize("change", CHANGES, ids=[change.path for change in CHANGES])
async def test_nothing_is_changed_without_a_token_that_may(
    browser: Browser, tokens: dict[str, str], change: AllowedChange
) -> None:
    path = change.path
    whole = WHOLE.get(path, {})
    assert (await browser.post(path, reason="x", **whole)).status == 401
    answer = await browser.post(path, "hs_wrong", reason="x", **whole)
    assert (answer.status, "unknown" in answer.json["error"]) == (401, True)
    answer = await browser.post(path, tokens["viewer"], reason="x", **whole)
    assert answer.status == 403
    assert "viewer" in answer.json["error"]
    answer = await browser.post(path, tokens["admin"], **whole)
    assert answer.status == 422, "without a reason"
    answer = await browser.post(path, tokens["admin"], reason="x", surprise=1, **whole)
    assert answer.status == 422


async def test_the_audit_trail_says_who(
    browser: Browser, tokens: dict[str, str], connection: Connection
) -> None:
    answer = await browser.post("share", tokens["operator"], reason="day 3", percentage=10.5)
    assert answer.status == 200, answer
    assert await share(connection) == 10.5
    row = await connection.fetchrow(
        "SELECT actor, reason FROM webhook_routing_config_audit ORDER BY id DESC LIMIT 1"
    )
    assert row is not None
    assert tuple(row) == ("a operator (token)", "day 3")
    assert (await browser.post("disable", tokens["operator"], reason="stop")).status == 200
    assert not await connection.fetchval("SELECT enabled FROM webhook_routing_config")
    assert (await browser.post("enable", tokens["operator"], reason="go")).status == 200
    assert await connection.fetchval("SELECT enabled FROM webhook_routing_config")


@pytest.mark.parametrize("percentage", [-1, 100.01, 5.123, "x", None])
async def test_no_share(browser: Browser, tokens: dict[str, str], percentage: object) -> None:
    answer = await browser.post("share", tokens["admin"], reason="x", percentage=percentage)
    assert answer.status == 422


async def test_a_rollout_is_steered(
    browser: Browser, tokens: dict[str, str], database_url: str, connection: Connection
) -> None:
    token = tokens["operator"]
    answer = await browser.post("rollout/pause", token, reason="x")
    assert answer.status == 409
    assert "no rollout is running" in answer.json["error"]
    hookshift = Hookshift(database_url)
    await asyncio.to_thread(hookshift.works, "rollout", "start", "--reason", "now")
    body = (await browser.post("rollout/pause", token, reason="lunch")).json["rollout"]
    assert body["phase"] == "paused"
    body = (await browser.post("rollout/resume", token, reason="back")).json["rollout"]
    assert body["phase"] == "running"
    wrong = await browser.post("rollout/promote", token, reason="x", stage=3, override=True)
    assert wrong.status == 409
    body = (await browser.post("rollout/promote", token, reason="x", stage=1, override=True)).json
    assert body["rollout"]["stage"] == 2
    body = (await browser.post("rollout/rollback", token, reason="bad")).json["rollout"]
    assert body["phase"] == "rolled_back"
    assert await share(connection) == 0


async def test_a_repeated_call_is_answered_and_not_repeated(
    browser: Browser, tokens: dict[str, str], connection: Connection
) -> None:
    token = tokens["operator"]
    first = await browser.post("share", token, "k1", reason="x", percentage=10)
    await connection.execute("SELECT update_routing_percentage(3)")
    again = await browser.post("share", token, "k1", reason="x", percentage=10)
    assert again.body == first.body
    assert await share(connection) == 3
    other = await browser.post("share", token, "k1", reason="x", percentage=20)
    assert other.status == 409
    assert "another request" in other.json["error"]
    # Somebody else's key of the same name is another key.
    assert (await browser.post("share", tokens["admin"], "k1", reason="x", percentage=20)).json
    assert await share(connection) == 20
    # A refusal is an answer, too.
    for _ in range(2):
        assert (await browser.post("rollout/pause", token, "k2", reason="x")).status == 409


async def test_of_many_at_once_with_a_key_one_is_carried_out(
    browser: Browser, tokens: dict[str, str], connection: Connection
) -> None:
    answers = await asyncio.gather(
        *(
            browser.post("share", tokens["operator"], "k", reason="x", percentage=7)
            for _ in range(8)
        )
    )
    assert {answer.status for answer in answers} <= {200, 409}
    assert 200 in {answer.status for answer in answers}
    changes = "SELECT count(*) FROM webhook_routing_config_audit WHERE reason = 'x'"
    assert await connection.fetchval(changes) == 1


async def test_a_call_that_was_interrupted_is_for_a_person(
    browser: Browser, tokens: dict[str, str], connection: Connection
) -> None:
    await browser.post("share", tokens["operator"], "k", reason="x", percentage=7)
    await connection.execute("UPDATE hookshift.api_calls SET status = NULL, answer = NULL")
    answer = await browser.post("share", tokens["operator"], "k", reason="x", percentage=7)
    assert answer.status == 409
    assert "interrupted" in answer.json["error"]
    await connection.execute("UPDATE hookshift.api_calls SET at = now() - interval '8 days'")
    await api.forget_calls(connection)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.api_calls") == 0


async def test_dead_letters_are_replayed_by_operators_and_dropped_by_admins(
    browser: Browser, tokens: dict[str, str], connection: Connection, database_url: str
) -> None:
    hookshift = Hookshift(database_url)
    waiting(hookshift, letter(1), letter(2), letter(3))
    first, *_ = ended(hookshift)
    answer = await browser.post(
        "dead-letters/drop", tokens["operator"], reason="x", handlers=["wa-webhook-jobs"]
    )
    assert answer.status == 403
    answer = await browser.post("dead-letters/replay", tokens["operator"], reason="x", ids=[first])
    assert answer.json == {"letters": 1, "events": 1, "left": 0, "by": [], "until": None}
    answer = await browser.post(
        "dead-letters/drop", tokens["admin"], reason="old", handlers=["wa-webhook-jobs"]
    )
    assert answer.json == {"letters": 2, "events": 2, "left": 0, "by": [], "until": None}
    body = await asyncio.to_thread(hookshift.json, "ledger")
    assert [row["difference"] for row in body] == [0]
    assert (await browser.post("dead-letters/replay", tokens["admin"], reason="x")).status == 422


async def test_nobody_delivers_to_a_stranger(
    browser: Browser, tokens: dict[str, str], connection: Connection, database_url: str
) -> None:
    hookshift = Hookshift(database_url)
    waiting(hookshift, letter(1, "gone-handler"))
    (number,) = ended(hookshift)
    answer = await browser.post("dead-letters/replay", tokens["admin"], reason="x", ids=[number])
    assert answer.status == 409
    assert "no handler gone-handler" in answer.json["error"]
    assert await connection.fetchval("SELECT count(*) FROM hookshift.dead_letters") == 1


@pytest.mark.parametrize(("spare", "status"), [(0, 422), (1, 413)])
async def test_a_body_has_a_bound(
    browser: Browser, tokens: dict[str, str], spare: int, status: int
) -> None:
    shell = len(json.dumps({"reason": ""}).encode())
    reason = "x" * (LARGEST_BODY - shell + spare)
    # At the bound it is read, and its reason is too long.
    assert (await browser.post("disable", tokens["operator"], reason=reason)).status == status


async def test_tokens_end(browser: Browser, tokens: dict[str, str], connection: Connection) -> None:
    async def role(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return (await browser.get("/api/v1/me", **headers)).status

    assert (await browser.get("/api/v1/me")).json["role"] == "viewer"
    short = await api.make(connection, "short", "admin", "tests", 3_600.0)
    assert await role(short) == 200
    await connection.execute("UPDATE hookshift.api_tokens SET expires_at = now()")
    assert await role(short) == 401
    assert await role(tokens["admin"]) == 401
    fresh = await api.make(connection, "fresh", "admin", "tests", None)
    assert await role(fresh) == 200
    assert await api.revoke(connection, "fresh", "tests")
    assert not await api.revoke(connection, "fresh", "tests")
    assert await role(fresh) == 401
    # A name may be used again, and what it was is remembered.
    await api.make(connection, "fresh", "viewer", "tests", None)
    with pytest.raises(OperatorError, match="there is a token fresh already"):
        await api.make(connection, "fresh", "viewer", "tests", None)


async def test_who_tries_tokens_gets_nowhere_soon(
    browser: Browser, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def status(token: str) -> int:
        answer = await browser.get("/api/v1/me", Authorization=f"Bearer {token}")
        return answer.status

    for number in range(access.MOST_WRONG):
        assert await status(f"hs_{number}") == 401
    assert await status("hs_another") == 429
    # Nobody can lock an operator out.
    assert await status(tokens["admin"]) == 200
    assert (await browser.get("/api/v1/me")).status == 200
    monkeypatch.setattr(access, "WITHIN_SECONDS", 0.0)
    assert await status("hs_another") == 401


async def test_tokens_are_not_kept(tokens: dict[str, str], connection: Connection) -> None:
    dump = str([tuple(row) for row in await connection.fetch("SELECT * FROM hookshift.api_tokens")])
    for token in tokens.values():
        assert token not in dump
        assert token.removeprefix(api.PREFIX) not in dump


async def test_a_share_is_drained_to(
    browser: Browser, tokens: dict[str, str], connection: Connection
) -> None:
    token = tokens["operator"]
    await browser.post("share", token, reason="x", percentage=50)
    await browser.post("enable", token, reason="x")
    answer = await browser.post("share", token, reason="x", percentage=20, drain=True)
    assert answer.status == 200, answer.body
    snapshot = await read_snapshot(connection)
    assert snapshot is not None
    assert (snapshot.threshold, snapshot.draining_below) == (2_000, 5_000)
    refused = await browser.post("share", token, reason="x", percentage=20, drain=True)
    assert (refused.status, "a drain lowers" in refused.json["error"]) == (409, True)

"""Handlers that answer before they work hand conversations over by POST."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from time import time
from typing import Any

import pytest
import pytest_asyncio
from pydantic import SecretStr

from hookshift.config.schema.settings import Settings
from hookshift.domain.conversation.records import ConversationRecord, MissingKeys, PersonRecord
from hookshift.domain.person import hasher
from hookshift.domain.routing.assignment import salt_tag
from hookshift.domain.routing.routing import Side
from hookshift.gateway.conversation.follower import ConversationFollower, noted
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.names import conversation_keys, message_key
from hookshift.gateway.conversation.records import Packer
from hookshift.gateway.conversation.table_file import open_table
from hookshift.store import api, conversations
from hookshift.store.conversations import BEGINNING, Turn
from hookshift.store.database import Connection
from hookshift.web import handler_calls
from hookshift.web.conversations import CALLS, MOST_IDS
from hookshift.web.handler_calls import BURST, CALLS_A_SECOND, MOST_TOKENS, CallRate
from hookshift.web.serve import Dashboard
from tests.web.conftest import Browser, control

KEY = "a key of the tests, long enough"
PHONE, NUMBER, SOURCE = "250780000001", "106540352242922", "whatsapp"
JOBS, UNIFIED, DEFAULT = "wa-webhook-jobs", "wa-webhook-unified", "wa-webhook-default"
HASH = hasher(KEY.encode())
PLACE = conversation_keys(SOURCE)(HASH(PHONE), NUMBER)
WHOLE: dict[str, Any] = {"source": SOURCE, "person": "+250 780 000 001", "phone_number_id": NUMBER}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With conversations; jobs may be passed on to property."""
    sources = tuple(
        each.model_copy(update={"conversations": "on"} if each.name == SOURCE else {})
        for each in settings.sources
    )
    home = settings.domains["property"].model_copy(update={"accepts_pass_from": (JOBS, DEFAULT)})
    recorder = settings.recorder.model_copy(update={"hash_key": (SecretStr(KEY),)})
    changes = {
        "sources": sources, "recorder": recorder, "domains": {**settings.domains, "property": home}
    }  # fmt: skip
    return settings.model_copy(update=changes)


@pytest_asyncio.fixture
async def tokens(connection: Connection) -> dict[str, str]:
    """One of each role, and of three handlers."""
    made = {role: await api.make(connection, role, role, "tests", None) for role in api.ROLES}
    for name in (JOBS, UNIFIED, DEFAULT):
        made[name] = await api.make(
            connection, f"of {name}", api.HANDLER, "tests", None, handler=name
        )
    return made


@pytest_asyncio.fixture
async def talk(connection: Connection) -> ConversationRecord:
    """A person talks with jobs' old handler."""
    salt = await connection.fetchval("SELECT salt FROM webhook_routing_config")
    now = int(time())
    person = PersonRecord(HASH(PHONE), 0, salt_tag(salt.encode()), now - 100)
    await conversations.note_people(connection, 7, {HASH(PHONE): person})
    record = ConversationRecord(HASH(PHONE), "jobs", Side.LEGACY, now - 90, now - 5, now - 6)
    await conversations.note_conversations(connection, 7, {PLACE: Turn(record, SOURCE)})
    return record


async def stored(connection: Connection) -> ConversationRecord:
    found = await conversations.known(connection, MissingKeys((), (PLACE,), ()))
    return found.conversations[PLACE]


@pytest_asyncio.fixture
async def memory(
    tmp_path: Path, database_url: str, connection: Connection
) -> AsyncIterator[Memory]:
    """Of a host that follows what others write."""
    reached = await conversations.changes_since(connection, None, 0)
    note = noted(reached.at, reached.snapshot, reached.server)
    assert note != BEGINNING.encode()
    table = open_table(tmp_path / "table", 1 << 20, 7, note)
    memory = Memory(table, Packer(["jobs", "property"]))
    follower = ConversationFollower(database_url, memory, None)
    memory.follow_once = follower.run_once  # type: ignore[attr-defined]
    yield memory
    await follower.close()
    table.close()


async def test_a_handler_releases_what_is_its_own(
    browser: Browser,
    tokens: dict[str, str],
    talk: ConversationRecord,
    memory: Memory,
    connection: Connection,
) -> None:
    answer = await browser.post("conversations/release", tokens[JOBS], **WHOLE)
    assert (answer.status, answer.json) == (
        200, {"domain": "jobs", "ended": True, "handler": None}
    )  # fmt: skip
    after = await stored(connection)
    assert after == talk._replace(ended=True, last=after.last)
    assert await memory.follow_once()  # type: ignore[attr-defined]
    assert memory.conversation(PLACE, HASH(PHONE)) == after
    again = await browser.post("conversations/release", tokens[JOBS], **WHOLE)
    assert again.status == 409


async def test_a_handler_passes_to_a_domain_that_accepts_it(
    browser: Browser,
    tokens: dict[str, str],
    talk: ConversationRecord,
    connection: Connection,
) -> None:
    path = "conversations/pass"
    for domain, why in (("marketplace", "accepts_pass_from"), ("nothing", "no such domain")):
        answer = await browser.post(path, tokens[JOBS], **WHOLE, domain=domain)
        assert (answer.status, why in answer.json["error"]) == (409, True)
    assert await stored(connection) == talk
    answer = await browser.post(path, tokens[JOBS], **WHOLE, domain="property")
    assert answer.json == {"domain": "property", "ended": False, "handler": "wa-webhook-property"}
    await connection.execute("SELECT update_routing_percentage(100)")
    assert (await browser.post(path, tokens[JOBS], **WHOLE, domain="property")).status == 409


async def test_the_default_handler_passes_whom_nobody_has(
    browser: Browser, tokens: dict[str, str], talk: ConversationRecord, connection: Connection
) -> None:
    path, token = "conversations/pass", tokens[DEFAULT]
    assert (await browser.post(path, token, **WHOLE, domain="property")).status == 409
    ended = talk._replace(ended=True)
    await conversations.note_conversations(connection, 7, {PLACE: Turn(ended, SOURCE)})
    await connection.execute("SELECT update_routing_percentage(100)")
    answer = await browser.post(path, token, **WHOLE, domain="property")
    assert answer.json == {"domain": "property", "ended": False, "handler": UNIFIED}
    assert (await stored(connection)).side is Side.UNIFIED


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"person": "250780000002"}, "known"),
        ({"source": "router"}, "no source"),
        ({"phone_number_id": "107"}, "another handler"),
    ],
)
async def test_what_is_not_there_is_refused(
    browser: Browser,
    tokens: dict[str, str],
    talk: ConversationRecord,
    changes: dict[str, str],
    why: str,
    connection: Connection,
) -> None:
    answer = await browser.post("conversations/release", tokens[JOBS], **{**WHOLE, **changes})
    assert (answer.status, why in answer.json["error"]) == (409, True), answer.json
    assert await stored(connection) == talk


async def test_only_the_owner_may(
    browser: Browser, tokens: dict[str, str], talk: ConversationRecord, connection: Connection
) -> None:
    for each in (UNIFIED, DEFAULT):
        answer = await browser.post("conversations/release", tokens[each], **WHOLE)
        assert answer.status == 409
    for role in api.ROLES:
        answer = await browser.post("conversations/release", tokens[role], **WHOLE)
        assert answer.status == 403
    assert (await browser.post("conversations/release", **WHOLE)).status == 401
    assert await stored(connection) == talk


async def test_messages_sent_late_are_known(
    browser: Browser, tokens: dict[str, str], talk: ConversationRecord, connection: Connection
) -> None:
    path, ids = "conversations/messages", [f"wamid.{number}" for number in range(MOST_IDS)]
    answer = await browser.post(path, tokens[JOBS], **WHOLE, message_ids=ids)
    assert answer.json == {"messages": MOST_IDS}
    key = HASH(message_key(SOURCE, NUMBER, "wamid.7"))
    found = (await conversations.known(connection, MissingKeys((), (), (key,)))).messages[key]
    assert (found.domain, found.side) == (talk.domain, talk.side)
    more = await browser.post(path, tokens[JOBS], **WHOLE, message_ids=[*ids, "one more"])
    assert more.status == 422
    assert (await browser.post(path, tokens[UNIFIED], **WHOLE, message_ids=ids)).status == 409


async def test_a_repeated_call_is_answered_and_not_repeated(
    browser: Browser, tokens: dict[str, str], talk: ConversationRecord, connection: Connection
) -> None:
    first = await browser.post("conversations/release", tokens[JOBS], "k1", **WHOLE)
    await conversations.note_conversations(connection, 7, {PLACE: Turn(talk, SOURCE)})
    again = await browser.post("conversations/release", tokens[JOBS], "k1", **WHOLE)
    assert (again.status, again.body) == (200, first.body)
    assert not (await stored(connection)).ended
    other = await browser.post(
        "conversations/release", tokens[JOBS], "k1", **{**WHOLE, "person": "1"}
    )
    assert other.status == 409


async def test_a_handlers_token_does_nothing_else(browser: Browser, tokens: dict[str, str]) -> None:
    token = tokens[JOBS]
    for path in ("overview", "decisions", "tokens", "rollouts"):
        answer = await browser.get(f"/api/v1/{path}", Authorization=f"Bearer {token}")
        assert answer.status == 403, path
    assert (await browser.post("share", token, reason="x", percentage=5)).status == 403
    assert (await browser.post("explain", token, sender="1")).status == 403
    assert (await browser.post("session", token=token)).status in {403, 422}
    login = await browser.send("POST", "/api/v1/session", {"token": token})
    assert login.status == 403


async def test_the_log_says_who_and_not_of_whom(
    browser: Browser,
    tokens: dict[str, str],
    talk: ConversationRecord,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        await browser.post("conversations/release", tokens[UNIFIED], **WHOLE)
        await browser.post("conversations/release", tokens[JOBS], **WHOLE, reason="form is done")
    assert f"conversations/release by of {UNIFIED} was refused" in caplog.text
    assert f"conversations/release by of {JOBS}: form is done" in caplog.text
    assert "780" not in caplog.text


async def test_the_page_tells_who_is_held_and_whom_a_fall_cut_short(
    browser: Browser, tokens: dict[str, str], talk: ConversationRecord, connection: Connection
) -> None:
    async def sentence() -> str | None:
        seen = await browser.get("/api/v1/overview", Authorization=f"Bearer {tokens['viewer']}")
        found: str | None = seen.json["conversations"]["sentence"]
        return found

    assert await sentence() is None
    await connection.execute("SELECT update_routing_percentage(50)")
    held = await sentence()
    assert held is not None
    assert held.startswith("1 person is held with legacy in the middle of a conversation: for at ")
    moved = talk._replace(side=Side.UNIFIED, turned=talk.turned + 1)
    await conversations.note_conversations(connection, 7, {PLACE: Turn(moved, SOURCE)})
    assert await sentence() is None
    await connection.execute("SELECT update_routing_percentage(0)")
    cut_short = await sentence()
    assert cut_short is not None
    assert cut_short.startswith("1 person was in the middle of a conversation with unified")


async def test_calls_of_one_token_are_bounded(
    browser: Browser, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler_calls, "BURST", 2.0)
    monkeypatch.setattr(handler_calls, "CALLS_A_SECOND", 1e-6)
    statuses = [
        (await browser.post("conversations/release", tokens[JOBS], **WHOLE)).status
        for _ in range(3)
    ]
    assert statuses == [409, 409, 429]
    assert (await browser.post("conversations/release", tokens[UNIFIED], **WHOLE)).status == 409


def test_the_rate_of_calls() -> None:
    now = 0.0
    rate = CallRate(lambda: now)
    assert [rate.take(1) for _ in range(int(BURST) + 1)] == [True] * int(BURST) + [False]
    now = 1.0
    assert sum(rate.take(1) for _ in range(int(BURST))) == CALLS_A_SECOND
    assert all(rate.take(token) for token in range(2, MOST_TOKENS + 3))
    assert rate.take(1), "it was forgotten as the one used longest ago"


async def test_without_conversations_there_are_none(
    settings: Settings, database_url: str, tokens: dict[str, str]
) -> None:
    off = tuple(each.model_copy(update={"conversations": "off"}) for each in settings.sources)
    dashboard = Dashboard(control(settings.model_copy(update={"sources": off})), database_url)
    await dashboard.start()
    assert dashboard.url is not None
    for call in CALLS:
        more: dict[str, Any] = {"domain": "jobs"} if call.path.endswith("pass") else {}
        more |= {"message_ids": ["a"]} if call.path.endswith("messages") else {}
        answer = await Browser(dashboard.url).post(call.path, tokens[JOBS], **WHOLE, **more)
        assert answer.status == 409
    await asyncio.gather(dashboard.stop())

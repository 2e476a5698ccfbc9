"""`hookshift --url` about people, old handlers and what was: with the same code as on a host."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from hookshift.config.load import load
from hookshift.config.values import Address
from hookshift.store import api
from hookshift.store.database import Connection
from hookshift.web import by_body
from hookshift.web.serve import Dashboard
from tests.cli.conftest import Hookshift
from tests.cli.letters import ended, letter, waiting
from tests.cli.test_person import balance, dump, full_world
from tests.cli.test_remote import Elsewhere
from tests.cli.test_trace import KEY, PHONE
from tests.cli.test_trace import settings as written
from tests.web.conftest import Browser, control

SPELLED = "+250 780-000-123"


@pytest_asyncio.fixture
async def url(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """Of a dashboard whose log has a key."""
    for name in ("WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("HOOKSHIFT_HASH_KEY", KEY)
    settings = control(load(written(tmp_path)), listen=Address("127.0.0.1", 0))
    dashboard = Dashboard(settings, database_url)
    await dashboard.start()
    assert dashboard.url is not None
    yield dashboard.url
    await dashboard.stop()


@pytest_asyncio.fixture
async def boss(url: str, connection: Connection) -> Elsewhere:
    """An admin."""
    return Elsewhere(url, await api.make(connection, "boss", "admin", "tests", None))


@pytest.fixture
def here(database_url: str) -> Hookshift:
    """A host, whose person is known under two names."""
    found = Hookshift(database_url)
    found.environ["HOOKSHIFT_HASH_KEY"] = KEY
    found.sql("SELECT hookshift.make_log_partition((now() - interval '1 day')::date)")
    full_world(found)
    return found


async def both(boss: Elsewhere, here: Hookshift, folder: Path, *words: str) -> tuple[Any, Any]:
    """What a command says from elsewhere, and on a host of the installation."""
    remote = json.loads(await boss.works(*words, "--json"))
    local = await asyncio.to_thread(here, *words, "--json", config=written(folder))
    return remote, json.loads(local.stdout)


async def test_a_person_is_shown_as_on_a_host(
    boss: Elsewhere, here: Hookshift, tmp_path: Path
) -> None:
    shown, found = await both(boss, here, tmp_path, "person", "show", SPELLED)
    assert shown["log_rows"] == found["log_rows"]
    assert len(shown["log_rows"]) == 2
    for kind, hashed in (("aliases", "alias"), ("conversations", "key"), ("undelivered", "id")):
        assert [each[hashed] for each in shown[kind]] == [each[hashed] for each in found[kind]]
    assert "Not delivered" in await boss.works("person", "show", SPELLED)
    assert (await boss.run("person", "show", "250788888888")).exit_code == 1


async def test_a_person_is_exported_and_it_is_recorded(
    boss: Elsewhere, here: Hookshift, tmp_path: Path
) -> None:
    exported = await boss.works("person", "export", SPELLED, "--reason", "asked for")
    local = await asyncio.to_thread(here, "person", "export", SPELLED, config=written(tmp_path))
    assert [json.loads(line) for line in exported.splitlines()]
    assert len(exported.splitlines()) == len(local.stdout.splitlines())
    first, second = here.sql("SELECT * FROM hookshift.person_actions ORDER BY id")
    assert (first["actor"], first["reason"]) == ("boss (token)", "asked for")
    assert first["counts"] == second["counts"]


async def test_what_is_too_much_for_an_answer_is_exported_on_a_host(
    boss: Elsewhere, here: Hookshift, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_body, "LARGEST_EXPORT", 1_000)
    refused = await boss.run("person", "export", SPELLED, "--reason", "asked for")
    assert refused.exit_code == 1
    assert "more of this person than 1,000 bytes" in refused.stderr
    assert not refused.stdout


async def test_a_person_is_forgotten(boss: Elsewhere, here: Hookshift) -> None:
    refused = await boss.run("person", "forget", SPELLED, "--reason", "asked", stdin="n\n")
    assert "cannot be undone" in refused.output
    assert (await asyncio.to_thread(balance, here))["dropped"] == 0
    output = await boss.works("person", "forget", SPELLED, "--reason", "asked", "--yes", "--json")
    assert json.loads(output)["letters"] == 1
    assert await asyncio.to_thread(balance, here) == {
        "delivered": 3,
        "waiting": 1,
        "dead": 1,
        "dropped": 4,
        "difference": 0,
    }
    assert PHONE not in dump(here)
    (action,) = here.sql("SELECT action, actor FROM hookshift.person_actions")
    assert tuple(action) == ("forget", "boss (token)")
    again = await boss.works("person", "forget", SPELLED, "--reason", "asked", "--yes")
    assert "nothing found" in again


async def test_who_may_ask_about_a_person(
    url: str, connection: Connection, here: Hookshift
) -> None:
    for role, does in (("viewer", 0), ("operator", 1)):
        who = Elsewhere(url, await api.make(connection, role, role, "tests", None))
        shown = await who.run("person", "show", SPELLED)
        assert shown.exit_code == (0 if does else 1)
        for command in ("export", "forget"):
            yes = ["--yes"] if command == "forget" else []
            refused = await who.run("person", command, SPELLED, "--reason", "x", *yes)
            assert (refused.exit_code, "requires the role admin" in refused.stderr) == (1, True)
    assert here.sql("SELECT * FROM hookshift.person_actions") == []


async def test_nothing_of_a_person_is_kept_for_a_repeated_call(
    boss: Elsewhere, here: Hookshift, url: str
) -> None:
    asked = {"sender": PHONE, "reason": "asked"}
    for path in ("export", "forget"):
        found = await Browser(url).post(f"person/{path}", boss.token, key="once", **asked)
        assert found.status == 200
    assert here.sql("SELECT * FROM hookshift.api_calls") == []


async def test_where_the_next_message_would_go(
    boss: Elsewhere, here: Hookshift, tmp_path: Path
) -> None:
    shown, found = await both(boss, here, tmp_path, "explain", "--sender", SPELLED)
    assert shown["configuration"] == found["configuration"]
    ways = ("source", "message", "domain", "side", "handler", "reason", "why")
    assert [[each[way] for way in ways] for each in shown["next"]] == [
        [each[way] for way in ways] for each in found["next"]
    ]
    assert "The next message of this person" in await boss.works("explain", "--sender", SPELLED)
    at_all = json.loads(
        await boss.works("explain", "--sender", SPELLED, "--percentage", "100", "--json")
    )
    assert at_all["configuration"]["percentage"] == 100
    assert (await boss.run("explain")).exit_code == 2


async def test_a_trace_asks_with_no_number_in_a_url(boss: Elsewhere, here: Hookshift) -> None:
    found = json.loads(await boss.works("trace", SPELLED, "--json"))
    assert {each["certain"] for each in found["attempts"]} == {True}


async def test_old_handlers_are_judged_from_elsewhere(
    boss: Elsewhere, database_url: str, tmp_path: Path
) -> None:
    shown = await boss.run("retire", "--json")
    assert shown.exit_code == 3
    local = await asyncio.to_thread(
        Hookshift(database_url), "retire", "--json", config=written(tmp_path)
    )
    there, found = json.loads(shown.stdout), json.loads(local.stdout)
    assert [each["handler"] for each in there["handlers"]] == [
        each["handler"] for each in found["handlers"]
    ]
    assert "not yet" in (await boss.run("retire", "wa-webhook-jobs", "--window", "1h")).stdout
    refused = await boss.run("retire", "nobody")
    assert (refused.exit_code, "have no handler nobody" in refused.stderr) == (1, True)


async def test_a_past_rollout_is_judged_again(boss: Elsewhere) -> None:
    refused = await boss.run("rollout", "replay")
    assert (refused.exit_code, "nothing to replay" in refused.stderr) == (1, True)
    refused = await boss.run("rollout", "replay", "--rollout", "77")
    assert (refused.exit_code, "there is no rollout 77" in refused.stderr) == (1, True)


async def test_how_events_found_their_domain(boss: Elsewhere) -> None:
    assert "No event of this period has a conversation" in await boss.works(
        "conversations", "report"
    )
    assert json.loads(await boss.works("conversations", "report", "--json")) == []


async def test_who_replayed_and_dropped(boss: Elsewhere, database_url: str) -> None:
    hookshift = Hookshift(database_url)
    waiting(hookshift, letter(1))
    ended(hookshift)
    await boss.works("dead", "drop", "1", "--yes", "--reason", "why not")
    found = await boss.works("dead", "history")
    assert "why not" in found
    assert "boss (token)" in found
    (action,) = json.loads(await boss.works("dead", "history", "--json"))
    assert action["letters"] == 1

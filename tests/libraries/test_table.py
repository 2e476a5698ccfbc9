"""The table of docs/handlers.md: what each library answers, asked directly."""

import http.client
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.harness import eventually, signed
from tests.libraries.bodies import A, B, change, message, status, webhook
from tests.libraries.installed import NPM, PYWA, Program

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]

DOCUMENT = Path(__file__).parents[2] / "docs" / "handlers.md"
ANSWER_SECONDS = 20
PATHS = {"@builderbot/provider-meta": "/webhook"}
NO_ANSWER = 0
FAILED = status(3, "failed") | {
    "errors": [{"code": 131026, "title": "Undeliverable", "error_data": {"details": "x"}}]
}


def account(field: str, **value: Any) -> bytes:
    return webhook({"field": field, "value": value})


def answer(programs: Mapping[str, Program], library: str, body: bytes) -> int:
    """The status; 0 where the connection ends without one."""
    client = http.client.HTTPConnection("127.0.0.1", programs[library].port, timeout=ANSWER_SECONDS)
    try:
        client.request("POST", PATHS.get(library, "/"), body, signed(body))
        return client.getresponse().status
    except http.client.RemoteDisconnected:
        return NO_ANSWER
    finally:
        client.close()


def test_the_table_names_the_versions_that_are_tested() -> None:
    table = DOCUMENT.read_text(encoding="utf-8")
    for pinned in (*NPM, PYWA.replace("==", "@")):
        library, _, version = pinned.rpartition("@")
        if library != "@builderbot/bot":
            assert re.search(
                rf"^\| `{re.escape(library)}` {re.escape(version)} \((npm|PyPI)\) \|", table, re.M
            )


def test_a_status_among_others(programs: Mapping[str, Program]) -> None:
    body = webhook(change(statuses=[status(1, "delivered")]))
    found = {library: answer(programs, library, body) for library in programs}
    assert found == {
        "whatsapp-api-js": 200,
        "whatsapp-cloud-api": 202,
        "@builderbot/provider-meta": 200,
        "pywa": 200,
    }


def test_a_message_that_could_not_be_delivered(programs: Mapping[str, Program]) -> None:
    value = change(statuses=[FAILED])
    # Meta sends no contacts with it.
    del value["value"]["contacts"]
    body = webhook(value)
    found = {library: answer(programs, library, body) for library in programs}
    assert found == {
        "whatsapp-api-js": 200,
        "whatsapp-cloud-api": 202,
        "@builderbot/provider-meta": 400,
        "pywa": 200,
    }
    eventually(lambda: programs["whatsapp-api-js"].events == ["failed wamid.s3"])
    eventually(lambda: any("KeyError: 'contacts'" in line for line in programs["pywa"].said))
    assert programs["pywa"].events == []


def test_pywa_takes_the_first_contact_for_the_sender(programs: Mapping[str, Program]) -> None:
    assert answer(programs, "pywa", webhook(change(message(B, "hello")))) == 200
    eventually(lambda: programs["pywa"].events == ["hello"])
    assert f"FROM {A} hello" in programs["pywa"].said


def test_what_is_about_the_account(programs: Mapping[str, Program]) -> None:
    body = account("account_update", event="DISABLED_UPDATE", phone_number="1")
    found = {library: answer(programs, library, body) for library in programs}
    assert found == {
        "whatsapp-api-js": 500,
        "whatsapp-cloud-api": NO_ANSWER,
        "@builderbot/provider-meta": 200,
        "pywa": 200,
    }


def test_the_same_body_twice(programs: Mapping[str, Program]) -> None:
    body = webhook(change(message(A, "hello")))
    for library in programs:
        assert (answer(programs, library, body), answer(programs, library, body)) == (200, 200)
    others = [each for name, each in programs.items() if name != "pywa"]
    eventually(lambda: all(len(each.events) == 2 for each in others))
    assert programs["pywa"].events == ["hello"]


def test_the_users_own_code_fails(programs: Mapping[str, Program]) -> None:
    body = webhook(change(message(A, "this fails")))
    assert answer(programs, "whatsapp-api-js", body) == 500
    assert answer(programs, "pywa", body) == 200
    eventually(lambda: any("ValueError" in line for line in programs["pywa"].said))

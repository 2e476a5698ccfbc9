"""`hookshift explain --sender`: where a person's next message would go, and why."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from hookshift.domain.conversation.records import ConversationRecord, PersonRecord
from hookshift.domain.person import hasher
from hookshift.domain.routing.assignment import salt_tag
from hookshift.domain.routing.routing import Side
from hookshift.store import conversations as store
from hookshift.store.conversations import Turn
from hookshift.store.database import connection as connection_to
from tests.cli.conftest import SHIPPED, Hookshift
from tests.conftest import outside_the_loop

KEY = "a key for the hashes of people"
PHONE = "250788123456"
PERSON = hasher(KEY.encode())(PHONE)


@pytest.fixture
def config(hookshift: Hookshift, tmp_path: Path) -> Path:
    text = SHIPPED.read_text()
    for old, new in (
        ('conversations = "off"', 'conversations = "on"'),
        ("# hash_key =", "hash_key ="),
    ):
        assert old in text
        text = text.replace(old, new)
    hookshift.environ["HOOKSHIFT_HASH_KEY"] = KEY
    path = tmp_path / "hookshift.toml"
    path.write_text(text)
    return path


def talked(hookshift: Hookshift, *, ago: int) -> None:
    """About jobs, so many seconds ago, somebody of whom every share has the bucket."""
    now = int(time.time())
    salt = hookshift.sql("SELECT salt FROM webhook_routing_config")[0]["salt"]

    async def note() -> None:
        async with connection_to(hookshift.url, "tests") as opened:
            person = PersonRecord(PERSON, 0, salt_tag(salt.encode()), now - 9_999)
            await store.note_people(opened, 1, {PERSON: person})
            turn = ConversationRecord(PERSON, "jobs", Side.LEGACY, now - ago, now - ago, now - ago)
            await store.note_conversations(opened, 1, {5: Turn(turn, "whatsapp")})

    outside_the_loop(note())


def explained(hookshift: Hookshift, config: Path, source: str = "whatsapp") -> dict[str, Any]:
    result = hookshift(
        "explain", "--sender", "+250 788-123 456", "--percentage", "50", "--json", config=config
    )
    assert result.exit_code == 0, result.output
    return {
        each["message"]: each
        for each in json.loads(result.stdout)["next"]
        if each["source"] == source
    }


def test_somebody_in_the_middle_of_a_conversation(hookshift: Hookshift, config: Path) -> None:
    talked(hookshift, ago=60)
    found = explained(hookshift, config)
    bare = found["without a keyword"]
    assert (bare["handler"], bare["reason"]) == ("wa-webhook-jobs", "affinity")
    assert bare["domain_by"] == "context"
    assert bare["last_heard"] is not None
    assert found["about jobs"]["handler"] == "wa-webhook-jobs"
    # A word about something else begins no new conversation.
    other = found["about property"]
    assert (other["handler"], other["reason"]) == ("wa-webhook-property", "affinity")


def test_somebody_whose_conversation_is_over(hookshift: Hookshift, config: Path) -> None:
    talked(hookshift, ago=3_600)
    assert explained(hookshift, config)["without a keyword"]["handler"] == "wa-webhook-unified"


def test_somebody_unknown(hookshift: Hookshift, config: Path) -> None:
    bare = explained(hookshift, config)["without a keyword"]
    assert (bare["handler"], bare["domain_by"]) == ("wa-webhook-default", "default")


def test_a_source_without_conversations(hookshift: Hookshift, config: Path) -> None:
    talked(hookshift, ago=60)
    bare = explained(hookshift, config, "router")["without a keyword"]
    assert (bare["handler"], bare["domain_by"]) == ("wa-webhook-default", None)


def test_it_is_told_in_words(hookshift: Hookshift, config: Path) -> None:
    talked(hookshift, ago=60)
    output = hookshift("explain", "--sender", PHONE, "--percentage=50", config=config).stdout
    assert "affinity: the percentage has risen" in output
    assert "context: no rule claims it" in output


@pytest.mark.parametrize("arguments", [[], ["-", "--sender", PHONE]])
def test_either_a_file_or_a_sender(hookshift: Hookshift, arguments: list[str]) -> None:
    result = hookshift("explain", *arguments)
    assert result.exit_code == 2
    assert "give a FILE, or --sender" in result.output

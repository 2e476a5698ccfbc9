"""What a change of the share tells of people in the middle of a conversation."""

import time
from pathlib import Path

from hookshift.domain.conversation.records import ConversationRecord, PersonRecord
from hookshift.domain.routing.assignment import salt_tag
from hookshift.domain.routing.routing import Side
from hookshift.store import conversations as store
from hookshift.store.conversations import Turn
from hookshift.store.database import connection as connection_to
from tests.cli.conftest import SHIPPED, Hookshift
from tests.conftest import outside_the_loop


def talks(hookshift: Hookshift, person: int, bucket: int, side: Side) -> None:
    now = int(time.time())
    salt = hookshift.sql("SELECT salt FROM webhook_routing_config")[0]["salt"]

    async def note() -> None:
        async with connection_to(hookshift.url, "tests") as opened:
            known = PersonRecord(person, bucket, salt_tag(salt.encode()), now - 9_999)
            await store.note_people(opened, 1, {person: known})
            turn = ConversationRecord(person, "jobs", side, now - 60, now - 60, now - 60)
            await store.note_conversations(opened, 1, {person: Turn(turn, "whatsapp")})

    outside_the_loop(note())


def test_a_rise_tells_whom_it_leaves_and_status_does(hookshift: Hookshift) -> None:
    talks(hookshift, 1, 100, Side.LEGACY)
    talks(hookshift, 2, 9_000, Side.LEGACY)
    sentence = (
        "1 person is held with legacy in the middle of a conversation: for at most another 29 min"
    )
    assert "held" not in hookshift("status").stdout
    assert sentence in hookshift.works("set", "10", "--yes")
    assert sentence in hookshift("status").stdout
    assert hookshift.json("set", "100", "--yes")["held"] == 2


def test_every_fall_tells_whom_it_cuts_short(hookshift: Hookshift) -> None:
    hookshift.works("set", "50", "--yes")
    talks(hookshift, 1, 100, Side.UNIFIED)
    talks(hookshift, 2, 4_000, Side.UNIFIED)
    assert "1 person was in the middle" in hookshift.works("set", "10")
    assert "2 people were in the middle" in hookshift.works("disable")
    assert "1 person was in the middle" in hookshift.works("enable", "--yes")
    assert hookshift.json("rollback")["cut_short"] == 2


def test_a_fall_that_no_command_made_is_told_by_status(hookshift: Hookshift) -> None:
    """By psql, or by the controller: nobody reads the answer of these."""
    hookshift.works("set", "50", "--yes")
    talks(hookshift, 1, 100, Side.UNIFIED)
    talks(hookshift, 2, 4_000, Side.UNIFIED)
    assert "in the middle" not in hookshift("status").stdout
    hookshift.sql("SELECT update_routing_percentage(0)")
    assert (
        "2 people were in the middle of a conversation with unified" in hookshift("status").stdout
    )
    # Whoever has been silent for that long would begin a new conversation anyway.
    hookshift.sql("UPDATE hookshift.conversations SET last = now() - interval '31 min'")
    assert "in the middle" not in hookshift("status").stdout


def test_a_fault_in_what_conversations_are_stops_nobody_from_going_back(
    hookshift: Hookshift, tmp_path: Path
) -> None:
    path = tmp_path / "hookshift.toml"
    path.write_text(SHIPPED.read_text().replace('affinity = "30m"', 'affinity = "soon"'))
    hookshift.works("set", "50", "--yes")
    for command in ("rollback", "disable"):
        result = hookshift(command, config=path)
        assert result.exit_code == 0, result.output
    assert hookshift.sql("SELECT percentage FROM webhook_routing_config")[0]["percentage"] == 0


def test_without_conversations_nothing_is_said(hookshift: Hookshift) -> None:
    output = hookshift.works("set", "10", "--yes")
    assert "conversation" not in output


def test_a_drain_tells_who_finishes_and_a_rollback_whom_it_cuts_short(
    hookshift: Hookshift,
) -> None:
    hookshift.works("set", "50", "--yes")
    talks(hookshift, 1, 100, Side.UNIFIED)
    talks(hookshift, 2, 4_000, Side.UNIFIED)
    output = hookshift.works("set", "10", "--drain")
    sentence = (
        "1 person is finishing a conversation with unified (drain): for at most another 29 min"
    )
    assert sentence in output
    assert "was in the middle" not in output
    assert sentence in hookshift("status").stdout
    assert "2 people were in the middle" in hookshift.works("rollback")
    assert "drain" not in hookshift("status").stdout.partition("Latest changes")[0]
    refused = hookshift("set", "90", "--drain", "--yes")
    assert (refused.exit_code, "a drain lowers the percentage" in refused.stderr) == (1, True)


def test_lint_tells_who_is_held_and_retire_waits_for_them(hookshift: Hookshift) -> None:
    hookshift.works("set", "10", "--yes")
    talks(hookshift, 1, 100, Side.LEGACY)
    assert "note: 1 person is held with legacy" in hookshift.works(
        "rollout", "lint", "--volume", "3000"
    )
    found = hookshift("retire", "wa-webhook-jobs")
    assert "- 1 conversation goes on with it, for at most another 29 min" in found.stdout
    hookshift.sql("UPDATE hookshift.conversations SET last = now() - interval '31 min'")
    assert "held" not in hookshift.works("rollout", "lint", "--volume", "3000")
    assert "goes on with it" not in hookshift("retire", "wa-webhook-jobs").stdout

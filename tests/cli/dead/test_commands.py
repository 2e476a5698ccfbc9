"""`hookshift dead`: looked at, replayed, dropped; always a count first."""

import json
from base64 import b64encode
from pathlib import Path

import pytest

from hookshift.gateway.durable.encryption import PayloadCipher
from tests.cli.conftest import SHIPPED, Hookshift
from tests.cli.letters import PROPERTY, ended, letter, waiting

KEY = bytes(range(32))


@pytest.fixture
def dead(hookshift: Hookshift) -> Hookshift:
    """Three letters: two of a sender for jobs, one for property."""
    waiting(hookshift, letter(1), letter(1))
    ended(hookshift, "attempts", "HTTP 500: oops")
    waiting(hookshift, letter(2, PROPERTY))
    ended(hookshift)
    return hookshift


def letters(hookshift: Hookshift) -> int:
    return int(hookshift.sql("SELECT count(*) FROM hookshift.dead_letters")[0][0])


def deliveries(hookshift: Hookshift) -> list[str]:
    return [row[0] for row in hookshift.sql("SELECT handler FROM hookshift.deliveries ORDER BY id")]


def even(hookshift: Hookshift) -> bool:
    return all(row["difference"] == 0 for row in hookshift.json("ledger"))


def test_no_letters(hookshift: Hookshift) -> None:
    assert "(nothing)" in hookshift.works("dead", "list")
    assert "(nothing)" in hookshift.works("dead", "history")
    assert "(nothing)" in hookshift.works("dead", "replay", "--all")


def test_list_counts_and_shows_the_latest(dead: Hookshift) -> None:
    text = dead.works("dead", "list")
    assert "HTTP 500: oops" in text
    found = dead.json("dead", "list", "--limit", "1")
    assert [(each["handler"], each["letters"]) for each in found["by"]] == [
        ("wa-webhook-jobs", 2),
        (PROPERTY, 1),
    ]
    assert [each["handler"] for each in found["letters"]] == [PROPERTY]
    assert len(dead.json("dead", "list", "--cause", "attempts")["letters"]) == 2
    assert len(dead.json("dead", "list", "--error", "OOPS")["letters"]) == 2
    number = found["letters"][0]["id"]
    assert len(dead.json("dead", "list", str(number))["letters"]) == 1


def test_show_keeps_what_people_wrote_to_itself(dead: Hookshift) -> None:
    number = str(dead.json("dead", "list", "--handler", PROPERTY)["letters"][0]["id"])
    text = dead.works("dead", "show", number)
    assert "corr-1" in text
    assert "x-a" in text
    assert "wamid.***" in text
    assert "wamid.2" not in text, "it would hold the number, too"
    assert "a secret" not in text
    assert "250780000001" not in text
    assert '"text": "a secret"' in dead.works("dead", "show", number, "--body")
    found = dead.json("dead", "show", number)
    assert found["event_id"] == "key-2"
    assert "body" not in found
    result = dead("dead", "show", "999999")
    assert result.exit_code == 1
    assert "no dead letter 999999" in result.stderr


def test_show_needs_the_key(hookshift: Hookshift, tmp_path: Path) -> None:
    waiting(hookshift, letter(1, cipher=PayloadCipher([KEY])))
    (number,) = ended(hookshift)
    result = hookshift("dead", "show", str(number))
    assert result.exit_code == 1
    assert "is not in delivery.encryption_keys" in result.stderr
    own = tmp_path / "hookshift.toml"
    own.write_text(SHIPPED.read_text().replace("# encryption_keys", "encryption_keys", 1))
    hookshift.environ["HOOKSHIFT_PAYLOAD_KEY"] = b64encode(KEY).decode()
    result = hookshift("dead", "show", str(number), "--body", "--json", config=own)
    assert json.loads(result.stdout)["body"].startswith('{"text"')


def test_replay_counts_asks_and_does_it(dead: Hookshift) -> None:
    assert dead("dead", "replay", "--all", stdin="n\n").exit_code == 1
    assert letters(dead) == 3
    result = dead("dead", "replay", "--cause", "attempts", "--reason", "mended", stdin="y\n")
    assert result.exit_code == 0
    assert "Replay 2 dead letters?" in result.output
    assert "replayed 2 letters with 2 events" in result.output
    assert deliveries(dead) == ["wa-webhook-jobs"] * 2
    assert even(dead)
    history = dead.works("dead", "history")
    assert "mended" in history
    assert "causes attempts" in history


def test_a_dry_run_does_nothing(dead: Hookshift) -> None:
    for action in ("replay", "drop"):
        assert "wa-webhook-jobs" in dead.works("dead", action, "--all", "--dry-run")
    assert letters(dead) == 3
    assert dead.json("dead", "history") == []


def test_drop_by_number(dead: Hookshift) -> None:
    numbers = [str(each["id"]) for each in dead.json("dead", "list")["letters"]][:2]
    assert "dropped 2 letters" in dead.works("dead", "drop", *numbers, "--yes")
    assert letters(dead) == 1
    assert even(dead)
    assert dead.json("ledger")[0]["dropped"] == 2


def test_without_a_choice_nothing_is_done(dead: Hookshift) -> None:
    for action in ("replay", "drop"):
        for arguments in ((), ("--all", "--handler", PROPERTY)):
            result = dead("dead", action, *arguments, "--yes")
            assert result.exit_code == 2
            assert "--all" in result.output
    assert letters(dead) == 3


def test_nobody_delivers_to_a_stranger(hookshift: Hookshift) -> None:
    waiting(hookshift, letter(1, "gone-handler"))
    ended(hookshift)
    result = hookshift("dead", "replay", "--all", "--yes")
    assert result.exit_code == 1
    assert "no handler gone-handler" in result.stderr
    assert letters(hookshift) == 1
    assert "dropped 1 letter" in hookshift.works("dead", "drop", "--all", "--yes")


def test_letters_without_a_body_are_told(dead: Hookshift) -> None:
    dead.sql("UPDATE hookshift.dead_letters SET content = NULL, body = NULL WHERE lane = 2")
    result = dead("dead", "replay", "--all", "--yes")
    assert "1 letter no longer has a body" in result.stderr
    assert "replayed 2 letters" in result.stdout
    (number,) = (str(each["id"]) for each in dead.json("dead", "list")["letters"])
    assert "permanent" in dead.works("dead", "show", number, "--body")


def test_a_justification_chooses_nothing(dead: Hookshift) -> None:
    """The same words with `--url` mean the same: see test_remote."""
    result = dead("dead", "drop", "--reason", "permanent", "--yes")
    assert (result.exit_code, "--all" in result.output) == (2, True)
    assert letters(dead) == 3
    kept = dead.works("dead", "drop", "--handler", PROPERTY, "--reason", "attempts", "--yes")
    assert "dropped 1 letter" in kept
    assert dead.json("dead", "history")[0]["reason"] == "attempts"


@pytest.mark.parametrize("option", ["--why", "--given-up-for"])
def test_former_names_are_refused(dead: Hookshift, option: str) -> None:
    result = dead("dead", "drop", "--all", option, "attempts", "--yes")
    assert (result.exit_code, option in result.output) == (2, True)
    assert letters(dead) == 3


@pytest.mark.parametrize("number", ["0", "-1", "x", str(2**63)])
def test_numbers_that_are_none(dead: Hookshift, number: str) -> None:
    assert dead("dead", "show", "--", number).exit_code == 2

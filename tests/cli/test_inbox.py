"""`hookshift inbox`, `undelivered` and `ledger`."""

import json

from tests.cli.conftest import Hookshift
from tests.cli.letters import PROPERTY, ended, letter, waiting


def test_an_empty_inbox_says_so(hookshift: Hookshift) -> None:
    for command in ("inbox", "undelivered", "ledger"):
        assert "(nothing)" in hookshift.works(command)


def test_inbox_shows_what_waits_by_handler(hookshift: Hookshift) -> None:
    waiting(hookshift, letter(1), letter(1), letter(2), letter(3, "gone-handler"))
    text = hookshift.works("inbox")
    assert "wa-webhook-jobs " in text
    assert "gone-handler *" in text
    found = {row["handler"]: row for row in hookshift.json("inbox")}
    jobs, gone = found["wa-webhook-jobs"], found["gone-handler"]
    assert (jobs["events"], jobs["lanes"], jobs["due"], jobs["behind"]) == (3, 2, 2, 1)
    assert (jobs["configured"], gone["configured"]) == (True, False)
    assert jobs["last_error"] is None


def test_undelivered_is_what_waits_and_what_is_dead(hookshift: Hookshift) -> None:
    waiting(hookshift, letter(1))
    ended(hookshift)
    waiting(hookshift, letter(2, PROPERTY), letter(3))
    text = hookshift.works("undelivered")
    assert "3 events not delivered" in text
    assert "dead: permanent" in text
    assert "HTTP 400" in text
    found = hookshift.json("undelivered", "--handler", PROPERTY)
    assert (found["deliveries"], found["events"]) == (1, 1)
    assert found["oldest"][0]["state"] == "waiting"
    assert hookshift.json("undelivered", "--error", "http 4")["deliveries"] == 1
    assert hookshift.json("undelivered", "--until", "1h ago")["deliveries"] == 0
    assert hookshift.json("undelivered", "--since", "1h ago", "--domain", "jobs")["events"] == 3
    assert "the oldest 1 of 3" in hookshift.works("undelivered", "--limit", "1")


def test_a_time_between_nothing_is_a_usage_error(hookshift: Hookshift) -> None:
    result = hookshift("undelivered", "--since", "1h ago", "--until", "2h ago")
    assert result.exit_code == 2
    assert "--since must be before --until" in result.output


def test_the_ledger_is_even(hookshift: Hookshift) -> None:
    waiting(hookshift, letter(1), letter(2))
    ended(hookshift, reason=None)
    waiting(hookshift, letter(3))
    (row,) = hookshift.json("ledger")
    assert (row["accepted"], row["delivered"], row["waiting"], row["difference"]) == (3, 2, 1, 0)
    (row,) = hookshift.json("ledger", "--by", "day", "--since", "2h ago")
    assert row["period"].endswith("T00:00:00+00:00")
    assert "diff must be 0" in hookshift.works("ledger")


def test_a_difference_fails_and_says_what_it_is(hookshift: Hookshift) -> None:
    waiting(hookshift, letter(1), letter(2))
    hookshift.sql("DELETE FROM hookshift.deliveries WHERE lane = 1")
    result = hookshift("ledger", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)[0]["difference"] == 1
    assert "1 event missing: rows of" in result.stderr
    hookshift.sql("UPDATE hookshift.ledger SET accepted = 0")
    result = hookshift("ledger")
    assert result.exit_code == 1
    assert "more than were accepted" in result.stderr


HEADINGS = {
    "inbox": "handler events senders held due later behind oldest",
    "undelivered": "id acknowledged handler events tries state",
    "ledger --by day": "source day accepted delivered waiting dead dropped diff",
    "dead list": "id given handler events tries cause",
}
"""Words that stand in one line, unless there is no room for them."""


def test_a_terminal_of_80_columns_is_enough(hookshift: Hookshift) -> None:
    hookshift.environ["COLUMNS"] = "80"
    waiting(hookshift, letter(1), letter(2, PROPERTY))
    ended(hookshift, error="handler wa-webhook-property at 127.0.0.1:9101: no connection; check it")
    waiting(hookshift, letter(1), letter(1))
    for command, headings in HEADINGS.items():
        lines = hookshift.works(*command.split()).splitlines()
        assert any(all(word in line for word in headings.split()) for line in lines), lines
    assert "no connection; check it" in hookshift.works("undelivered")

"""`hookshift person`: all data of one person is shown, exported and forgotten, no other's."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hookshift.domain.events import Event, EventKind
from hookshift.domain.person import hasher
from hookshift.domain.routing.routing import Decision, Reason, Side
from hookshift.gateway.durable import content
from hookshift.gateway.durable.content import Content
from hookshift.gateway.durable.encryption import PayloadCipher
from hookshift.store import person as store
from hookshift.store.taking_in import NewDelivery
from hookshift.view.person import NO_KEY
from tests.cli.conftest import Hookshift
from tests.cli.letters import BODY, ended, waiting
from tests.cli.test_trace import ALIKE, KEY, LOG, PHONE, settings, write
from tests.store.deliveries import new

BSUID = "RW.1234567890abcdef"
PERSON = hasher(KEY.encode())
ENCRYPTION_KEY = bytes(32)
TABLES = (
    "webhook_routing_logs", "hookshift.deliveries", "hookshift.payloads",
    "hookshift.dead_letters", "hookshift.dead_letter_actions", "hookshift.person_actions",
    "hookshift.conversations", "hookshift.conversation_people", "hookshift.forgotten",
    "hookshift.ledger", "webhook_routing_config_audit",
)  # fmt: skip


@pytest.fixture
def keyed(hookshift: Hookshift) -> Hookshift:
    hookshift.environ["HOOKSHIFT_HASH_KEY"] = KEY
    return hookshift


def event(phone: str | None, sender: str, number: int) -> Event:
    return Event(
        EventKind.MESSAGE, "text", f"wamid.{sender}.{number}", sender, phone, "", (), "1", (), ()
    )


def delivery(
    lane: int, *events: Event, body: bytes = BODY, cipher: PayloadCipher | None = None
) -> NewDelivery:
    decision = Decision("jobs", "wa-webhook-jobs", Side.LEGACY, Reason.OUT_OF_SHARE, "jobs", 99)
    stored = Content(
        [(b"x-a", b"1")], list(events), [decision] * len(events), 1, "corr-1", f"key-{lane}"
    )
    key_id, plain, sealed = (cipher or PayloadCipher()).encrypt(content.encode(stored), body)
    made = new(lane, handler="wa-webhook-jobs")
    return made._replace(key_id=key_id, content=plain, body=sealed, events=len(events))


def remembered(hookshift: Hookshift, aliases: Sequence[str], key: int) -> None:
    """Aliases of one person, the first of them the oldest, and a conversation."""
    person = PERSON(aliases[0])
    for alias in aliases:
        hookshift.sql(
            "INSERT INTO hookshift.conversation_people VALUES ($1, $2, 1, 1, now())",
            PERSON(alias), person,
        )  # fmt: skip
    hookshift.sql(
        "INSERT INTO hookshift.conversations VALUES"
        " ($1, $2, 'whatsapp', 'rent', 'legacy', now(), now(), now(), false, 1)",
        key, person,
    )  # fmt: skip


def balance(hookshift: Hookshift) -> dict[str, int]:
    (row,) = hookshift.json("ledger")
    return {name: row[name] for name in ("delivered", "waiting", "dead", "dropped", "difference")}


def counts(hookshift: Hookshift, *tables: str) -> list[int]:
    return [hookshift.sql(f"SELECT count(*) AS n FROM {each}")[0]["n"] for each in tables]


def dump(hookshift: Hookshift) -> str:
    """Everything that the database says in these tables."""
    rows = [hookshift.sql(f"SELECT to_jsonb(t)::text AS row FROM {table} t") for table in TABLES]
    return "\n".join(row["row"] for table in rows for row in table)


def full_world(hookshift: Hookshift) -> None:
    """Somebody under two names, and somebody whose masked number is the same."""
    write(hookshift, "wamid.own", error="call me: 250780000123")
    write(hookshift, "wamid.strange", ALIKE)
    hookshift.sql(LOG, BSUID, "wamid.by-id", None, "correlation-by-id", PERSON(BSUID), 1, None)
    remembered(hookshift, [PHONE, BSUID], 1)
    remembered(hookshift, [ALIKE], 2)
    waiting(
        hookshift,
        delivery(1, event(PHONE, PHONE, 1), event(PHONE, PHONE, 2)),
        delivery(2, event(ALIKE, ALIKE, 1)),
    )
    ended(hookshift, None)
    waiting(hookshift, delivery(3, event(PHONE, BSUID, 3)), delivery(4, event(ALIKE, ALIKE, 2)))
    ended(hookshift)
    waiting(
        hookshift,
        delivery(5, event(None, BSUID, 4), event(None, BSUID, 5)),
        delivery(5, event(None, BSUID, 6)),
        delivery(6, event(ALIKE, ALIKE, 3)),
    )


@pytest.mark.parametrize("spelled", ["+250 780-000-123", BSUID])
def test_a_person_is_forgotten_under_all_names_and_nobody_else_is(
    keyed: Hookshift, tmp_path: Path, spelled: str
) -> None:
    path = settings(tmp_path)
    keyed.sql("SELECT hookshift.make_log_partition((now() - interval '1 day')::date)")
    full_world(keyed)
    before = balance(keyed)
    assert before == {"delivered": 3, "waiting": 4, "dead": 2, "dropped": 0, "difference": 0}
    result = keyed("person", "forget", spelled, "--yes", "--reason", "asked", "--json", config=path)
    assert result.exit_code == 0, result.output
    output = json.loads(result.stdout)
    assert {kind: output[kind] for kind in output if output[kind] and kind != "remarks"} == {
        "log_rows": 2, "aliases": 2, "conversations": 1, "bodies": 4, "deliveries": 2, "events": 3,
        "letters": 1,
    }  # fmt: skip
    assert balance(keyed) == {
        "delivered": 3, "waiting": 1, "dead": 1, "dropped": 4, "difference": 0
    }  # fmt: skip
    left = dump(keyed)
    assert PHONE not in left
    assert BSUID not in left
    assert "250*******23" in left, "the other's row, whose number is masked alike"
    assert "wamid.own" not in left
    assert "wamid.by-id" not in left
    assert "correlation-of-wamid.own" not in left
    assert "wamid.strange" in left
    assert counts(keyed, "webhook_routing_logs", "hookshift.conversations") == [3, 1]
    (action,) = keyed.sql("SELECT action, reason, counts FROM hookshift.person_actions")
    assert (action["action"], action["reason"]) == ("forget", "asked")
    assert json.loads(action["counts"])["events"] == 3
    tombstones = {row["alias"] for row in keyed.sql("SELECT alias FROM hookshift.forgotten")}
    assert tombstones == {PERSON(PHONE), PERSON(BSUID)}
    found = keyed.sql("SELECT kind, key FROM hookshift.conversation_changes WHERE writer = 0")
    assert {(0, PERSON(PHONE)), (0, PERSON(BSUID)), (1, 1)} <= {tuple(row) for row in found}
    again = keyed("person", "forget", PHONE, "--yes", config=path)
    assert "nothing found" in again.stdout
    assert "Out of reach: backups" in again.stdout


def test_while_a_key_is_rotated_somebody_is_forgotten_under_each(
    keyed: Hookshift, tmp_path: Path
) -> None:
    """Some rows are hashed by the former key, some by the new one, on hosts that turned it."""
    path, new_key = settings(tmp_path), "a key that is new in the tests"
    text = path.read_text()
    assert 'hash_key = "env:HOOKSHIFT_HASH_KEY"' in text
    path.write_text(
        text.replace(
            'hash_key = "env:HOOKSHIFT_HASH_KEY"',
            f'hash_key = ["{new_key}", "env:HOOKSHIFT_HASH_KEY"]',
        )
    )
    turned = hasher(new_key.encode())
    write(keyed, "of-the-former-key")
    keyed.sql(LOG, "250*******23", "of-the-new-key", 5, "c", turned(PHONE), 0, None)
    keyed.sql(LOG, "250*******23", "of-another", 5, "c", turned(ALIKE), 0, None)
    remembered(keyed, [PHONE, BSUID], 1)
    waiting(keyed, delivery(1, event(None, BSUID, 1)))
    output = json.loads(keyed("person", "forget", PHONE, "--yes", "--json", config=path).stdout)
    assert (output["log_rows"], output["conversations"], output["events"]) == (2, 1, 1)
    left = keyed.sql("SELECT message_id FROM webhook_routing_logs WHERE message_id IS NOT NULL")
    assert [row["message_id"] for row in left] == ["of-another"]
    tombstones = {row["alias"] for row in keyed.sql("SELECT alias FROM hookshift.forgotten")}
    assert tombstones >= {PERSON(PHONE), PERSON(BSUID), turned(PHONE)}


def test_what_waits_behind_somebody_elses_event_is_not_disturbed(
    keyed: Hookshift, tmp_path: Path
) -> None:
    """Two people may share an ordering key: what waited behind a dropped delivery is due now."""
    waiting(keyed, delivery(5, event(PHONE, PHONE, 1)), delivery(5, event(ALIKE, ALIKE, 2)))
    assert keyed("person", "forget", PHONE, "--yes", config=settings(tmp_path)).exit_code == 0
    (row,) = keyed.sql("SELECT next_at <= now() AS due FROM hookshift.deliveries")
    assert row["due"]


def test_nothing_is_done_unless_it_is_confirmed(keyed: Hookshift, tmp_path: Path) -> None:
    path = settings(tmp_path)
    remembered(keyed, [PHONE], 1)
    before = dump(keyed)
    result = keyed("person", "forget", PHONE, stdin="n\n", config=path)
    assert result.exit_code != 0
    assert "cannot be undone" in result.output
    assert dump(keyed) == before
    assert keyed("person", "forget", PHONE, stdin="y\n", config=path).exit_code == 0
    assert counts(keyed, "hookshift.conversations") == [0]


def test_rows_from_before_the_key_are_perhaps_theirs(keyed: Hookshift, tmp_path: Path) -> None:
    path = settings(tmp_path)
    write(keyed, "before", hashed=False)
    write(keyed, "stranger", ALIKE, hashed=False)
    shown = keyed("person", "show", PHONE, "--json", config=path)
    (row,) = json.loads(shown.stdout)["log_rows"]
    assert row["certain"] is False
    assert "perhaps" in keyed("person", "show", PHONE, config=path).stdout
    output = keyed("person", "forget", PHONE, "--yes", config=path).stdout
    assert "--perhaps blanks them, too" in output
    rows = "SELECT count(*) AS n FROM webhook_routing_logs WHERE message_id IS NOT NULL"
    assert keyed.sql(rows)[0]["n"] == 2
    output = keyed("person", "forget", PHONE, "--yes", "--perhaps", config=path).stdout
    assert "1 row that is perhaps theirs blanked" in output
    (row,) = keyed.sql("SELECT message_id FROM webhook_routing_logs WHERE message_id IS NOT NULL")
    assert row["message_id"] == "stranger"


def test_a_number_that_the_log_has_whole_is_certain(keyed: Hookshift, tmp_path: Path) -> None:
    path = settings(tmp_path, "full", key=False)
    keyed.sql(LOG, PHONE, "m", 5, "c", None, 0, None)
    output = keyed("person", "forget", PHONE, "--yes", config=path).stdout
    assert "1 row of the log blanked" in output
    assert NO_KEY in output
    assert PHONE not in dump(keyed)


def test_everything_is_exported_a_line_each(keyed: Hookshift, tmp_path: Path) -> None:
    path = settings(tmp_path)
    keyed.sql("SELECT hookshift.make_log_partition((now() - interval '1 day')::date)")
    full_world(keyed)
    result = keyed("person", "export", PHONE, config=path)
    assert result.exit_code == 0, result.output
    lines: list[dict[str, Any]] = [json.loads(line) for line in result.stdout.splitlines()]
    kinds = [line["what"] for line in lines]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "alias": 2, "conversation": 1, "log_row": 2, "body": 4, "dead_letter": 1
    }  # fmt: skip
    assert all(line["body"] == BODY.decode() for line in lines if line["what"] == "body")
    assert ALIKE not in result.stdout
    (action,) = keyed.sql("SELECT action, counts FROM hookshift.person_actions")
    assert action["action"] == "export"
    assert json.loads(action["counts"])["body"] == 4
    assert keyed("person", "export", "250788888888", config=path).exit_code == 1


def test_a_person_is_shown_with_ids_masked(keyed: Hookshift, tmp_path: Path) -> None:
    path = settings(tmp_path)
    keyed.sql("SELECT hookshift.make_log_partition((now() - interval '1 day')::date)")
    full_world(keyed)
    shown = keyed("person", "show", PHONE, config=path)
    assert shown.exit_code == 0, shown.output
    assert "rent" in shown.stdout
    assert str(PERSON(BSUID)) in shown.stdout
    assert "wamid.own" not in shown.stdout
    found = json.loads(keyed("person", "show", PHONE, "--json", config=path).stdout)
    assert [each["state"] for each in found["undelivered"]] == ["waiting", "waiting", "dead"]
    assert len(found["log_rows"]) == 2
    nobody = keyed("person", "show", "250788888888", config=path)
    assert nobody.exit_code == 1


def test_a_body_of_several_people_stays_and_it_is_said(keyed: Hookshift, tmp_path: Path) -> None:
    path = settings(tmp_path)
    waiting(keyed, delivery(1, event(PHONE, PHONE, 1), event(ALIKE, ALIKE, 1)))
    exported = json.loads(keyed("person", "export", PHONE, config=path).stdout)
    assert exported["shared"] is True
    assert exported["body"] is None
    assert len(exported["events"]) == 1
    output = keyed("person", "forget", PHONE, "--yes", config=path).stdout
    assert "1 body holds events of other people" in output
    assert counts(keyed, "hookshift.deliveries", "hookshift.payloads") == [1, 1]


def test_bodies_that_no_key_opens_stay_and_it_is_said(keyed: Hookshift, tmp_path: Path) -> None:
    path = settings(tmp_path)
    cipher = PayloadCipher([ENCRYPTION_KEY])
    waiting(keyed, delivery(1, event(PHONE, PHONE, 1), cipher=cipher))
    output = keyed("person", "forget", PHONE, "--yes", config=path).stdout
    assert "1 body could not be opened" in output
    assert counts(keyed, "hookshift.deliveries", "hookshift.payloads") == [1, 1]
    with_key = path.with_name("with_key.toml")
    text = path.read_text()
    assert "# encryption_keys" in text
    with_key.write_text(_with_key(text))
    keyed.environ["HOOKSHIFT_ENCRYPTION_KEY"] = "A" * 43 + "="
    output = keyed("person", "forget", PHONE, "--yes", config=with_key).stdout
    assert "1 stored body removed" in output
    assert counts(keyed, "hookshift.deliveries", "hookshift.payloads") == [0, 0]


def _with_key(text: str) -> str:
    lines = [
        'encryption_keys = ["env:HOOKSHIFT_ENCRYPTION_KEY"]'
        if line.startswith("# encryption_keys")
        else line
        for line in text.splitlines()
    ]
    return "\n".join(lines)


def test_one_that_a_worker_holds_is_dropped_and_it_is_said(
    keyed: Hookshift, tmp_path: Path
) -> None:
    path = settings(tmp_path)
    waiting(keyed, delivery(1, event(PHONE, PHONE, 1)))
    keyed.sql("UPDATE hookshift.deliveries SET owner = 7")
    output = keyed("person", "forget", PHONE, "--yes", config=path).stdout
    assert "1 delivery was in flight" in output
    assert balance(keyed)["difference"] == 0
    assert balance(keyed)["dropped"] == 1


def test_it_is_done_some_at_a_time_and_all_of_it(
    keyed: Hookshift, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "AT_ONCE", 2)
    for number in range(5):
        write(keyed, f"own-{number}")
        waiting(keyed, delivery(number, event(PHONE, PHONE, number)))
    ended(keyed)
    for number in range(5, 10):
        waiting(keyed, delivery(number, event(PHONE, PHONE, number)))
    result = keyed("person", "forget", PHONE, "--yes", "--json", config=settings(tmp_path))
    output = json.loads(result.stdout)
    names = ("log_rows", "letters", "deliveries", "bodies")
    assert [output[name] for name in names] == [5, 5, 5, 10]
    assert balance(keyed)["difference"] == 0
    tables = ("hookshift.deliveries", "hookshift.payloads", "hookshift.dead_letters")
    assert counts(keyed, *tables) == [0, 0, 0]

"""`hookshift retire`: says what may go only when all of it is proven."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import SHIPPED, Hookshift

JOBS = "wa-webhook-jobs"
ALL = [JOBS, "wa-webhook-property", "wa-webhook-marketplace"]
PROVEN = (
    "SELECT hookshift.make_log_partition((now() AT TIME ZONE 'UTC')::date - day)"
    " FROM generate_series(1, 20) AS day",
    "UPDATE hookshift.migrations SET applied_at = now() - interval '20 days'",
    "SELECT update_routing_percentage(100)",
    "ALTER TABLE webhook_routing_config_audit DISABLE TRIGGER append_only",
    "UPDATE webhook_routing_config_audit SET at = at - interval '15 days'",
    "ALTER TABLE webhook_routing_config_audit ENABLE TRIGGER append_only",
    "INSERT INTO hookshift.gateways (gateway, host, pid, slot, version, started_at, config_version,"
    " counters) SELECT 'a', 'web-1', 1, 0, '0.1.0', now() - interval '14 days', version,"
    """ '{"unwritten_seconds": 0}' FROM webhook_routing_config""",
)
USE = (
    "INSERT INTO webhook_routing_logs (webhook_name, domain, routed_to, message_id, event_kind,"
    " event_type, reason, created_at)"
    " SELECT $1, 'jobs', 'legacy', $2, $3, $4, 'no_sender', now() - $5 * interval '1 hour'"
)


@pytest.fixture
def proven(hookshift: Hookshift) -> Hookshift:
    """A database by which every old handler may go."""
    for statement in PROVEN:
        hookshift.sql(statement)
    return hookshift


def use(
    hookshift: Hookshift,
    hours: float,
    handler: str = JOBS,
    kind: str = "message",
    event: str = "text",
) -> None:
    hookshift.sql(USE, handler, f"wamid.A:{event}", kind, event, hours)


def asked(hookshift: Hookshift, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code, and what it says of each handler."""
    result = hookshift("retire", "--json", *arguments)
    found = json.loads(result.stdout)
    return result.exit_code, {each["handler"]: each for each in found["handlers"]}


def sentences(answer: dict[str, Any]) -> str:
    return "; ".join(each["sentence"] for each in answer["missing"])


def flat(result: Result) -> str:
    return " ".join(result.output.split())


def test_all_may_go(proven: Hookshift) -> None:
    code, found = asked(proven)
    assert (code, list(found)) == (0, ALL)
    assert all(each["may_go"] and not each["missing"] for each in found.values())


def lines_of(step: dict[str, str]) -> slice:
    """Of `hookshift.toml, lines 3 to 5`."""
    first, last = (int(word) for word in step["where"].split() if word.isdigit())
    return slice(first - 1, last)


def test_what_may_be_deleted(proven: Hookshift, tmp_path: Path) -> None:
    """The shipped file with its changes made has no fault, and goes to unified as before."""
    lines = SHIPPED.read_text().splitlines()
    _, found = asked(proven, JOBS)
    domain, handler, restart, function = found[JOBS]["delete"]
    assert domain["what"] == (
        '[domains.jobs]: write legacy = "wa-webhook-unified", and delete the line of unified'
    )
    assert handler["what"] == "[handlers.wa-webhook-jobs]: delete the table"
    assert "restart" in restart["what"]
    assert function["what"].endswith("supabase functions delete wa-webhook-jobs")
    assert lines[lines_of(domain)][0] == "[domains.jobs]"
    lines[lines_of(domain)] = ["[domains.jobs]", 'legacy = "wa-webhook-unified"']
    del lines[lines_of(handler)]
    edited = tmp_path / "hookshift.toml"
    edited.write_text("\n".join(lines))
    assert proven("config", "check", config=edited).exit_code == 0
    assert JOBS not in "\n".join(line for line in lines if not line.startswith("#"))
    body = '{"from": "250788123456", "message": {"id": "m1", "text": {"body": "a job"}}}'
    result = proven("explain", "-", "--source", "router", "--json", stdin=body, config=edited)
    (event,) = json.loads(result.stdout)["events"]
    assert (event["domain"], event["handler"]) == ("jobs", "wa-webhook-unified")


def test_the_numbers_that_prove_it(proven: Hookshift) -> None:
    use(proven, 200)
    result = proven("retire", JOBS)
    assert result.exit_code == 0
    shown = flat(result)
    assert "wa-webhook-jobs: can be deleted" in shown
    assert "1 event in the log, the last 2" in shown
    assert "0 in the last 2.0 days; 0 messages in flight" in shown
    assert "everybody in jobs has gone to unified since" in shown
    assert "After this, unified has no fallback." in shown


def test_a_use_within_the_window(proven: Hookshift) -> None:
    use(proven, 24)
    code, found = asked(proven)
    assert code == 3
    assert [each["may_go"] for each in found.values()] == [False, True, True]
    jobs = found[JOBS]
    assert jobs["delete"] == []
    assert (jobs["events_in_window"], jobs["by_kind"]) == (1, {"message": 1})
    assert jobs["by_reason"] == {"no_sender": 1}
    assert jobs["earliest"] > jobs["last_event"]
    assert asked(proven, "wa-webhook-property")[0] == 0  # the others were not asked for


def test_a_shorter_window(proven: Hookshift) -> None:
    use(proven, 24)
    assert asked(proven, "--window", "23h")[0] == 0
    assert asked(proven, "--window", "25h")[0] == 3


def test_as_a_person_reads_it(proven: Hookshift) -> None:
    use(proven, 24)
    result = proven("retire", JOBS)
    shown = flat(result)
    assert "wa-webhook-jobs: not yet" in shown
    assert "- 1 event went to it (1 message: 1 named no sender, so legacy) in the last" in shown
    assert "at the earliest 2" in shown
    assert "delete" not in shown


def test_a_message_in_flight(proven: Hookshift) -> None:
    use(proven, 100, kind="status", event="delivered")
    code, found = asked(proven, JOBS)
    assert code == 3
    assert found[JOBS]["messages_in_flight"] == 1
    use(proven, 99, handler="wa-webhook-unified", kind="status", event="read")
    assert asked(proven, JOBS)[0] == 0


def test_a_protected_handler_must_stay(proven: Hookshift) -> None:
    code, found = asked(proven, "wa-webhook-mobility", JOBS)
    assert code == 3
    mobility = found["wa-webhook-mobility"]
    assert (mobility["may_go"], mobility["never"], mobility["earliest"]) == (False, True, None)
    assert "protected" in sentences(mobility)
    assert "must stay" in flat(proven("retire", "wa-webhook-mobility"))


def test_a_default_handler(proven: Hookshift) -> None:
    code, found = asked(proven, "wa-webhook-default")
    assert code == 3
    assert "default_handler of whatsapp, router" in sentences(found["wa-webhook-default"])


def test_the_unified_handler(proven: Hookshift) -> None:
    _, found = asked(proven, "wa-webhook-unified")
    assert "unified handler of jobs, property, marketplace" in sentences(
        found["wa-webhook-unified"]
    )


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELECT update_routing_percentage(99.99)", "the share is 99.99 %"),
        ("UPDATE webhook_routing_config SET enabled = false", "routing is disabled"),
        ("UPDATE webhook_routing_config SET domains = '{property}'", "not in the rollout"),
        ("SELECT update_routing_percentage(100)", "follows version"),
        ("UPDATE hookshift.migrations SET applied_at = now()", "complete only since"),
        ("SELECT hookshift.drop_log_partitions(1)", "complete only since"),
        ("DELETE FROM hookshift.gateways", "no gateway is running"),
        ("UPDATE hookshift.gateways SET seen_at = now() - interval '1 min'", "no gateway"),
        ("UPDATE hookshift.gateways SET started_at = now()", "hours without any decision"),
        (
            """UPDATE hookshift.gateways SET counters = '{"recorder_dropped_rows": 7}'""",
            "dropped 7 decisions",
        ),
        (
            """UPDATE hookshift.gateways SET counters = '{"unwritten_seconds": 700}'""",
            "that are not in PostgreSQL",
        ),
    ],
)
def test_what_is_not_known_is_not_proven(proven: Hookshift, statement: str, said: str) -> None:
    proven.sql(statement)
    code, found = asked(proven, JOBS)
    assert code == 3
    assert said in sentences(found[JOBS])


def test_a_new_installation(hookshift: Hookshift) -> None:
    code, found = asked(hookshift)
    assert code == 3
    assert not any(each["may_go"] for each in found.values())
    assert "the share is 0 %, not 100 %" in sentences(found[JOBS])


def test_a_name_that_there_is_not(hookshift: Hookshift) -> None:
    result = hookshift("retire", "wa-webhook-jbos")
    assert result.exit_code == 1
    assert "no handler wa-webhook-jbos: use one of" in flat(result)


@pytest.mark.parametrize("window", ["0s", "31d"])
def test_a_window_that_is_none(hookshift: Hookshift, window: str) -> None:
    assert hookshift("retire", "--window", window).exit_code == 1


def test_settings_without_a_new_handler(hookshift: Hookshift, tmp_path: Path) -> None:
    file = tmp_path / "hookshift.toml"
    file.write_text(
        """
[[sources]]
name = "router"
provider = "generic"
path = "/webhook"
default_handler = "old"

[handlers.old]
url = "http://127.0.0.1:9101/old"
"""
    )
    result = hookshift("retire", config=file)
    assert result.exit_code == 1
    assert "there is nothing to retire" in flat(result)


def test_settings_that_are_written_otherwise(proven: Hookshift, tmp_path: Path) -> None:
    """Where the lines are not known, the tables are."""
    file = tmp_path / "hookshift.toml"
    file.write_text(
        """
domains = { jobs = { legacy = "old", unified = "new" } }
[[sources]]
name = "router"
provider = "generic"
path = "/webhook"
default_handler = "new"

[handlers."old"]
url = "http://127.0.0.1:9101/old?x=1"
# the new one

[handlers.new]
url = "http://127.0.0.1:9101/new"
"""
    )
    result = proven("retire", "--json", config=file)
    assert result.exit_code == 0
    (found,) = json.loads(result.stdout)["handlers"]
    domain, handler, _, function = found["delete"]
    assert domain["where"] == "hookshift.toml"
    assert handler["where"] == "hookshift.toml, lines 9 to 10"
    assert function["what"] == "then delete what answers at 127.0.0.1/old"

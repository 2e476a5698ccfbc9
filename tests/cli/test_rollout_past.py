"""`hookshift rollout history`, `explain` and `replay`: what was decided, why, and what else."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hookshift.cli.rollout.times import past
from hookshift.cli.session import actor
from hookshift.domain.evidence.plan import Gate, OnFail
from hookshift.domain.gates.verdict import Verdict
from hookshift.simulation.replay import Found, HeldPercentage
from hookshift.store.routing_config import AuditRow
from hookshift.view.replayed import differences, held_shares, sentence
from tests.cli.conftest import SHIPPED, Hookshift
from tests.cli.rollout_world import World
from tests.controller.feed import bad, good
from tests.view.stories import PLAN, START, Story, moment, traffic


@pytest.fixture
def world(hookshift: Hookshift) -> World:
    return World(hookshift)


# History.


def test_history_says_who_did_what_when_and_why_the_oldest_first(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    hookshift.works("rollout", "pause", "--reason", "lunch [1]")
    lines = hookshift.works("rollout", "history").splitlines()

    assert lines[0] == "rollout 1"
    assert [line.split()[4] for line in lines[1:]] == ["entered", "started", "paused"]
    assert f"lunch [1] ({actor()})" in lines[-1]
    assert lines[-1].startswith(f"{datetime.now().astimezone():%Y-%m-%d} ")


def test_history_for_programs(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start", "--stage", "2")
    entries = hookshift.json("rollout", "history")

    assert [(entry["news"], entry["stage"]) for entry in entries] == [
        ("entered", 2),
        ("started", 2),
    ]
    assert len(hookshift.json("rollout", "history", "--limit", "1")) == 1


def test_all_rollouts(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    hookshift.works("rollout", "abort", "--reason", "no")
    hookshift.works("rollout", "start", "--stage", "2")

    assert [
        (each["id"], each["phase"]) for each in hookshift.json("rollout", "history", "--all")
    ] == [
        (2, "running"),
        (1, "aborted"),
    ]
    assert "aborted" in hookshift.works("rollout", "history", "--all")
    assert "no" in hookshift.works("rollout", "history", "--rollout", "1")


@pytest.mark.parametrize("command", ["history", "explain", "replay", "status", "watch"])
def test_a_rollout_that_is_not_there(hookshift: Hookshift, command: str) -> None:
    if command == "watch":
        assert hookshift("rollout", command).exit_code == 2  # there is no terminal
        return
    result = hookshift("rollout", command, "--rollout", "7")

    assert result.exit_code == 1
    assert "there is no rollout 7" in result.stderr


def test_no_history(hookshift: Hookshift) -> None:
    assert hookshift.works("rollout", "history") == "no rollout has been started\n"
    assert hookshift.json("rollout", "history") == []


# Explanations.


def test_nothing_to_explain(hookshift: Hookshift) -> None:
    result = hookshift("rollout", "explain")
    assert result.exit_code == 1
    assert "no rollout has been started" in result.stderr

    hookshift.works("rollout", "start")
    result = hookshift("rollout", "explain")
    assert result.exit_code == 1
    assert "rollout 1 has no such verdict yet" in result.stderr


def test_the_last_look_is_explained_what_passes_in_a_line(
    hookshift: Hookshift, world: World
) -> None:
    hookshift.works("rollout", "start")
    world.hours(0.5, good(5))
    world.look()
    output = hookshift.works("rollout", "explain")

    assert "… insufficient  errors of jobs  rollout 1, stage 1 of 6, 10 %, " in output
    assert "  to pass             less than 1 % must be proven: e-value " in output
    assert "  on fail             zero" in output
    assert "An e-value of 20 is evidence" in output
    assert "\n✔ pass  guard of mobility: " in output
    assert "moved               " not in output


def test_one_gate_is_explained_in_full_though_it_passes(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    world.hours(2)
    world.look()
    output = hookshift.works("rollout", "explain", "--gate", "latency", "--domain", "property")

    assert output.startswith("✔ pass  latency of property  rollout 1, stage 1 of 6, 10 %, ")
    assert (
        "  p95                 20 ms, proven at most 20 ms; limit 2,000 ms; legacy 20 ms" in output
    )
    assert "of jobs" not in output


def test_a_verdict_of_the_past(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    world.hours(1, bad(500))
    world.look()
    hookshift.works("rollout", "start")
    hookshift.sql(
        "UPDATE hookshift.rollouts SET started_at = started_at + interval '1 hour' WHERE id = 2"
    )
    now = datetime.now(UTC)
    report = hookshift.json(
        "rollout", "explain", "--at", now.isoformat(), "--gate", "errors", "--domain", "jobs"
    )

    assert report["rollout"] == 1
    (verdict,) = report["verdicts"]
    assert (verdict["kind"], verdict["stage"]) == ("fail", 1)
    assert verdict["numbers"]["failures_since_start"] > 0
    assert "half" not in verdict["sentence"]
    assert report["plan"]["error_limit"] == 0.001
    for arguments in (("--rollout", "1"), ("--id", "1")):
        assert "✘ fail  errors of jobs" in hookshift.works("rollout", "explain", *arguments)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--at", "30d ago"], "no rollout had been started by "),
        (["--rollout", "1", "--at", "30d ago"], "rollout 1 has no such verdict at that time"),
        (["--domain", "cars"], "rollout 1 has no domain cars: name one of jobs, marketplace"),
        (["--gate", "errors", "--domain", "mobility"], "rollout 1 has no such verdict"),
    ],
)
def test_what_cannot_be_explained(
    hookshift: Hookshift, world: World, arguments: list[str], complaint: str
) -> None:
    hookshift.works("rollout", "start")
    world.look()
    result = hookshift("rollout", "explain", *arguments)

    assert result.exit_code == 1
    assert complaint in result.stderr


NOON = datetime(2025, 12, 3, 12, 0, tzinfo=UTC).astimezone()


@pytest.mark.parametrize(
    ("text", "distance"),
    [
        *(("2h ago", 120), ("1h30m ago", 90), ("5 min ago", 5), ("2 hours ago", 120)),
        *(
            (f"{NOON - timedelta(minutes=5):%H:%M}", 5),
            (f"{NOON + timedelta(minutes=5):%H:%M}", 1435),
        ),
        *(("2025-12-03T10:00:00+00:00", 120), ("2025-12-03 13:00+02:00", 60)),
    ],
)
def test_moments(text: str, distance: int) -> None:
    assert past(text, NOON) == NOON - timedelta(minutes=distance)


@pytest.mark.parametrize("text", ["soon", "25:00", "ago", "x ago", "2025-13-01", "", "-2h ago"])
def test_no_moment(hookshift: Hookshift, text: str) -> None:
    result = hookshift("rollout", "explain", f"--at={text}")

    assert result.exit_code == 2
    assert 'write "14:32"' in result.stderr


# Replays.


def changed(folder: Path, *replacements: tuple[str, str]) -> Path:
    """The shipped settings with changes."""
    text = SHIPPED.read_text()
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    path = folder / "changed.toml"
    path.write_text(text)
    return path


TOLERANT = (
    *(("limit = 0.1               #", "limit = 50.0 #"), ("at_least = 99.9", "at_least = 50.0")),
    *((f"prove = {prove}\n", "prove = 50.0\n") for prove in ("1.0", "0.5", "0.3", "0.1")),
)


def replayed(hookshift: Hookshift, config: Path = SHIPPED) -> Any:
    result = hookshift("rollout", "replay", "--json", config=config)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_same_gates_decide_the_same(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    started_before(hookshift, world, bad(500))
    report = replayed(hookshift)

    assert report["changed"] == []
    (stage,) = report["stages"]
    assert (stage["percentage"], stage["stage"], stage["passed_at"]) == (10, 1, None)
    assert stage["failed_at"] is not None
    assert {verdict["gate"] for verdict in stage["failed"]} == {"errors", "delivery"}
    output = hookshift.works("rollout", "replay")
    assert "the plan in hookshift.toml is the one that the rollout used" in output
    assert "10 %: errors of jobs fails: " in output
    assert "what happened: rolled back, errors of jobs: " in output


def test_other_gates_decide_otherwise(hookshift: Hookshift, world: World, tmp_path: Path) -> None:
    hookshift.works("rollout", "start")
    started_before(hookshift, world, bad(500))
    path = changed(tmp_path, *TOLERANT, ('warm_up = "2m"', 'warm_up = "1m"'))
    before = hookshift.sql("SELECT * FROM hookshift.rollouts")
    report = replayed(hookshift, path)

    assert "error limit 0.1 % -> 50 %" in report["changed"]
    assert report["stages"][0]["failed_at"] is None
    assert hookshift.sql("SELECT * FROM hookshift.rollouts") == before


def started_before(hookshift: Hookshift, world: World, unified: Any) -> None:
    """A rollout of an hour that has been, with its change in the audit trail."""
    world.hours(1, unified)
    hookshift.sql("ALTER TABLE webhook_routing_config_audit DISABLE TRIGGER USER")
    hookshift.sql("UPDATE webhook_routing_config_audit SET at = at - interval '1 hour'")
    world.look()


def test_nothing_to_replay(hookshift: Hookshift) -> None:
    result = hookshift("rollout", "replay")
    assert result.exit_code == 1
    assert "there is nothing to replay" in result.stderr

    hookshift.works("rollout", "start")
    result = hookshift("rollout", "replay")
    assert result.exit_code == 1
    assert "are past retention, or it had no traffic" in result.stderr


def change(at: float, version: int, percentage: float | None, enabled: bool = True) -> AuditRow:
    new = None if percentage is None else Decimal(str(percentage))
    return AuditRow(
        moment(at),
        "ada",
        "UPDATE",
        version,
        None,
        new,
        None,
        enabled,
        None,
        None,
        False,
        None,
        None,
        None,
    )


def test_shares_that_were_held() -> None:
    changes = [
        change(START - 1, 1, 5),
        change(START, 2, 10),
        change(START + 60, 3, 10),  # the stage was begun anew
        change(START + 90, 4, 25),
        change(START + 100, 5, 25, enabled=False),
        change(START + 200, 6, 35),
        change(START + 999, 7, 50),
    ]
    held = held_shares(list(reversed(changes)), START, START + 500)

    assert held == [
        HeldPercentage(1_000, frozenset({2, 3}), START, START + 90),
        HeldPercentage(2_500, frozenset({4}), START + 90, START + 100),
        HeldPercentage(0, frozenset({5}), START + 100, START + 200),
        HeldPercentage(3_500, frozenset({6}), START + 200, START + 500),
    ]


def test_what_another_plan_changes() -> None:
    stages = (PLAN.stages[0]._replace(hold=3_600.0, approval=True), *PLAN.stages[1:5])
    on_fail = {**PLAN.on_fail, Gate.ERRORS: OnFail.HOLD}
    other = PLAN._replace(
        error_limit=0.002, stages=stages, guards=("mobility",), settle=0.0, on_fail=on_fail
    )

    assert differences(PLAN, PLAN) == []
    assert differences(PLAN, other) == [
        "stage 1 of 6, 10 %, hold 4.0 h, prove 1 % -> "
        "stage 1 of 5, 10 %, hold 60 min, prove 1 %, approval",
        "stage 6 of 6, 100 %, hold 2.0 days, prove 0.1 % -> none",
        "guards mobility, profile, insurance, unknown -> mobility",
        "error limit 0.1 % -> 0.2 %",
        "on fail errors zero, delivery zero, latency zero, replies zero, share hold, guard hold -> "
        "errors hold, delivery zero, latency zero, replies zero, share hold, guard hold",
        "settle 120 -> 0",
    ]


def verdicts() -> tuple[Verdict, ...]:
    return Story().hours(0.1, traffic(120)).verdicts


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"stage": None}, "no stage of the plan has this percentage"),
        ({"failed_at": START + 7_200, "passed_at": START + 60}, "fail after 2.0 h"),
        ({"passed_at": START + 60}, "pass after 60 s"),
        ({"exhausted_at": START + 60}, "hold for an operator after 60 s"),
        ({}, "not yet: the hold is not over"),
        ({"last": verdicts()}, "not yet: errors and delivery and latency of jobs insufficient; "),
    ],
)
def test_what_is_said_of_a_share(found: dict[str, Any], said: str) -> None:
    held = HeldPercentage(1_000, frozenset({2}), START, START + 9_000)
    assert sentence(Found(**{"held": held, "stage": 0, **found})).startswith(said)

"""`hookshift rollout start`, `pause`, `resume`, `promote`, `rollback`, `abort`."""

import json
from pathlib import Path

import pytest

from hookshift.cli.rollout import commands
from hookshift.cli.session import actor
from hookshift.controller.apply import apply_happening
from hookshift.domain.rollout.state import Promoted
from hookshift.store.database import Connection
from hookshift.store.rollouts import StoredRollout, open_rollout
from hookshift.view.health import NOTHING_ADVANCES
from tests.cli.conftest import SHIPPED, Hookshift
from tests.cli.rollout_world import World, approving
from tests.cli.terminal import Terminal

WHY = ("--reason", "it is Friday")


@pytest.fixture
def world(hookshift: Hookshift) -> World:
    return World(hookshift)


def phase(hookshift: Hookshift) -> tuple[str, int]:
    (row,) = hookshift.sql("SELECT phase, stage FROM hookshift.rollouts ORDER BY id DESC LIMIT 1")
    return row["phase"], row["stage"]


def test_a_start_begins_the_plan_of_the_file(hookshift: Hookshift, world: World) -> None:
    output = hookshift.works("rollout", "start", "--reason", "day 3")

    assert output.startswith("rollout 1: running, stage 1 of 6, 10 %\nnext: stage 2 of 6, 25 %, ")
    assert world.percentage == 10
    (row,) = hookshift.sql("SELECT started_by, reason FROM hookshift.rollouts")
    assert tuple(row) == (actor(), "day 3")


def test_a_start_at_a_later_stage(hookshift: Hookshift, world: World) -> None:
    report = hookshift.json("rollout", "start", "--stage", "3")

    assert (report["rollout"]["stage"], report["rollout"]["percentage"]) == (3, 35)
    assert [stage["course"] for stage in report["rollout"]["stages"][:3]] == [
        *("left out", "left out", "current"),
    ]
    assert world.percentage == 35


@pytest.mark.parametrize("stage", ["0", "-1", "x"])
def test_no_stage(hookshift: Hookshift, stage: str) -> None:
    assert hookshift("rollout", "start", f"--stage={stage}").exit_code == 2


def test_a_start_beyond_the_plan(hookshift: Hookshift, world: World) -> None:
    result = hookshift("rollout", "start", "--stage", "7")

    assert result.exit_code == 1
    assert "there is no stage 7: the plan has 6" in result.stderr
    assert world.percentage == 0


def test_a_start_while_one_is_open(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    result = hookshift("rollout", "start")

    assert result.exit_code == 1
    assert "rollout 1 is running in stage 1" in result.stderr
    assert "hookshift rollout abort" in result.stderr


def test_what_waits_for_a_controller_is_said(hookshift: Hookshift, world: World) -> None:
    assert NOTHING_ADVANCES in hookshift("rollout", "start").stderr
    world.lead()
    assert hookshift("rollout", "pause").stderr == ""
    assert hookshift("rollout", "abort").stderr == ""


def test_a_pause_and_its_end(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")

    assert "rollout 1: paused, stage 1" in hookshift.works("rollout", "pause", "--reason", "lunch")
    assert "rollout 1: running, stage 1" in hookshift.works("rollout", "resume")
    rows = hookshift.sql("SELECT news, actor, text FROM hookshift.rollout_entries ORDER BY id")
    assert [tuple(row) for row in rows[2:]] == [
        ("paused", actor(), "lunch"),
        ("resumed", actor(), "resumed by a person"),
    ]


@pytest.mark.parametrize("command", ["pause", "resume", "promote", "rollback", "abort"])
def test_without_a_rollout(hookshift: Hookshift, command: str) -> None:
    result = hookshift("rollout", command)

    assert result.exit_code == 1
    assert "no rollout is running. `hookshift rollout start` starts one." in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["start", "pause", "status", "history", "explain", "lint"])
def test_a_database_that_is_not_migrated(unmigrated: Hookshift, command: str) -> None:
    result = unmigrated("rollout", command)

    assert result.exit_code == 1
    assert "hookshift db migrate" in result.stderr


def test_an_approval_is_for_the_stage_that_is_current(hookshift: Hookshift, tmp_path: Path) -> None:
    plan = approving(tmp_path)
    hookshift("rollout", "start", config=plan)
    result = hookshift("rollout", "promote", config=plan)

    assert result.exit_code == 0
    assert "approves the end of stage 1 of 6, 10 %" in result.stdout
    (row,) = hookshift.sql("SELECT text FROM hookshift.rollout_entries WHERE news = 'approved'")
    assert row["text"] == "stage 1 of 6, 10 %, approved"
    assert phase(hookshift) == ("running", 0)  # it approves, and proves nothing

    again = hookshift("rollout", "promote", config=plan)
    assert again.exit_code == 1
    assert "stage 1 of 6, 10 %, is approved already" in again.stderr


def test_a_late_approval_does_not_approve_the_next_stage(
    hookshift: Hookshift, tmp_path: Path
) -> None:
    plan = approving(tmp_path)
    hookshift("rollout", "start", "--stage", "2", config=plan)
    result = hookshift("rollout", "promote", "--stage", "1", config=plan)

    assert result.exit_code == 1
    assert "the rollout is in stage 2 of 6, 25 %, not in stage 1" in result.stderr
    assert not hookshift.sql("SELECT FROM hookshift.rollout_entries WHERE news = 'approved'")


def test_an_approval_is_for_the_stage_that_it_showed_though_the_rollout_went_on(
    hookshift: Hookshift, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = approving(tmp_path)
    hookshift("rollout", "start", config=plan)

    async def seen_too_early(connection: Connection) -> StoredRollout | None:
        found = await open_rollout(connection)
        await apply_happening(
            connection, lambda now: Promoted(now, 0, override=True, reason="faster"), "eve"
        )
        return found

    monkeypatch.setattr(commands, "open_rollout", seen_too_early)
    result = hookshift("rollout", "promote", config=plan)

    assert result.exit_code == 1
    assert "the rollout is in stage 2 of 6, 25 %, not in stage 1" in result.stderr


def test_a_stage_that_needs_no_approval(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    result = hookshift("rollout", "promote")

    assert result.exit_code == 1
    assert "needs no approval" in result.stderr
    assert "--override with a --reason" in result.stderr


def test_an_override_needs_a_reason_and_is_kept(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    refused = hookshift("rollout", "promote", "--override")
    assert refused.exit_code == 1
    assert "an override needs a --reason" in refused.stderr

    output = hookshift.works("rollout", "promote", "--stage", "1", "--override", *WHY)
    assert "rollout 1: running, stage 2 of 6, 25 %" in output
    assert world.percentage == 25
    (row,) = hookshift.sql(
        "SELECT actor, text FROM hookshift.rollout_entries WHERE news = 'overridden'"
    )
    assert tuple(row) == (actor(), "it is Friday")


@pytest.mark.parametrize(
    ("target", "share"),
    [([], 0), (["--to", "zero"], 0), (["--to", "previous"], 25), (["--to", "12.5"], 12.5)],
)
def test_a_rollback_ends_the_rollout_at_a_lower_share(
    hookshift: Hookshift, world: World, target: list[str], share: float
) -> None:
    hookshift.works("rollout", "start", "--stage", "3")
    output = hookshift.works("rollout", "rollback", *target, *WHY)

    assert "rollout 1: rolled back, stage 3 of 6, 35 %" in output
    assert world.percentage == share


@pytest.mark.parametrize("target", ["36", "100"])
def test_a_rollback_never_raises(hookshift: Hookshift, world: World, target: str) -> None:
    hookshift.works("rollout", "start", "--stage", "3")
    result = hookshift("rollout", "rollback", "--to", target)

    assert result.exit_code == 1
    assert "so it is not a rollback" in result.stderr
    assert world.percentage == 35


@pytest.mark.parametrize("target", ["101", "-1", "nan", "ten", "10.005", ""])
def test_no_target(hookshift: Hookshift, target: str) -> None:
    result = hookshift("rollout", "rollback", f"--to={target}")

    assert result.exit_code == 2
    assert "is not a percentage: write 0 to 100, with at most two decimals" in result.stderr


@pytest.mark.parametrize(("extra", "share"), [([], 0), (["--keep-share"], 35)])
def test_an_abort(hookshift: Hookshift, world: World, extra: list[str], share: float) -> None:
    hookshift.works("rollout", "start", "--stage", "3")

    result = hookshift("rollout", "abort", *extra, *WHY)

    assert "rollout 1: aborted" in result.stdout
    assert result.stderr == ""  # what is over needs no controller
    assert world.percentage == share


def test_for_programs(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    report = hookshift.json("rollout", "pause", "--reason", "lunch")

    assert report["rollout"]["phase"] == "paused"
    assert report["rollout"]["why"] == "lunch"
    assert report["next"]["commands"][0] == "hookshift rollout resume"
    assert report["degraded"] == [f"rollout: {NOTHING_ADVANCES}", "no gateway is running"]


def test_after_a_fail_going_on_needs_a_reason(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    hookshift.sql(
        "UPDATE hookshift.rollouts SET phase = 'held', progress = jsonb_set(jsonb_set("
        "progress::jsonb, '{state,phase}', '\"held\"'), '{state,failed}', 'true')::json"
    )
    refused = hookshift("rollout", "resume")
    assert refused.exit_code == 1
    assert "requires a --reason" in refused.stderr
    assert "rollout 1: running" in hookshift.works("rollout", "resume", *WHY)


def at_terminal(hookshift: Hookshift) -> Terminal:
    return Terminal(hookshift.environ, "--config", str(SHIPPED))


@pytest.mark.parametrize(
    ("command", "question"),
    [
        (
            ["abort", "--keep-share"],
            "End the rollout and keep the share, unwatched by any gate?",
        ),
        (["promote", "--override", *WHY], "Leave stage 1 of 6, 10 % without proof?"),
    ],
)
def test_at_a_terminal_what_is_dangerous_is_asked(
    hookshift: Hookshift, command: list[str], question: str
) -> None:
    hookshift.works("rollout", "start")
    code, output = at_terminal(hookshift)("n\n", "rollout", *command)

    assert question in output
    assert code == 1
    assert phase(hookshift) == ("running", 0)


def test_at_a_terminal_yes_is_done_and_may_be_said_before(hookshift: Hookshift) -> None:
    terminal = at_terminal(hookshift)
    hookshift.works("rollout", "start")
    assert terminal("y\n", "rollout", "promote", "--override", *WHY)[0] == 0
    assert phase(hookshift) == ("running", 1)

    code, output = terminal("", "rollout", "abort", "--yes")
    assert code == 0
    assert "?" not in output
    assert phase(hookshift) == ("aborted", 1)


@pytest.mark.parametrize(
    "line",
    ["rollback", "disable", "rollout rollback", "rollout abort", "rollout pause", "set 3",
     "rollout rollback --yes"],
)  # fmt: skip
def test_at_a_terminal_whatever_is_safe_acts_at_once(hookshift: Hookshift, line: str) -> None:
    hookshift.works("rollout", "start")
    code, output = at_terminal(hookshift)("", *line.split())
    assert code == 0
    assert "?" not in output


MOVES = (
    "This moves {} % of the people of jobs, marketplace, property from legacy to unified at once"
)


@pytest.mark.parametrize(
    ("before", "line", "question"),
    [
        ([], "set 100", f"{MOVES.format(100)} (0 % -> 100 %); the plan's next stage is 10 %. Do"),
        (["set 10"], "set 25.5", f"{MOVES.format('15.5')} (10 % -> 25.5 %); the plan's next stage"),
        (["set 50", "disable"], "enable", f"{MOVES.format(50)} (0 % -> 50 %)"),
        (
            [],
            "rollout start --stage 4",
            f"{MOVES.format(50)} (0 % -> 50 %). Start at stage 4 of 6, 50 %?",
        ),
        (
            ["rollout start --stage 3", "set 0", "rollout pause"],
            "rollout resume",
            f"{MOVES.format(35)} (0 % -> 35 %); the plan's next stage is 10 %",
        ),
    ],
)
def test_at_a_terminal_a_leap_is_asked_and_says_who_is_moved(
    hookshift: Hookshift, before: list[str], line: str, question: str
) -> None:
    for each in before:
        hookshift(*each.split())
    config = "SELECT percentage, enabled FROM webhook_routing_config"
    was = [tuple(row) for row in hookshift.sql(config)]
    code, output = at_terminal(hookshift)("n\n", *line.split())
    assert question in output
    assert code == 1
    assert [tuple(row) for row in hookshift.sql(config)] == was

    assert at_terminal(hookshift)("", *line.split(), "--yes")[0] == 0
    assert [tuple(row) for row in hookshift.sql(config)] != was


@pytest.mark.parametrize(
    ("before", "line"),
    [([], "set 10"), (["set 10"], "set 25"), (["set 50"], "set 10"), (["disable"], "set 100"),
     ([], "rollout start"), (["set 8", "disable"], "enable")],
)  # fmt: skip
def test_at_a_terminal_a_step_of_the_plan_is_not_asked(
    hookshift: Hookshift, before: list[str], line: str
) -> None:
    for each in before:
        hookshift.works(*each.split())
    code, output = at_terminal(hookshift)("", *line.split())
    assert code == 0, output
    assert "?" not in output


def test_an_unknown_command_is_no_traceback(hookshift: Hookshift) -> None:
    assert hookshift("rollout", "undo").exit_code == 2
    assert json.loads(hookshift("rollout", "status", "--json").stdout)["rollout"] is None

"""`hookshift rollout status`, waiting for it, and what `hookshift status` says of a rollout."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import pytest

from hookshift.cli.output import Exit
from hookshift.cli.rollout.status import standing
from hookshift.cli.rollout.wait import Goal, GoalWord, What, outcome
from hookshift.domain.rollout.state import Aborted, Interfered, Paused, Promoted, RolledBack
from hookshift.view.health import NOTHING_ADVANCES
from tests.cli.conftest import SHIPPED, Hookshift
from tests.cli.rollout_world import World
from tests.controller.feed import bad
from tests.view.stories import PLAN, Story, counts, traffic

PATIENCE = 30.0
OVERRIDE = ("rollout", "promote", "--override", "--reason", "test", "--stage")


STATUSES = (("status",), ("rollout", "status"))


@pytest.fixture
def world(hookshift: Hookshift) -> World:
    return World(hookshift)


def test_no_rollout_is_no_fault(hookshift: Hookshift, world: World) -> None:
    world.lead()
    output = hookshift.works("rollout", "status")

    assert output.startswith("no rollout has been started\n")
    assert "hookshift rollout start" in output
    assert hookshift.json("rollout", "status")["rollout"] is None


def test_without_a_rollout_it_says_what_status_says(hookshift: Hookshift) -> None:
    result = hookshift("rollout", "status")

    assert result.exit_code == hookshift("status").exit_code == 3
    assert "! degraded: no gateway is running" in result.stdout


def test_a_rollout_that_runs(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    world.look()
    output = hookshift.works("rollout", "status")

    assert output.startswith("rollout 1  ▶ running  stage 1 of 6, 10 %, since ")
    assert "✔ healthy" in output
    assert "jobs        errors   … insufficient" in output
    assert output.endswith(")\n")


def test_what_the_evidence_says_goes_from_the_gateways_to_the_screen(
    hookshift: Hookshift, world: World
) -> None:
    hookshift.works("rollout", "start")
    world.hours(2)
    world.look()
    gates = hookshift.json("rollout", "status")["rollout"]["gates"]
    (row,) = [each for each in gates if (each["domain"], each["gate"]) == ("jobs", "errors")]

    # Those of the first two minutes prove nothing good.
    assert (row["verdict"], row["seen"], row["value"]) == ("pass", 11 * 500, 0)
    assert row["proven"] < row["goal"] == 0.01


def test_everything_for_programs(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start", "--reason", "day 3")
    world.look()
    report = hookshift.json("rollout", "status")

    rollout = report["rollout"]
    assert (rollout["id"], rollout["phase"], rollout["stage"], rollout["reason"]) == (
        *(1, "running", 1, "day 3"),
    )
    assert rollout["hold"]["needed"] == 4 * 3_600
    assert rollout["hold"]["extended"] is False
    assert len(rollout["gates"]) == 3 * 5
    assert len(rollout["verdicts"]) == 3 * 5 + 4
    assert rollout["plan"]["stages"][1]["percentage"] == 25
    assert report["degraded"] == []
    assert report["controller"]["leads"] is True
    assert report["controller"]["process"] == "ops-1 (pid 4242)"
    assert report["gateways"] == {"follow": 1, "living": 1}
    assert report["share"]["percentage"] == 10
    assert report["next"]["what"].startswith("stage 2 of 6, 25 %")
    assert [entry["news"] for entry in report["history"]] == ["started", "entered"]


@pytest.mark.parametrize(
    ("disturb", "fault"),
    [
        ("UPDATE hookshift.leases SET expires_at = now() - interval '1 s'", NOTHING_ADVANCES),
        ("UPDATE hookshift.gateways SET config_version = 1, seen_at = now() + interval '2 s'",
         "follows version 1, not 2"),
        ("DELETE FROM hookshift.gateways", "no gateway is running"),
        ("UPDATE hookshift.rollouts SET looked_at = now() - interval '31 s'",
         "a controller leads, but has evaluated nothing for"),
    ],
)  # fmt: skip
def test_what_degrades_it(hookshift: Hookshift, world: World, disturb: str, fault: str) -> None:
    hookshift.works("rollout", "start")
    world.look()
    hookshift.works("rollout", "status")
    hookshift.sql(disturb)
    result = hookshift("rollout", "status")

    assert result.exit_code == 3
    assert f"! degraded: {fault}" in result.stdout or fault in result.stdout
    assert hookshift("rollout", "status", "--json").exit_code == 3


def test_a_gate_that_fails_takes_it_back_and_stays_degraded(
    hookshift: Hookshift, world: World
) -> None:
    hookshift.works("rollout", "start")
    world.hours(1, bad(500))
    world.look()
    result = hookshift("rollout", "status")

    assert world.percentage == 0
    assert result.exit_code == 3
    assert "rollout 1  ✘ rolled back  stage 1 of 6, 10 %" in result.stdout
    assert "! degraded: rollout 1 was rolled back in stage 1 of 6, 10 %, at " in result.stdout
    assert " s ago): errors of jobs: " in result.stdout
    assert hookshift("rollout", "status", "--rollout", "1").exit_code == 3
    overall = hookshift("status")
    assert overall.exit_code == 3
    assert overall.stdout.startswith("degraded: rollout 1 was rolled back in stage 1 of 6, 10 %")


def test_a_rollback_is_degraded_for_an_hour_or_until_somebody_takes_note(
    hookshift: Hookshift, world: World
) -> None:
    hookshift.works("rollout", "start")
    world.look()
    hookshift.works("rollout", "rollback")
    world.lead()
    assert [hookshift(*each).exit_code for each in STATUSES] == [3, 3]
    hookshift.works("alerts", "ack", "rolled_back", "--reason", "we know")
    assert [hookshift(*each).exit_code for each in STATUSES] == [0, 0]
    assert "(acknowledged by " in hookshift.works("status")
    hookshift.works("alerts", "unsilence", "rolled_back", "1")
    assert [hookshift(*each).exit_code for each in STATUSES] == [3, 3]
    hookshift.sql("UPDATE hookshift.rollouts SET ended_at = ended_at - interval '61 minutes'")
    assert [hookshift(*each).exit_code for each in STATUSES] == [0, 0]


def test_interference_is_seen(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    hookshift.sql("SELECT update_routing_percentage(35)")
    world.look()
    result = hookshift("rollout", "status")

    assert result.exit_code == 3
    assert "rollout 1  = paused" in result.stdout
    assert "somebody else changed the share" in result.stdout
    assert "35 % configured" in result.stdout


def test_a_rollout_that_is_not_there(hookshift: Hookshift) -> None:
    result = hookshift("rollout", "status", "--rollout", "99")

    assert result.exit_code == 1
    assert "there is no rollout 99: `hookshift rollout history --all`" in result.stderr


# Waiting.


def on_approval(plan: Any = PLAN) -> Story:
    stages = tuple(each._replace(approval=True) for each in plan.stages)
    return Story(plan._replace(stages=stages)).hours(4.1, traffic(120))


def after(*happenings: Callable[[float], Any]) -> Story:
    story = Story().hours(0.1, traffic(120))
    for happening in happenings:
        story.apply(happening(story.now))
    return story


def held() -> Story:
    failing = (counts(60, new=60), counts(60, new=60))
    return Story().hours(0.2, dict.fromkeys(PLAN.domains, failing))


@cache
def at_the_end() -> Story:
    return Story(stage=5).hours(48.1, traffic(120, 1.0))


PASSED, COMPLETED = Goal(What.PASSED), Goal(What.COMPLETED)


def on(now: float) -> Promoted:
    return Promoted(now, 0, override=True, reason="test")


@pytest.mark.parametrize(
    ("goal", "story", "end"),
    [
        (PASSED, Story, None),
        (PASSED, on_approval, Exit.OK),
        (PASSED, partial(after, on), Exit.OK),
        (Goal(What.STAGE, 1), Story, None),
        (Goal(What.STAGE, 1), on_approval, None),
        (Goal(What.STAGE, 1), partial(after, on), Exit.OK),
        (Goal(What.STAGE, 0), partial(after, on), Exit.OK),
        (COMPLETED, partial(after, on), None),
        (COMPLETED, at_the_end, Exit.OK),
        (Goal(What.STAGE, 5), at_the_end, Exit.OK),
        (COMPLETED, partial(after, Paused), None),
        (COMPLETED, partial(after, lambda now: Interfered(now, "eve")), Exit.DEGRADED),
        (COMPLETED, held, Exit.DEGRADED),
        (PASSED, partial(after, lambda now: RolledBack(now, 0)), Exit.DEGRADED),
        # Where it has been is of no use to who waits for it to stay there.
        (PASSED, partial(after, on, Aborted), Exit.DEGRADED),
    ],
)
def test_how_waiting_ends(goal: Goal, story: Callable[[], Story], end: Exit | None) -> None:
    # Made here: days of traffic would else be made wherever tests are only collected.
    assert outcome(goal, 0, standing(story().rollout)) is end


@pytest.mark.parametrize(
    ("word", "goal"),
    [("passed", PASSED), ("completed", COMPLETED), ("stage=2", Goal(What.STAGE, 1))],
)
def test_goals(word: str, goal: Goal) -> None:
    assert GoalWord().convert(word, None, None) == goal


@pytest.mark.parametrize("word", ["stage=0", "stage=-1", "stage=", "stage", "failed", "stage=x"])
def test_no_goal(hookshift: Hookshift, word: str) -> None:
    result = hookshift("rollout", "status", "--wait", word)

    assert result.exit_code == 2
    assert "is not a goal: write passed, stage=N (from 1) or completed" in result.stderr


def test_waiting_has_an_end(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    result = hookshift("rollout", "status", "--wait", "completed", "--timeout", "0.2s")

    assert result.exit_code == 1
    assert "timed out after 0.2s" in result.stderr


@pytest.mark.parametrize("word", ["soon", "-1s", ""])
def test_no_timeout(hookshift: Hookshift, word: str) -> None:
    assert hookshift("rollout", "status", f"--timeout={word}").exit_code == 2


def test_waiting_for_nothing(hookshift: Hookshift) -> None:
    result = hookshift("rollout", "status", "--wait", "passed")
    assert result.exit_code == 1
    assert "no rollout has been started" in result.stderr

    hookshift.works("rollout", "start")
    result = hookshift("rollout", "status", "--wait", "stage=7")
    assert result.exit_code == 1
    assert "has 6 stages, so it never reaches stage 7" in result.stderr


OF_COMMANDS = (
    "FROM pg_stat_activity"
    " WHERE application_name = 'hookshift cli' AND datname = current_database()"
)


class Waiting:
    """`hookshift rollout status --wait ...` beside the test, once it has looked."""

    def __init__(self, hookshift: Hookshift, goal: str) -> None:
        arguments = ("rollout", "status", "--json", "--wait", goal, "--timeout", "60s")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hookshift", "--config", str(SHIPPED), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **hookshift.environ},
            text=True,
        )
        assert self._process.stderr is not None
        assert self._process.stderr.readline() == f"Waiting for {goal}, for at most 60 s.\n"

    def ended(self) -> tuple[int, str, str]:
        """Its exit code, and what it said."""
        output, found = self._process.communicate(timeout=PATIENCE)
        return self._process.returncode, output, found


def test_waiting_ends_when_it_is_reached_and_tells_on_the_way(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    waiting = Waiting(hookshift, "stage=2")
    hookshift.works(*OVERRIDE, "1")
    code, output, found = waiting.ended()

    assert code == 0
    assert json.loads(output)["rollout"]["stage"] == 2
    assert "overridden: test" in found


def test_waiting_outlives_a_connection(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    waiting = Waiting(hookshift, "passed")
    hookshift.sql(f"SELECT pg_terminate_backend(pid) {OF_COMMANDS}")
    hookshift.works(*OVERRIDE, "1")

    assert waiting.ended()[0] == 0


def test_waiting_ends_when_the_rollout_does(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    waiting = Waiting(hookshift, "completed")
    hookshift.works("rollout", "abort", "--reason", "no")
    # Another one is not the one that was waited for.
    hookshift.works("rollout", "start")
    code, output, _ = waiting.ended()

    assert code == 3
    assert json.loads(output)["rollout"]["id"] == 1


# What the other commands say of it.


def test_status_names_the_open_rollout(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    world.look()
    output = hookshift.works("status")

    assert "\nrollout 1: running, stage 1 of 6, 10 %; next: stage 2 of 6, 25 %" in output
    assert hookshift.json("status")["rollout"]["phase"] == "running"


def test_status_is_degraded_if_the_open_rollout_is(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    world.look()
    hookshift.sql("UPDATE hookshift.leases SET expires_at = now() - interval '1 s'")
    result = hookshift("status")

    assert result.exit_code == 3
    assert f"degraded: rollout: {NOTHING_ADVANCES}" in result.stdout


def test_status_is_silent_of_what_is_over(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    world.look()
    hookshift.works("rollout", "abort", "--reason", "enough")
    world.lead()

    assert "rollout 1" not in hookshift.works("status")
    assert hookshift.json("status")["rollout"] is None


@pytest.mark.parametrize("command", [["set", "12"], ["disable"], ["set", "10"]])
def test_changing_the_share_says_that_the_rollout_will_pause(
    hookshift: Hookshift, world: World, command: list[str]
) -> None:
    hookshift.works("rollout", "start")
    result = hookshift(*command)

    assert result.exit_code == 0
    assert "a rollout is open and will pause" in result.stderr
    assert world.look().progress.state.phase == "paused"

    again = hookshift("set", "9")
    assert again.exit_code == 0
    assert "a rollout is open and paused" in again.stderr


@pytest.mark.parametrize(
    ("words", "share"), [([], 0), (["--to", "4"], 4), (["--previous"], 0), (["--to", "0"], 0)]
)
def test_the_way_back_ends_the_rollout_whose_share_it_lowers(
    hookshift: Hookshift, world: World, words: list[str], share: float
) -> None:
    hookshift.works("rollout", "start")
    result = hookshift("rollback", *words, "--reason", "complaints", "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert json.loads(result.stdout)["percentage"] == share
    state = world.look().progress.state
    assert (state.phase, state.reason) == ("rolled_back", "complaints")


def test_the_way_back_undoes_what_somebody_else_did_in_a_rollout(
    hookshift: Hookshift, world: World
) -> None:
    hookshift.works("rollout", "start")
    hookshift.works("set", "80")
    assert hookshift.json("rollback")["percentage"] == 0
    assert world.look().progress.state.phase == "rolled_back"


def test_a_target_above_the_stage_is_reached_all_the_same(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    hookshift.works("set", "80")
    assert hookshift.json("rollback", "--to", "30")["percentage"] == 30


def test_the_way_back_never_raises(hookshift: Hookshift, world: World) -> None:
    hookshift.works("rollout", "start")
    hookshift.works("set", "2")
    assert hookshift("rollback", "--to", "30").exit_code == 1
    assert hookshift.json("rollback", "--to", "1")["percentage"] == 1
    assert world.look().progress.state.phase == "rolled_back"


def test_changing_the_share_says_nothing_without_a_rollout(hookshift: Hookshift) -> None:
    hookshift.works("rollout", "start")
    hookshift.works("rollout", "abort")

    assert hookshift("set", "12").stderr == ""
    assert hookshift("disable", "--json").stderr == ""


def test_an_emergency_stop_works_whatever_is_wrong_with_the_rollout(
    hookshift: Hookshift, world: World
) -> None:
    hookshift.works("rollout", "start")
    hookshift.sql("""UPDATE hookshift.rollouts SET plan = '{"of": "another version"}'""")
    result = hookshift("rollback")

    assert result.exit_code == 0
    assert world.percentage == 0
    assert (
        "the change was made, but hookshift cannot tell whether a rollout is open" in result.stderr
    )

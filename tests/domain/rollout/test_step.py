"""Rollouts as transcripts: what happens, and what follows."""

import pytest

from hookshift.domain.evidence.plan import Gate, OnFail, Plan
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.domain.rollout.state import (
    Aborted,
    Interfered,
    News,
    Paused,
    Phase,
    Promoted,
    Resumed,
    RolledBack,
    SetShare,
)
from hookshift.domain.rollout.step import step
from tests.domain.play import PASS, Play, instead
from tests.domain.rollouts import NOW, PLAN, plan, verdict

UNKNOWN = (VerdictKind.INSUFFICIENT, VerdictKind.STARVED, VerdictKind.IDLE)


def with_approval(*stages: int) -> Plan:
    """PLAN with approvals after these stages, from 0."""
    return plan(
        stages=tuple(
            stage._replace(approval=number in stages) for number, stage in enumerate(PLAN.stages)
        )
    )


def on_fail(gate: Gate, action: OnFail) -> Plan:
    return plan(on_fail={**PLAN.on_fail, gate: action})


def test_a_rollout_that_goes_well() -> None:
    play = Play()
    play.sees(*instead(VerdictKind.INSUFFICIENT), after=1).sees(*PASS, after=3.9)
    play.sees(*PASS, after=4).sees(*PASS, after=23).sees(*PASS, after=24).sees(*PASS, after=48)
    assert play.lines == [
        "running 1: set 10 %, enter 1, entered, started",
        "running 1: nothing",
        "running 1: nothing",
        "running 2: passed, set 50 %, enter 2, entered",
        "running 2: nothing",
        "running 3: passed, set 100 %, enter 3, entered",
        "completed 3: passed, completed",
    ]
    assert play.text == "stage 3 of 3, 100 %, passed every gate after 2.0 days"


def test_a_rollout_that_begins_later() -> None:
    assert Play(stage=1).lines == ["running 2: set 50 %, enter 2, entered, started"]
    assert Play(stage=1).text == "stage 2 of 3, 50 %"


# What fails.


def test_a_fail_rolls_back_at_once_and_for_good() -> None:
    play = Play().sees(*instead(VerdictKind.FAIL), after=0)
    assert play.last == "rolled_back 1: lower to 0 %, failed, rolled_back"
    assert play.text == "back to 0 %: errors of jobs: the fail of errors"
    assert play.state.reason == "errors of jobs: the fail of errors"
    assert play.sees(*PASS, after=4).last == "rolled_back 1: nothing"


@pytest.mark.parametrize(
    ("action", "stage", "expected"),
    [
        (OnFail.ZERO, 1, "rolled_back 2: lower to 0 %, failed, rolled_back"),
        (OnFail.PREVIOUS, 1, "rolled_back 2: lower to 10 %, failed, rolled_back"),
        (OnFail.PREVIOUS, 0, "rolled_back 1: lower to 0 %, failed, rolled_back"),
        (OnFail.DISABLE, 1, "rolled_back 2: disable, failed, rolled_back"),
        (OnFail.HOLD, 1, "held 2: failed, held"),
    ],
)
def test_what_a_fail_does_is_the_plans(action: OnFail, stage: int, expected: str) -> None:
    play = Play(on_fail(Gate.ERRORS, action), stage)
    assert play.sees(*instead(VerdictKind.FAIL), after=0).last == expected


def test_of_several_fails_the_one_that_goes_furthest_decides() -> None:
    fails = (verdict(VerdictKind.FAIL, Gate.SHARE), verdict(VerdictKind.FAIL, Gate.ERRORS))
    play = Play().sees(*fails, *PASS, after=0)
    assert play.last == "rolled_back 1: lower to 0 %, failed, rolled_back"
    assert play.state.reason.startswith("errors of jobs")
    some = plan(on_fail={Gate.SHARE: OnFail.DISABLE, Gate.ERRORS: OnFail.PREVIOUS})
    assert Play(some).sees(*fails, after=0).last == "rolled_back 1: disable, failed, rolled_back"


def test_an_incident_of_the_platform_is_held() -> None:
    play = Play().sees(*instead(VerdictKind.FAIL, incident=True), after=0)
    assert play.last == "held 1: failed, held"


def test_an_incident_excuses_only_itself() -> None:
    fails = (verdict(VerdictKind.FAIL, incident=True), verdict(VerdictKind.FAIL, Gate.LATENCY))
    play = Play().sees(*fails, after=0)
    assert play.last == "rolled_back 1: lower to 0 %, failed, rolled_back"
    assert play.state.reason.startswith("latency of jobs")


@pytest.mark.parametrize("phase", ["approval", "frozen", "paused", "held"])
def test_a_fail_acts_wherever_the_rollout_waits(phase: str) -> None:
    play = Play(with_approval(0) if phase == "approval" else PLAN)
    if phase == "paused":
        play.happens(Paused(NOW))
    elif phase == "held":
        play.sees(*instead(VerdictKind.INSUFFICIENT), after=12)
    else:
        play.sees(*PASS, after=4, frozen="it is night")
    assert play.state.phase.value == phase
    play.sees(*instead(VerdictKind.FAIL), after=5, frozen="it is night", blind="stale")
    assert play.state.phase is Phase.ROLLED_BACK


def test_a_hold_for_a_fail_is_told_once() -> None:
    play = Play()
    for _ in range(3):
        play.sees(*instead(VerdictKind.FAIL, Gate.SHARE), after=1)
    assert play.lines[1:] == ["held 1: failed, held", "held 1: nothing", "held 1: nothing"]


def test_what_is_held_for_want_of_proof_may_still_fail() -> None:
    play = Play().sees(*instead(VerdictKind.INSUFFICIENT), after=12)
    play.sees(*instead(VerdictKind.FAIL, Gate.SHARE), after=12)
    assert play.last == "held 1: failed, held"
    assert play.state.reason == "share of jobs: the fail of share"
    assert "held after a failed gate (share of jobs" in play.refuses(Resumed(NOW))


# What is not known.


@pytest.mark.parametrize("kind", UNKNOWN)
def test_what_is_not_known_waits_and_then_calls_a_person(kind: VerdictKind) -> None:
    play = Play()
    for after in (4, 8, 11.9, 12):
        play.sees(*instead(kind), after=after)
    assert play.lines[1:] == ["running 1: nothing"] * 3 + ["held 1: held"]
    assert play.text == f"not proven within 12 h at 10 %: errors of jobs is {kind}"
    assert not play.state.failed
    assert play.happens(Resumed(NOW)).last == "running 1: resumed, set 10 %, enter 1, entered"


def test_no_verdicts_are_no_pass() -> None:
    assert Play().sees(after=100).state.phase is Phase.HELD


BLIND = tuple(each._replace(kind=VerdictKind.BLIND) for each in PASS)


def test_blindness_is_told_when_it_comes_and_goes_and_nothing_else_follows() -> None:
    play = Play()
    play.sees(*BLIND, after=1, blind="no gateway").sees(*BLIND, after=1, blind="still none")
    play.sees(*BLIND, after=99, blind="still none").sees(*PASS, after=3)
    assert play.lines[1:] == [
        "running 1: blind",
        "running 1: nothing",
        "running 1: nothing",
        "running 1: sighted",
    ]


@pytest.mark.parametrize("waits_for", ["approval", "frozen"])
def test_blindness_takes_away_nothing_that_has_passed(waits_for: str) -> None:
    play = Play(with_approval(0) if waits_for == "approval" else PLAN)
    play.sees(*PASS, after=4, frozen="it is night")
    play.sees(*BLIND, after=4, blind="a worker is silent").sees(*PASS, after=4, frozen="night")
    assert [line.split(":")[0] for line in play.lines[1:]] == [f"{waits_for} 1"] * 3


# Approval.


def test_an_approval_is_waited_for() -> None:
    play = Play(with_approval(0)).sees(*PASS, after=4).sees(*PASS, after=5)
    play.happens(Promoted(NOW, 0)).sees(*PASS, after=6)
    assert play.lines[1:] == [
        "approval 1: needs_approval",
        "approval 1: nothing",
        "approval 1: approved",
        "running 2: passed, set 50 %, enter 2, entered",
    ]


def test_an_approval_may_be_early_and_replaces_no_proof() -> None:
    play = Play(with_approval(0)).happens(Promoted(NOW, 0, reason="looks good"))
    play.sees(*instead(VerdictKind.INSUFFICIENT), after=4).sees(*PASS, after=3).sees(*PASS, after=5)
    assert play.lines[1:] == [
        "running 1: approved",
        "running 1: nothing",
        "running 1: nothing",
        "running 2: passed, set 50 %, enter 2, entered",
    ]


def test_an_approval_is_of_one_stage() -> None:
    play = Play(with_approval(0, 1)).happens(Promoted(NOW, 0)).sees(*PASS, after=4)
    assert not play.state.approved
    late = play.refuses(Promoted(NOW, 0))
    assert late == (
        "the rollout is in stage 2 of 3, 50 %, not in stage 1: look at `hookshift rollout status` "
        "and name the stage that you mean."
    )
    assert play.sees(*PASS, after=24).last == "approval 2: needs_approval"


def test_the_end_may_need_an_approval_too() -> None:
    play = Play(with_approval(2), stage=2).sees(*PASS, after=48, frozen="it is night")
    assert play.last == "approval 3: needs_approval"
    play.happens(Promoted(NOW, 2)).sees(*PASS, after=48, frozen="it is night")
    assert play.last == "completed 3: passed, completed"


def test_a_pass_that_is_lost_while_it_waits() -> None:
    play = Play(with_approval(0)).sees(*PASS, after=4)
    play.sees(*instead(VerdictKind.INSUFFICIENT), after=4).happens(Promoted(NOW, 0))
    play.sees(*PASS, after=5)
    assert play.lines[2:] == [
        "running 1: lost",
        "running 1: approved",
        "running 2: passed, set 50 %, enter 2, entered",
    ]
    assert play.notes[3].text == "no longer proven: errors of jobs is insufficient"


# Freeze windows.


def test_a_freeze_window_keeps_the_share() -> None:
    play = Play()
    for frozen in ("no promotion on Sunday", "no promotion on Sunday", None):
        play.sees(*PASS, after=4, frozen=frozen)
    assert play.lines[1:] == [
        "frozen 1: frozen",
        "frozen 1: nothing",
        "running 2: passed, set 50 %, enter 2, entered",
    ]
    assert (
        play.notes[2].text
        == "stage 1 of 3, 10 %, has passed; no promotion now: no promotion on Sunday"
    )


def test_approved_in_a_freeze_window() -> None:
    play = Play(with_approval(0)).sees(*PASS, after=4, frozen="night")
    play.happens(Promoted(NOW, 0))
    play.sees(*PASS, after=4, frozen="night").sees(*PASS, after=4, frozen="night")
    play.sees(*PASS, after=4)
    assert play.lines[1:] == [
        "approval 1: needs_approval",
        "approval 1: approved",
        "frozen 1: frozen",
        "frozen 1: nothing",
        "running 2: passed, set 50 %, enter 2, entered",
    ]


def test_a_freeze_window_keeps_nothing_from_completing() -> None:
    assert Play(stage=2).sees(*PASS, after=48, frozen="night").state.phase is Phase.COMPLETED


# People.


def test_paused_and_resumed() -> None:
    play = Play().happens(Paused(NOW, "lunch")).sees(*PASS, after=4)
    play.happens(Resumed(NOW)).sees(*PASS, after=4)
    assert play.lines[1:] == [
        "paused 1: paused",
        "paused 1: nothing",
        "running 1: resumed",
        "running 2: passed, set 50 %, enter 2, entered",
    ]


def test_an_early_approval_outlives_a_pause() -> None:
    play = Play(with_approval(0)).happens(Promoted(NOW, 0))
    play.happens(Paused(NOW)).happens(Resumed(NOW)).sees(*PASS, after=4)
    assert play.last == "running 2: passed, set 50 %, enter 2, entered"


def test_a_person_may_override_the_gates_with_a_reason() -> None:
    play = Play()
    assert play.refuses(Promoted(NOW, 0, override=True)) == (
        "an override needs a --reason; it is kept in the history."
    )
    play.happens(Promoted(NOW, 0, override=True, reason="tested by hand"))
    assert play.last == "running 2: overridden, set 50 %, enter 2, entered"
    assert play.notes[2].text == "tested by hand"
    play.happens(Paused(NOW)).happens(Promoted(NOW, 1, override=True, reason="again"))
    play.happens(Promoted(NOW, 2, override=True, reason="done"))
    assert play.last == "completed 3: overridden, completed"


def test_an_override_of_a_fail_forgets_it() -> None:
    """Or the next stage would be held for it at once, with more people on unified."""
    play = Play().sees(*instead(VerdictKind.FAIL, Gate.SHARE), after=1)
    play.happens(Promoted(NOW, 0, override=True, reason="a test, not people"))
    assert play.last == "running 2: overridden, set 50 %, enter 2 and forget, entered"
    assert not play.state.failed


def test_a_hold_for_a_fail_is_left_with_a_reason_and_forgets() -> None:
    play = Play().sees(*instead(VerdictKind.FAIL, Gate.SHARE), after=1)
    assert play.refuses(Resumed(NOW)) == (
        "the rollout was held after a failed gate (share of jobs: the fail of share). Resuming "
        "discards the evidence so far, so it requires a --reason; or end it with `hookshift "
        "rollout rollback`."
    )
    play.happens(Resumed(NOW, "a test, not people"))
    assert play.last == "running 1: resumed, set 10 %, enter 1 and forget, entered"
    assert not play.state.failed


@pytest.mark.parametrize(
    ("threshold", "expected"), [(None, "10"), (0, "0"), (3_000, "30"), (5_000, "50")]
)
def test_rolled_back_by_a_person(threshold: int | None, expected: str) -> None:
    play = Play(stage=1).happens(RolledBack(NOW, threshold, "no"))
    assert play.last == f"rolled_back 2: lower to {expected} %, rolled_back"


def test_a_rollback_is_to_less() -> None:
    assert Play(stage=1).refuses(RolledBack(NOW, 5_001)) == (
        "50.01 % is more than the 50 % of this stage, so it is not a rollback. Name a lower "
        "percentage."
    )


def test_aborted() -> None:
    play = Play(stage=1).happens(Aborted(NOW))
    assert play.last == "aborted 2: lower to 0 %, aborted"
    play = Play(stage=1).happens(Aborted(NOW, keep_share=True, reason="enough"))
    assert play.last == "aborted 2: aborted"
    assert play.text == "the share stays as it is: enough"


@pytest.mark.parametrize(
    ("happening", "words"),
    [
        (Resumed(NOW), "the rollout is running: there is nothing to resume."),
        (
            Promoted(NOW, 0),
            "stage 1 of 3, 10 %, needs no approval: it ends as soon as every gate passes and its "
            "hold is over. To continue now, use --override with a --reason.",
        ),
        (
            Promoted(NOW, 1),
            "the rollout is in stage 1 of 3, 10 %, not in stage 2: look at "
            "`hookshift rollout status` and name the stage that you mean.",
        ),
    ],
)
def test_what_cannot_be_done_while_it_runs(happening: Promoted | Resumed, words: str) -> None:
    assert Play().refuses(happening) == words


def test_what_cannot_be_done_twice() -> None:
    play = Play(with_approval(0)).happens(Promoted(NOW, 0))
    assert play.refuses(Promoted(NOW, 0)) == (
        "stage 1 of 3, 10 %, is approved already. To continue now, use --override with a --reason."
    )
    play.happens(Paused(NOW, "lunch"))
    assert play.refuses(Paused(NOW)) == (
        "the rollout is paused already: lunch. `hookshift rollout resume` continues it."
    )
    assert play.refuses(Promoted(NOW, 0)) == (
        "the rollout is paused: lunch. Resume it first. To continue now, use --override with a "
        "--reason."
    )


def test_what_is_held_cannot_be_paused() -> None:
    """It goes nowhere anyway, and a fail that it is held for would hold it again at once."""
    play = Play().sees(*instead(VerdictKind.FAIL, Gate.SHARE), after=1)
    assert play.refuses(Paused(NOW)) == (
        "the rollout is held already: share of jobs: the fail of share. `hookshift rollout resume` "
        "continues it."
    )


@pytest.mark.parametrize("end", [Aborted(NOW, reason="no"), RolledBack(NOW, None, "no")])
def test_what_is_over_is_over(end: Aborted | RolledBack) -> None:
    play = Play().happens(end)
    over = play.state
    for happening in (
        Paused(NOW),
        Resumed(NOW, "why"),
        Promoted(NOW, 0, override=True, reason="why"),
        RolledBack(NOW, 0),
        Aborted(NOW),
    ):
        words = play.refuses(happening)
        assert words == f"the rollout is over ({over.phase}): no. Start a new one."
    assert (
        play.happens(Interfered(NOW, "bob")).sees(*instead(VerdictKind.FAIL), after=9).state == over
    )
    assert play.lines[-2:] == [f"{over.phase} 1: nothing"] * 2


# Somebody else.


def test_somebody_else_changes_the_share() -> None:
    play = Play().happens(Interfered(NOW, "eve (psql) changed 10 % to 35 %"))
    play.sees(*instead(VerdictKind.FAIL), after=4, blind="stale").sees(*PASS, after=4)
    play.happens(Interfered(NOW, "eve again"))
    play.happens(Resumed(NOW)).sees(*PASS, after=4)
    assert play.lines[1:] == [
        "paused 1: paused",
        "paused 1: nothing",
        "paused 1: nothing",
        "paused 1: nothing",
        "running 1: resumed, set 10 %, enter 1, entered",
        "running 2: passed, set 50 %, enter 2, entered",
    ]
    assert play.notes[2].text == "somebody else changed the share: eve (psql) changed 10 % to 35 %"


def test_a_foreign_change_while_it_was_paused() -> None:
    play = Play().happens(Paused(NOW)).happens(Interfered(NOW, "eve"))
    assert play.last == "paused 1: paused"
    assert play.happens(Resumed(NOW)).last == "running 1: resumed, set 10 %, enter 1, entered"


def test_a_foreign_change_voids_an_early_approval() -> None:
    play = Play(with_approval(0)).happens(Promoted(NOW, 0)).happens(Interfered(NOW, "eve"))
    play.happens(Resumed(NOW)).sees(*PASS, after=4)
    assert play.last == "approval 1: needs_approval"


def test_a_foreign_change_does_not_excuse_a_fail() -> None:
    play = (
        Play().sees(*instead(VerdictKind.FAIL, Gate.SHARE), after=1).happens(Interfered(NOW, "eve"))
    )
    assert play.last == "paused 1: paused"
    assert "held after a failed gate" in play.refuses(Resumed(NOW))
    play.happens(Resumed(NOW, "a test, not people"))
    assert play.last == "running 1: resumed, set 10 %, enter 1 and forget, entered"


def test_a_foreign_share_may_be_ended_or_overridden() -> None:
    for end in (RolledBack(NOW, None), Aborted(NOW)):
        play = Play(stage=1).happens(Interfered(NOW, "eve"))
        assert "lower to" in play.happens(end).last
    play = Play().happens(Interfered(NOW, "eve"))
    play.happens(Promoted(NOW, 0, override=True, reason="on"))
    assert play.last == "running 2: overridden, set 50 %, enter 2, entered"
    assert not play.state.foreign


def test_why_and_since_when_is_kept() -> None:
    play = Play().happens(Paused(NOW + 5, "lunch"))
    assert (play.state.since, play.state.reason) == (NOW + 5, "lunch")
    outcome = step(play.state, Resumed(NOW + 9), PLAN)
    assert (outcome.state.since, outcome.state.reason) == (NOW + 9, "resumed by a person")


def test_a_change_of_the_share_says_why() -> None:
    play = Play()
    outcome = step(play.state, RolledBack(NOW, None, "complaints"), PLAN)
    assert [each.reason for each in outcome.commands if isinstance(each, SetShare)] == [
        "complaints"
    ]
    assert {note.news for note in play.notes} == {News.ENTERED, News.STARTED}

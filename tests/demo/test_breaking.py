"""What can be broken in the demo, and what a report then says."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hookshift.demo.breaking import KINDS, Break, parse
from hookshift.demo.handlers import HANDLERS
from hookshift.demo.measure import Ending
from hookshift.demo.report import MOST_FAILED, Outcome, broken, decided
from hookshift.demo.settings import PROOFS
from hookshift.domain.plan import Gate, Mode, OnFail, Plan, Stage
from hookshift.domain.progress import start
from hookshift.domain.rollout import Phase
from hookshift.store.rollouts import Rollout

PERCENTAGES = tuple(PROOFS)
PLAN = Plan(
    tuple(Stage(percentage * 100, 8.0, 0.01, False) for percentage in PERCENTAGES),
    Mode.LADDER,
    ("jobs",),
    (),
    0.001,
    0.001,
    2_000.0,
    1_000.0,
    dict.fromkeys(Gate, OnFail.ZERO),
    *(2.0, 1.0, 30.0, 15.0, 8.0),
)
GOOD = Ending(failed=12, late=0, afterwards=900, passed=6, ended_by_itself=1)


def outcome(phase: Phase, percentage: int, **ending: int) -> Outcome:
    """A rollout that ended like that."""
    progress = start(PLAN, {}, 0, 0.0).progress
    state = progress.state._replace(phase=phase, stage=PERCENTAGES.index(percentage))
    rollout = Rollout(
        id=1,
        revision=1,
        plan=PLAN,
        progress=progress._replace(state=state),
        verdicts=(),
        folded_to=0.0,
        looked_at=None,
        started_at=datetime.now(UTC),
        started_by="demo",
        reason=None,
        ended_at=None,
    )
    return Outcome(rollout, None, GOOD._replace(**ending))


@pytest.mark.parametrize("text", ["unified@35", "slow@25", "both@50", "unified@100"])
def test_what_can_be_broken(text: str) -> None:
    kind, percentage = text.split("@")
    found = parse(text, PERCENTAGES)
    assert found == Break(kind, int(percentage))
    assert {name.encode() for name in found.breakage.handlers} <= set(HANDLERS)


@pytest.mark.parametrize(
    "text", ["", "unified", "unified@", "unified@12", "jobs@35", "both@100", "unified@35 ", "@35"]
)
def test_what_cannot(text: str) -> None:
    with pytest.raises(ValueError, match="write it as WHAT@PERCENT") as refused:
        parse(text, PERCENTAGES)
    assert all(kind in str(refused.value) for kind in KINDS)


def failing(lines: list[Any]) -> list[str]:
    """The rows that do not hold."""
    return [line.metric for line in lines if not line.holds]


def test_a_fault_that_was_answered_holds() -> None:
    back = outcome(Phase.ROLLED_BACK, 35, failed=MOST_FAILED)
    assert failing(broken(back, Break("unified", 35))) == []
    assert failing(broken(outcome(Phase.HELD, 50), Break("both", 50))) == []


@pytest.mark.parametrize(
    ("found", "rows"),
    [
        (outcome(Phase.COMPLETED, 100), ["Rollout"]),
        (outcome(Phase.ROLLED_BACK, 25), ["Rollout"]),
        (outcome(Phase.HELD, 35), ["Rollout"]),
        (outcome(Phase.ROLLED_BACK, 35, ended_by_itself=0), ["By itself"]),
        (outcome(Phase.ROLLED_BACK, 35, failed=MOST_FAILED + 1), ["Failed on unified"]),
        (outcome(Phase.ROLLED_BACK, 35, late=1), ["Everybody back"]),
        (outcome(Phase.ROLLED_BACK, 35, afterwards=0), ["Everybody back"]),
    ],
)
def test_a_fault_that_was_not(found: Outcome, rows: list[str]) -> None:
    assert failing(broken(found, Break("unified", 35))) == rows


def test_a_completed_rollout_was_promoted_at_each_stage() -> None:
    assert failing(decided(outcome(Phase.COMPLETED, 100))) == []
    assert failing(decided(outcome(Phase.COMPLETED, 100, passed=5))) == ["Promotions"]
    assert failing(decided(outcome(Phase.RUNNING, 50))) == ["Rollout"]

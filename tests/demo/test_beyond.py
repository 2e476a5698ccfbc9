"""What the runbook did not ask for: each row holds up to its bound and not beyond."""

from collections.abc import Iterable
from typing import Any

import pytest

from hookshift.demo.beyond import MOST_FAILED, MOST_SLOW, DemoOutcome, answered, decided, delivered
from hookshift.demo.breaking import Break
from hookshift.demo.handlers import Breakage
from hookshift.demo.results import ReportRow
from hookshift.domain.rollout.state import Phase
from tests.demo.outcomes import ENDED, WHOLE, outcome

FAILS = Break(35, Breakage(("new",), fails=0.05), Phase.ROLLED_BACK, "new fails")
SLOW = Break(35, Breakage(("new",), late=0.5, seconds=3.0), Phase.ROLLED_BACK, "new is slow")
INCIDENT = Break(50, Breakage(("new", "old"), fails=0.25), Phase.HELD, "both fail")
LEGACY = Break(50, Breakage(("old",), fails=0.25), Phase.COMPLETED, "old fails")
BACK = outcome(Phase.ROLLED_BACK, 35)


def failing(results: Iterable[ReportRow]) -> list[str]:
    """The rows that do not hold."""
    return [result.metric for result in results if not result.holds]


def ended(found: DemoOutcome, phase: Phase, percentage: float) -> list[str]:
    """What does not hold of what the controller should have done."""
    return failing(decided(found, phase, percentage))


def test_nothing_lost_holds() -> None:
    assert failing(delivered(WHOLE, is_broken=False)) == []
    least = WHOLE._replace(
        answered=1, came=1, taken=1, recorded=1, rolled_up=1, people=1, protected=1
    )
    assert failing(delivered(least, is_broken=False)) == []


@pytest.mark.parametrize(
    ("changes", "metric"),
    [
        ({"answered": 1001}, "Delivery"),
        ({"answered": 999}, "Delivery"),
        ({"answered": 0, "taken": 0}, "Delivery"),
        ({"recorded": 999, "rolled_up": 999}, "Recorded"),
        ({"recorded": 1001, "rolled_up": 1001}, "Recorded"),
        ({"came": 0, "recorded": 0, "rolled_up": 0}, "Recorded"),
        ({"rolled_up": 999}, "Rollups"),
        ({"rolled_up": None}, "Rollups"),
        ({"moved_back": 1}, "Sticky senders"),
        ({"people": 0}, "Sticky senders"),
        ({"protected_moved": 1}, "Protected"),
        ({"protected": 0}, "Protected"),
    ],
)
def test_something_lost_does_not(changes: dict[str, Any], metric: str) -> None:
    assert failing(delivered(WHOLE._replace(**changes), is_broken=False)) == [metric]


def test_where_something_breaks_more_may_be_taken_than_acknowledged_but_never_less() -> None:
    assert failing(delivered(WHOLE._replace(answered=990), is_broken=True)) == []
    assert failing(delivered(WHOLE._replace(answered=1001), is_broken=True)) == ["Delivery"]


def test_a_completed_rollout_was_promoted_at_each_stage() -> None:
    assert ended(outcome(Phase.COMPLETED, 100), Phase.COMPLETED, 100) == []


@pytest.mark.parametrize(
    ("found", "rows"),
    [
        (outcome(Phase.RUNNING, 50, ended_by=None), ["Rollout", "Ended by"]),
        (outcome(Phase.RUNNING, 100, ended_by=None), ["Rollout", "Ended by"]),
        (outcome(Phase.COMPLETED, 100, ended_by="ada"), ["Ended by"]),
        (outcome(Phase.COMPLETED, 100, passed=5, proven=5), ["Promotions"]),
        (outcome(Phase.COMPLETED, 100, proven=5), ["Promotions"]),
        (outcome(Phase.COMPLETED, 100, passed=7, proven=6), ["Promotions"]),
        (outcome(Phase.COMPLETED, 100, changes=7), ["Audit trail"]),
        (outcome(Phase.COMPLETED, 100, explained=5), ["Audit trail"]),
        (outcome(Phase.COMPLETED, 100, steps=5), ["Audit trail"]),
        (outcome(Phase.COMPLETED, 100, changes=0, explained=0, steps=0), ["Audit trail"]),
    ],
)
def test_what_speaks_against_a_rollout(found: DemoOutcome, rows: list[str]) -> None:
    assert ended(found, Phase.COMPLETED, 100) == rows


@pytest.mark.parametrize("other", [Phase.HELD, Phase.ABORTED, Phase.RUNNING])
def test_it_must_end_as_it_should_and_where_it_should(other: Phase) -> None:
    assert ended(BACK, Phase.ROLLED_BACK, 35) == []
    assert ended(outcome(other, 35), Phase.ROLLED_BACK, 35) == ["Rollout"]
    assert ended(outcome(Phase.ROLLED_BACK, 25), Phase.ROLLED_BACK, 35) == ["Rollout"]


def test_a_fault_that_was_answered_holds() -> None:
    most = outcome(Phase.ROLLED_BACK, 35, failed=MOST_FAILED, slow=MOST_SLOW, last=2.0, still=0)
    assert failing(answered(most, FAILS)) == failing(answered(most, SLOW)) == []
    assert failing(answered(outcome(Phase.HELD, 50), INCIDENT)) == []
    assert failing(answered(outcome(Phase.COMPLETED, 100), LEGACY)) == []


@pytest.mark.parametrize(
    ("breaks", "changes", "metric"),
    [
        (FAILS, {"failed": MOST_FAILED + 1}, "Harm done"),
        (FAILS, {"failed": 0}, "Harm done"),
        (SLOW, {"slow": MOST_SLOW + 1}, "Harm done"),
        (SLOW, {"slow": 0}, "Harm done"),
        (FAILS, {"last": 2.01}, "Gateways"),
        (FAILS, {"last": None}, "Gateways"),
        (FAILS, {"still": 1}, "Everybody back"),
        (FAILS, {"afterwards": 0}, "Everybody back"),
        (FAILS, {"share": 10.0}, "Share"),
    ],
)
def test_a_fault_that_was_not_does_not(breaks: Break, changes: dict[str, Any], metric: str) -> None:
    assert failing(answered(outcome(Phase.ROLLED_BACK, 35, **changes), breaks)) == [metric]


def test_nobody_is_moved_while_a_rollout_is_held() -> None:
    assert failing(answered(outcome(Phase.HELD, 50, share=0.0), INCIDENT)) == ["Share"]


def test_it_is_said_how_long_the_fault_was_there() -> None:
    back = outcome(Phase.ROLLED_BACK, 35, broke_at=ENDED - 7.2)
    (harm,) = (each for each in answered(back, FAILS) if each.metric == "Harm done")
    assert harm.measured == ("12 failed in 7 s",)

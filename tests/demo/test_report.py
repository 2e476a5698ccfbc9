"""The demo's last words, and its exit code."""

from io import StringIO

import pytest
from rich.console import Console

from hookshift.demo.beyond import DemoOutcome
from hookshift.demo.breaking import Break
from hookshift.demo.handlers import Breakage
from hookshift.demo.measure import AtStage
from hookshift.demo.report import show
from hookshift.domain.rollout.state import Phase
from tests.demo.outcomes import outcome

BREAKS = Break(35, Breakage(("new",), fails=0.05), Phase.ROLLED_BACK, "new fails")
DONE = outcome(Phase.COMPLETED, 100)


def shown(found: DemoOutcome, breaks: Break | None = None, width: int = 120) -> tuple[bool, str]:
    """Whether all holds, and what is printed."""
    file = StringIO()
    return show(Console(file=file, width=width), found, breaks), file.getvalue()


def test_every_row_holds() -> None:
    holds, output = shown(DONE)

    assert holds
    assert "completed: why it ended" in output
    assert "does not hold" not in output
    assert output.rstrip().endswith("Every row holds.")


def test_one_row_that_does_not_hold_is_enough() -> None:
    holds, output = shown(outcome(Phase.COMPLETED, 100, ended_by="ada"))

    (row,) = [line for line in output.splitlines() if "does not hold" in line]
    assert "Ended by" in row
    assert "ada" in row
    assert not holds
    assert output.rstrip().endswith("Not every row holds.")


def test_the_runbooks_table_is_about_its_last_stage_and_the_last_of_all() -> None:
    _, output = shown(DONE)
    (headings,) = [line for line in output.splitlines() if "at 50 %" in line]
    (routed,) = [line for line in output.splitlines() if "Traffic Routed" in line]

    assert "at 100 %" in headings
    assert "at 75 %" not in headings
    assert routed.split()[-6:-1] == ["%", "100", "%", "the", "configuration"]


def test_a_rollout_that_got_nowhere_does_not_hold() -> None:
    holds, output = shown(outcome(Phase.RUNNING, 10)._replace(stages=[]))

    assert not holds
    assert "running: why it ended" in output


def test_a_fault_is_told_with_what_came_of_it() -> None:
    holds, output = shown(outcome(Phase.ROLLED_BACK, 35), BREAKS)

    assert holds
    assert "new fails" in output
    assert "rolled back: why it ended" in output
    assert "Expected Results" not in output
    assert not shown(outcome(Phase.ROLLED_BACK, 35, still=1), BREAKS)[0]


def test_a_fault_that_must_not_stop_a_rollout() -> None:
    legacy = BREAKS._replace(ends=Phase.COMPLETED)

    assert shown(DONE, legacy)[0]
    assert not shown(outcome(Phase.ROLLED_BACK, 35), legacy)[0]


def test_a_bad_stage_is_seen_although_the_rollout_went_on() -> None:
    slow = AtStage(50.0, 9_000, 50.0, 50.0, 0.0, 2_500.0)
    stages = [slow if stage.configured == 50 else stage for stage in DONE.stages]

    assert not shown(DONE._replace(stages=stages))[0]


@pytest.mark.parametrize("breaks", [None, BREAKS])
def test_it_fits_80_columns(breaks: Break | None) -> None:
    found = DONE if breaks is None else outcome(Phase.ROLLED_BACK, 35)
    many = dict.fromkeys(("answered", "came", "taken", "recorded", "rolled_up"), 123_456)
    found = found._replace(whole=found.whole._replace(**many))
    output = shown(found, breaks, width=80)[1]

    assert max(len(line.rstrip()) for line in output.splitlines()) <= 80
    assert output.count("123,456 of 123,456 events") == 1

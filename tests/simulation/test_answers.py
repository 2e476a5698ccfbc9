"""The gate on replies, by simulation: how often it is wrong, and how soon it finds silence."""

from random import Random
from statistics import median

import pytest

from hookshift.domain.evidence.plan import Plan, Stage
from hookshift.domain.rollout.state import Phase
from hookshift.simulation.answers import AnswerScenario, answer_run
from hookshift.simulation.run import run
from hookshift.simulation.scenario import Behaviour, Scenario, Shift
from tests.lengths import LONG
from tests.simulation.plans import plan

HOUR = 3_600.0
RUNS = 300 if LONG else 20
PER_HOUR = 3_000.0


def judged(hold: float = 1.0, stages: tuple[int, ...] = (10, 25, 50)) -> Plan:
    """Stages of so many hours; in slots of a minute."""
    return plan()._replace(
        stages=tuple(Stage(each * 100, hold * HOUR, 0.01, False) for each in stages),
        replies_off="",
        slot=60.0,
    )


@pytest.mark.parametrize("rate", [0.95, 0.3])
@pytest.mark.parametrize(
    "shape",
    [
        AnswerScenario(PER_HOUR, 1, 1),
        AnswerScenario(PER_HOUR, 1, 1, burst=50, spells=0.1),
        AnswerScenario(PER_HOUR, 1, 1, spells=0.2, spell_seconds=1_800, in_spells=0.0),
    ],
    ids=[
        "one by one",
        "bursts, and receipts late a tenth of the time",
        "no receipts at all for hours",
    ],
)
def test_equal_sides_are_not_told_apart(shape: AnswerScenario, rate: float) -> None:
    """At most 0.5 % false alarms: 300 runs of each cell in a long run, with one at the most."""
    some, equal = judged(), shape._replace(unified=rate, legacy=rate)
    found = [answer_run(some, equal, Random(f"{number}"), range(3)) for number in range(RUNS)]
    assert sum(each.failed_in is not None for each in found) <= int(LONG)


@pytest.mark.parametrize("rate", [0.95, 0.3])
def test_equal_sides_pass(rate: float) -> None:
    equal = AnswerScenario(PER_HOUR, rate, rate)
    found = [
        answer_run(judged(4.0), equal, Random(f"{number}"), [2])
        for number in range(max(RUNS // 3, 10))
    ]
    assert sum(each.passed for each in found) >= 0.95 * len(found)


@pytest.mark.parametrize(("stage", "rate", "people"), [
    (0, 0.95, 20), (1, 0.95, 30), (2, 0.95, 40), (0, 0.3, 50), (1, 0.3, 60), (2, 0.3, 90),
])  # fmt: skip
def test_a_silent_handler_is_found_within_some_dozens_of_people(
    stage: int, rate: float, people: int
) -> None:
    silent = AnswerScenario(PER_HOUR, 0.0, rate)
    found = [
        answer_run(judged(), silent, Random(f"{number}"), [stage])
        for number in range(max(RUNS // 3, 10))
    ]
    assert {each.failed_in for each in found} == {stage}
    assert median(each.people for each in found) <= people


def test_a_rollout_of_equal_sides_is_completed_and_a_silent_one_is_rolled_back() -> None:
    some = judged(2.0)._replace(mode=plan().mode, slot=10.0)
    scenario = Scenario(
        volume=dict.fromkeys((*some.domains, *some.guards), 20_000.0), senders=20_000, tail=0.3
    )
    good = run(some, scenario, Random("good"), 40 * HOUR)
    assert good.end == Phase.COMPLETED
    silent = scenario._replace(shifts=(Shift(HOUR, "unified", "answered", 0.0),))
    bad = run(some, silent, Random("silent"), 40 * HOUR)
    assert bad.end == Phase.ROLLED_BACK
    assert HOUR < bad.seconds < 2 * HOUR
    assert bad.timeline[-2].text.startswith("replies of ")
    assert Behaviour().answered == 1.0

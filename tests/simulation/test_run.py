"""Whole rollouts against synthetic traffic: who is promoted, who is not, and what is said."""

from random import Random
from typing import Any

import pytest

from hookshift.domain.evidence.plan import Mode
from hookshift.domain.rollout.state import News, Phase
from hookshift.simulation.many import Frequency, by_gates, by_runbook, ended, many, outcomes
from hookshift.simulation.run import Run, run
from hookshift.simulation.scenario import Behaviour, Outage, Scenario
from tests.simulation.plans import HOUR, plan

LONGEST = 500 * HOUR
BUSY = 20_000.0


def went(scenario: Scenario, mode: Mode = Mode.LADDER, seed: int = 1) -> Run:
    return run(plan(mode), scenario, Random(seed), LONGEST)


def scenario(rate: float, volume: float = BUSY, **more: Any) -> Scenario:
    found = Scenario({"jobs": volume, "mobility": 500.0}, Behaviour(rate), Behaviour(0.0002))
    return found._replace(**more)


def test_a_good_handler_completes_at_the_runbooks_pace() -> None:
    found = went(scenario(0.0002))
    assert found.end == Phase.COMPLETED
    assert 38 * HOUR <= found.seconds < 39 * HOUR
    assert [event.news for event in found.timeline].count(News.PASSED) == 4


@pytest.mark.parametrize("mode", list(Mode))
def test_a_bad_handler_is_back_within_the_first_stage(mode: Mode) -> None:
    found = went(scenario(0.01), mode)
    assert (found.end, found.stage) == (Phase.ROLLED_BACK, 0)
    assert found.failed < 40
    assert "failures in" in found.timeline[-1].text


def test_an_outage_of_both_sides_is_the_platforms() -> None:
    outage = Outage(2 * HOUR, 180.0, ("unified", "legacy"))
    found = went(scenario(0.0002, outages=(outage,)))
    assert (found.end, found.stage) == (Phase.HELD, 0)
    assert "platform incident" in found.timeline[-1].text


def test_an_outage_of_unified_is_its_own() -> None:
    found = went(scenario(0.0002, outages=(Outage(2 * HOUR, 180.0, ("unified",)),)))
    assert found.end == Phase.ROLLED_BACK
    assert 2 * HOUR <= found.seconds < 2 * HOUR + 240


def test_a_slow_handler_is_back() -> None:
    found = went(scenario(0.0, unified=Behaviour(0.0, slow_share=0.5)))
    assert (found.end, found.stage) == (Phase.ROLLED_BACK, 0)
    assert "slow requests" in found.timeline[-1].text


def test_no_data_waits_for_a_person() -> None:
    found = went(Scenario({"jobs": 0.0}))
    assert found.end in (Phase.HELD, "waiting")
    assert found.stage == 0


def test_the_runbook_promotes_without_data_and_goes_back_for_one_failure() -> None:
    silent = by_runbook(plan(), Scenario({"jobs": 0.0}), 1, 0)
    assert silent.end == Phase.COMPLETED
    good = many(lambda number: by_runbook(plan(), scenario(0.0005, 3_000.0), 1, number), 20)
    assert dict(good.ends)[Phase.ROLLED_BACK].rate > 0.8


def test_the_same_seed_is_the_same_run_and_another_is_not() -> None:
    one, again, other = (by_gates(plan(), scenario(0.0005), seed, 0, LONGEST) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_outcomes_add_up() -> None:
    all_ended = [ended(went(scenario(0.01), seed=seed)) for seed in range(5)]
    found = outcomes(all_ended)
    assert found.runs == sum(share.runs_ended for _, share in found.ends) == 5
    assert found.failed[0] <= found.failed[1]


def test_the_error_of_a_share() -> None:
    assert Frequency(0, 100).error == pytest.approx(0.03)
    assert Frequency(50, 100).error == pytest.approx(0.05)
    assert Frequency(1, 1).error == 1.0

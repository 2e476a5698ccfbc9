"""Runs of a simulation in several processes are those of one process."""

import os
from functools import partial

import pytest

from hookshift.cli.simulate import side_by_side
from hookshift.cli.simulate.side_by_side import FEW, each_run
from hookshift.simulation.many import by_gates
from hookshift.simulation.scenario import Behaviour, Scenario
from tests.simulation.plans import HOUR, plan

SCENARIO = Scenario({"jobs": 3_000.0}, Behaviour(0.02), Behaviour(0.0002), senders=50)
ONE = partial(by_gates, plan(), SCENARIO, 1, longest=10 * HOUR)


def test_several_processes_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert each_run(ONE, FEW) == [ONE(number) for number in range(FEW)]


def test_what_a_run_raises_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    with pytest.raises(ZeroDivisionError):
        each_run(partial(divmod, 1), FEW)


@pytest.mark.parametrize(("cores", "runs"), [({0}, FEW), ({0, 1}, FEW - 1), ({0, 1}, 1)])
def test_few_runs_and_one_core_start_no_process(
    cores: set[int], runs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: cores)
    monkeypatch.delattr(side_by_side, "ProcessPoolExecutor")
    assert each_run(lambda number: number + 1, runs) == list(range(1, runs + 1))

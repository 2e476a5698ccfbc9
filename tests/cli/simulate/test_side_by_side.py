"""Runs of a simulation in several processes are those of one process."""

import os
from collections.abc import Callable
from functools import partial
from itertools import count

import pytest

from hookshift.cli.simulate import side_by_side
from hookshift.cli.simulate.side_by_side import WORTHWHILE, each_run
from hookshift.simulation.many import by_gates
from hookshift.simulation.run import Run
from hookshift.simulation.scenario import Behaviour, Scenario
from tests.simulation.plans import HOUR, plan

SCENARIO = Scenario({"jobs": 3_000.0}, Behaviour(0.02), Behaviour(0.0002), senders=50)
ONE = partial(by_gates, plan(), SCENARIO, 1, longest=10 * HOUR)


RUNS = 6


def slow() -> Callable[[], float]:
    """A clock by which each run takes long."""
    return partial(next, count(0.0, WORTHWHILE))


def quick() -> float:
    """A clock by which no run takes any time."""
    return 0.0


def test_several_processes_give_what_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    seen = list[int]()
    expected = [ONE(number) for number in range(RUNS)]
    # What this process ran itself is seen here.
    assert each_run(partial(_noted, seen), RUNS, slow()) == expected
    assert seen == [0]


def _noted(seen: list[int], number: int) -> Run:
    seen.append(number)
    return ONE(number)


def test_what_a_run_raises_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    with pytest.raises(ZeroDivisionError):
        each_run(_fails_later, RUNS, slow())


def _fails_later(number: int) -> float:
    return 1 / (3 - number)


@pytest.mark.parametrize(
    ("cores", "runs", "clock"), [({0}, RUNS, slow()), ({0, 1}, RUNS, quick), ({0, 1}, 2, slow())]
)
def test_quick_runs_and_one_core_start_no_process(
    cores: set[int], runs: int, clock: Callable[[], float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: cores)
    monkeypatch.delattr(side_by_side, "_side_by_side")
    assert each_run(lambda number: number + 1, runs, clock) == list(range(1, runs + 1))

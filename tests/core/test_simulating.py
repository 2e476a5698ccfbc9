"""The compiled core simulates as Python does: the same draws, the same sums, to the last bit."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookshift.core.loading import ENGINE_VARIABLE
from hookshift.domain.evidence.evidence import Evidence
from hookshift.domain.evidence.fold import fold
from hookshift.domain.evidence.latency import place
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.rollups import Slot
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.gates import judge, may_fail
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.domain.rollout.progress import Kernel
from hookshift.simulation.kernel import PURE, SimulationKernel, chosen, kernel
from hookshift.simulation.many import by_gates
from hookshift.simulation.scenario import Behaviour
from hookshift.simulation.senders import population
from hookshift.simulation.stream import Failure, MakeTraffic, Stream, response_times
from tests.core.differential import core
from tests.core.test_memory import SLACK, grown
from tests.domain.rollouts import PLAN, VERSION, beginning, by_time, some_slots
from tests.simulation.golden import CASES, LONGEST, found
from tests.simulation.test_golden import GOLDEN

LIMIT_MS = 2_000.0


def compiled() -> SimulationKernel:
    """The core's, or the test is skipped."""
    core()
    return kernel("native")


@pytest.mark.parametrize("name", CASES)
def test_a_seed_gives_what_python_gives(name: str) -> None:
    assert json.loads(json.dumps(found(name, compiled()))) == GOLDEN[name]


def test_the_engine_that_runs_simulates(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen.cache_clear()
    monkeypatch.setenv(ENGINE_VARIABLE, "python")
    assert chosen() is PURE
    chosen.cache_clear()
    core()
    monkeypatch.setenv(ENGINE_VARIABLE, "native")
    assert chosen() != PURE
    chosen.cache_clear()


RATES = st.sampled_from([0.0, 1e-300, 1e-4, 0.03, 0.5, 1.0]) | st.floats(0, 1)
BEHAVIOURS = st.builds(
    Behaviour,
    error_rate=RATES,
    latency_ms=st.floats(1, 100_000),
    slow_share=RATES,
)


@settings(deadline=None)
@given(
    st.integers(),
    st.integers(1, 300),
    st.floats(0.0001, 1_000),
    st.lists(
        st.tuples(BEHAVIOURS, st.integers(1, 5), st.integers(1, 2_000)), min_size=1, max_size=6
    ),
)
def test_the_same_draws(
    seed: int, size: int, rate: float, course: list[tuple[Behaviour, int, int]]
) -> None:
    def drawn(make: MakeTraffic) -> list[Any]:
        rng = Random(seed)
        people = population(rng, size, 0.8, rate)
        stream = make(rng, "jobs", "legacy", people, place(LIMIT_MS))
        seen: list[Any] = [stream.domain, stream.side]
        for number, (behaviour, burst, slots) in enumerate(course):
            # What fails is drawn one by one: at such a rate there are not too many.
            seconds = min(10.0 * slots, 2_000 / (rate * behaviour.error_rate + 1e-9))
            stream.behave(behaviour.error_rate, response_times(behaviour, LIMIT_MS), burst)
            seen += [stream.seconds_to_failure, stream.slow_per_second]
            failures = [
                Failure(1_000.0 * number + at + rng.random(), sender)
                for at, sender, count in stream.bursts(seconds)
                for _ in range(count)
            ]
            seen += [failures, stream.counts(seconds, sorted(failures))]
        return [*seen, rng.getstate()]

    assert repr(drawn(compiled().traffic)) == repr(drawn(Stream))


@settings(deadline=None)
@given(st.integers(), st.integers(0, 2_000), st.integers(0, 2_000))
def test_chance_continues_a_generator(seed: int, before: int, after: int) -> None:
    rng = Random(seed)
    for _ in range(before):
        rng.random()
    chance = compiled().chance(rng)
    assert [chance.random() for _ in range(after)] == [rng.random() for _ in range(after)]


def test_chance_continues_nothing_else() -> None:
    with pytest.raises(ValueError, match="Mersenne Twister"):
        compiled().chance(_Stateless())


class _Stateless(Random):
    def getstate(self) -> tuple[Any, ...]:
        return 3, (1, 2, 3), None


@pytest.mark.parametrize("engine", ["python", "native"])
def test_draws_are_the_same_from_what_continues_a_generator(engine: str) -> None:
    core()
    make = kernel(engine).traffic

    def drawn(rng: Random) -> list[Any]:
        stream = make(rng, "jobs", "legacy", population(rng, 500, 0.8, 5.0), place(LIMIT_MS))
        stream.behave(0.01, response_times(Behaviour(), LIMIT_MS), 1)
        return [[list(stream.bursts(600.0)), stream.counts(600.0, ())] for _ in range(20)]

    assert repr(drawn(compiled().chance(Random(4)))) == repr(drawn(Random(4)))


@settings(deadline=None)
@given(st.integers(), st.integers(1, 300), st.floats(0, 3), st.floats(1e-4, 1e4))
def test_the_same_people(seed: int, size: int, tail: float, per_second: float) -> None:
    rng, other = Random(seed), Random(seed)
    people = compiled().people(rng, size, tail, per_second)
    assert repr(people) == repr(population(other, size, tail, per_second))
    assert rng.getstate() == other.getstate()


def test_what_it_cannot_hold_is_an_error() -> None:
    people = population(Random(1), 3, 0.0, 1.0)
    stream = compiled().traffic(Random(1), "jobs", "legacy", people, place(LIMIT_MS))
    times = response_times(Behaviour(), LIMIT_MS)
    for wrong in ((), times * 3, (times[0]._replace(at=512),), (times[0]._replace(at=-1),)):
        with pytest.raises(ValueError, match="response time"):
            stream.behave(0.0, wrong, 1)
    with pytest.raises(ValueError, match="no burst"):
        stream.behave(0.0, times, 0)
    with pytest.raises(IndexError):
        stream.counts(10.0, [Failure(0.0, people[0]._replace(number=3))])
    with pytest.raises(ValueError, match="order"):
        compiled().traffic(Random(1), "jobs", "legacy", people[::-1], 1)


def _fold_alike(evidence: Evidence, plan: Plan, version: int, slots: Sequence[Slot]) -> Evidence:
    expected = fold(evidence, plan, version, slots)
    made = compiled().evaluation.fold(evidence, plan, version, slots)
    assert made == expected
    assert repr(made) == repr(expected)  # tells 1 from 1.0, and -0.0 from 0.0
    return made


def _may_fail_alike(evaluation: Evaluation) -> bool:
    """Neither may overlook a gate that fails."""
    expected = VerdictKind.FAIL in {each.kind for each in judge(evaluation)}
    assert may_fail(evaluation) is expected
    may: bool = compiled().evaluation.may_fail(evaluation)
    assert may or not expected
    return may


@settings(deadline=None)
@given(some_slots(), st.booleans(), st.sampled_from([0.0, 60.0]))
def test_the_same_sums(slots: list[Slot], alone: bool, settle: float) -> None:
    plan = PLAN._replace(settle=settle)
    evidence = beginning()._replace(alone=alone)
    for group in by_time(slots):
        evidence = _fold_alike(evidence, plan, VERSION, group)
        for stage in range(len(plan.stages)):
            _may_fail_alike(Evaluation(plan, stage, evidence, in_full=False))


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].runs > 1 or "plan" in name])
def test_each_look_of_a_rollout_is_the_same(name: str) -> None:
    both = SimulationKernel(compiled().traffic, Kernel(_fold_alike, _may_fail_alike))
    case = CASES[name]
    by_gates(case.plan, case.scenario, case.seed + 1, 0, LONGEST, kernel=both)


def test_simulating_leaks_nothing() -> None:
    case, engine = CASES["bad"], compiled()

    def work() -> None:
        by_gates(case.plan, case.scenario, 1, 0, LONGEST, kernel=engine)

    for _ in range(300):  # until what Python keeps for later has its size
        work()
    assert grown(work) < SLACK

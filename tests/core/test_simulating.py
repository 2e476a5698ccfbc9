"""The compiled core simulates as Python does: the same draws, the same sums, to the last bit."""

import json
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookshift.core.loading import ENGINE_VARIABLE, Unusable, native
from hookshift.core.sources import SIMULATION
from hookshift.domain.evidence.evidence import Evidence
from hookshift.domain.evidence.plan import Gate, Mode, OnFail, Plan, Stage
from hookshift.domain.evidence.rollups import Continuing, Counts
from hookshift.domain.rollout.progress import Progress, start
from hookshift.simulation.kernel import PURE, SimulationKernel, chosen, kernel
from hookshift.simulation.looks import FollowsRollouts
from hookshift.simulation.many import by_gates
from hookshift.simulation.run import Run, run
from hookshift.simulation.scenario import SIDES, Behaviour, Outage, Scenario, Shift
from hookshift.simulation.traffic import Traffic
from tests.core.test_memory import SLACK, grown
from tests.simulation.golden import CASES, LONGEST, found
from tests.simulation.plans import HOUR, plan
from tests.simulation.test_golden import GOLDEN


def compiled() -> SimulationKernel:
    """The core's, or the test is skipped."""
    try:
        native(SIMULATION)
    except Unusable as error:
        pytest.skip(f"there is no compiled core of simulations: {error}")
    return kernel("native")


@pytest.mark.parametrize("name", CASES)
def test_a_seed_gives_what_python_gives(name: str) -> None:
    assert json.loads(json.dumps(found(name, compiled()))) == GOLDEN[name]


def test_the_engine_that_runs_simulates(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen.cache_clear()
    monkeypatch.setenv(ENGINE_VARIABLE, "python")
    assert chosen() is PURE
    chosen.cache_clear()
    compiled()
    monkeypatch.setenv(ENGINE_VARIABLE, "native")
    assert chosen() != PURE
    chosen.cache_clear()


RATES = st.sampled_from([0.0, 1e-300, 1e-4, 4e-4, 0.003, 0.03, 0.5, 1.0]) | st.floats(0, 1)
TIMES = st.floats(0, 100_000)
MOVING, GUARDED = ("jobs", "shop"), ("mobility", "unknown")

BEHAVIOURS = st.builds(
    Behaviour,
    error_rate=RATES,
    latency_ms=st.floats(1, 100_000),
    slow_share=RATES,
    answered=RATES,
)
SHIFTS = st.builds(
    Shift,
    TIMES,
    st.sampled_from(SIDES),
    st.sampled_from(["error_rate", "slow_share", "answered"]),
    RATES,
)
OUTAGES = st.builds(
    Outage, TIMES, st.floats(0, 2_000), st.sampled_from([SIDES, SIDES[:1], SIDES[1:]]), RATES
)
SCENARIOS = st.builds(
    Scenario,
    volume=st.dictionaries(
        st.sampled_from(MOVING + GUARDED), st.sampled_from([0.0, 0.5, 30.0, 500.0, 5_000.0])
    ),
    unified=BEHAVIOURS,
    legacy=BEHAVIOURS,
    shifts=st.lists(SHIFTS, max_size=2).map(tuple),
    outages=st.lists(OUTAGES, max_size=2).map(tuple),
    burst=st.sampled_from([1, 2, 7]),
    burst_seconds=st.sampled_from([0.0, 60.0, 1_000.0]),
    cold_start=st.sampled_from([0.0, 60.0]),
    senders=st.integers(1, 300),
    tail=st.sampled_from([0.0, 0.8, 2.0]),
)
STAGES = st.lists(
    st.builds(
        Stage,
        threshold=st.sampled_from([1, 500, 2_500, 5_000, 10_000]),
        hold=st.sampled_from([60.0, HOUR, 8 * HOUR]),
        prove=st.sampled_from([0.001, 0.05]),
        approval=st.booleans(),
    ),
    min_size=1,
    max_size=4,
).map(lambda stages: tuple(sorted(stages)))
PLANS = st.builds(
    plan()._replace,
    stages=STAGES,
    mode=st.sampled_from(Mode),
    domains=st.sampled_from([MOVING, MOVING[:1]]),
    guards=st.sampled_from([GUARDED, ()]),
    error_limit=st.sampled_from([0.001, 0.05]),
    undelivered_limit=st.sampled_from([0.001, 0.01]),
    latency_ms=st.sampled_from([500.0, 2_000.0]),
    on_fail=st.dictionaries(st.sampled_from(Gate), st.sampled_from(OnFail)),
    settle=st.sampled_from([0.0, 120.0]),
    idle_after=st.sampled_from([100.0, 900.0]),
    extension=st.sampled_from([1.0, 3.0]),
    replies_off=st.sampled_from(["", "there are no receipts here"]),
    replies_margin=st.sampled_from([0.05, 0.2]),
    replies_within=st.sampled_from([10.0, 60.0]),
)


@settings(deadline=None)
@given(
    st.integers(),
    SCENARIOS,
    st.lists(st.tuples(st.sampled_from([0, 1, 2_500, 10_000]), st.floats(10, 5_000)), max_size=4),
)
def test_the_same_traffic(seed: int, scenario: Scenario, course: list[tuple[int, float]]) -> None:
    def seen(engine: SimulationKernel) -> list[Any]:
        rng = engine.chance(Random(seed))
        traffic = engine.traffic(scenario, plan(domains=MOVING), rng)
        seen: list[Any] = []
        for threshold, seconds in course:
            seen.append(traffic.set_share(threshold))
            until = traffic.now + seconds
            while traffic.now < until:
                seen += [traffic.stretch(until), traffic.now, dict(traffic.answered)]
            traffic.pass_until(until + seconds)
        sums = [[each[side] for side in SIDES] for each in (traffic.requests, traffic.failed)]
        return [seen, traffic.now, sums, rng.random()]

    assert repr(seen(compiled())) == repr(seen(PURE))


class Followed(NamedTuple):
    """A rollout, and the evidence that was decided on."""

    found: Run
    looks: list[tuple[float, Evidence]]
    following: float
    """What is drawn next."""


def followed(
    engine: SimulationKernel, some: Plan, scenario: Scenario, seed: int, wrapped: "Wrap"
) -> Followed:
    """A whole rollout of two days at most."""
    looks: list[tuple[float, Evidence]] = []

    def make(traffic: Traffic, of: Plan, rng: Random) -> FollowsRollouts:
        return wrapped(engine.looks(traffic, of, rng), traffic, looks)

    rng = engine.chance(Random(seed))
    one = run(some, scenario, rng, 48 * HOUR, engine._replace(looks=make))
    return Followed(one, looks, rng.random())


class EachStop:
    """Notes the evidence from which something may follow."""

    def __init__(
        self, looks: FollowsRollouts, traffic: Traffic, seen: list[tuple[float, Evidence]]
    ) -> None:
        self._looks, self._traffic, self._seen = looks, traffic, seen

    def follow(self, progress: Progress, longest: float) -> Evidence:
        """As `Looks.follow`."""
        evidence = self._looks.follow(progress, longest)
        self._seen.append((self._traffic.now, evidence))
        return evidence


class EachLook(EachStop):
    """Notes the evidence at each look, which begins with a copy of it."""

    def follow(self, progress: Progress, longest: float) -> Evidence:
        """The evidence at the next look."""
        copied = progress._replace(evidence=progress.evidence._replace())
        return super().follow(copied, 0.0)


Wrap = Callable[[FollowsRollouts, Traffic, list[tuple[float, Evidence]]], FollowsRollouts]


@settings(deadline=None)
@given(PLANS, SCENARIOS, st.integers(), st.sampled_from([EachStop, EachLook]))
def test_the_same_rollout(some: Plan, scenario: Scenario, seed: int, wrapped: Wrap) -> None:
    expected = followed(PURE, some, scenario, seed, wrapped)
    made = followed(compiled(), some, scenario, seed, wrapped)
    assert made == expected
    assert repr(made) == repr(expected)  # tells 1 from 1.0, and -0.0 from 0.0


@pytest.mark.parametrize("name", [name for name in CASES if "plan" in name or "bad" in name])
@pytest.mark.parametrize("wrapped", [EachStop, EachLook])
def test_each_look_of_a_rollout_is_the_same(name: str, wrapped: Wrap) -> None:
    case = CASES[name]
    made, expected = (
        followed(engine, case.plan, case.scenario, case.seed + 1, wrapped)
        for engine in (compiled(), PURE)
    )
    assert made == expected
    assert repr(made) == repr(expected)


@settings(deadline=None)
@given(st.integers(), st.integers(0, 2_000), st.integers(0, 2_000))
def test_chance_continues_a_generator(seed: int, before: int, after: int) -> None:
    rng = Random(seed)
    for _ in range(before):
        rng.random()
    chance = compiled().chance(rng)
    assert [chance.random() for _ in range(after)] == [rng.random() for _ in range(after)]


class _Stateless(Random):
    def getstate(self) -> tuple[Any, ...]:
        return 3, (1, 2, 3), None


def test_what_it_cannot_hold_is_an_error() -> None:
    engine, scenario = compiled(), Scenario({"jobs": 100.0})
    with pytest.raises(ValueError, match="Mersenne Twister"):
        engine.chance(_Stateless())
    with pytest.raises(TypeError):
        engine.traffic(scenario, plan(), Random(1))
    rng = engine.chance(Random(1))
    traffic = engine.traffic(scenario, plan(), rng)
    begun = start(plan(), {}, 0, 0.0).progress
    set_here = begun._replace(state=begun.state._replace(version=traffic.set_share(1_000)))
    with pytest.raises(ValueError, match="not that of this plan"):
        engine.looks(traffic, plan(domains=MOVING), rng)
    looks = engine.looks(traffic, plan(), rng)
    with pytest.raises(ValueError, match="the share was not set"):
        looks.follow(begun, HOUR)
    for wrong, why in (
        (_with(begun.evidence, Counts(requests=1, attempts=1)), "synthetic traffic"),
        (_with(begun.evidence, Counts(requests=1, undelivered=1)), "synthetic traffic"),
        (_with(begun.evidence, Counts(requests=1, continuing=Continuing(1))), "synthetic traffic"),
        (_with(begun.evidence, Counts(requests=1, latency=(0,) * 200)), "synthetic traffic"),
        (_with(begun.evidence, Counts(failing_senders=(1, 2, 3, 4, 5))), "synthetic traffic"),
        (begun.evidence._replace(domains={}), "domains of the plan"),
        (begun.evidence._replace(guards={}), "domains of the plan"),
    ):
        with pytest.raises(ValueError, match=why):
            looks.follow(set_here._replace(evidence=wrong), HOUR)
    assert looks.follow(set_here, HOUR).through >= HOUR


def _with(evidence: Evidence, counts: Counts) -> Evidence:
    jobs = evidence.domains["jobs"]
    jobs = jobs._replace(unified=jobs.unified._replace(counts=counts))
    return evidence._replace(domains={**evidence.domains, "jobs": jobs})


def test_simulating_leaks_nothing() -> None:
    case, answered, engine = CASES["bad"], CASES["shipped plan, few are answered"], compiled()

    def work() -> None:
        by_gates(case.plan, case.scenario, 1, 0, LONGEST, kernel=engine)
        by_gates(answered.plan, answered.scenario, 1, 0, 2 * HOUR, kernel=engine)

    for _ in range(300):  # until what Python keeps for later has its size
        work()
    assert grown(work) < SLACK

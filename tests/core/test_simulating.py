"""The compiled core simulates as Python does: the same draws, the same sums, to the last bit."""

import json
import signal
import subprocess
import sys
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
from tests.docs.pages import ROOT
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
TIMES = st.floats(0, 20_000)
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
        st.sampled_from(MOVING + GUARDED), st.sampled_from([0.0, 0.5, 30.0, 500.0, 3_000.0])
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
        hold=st.sampled_from([60.0, 1_000.0, 3 * HOUR]),
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
    """A rollout of half a day at most."""
    looks: list[tuple[float, Evidence]] = []

    def make(traffic: Traffic, of: Plan, rng: Random) -> FollowsRollouts:
        return wrapped(engine.looks(traffic, of, rng), traffic, looks)

    rng = engine.chance(Random(seed))
    one = run(some, scenario, rng, 12 * HOUR, engine._replace(looks=make))
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


QUICK = plan(domains=MOVING)._replace(
    stages=(
        Stage(2_500, hold=1_200.0, prove=0.05, approval=False),
        Stage(10_000, hold=HOUR, prove=0.05, approval=False),
    ),
    mode=Mode.LADDER,
    guards=GUARDED,
    replies_margin=0.5,
    replies_off="",
)
GOOD = Behaviour(0.0004, answered=0.9)
BUSY = Scenario(dict.fromkeys(MOVING + GUARDED, 5_000.0), unified=GOOD, legacy=GOOD, senders=1_500)
OF_BOTH = Outage(3_000.0, 300.0, SIDES, 0.1)
COURSES = {
    "good": (QUICK, BUSY),
    "trouble of all once unified has everybody": (
        QUICK._replace(error_limit=0.01, undelivered_limit=0.02),
        BUSY._replace(outages=(OF_BOTH,), burst=3),
    ),
    "slow once unified has everybody": (
        QUICK,
        BUSY._replace(shifts=(Shift(2_000.0, "legacy", "slow_share", 0.06),)),
    ),
    "few are answered once unified has everybody": (
        QUICK,
        BUSY._replace(shifts=(Shift(2_000.0, "unified", "answered", 0.2),)),
    ),
    "few are answered beside legacy": (QUICK, BUSY._replace(unified=GOOD._replace(answered=0.3))),
    "more fail than may, in bursts": (
        QUICK,
        BUSY._replace(unified=GOOD._replace(error_rate=0.004), burst=7),
    ),
    "slow": (QUICK, BUSY._replace(unified=GOOD._replace(slow_share=0.06))),
    "slower than legacy": (QUICK, BUSY._replace(unified=GOOD._replace(latency_ms=1_300.0))),
    "slow at first": (QUICK, BUSY._replace(cold_start=60.0)),
    "people now and then": (
        QUICK,
        BUSY._replace(volume=dict.fromkeys(MOVING + GUARDED, 12.0), senders=300),
    ),
    "hardly any traffic": (
        QUICK,
        BUSY._replace(volume=dict.fromkeys(MOVING + GUARDED, 3.0), senders=5),
    ),
}


@pytest.mark.parametrize("name", COURSES)
def test_each_look_of_a_rollout_is_the_same(name: str) -> None:
    made, expected = (
        followed(engine, *COURSES[name], 1, EachLook) for engine in (compiled(), PURE)
    )
    for one, other in zip(made.looks, expected.looks, strict=False):
        assert one == other
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


class _Breaks(Scenario):
    def behaviour(self, side: str, at: float, entered: float) -> Behaviour:
        """Is asked twice too often."""
        if at > entered:
            raise LookupError
        return super().behaviour(side, at, entered)


def test_looks_that_ended_with_an_error_count_for_nothing() -> None:
    engine, some = compiled(), plan()
    rng = engine.chance(Random(1))
    scenario = _Breaks({"jobs": 100.0}, shifts=(Shift(HOUR, "legacy", "error_rate", 0.0),))
    traffic = engine.traffic(scenario, some, rng)
    begun = start(some, {}, 0, 0.0).progress
    begun = begun._replace(state=begun.state._replace(version=traffic.set_share(1_000)))
    looks = engine.looks(traffic, some, rng)
    first = looks.follow(begun, 0.0)
    with pytest.raises(LookupError):
        looks.follow(begun._replace(evidence=first), 2 * HOUR)
    state = begun.state._replace(version=traffic.set_share(1_000))
    again = begun._replace(state=state, evidence=first)
    assert looks.follow(again, 0.0).held <= first.held + some.idle_after


FOLLOWS = """
import signal
from random import Random
from hookshift.domain.rollout.progress import start
from hookshift.simulation.kernel import kernel
from hookshift.simulation.scenario import Scenario
from tests.simulation.plans import plan
engine, some = kernel("native"), plan(stages=((10, 10**12, 0.1),))
rng = engine.chance(Random(1))
traffic = engine.traffic(Scenario({"jobs": 1.0}), some, rng)
begun = start(some, {}, 0, 0.0).progress
begun = begun._replace(state=begun.state._replace(version=traffic.set_share(1_000)))
# A shell that starts tests in the background has them ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
print("begins", flush=True)
engine.looks(traffic, some, rng).follow(begun, float("inf"))
"""


def test_it_can_be_interrupted() -> None:
    compiled()
    child = subprocess.Popen(
        [sys.executable, "-c", FOLLOWS], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"begins\n"
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    finally:
        child.kill()
    assert b"KeyboardInterrupt" in said


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

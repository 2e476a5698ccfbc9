"""How long proofs take."""

from math import inf

import pytest

from hookshift.domain.evidence.evidence import Baseline
from hookshift.domain.evidence.statistics import needed
from hookshift.domain.rollout.forecast import is_beyond, outlook
from tests.domain.rollouts import HOUR, JOBS, PLAN, plan

NOTHING = {JOBS: Baseline()}
HOURLY = 3_000 / HOUR


def test_the_runbooks_first_stage_at_three_thousand_an_hour() -> None:
    """360 requests prove 1 %, 3,612 prove 0.1 %; unified gets a tenth of what comes."""
    strict = outlook(PLAN, NOTHING, {JOBS: HOURLY})[0]

    assert strict.needed == 3_612
    assert strict.seconds == pytest.approx(PLAN.settle + 3_612 / 300 * HOUR)
    assert (strict.stage, strict.domain) == (0, JOBS)


def test_each_stage_of_each_domain_in_order() -> None:
    two = plan(domains=(JOBS, "property"))
    found = outlook(two, {**NOTHING, "property": Baseline()}, {JOBS: HOURLY, "property": HOURLY})

    assert [(each.stage, each.domain) for each in found] == [
        (stage, domain) for stage in range(3) for domain in (JOBS, "property")
    ]
    assert found[0].seconds > found[2].seconds > found[4].seconds


@pytest.mark.parametrize("traffic", [{}, {JOBS: 0.0}])
def test_without_traffic_nothing_is_ever_proven(traffic: dict[str, float]) -> None:
    found = outlook(PLAN, NOTHING, traffic)[0]

    assert (found.needed, found.seconds, found.as_legacy) == (3_612, inf, inf)


def test_the_slowest_measure_decides() -> None:
    """p95 needs 71 requests, so a stage with nearly nothing to prove still takes them."""
    easy = plan(error_limit=0.5, undelivered_limit=0.5)
    easy = easy._replace(stages=tuple(each._replace(prove=0.5) for each in easy.stages))

    assert outlook(easy, NOTHING, {JOBS: HOURLY})[0].needed == 71


def test_failing_as_legacy_takes_longer() -> None:
    before = {JOBS: Baseline(requests=100_000, errors=20)}
    (first, *_) = outlook(PLAN, before, {JOBS: HOURLY})

    assert first.needed == 3_612
    assert first.as_legacy > first.seconds
    # So many that the failures that come with them are paid for.
    requests = (first.as_legacy - PLAN.settle) * HOURLY / 10
    required = needed(requests * 20 / 100_000, 0.001)
    assert required is not None
    assert required == pytest.approx(requests, rel=0.01)


@pytest.mark.parametrize("errors", [100, 5_000])
def test_failing_as_a_legacy_beyond_the_limit_is_never_proven(errors: int) -> None:
    before = {JOBS: Baseline(requests=100_000, errors=errors)}

    assert outlook(PLAN, before, {JOBS: HOURLY})[0].as_legacy == inf
    assert outlook(PLAN, before, {JOBS: HOURLY})[0].seconds < inf


@pytest.mark.parametrize("measure", ["undelivered", "slow"])
def test_each_measure_may_be_what_is_never_proven(measure: str) -> None:
    before = {JOBS: Baseline(100_000)._replace(**{measure: 60_000})}

    assert outlook(PLAN, before, {JOBS: HOURLY})[0].as_legacy == inf


def test_failures_that_come_together_take_more_requests() -> None:
    alone = outlook(PLAN, {JOBS: Baseline(dispersion=1.0)}, {JOBS: HOURLY})[0]
    together = outlook(PLAN, {JOBS: Baseline(dispersion=4.0)}, {JOBS: HOURLY})[0]

    assert alone.needed is not None
    assert together.needed is not None
    assert together.needed == pytest.approx(4 * alone.needed, rel=0.01)


def test_legacy_is_beyond_a_limit_only_where_it_is_proven() -> None:
    assert is_beyond(PLAN, Baseline()) == ()
    assert is_beyond(PLAN, Baseline(requests=100, errors=1)) == ()
    assert is_beyond(PLAN, Baseline(requests=100_000, errors=130)) == ()
    assert is_beyond(PLAN, Baseline(requests=100_000, errors=140)) == ("errors",)
    assert is_beyond(PLAN, Baseline(requests=100_000, undelivered=300)) == ("undelivered",)
    assert is_beyond(PLAN, Baseline(requests=1_000, slow=200)) == ("slow",)


def test_one_burst_of_failures_does_not_make_legacy_bad() -> None:
    burst = Baseline(requests=20_000, errors=60, undelivered=60)

    assert is_beyond(PLAN, burst) == ("errors", "undelivered")
    assert is_beyond(PLAN, burst._replace(dispersion=60.0)) == ()

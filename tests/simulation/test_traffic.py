"""Synthetic traffic is as much, as bad and as sticky as it was asked to be."""

from itertools import pairwise
from math import sqrt
from random import Random

import pytest

from hookshift.domain.evidence.rollups import Counts, Slot, added
from hookshift.simulation.scenario import Behaviour, Outage, Scenario, Shift
from hookshift.simulation.traffic import SimulatedTraffic
from tests.simulation.plans import HOUR, plan

DEVIATIONS = 5.0


def seen(scenario: Scenario, threshold: int, hours: float, seed: int = 1) -> list[Slot]:
    """All slots of some hours at one share."""
    traffic = SimulatedTraffic(scenario, plan(), Random(seed))
    traffic.set_share(threshold)
    slots: list[Slot] = []
    while traffic.now < hours * HOUR:
        slots += traffic.stretch(hours * HOUR)
    return slots


def total(slots: list[Slot], side: str, domain: str = "jobs") -> Counts:
    """Their sum."""
    found = Counts()
    for slot in slots:
        if (slot.side, slot.domain) == (side, domain):
            found = added(found, slot.counts)
    return found


def test_as_much_and_as_bad_as_asked() -> None:
    scenario = Scenario({"jobs": 20_000.0}, unified=Behaviour(0.01), legacy=Behaviour(0.002))
    slots = seen(scenario, 5_000, 10)
    unified, legacy = total(slots, "unified"), total(slots, "legacy")
    both = unified.requests + legacy.requests
    assert abs(both - 200_000) < DEVIATIONS * sqrt(200_000)
    for counts, rate in ((unified, 0.01), (legacy, 0.002)):
        expected = counts.requests * rate
        assert abs(counts.errors - expected) < DEVIATIONS * sqrt(expected)
        assert sum(counts.latency) == counts.requests


def test_nobody_leaves_their_side_and_everybody_is_new_once() -> None:
    slots = seen(Scenario({"jobs": 20_000.0}, senders=300), 2_500, 20)
    unified, legacy = total(slots, "unified"), total(slots, "legacy")
    assert unified.highest_bucket is not None
    assert legacy.lowest_bucket is not None
    assert unified.highest_bucket < 2_500 <= legacy.lowest_bucket
    assert unified.new_senders + legacy.new_senders == pytest.approx(300, abs=5)


def test_failures_come_in_bursts() -> None:
    bad = Behaviour(0.01)
    alone = total(seen(Scenario({"jobs": 50_000.0}, bad, bad), 5_000, 4), "legacy")
    bursts = total(seen(Scenario({"jobs": 50_000.0}, bad, bad, burst=10), 5_000, 4), "legacy")
    assert alone.errors_squared / alone.errors < 1.5
    assert bursts.errors_squared / bursts.errors > 4


def test_slots_lie_side_by_side() -> None:
    starts = sorted(
        {(slot.start, slot.seconds) for slot in seen(Scenario({"jobs": 3_000.0}), 1_000, 2)}
    )
    for (start, seconds), (following, _) in pairwise(starts):
        assert start + seconds <= following


def test_an_outage_is_where_it_was_put() -> None:
    scenario = Scenario({"jobs": 36_000.0}, outages=(Outage(HOUR, 180.0, ("unified",)),))
    during = [slot for slot in seen(scenario, 5_000, 2) if HOUR <= slot.start < HOUR + 180]
    before = [slot for slot in seen(scenario, 5_000, 2) if slot.start < HOUR]
    assert total(during, "unified").errors == total(during, "unified").requests > 0
    assert total(during, "legacy").errors < total(during, "legacy").requests / 100
    assert total(before, "unified").errors < total(before, "unified").requests / 100


def test_a_shift_lasts() -> None:
    scenario = Scenario({"jobs": 36_000.0}, shifts=(Shift(HOUR, "unified", "slow_share", 0.5),))
    slots = seen(scenario, 5_000, 2)
    late = total([slot for slot in slots if slot.start >= HOUR], "unified")
    early = total([slot for slot in slots if slot.start < HOUR], "unified")
    assert late.slow > 0.4 * late.requests
    assert early.slow < 0.02 * early.requests


def test_a_silent_domain_says_nothing() -> None:
    assert seen(Scenario({"jobs": 0.0}), 1_000, 1) == []

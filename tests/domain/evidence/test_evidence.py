"""Evidence: sums that do not depend on who looked when, and a clock that counts traffic."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.comparison import Comparison
from hookshift.domain.evidence.evidence import (
    NO_PEAKS,
    Baseline,
    Evidence,
    GuardEvidence,
    Totals,
    baseline,
    begun,
    clock_started,
    clock_stopped,
    entered,
    lately,
)
from hookshift.domain.evidence.fold import fold
from hookshift.domain.evidence.latency import EDGES
from hookshift.domain.evidence.rollups import Counts, Slot, added
from hookshift.domain.evidence.statistics import RHO, WORSE, log_evenly, log_worse, worse_terms
from hookshift.domain.rollout.progress import elapsed
from tests.domain.rollouts import (
    FAST,
    HOUR,
    INSURANCE,
    JOBS,
    NOW,
    PATIENT,
    PLAN,
    SLOW,
    VERSION,
    after,
    beginning,
    by_time,
    counts,
    folded,
    plan,
    sketch,
    slot,
    some_counts,
    some_slots,
    together,
)


def of(slots: list[Slot], domain: str, side: str, version: int | None = VERSION) -> list[Slot]:
    return [
        each
        for each in slots
        if (each.domain, each.side) == (domain, side) and version in (None, each.version)
    ]


@PATIENT
@given(some_slots())
def test_a_stage_sums_what_its_own_version_did(slots: list[Slot]) -> None:
    jobs = folded(beginning(), slots).domains[JOBS]
    for side, totals in (("unified", jobs.unified), ("legacy", jobs.legacy)):
        own = warm(of(slots, JOBS, side)) if side == "unified" else of(slots, JOBS, side)
        assert totals.counts == together(own)
        assert totals.slow_squared == sum(each.counts.slow**2 for each in own)


def warm(slots: list[Slot], since: float = NOW) -> list[Slot]:
    """Without the slow requests of cold starts."""
    return [
        each
        if each.start >= since + PLAN.settle
        else each._replace(counts=each.counts._replace(slow=0, latency=()))
        for each in slots
    ]


@PATIENT
@given(some_slots())
def test_what_is_before_the_settling_time_proves_nothing_good(slots: list[Slot]) -> None:
    jobs = folded(beginning(), slots).domains[JOBS]
    late = [each for each in of(slots, JOBS, "unified") if each.start >= NOW + PLAN.settle]
    assert jobs.settled.counts == together(late)
    assert jobs.settled.slow_squared == sum(each.counts.slow**2 for each in late)


def test_the_settling_time_ends_with_its_last_second() -> None:
    early = slot(NOW + PLAN.settle - 1, "unified", counts(5))
    late = slot(NOW + PLAN.settle, "unified", counts(3))
    jobs = folded(beginning(), [early, late]).domains[JOBS]
    assert jobs.settled.counts.requests == 3
    assert jobs.unified.counts.requests == 8


@PATIENT
@given(some_slots())
def test_guards_count_whatever_the_version(slots: list[Slot]) -> None:
    guard = folded(beginning(), slots).guards[INSURANCE]
    assert guard.legacy == guard.in_stage == total(of(slots, INSURANCE, "legacy", version=None))
    assert guard.moved == 0


def test_a_guard_that_was_moved_is_remembered() -> None:
    what = slot(NOW, "unified", counts(3), domain=INSURANCE, version=VERSION - 1)
    assert folded(beginning(), [what]).guards[INSURANCE].moved == 3


def test_domains_of_neither_kind_are_left_out() -> None:
    before = beginning()
    what = slot(NOW, "legacy", counts(3), domain="travel")
    assert fold(before, PLAN, VERSION, [what]) == before._replace(through=NOW + 10)


@PATIENT
@given(some_slots(), st.randoms(use_true_random=False))
def test_the_order_within_one_time_does_not_matter(slots: list[Slot], random: object) -> None:
    one = other = beginning()
    for group in by_time(slots):
        one = fold(one, PLAN, VERSION, group)
        shuffled = list(group)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        other = fold(other, PLAN, VERSION, shuffled)
    assert one == other


@PATIENT
@given(some_slots(), st.data())
def test_gateways_that_are_merged_before_or_by_the_fold(
    slots: list[Slot], data: st.DataObject
) -> None:
    others = [each._replace(counts=data.draw(some_counts())) for each in slots]
    merged = [
        one._replace(counts=added(one.counts, other.counts))
        for one, other in zip(slots, others, strict=True)
    ]
    assert folded(beginning(), slots + others) == folded(beginning(), merged)


def test_nothing_folded_is_nothing_changed() -> None:
    before = beginning()
    assert fold(before, PLAN, VERSION, []) is before


# The hold clock.


def traffic(*ends: float) -> list[Slot]:
    return [slot(NOW + end - 10, "legacy", counts(1)) for end in ends]


def clock(*ends: float, through: float | None = None) -> float:
    evidence = folded(beginning(), traffic(*ends))
    return (evidence if through is None else elapsed(evidence, NOW + through)).clock(PLAN)


def test_the_clock_counts_from_the_entry() -> None:
    assert clock() == 0
    assert clock(30) == 30
    assert clock(30, through=40) == 40
    assert clock(10, 20, 30, 40) == 40


def test_a_gap_counts_idle_after_at_the_most() -> None:
    assert clock(10, through=10 + 899) == 909
    assert clock(10, through=10 + 5_000) == 910
    assert clock(10, 10 + 5_000) == 910
    assert clock(10, 10 + 5_000, 10 + 5_010) == 920
    assert clock(through=5_000) == 900


def test_only_traffic_of_the_stage_drives_the_clock() -> None:
    others = [
        slot(NOW + 2_000, "legacy", counts(1), domain=INSURANCE),
        slot(NOW + 3_000, "unified", counts(1), version=VERSION - 1),
    ]
    evidence = folded(beginning(), others)
    assert evidence.through == NOW + 3_010
    assert evidence.clock(PLAN) == 900


@PATIENT
@given(some_slots(), st.lists(st.floats(0, 6_000), max_size=3))
def test_the_clock_is_that_of_the_gaps_whoever_looked_in_between(
    slots: list[Slot], looks: list[float]
) -> None:
    evidence, shown = beginning(), [0.0]
    for group in by_time(slots):
        for look in sorted(looks):
            if evidence.through <= NOW + look <= group[0].start:
                evidence = elapsed(evidence, NOW + look)
                shown.append(evidence.clock(PLAN))
        evidence = fold(evidence, PLAN, VERSION, group)
        shown.append(evidence.clock(PLAN))
    assert shown == sorted(shown)
    own = [each for each in slots if each.domain == JOBS and each.version == VERSION]
    ends = [NOW, *sorted({max(each.start + 10, NOW) for each in own})]
    gaps = [min(end - before, PLAN.idle_after) for before, end in pairwise(ends)]
    assert evidence.held == pytest.approx(sum(gaps))
    since = min(max(evidence.through - ends[-1], 0.0), PLAN.idle_after)
    assert evidence.clock(PLAN) == pytest.approx(sum(gaps) + since)


def test_a_pause_stops_the_clock() -> None:
    evidence = clock_stopped(elapsed(folded(beginning(), traffic(30)), NOW + 50), PLAN)
    assert evidence.clock(PLAN) == 50
    assert elapsed(evidence, NOW + 500).clock(PLAN) == 50
    paused = folded(evidence, traffic(100, 200))
    assert paused.clock(PLAN) == 50
    assert elapsed(paused, NOW + 500).clock(PLAN) == 50
    assert paused.domains[JOBS].legacy.counts.requests == 3
    going_on = clock_started(paused, NOW + 300)
    assert going_on.clock(PLAN) == 50
    # A slot of the pause that comes late, one that straddles its end, one after it.
    assert folded(going_on, traffic(290)).clock(PLAN) == 50
    assert folded(going_on, traffic(290, 305)).clock(PLAN) == 55
    assert folded(going_on, traffic(290, 305, 320)).clock(PLAN) == 70


# From stage to stage.


@PATIENT
@given(some_slots(), some_slots())
def test_what_former_stages_saw_is_kept(first: list[Slot], second: list[Slot]) -> None:
    later = NOW + 100_000
    moved_on = [each._replace(start=each.start + 100_000) for each in second]
    evidence = entered(folded(beginning(), first), PLAN, 1, later)
    jobs = evidence.domains[JOBS]
    assert (jobs.settled, jobs.unified, jobs.legacy) == (Totals(), Totals(), Totals())
    assert jobs.comparison == Comparison()
    jobs = entered(folded(evidence, moved_on), PLAN, 2, later * 2).domains[JOBS]
    both = [*first, *moved_on]
    warmed = [*warm(first), *warm(moved_on, later)]
    assert jobs.unified_before == total(of(warmed, JOBS, "unified"))
    assert jobs.legacy_before == total(of(both, JOBS, "legacy"))


def total(slots: list[Slot]) -> Totals:
    """All but the latencies, which only verdicts on a stage of a moving domain ask for."""
    squares = sum(sum(each.counts.slow for each in group) ** 2 for group in by_time(slots))
    return Totals(together(slots)._replace(latency=()), squares)


def test_what_was_declared_void_is_forgotten() -> None:
    totals = before(counts(100))
    evidence = after(counts(100, 9), counts(900, 5), counts(50, 5), totals=totals)
    assert evidence.domains[JOBS].comparison.errors != Comparison().errors
    again = entered(evidence, PLAN, 0, NOW + 500, forget=True)
    fresh = entered(beginning(totals=totals), PLAN, 0, NOW + 500)
    end = NOW + PLAN.settle + 10
    jobs = fresh.domains[JOBS]._replace(last_traffic=end)
    assert again == fresh._replace(domains={JOBS: jobs})


def test_entering_starts_the_clock_anew() -> None:
    evidence = clock_stopped(folded(beginning(), traffic(500)), PLAN)
    again = entered(evidence, PLAN, 1, NOW + 600)
    assert again.clock(PLAN) == 0
    assert elapsed(again, NOW + 700).clock(PLAN) == 100


def test_the_sums_of_a_comparison_outlive_its_stage_but_not_the_open_block() -> None:
    evidence = after(counts(10, 3), counts(90))
    sums = evidence.domains[JOBS].comparison.errors
    evidence = folded(evidence, [slot(NOW + 500, "unified", counts(4, 4))])
    assert evidence.domains[JOBS].comparison.unified.errors == 4
    jobs = entered(evidence, PLAN, 1, NOW + 600).domains[JOBS]
    assert jobs.comparison_before == Comparison(
        errors=sums,
        undelivered=evidence.domains[JOBS].comparison.undelivered,
        slow=evidence.domains[JOBS].comparison.slow,
    )


# Before the rollout.


def before(what: Counts) -> dict[tuple[str, str], Totals]:
    return {(JOBS, "legacy"): Totals(what), (JOBS, "unified"): Totals(counts(7, 7))}


def test_the_baseline_is_legacys() -> None:
    found = baseline(before(counts(100, 10, undelivered=4, slow=2, burst=5)), JOBS, PLAN)
    assert found == Baseline(100, 10, 4, 2, dispersion=5.0, slow_edge=EDGES.index(1_000))


def test_slow_is_what_was_slow_for_legacy_but_never_below_the_floor() -> None:
    found = baseline(before(counts(100, slow=10)), JOBS, PLAN)
    assert found.slow_edge is not None
    assert EDGES[found.slow_edge - 1] < SLOW <= EDGES[found.slow_edge]
    assert baseline(before(counts(100)), JOBS, plan(latency_floor_ms=5.0)).slow_edge == (
        EDGES.index(next(edge for edge in EDGES if edge >= FAST))
    )


def test_without_legacy_before_the_rollout_the_first_stages_will_do() -> None:
    evidence = begun(PLAN, {}, NOW)
    assert evidence.domains[JOBS].baseline == Baseline()
    evidence = entered(evidence, PLAN, 0, NOW)
    evidence = folded(evidence, [slot(NOW, "legacy", counts(100, slow=10))])
    assert evidence.domains[JOBS].baseline.slow_edge is None
    edge = entered(evidence, PLAN, 1, NOW + 20).domains[JOBS].baseline.slow_edge
    assert edge is not None
    assert EDGES[edge] >= SLOW


def test_the_slow_edge_is_frozen() -> None:
    evidence = beginning(totals=before(counts(100, slow=10)))
    edge = evidence.domains[JOBS].baseline.slow_edge
    evidence = folded(evidence, [slot(NOW, "legacy", counts(100))])
    assert entered(evidence, PLAN, 1, NOW + 20).domains[JOBS].baseline.slow_edge == edge


@pytest.mark.parametrize(
    ("requests", "errors", "limit"),
    [
        (0, 0, 0.001),
        (100_000, 0, 0.001),  # better than the limit: that is what counts
        (9_999, 99, RHO * 0.01),  # worse: that is usual
        (9, 0, RHO * 0.1),  # next to nothing is known
        (10, 10, 0.5),
    ],
)
def test_the_limit_of_a_guard(requests: int, errors: int, limit: float) -> None:
    guard = GuardEvidence(Baseline(requests=requests, errors=errors))
    assert guard.limit("errors", PLAN) == pytest.approx(limit)


# Where there is no legacy beside.


def alone() -> Evidence:
    return beginning(stage=2)


def test_only_a_stage_of_everybody_is_alone() -> None:
    assert [beginning(stage=stage).alone for stage in range(3)] == [False, False, True]


@PATIENT
@given(st.lists(some_counts(), max_size=10))
def test_each_bet_begins_anew_where_it_has_lost(slots: list[Counts]) -> None:
    evidence, expected = beginning(), [0.0] * len(WORSE)
    for number, what in enumerate(slots):
        evidence = folded(evidence, [slot(NOW + 10 * number, "unified", what)])
        if what.requests:
            terms = worse_terms(what.errors, what.requests, 0.001)
            expected = [max(bet, 0.0) + term for bet, term in zip(expected, terms, strict=True)]
        jobs = evidence.domains[JOBS]
        assert jobs.peaks[0] == pytest.approx(expected)
        bursts = jobs.unified.dispersion("errors")
        assert lately(jobs, "errors") == pytest.approx(log_evenly(expected, bursts))


@pytest.mark.parametrize("stage", range(3))
def test_a_good_history_does_not_hide_what_happens_of_late(stage: int) -> None:
    evidence = folded(beginning(stage=stage), [slot(NOW, "unified", counts(100_000))])
    evidence = folded(evidence, [slot(NOW + 10, "unified", counts(50, 5))])
    jobs = evidence.domains[JOBS]
    assert log_worse(5, 100_050, 0.001) < 0
    assert lately(jobs, "errors") == pytest.approx(log_worse(5, 50, 0.001))
    assert lately(jobs, "undelivered") < 0


def test_a_stage_begins_without_what_was_late_in_the_one_before() -> None:
    evidence = entered(after(counts(50, 50), counts(50, 20)), PLAN, 1, NOW + 500)
    assert evidence.domains[JOBS].peaks == NO_PEAKS
    assert evidence.domains[JOBS].comparison == Comparison()


# How failures cluster, and who gets nothing.


def test_slow_requests_cluster_in_slots_and_errors_in_senders() -> None:
    slots = [slot(NOW + 200, "unified", counts(50, 6, slow=40, burst=3))]
    slots += [slot(NOW + 210 + 10 * number, "unified", counts(50, slow=1)) for number in range(10)]
    seen = folded(beginning(), slots).domains[JOBS].settled
    assert seen.dispersion("slow") == pytest.approx((40**2 + 10) / 50)
    assert seen.dispersion("errors") == seen.dispersion("undelivered") == 3
    assert Totals().dispersion("slow") == Totals().dispersion("errors") == 1


def test_what_legacy_gets_alone_counts_until_unified_gets_something() -> None:
    steps = [
        ("legacy", counts(30, new=20), 20),
        ("legacy", counts(30, new=5), 25),
        ("unified", counts(0), 25),
        ("unified", counts(1), 0),
        ("legacy", counts(1, new=1), 1),
    ]
    evidence = beginning()
    for number, (side, what, expected) in enumerate(steps):
        evidence = folded(evidence, [slot(NOW + 10 * number, side, what)])
        assert evidence.domains[JOBS].legacy_senders_alone == expected
    both = [slot(NOW + 90, "legacy", counts(9, new=9)), slot(NOW + 90, "unified", counts(1))]
    assert folded(evidence, both).domains[JOBS].legacy_senders_alone == 0


def test_the_last_traffic_is_that_of_a_request() -> None:
    evidence = folded(beginning(), [slot(NOW, "legacy", counts(1))])
    retries = Counts(attempts=3, undelivered=1)
    evidence = folded(evidence, [slot(NOW + 50, "unified", retries)])
    assert evidence.domains[JOBS].last_traffic == NOW + 10
    assert evidence.domains[JOBS].unified.counts.undelivered == 1
    assert sketch({FAST: 1}) == evidence.domains[JOBS].legacy.counts.latency
    assert evidence.through == NOW + 60
    assert evidence.through < NOW + HOUR

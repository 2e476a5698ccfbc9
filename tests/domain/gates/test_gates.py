"""The gates on a rate: what passes, what fails, and whose fault it is."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.evidence.evidence import Evidence, Totals, entered, lately
from hookshift.domain.evidence.levels import (
    PASS_LOG_E,
    fail_log_e,
    lately_fail_log_e,
    stage_fail_log_e,
)
from hookshift.domain.evidence.plan import Gate, Mode, Plan
from hookshift.domain.evidence.rollups import Counts, Slot
from hookshift.domain.evidence.statistics import line, log_relative
from hookshift.domain.gates.evaluation import Evaluation, is_more_than_chance
from hookshift.domain.gates.gates import judge, may_fail
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from tests.domain.rollouts import (
    INSURANCE,
    JOBS,
    NOW,
    PATIENT,
    PLAN,
    after,
    beginning,
    by_time,
    counts,
    folded,
    plan,
    slot,
    some_slots,
)

RATES = (Gate.ERRORS, Gate.DELIVERY, Gate.LATENCY)
Legacy = dict[tuple[str, str], Totals]


def verdict(
    evidence: Evidence,
    gate: Gate = Gate.ERRORS,
    *,
    some: Plan = PLAN,
    stage: int = 0,
    blind: str | None = None,
) -> Verdict:
    """That of one gate in the domain that moves, or of the guard."""
    found = judge(Evaluation(some, stage, evidence, blind))
    return next(each for each in found if each.gate is gate)


def kind(
    evidence: Evidence, gate: Gate = Gate.ERRORS, *, some: Plan = PLAN, stage: int = 0
) -> VerdictKind:
    return verdict(evidence, gate, some=some, stage=stage).kind


def test_every_gate_judges_every_domain_that_moves_and_one_every_guard() -> None:
    some = plan(domains=("jobs", "rides"), guards=("insurance", "unknown"))
    found = judge(Evaluation(some, 0, beginning(some)))
    moving = [Gate.ERRORS, Gate.DELIVERY, Gate.LATENCY, Gate.REPLIES, Gate.SHARE]
    assert [(each.domain, each.gate) for each in found] == [
        *(("jobs", gate) for gate in moving),
        *(("rides", gate) for gate in moving),
        ("insurance", Gate.GUARD),
        ("unknown", Gate.GUARD),
    ]


# Passing.


@pytest.mark.parametrize(("failures", "needed"), [(0, 3_612), (1, 6_812)])
def test_a_rate_below_the_limit_is_proven_exactly_then(failures: int, needed: int) -> None:
    for gate, what in (
        (Gate.ERRORS, counts(needed, failures)),
        (Gate.DELIVERY, counts(needed, failures, undelivered=failures)),
    ):
        assert kind(after(what), gate) is VerdictKind.PASS
        assert kind(after(what._replace(requests=needed - 1)), gate) is VerdictKind.INSUFFICIENT


def test_p95_below_the_limit_is_proven_exactly_then() -> None:
    assert kind(after(counts(71)), Gate.LATENCY) is VerdictKind.PASS
    assert kind(after(counts(70)), Gate.LATENCY) is VerdictKind.INSUFFICIENT
    assert kind(after(counts(134, slow=1)), Gate.LATENCY) is VerdictKind.PASS
    assert kind(after(counts(133, slow=1)), Gate.LATENCY) is VerdictKind.INSUFFICIENT


@pytest.mark.parametrize(
    ("prove", "needed"), [(0.01, 360), (0.005, 721), (0.003, 1_203), (0.001, 3_612)]
)
def test_a_rung_of_the_ladder(prove: float, needed: int) -> None:
    ladder = plan(mode=Mode.LADDER, stages=(PLAN.stages[0]._replace(prove=prove),))
    assert kind(after(counts(needed)), some=ladder) is VerdictKind.PASS
    assert kind(after(counts(needed - 1)), some=ladder) is VerdictKind.INSUFFICIENT
    assert kind(after(counts(71)), Gate.LATENCY, some=ladder) is VerdictKind.PASS


def test_a_rung_never_asks_for_more_than_the_limit() -> None:
    loose = plan(mode=Mode.LADDER, error_limit=0.01, stages=(PLAN.stages[1],))
    assert kind(after(counts(360)), some=loose) is VerdictKind.PASS


def usual(burst: int) -> Legacy:
    return {(JOBS, "legacy"): Totals(counts(100_000, 10 * burst, burst=burst))}


def test_errors_that_usually_come_together_must_be_waited_for() -> None:
    assert kind(after(counts(36_111), totals=usual(10))) is VerdictKind.PASS
    assert kind(after(counts(36_110), totals=usual(10))) is VerdictKind.INSUFFICIENT
    assert kind(after(counts(36_110), totals=usual(10)), Gate.DELIVERY) is VerdictKind.INSUFFICIENT
    assert kind(after(counts(71), totals=usual(10)), Gate.LATENCY) is VerdictKind.PASS


def test_errors_that_came_together_count_as_such() -> None:
    # Two bursts of five are two errors in a fifth of the requests.
    single = needed_requests(counts(0, 2))
    assert needed_requests(counts(0, 10, burst=5)) == pytest.approx(5 * single, abs=5)


def needed_requests(what: Counts) -> int:
    numbers = verdict(after(what)).numbers
    found = numbers["needed"]
    assert isinstance(found, int)
    assert kind(after(what._replace(requests=found))) is VerdictKind.PASS
    assert kind(after(what._replace(requests=found - 1))) is not VerdictKind.PASS
    return found


def test_only_what_has_settled_passes() -> None:
    early = slot(NOW + PLAN.settle - 10, "unified", counts(10_000))
    assert kind(folded(beginning(), [early])) is VerdictKind.INSUFFICIENT
    late = slot(NOW + PLAN.settle, "unified", counts(3_612))
    assert kind(folded(beginning(), [early, late])) is VerdictKind.PASS


def test_a_former_stage_passes_nothing() -> None:
    later = entered(after(counts(100_000), counts(900_000)), PLAN, 1, NOW + 500)
    for gate in (*RATES, Gate.SHARE):
        assert kind(later, gate, stage=1) is VerdictKind.INSUFFICIENT


# Failing.


def test_worse_than_the_limit() -> None:
    at_most = line(5, 0.001, fail_log_e(PLAN))
    assert kind(after(counts(at_most, 5))) is VerdictKind.FAIL
    assert kind(after(counts(at_most + 1, 5))) is VerdictKind.INSUFFICIENT
    assert not verdict(after(counts(at_most, 5))).incident


def test_a_ladder_fails_at_the_limit_whatever_it_proves() -> None:
    ladder = plan(mode=Mode.LADDER)
    assert kind(after(counts(200, 5), some=ladder), some=ladder) is VerdictKind.FAIL


@pytest.mark.parametrize(
    ("errors", "senders", "expected"),
    [(2, 2, VerdictKind.INSUFFICIENT), (3, 1, VerdictKind.INSUFFICIENT), (3, 2, VerdictKind.FAIL)],
)
def test_three_failures_from_two_senders_are_the_least(
    errors: int, senders: int, expected: VerdictKind
) -> None:
    what = counts(5, errors, undelivered=errors, senders=senders)
    assert kind(after(what, counts(45))) is expected
    assert kind(after(what, counts(45)), Gate.DELIVERY) is expected


def test_a_burst_of_one_sender_is_not_many_failures() -> None:
    what = counts(300, 20, burst=20)
    assert kind(after(what)) is VerdictKind.INSUFFICIENT
    # Of another sender there has been one; still this one is the burst.
    assert kind(after(what._replace(errors=21, failing_senders=(1, 2)))) is VerdictKind.INSUFFICIENT
    assert kind(after(counts(300, 20, burst=1))) is VerdictKind.FAIL


def test_legacys_bursts_do_not_excuse_unified() -> None:
    assert kind(after(counts(200, 5), totals=usual(10))) is VerdictKind.FAIL


def test_what_fails_while_it_settles_fails() -> None:
    early = slot(NOW, "unified", counts(100, 10))
    assert kind(folded(beginning(), [early])) is VerdictKind.FAIL


def test_a_single_spell_of_slow_requests_fails_nothing() -> None:
    """A cold start, say."""
    spell = slot(NOW, "unified", counts(100, slow=90))
    evidence = folded(beginning(), [spell])
    assert kind(evidence, Gate.LATENCY) is VerdictKind.INSUFFICIENT
    calm = [slot(NOW + 120 + 10 * n, "unified", counts(100)) for n in range(1, 10)]
    assert kind(folded(evidence, calm), Gate.LATENCY) is VerdictKind.PASS


def test_a_spell_is_one_source() -> None:
    one = Totals(counts(100, slow=90), 90**2)
    assert not is_more_than_chance(one, "slow")
    assert is_more_than_chance(one.joined(one), "slow")
    assert not is_more_than_chance(Totals(counts(100, slow=2), 2), "slow")


def test_spells_of_slow_requests_fail() -> None:
    assert (
        kind(folded(beginning(), slow_spells(1, NOW + 120)), Gate.LATENCY)
        is VerdictKind.INSUFFICIENT
    )
    assert kind(folded(beginning(), slow_spells(4, NOW + 120)), Gate.LATENCY) is VerdictKind.FAIL


def slow_spells(number: int, since: float) -> list[Slot]:
    """Every ten seconds nearly everything is slow."""
    slow = counts(100, slow=90)
    return [slot(since + 10 * each, "unified", slow) for each in range(number)]


def test_a_cold_start_fails_nothing() -> None:
    evidence = folded(beginning(), slow_spells(12, NOW))
    assert kind(evidence, Gate.LATENCY) is VerdictKind.INSUFFICIENT
    assert kind(folded(evidence, slow_spells(12, NOW + 120)), Gate.LATENCY) is VerdictKind.FAIL


def test_a_fail_outweighs_a_pass() -> None:
    evidence = folded(
        beginning(),
        [
            slot(NOW, "unified", counts(200, 20)),
            slot(NOW + 120, "unified", counts(3_700)),
        ],
    )
    assert verdict(evidence).numbers["log_e_better"] >= PASS_LOG_E  # type: ignore[operator]
    assert kind(evidence) is VerdictKind.FAIL


def spread(unified: Counts, legacy: Counts, slots: int = 1, since: float = NOW + 120) -> list[Slot]:
    """The same happens again and again."""
    return [
        slot(since + 10 * number, side, what)
        for number in range(slots)
        for side, what in (("unified", unified), ("legacy", legacy))
    ]


def test_worse_than_legacy_beside_it() -> None:
    """Beyond the limit, though not proven to be; twelve times as bad as legacy beside it."""
    loose = plan(error_limit=0.08)
    evidence = folded(beginning(loose), spread(counts(100, 12), counts(900, 9), slots=3), loose)
    found = verdict(evidence, some=loose)
    assert found.numbers["log_e_since_start"] < fail_log_e(loose)  # type: ignore[operator]
    assert (found.kind, found.incident) == (VerdictKind.FAIL, False)
    assert "legacy had" in found.sentence


def test_beside_a_legacy_whose_errors_come_together_unifieds_count_for_less() -> None:
    evidence = after(counts(200, 20), counts(1_800, 20, burst=20))
    sums = evidence.domains[JOBS].comparison.errors
    numbers = verdict(evidence).numbers
    assert numbers["log_e_relative_in_stage"] == pytest.approx(log_relative(sums, 20.0))
    assert numbers["log_e_relative_since_start"] == pytest.approx(log_relative(sums, 20.0))


def test_worse_than_a_very_good_legacy_is_no_fault_within_the_limit() -> None:
    loose = plan(error_limit=0.2)
    evidence = folded(beginning(loose), spread(counts(100, 12), counts(900, 9), slots=3), loose)
    found = verdict(evidence, some=loose)
    assert found.numbers["log_e_relative_since_start"] > fail_log_e(loose)  # type: ignore[operator]
    assert found.kind is VerdictKind.PASS


def test_a_slow_decay_is_found_by_what_all_stages_saw() -> None:
    """Each stage holds, and none has enough to fail by itself."""
    evidence, failed_at = beginning(), []
    for stage in range(4):
        now = NOW + 10_000 * stage
        evidence = entered(evidence, PLAN, 0, now)
        evidence = folded(evidence, [slot(now, "unified", counts(800, 4))])
        numbers = verdict(evidence).numbers
        assert numbers.get("log_e_in_stage", 0) < stage_fail_log_e(PLAN)  # type: ignore[operator]
        failed_at += [stage] * (kind(evidence) is VerdictKind.FAIL)
    assert failed_at
    assert failed_at[0] > 0


def test_a_good_history_does_not_hide_a_late_regression() -> None:
    evidence = entered(after(counts(100_000), counts(900_000)), PLAN, 1, NOW + 5_000)
    evidence = folded(evidence, spread(counts(100, 10), counts(100), since=NOW + 6_000))
    assert kind(evidence, stage=1) is VerdictKind.FAIL


def test_after_a_good_day_a_regression_costs_a_few_failures() -> None:
    """Every third request fails, after 36,000 good ones in the same stage."""
    evidence = folded(beginning(), spread(counts(36_000), counts(36_000)))
    failures = 0
    while kind(evidence) is not VerdictKind.FAIL:
        failures += 1
        at = NOW + 1_000 + 10 * failures
        evidence = folded(evidence, spread(counts(3, 1, senders=4), counts(3), since=at))
    found = verdict(evidence)
    assert found.numbers["against"] == "recently worse than the limit"
    assert found.numbers["log_e_in_stage"] < 0  # type: ignore[operator]
    assert failures <= 8


# Whose fault it is.


@pytest.mark.parametrize("share", [0.1, 0.35, 0.5, 0.75])
@pytest.mark.parametrize("rate", [0.05, 0.1, 0.5, 1.0])
def test_an_outage_of_both_sides_is_never_blamed_on_unified(share: float, rate: float) -> None:
    """It is not known yet, or the platform's."""
    ours, theirs = round(200 * share), round(200 * (1 - share))
    evidence = folded(beginning(), spread(counts(ours), counts(theirs), slots=20))
    outage = spread(
        counts(ours, round(ours * rate), senders=4),
        counts(theirs, round(theirs * rate), senders=4),
        slots=18,
        since=NOW + 1_000,
    )
    kinds = []
    for number in range(0, len(outage), 2):
        evidence = folded(evidence, outage[number : number + 2])
        found = verdict(evidence)
        assert found.kind is not VerdictKind.FAIL or found.incident
        kinds.append(found.kind)
    assert kinds[-1] is VerdictKind.FAIL
    assert "platform incident" in verdict(evidence).sentence


def test_an_outage_that_shows_in_unified_first_waits_for_legacy() -> None:
    """At a large share legacy may have no request in the slots in which it begins."""
    evidence = folded(beginning(), spread(counts(75), counts(25), slots=2))
    for number in range(2):
        evidence = folded(evidence, [slot(NOW + 1_000 + 10 * number, "unified", counts(6, 6))])
        found = verdict(evidence)
        assert found.numbers["excused"]
        assert found.kind is VerdictKind.INSUFFICIENT
    assert "legacy has not done better in the same time" in found.sentence
    both = folded(evidence, spread(counts(6, 6), counts(6, 6), since=NOW + 1_020))
    assert kind(both) is not VerdictKind.FAIL or verdict(both).incident
    own = folded(evidence, spread(counts(6, 6), counts(6), since=NOW + 1_020))
    assert (verdict(own).kind, verdict(own).incident) == (VerdictKind.FAIL, False)


def test_where_there_is_hardly_any_legacy_it_is_not_waited_for() -> None:
    assert kind(after(counts(49, 20), counts(4))) is VerdictKind.INSUFFICIENT
    assert kind(after(counts(50, 20), counts(4))) is VerdictKind.FAIL


def test_between_suspicion_and_proof_of_legacys_trouble_nobody_is_blamed() -> None:
    at_most = line(5, 0.001, fail_log_e(PLAN))
    found = verdict(after(counts(at_most, 5), counts(200, 1)))
    assert found.kind is VerdictKind.INSUFFICIENT
    assert 0 < found.numbers["log_e_legacy"] < PASS_LOG_E  # type: ignore[operator]
    assert "legacy has trouble too" in found.sentence


def test_legacys_suspicion_outlives_its_stage() -> None:
    """An outage that straddles the entry shows on both sides before it."""
    evidence = entered(after(counts(100, 3), counts(200, 2)), PLAN, 1, NOW + 900)
    evidence = folded(evidence, [slot(NOW + 1_000, "unified", counts(150, 3))])
    numbers = verdict(evidence, stage=1).numbers
    assert numbers["log_e_since_start"] >= fail_log_e(PLAN)  # type: ignore[operator]
    assert numbers["excused"] == "worse than the limit"
    assert kind(evidence, stage=1) is VerdictKind.INSUFFICIENT


def test_worse_than_a_legacy_in_trouble_is_unifieds_fault() -> None:
    found = verdict(after(counts(1_000, 400), counts(9_000, 90)))
    assert found.numbers["log_e_legacy"] >= PASS_LOG_E  # type: ignore[operator]
    assert (found.kind, found.incident) == (VerdictKind.FAIL, False)


# Where there is no legacy beside.


def test_everybody_on_unified_and_good() -> None:
    evidence = after(counts(3_612), stage=2)
    assert kind(evidence, stage=2) is VerdictKind.PASS
    assert kind(evidence, Gate.SHARE, stage=2) is VerdictKind.PASS


def last_stage(before: Counts, legacy: Counts, guard: Counts | None = None) -> Evidence:
    """Entered after a stage in which this was seen."""
    return entered(after(before, legacy, guard, stage=1), PLAN, 2, NOW + 10_000)


def later(number: int, what: Counts, guard: Counts | None = None) -> list[Slot]:
    start = NOW + 20_000 + 10 * number
    slots = [slot(start, "unified", what)]
    return [*slots, slot(start, "legacy", guard, domain=INSURANCE)] if guard else slots


def test_what_happens_of_late_fails_there_whatever_was_before() -> None:
    evidence = last_stage(counts(1_000_000), counts(1_000_000))
    evidence = folded(evidence, later(0, counts(1_000_000)))
    assert kind(evidence, stage=2) is VerdictKind.PASS
    evidence = folded(evidence, later(1, counts(50, 20)))
    found = verdict(evidence, stage=2)
    assert (found.kind, found.incident) == (VerdictKind.FAIL, False)
    assert "too many of them recently" in found.sentence


def test_of_late_is_judged_at_every_slot_so_it_takes_more() -> None:
    needed = lately_fail_log_e(PLAN, 2)
    assert needed == pytest.approx(stage_fail_log_e(PLAN) + log(3 * 48 * 360))
    history = folded(last_stage(counts(0), counts(0)), later(0, counts(1_000_000)))
    for requests in (120, 40):
        evidence = folded(history, later(1, counts(requests, 6)))
        late = lately(evidence.domains[JOBS], "errors")
        assert late > stage_fail_log_e(PLAN)
        assert (kind(evidence, stage=2) is VerdictKind.FAIL) is (late >= needed)
        assert (late >= needed) is (requests == 40)


@pytest.mark.parametrize("legacy", [counts(200, 1), counts(9_000, 90)])
def test_legacys_trouble_of_former_stages_excuses_nothing_there(legacy: Counts) -> None:
    evidence = last_stage(counts(1_000), legacy)
    for number in range(5):
        evidence = folded(evidence, later(number, counts(100, 30)))
    found = verdict(evidence, stage=2)
    assert (found.kind, found.incident) == (VerdictKind.FAIL, False)


def test_there_the_guards_tell_an_incident() -> None:
    evidence = last_stage(counts(1_000), counts(1_000), counts(1_000))
    evidence = folded(evidence, later(0, counts(100, 50), counts(100, 50)))
    found = verdict(evidence, stage=2)
    assert (found.kind, found.incident) == (VerdictKind.FAIL, True)


def test_a_good_history_of_the_guards_does_not_hide_an_incident() -> None:
    evidence = last_stage(counts(1_000_000), counts(1_000_000), counts(1_000_000))
    evidence = folded(evidence, later(0, counts(100, 50), counts(100, 50)))
    found = verdict(evidence, stage=2)
    assert (found.kind, found.incident) == (VerdictKind.FAIL, True)


def test_a_single_failure_of_a_guard_is_no_incident() -> None:
    evidence = last_stage(counts(1_000), counts(1_000))
    evidence = folded(evidence, later(0, counts(100, 50), counts(1, 1)))
    assert not verdict(evidence, stage=2).incident


def test_an_incident_of_the_guards_excuses_nothing_after_another_entry() -> None:
    evidence = last_stage(counts(1_000), counts(1_000))
    evidence = folded(evidence, later(0, counts(100), counts(100, 50)))
    evidence = entered(evidence, PLAN, 2, NOW + 20_020)
    evidence = folded(evidence, later(3, counts(100, 50)))
    assert not verdict(evidence, stage=2).incident


def test_an_incident_of_the_guards_that_is_over_excuses_nothing() -> None:
    evidence = last_stage(counts(1_000_000), counts(1_000_000), counts(1_000_000))
    evidence = folded(evidence, later(0, counts(100), counts(100, 50)))
    evidence = folded(evidence, later(1, counts(100), counts(50_000)))
    evidence = folded(evidence, later(2, counts(100, 50), counts(100)))
    found = verdict(evidence, stage=2)
    assert (found.kind, found.incident) == (VerdictKind.FAIL, False)


# Not knowing.


def test_starved() -> None:
    # 0.9 ** 66 is less than 0.001, 0.9 ** 65 is not.
    assert kind(after(legacy=counts(66, new=66))) is VerdictKind.STARVED
    assert kind(after(legacy=counts(65, new=65))) is VerdictKind.INSUFFICIENT
    assert kind(after(legacy=counts(900, new=0))) is VerdictKind.INSUFFICIENT
    for gate in (*RATES, Gate.SHARE):
        assert kind(after(legacy=counts(66, new=66)), gate) is VerdictKind.STARVED
    evidence = folded(after(counts(1)), [slot(NOW + 300, "legacy", counts(66, new=66))])
    assert kind(evidence) is VerdictKind.STARVED


def test_idle() -> None:
    still = beginning()._replace(through=NOW + 900)
    assert kind(still) is VerdictKind.IDLE
    assert kind(still, Gate.GUARD) is VerdictKind.IDLE
    assert kind(still._replace(through=NOW + 899)) is VerdictKind.INSUFFICIENT
    proven = after(counts(3_612))
    assert kind(proven._replace(through=NOW + 9_000)) is VerdictKind.PASS
    busy = after(legacy=counts(1))
    assert kind(busy._replace(through=NOW + 130 + 899)) is VerdictKind.INSUFFICIENT
    assert kind(busy._replace(through=NOW + 130 + 900)) is VerdictKind.IDLE


@PATIENT
@given(some_slots(), st.integers(0, 2), st.integers(0, 2_000))
def test_a_lean_look_and_a_full_one_agree(slots: list[Slot], stage: int, still: int) -> None:
    evidence = folded(beginning(stage=stage), slots)
    evidence = evidence._replace(through=evidence.through + still)
    full = Evaluation(PLAN, stage, evidence)
    for look in (full, full._replace(blind="stale")):
        lean = judge(look._replace(in_full=False))
        assert [each[:3] + each[5:] for each in lean] == [
            each[:3] + each[5:] for each in judge(look)
        ]


@PATIENT
@given(some_slots(), st.integers(0, 2))
def test_blindness_leaves_a_fail_and_nothing_else(slots: list[Slot], stage: int) -> None:
    look = Evaluation(PLAN, stage, folded(beginning(stage=stage), slots))
    for seeing, blind in zip(judge(look), judge(look._replace(blind="stale")), strict=True):
        if seeing.kind is VerdictKind.FAIL:
            assert blind == seeing
        else:
            assert (blind.kind, blind.passes) == (VerdictKind.BLIND, False)
            assert blind.sentence == "not known: stale"


@pytest.mark.parametrize("gate", Gate)
@pytest.mark.parametrize("kind", VerdictKind)
def test_only_a_pass_passes(gate: Gate, kind: VerdictKind) -> None:
    passes = Verdict(gate, JOBS, kind, "", {}).passes
    assert passes is (
        kind is VerdictKind.PASS
        or (kind is VerdictKind.OFF and gate is Gate.REPLIES)
        or (kind is VerdictKind.IDLE and gate is Gate.GUARD)
    )


def test_a_look_at_nothing_fails_nothing() -> None:
    for stage in range(3):
        found = judge(Evaluation(PLAN, stage, beginning(stage=stage)))
        assert {each.kind for each in found if each.domain == JOBS} == {
            VerdictKind.INSUFFICIENT,
            VerdictKind.OFF,
        }
        assert {each.kind for each in found if each.domain == INSURANCE} == {VerdictKind.PASS}


def test_levels_are_shared_by_all_that_can_fail() -> None:
    some = plan(domains=("a", "b", "c", "d"))
    assert fail_log_e(PLAN) == pytest.approx(log(1_200))
    assert fail_log_e(some) - fail_log_e(PLAN) == pytest.approx(log(4))
    assert stage_fail_log_e(PLAN) - fail_log_e(PLAN) == pytest.approx(log(3 * 3 / 2))


@PATIENT
@given(some_slots(), st.booleans(), st.sampled_from([0.0, 60.0]))
def test_whether_any_gate_fails_is_found_without_verdicts(
    slots: list[Slot], alone: bool, settle: float
) -> None:
    some = PLAN._replace(settle=settle)
    evidence = beginning()._replace(alone=alone)
    for group in by_time(slots):
        evidence = folded(evidence, group, some)
        for stage in range(len(some.stages)):
            evaluation = Evaluation(some, stage, evidence, in_full=False)
            expected = VerdictKind.FAIL in {each.kind for each in judge(evaluation)}
            assert may_fail(evaluation) is expected

"""A past rollout judged by other gates."""

from collections.abc import Sequence

import pytest

from hookshift.domain.evidence.plan import Gate, Plan
from hookshift.domain.evidence.replies import ReplyCounts, ReplySlot
from hookshift.domain.evidence.rollups import Counts, Slot
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.domain.rollout.progress import World, evaluate, start
from hookshift.domain.rollout.state import Phase
from hookshift.simulation.replay import Found, HeldPercentage, Replay
from tests.domain.rollouts import JOBS, counts
from tests.simulation.plans import HOUR, plan

T = 1_764_748_800.0
SLOT = 60.0
PLAN = plan()
TEN, TWENTY_FIVE, TWELVE = 1_000, 2_500, 1_200
V = 41


def slots(
    hours: float,
    unified: Counts,
    legacy: Counts,
    *,
    since: float = T,
    version: int = V,
) -> list[Slot]:
    """Both sides of the domain that moves, a minute each."""
    return [
        Slot(since + number * SLOT, SLOT, JOBS, side, version, what)
        for number in range(round(hours * HOUR / SLOT))
        for side, what in (("unified", unified), ("legacy", legacy))
    ]


def good(requests: int, share: float = 0.1) -> tuple[Counts, Counts]:
    """What unified and legacy get of so many requests."""
    ours = round(requests * share)
    return counts(ours, new=ours // 2), counts(requests - ours, new=(requests - ours) // 2)


def held(
    hours: float, threshold: int = TEN, *, since: float = T, version: int = V
) -> HeldPercentage:
    return HeldPercentage(threshold, frozenset({version}), since, since + hours * HOUR)


def replayed(
    past: Sequence[Slot], history: Sequence[HeldPercentage], by: Plan = PLAN
) -> list[Found]:
    again = Replay(by, {}, history)
    again.take(past)
    return again.found()


def prove(rate: float, hold: float = 4 * HOUR) -> Plan:
    """The first stage proves this, after this long."""
    first = PLAN.stages[0]._replace(prove=rate, hold=hold)
    return PLAN._replace(stages=(first, *PLAN.stages[1:]))


def test_it_says_when_the_controller_went_on() -> None:
    """By the same gates, at the same slot."""
    past = slots(5, *good(120))
    progress = start(PLAN, {}, 0, T).progress
    progress = progress._replace(state=progress.state._replace(version=V))
    advanced = None
    for number in range(0, len(past), 2):
        now = past[number].start + SLOT
        seen = evaluate(progress, PLAN, past[number : number + 2], World(now))
        progress = seen.progress
        if progress.state.stage == 1:
            advanced = now
            break

    (found,) = replayed(past, [held(5)])

    assert found.passed_at == advanced
    assert found.stage == 0
    assert found.failed_at is None
    assert found.exhausted_at is None
    assert all(verdict.passes for verdict in found.last)


def test_it_says_when_the_controller_rolled_back() -> None:
    past = slots(0.2, *good(120)) + slots(
        0.2, counts(12, errors=3), counts(108), since=T + 0.2 * HOUR
    )
    progress = start(PLAN, {}, 0, T).progress
    progress = progress._replace(state=progress.state._replace(version=V))
    for number in range(0, len(past), 2):
        now = past[number].start + SLOT
        progress = evaluate(progress, PLAN, past[number : number + 2], World(now)).progress
        if progress.state.is_final:
            break
    assert progress.state.phase is Phase.ROLLED_BACK

    (found,) = replayed(past, [held(0.4)])

    assert found.failed_at == now
    assert Gate.ERRORS in {verdict.gate for verdict in found.failed}
    assert progress.state.reason.endswith(
        next(verdict.sentence for verdict in found.failed if verdict.gate is Gate.ERRORS)
    )


def test_a_weaker_proof_passes_earlier() -> None:
    past = slots(8, *good(120))
    (strong,) = replayed(past, [held(8)], prove(0.001, hold=600))
    (weak,) = replayed(past, [held(8)], prove(0.01, hold=600))

    # 12 a minute: 3,612 and 360 requests after settling.
    assert strong.passed_at is not None
    assert weak.passed_at is not None
    assert strong.passed_at - T == pytest.approx(5.05 * HOUR, abs=2 * SLOT)
    assert weak.passed_at - T == pytest.approx(32 * 60, abs=2 * SLOT)


def test_a_proof_without_its_hold_does_not_pass() -> None:
    (found,) = replayed(slots(2, *good(1200)), [held(2)])

    assert found.passed_at is None
    assert all(verdict.passes for verdict in found.last)


def test_a_stricter_limit_fails_what_has_passed() -> None:
    # One failure in 200 requests on unified, none on legacy.
    past = [
        slot._replace(
            counts=slot.counts._replace(
                errors=1, undelivered=1, errors_squared=1, failing_senders=(index % 7,)
            )
        )
        if slot.side == "unified" and not index % 40
        else slot
        for index, slot in enumerate(slots(5, *good(100)))
    ]
    lax = PLAN._replace(error_limit=0.02, undelivered_limit=0.02)
    lax = lax._replace(stages=tuple(each._replace(prove=0.02) for each in lax.stages))

    (then,) = replayed(past, [held(5)], lax)
    (now,) = replayed(past, [held(5)], PLAN)

    assert then.failed_at is None
    assert then.passed_at is not None
    assert now.failed_at is not None
    assert now.failed_at < then.passed_at
    assert now.passed_at is None
    assert {verdict.gate for verdict in now.failed} <= {Gate.ERRORS, Gate.DELIVERY}
    assert {verdict.kind for verdict in now.failed} == {VerdictKind.FAIL}


def test_a_percentage_that_the_plan_does_not_have_is_not_judged() -> None:
    history = [
        held(5),
        held(1, TWELVE, since=T + 5 * HOUR, version=V + 1),
        held(5, TWENTY_FIVE, since=T + 6 * HOUR, version=V + 2),
    ]
    past = [
        *slots(5, *good(120)),
        *slots(1, counts(20, errors=20), counts(100), since=T + 5 * HOUR, version=V + 1),
        *slots(5, *good(120, 0.25), since=T + 6 * HOUR, version=V + 2),
    ]

    first, unknown, last = replayed(past, history)

    assert unknown == Found(history[1], None)
    assert (first.stage, last.stage) == (0, 1)
    assert first.passed_at is not None
    assert last.failed_at is None  # what failed was nobody's stage
    assert last.passed_at is not None


def test_what_is_never_proven_is_held_when_its_extension_is_over() -> None:
    (found,) = replayed(slots(14, *good(10)), [held(14)], prove(0.001))

    assert found.passed_at is None
    assert found.exhausted_at is not None
    assert found.exhausted_at - T == pytest.approx(PLAN.extension * 4 * HOUR, abs=2 * SLOT)
    assert {verdict.kind for verdict in found.last if verdict.gate is Gate.ERRORS} == {
        VerdictKind.INSUFFICIENT
    }


def test_what_has_passed_is_not_held_later() -> None:
    (found,) = replayed(slots(14, *good(120)), [held(14)])

    assert found.passed_at is not None
    assert found.exhausted_at is None


def test_a_stage_that_was_begun_anew_is_judged_as_one() -> None:
    by = prove(0.001, hold=600)  # which takes five hours of traffic
    history = [HeldPercentage(TEN, frozenset({V, V + 1}), T, T + 8 * HOUR)]
    past = slots(4, *good(120)) + slots(4, *good(120), since=T + 4 * HOUR, version=V + 1)
    (once,), (anew,) = (replayed(each, history, by) for each in (slots(8, *good(120)), past))

    assert anew.passed_at is not None
    assert anew.passed_at == once.passed_at


def test_traffic_of_another_version_proves_nothing() -> None:
    (found,) = replayed(slots(5, *good(120), version=V - 1), [held(5)])

    assert found.passed_at is None


def test_the_slot_in_which_the_share_changed_counts_for_the_stage_that_it_is_of() -> None:
    change = T + 5 * HOUR - 1
    history = [
        HeldPercentage(TEN, frozenset({V}), T, change),
        HeldPercentage(TWENTY_FIVE, frozenset({V + 1}), change, change + HOUR),
    ]
    failing = counts(30, errors=30)
    straddles = [
        Slot(change - 30, SLOT, JOBS, "unified", V + 1, failing),
        Slot(change - 30, SLOT, JOBS, "legacy", V + 1, counts(90)),
    ]
    before, after = replayed([*slots(4, *good(120)), *straddles], history)

    assert before.failed_at is None
    assert "30 failures" in next(
        verdict.sentence for verdict in after.last if verdict.gate is Gate.ERRORS
    )


@pytest.mark.parametrize("offset", [0, SLOT / 2])
@pytest.mark.parametrize("before", [True, False])
def test_the_slot_in_which_a_stage_begins_is_its_own(offset: float, before: bool) -> None:
    history = [
        held(1, TWELVE, since=T + offset - HOUR, version=V - 1),
        held(1, since=T + offset),
    ]
    past = slots(SLOT / HOUR, counts(30, errors=30), counts(90))
    found = replayed(past, history if before else history[1:])[-1]

    assert "30 failures" in next(
        verdict.sentence for verdict in found.last if verdict.gate is Gate.ERRORS
    )


def test_pieces_are_the_same_as_the_whole() -> None:
    history = [held(5), held(5, TWENTY_FIVE, since=T + 5 * HOUR, version=V + 1)]
    past = [
        *slots(5, *good(120)),
        *slots(5, *good(120, 0.25), since=T + 5 * HOUR, version=V + 1),
    ]
    again = Replay(PLAN, {}, history)
    for at in range(0, len(past), 14):
        again.take(past[at : at + 14])

    assert again.found() == replayed(past, history)


def test_a_share_without_any_traffic() -> None:
    history = [held(5), held(5, TWENTY_FIVE, since=T + 5 * HOUR, version=V + 1)]

    first, second = replayed([], history)

    assert first.passed_at is first.failed_at is second.passed_at is second.failed_at is None
    assert not any(
        verdict.passes
        for verdict in second.last
        if verdict.domain == JOBS and verdict.gate is not Gate.REPLIES
    )


def test_who_was_answered_is_judged_by_what_was_counted_then() -> None:
    judged = PLAN._replace(replies_off="", replies_margin=0.2)
    silent, well = ReplyCounts(5, 0), ReplyCounts(45, 43)
    counted = [
        ReplySlot(T + 60.0 * minute, 60.0, JOBS, side, V, counts)
        for minute in range(60)
        for side, counts in (("unified", silent), ("legacy", well))
    ]
    again = Replay(judged, {}, [held(5)])
    again.take_replies(counted)
    again.take(slots(5, *good(600)))
    (found,) = again.found()
    assert found.failed_at is not None
    assert {verdict.gate for verdict in found.failed} == {Gate.REPLIES}
    assert "takes messages and answers nobody" in found.failed[0].sentence
    other = Replay(judged, {}, [held(5, version=V + 1)])
    other.take_replies(counted)
    other.take([each._replace(version=V + 1) for each in slots(5, *good(600))])
    assert other.found()[0].failed_at is None, "what another version did is not the stage's"

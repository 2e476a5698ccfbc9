"""What is decided depends on what was seen, not on how often somebody looked."""

from collections.abc import Callable, Iterator, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from hookshift.controller.apply import RolloutChange
from hookshift.controller.observation import Observation
from hookshift.controller.reconcile import complete
from hookshift.controller.watch import JUST_AFTER, Window, watch
from hookshift.domain.evidence.rollups import Counts, Slot
from hookshift.domain.rollout.progress import World, start
from hookshift.store.rollouts import NewVerdict, StoredRollout
from tests.controller.feed import FAST, utc
from tests.controller.plans import DOMAINS, GUARDS, plan
from tests.lengths import shortened

NOW = 1_800_000_000.0
VERSION = 7
HOLD = 10_000.0
PLAN = plan(stages=(plan().stages[0]._replace(hold=HOLD), *plan().stages[1:]), idle_after=HOLD)


def fresh() -> StoredRollout:
    progress = start(PLAN, {}, 0, NOW).progress
    set_share = progress._replace(state=progress.state._replace(version=VERSION))
    return StoredRollout(1, 1, PLAN, set_share, (), utc(NOW), utc(NOW), "ada", None, None, NOW)


@st.composite
def histories(draw: st.DrawFn) -> list[Slot]:
    """Slots of a few seconds, good ones and bad ones; lengths differ, as gateways' settings may."""
    slots: list[Slot] = []
    lengths = st.sampled_from((1.0, 1.0, 2.0, 5.0))
    for second in sorted(draw(st.sets(st.integers(0, 30), max_size=12))):
        length = draw(lengths)
        for domain in DOMAINS + GUARDS:
            for side in ("unified", "legacy") if domain in DOMAINS else ("legacy",):
                requests = draw(st.integers(1, 60))
                errors = draw(st.sampled_from((0, 0, 0, 1, 5)))
                errors = min(errors, requests)
                counts = Counts(
                    requests=requests,
                    errors=errors,
                    errors_squared=errors,
                    failing_senders=tuple(range(errors)),
                    latency=(*(0,) * FAST, requests),
                )
                version = draw(st.sampled_from((VERSION, VERSION, VERSION, VERSION - 1)))
                slots.append(Slot(NOW + second, length, domain, side, version, counts))
    return slots


def turns(
    slots: Sequence[Slot], ends: Sequence[float], most: int
) -> Iterator[tuple[StoredRollout, RolloutChange]]:
    """Turns whose watermarks are `ends`, folding `most` groups each, until something follows."""
    rollout = fresh()
    for end in ends:
        more = True
        while more:
            found = complete([s for s in slots if s.start >= rollout.folded_to], end)
            sight = Observation(World(NOW + 40), end)
            window = Window(found, rollout.folded_to, is_last=True)
            change, more = watch(rollout, window, sight, at_most(most))
            if change is None:
                break
            assert change.folded_to is not None
            rollout = rollout._replace(
                progress=change.progress,
                verdicts=change.verdicts or (),
                folded_to=change.folded_to,
                looked_at=utc(change.at),
            )
            yield rollout, change
            if change.commands:
                return


def at_most(groups: int) -> Callable[[], bool]:
    left = iter(range(groups - 1, -1, -1))
    return lambda: bool(next(left))


def outcome(changes: Sequence[tuple[StoredRollout, RolloutChange]]) -> tuple[object, ...]:
    """Everything that was decided, and what it rests on."""
    rollout, last = changes[-1]
    kept: list[NewVerdict] = [each for _, change in changes for each in change.kept]
    evidence = rollout.progress.evidence._replace(through=0.0)
    return (
        [(each.stage, each.verdict) for each in kept],
        last.commands,
        last.verdicts,
        evidence,
        rollout.progress.state,
    )


@settings(max_examples=shortened(40), deadline=None)
@given(
    slots=histories(),
    cuts=st.sets(st.integers(1, 35), max_size=6),
    most=st.integers(1, 4),
)
def test_turns_may_end_anywhere(slots: list[Slot], cuts: set[int], most: int) -> None:
    stops = [slot.start + slot.seconds for slot in slots]
    last = max(stops, default=NOW + 1)
    # A turn sees time go by too, so its end is that of a slot: no other turn was there to see it.
    # Nor is one there where every slot still waits for a longer one: it would have shown that
    # nothing has been seen yet.
    chosen = {stop for stop in stops if stop - NOW in cuts and complete(slots, stop)}
    ends = sorted(chosen | {last})
    at_once = list(turns(slots, [last], 1_000))
    in_turns = list(turns(slots, ends, most))
    assert outcome(in_turns) == outcome(at_once)


def test_a_look_without_anything_new_changes_nothing() -> None:
    (first,) = turns([], [NOW + 1], 1)
    sight = Observation(World(NOW + 2), NOW + 2)
    again = watch(first[0], Window((), NOW, is_last=True), sight, lambda: True)
    assert again == (None, False)


def test_when_time_is_over_the_rest_is_left_for_the_next_turn() -> None:
    counts = Counts(requests=1)
    slots = [Slot(NOW + second, 1.0, "jobs", "unified", VERSION, counts) for second in range(3)]
    sight = Observation(World(NOW + 31), NOW + 31)
    change, more = watch(fresh(), Window(slots, NOW + 9, is_last=True), sight, lambda: False)
    assert change is not None
    assert (change.folded_to, more) == (NOW + JUST_AFTER, True)
    # Time has not gone by as long as something is left that happened in it.
    assert change.progress.evidence.through == NOW + 1

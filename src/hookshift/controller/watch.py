"""Evaluates what has happened since a rollout was saved, slot by slot, until something follows.

Nothing is remembered between passes but what is in PostgreSQL: each begins with the rollout as it
was saved. So a controller that is killed and one that is not decide the same.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from hookshift.controller.apply import RolloutChange
from hookshift.controller.observation import Observation, save_seconds
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.rollups import Slot
from hookshift.domain.gates.verdict import Verdict
from hookshift.domain.rollout.progress import Advance, World, elapsed, evaluate
from hookshift.store.rollouts import NewVerdict, StoredRollout

KEEP_SECONDS = 900.0
"""Verdicts are stored at least so often while the hold clock runs."""


JUST_AFTER = 0.001
"""Added to the beginning of a slot, in seconds: a slot that begins there is not folded again."""


class Window(NamedTuple):
    """Slots to be folded in."""

    slots: Sequence[Slot]
    """The slots, in order of time."""
    reaches: float
    """Slots that begin before this are in the window, or have been folded in already."""
    is_last: bool
    """Whether there are no other slots up to the watermark."""

    def is_done(self, folded_to: float) -> bool:
        """Whether none of the slots begins at `folded_to` or later."""
        return not self.slots or folded_to > self.slots[-1].start


class Watched(NamedTuple):
    """The result of one pass."""

    change: RolloutChange | None
    """What is to be written, if anything."""
    more: bool
    """Whether there is more to evaluate at once."""


class _Pass(NamedTuple):
    """One pass so far."""

    advance: Advance
    """The result of the last evaluation."""
    folded_to: float
    kept: tuple[NewVerdict, ...] = ()


def watch(
    rollout: StoredRollout, window: Window, observation: Observation, in_time: Callable[[], bool]
) -> Watched:
    """Evaluates `rollout` with the slots of `window`, as far as there is time."""
    plan, world = rollout.plan, observation.world
    so_far = _Pass(Advance(rollout.progress, (), rollout.verdicts), rollout.folded_to)
    for group in _by_start(window.slots):
        so_far = _evaluate(so_far, plan, group, world)
        if so_far.advance.commands:
            return Watched(_change(so_far, world), more=True)
        if not in_time():
            break
    more = not window.is_last or not window.is_done(so_far.folded_to)
    is_due = more or so_far.folded_to > rollout.folded_to or _is_overdue(rollout, world.now)
    is_due = is_due or world.replies is not None
    if window.is_done(so_far.folded_to):
        so_far = so_far._replace(folded_to=max(so_far.folded_to, window.reaches))
    so_far = _evaluate(
        so_far, plan, (), world, None if more else observation.watermark, in_full=is_due
    )
    if not (is_due or so_far.kept or _has_changed(rollout, so_far.advance)):
        return Watched(None, more=False)
    return Watched(_change(so_far, world), more or bool(so_far.advance.commands))


def _by_start(slots: Sequence[Slot]) -> Iterator[list[Slot]]:
    """Groups slots that begin at the same time, since they are folded together."""
    return (list(group) for _, group in groupby(slots, key=lambda slot: slot.start))


def _evaluate(
    so_far: _Pass,
    plan: Plan,
    slots: Sequence[Slot],
    world: World,
    through: float | None = None,
    *,
    in_full: bool = False,
) -> _Pass:
    """Evaluates with `slots` or, without any, with the time that has gone by up to `through`."""
    before, progress = so_far.advance, so_far.advance.progress
    if through is not None:
        progress = progress._replace(evidence=elapsed(progress.evidence, through))
    after = evaluate(progress, plan, slots, world, in_full=in_full)
    keep = _worth_keeping(before, after)
    if keep and not in_full:
        after = evaluate(progress, plan, slots, world, in_full=True)
        keep = _worth_keeping(before, after)
    stage = before.progress.state.stage
    kept = (*so_far.kept, *(NewVerdict(world.now, stage, verdict) for verdict in keep))
    # Not to their end: a gateway with other settings may have written slots that begin before it.
    folded_to = slots[0].start + JUST_AFTER if slots else so_far.folded_to
    return _Pass(after, max(so_far.folded_to, folded_to), kept)


def _worth_keeping(before: Advance, after: Advance) -> Sequence[Verdict]:
    """The verdicts to store: all at a transition and at intervals, else those of a changed kind."""
    old, new = before.progress, after.progress
    is_time = old.evidence.through // KEEP_SECONDS != new.evidence.through // KEEP_SECONDS
    if after.commands or (is_time and old.state.clock_runs):
        return after.verdicts
    kinds = {(verdict.gate, verdict.domain): verdict.kind for verdict in before.verdicts}
    return [each for each in after.verdicts if kinds.get((each.gate, each.domain)) != each.kind]


def _is_overdue(rollout: StoredRollout, now: float) -> bool:
    looked_at = rollout.looked_at
    return looked_at is None or now - looked_at.timestamp() >= save_seconds(rollout.plan)


def _has_changed(rollout: StoredRollout, advance: Advance) -> bool:
    """Whether more has changed than the text that says why the rollout is blind."""
    before, after = rollout.progress.state, advance.progress.state
    return bool(advance.commands) or before != after._replace(blind=before.blind)


def _change(so_far: _Pass, world: World) -> RolloutChange:
    progress, commands, verdicts = so_far.advance
    replies = () if world.replies is None else world.replies.slots
    return RolloutChange(
        world.now, progress, commands, verdicts, so_far.kept, so_far.folded_to, replies
    )

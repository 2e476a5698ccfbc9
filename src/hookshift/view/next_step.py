"""What happens next to a rollout, when, and what it waits for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hookshift.config.freeze import frozen, thaws_at
from hookshift.domain.format import count, duration, percent
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.domain.rollout.state import Phase
from hookshift.store.rollouts import StoredRollout
from hookshift.view.rows import Row, rows
from hookshift.view.times import moment, when
from hookshift.view.view_model import Hold, Picture, current, hold, share

MOST_WAITS = 4
"""The most things that are listed of those a stage waits for; the slowest first."""


class Next(NamedTuple):
    """The next thing that happens by itself, or that a person must do."""

    what: str
    """`stage 3 of 6, 35 %`."""
    at: float | None
    """The earliest time; None if it is not known, or for a person to say."""
    waits: tuple[str, ...] = ()
    """What it waits for, in sentences."""
    commands: tuple[str, ...] = ()
    """What a person can do now."""

    def sentence(self, now: float) -> str:
        """The first line."""
        if self.at is None:
            return self.what
        return f"{self.what}, at the earliest {when(self.at, now)}"


def next_step(picture: Picture) -> Next:
    """What comes after what `picture` shows."""
    rollout = picture.rollout
    if rollout is None:
        return Next("nothing: no rollout has been started", None, (), (_START,))
    phase = rollout.progress.state.phase
    if phase is Phase.RUNNING:
        return _running(picture, rollout)
    if phase is Phase.FROZEN:
        return _frozen(picture, rollout)
    return _PERSONS[phase](rollout)


_START = "hookshift rollout start"


def onward(rollout: StoredRollout) -> str:
    """What the end of the stage leads to: `stage 3 of 6, 35 %`, or the end."""
    stage = rollout.progress.state.stage + 1
    if stage == len(rollout.plan.stages):
        return "the end of the rollout"
    return rollout.plan.named(stage)


def _running(picture: Picture, rollout: StoredRollout) -> Next:
    clock = hold(rollout, picture.now)
    blind = rollout.progress.state.blind
    waits = _waits(picture, rollout) if blind is None else [_Wait(f"blind, {blind}", _NEVER)]
    at, because = _earliest(picture, rollout, clock, waits)
    texts = [wait.text for wait in waits[:MOST_WAITS]]
    if len(waits) > MOST_WAITS:
        texts.append(f"and {len(waits) - MOST_WAITS} more like these")
    held = list(_clock(clock, picture.now))
    in_order = (*texts, *held) if waits and waits[0].seconds > clock.left else (*held, *texts)
    return Next(
        onward(rollout) + because,
        at,
        (*in_order, *_then(picture, rollout, at)),
        _approve(rollout) if _needs_approval(rollout) else (),
    )


class _Wait(NamedTuple):
    text: str
    seconds: float
    """Infinite where the end is not known."""


_NEVER = float("inf")


def _waits(picture: Picture, rollout: StoredRollout) -> list[_Wait]:
    """What gates still need, the slowest first; what several of a domain need is said once."""
    gates: dict[tuple[str, str, float], list[str]] = {}
    for row in rows(rollout, picture.pace):
        if row.kind not in (None, VerdictKind.PASS, VerdictKind.OFF):
            text, seconds = _need(row, picture.now)
            gates.setdefault((row.domain, text, seconds), []).append(row.gate)
    waits = [
        _Wait(f"{' and '.join(names)} of {domain}: {text}", seconds)
        for (domain, text, seconds), names in gates.items()
    ]
    return sorted(waits, key=lambda wait: -wait.seconds)


def _need(row: Row, now: float) -> tuple[str, float]:
    if row.kind is not VerdictKind.INSUFFICIENT or row.shown.proof is None:
        return f"{row.kind}, {row.sentence}", _NEVER
    if row.needed is None or row.seen is None:
        goal = "" if row.goal is None else f" to prove less than {percent(row.goal)}"
        return f"too many {row.shown.proof.failures[1]}{goal}", _NEVER
    more = f"{count(max(row.needed - row.seen, 0))} more requests needed"
    if row.settles_at is not None:
        more = f"warm-up until {when(row.settles_at, now)}, then {more}"
    if row.seconds is None:
        return f"{more}, and none come now", _NEVER
    return f"{more}, about {duration(row.seconds)}", row.seconds


def _earliest(
    picture: Picture, rollout: StoredRollout, clock: Hold, waits: Sequence[_Wait]
) -> tuple[float | None, str]:
    """When the stage may end, and a word on it."""
    if not clock.runs and not clock.is_over:
        return None, ": time unknown, since the hold clock has stopped"
    slowest = waits[0].seconds if waits else 0.0
    if slowest == _NEVER:
        return None, ": time unknown" if clock.is_over else _not_before(picture, rollout, clock)
    given_up = clock.most - clock.shown
    if clock.runs and slowest > given_up:
        at = when(picture.now + max(given_up, 0.0), picture.now)
        return None, f": not proven in time at today's traffic, so held for an operator {at}"
    if _needs_approval(rollout):
        return (
            None,
            f": once an operator has approved it, {_from(picture, rollout, clock, slowest)}",
        )
    return _thawed(picture, rollout, _passes(picture, rollout, clock, slowest)), ""


def _not_before(picture: Picture, rollout: StoredRollout, clock: Hold) -> str:
    return f": not before {when(_passes(picture, rollout, clock, 0.0), picture.now)}"


def _from(picture: Picture, rollout: StoredRollout, clock: Hold, slowest: float) -> str:
    return f"from {when(_passes(picture, rollout, clock, slowest), picture.now)} on"


def _passes(picture: Picture, rollout: StoredRollout, clock: Hold, slowest: float) -> float:
    return picture.now + max(clock.left + rollout.plan.lag, slowest)


def _thawed(picture: Picture, rollout: StoredRollout, at: float) -> float:
    """Not in a freeze window, unless it is the end, which raises nothing."""
    if rollout.progress.state.stage + 1 == len(rollout.plan.stages):
        return at
    thaw = thaws_at(picture.calendar, moment(at))
    return at if thaw is None else thaw.timestamp()


def _clock(clock: Hold, now: float) -> Iterator[str]:
    if not clock.runs:
        yield "no traffic: the hold clock has stopped"
    elif not clock.is_over:
        yield f"the hold ends {when(now + clock.left, now)} if traffic goes on"
    elif clock.most > clock.needed:
        yield (
            "the hold is over and extended; held for an operator "
            f"{when(now + max(clock.most - clock.shown, 0.0), now)} if it is not proven by then"
        )


def _then(picture: Picture, rollout: StoredRollout, at: float | None) -> Iterator[str]:
    is_last = rollout.progress.state.stage + 1 == len(rollout.plan.stages)
    if at is None or is_last:
        return
    window = frozen(picture.calendar, moment(max(at - 1.0, picture.now)))
    if window is not None:
        yield f"frozen until {when(at, picture.now)}: {window}"


def _needs_approval(rollout: StoredRollout) -> bool:
    return current(rollout).approval and not rollout.progress.state.approved


def _approve(rollout: StoredRollout) -> tuple[str, ...]:
    return (f"hookshift rollout promote --stage {rollout.progress.state.stage + 1}",)


def _frozen(picture: Picture, rollout: StoredRollout) -> Next:
    window = frozen(picture.calendar, moment(picture.now))
    thaw = thaws_at(picture.calendar, moment(picture.now))
    at = picture.now if thaw is None else thaw.timestamp()
    why = (f"frozen: {window}",) if window else ("the freeze window is over",)
    return Next(onward(rollout), at, (*why, "the gates keep watching"))


def _approval(rollout: StoredRollout) -> Next:
    number = rollout.progress.state.stage + 1
    if rollout.progress.state.approved:
        return Next(f"{onward(rollout)}, at the next evaluation", None, ("approved",))
    return Next(
        f"{onward(rollout)}, once an operator approves the end of stage {number}",
        None,
        ("every gate has passed; the gates keep watching",),
        _approve(rollout),
    )


def _paused(rollout: StoredRollout) -> Next:
    waits = ["the hold clock has stopped; a gate that fails still ends the rollout"]
    if rollout.progress.state.foreign:
        waits = [
            "somebody else has changed the share, so the gates judge nothing for now",
            f"resuming restores {share(current(rollout))} and restarts the stage",
        ]
    waits += _void(rollout)
    commands = (_resume(rollout), _ROLLBACK)
    return Next("waiting for an operator to resume", None, tuple(waits), commands)


def _void(rollout: StoredRollout) -> list[str]:
    if not rollout.progress.state.failed:
        return []
    return ["after a failed gate, resuming discards the evidence so far and requires a reason"]


def _resume(rollout: StoredRollout) -> str:
    return "hookshift rollout resume" + (' --reason "..."' if rollout.progress.state.failed else "")


def _held(rollout: StoredRollout) -> Next:
    number = rollout.progress.state.stage + 1
    return Next(
        "waiting for an operator: resume, promote or roll back",
        None,
        tuple(_void(rollout) or ["resuming restarts the stage"]),
        (
            "hookshift rollout explain",
            _resume(rollout),
            _ROLLBACK,
            f'hookshift rollout promote --stage {number} --override --reason "..."',
        ),
    )


def _completed(rollout: StoredRollout) -> Next:
    commands = ("hookshift retire",) if current(rollout).percentage == 100 else ()
    return Next("nothing: the rollout is completed", None, (), commands)


def _over(rollout: StoredRollout) -> Next:
    return Next(
        "nothing: the rollout has ended",
        None,
        (),
        (f"hookshift rollout explain --rollout {rollout.id}", _START),
    )


_ROLLBACK = "hookshift rollout rollback --to zero"
_PERSONS: Mapping[Phase, Callable[[StoredRollout], Next]] = {
    Phase.APPROVAL: _approval,
    Phase.PAUSED: _paused,
    Phase.HELD: _held,
    Phase.COMPLETED: _completed,
    Phase.ROLLED_BACK: _over,
    Phase.ABORTED: _over,
}

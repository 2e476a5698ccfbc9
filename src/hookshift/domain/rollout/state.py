"""The life of a rollout: `step(state, happening, plan) -> Outcome(state, commands)`.

Every change of phase is a line of TRANSITIONS, and what is not there is refused; the diagram in
`docs/life-of-a-rollout.md` is made from it. Nothing here acts: commands say what is to be done.
Only a pass of every gate advances a rollout, and what is final stays final.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from hookshift.domain.gates.verdict import Verdict


class Phase(StrEnum):
    """Where a rollout is."""

    RUNNING = "running"
    """A stage is held, and evidence gathers."""
    APPROVAL = "approval"
    """The stage has passed; a person must approve the next."""
    FROZEN = "frozen"
    """The stage has passed; a freeze window must end first."""
    PAUSED = "paused"
    """By a person, or because somebody else changed the share."""
    HELD = "held"
    """By the controller: a person must look."""
    COMPLETED = "completed"
    ROLLED_BACK = "rolled_back"
    ABORTED = "aborted"


FINAL = frozenset({Phase.COMPLETED, Phase.ROLLED_BACK, Phase.ABORTED})
OPEN = tuple(phase for phase in Phase if phase not in FINAL)


class Trigger(StrEnum):
    """What makes a rollout change its phase."""

    ADVANCE = "advance"
    """To the next stage."""
    FINISH = "finish"
    AWAIT_APPROVAL = "await approval"
    FREEZE = "freeze"
    LOSE_PASS = "lose pass"  # noqa: S105
    """What had passed does no more, while the rollout waited for something else."""
    HOLD = "hold"
    ROLL_BACK = "roll back"
    INTERFERE = "interfere"
    PAUSE = "pause"
    RESUME = "resume"
    ABORT = "abort"


def _table() -> dict[tuple[Phase, Trigger], Phase]:
    table: dict[tuple[Phase, Trigger], Phase] = {
        (Phase.RUNNING, Trigger.AWAIT_APPROVAL): Phase.APPROVAL,
        (Phase.RUNNING, Trigger.FREEZE): Phase.FROZEN,
        (Phase.APPROVAL, Trigger.FREEZE): Phase.FROZEN,
        (Phase.APPROVAL, Trigger.LOSE_PASS): Phase.RUNNING,
        (Phase.FROZEN, Trigger.LOSE_PASS): Phase.RUNNING,
        (Phase.PAUSED, Trigger.RESUME): Phase.RUNNING,
        (Phase.HELD, Trigger.RESUME): Phase.RUNNING,
    }
    for phase in OPEN:
        table[phase, Trigger.ADVANCE] = Phase.RUNNING
        if phase is not Phase.FROZEN:  # no window keeps the last stage from its end
            table[phase, Trigger.FINISH] = Phase.COMPLETED
        table[phase, Trigger.ROLL_BACK] = Phase.ROLLED_BACK
        table[phase, Trigger.ABORT] = Phase.ABORTED
        if phase not in (Phase.PAUSED, Phase.HELD):
            table[phase, Trigger.PAUSE] = Phase.PAUSED
        table[phase, Trigger.INTERFERE] = Phase.PAUSED
        table[phase, Trigger.HOLD] = Phase.HELD
    return table


TRANSITIONS: Mapping[tuple[Phase, Trigger], Phase] = _table()
"""From paused and held only a person's override advances or finishes: see `_promoted`."""


class State(NamedTuple):
    """A rollout between two happenings."""

    phase: Phase
    stage: int
    """From 0."""
    version: int | None = None
    """Of the configuration that this stage set; None until it is set."""
    since: float = 0.0
    """When the phase began."""
    reason: str = ""
    """Why it began."""
    approved: bool = False
    """Whether a person has approved what comes after this stage."""
    foreign: bool = False
    """Whether somebody else has changed the share, so that it is not the rollout's any more."""
    failed: bool = False
    """Whether it is held for a fail: going on needs a reason, and forgets."""
    blind: str | None = None

    @property
    def is_final(self) -> bool:
        """Whether only a new rollout can follow."""
        return self.phase in FINAL

    @property
    def is_progressing(self) -> bool:
        """Whether it is on its way, and no person has to resume it."""
        return self.phase in (Phase.RUNNING, Phase.APPROVAL, Phase.FROZEN)

    @property
    def clock_runs(self) -> bool:
        """Whether time counts towards the hold, and towards its extension."""
        return self.phase is Phase.RUNNING


class Observed(NamedTuple):
    """The controller has looked."""

    now: float
    verdicts: tuple[Verdict, ...]
    clock: float
    """Seconds on the hold clock."""
    blind: str | None = None
    frozen: str | None = None
    """The freeze window that is in force."""


class Interfered(NamedTuple):
    """The share is not what the rollout set."""

    now: float
    what: str
    """Who changed what."""


class Paused(NamedTuple):
    """A person says: stay here."""

    now: float
    reason: str | None = None


class Resumed(NamedTuple):
    """A person says: go on."""

    now: float
    reason: str | None = None


class Promoted(NamedTuple):
    """A person approves the end of a stage, or overrides its gates."""

    now: float
    stage: int
    """The stage that is approved, from 0: a late approval must not be taken for the next one's."""
    override: bool = False
    reason: str | None = None


class RolledBack(NamedTuple):
    """A person ends the rollout at a lower share."""

    now: float
    threshold: int | None
    """None: that of the stage before."""
    reason: str | None = None


class Aborted(NamedTuple):
    """A person ends the rollout: everybody to legacy, or the share left as it is."""

    now: float
    keep_share: bool = False
    reason: str | None = None


Happening = Observed | Interfered | Paused | Resumed | Promoted | RolledBack | Aborted


class SetShare(NamedTuple):
    """Changes the configuration."""

    threshold: int | None
    """None: as it is."""
    enabled: bool
    reason: str
    never_raises: bool = False
    """A rollback must not undo a lower share that somebody has set meanwhile."""


class EnterStage(NamedTuple):
    """The evidence of the stage begins."""

    stage: int
    forget: bool = False
    """Whether what the stages before saw is void too."""


class News(StrEnum):
    """What people are told of."""

    STARTED = "started"
    ENTERED = "entered"
    PASSED = "passed"
    OVERRIDDEN = "overridden"
    APPROVED = "approved"
    NEEDS_APPROVAL = "needs_approval"
    FROZEN = "frozen"
    LOST = "lost"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"
    HELD = "held"
    PAUSED = "paused"
    RESUMED = "resumed"
    COMPLETED = "completed"
    ABORTED = "aborted"
    BLIND = "blind"
    SIGHTED = "sighted"


class Note(NamedTuple):
    """A line of the rollout's history, of which people are told."""

    news: News
    text: str


Command = SetShare | EnterStage | Note


class Outcome(NamedTuple):
    """What follows."""

    state: State
    commands: tuple[Command, ...] = ()


def transition(state: State, trigger: Trigger, now: float, reason: str) -> State:
    """In the phase that TRANSITIONS says."""
    return state._replace(phase=TRANSITIONS[state.phase, trigger], since=now, reason=reason)


def diagram() -> str:
    """TRANSITIONS as a Mermaid state diagram."""
    arrows: dict[tuple[Phase, Phase], list[str]] = {}
    for (before, trigger), after in TRANSITIONS.items():
        arrows.setdefault((before, after), []).append(trigger.value)
    lines = ["stateDiagram-v2", "    [*] --> running: start"]
    lines += [
        f"    {before} --> {after}: {', '.join(triggers)}"
        for (before, after), triggers in arrows.items()
    ]
    return "\n".join([*lines, *(f"    {phase} --> [*]" for phase in Phase if phase in FINAL)])

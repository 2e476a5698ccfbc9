"""The life of a rollout: `step(state, happening, plan) -> Outcome(state, commands)`.

Every change of phase is a line of TRANSITIONS, and what is not there is refused; the diagram in
`docs/life-of-a-rollout.md` is made from it. Nothing here acts: commands say what is to be done.
What must always be true, whatever happens when:

1. Only a pass of every gate, or a person's override, advances a rollout. Missing data never does.
2. A final phase has no way out: only a new rollout can follow.
3. The share is commanded only together with a transition. An observation that changes no phase
   leaves the configuration alone, so the same observation twice cannot set the share twice.
4. A rollback or an abort never raises the share: somebody may have lowered it in the meantime.
5. A change of the share by somebody else pauses the rollout and marks it `foreign`. From then on
   nothing is judged, since what the gates would see was not produced by this rollout's share, and
   no gate moves the share that the other person chose. A person must resume (which sets the
   stage's share again), override, roll back or abort.
6. PAUSED and HELD both stop the hold clock and wait for a person, and in both a gate that fails may
   still roll back. PAUSED says nothing against unified: a person asked for it, and resuming goes
   on where it was (unless it is `foreign`). HELD means that the controller could not decide: a
   gate whose `on_fail` is `hold` failed, legacy failed too, or nothing was proven in time.
   Resuming then begins the stage anew, and after a fail (`failed`) it needs a reason and forgets
   the evidence of former stages too, which would otherwise fail the rollout again at once.
7. APPROVAL and FROZEN keep a pass waiting. If the gates no longer pass, the rollout is RUNNING
   again, and the stage must be proven once more.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from hookshift.domain.gates.verdict import Verdict


class Phase(StrEnum):
    """The phase that a rollout is in."""

    RUNNING = "running"
    """A stage is being held while evidence accumulates."""
    APPROVAL = "approval"
    """The stage has passed; a person must approve the next."""
    FROZEN = "frozen"
    """The stage has passed; a freeze window must end first."""
    PAUSED = "paused"
    """A person stopped the rollout, or somebody else changed the share."""
    HELD = "held"
    """The controller stopped the rollout: a person must decide."""
    COMPLETED = "completed"
    ROLLED_BACK = "rolled_back"
    ABORTED = "aborted"


FINAL = frozenset({Phase.COMPLETED, Phase.ROLLED_BACK, Phase.ABORTED})
OPEN = tuple(phase for phase in Phase if phase not in FINAL)


class Trigger(StrEnum):
    """What makes a rollout change its phase."""

    ADVANCE = "advance"
    """The next stage begins."""
    FINISH = "finish"
    AWAIT_APPROVAL = "await approval"
    FREEZE = "freeze"
    LOSE_PASS = "lose pass"  # noqa: S105
    """The gates no longer pass while the rollout waits for approval or a freeze to end."""
    HOLD = "hold"
    ROLL_BACK = "roll back"
    INTERFERE = "interfere"
    PAUSE = "pause"
    RESUME = "resume"
    ABORT = "abort"


TRANSITIONS: Mapping[tuple[Phase, Trigger], Phase] = {
    (Phase.RUNNING, Trigger.ADVANCE): Phase.RUNNING,
    (Phase.RUNNING, Trigger.FINISH): Phase.COMPLETED,
    (Phase.RUNNING, Trigger.AWAIT_APPROVAL): Phase.APPROVAL,
    (Phase.RUNNING, Trigger.FREEZE): Phase.FROZEN,
    (Phase.RUNNING, Trigger.HOLD): Phase.HELD,
    (Phase.RUNNING, Trigger.ROLL_BACK): Phase.ROLLED_BACK,
    (Phase.RUNNING, Trigger.INTERFERE): Phase.PAUSED,
    (Phase.RUNNING, Trigger.PAUSE): Phase.PAUSED,
    (Phase.RUNNING, Trigger.ABORT): Phase.ABORTED,
    (Phase.APPROVAL, Trigger.ADVANCE): Phase.RUNNING,
    (Phase.APPROVAL, Trigger.FINISH): Phase.COMPLETED,
    (Phase.APPROVAL, Trigger.FREEZE): Phase.FROZEN,
    (Phase.APPROVAL, Trigger.LOSE_PASS): Phase.RUNNING,
    (Phase.APPROVAL, Trigger.HOLD): Phase.HELD,
    (Phase.APPROVAL, Trigger.ROLL_BACK): Phase.ROLLED_BACK,
    (Phase.APPROVAL, Trigger.INTERFERE): Phase.PAUSED,
    (Phase.APPROVAL, Trigger.PAUSE): Phase.PAUSED,
    (Phase.APPROVAL, Trigger.ABORT): Phase.ABORTED,
    (Phase.FROZEN, Trigger.ADVANCE): Phase.RUNNING,
    (Phase.FROZEN, Trigger.LOSE_PASS): Phase.RUNNING,
    (Phase.FROZEN, Trigger.HOLD): Phase.HELD,
    (Phase.FROZEN, Trigger.ROLL_BACK): Phase.ROLLED_BACK,
    (Phase.FROZEN, Trigger.INTERFERE): Phase.PAUSED,
    (Phase.FROZEN, Trigger.PAUSE): Phase.PAUSED,
    (Phase.FROZEN, Trigger.ABORT): Phase.ABORTED,
    (Phase.PAUSED, Trigger.ADVANCE): Phase.RUNNING,
    (Phase.PAUSED, Trigger.FINISH): Phase.COMPLETED,
    (Phase.PAUSED, Trigger.HOLD): Phase.HELD,
    (Phase.PAUSED, Trigger.ROLL_BACK): Phase.ROLLED_BACK,
    (Phase.PAUSED, Trigger.INTERFERE): Phase.PAUSED,
    (Phase.PAUSED, Trigger.RESUME): Phase.RUNNING,
    (Phase.PAUSED, Trigger.ABORT): Phase.ABORTED,
    (Phase.HELD, Trigger.ADVANCE): Phase.RUNNING,
    (Phase.HELD, Trigger.FINISH): Phase.COMPLETED,
    (Phase.HELD, Trigger.HOLD): Phase.HELD,
    (Phase.HELD, Trigger.ROLL_BACK): Phase.ROLLED_BACK,
    (Phase.HELD, Trigger.INTERFERE): Phase.PAUSED,
    (Phase.HELD, Trigger.RESUME): Phase.RUNNING,
    (Phase.HELD, Trigger.ABORT): Phase.ABORTED,
}
"""The phase after each trigger; what is not here is refused.

A freeze window does not delay the end of the last stage, so nothing finishes from FROZEN. From
PAUSED and HELD only a person's override advances or finishes: see `step._promoted`.
"""


class State(NamedTuple):
    """The state of a rollout between two happenings; stored as JSON under these names."""

    phase: Phase
    stage: int
    """The number of the stage, from 0."""
    version: int | None = None
    """The version of the configuration that this stage set; None until it is set."""
    since: float = 0.0
    """When the phase began."""
    reason: str = ""
    """Why the phase began."""
    approved: bool = False
    """Whether a person has approved the step after this stage."""
    foreign: bool = False
    """Whether the active share was set by somebody else, so that nothing is judged."""
    failed: bool = False
    """Whether a gate failed and the rollout was held: resuming needs a reason, and forgets."""
    blind: str | None = None
    """Why the statistics cannot be trusted; None if they can."""

    @property
    def is_final(self) -> bool:
        """Whether only a new rollout can follow."""
        return self.phase in FINAL

    @property
    def is_progressing(self) -> bool:
        """Whether the rollout advances by itself, without a person who resumes it."""
        return self.phase in (Phase.RUNNING, Phase.APPROVAL, Phase.FROZEN)

    @property
    def clock_runs(self) -> bool:
        """Whether time counts towards the hold, and towards its extension."""
        return self.phase is Phase.RUNNING


class Observed(NamedTuple):
    """The controller has evaluated the gates."""

    now: float
    verdicts: tuple[Verdict, ...]
    clock: float
    """Seconds on the hold clock."""
    blind: str | None = None
    """Why the statistics cannot be trusted; None if they can."""
    frozen: str | None = None
    """The freeze window that is in force."""


class Interfered(NamedTuple):
    """The share is not what the rollout set."""

    now: float
    what: str
    """Who changed what."""


class Paused(NamedTuple):
    """A person pauses the rollout in its stage."""

    now: float
    reason: str | None = None


class Resumed(NamedTuple):
    """A person resumes a rollout that was paused or held."""

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
    """The share to go back to; None: that of the stage before."""
    reason: str | None = None


class Aborted(NamedTuple):
    """A person ends the rollout: everybody to legacy, or the share left as it is."""

    now: float
    keep_share: bool = False
    reason: str | None = None


Happening = Observed | Interfered | Paused | Resumed | Promoted | RolledBack | Aborted
"""The input of the state machine. Not called an event: events are what webhooks hold."""


class SetShare(NamedTuple):
    """Command to change the share in the configuration."""

    threshold: int | None
    """The share in hundredths of a percent; None: as it is."""
    enabled: bool
    reason: str
    never_raises: bool = False
    """A rollback must not undo a lower share that somebody has set meanwhile."""


class EnterStage(NamedTuple):
    """Command to begin the evidence of a stage."""

    stage: int
    """The number of the stage, from 0."""
    forget: bool = False
    """Whether the evidence of the stages before is void too."""


class News(StrEnum):
    """What kind of line a history has; stored, and named in the settings of notifiers."""

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
    """Command to add a line to the rollout's history, which notifiers send to people."""

    news: News
    text: str


Command = SetShare | EnterStage | Note


class Outcome(NamedTuple):
    """The state after a happening, and the commands to carry out."""

    state: State
    commands: tuple[Command, ...] = ()


def transition(state: State, trigger: Trigger, now: float, reason: str) -> State:
    """`state` in the phase that TRANSITIONS names."""
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

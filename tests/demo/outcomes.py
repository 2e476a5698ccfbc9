"""How a demo may have ended, as data."""

from datetime import UTC, datetime
from typing import Any

from hookshift.controller.apply import CONTROLLER
from hookshift.demo.beyond import DemoOutcome
from hookshift.demo.measure import AtStage, Ending, Whole
from hookshift.demo.settings import PROOFS
from hookshift.domain.evidence.plan import Gate, Mode, OnFail, Plan, Stage
from hookshift.domain.rollout.progress import start
from hookshift.domain.rollout.state import Phase
from hookshift.store.rollouts import StoredRollout

PERCENTAGES = tuple(PROOFS)
BEGAN = 1_000.0
ENDED = 1_060.0
PLAN = Plan(
    tuple(Stage(percentage * 100, 8.0, 0.01, False) for percentage in PERCENTAGES),
    Mode.LADDER,
    ("jobs",),
    (),
    0.001,
    0.001,
    2_000.0,
    1_000.0,
    dict.fromkeys(Gate, OnFail.ZERO),
    *(2.0, 1.0, 30.0, 15.0, 8.0),
)
WHOLE = Whole(
    answered=1_000,
    came=1_000,
    taken=1_000,
    recorded=1_000,
    rolled_up=1_000,
    people=400,
    moved_back=0,
    protected=120,
    protected_moved=0,
    bare=600,
    astray=0,
    held=20,
)


def outcome(
    phase: Phase, percentage: int, broke_at: float | None = None, **ending: Any
) -> DemoOutcome:
    """A rollout that ended like that, and otherwise as it should have."""
    stage = PERCENTAGES.index(percentage)
    passed = stage + (phase is Phase.COMPLETED)
    back = phase is Phase.ROLLED_BACK
    steps = stage + 1 + back
    good = Ending(
        failed=12,
        slow=34,
        last=0.2,
        afterwards=900,
        still=0,
        passed=passed,
        proven=passed,
        changes=steps,
        explained=steps,
        steps=steps,
        ended_by=CONTROLLER,
        share=0.0 if back else float(percentage),
    )
    stages = [
        AtStage(float(each), 9_000, float(each), 100.0 - each, 0.0, 40.0)
        for each in PERCENTAGES[: stage + 1]
    ]
    return DemoOutcome(_rollout(phase, stage), stages, WHOLE, good._replace(**ending), broke_at)


def _rollout(phase: Phase, stage: int) -> StoredRollout:
    progress = start(PLAN, {}, 0, BEGAN).progress
    state = progress.state._replace(phase=phase, stage=stage, since=ENDED, reason="why it ended")
    return StoredRollout(
        id=1,
        revision=1,
        plan=PLAN,
        progress=progress._replace(state=state),
        verdicts=(),
        folded_to=0.0,
        looked_at=None,
        started_at=datetime.fromtimestamp(BEGAN, UTC),
        started_by="demo",
        reason=None,
        ended_at=None,
    )

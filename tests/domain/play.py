"""Plays a rollout and writes down what happens, line by line."""

from typing import Self

import pytest

from hookshift.domain.errors import RolloutRefused
from hookshift.domain.evidence.plan import Gate, Plan
from hookshift.domain.gates.verdict import Verdict, VerdictKind
from hookshift.domain.rollout.state import (
    Command,
    EnterStage,
    Happening,
    Note,
    Observed,
    Outcome,
    SetShare,
    State,
)
from hookshift.domain.rollout.step import started, step
from tests.domain.rollouts import HOUR, NOW, PLAN, verdict


class Play:
    """`lines` are "phase stage: commands", one for each thing that happens."""

    def __init__(self, plan: Plan = PLAN, stage: int = 0) -> None:
        self.plan = plan
        self.now = NOW
        self.lines: list[str] = []
        self.notes: list[Note] = []
        self._take(started(plan, stage, NOW))

    state: State

    def happens(self, happening: Happening) -> Self:
        """Whatever it is."""
        self._take(step(self.state, happening, self.plan))
        return self

    def sees(
        self,
        *verdicts: Verdict,
        after: float,
        blind: str | None = None,
        frozen: str | None = None,
    ) -> Self:
        """The controller looks, with so many hours on the hold clock."""
        self.now += 1
        return self.happens(Observed(self.now, verdicts, after * HOUR, blind, frozen))

    def refuses(self, happening: Happening) -> str:
        """With these words."""
        with pytest.raises(RolloutRefused) as refused:
            step(self.state, happening, self.plan)
        return str(refused.value)

    @property
    def last(self) -> str:
        """The last line."""
        return self.lines[-1]

    @property
    def text(self) -> str:
        """The last note."""
        return self.notes[-1].text

    def _take(self, outcome: Outcome) -> None:
        self.state = outcome.state
        what = ", ".join(map(written, outcome.commands)) or "nothing"
        self.lines.append(f"{self.state.phase} {self.state.stage + 1}: {what}")
        self.notes += [each for each in outcome.commands if isinstance(each, Note)]


def written(command: Command) -> str:
    """In two or three words."""
    if isinstance(command, Note):
        return command.news.value
    if isinstance(command, EnterStage):
        return f"enter {command.stage + 1}" + (" and forget" if command.forget else "")
    return _share(command)


def _share(change: SetShare) -> str:
    if not change.enabled:
        return "disable"
    assert change.threshold is not None
    return f"{'lower to' if change.never_raises else 'set'} {change.threshold / 100:g} %"


PASS = (
    verdict(VerdictKind.PASS),
    verdict(VerdictKind.PASS, Gate.SHARE),
    verdict(VerdictKind.IDLE, Gate.GUARD, domain="insurance"),
)


def instead(
    kind: VerdictKind, gate: Gate = Gate.ERRORS, *, incident: bool = False
) -> tuple[Verdict, ...]:
    """PASS, but for one gate."""
    other = verdict(kind, gate, incident=incident)
    return (other, *(each for each in PASS if each.gate is not gate))

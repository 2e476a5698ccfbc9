"""Replays a past rollout with a changed plan: what would other gates have decided?

The shares are those of the past, so nothing is invented: each stage is judged on what it really
saw. The result says when the changed gates would have passed a stage, or failed it; what would have
followed an earlier end is not known. Pauses are ignored: time with traffic counts towards a hold.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from hookshift.domain.evidence.evidence import Totals, begun, entered
from hookshift.domain.evidence.fold import fold, fold_replies
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.replies import ReplySlot, SeenReplies
from hookshift.domain.evidence.rollups import Slot
from hookshift.domain.gates.evaluation import Evaluation
from hookshift.domain.gates.gates import judge
from hookshift.domain.gates.verdict import Verdict, VerdictKind


class HeldPercentage(NamedTuple):
    """One percentage as it was held in the past."""

    threshold: int
    """The percentage in hundredths of a percent."""
    versions: frozenset[int]
    """The versions of the configuration that had it."""
    since: float
    until: float


class Found(NamedTuple):
    """What the changed plan would have decided about one held percentage."""

    held: HeldPercentage
    stage: int | None
    """The stage of the changed plan, from 0; None if no stage has this percentage."""
    passed_at: float | None = None
    """When every gate had passed and the hold was over; None if never."""
    failed_at: float | None = None
    """When a gate failed; None if none did."""
    exhausted_at: float | None = None
    """When the rollout would have been held for a person, since nothing was proven."""
    failed: tuple[Verdict, ...] = ()
    """The verdicts that failed."""
    last: tuple[Verdict, ...] = ()
    """The verdicts at the end of the stage."""


class Replay:
    """A replay; takes past slots a few at a time, so a rollout of weeks needs little memory."""

    def __init__(
        self,
        plan: Plan,
        before: Mapping[tuple[str, str], Totals],
        history: Sequence[HeldPercentage],
    ) -> None:
        """`history` in order of time, at least one; `before` is as for `progress.start`."""
        self._plan = plan
        self._remaining = list(history)
        self._evidence = begun(plan, before, history[0].since)
        self._done: list[Found] = []
        self._straddling: list[Slot] = []
        self._replies: list[ReplySlot] = []
        self._found = self._entered()

    def take(self, slots: Iterable[Slot]) -> None:
        """Adds the next slots, in order of time; those of one time must come together."""
        for start, group in groupby(slots, key=lambda slot: slot.start):
            while self._remaining and start >= self._found.held.until:
                self._leave()
            if start < self._found.held.until:
                self._take_group(list(group), start)

    def take_replies(self, slots: Iterable[ReplySlot]) -> None:
        """Adds what was counted of answers, in order of time, before the slots of that time."""
        self._replies += slots

    def found(self) -> list[Found]:
        """One result per percentage that was held, in order."""
        while self._remaining:
            self._leave()
        return [*self._done, self._ended(self._found)]

    def _leave(self) -> None:
        self._done.append(self._ended(self._found))
        self._found = self._entered()
        if self._straddling and self._found.stage is not None:
            # The guards have counted them already.
            self._fold([slot for slot in self._straddling if slot.domain in self._plan.domains])
        self._straddling = []

    def _entered(self) -> Found:
        held = self._remaining.pop(0)
        numbers = [
            n for n, each in enumerate(self._plan.stages) if each.threshold == held.threshold
        ]
        if not numbers:
            return Found(held, None)
        self._evidence = entered(self._evidence, self._plan, numbers[0], held.since)
        return Found(held, numbers[0])

    def _take_group(self, group: Sequence[Slot], start: float) -> None:
        if start + group[0].seconds > self._found.held.until:
            self._straddling += group
        if self._found.stage is not None and start > self._found.held.since - group[0].seconds:
            self._fold(group)
            self._answer(self._found.held.versions)
            self._found = self._evaluated(self._found, self._found.stage)

    def _fold(self, group: Sequence[Slot]) -> None:
        """Folds slots in; a stage that was begun anew has several versions, which all count."""
        versions = self._found.held.versions
        version = max(versions)
        own = [
            slot._replace(version=version) if slot.version in versions else slot for slot in group
        ]
        self._evidence = fold(self._evidence, self._plan, version, own)

    def _answer(self, versions: frozenset[int]) -> None:
        """Folds in who had been judged by now: answers are known later than everything else."""
        plan, since = self._plan, self._evidence.replies_through
        through = self._evidence.through - plan.replies_within - plan.replies_grace
        if through <= since:
            return
        known = [slot for slot in self._replies if slot.start + slot.seconds <= through]
        self._replies = self._replies[len(known) :]
        version = max(versions)
        own = [slot._replace(version=version) for slot in known if slot.version in versions]
        self._evidence = fold_replies(
            self._evidence, plan, version, SeenReplies(since, through, tuple(own))
        )

    def _evaluated(self, found: Found, stage: int) -> Found:
        evaluation = Evaluation(self._plan, stage, self._evidence, in_full=False)
        verdicts, hold = judge(evaluation), self._plan.stages[stage].hold
        at, clock = self._evidence.through, self._evidence.clock(self._plan)
        if found.failed_at is None and any(_fails(verdict) for verdict in verdicts):
            failed = tuple(
                each for each in judge(evaluation._replace(in_full=True)) if _fails(each)
            )
            found = found._replace(failed_at=at, failed=failed)
        if found.passed_at is None and clock >= hold and all(each.passes for each in verdicts):
            found = found._replace(passed_at=at)
        is_over = clock >= hold * self._plan.extension
        if found.exhausted_at is None and is_over and found.passed_at is None:
            found = found._replace(exhausted_at=at)
        return found

    def _ended(self, found: Found) -> Found:
        if found.stage is None:
            return found
        return found._replace(last=judge(Evaluation(self._plan, found.stage, self._evidence)))


def _fails(verdict: Verdict) -> bool:
    return verdict.kind is VerdictKind.FAIL

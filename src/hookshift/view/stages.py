"""The stages of a rollout as its history tells them: which are done, when, and how they ended."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from hookshift.domain.evidence.plan import Stage
from hookshift.domain.rollout.state import FINAL, News, Phase
from hookshift.store.rollouts import HistoryEntry, StoredRollout


class Course(StrEnum):
    """What has become of a stage."""

    LEFT_OUT = "left out"
    """The rollout was started after it."""
    PASSED = "passed"
    OVERRIDDEN = "overridden"
    """A person went on without proof."""
    CURRENT = "current"
    ENDED = "ended"
    """The rollout ended in it, short of its goal."""
    TO_COME = "to come"


class Passage(NamedTuple):
    """One stage, and how the rollout went through it."""

    number: int
    """The stage's number, from 0."""
    stage: Stage
    course: Course
    entered: float | None
    """When its evidence began, the last time if it began anew."""
    left: float | None


def passages(rollout: StoredRollout, entries: Sequence[HistoryEntry]) -> list[Passage]:
    """All stages of the plan; `entries` newest first."""
    state = rollout.progress.state
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    overridden: set[int] = set()
    for entry in reversed(entries):
        if entry.news is News.ENTERED:
            last[entry.stage] = entry.at.timestamp()
            first.setdefault(entry.stage, last[entry.stage])
        elif entry.news is News.OVERRIDDEN:
            overridden.add(entry.stage)
    is_whole = any(entry.news is News.STARTED for entry in entries)
    ended = None if rollout.ended_at is None else rollout.ended_at.timestamp()
    return [
        Passage(
            number,
            stage,
            _course(
                rollout,
                number,
                left_out=is_whole and number not in last,
                forced=number in overridden,
            ),
            last.get(number),
            ended if number == state.stage else first.get(number + 1),
        )
        for number, stage in enumerate(rollout.plan.stages)
    ]


def _course(rollout: StoredRollout, number: int, *, left_out: bool, forced: bool) -> Course:
    state = rollout.progress.state
    if number > state.stage:
        return Course.TO_COME
    if number == state.stage and state.phase is not Phase.COMPLETED:
        return Course.ENDED if state.phase in FINAL else Course.CURRENT
    if left_out:
        return Course.LEFT_OUT
    return Course.OVERRIDDEN if forced else Course.PASSED

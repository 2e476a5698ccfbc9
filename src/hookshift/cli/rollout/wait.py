"""`hookshift rollout status --wait`: what a pipeline waits for, and when waiting is of no use."""

import asyncio
import re
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

import click

from hookshift.cli.output import Exit
from hookshift.domain.errors import OperatorError
from hookshift.domain.format import duration
from hookshift.domain.rollout.state import Phase
from hookshift.store.rollouts import HistoryEntry, StoredRollout
from hookshift.view.feed import Feed
from hookshift.view.view_model import Picture

POLL_SECONDS = 1.0
_STAGE = re.compile(r"stage=([0-9]{1,3})")


class What(StrEnum):
    """Kinds of goals."""

    PASSED = "passed"
    STAGE = "stage"
    COMPLETED = "completed"


class Goal(NamedTuple):
    """What is waited for."""

    what: What
    stage: int = 0
    """From 0; of STAGE only."""

    @property
    def word(self) -> str:
        """As it is given on the command line."""
        return f"stage={self.stage + 1}" if self.what is What.STAGE else self.what.value


class GoalWord(click.ParamType[Goal]):
    """`passed`, `stage=N` or `completed`."""

    name = "passed|stage=N|completed"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Goal:
        """A goal, or a usage error."""
        if isinstance(value, Goal):
            return value
        if value in (What.PASSED, What.COMPLETED):
            return Goal(What(value))
        found = _STAGE.fullmatch(value)
        if found is None or int(found[1]) == 0:
            self.fail(
                f"{value} is not a goal: write passed, stage=N (from 1) or completed", param, ctx
            )
        return Goal(What.STAGE, int(found[1]) - 1)


def outcome(goal: Goal, began: int, rollout: StoredRollout) -> Exit | None:
    """How waiting ends; None if it goes on. `began` is the stage in which it began, from 0.

    It also ends where only a person can help.
    """
    state = rollout.progress.state
    if state.phase is Phase.COMPLETED or _is_reached(goal, began, rollout):
        return Exit.OK
    if state.is_final or state.phase is Phase.HELD or state.foreign:
        return Exit.DEGRADED
    return None


def _is_reached(goal: Goal, began: int, rollout: StoredRollout) -> bool:
    state = rollout.progress.state
    if state.is_final:
        return False
    if goal.what is What.STAGE:
        return state.stage >= goal.stage
    waits = state.phase in (Phase.APPROVAL, Phase.FROZEN)
    return goal.what is What.PASSED and (state.stage > began or waits)


async def wait(
    source: Feed, goal: Goal, seconds: float, tell: Callable[[str], None]
) -> tuple[Picture, Exit]:
    """Until the goal is reached, cannot be, or `seconds` have passed (then Exit.FAILED).

    `tell` hears that it begins to wait, each new line of the history, and when PostgreSQL is away.
    Raises OperatorError.
    """
    deadline = time.monotonic() + seconds
    picture = await source.picture()
    began = _chosen(picture, goal)
    source.number, stage = began.id, began.progress.state.stage
    away = told = False
    while True:
        rollout = picture.rollout
        assert rollout is not None
        end = outcome(goal, stage, rollout)
        if end is not None or time.monotonic() >= deadline:
            return picture, Exit.FAILED if end is None else end
        if not told:
            tell(f"Waiting for {goal.word}, for at most {duration(seconds)}.")
            told = True
        await asyncio.sleep(min(POLL_SECONDS, max(deadline - time.monotonic(), 0.0)))
        try:
            fresh = await source.picture()
        except OperatorError as error:
            if not away:
                tell(f"{error} Still waiting.")
            away = True
            continue
        away = False
        for entry in _news(picture, fresh):
            tell(f"{entry.at.astimezone():%H:%M:%S} {entry.news.replace('_', ' ')}: {entry.text}")
        picture = fresh


def _chosen(picture: Picture, goal: Goal) -> StoredRollout:
    rollout = picture.rollout
    if rollout is None:
        raise OperatorError("no rollout has been started. `hookshift rollout start` starts one.")
    if goal.stage >= len(rollout.plan.stages):
        raise OperatorError(
            f"rollout {rollout.id} has {len(rollout.plan.stages)} stages, so it never reaches "
            f"stage {goal.stage + 1}."
        )
    return rollout


def _news(before: Picture, after: Picture) -> list[HistoryEntry]:
    """What has happened in between, oldest first."""
    last = before.entries[0].id if before.entries else 0
    return [entry for entry in reversed(after.entries) if entry.id > last]

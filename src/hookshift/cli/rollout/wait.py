"""`hookshift rollout status --wait`: what a pipeline waits for, and when waiting is of no use."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

import click

from hookshift.cli.output import Exit
from hookshift.cli.rollout.times import Length
from hookshift.domain.errors import OperatorError
from hookshift.domain.format import duration
from hookshift.domain.rollout.state import FINAL, Phase

F = TypeVar("F", bound=Callable[..., Any])
Whole = TypeVar("Whole")

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
    """The stage to wait for, from 0; only for STAGE."""

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


class Standing(NamedTuple):
    """Where a rollout is."""

    id: int
    stages: int
    phase: Phase
    stage: int
    """The current stage, from 0."""
    foreign: bool


class ToldLine(NamedTuple):
    """A line of a rollout's history."""

    id: int
    at: datetime
    news: str
    text: str


class Look(NamedTuple, Generic[Whole]):
    """What was read once, here or over HTTP, and what of it waiting is about."""

    whole: Whole
    standing: Standing | None
    lines: Sequence[ToldLine]
    """The newest first."""


Read = Callable[[int | None], Awaitable[Look[Whole]]]
"""Reads the rollout with this number; None: the open one, or else the newest."""


def outcome(goal: Goal, began: int, now: Standing) -> Exit | None:
    """How waiting ends; None if it goes on. `began` is the stage in which it began, from 0.

    It also ends where only a person can help.
    """
    if now.phase is Phase.COMPLETED or _is_reached(goal, began, now):
        return Exit.OK
    if now.phase in FINAL or now.phase is Phase.HELD or now.foreign:
        return Exit.DEGRADED
    return None


def _is_reached(goal: Goal, began: int, now: Standing) -> bool:
    if now.phase in FINAL:
        return False
    if goal.what is What.STAGE:
        return now.stage >= goal.stage
    waits = now.phase in (Phase.APPROVAL, Phase.FROZEN)
    return goal.what is What.PASSED and (now.stage > began or waits)


async def wait(
    read: Read[Whole],
    number: int | None,
    goal: Goal,
    seconds: float,
    announce: Callable[[str], None],
) -> tuple[Whole, Exit]:
    """Until the goal is reached, cannot be, or `seconds` have passed (then Exit.FAILED).

    `announce` gets that it begins to wait, each line of the history, and that nothing answers.
    Raises OperatorError.
    """
    deadline = time.monotonic() + seconds
    seen = await read(number)
    began = _chosen(seen.standing, goal)
    away = announced = False
    while True:
        assert seen.standing is not None
        end = outcome(goal, began.stage, seen.standing)
        if end is not None or time.monotonic() >= deadline:
            return seen.whole, Exit.FAILED if end is None else end
        if not announced:
            announce(f"Waiting for {goal.word}, for at most {duration(seconds)}.")
            announced = True
        await asyncio.sleep(min(POLL_SECONDS, max(deadline - time.monotonic(), 0.0)))
        try:
            fresh = await read(began.id)
        except OperatorError as error:
            if not away:
                announce(f"{error} Still waiting.")
            away = True
            continue
        away = False
        for line in _news(seen.lines, fresh.lines):
            announce(f"{line.at.astimezone():%H:%M:%S} {line.news.replace('_', ' ')}: {line.text}")
        seen = fresh


def _chosen(found: Standing | None, goal: Goal) -> Standing:
    if found is None:
        raise OperatorError("no rollout has been started. `hookshift rollout start` starts one.")
    if goal.stage >= found.stages:
        raise OperatorError(
            f"rollout {found.id} has {found.stages} stages, so it never reaches stage "
            f"{goal.stage + 1}."
        )
    return found


def _news(before: Sequence[ToldLine], after: Sequence[ToldLine]) -> list[ToldLine]:
    """What has happened in between, oldest first."""
    last = before[0].id if before else 0
    return [line for line in reversed(after) if line.id > last]


def wait_options(command: F) -> F:
    """`--wait` and `--timeout`, here and elsewhere."""
    for option in reversed(
        (
            click.option(
                "--wait",
                "goal",
                type=GoalWord(),
                help="Wait until the stage has passed, a stage is entered, or the rollout is "
                "completed.",
            ),
            click.option(
                "--timeout",
                type=Length(),
                default="1h",
                show_default=True,
                help="The longest that --wait waits.",
            ),
        )
    ):
        command = option(command)
    return command

"""`hookshift rollout status`: one screen, and an exit code for pipelines."""

import asyncio
from pathlib import Path

import click

from hookshift.cli.options import output_option, rollout_option, the
from hookshift.cli.output import Exit, complain, errors, show, show_data
from hookshift.cli.rollout.wait import Goal, Look, Standing, ToldLine, wait, wait_options
from hookshift.cli.session import database_url
from hookshift.config.durations import Duration
from hookshift.config.part import load_part
from hookshift.config.schema.health import HealthPart
from hookshift.store.rollouts import StoredRollout
from hookshift.view.feed import feed
from hookshift.view.problem import degraded
from hookshift.view.report import report
from hookshift.view.screen import Screen
from hookshift.view.text import text
from hookshift.view.view_model import Picture


def print_line(line: str) -> None:
    """What happens while it waits: on standard error."""
    errors.print(text(line), soft_wrap=True)


def ended(end: Exit | None, timeout: Duration, *, is_degraded: bool) -> None:
    """Ends the command, as its waiting has if it waited."""
    if end is Exit.FAILED:
        complain(f"timed out after {timeout}")
    raise click.exceptions.Exit((Exit.DEGRADED if is_degraded else Exit.OK) if end is None else end)


def _look(picture: Picture) -> Look[Picture]:
    lines = [ToldLine(each.id, each.at, each.news, each.text) for each in picture.entries]
    return Look(picture, picture.rollout and standing(picture.rollout), lines)


def standing(rollout: StoredRollout) -> Standing:
    """What waiting goes by."""
    state, stages = rollout.progress.state, len(rollout.plan.stages)
    return Standing(rollout.id, stages, state.phase, state.stage, state.foreign)


@click.command()
@rollout_option
@wait_options
@output_option
@click.pass_obj
def status(
    path: Path, number: int | None, goal: Goal | None, timeout: Duration, as_json: bool
) -> None:
    """Shows where the rollout is, what it has proven, and what comes next.

    Exit codes: 0 healthy, 3 degraded, 1 the status could not be read. With --wait: 0 reached, 3 not
    reachable without an operator, 1 timed out.
    """
    settings = load_part(path, HealthPart)

    async def look(url: str) -> tuple[Picture, Exit | None]:
        async with feed(url, settings, number) as source:
            if goal is None:
                return await source.picture(), None

            async def read(chosen: int | None) -> Look[Picture]:
                source.number = chosen
                return _look(await source.picture())

            return await wait(read, number, goal, timeout, print_line)

    with database_url(settings, create=False) as url:
        picture, end = asyncio.run(look(url))
    the(picture.rollout, number)
    found = degraded(picture.problems)
    if as_json:
        show_data(report(picture, found))
    else:
        show(Screen(picture, found))
    ended(end, timeout, is_degraded=bool(found))

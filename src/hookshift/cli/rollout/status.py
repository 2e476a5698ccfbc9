"""`hookshift rollout status`: one screen, and an exit code for pipelines."""

import asyncio
from pathlib import Path

import click

from hookshift.cli.options import output_option, rollout_option, the
from hookshift.cli.output import Exit, complain, errors, show, show_data
from hookshift.cli.rollout.times import Length
from hookshift.cli.rollout.wait import Goal, GoalWord, wait
from hookshift.cli.session import database_url
from hookshift.config.durations import Duration
from hookshift.config.load import load_part
from hookshift.config.schema.health import HealthPart
from hookshift.view.feed import feed
from hookshift.view.problem import degraded
from hookshift.view.report import report
from hookshift.view.screen import Screen
from hookshift.view.text import text
from hookshift.view.view_model import Picture


def _tell(line: str) -> None:
    errors.print(text(line), soft_wrap=True)


@click.command()
@rollout_option
@click.option(
    "--wait",
    "goal",
    type=GoalWord(),
    help="Wait until the stage has passed, a stage is entered, or the rollout is completed.",
)
@click.option(
    "--timeout",
    type=Length(),
    default="1h",
    show_default=True,
    help="The longest that --wait waits.",
)
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
            if goal is not None:
                return await wait(source, goal, timeout, _tell)
            return await source.picture(), None

    with database_url(settings, create=False) as url:
        picture, end = asyncio.run(look(url))
    the(picture.rollout, number)
    found = degraded(picture.problems)
    if as_json:
        show_data(report(picture, found))
    else:
        show(Screen(picture, found))
    if end is Exit.FAILED:
        complain(f"timed out after {timeout}")
    raise click.exceptions.Exit((Exit.DEGRADED if found else Exit.OK) if end is None else end)

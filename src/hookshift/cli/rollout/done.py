"""What a command on a rollout shows when it is done: where the rollout is, and what comes next."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.output import complain, console, show_data
from hookshift.cli.session import database_url
from hookshift.config.part import load_part
from hookshift.config.schema.health import HealthPart
from hookshift.store.database import connection
from hookshift.view.cells import phase_name
from hookshift.view.health import NOTHING_ADVANCES
from hookshift.view.next_step import next_step
from hookshift.view.problem import degraded
from hookshift.view.problems import HealthView
from hookshift.view.report import report
from hookshift.view.text import text
from hookshift.view.view_model import Picture, here

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.rollouts import StoredRollout

Change = Callable[["Connection"], Awaitable["StoredRollout"]]


def carried_out(path: Path, change: Change, *, as_json: bool) -> None:
    """Makes a change, and shows what the rollout is now."""
    settings = load_part(path, HealthPart)

    async def work(url: str) -> Picture:
        async with connection(url, "cli") as opened:
            changed = await change(opened)
            return await HealthView(settings).picture(opened, changed.id)

    with database_url(settings, create=False) as url:
        picture = asyncio.run(work(url))
    if as_json:
        show_data(report(picture, degraded(picture.problems)))
    else:
        _show(picture)


def _show(picture: Picture) -> None:
    rollout = picture.rollout
    assert rollout is not None
    state = rollout.progress.state
    console.print(
        text(f"rollout {rollout.id}: {phase_name(state.phase)}, {here(rollout)}"),
        style="bold",
    )
    console.print(text(f"next: {next_step(picture).sentence(picture.now)}"), soft_wrap=True)
    if not state.is_final and not picture.leads:
        complain(NOTHING_ADVANCES)


def asks(*, yes: bool) -> bool:
    """Whether somebody is there to be asked, and wants to be."""
    return not yes and sys.stdin.isatty()


def confirm(question: str, *, yes: bool) -> None:
    """Asks a person; a script is taken at its word. Ends the command on "no"."""
    if asks(yes=yes):
        click.confirm(question, abort=True)

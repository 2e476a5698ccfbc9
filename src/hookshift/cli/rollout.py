"""`hookshift rollout`: the group; each command has a file of its own or shares one with its kin."""

import click

from hookshift.cli.rollout_commands import abort, pause, promote, resume, rollback
from hookshift.cli.rollout_explain import explain
from hookshift.cli.rollout_history import history
from hookshift.cli.rollout_lint import lint
from hookshift.cli.rollout_replay import replay
from hookshift.cli.rollout_start import start
from hookshift.cli.rollout_status import status
from hookshift.cli.rollout_watch import watch


@click.group()
def rollout() -> None:
    """Runs the plan in hookshift.toml, stage by stage, on proof."""


for command in (
    start,
    status,
    watch,
    pause,
    resume,
    promote,
    rollback,
    abort,
    history,
    explain,
    replay,
    lint,
):
    rollout.add_command(command)

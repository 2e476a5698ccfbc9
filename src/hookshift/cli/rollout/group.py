"""`hookshift rollout`: the group; each command has a file of its own or shares one with its kin."""

import click

from hookshift.cli.rollout.commands import abort, pause, promote, resume, rollback
from hookshift.cli.rollout.explain import explain
from hookshift.cli.rollout.history import history
from hookshift.cli.rollout.lint import lint
from hookshift.cli.rollout.replay import replay
from hookshift.cli.rollout.start import start
from hookshift.cli.rollout.status import status
from hookshift.cli.rollout.watch import watch
from hookshift.cli.verbs import Verbs


@click.group(cls=Verbs)
def rollout() -> None:
    """Runs the plan in hookshift.toml, stage by stage, with proof."""


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

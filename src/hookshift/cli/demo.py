"""`hookshift demo`: a whole migration in a minute and a half."""

from pathlib import Path

import click

from hookshift.cli.output import Exit
from hookshift.demo.run import STAGE_SECONDS, run


@click.command()
@click.option(
    "--stage-seconds",
    type=click.FloatRange(4, 600),
    default=STAGE_SECONDS,
    show_default=True,
    help="How long each stage is held.",
)
@click.pass_obj
def demo(path: Path, stage_seconds: float) -> None:
    """Migrates signed sample traffic 10 -> 25 -> 35 -> 50 % and checks the expected results.

    Real processes, a real PostgreSQL, nothing left behind. Exit code 0 only if every row holds.
    """
    raise click.exceptions.Exit(Exit.OK if run(path, stage_seconds) else Exit.FAILED)

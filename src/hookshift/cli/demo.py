"""`hookshift demo`: a whole rollout in two minutes, or one that breaks."""

from pathlib import Path
from typing import Any

import click

from hookshift.cli.output import Exit
from hookshift.demo.breaking import Break, parse
from hookshift.demo.run import run
from hookshift.demo.settings import PROOFS


class BreakType(click.ParamType[Break]):
    """`unified@35`."""

    name = "what@percent"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Break:
        """What to break and when, or a usage error."""
        if isinstance(value, Break):
            return value
        try:
            return parse(value, tuple(PROOFS))
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@click.option(
    "--break",
    "breaks",
    type=BreakType(),
    help="Breaks a handler at a stage: unified@35 (fails), slow@25 (late), both@50 (everything).",
)
@click.pass_obj
def demo(path: Path, breaks: Break | None) -> None:
    """Runs a rollout 10 -> 25 -> 35 -> 50 -> 75 -> 100 % on signed sample traffic, and checks it.

    Real processes, a real PostgreSQL, the real controller on a compressed clock; nothing is left
    behind. Exit code 0 only if every row of the report holds: with --break, if it was rolled back
    (or held, if everything breaks) by itself.
    """
    raise click.exceptions.Exit(Exit.OK if run(path, breaks) else Exit.FAILED)

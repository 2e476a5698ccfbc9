"""`hookshift demo`: a whole rollout in two minutes, or one that breaks."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from hookshift.cli.output import Exit
from hookshift.config.example import example

if TYPE_CHECKING:
    from hookshift.demo.breaking import Wish


class BreakType(click.ParamType["Wish"]):
    """`unified@35`."""

    name = "what@percent"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> "Wish":
        """What to break and when, or a usage error."""
        from hookshift.demo.breaking import Wish, parse  # noqa: PLC0415
        from hookshift.demo.settings import PROOFS  # noqa: PLC0415

        if isinstance(value, Wish):
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
    help="Breaks something at a stage: unified@35, legacy@25, both@50, slow@35 (unified answers "
    "late), or a handler by its name; unified@25:silent answers 200 and replies to nobody.",
)
@click.pass_context
def demo(context: click.Context, breaks: "Wish | None") -> None:
    """Runs a whole rollout on signed sample traffic, and checks it.

    10 -> 25 -> 35 -> 50 -> 75 -> 100 %. It uses the rules and domains of the settings file, or
    those of the shipped example if there is no file.

    It runs real processes, a real PostgreSQL and the real controller on a compressed clock, and
    leaves nothing behind. The exit code is 0 only if every row of the report holds. With --break
    the controller must roll back for a fault of unified, hold for a fault of both sides or of a
    protected handler, and not be misled by a fault of legacy.
    """
    # Here, so that `hookshift --help` does without what only the demo needs.
    from hookshift.demo.run import run  # noqa: PLC0415

    named = context.find_root().get_parameter_source("path") is not ParameterSource.DEFAULT
    path = settings_path(context.obj, named=named)
    raise click.exceptions.Exit(Exit.OK if run(path, breaks) else Exit.FAILED)


def settings_path(path: Path, *, named: bool) -> Path:
    """`path`, or the shipped example where nobody named a file and the usual one is not there."""
    return path if named or path.exists() else example()

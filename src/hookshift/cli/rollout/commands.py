"""`hookshift rollout pause`, `resume`, `promote`, `rollback`, `abort`: a person's word.

Each is one transaction of its own and needs no running controller.
"""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.active import way_out
from hookshift.cli.options import never_asked_option, output_option, reason_option, yes_option
from hookshift.cli.output import console
from hookshift.cli.percentage import Percentage
from hookshift.cli.rollout.done import carried_out, confirm
from hookshift.cli.rollout.raise_to import ask_stage
from hookshift.cli.session import actor, with_database
from hookshift.controller.apply import apply_happening
from hookshift.domain.errors import OperatorError
from hookshift.domain.rollout.state import Aborted, Happening, Paused, Promoted, Resumed, RolledBack
from hookshift.store.rollouts import open_rollout
from hookshift.view.view_model import here

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.rollouts import StoredRollout


def _apply(path: Path, happening: Callable[[float], Happening], *, as_json: bool) -> None:
    async def change(connection: "Connection") -> "StoredRollout":
        return await apply_happening(connection, happening, actor())

    carried_out(path, change, as_json=as_json)


@click.command()
@reason_option
@output_option
@click.pass_obj
def pause(path: Path, reason: str | None, as_json: bool) -> None:
    """Pauses the rollout at its current percentage; a gate that fails still ends it."""
    _apply(path, lambda now: Paused(now, reason), as_json=as_json)


@click.command()
@reason_option
@yes_option
@output_option
@click.pass_obj
def resume(path: Path, reason: str | None, yes: bool, as_json: bool) -> None:
    """Resumes the rollout after a pause or a hold; asks if that raises the share abruptly.

    After a failed gate it requires a reason, and the evidence so far is discarded.
    """
    ask_stage(path, None, yes=yes)
    _apply(path, lambda now: Resumed(now, reason), as_json=as_json)


@click.command()
@click.option(
    "--stage",
    type=click.IntRange(min=1),
    help="The stage to approve; by default the current one.",
)
@click.option("--override", is_flag=True, help="Go on without proof; requires --reason.")
@reason_option
@yes_option
@output_option
@click.pass_obj
def promote(
    path: Path, *, stage: int | None, override: bool, reason: str | None, yes: bool, as_json: bool
) -> None:
    """Approves the end of one stage: the one it names, never another."""
    current = with_database(path, open_rollout)
    if current is None:
        raise OperatorError("no rollout is running. `hookshift rollout start` starts one.")
    number = current.progress.state.stage if stage is None else stage - 1
    if override:
        confirm(f"Leave {here(current)} without proof?", yes=yes)
    elif stage is None and not as_json:
        console.print(f"approves the end of {here(current)}", markup=False)
    _apply(path, lambda now: Promoted(now, number, override, reason), as_json=as_json)


class RollbackTarget(click.ParamType[Decimal | str]):
    """`previous`, `zero`, or a percentage."""

    name = "previous|zero|percent"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal | str:
        """`previous`, or a percentage."""
        if value in ("previous", "zero"):
            return "previous" if value == "previous" else Decimal(0)
        return Percentage().convert(value, param, ctx)


@click.command()
@click.option(
    "--to",
    "target",
    type=RollbackTarget(),
    default="zero",
    show_default=True,
    help="The share to go back to: previous, zero, or a percentage.",
)
@reason_option
@never_asked_option
@output_option
@click.pass_obj
def rollback(path: Path, target: Decimal | str, reason: str | None, as_json: bool) -> None:
    """Ends the rollout as rolled back and lowers the share, at once. Never raises it.

    Fails where no rollout is open; `hookshift rollback` works in any case.
    """
    threshold = None if isinstance(target, str) else int(target * 100)
    with way_out():
        _apply(path, lambda now: RolledBack(now, threshold, reason), as_json=as_json)


@click.command()
@click.option("--keep-share", is_flag=True, help="Keep the share as it is.")
@reason_option
@yes_option
@output_option
@click.pass_obj
def abort(path: Path, keep_share: bool, reason: str | None, yes: bool, as_json: bool) -> None:
    """Gives up the plan: ends the rollout, everybody goes to legacy at once.

    For a plan that should end although unified is not at fault; if it is at fault, use `hookshift
    rollback`. With --keep-share, which asks for confirmation, the share stays unwatched.
    """
    if keep_share:
        confirm("End the rollout and keep the share, unwatched by any gate?", yes=yes)
    with way_out():
        _apply(path, lambda now: Aborted(now, keep_share, reason), as_json=as_json)

"""`hookshift rollout start`: the plan of hookshift.toml, frozen and begun."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.options import output_option, reason_option, yes_option
from hookshift.cli.rollout.done import carried_out
from hookshift.cli.rollout.raise_to import ask_stage
from hookshift.cli.session import actor
from hookshift.config.load import load
from hookshift.controller.begin import begin

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.rollouts import StoredRollout


@click.command()
@click.option(
    "--stage",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="The stage to start at.",
)
@reason_option
@yes_option
@output_option
@click.pass_obj
def start(path: Path, stage: int, reason: str | None, yes: bool, as_json: bool) -> None:
    """Starts a rollout of the domains in webhook_routing_config with the plan in [rollout].

    The plan is stored with the rollout: later changes to the file do not affect it. With --stage it
    says who is moved at once, and asks.
    """

    settings = load(path, needs=())
    ask_stage(path, stage, yes=yes)

    async def change(connection: "Connection") -> "StoredRollout":
        return await begin(connection, settings, stage - 1, actor(), reason)

    carried_out(path, change, as_json=as_json)

"""`hookshift rollout start`: the plan of hookshift.toml, frozen and begun."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.rollout_done import carried_out
from hookshift.cli.rollout_options import json_option, reason_option
from hookshift.cli.session import actor
from hookshift.config.compile import protected
from hookshift.config.plan import rollout_plan
from hookshift.controller.apply import begin
from hookshift.domain.errors import OperatorError
from hookshift.store.migrate import check
from hookshift.store.rollouts import clock
from hookshift.store.rollups import totals
from hookshift.store.routing_config import protect, read_config
from hookshift.view.rows import BASELINE_DAYS

if TYPE_CHECKING:
    from hookshift.config.model import Settings
    from hookshift.store.database import Connection
    from hookshift.store.rollouts import Rollout

DAY_SECONDS = 86_400.0


@click.command()
@click.option(
    "--stage",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="The stage to begin with.",
)
@reason_option
@json_option
@click.pass_obj
def start(path: Path, stage: int, reason: str | None, as_json: bool) -> None:
    """Starts a rollout of the domains in webhook_routing_config by the plan in [rollout].

    The plan is kept with the rollout: later changes of the file do not touch it.
    """

    async def change(connection: "Connection", settings: "Settings") -> "Rollout":
        return await started(connection, settings, stage - 1, actor(), reason)

    carried_out(path, change, as_json=as_json)


async def started(
    connection: "Connection", settings: "Settings", stage: int, who: str, reason: str | None
) -> "Rollout":
    """A rollout at stage number `stage` (from 0), with the last week as its baseline."""
    await check(connection)
    await protect(connection, protected(settings))
    config = await read_config(connection)
    if config is None or not config.domains:
        raise OperatorError(
            "webhook_routing_config names no domain to move: "
            "UPDATE webhook_routing_config SET domains = ARRAY['jobs', ...]"
        )
    plan = rollout_plan(settings, config.domains)
    now = await clock(connection)
    before = await totals(connection, now - BASELINE_DAYS * DAY_SECONDS, now)
    return await begin(connection, plan, before, stage=stage, actor=who, reason=reason)

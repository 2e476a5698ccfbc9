"""Asks before a rollout begins, or begins anew, at a share far above the current one."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from hookshift.cli.raising import ShareNow, ask, ask_start, stages
from hookshift.cli.session import with_database
from hookshift.config.part import load_part
from hookshift.config.schema.parts import RolloutPart
from hookshift.store.rollouts import open_rollout
from hookshift.store.routing_config import read_config

if TYPE_CHECKING:
    from hookshift.store.database import Connection
    from hookshift.store.rollouts import StoredRollout
    from hookshift.store.routing_config import ActiveConfig


def ask_stage(path: Path, stage: int | None, *, yes: bool) -> None:
    """Asks about a start at `stage` (from 1), or about a resumption if None.

    A start at a later stage than the first is always asked for where it moves anybody.
    """
    config, rollout = with_database(path, _read)
    if config is None:
        return
    now = ShareNow(config.percentage if config.enabled else Decimal(0), config.domains)
    if stage is None:
        if rollout is not None:
            # What the stage had is no leap where the rollout itself has the share.
            plan = [Decimal(each.threshold) / 100 for each in rollout.plan.stages]
            ask(now, plan[rollout.progress.state.stage], plan, yes=yes)
        return
    plan = stages(load_part(path, RolloutPart).rollout)
    if 1 < stage <= len(plan) and plan[stage - 1] > now.percentage:
        ask_start(now, stage, plan, yes=yes)
    elif stage == 1:
        ask(now, plan[0], plan, yes=yes)


async def _read(
    connection: "Connection",
) -> tuple["ActiveConfig | None", "StoredRollout | None"]:
    return await read_config(connection), await open_rollout(connection)

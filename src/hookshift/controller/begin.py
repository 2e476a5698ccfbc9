"""Starts a rollout from the settings, the routing configuration and the last week's traffic."""

from hookshift.config.plan import rollout_plan
from hookshift.config.protected import protected
from hookshift.config.schema.settings import Settings
from hookshift.controller import apply
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.evidence import BASELINE_SECONDS
from hookshift.store.database import Connection
from hookshift.store.migrate import check
from hookshift.store.rollouts import StoredRollout, clock
from hookshift.store.rollups import totals
from hookshift.store.routing_config import protect, read_config


async def begin(
    connection: Connection, settings: Settings, stage: int, actor: str, reason: str | None
) -> StoredRollout:
    """Starts a rollout at stage number `stage` (from 0). Raises OperatorError."""
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
    before = await totals(connection, now - BASELINE_SECONDS, now)
    return await apply.begin(connection, plan, before, stage=stage, actor=actor, reason=reason)

"""Can the plan in the settings work, and how long will it take at today's traffic?"""

from collections.abc import Mapping
from typing import Any

from hookshift.config.freeze import described
from hookshift.config.plan import rollout_plan
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.evidence import BASELINE_SECONDS, baseline
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.evidence.replies import NO_RECEIPTS
from hookshift.store.database import Connection
from hookshift.store.gateways import gateways
from hookshift.store.replies import numbers_with_receipts
from hookshift.store.rollouts import clock
from hookshift.store.rollups import covered_since, totals
from hookshift.store.routing_config import read_config
from hookshift.view.doubts import PlanContext, doubts, prospects, whole
from hookshift.view.midway import read_midway, sentences
from hookshift.view.pace import pace
from hookshift.view.report import finite

HOUR = 3_600.0
YOUNG_SECONDS = 3 * HOUR
"""An installation that is younger is measured by what comes now."""


async def plan_context(
    connection: Connection, settings: Settings, volume: float | None
) -> PlanContext:
    """What the plan in the settings is held against. Raises OperatorError."""
    config = await read_config(connection)
    if config is None:
        raise OperatorError(
            "webhook_routing_config has no row, so no domain is to be moved; insert one: INSERT "
            "INTO webhook_routing_config (enabled) VALUES (true)"
        )
    plan = rollout_plan(settings, config.domains)
    now = await clock(connection)
    since = now - BASELINE_SECONDS
    seen = await totals(connection, since, now)
    first = await covered_since(connection, since)
    seconds = now - max(since, first or since)
    # Hours with hardly any data say nothing about the traffic.
    is_young = first is None or seconds < YOUNG_SECONDS
    young = pace(await gateways(connection), now) if is_young else None
    requests = {
        domain: sum(each.counts.requests for (name, _), each in seen.items() if name == domain)
        for domain in plan.domains
    }
    return PlanContext(
        plan=plan,
        before={name: baseline(seen, name, plan) for name in plan.domains},
        requests=requests,
        seconds=seconds,
        per_second=_per_second(requests, seconds, volume, young),
    )


async def _off(connection: Connection, plan: Plan) -> list[str]:
    """Why the gate replies is off; nothing if it can judge, or is switched off."""
    if plan.replies_left_out:
        return [plan.replies_left_out]
    numbers = await numbers_with_receipts(connection, await clock(connection))
    return [] if numbers else [NO_RECEIPTS]


def _per_second(
    requests: Mapping[str, int],
    seconds: float,
    volume: float | None,
    young: Mapping[str, float] | None,
) -> dict[str, float]:
    """All traffic of each domain: assumed, current (in a young installation), or on average."""
    if volume is not None:
        return dict.fromkeys(requests, volume / HOUR)
    if young is not None:
        return {domain: young.get(domain, 0.0) for domain in requests}
    return {domain: found / seconds for domain, found in requests.items()}


async def linted(
    connection: Connection, settings: Settings, volume: float | None
) -> dict[str, Any]:
    """What `hookshift rollout lint` says, as data. Raises OperatorError."""
    known = await plan_context(connection, settings, volume)
    found = prospects(known)
    return {
        "traffic": {
            domain: {"requests": known.requests[domain], "per_hour": speed * HOUR}
            for domain, speed in known.per_second.items()
        },
        "measured_seconds": known.seconds,
        "stages": [
            {
                "stage": each.outlook.stage + 1,
                "percentage": known.plan.stages[each.outlook.stage].percentage,
                "hold": known.plan.stages[each.outlook.stage].hold,
                "domain": each.outlook.domain,
                "needed": each.outlook.needed,
                "seconds": finite(each.outlook.seconds),
                "seconds_as_legacy": finite(each.outlook.as_legacy),
                "prospect": each.word,
            }
            for each in found
        ],
        "seconds": finite(whole(known.plan, found)),
        "freeze": [described(window) for window in settings.rollout.freeze],
        "time_zone": str(settings.rollout.time_zone),
        "doubts": doubts(settings, known, found),
        "notes": [
            *(f"the gate replies is off: {why}" for why in await _off(connection, known.plan)),
            *sentences(await read_midway(connection, settings.conversations)),
        ],
    }

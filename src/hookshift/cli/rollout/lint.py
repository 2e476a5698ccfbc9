"""`hookshift rollout lint`: can the plan work, and how long will it take at today's traffic?"""

from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, console, show_data, show_table
from hookshift.cli.rollout.doubts import PlanContext, Prospect, doubts, prospects, whole
from hookshift.cli.session import with_database
from hookshift.config.freeze import described
from hookshift.config.load import load
from hookshift.config.plan import rollout_plan
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence.evidence import BASELINE_SECONDS, baseline
from hookshift.domain.format import count, duration
from hookshift.store.gateways import gateways
from hookshift.store.rollouts import clock
from hookshift.store.rollups import covered_since, totals
from hookshift.store.routing_config import read_config
from hookshift.view import cells
from hookshift.view.pace import pace
from hookshift.view.report import finite
from hookshift.view.text import text
from hookshift.view.view_model import share

if TYPE_CHECKING:
    from hookshift.config.schema.settings import Settings
    from hookshift.store.database import Connection

HOUR = 3_600.0
YOUNG_SECONDS = 3 * HOUR
"""An installation that is younger is measured by what comes now."""


@click.command()
@click.option(
    "--volume",
    type=click.FloatRange(min=0, min_open=True),
    help=(
        "Assume this many requests an hour in each domain, instead of the last seven days' traffic."
    ),
)
@output_option
@click.pass_obj
def lint(path: Path, volume: float | None, as_json: bool) -> None:
    """Checks the plan in [rollout] before it runs.

    Exit codes: 0 no findings, 3 warnings, 1 the plan cannot run.
    """
    if volume is not None and not isfinite(volume):
        raise click.BadParameter("write a number of requests", param_hint="--volume")
    settings = load(path, needs=())
    known = with_database(path, lambda opened: _known(opened, settings, volume))
    found = prospects(known)
    doubted = doubts(settings, known, found)
    if as_json:
        data = _plain(settings, known, found, doubted)
        show_data(data, data["stages"])
    else:
        _show(settings, known, found, doubted)
    raise click.exceptions.Exit(Exit.DEGRADED if doubted else Exit.OK)


async def _known(
    connection: "Connection", settings: "Settings", volume: float | None
) -> PlanContext:
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
    # Whole hours of which nearly nothing is known say nothing of the traffic.
    young = pace(await gateways(connection), now) if seconds < YOUNG_SECONDS else None
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


def _per_second(
    requests: Mapping[str, int],
    seconds: float,
    volume: float | None,
    young: Mapping[str, float] | None,
) -> dict[str, float]:
    """All traffic of each domain: as assumed, of now in a young installation, else on average."""
    if volume is not None:
        return dict.fromkeys(requests, volume / HOUR)
    if young is not None:
        return {domain: young.get(domain, 0.0) for domain in requests}
    return {domain: found / seconds for domain, found in requests.items()}


def _plain(
    settings: "Settings", known: PlanContext, found: list[Prospect], doubted: list[str]
) -> dict[str, Any]:
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
        "doubts": doubted,
    }


def _show(
    settings: "Settings", known: PlanContext, found: list[Prospect], doubted: list[str]
) -> None:
    traffic = ", ".join(
        f"{domain} {count(speed * HOUR)}" for domain, speed in known.per_second.items()
    )
    console.print(text(f"traffic an hour: {traffic}"), soft_wrap=True)
    show_table(
        "How long proofs take",
        ("stage", "hold", "domain", "requests", "no failures", "as legacy", ""),
        [
            _row(known, each, is_first=not at % len(known.plan.domains))
            for at, each in enumerate(found)
        ],
    )
    total = whole(known.plan, found)
    if isfinite(total):
        said = f"About {duration(total)} in all, if no request fails and nobody intervenes."
    else:
        said = "The plan cannot finish without an operator."
    console.print(said)
    for window in settings.rollout.freeze:
        console.print(text(f"freeze: {described(window)} ({settings.rollout.time_zone})"))
    for doubt in doubted:
        console.print(text(f"warning: {doubt}"), style="yellow", soft_wrap=True)
    if not doubted:
        console.print("No problems found.", style="green")


def _row(known: PlanContext, each: Prospect, *, is_first: bool) -> tuple[object, ...]:
    at, stage = each.outlook, known.plan.stages[each.outlook.stage]
    return (
        f"{at.stage + 1}: {share(stage)}" if is_first else "",
        duration(stage.hold) if is_first else "",
        at.domain,
        count(at.needed),
        cells.lasts(at.seconds),
        cells.lasts(at.as_legacy),
        each.word,
    )

"""`hookshift rollout lint`: can the plan work, and how long will it take at today's traffic?"""

from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from hookshift.cli.output import Exit, console, show_json, show_table
from hookshift.cli.rollout_options import json_option
from hookshift.cli.session import with_database
from hookshift.config.freeze import described
from hookshift.config.load import load
from hookshift.config.plan import rollout_plan
from hookshift.domain.errors import OperatorError
from hookshift.domain.evidence import Baseline, Totals, baseline
from hookshift.domain.forecast import Outlook, is_beyond, outlook
from hookshift.domain.plan import Plan
from hookshift.domain.words import count, duration
from hookshift.store.rollouts import clock
from hookshift.store.rollups import totals
from hookshift.store.routing_config import read_config
from hookshift.view.report import finite
from hookshift.view.rows import BASELINE_DAYS

if TYPE_CHECKING:
    from hookshift.config.model import Settings
    from hookshift.store.database import Connection

DAY_SECONDS = 86_400.0
HOUR = 3_600.0
MEASURES = {"errors": "errors", "undelivered": "undelivered events", "slow": "slow requests"}


class Known(NamedTuple):
    """What the plan is held against."""

    plan: Plan
    before: Mapping[str, Baseline]
    per_second: Mapping[str, float]
    """All traffic of each domain."""


@click.command()
@click.option(
    "--volume",
    type=click.FloatRange(min=0, min_open=True),
    help="Requests an hour of each domain, instead of those of the last seven days.",
)
@json_option
@click.pass_obj
def lint(path: Path, volume: float | None, as_json: bool) -> None:
    """Looks for what is wrong with the plan in [rollout] before it runs.

    Exit codes: 0 nothing, 3 something to think about, 1 it cannot run.
    """
    settings = load(path)
    known = with_database(path, lambda opened: _known(opened, settings, volume))
    stages = outlook(known.plan, known.before, known.per_second)
    doubts = [*_doubts(settings, known, stages)]
    if as_json:
        show_json(
            {
                "stages": [
                    {**each._asdict(), "stage": each.stage + 1, "seconds": finite(each.seconds)}
                    for each in stages
                ],
                "doubts": doubts,
            }
        )
    else:
        _show(settings, known, stages, doubts)
    raise click.exceptions.Exit(Exit.DEGRADED if doubts else Exit.OK)


async def _known(connection: "Connection", settings: "Settings", volume: float | None) -> Known:
    config = await read_config(connection)
    if config is None:
        raise OperatorError("webhook_routing_config has no row: it names the domains to move.")
    plan = rollout_plan(settings, config.domains)
    now = await clock(connection)
    seen = await totals(connection, now - BASELINE_DAYS * DAY_SECONDS, now)
    speed = {
        domain: _requests(seen, domain) / (BASELINE_DAYS * DAY_SECONDS)
        if volume is None
        else volume / HOUR
        for domain in plan.domains
    }
    return Known(plan, {name: baseline(seen, name, plan) for name in plan.domains}, speed)


def _requests(seen: Mapping[tuple[str, str], Totals], domain: str) -> int:
    return sum(each.counts.requests for (name, _), each in seen.items() if name == domain)


def _doubts(settings: "Settings", known: Known, stages: list[Outlook]) -> Iterator[str]:
    plan = known.plan
    for warning in settings.warnings:
        if warning.key.startswith(("rollout", "notifiers")):
            yield str(warning)
    for domain in plan.domains:
        if not known.per_second[domain]:
            yield (
                f"{domain} had no traffic in {BASELINE_DAYS} days: it will never be proven; "
                "take it out of webhook_routing_config.domains, or be ready to override"
            )
        for measure in is_beyond(plan, known.before[domain]):
            yield (
                f"legacy of {domain} is beyond the limit of {MEASURES[measure]} already: a "
                "unified handler that does the same will be held as a platform incident; mend "
                "legacy, or raise the limit"
            )
    for each in stages:
        if isfinite(each.seconds):
            yield from _too_long(plan, each)


def _too_long(plan: Plan, each: Outlook) -> Iterator[str]:
    stage = plan.stages[each.stage]
    where = f"stage {each.stage + 1} ({stage.percentage:g} %)"
    takes = f"{where} takes {duration(each.seconds)} to prove {each.domain}"
    if each.seconds > stage.hold * plan.extension:
        yield (
            f"{takes}, more than {plan.extension:g} times its hold of {duration(stage.hold)}: it "
            "will be held for a person; prove less there (`prove`), or hold longer"
        )
    elif each.seconds > stage.hold:
        yield f"{takes}, more than its hold of {duration(stage.hold)}: it will be extended"


def _show(settings: "Settings", known: Known, stages: list[Outlook], doubts: list[str]) -> None:
    plan = known.plan
    show_table(
        "If nothing fails",
        ("stage", "hold", "domain", "requests needed", "takes"),
        [
            (
                f"{each.stage + 1}: {plan.stages[each.stage].percentage:g} %",
                duration(plan.stages[each.stage].hold),
                each.domain,
                count(each.needed),
                duration(each.seconds) if isfinite(each.seconds) else None,
            )
            for each in stages
        ],
    )
    for window in settings.rollout.freeze:
        console.print(f"freeze: {described(window)} ({settings.rollout.time_zone})", markup=False)
    for doubt in doubts:
        console.print(f"doubt: {doubt}", style="yellow", markup=False, soft_wrap=True)
    if not doubts:
        console.print("the plan can work", style="green")

"""`hookshift simulate`: the plan against synthetic traffic, in seconds instead of days."""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.cli.rollout.times import Length
from hookshift.cli.simulate.side_by_side import each_run
from hookshift.cli.simulate.values import MILLISECONDS, PERCENT, OutageType, SideSetting
from hookshift.config.load import load
from hookshift.config.plan import rollout_plan
from hookshift.config.schema.settings import Settings
from hookshift.domain.evidence.plan import Plan
from hookshift.domain.format import count, duration
from hookshift.simulation.many import Outcomes, RunResult, by_gates, by_runbook, ended, outcomes
from hookshift.simulation.run import Run
from hookshift.simulation.scenario import Behaviour, Scenario, Shift
from hookshift.view.text import text

NO_RATE = "the simulation was given no rate of answers (--answered)"
DAY = 86_400.0
GUARD_SHARE = 0.1
"""The share of a moving domain's traffic that each guarded domain has."""


@click.command()
@click.option(
    "--volume",
    type=click.FloatRange(0, 100_000_000),
    default=3_000.0,
    show_default=True,
    help="Requests an hour in each domain, both sides together.",
)
@click.option(
    "--error-rate",
    "errors",
    type=PERCENT,
    multiple=True,
    help='Percentage that fails: "unified=0.05"; from a time on: "unified=0.5@6h".',
)
@click.option(
    "--latency",
    "latencies",
    type=MILLISECONDS,
    multiple=True,
    help='Median response time: "unified=900ms@6h".',
)
@click.option(
    "--slow-share", "slow", type=PERCENT, multiple=True, help="Percentage slower than the limit."
)
@click.option(
    "--answered",
    type=PERCENT,
    multiple=True,
    help='Percentage of people who get an answer: "both=95", "unified=0@6h"; without it the gate '
    "replies is off.",
)
@click.option(
    "--burst",
    type=click.IntRange(1, 1_000),
    default=1,
    show_default=True,
    help="How many failures of one sender come together.",
)
@click.option(
    "--outage",
    "outages",
    type=OutageType(),
    multiple=True,
    help='An outage, in which everything fails: "both@6h+3m", "unified@30m+90s".',
)
@click.option("--cold-start", type=Length(), help="How long unified is slow after each step.")
@click.option("--silent-domain", "silent", multiple=True, help="A domain without traffic.")
@click.option(
    "--senders",
    type=click.IntRange(1, 200_000),
    default=2_000,
    show_default=True,
    help="People in each domain; a few of them are much busier than most.",
)
@click.option(
    "--runs",
    type=click.IntRange(1, 100_000),
    default=1,
    show_default=True,
    help="Number of runs: a single one shows its course, several show a table.",
)
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same traffic.")
@click.option("--compare", is_flag=True, help="Compare the gates with the runbook's rule.")
@click.option(
    "--longest",
    type=Length(),
    default="20d",
    show_default=True,
    help="When to stop a run that has not ended.",
)
@output_option
@click.pass_obj
def simulate(
    path: Path, /, *, runs: int, seed: int, compare: bool, as_json: bool, **given: Any
) -> None:
    """Runs the plan in [rollout] against synthetic traffic. Nothing real is touched.

    Approvals are given at once and freeze windows are ignored.
    """
    settings = load(path, needs=())
    plan = rollout_plan(settings, _moving(settings))
    scenario = _scenario(plan, given)
    plan = plan._replace(replies_off="" if given["answered"] else NO_RATE)
    longest = float(given["longest"])
    found = each_run(partial(by_gates, plan, scenario, seed, longest=longest), runs)
    tables = {"gates": outcomes([ended(each) for each in found])}
    if compare:
        tables["runbook"] = outcomes(each_run(partial(by_runbook, plan, scenario, seed), runs))
    if as_json:
        data = _plain(plan, found, tables, seed)
        show_data(data, data["runs"])
        return
    if runs == 1:
        _show_course(plan, found[0])
    if runs > 1 or compare:
        _show_outcomes(plan, tables, seed)


def _moving(settings: Settings) -> list[str]:
    return [name for name, domain in settings.domains.items() if domain.unified is not None]


def _scenario(plan: Plan, given: dict[str, Any]) -> Scenario:
    known = (*plan.domains, *plan.guards)
    for name in given["silent"]:
        if name not in known:
            raise click.UsageError(f"there is no domain {name}: name one of {', '.join(known)}")
    volume = {name: float(given["volume"]) for name in plan.domains}
    volume |= dict.fromkeys(plan.guards, GUARD_SHARE * given["volume"])
    volume |= dict.fromkeys(given["silent"], 0.0)
    every = [
        ("error_rate", given["errors"], 0.01),
        ("latency_ms", given["latencies"], 1.0),
        ("slow_share", given["slow"], 0.01),
        ("answered", given["answered"], 0.01),
    ]
    return Scenario(
        volume=volume,
        unified=_behaviour("unified", every),
        legacy=_behaviour("legacy", every),
        shifts=tuple(_shifts(every)),
        outages=tuple(given["outages"]),
        burst=given["burst"],
        cold_start=float(given["cold_start"] or 0.0),
        senders=given["senders"],
    )


Given = Sequence[tuple[str, Sequence[SideSetting], float]]


def _behaviour(side: str, every: Given) -> Behaviour:
    """From the start on."""
    found = Behaviour()
    for field, settings, unit in every:
        for setting in settings:
            if side in setting.sides and setting.at is None:
                found = found._replace(**{field: setting.value * unit})
    return found


def _shifts(every: Given) -> Iterable[Shift]:
    for field, settings, unit in every:
        for setting in settings:
            if setting.at is not None:
                for side in setting.sides:
                    yield Shift(setting.at, side, field, setting.value * unit)


def _show_course(plan: Plan, found: Run) -> None:
    for event in found.timeline:
        stage = plan.stages[event.stage]
        line = f"{_clock(event.at):>12}  {stage.percentage:>5g} %  {event.news.replace('_', ' ')}: "
        console.print(text(line + event.text), soft_wrap=True)
    console.print(
        text(
            f"{found.end.replace('_', ' ')} after {duration(found.seconds)}; "
            f"{count(found.failed)} requests failed on unified"
        ),
        style="bold",
        soft_wrap=True,
    )


def _clock(seconds: float) -> str:
    days, rest = divmod(round(seconds), int(DAY))
    hours, rest = divmod(rest, 3_600)
    return f"{days}d " * bool(days) + f"{hours:02}:{rest // 60:02}:{rest % 60:02}"


def _show_outcomes(plan: Plan, tables: dict[str, Outcomes], seed: int) -> None:
    runs = next(iter(tables.values())).runs
    show_table(
        f"{runs:,} run{'s' * (runs > 1)}, seed {seed}, {plan.mode}",
        ("rule", "end", "runs", "% of runs", "±", "failed (p50 / p90)", "took (p50 / p90)"),
        [
            (
                rule,
                end.replace("_", " "),
                share.runs_ended,
                100 * share.rate,
                100 * share.error,
                " / ".join(count(value) for value in found.failed),
                " / ".join(duration(value) for value in found.seconds),
            )
            for rule, found in tables.items()
            for end, share in found.ends
        ],
    )
    console.print("failed: requests that failed on unified, over all runs of the rule", style="dim")


def _plain(
    plan: Plan, found: Sequence[Run], tables: dict[str, Outcomes], seed: int
) -> dict[str, Any]:
    return {
        "seed": seed,
        "mode": plan.mode,
        "runs": [_run(each) for each in found],
        "outcomes": {
            rule: {
                "ends": {
                    end: {"runs": share.runs_ended, "rate": share.rate, "error": share.error}
                    for end, share in each.ends
                },
                "failed": dict(zip(("p50", "p90"), each.failed, strict=True)),
                "seconds": dict(zip(("p50", "p90"), each.seconds, strict=True)),
            }
            for rule, each in tables.items()
        },
    }


def _run(found: Run) -> dict[str, Any]:
    summary: RunResult = ended(found)
    return {
        **summary._asdict(),
        "stage": summary.stage + 1,
        "timeline": [{**each._asdict(), "stage": each.stage + 1} for each in found.timeline],
    }

"""How often the gate on replies is wrong, and how soon it finds a handler that answers nobody.

`python -m bench.replies --runs 2000`: the tables of docs/gates.md.
"""

from collections.abc import Iterator
from random import Random
from statistics import median, quantiles

import click

from bench.gates import plan
from hookshift.domain.evidence.plan import Gate, Mode, OnFail, Plan
from hookshift.simulation.answers import AnswerScenario, answer_run

RATES = (0.95, 0.6, 0.3)
PER_HOUR = 3_000.0
SHAPES = {
    "people one by one": AnswerScenario(PER_HOUR, 1, 1),
    "in bursts of 50": AnswerScenario(PER_HOUR, 1, 1, burst=50),
    "receipts late a tenth of the time": AnswerScenario(PER_HOUR, 1, 1, spells=0.1),
    "both": AnswerScenario(PER_HOUR, 1, 1, burst=50, spells=0.1),
}
SHARES = {10: 0, 25: 1, 50: 3}
"""Stages by their percentage."""
STAGES = range(4)


def judged() -> Plan:
    """The runbook's 10 -> 50 % in a quarter of the time, with the gate at its defaults.

    In slots of a minute: as many as a person can wait for.
    """
    runbook = plan(Mode.LADDER)
    return runbook._replace(
        stages=tuple(stage._replace(hold=stage.hold / 4) for stage in runbook.stages),
        on_fail=dict.fromkeys(Gate, OnFail.ZERO),
        slot=60.0,
    )


def false_alarms(scenario: AnswerScenario, runs: int, seed: int) -> int:
    """Rollouts of equal sides that the gate ends."""
    some = judged()
    return sum(
        answer_run(some, scenario, Random(f"{seed} {run}"), STAGES).failed_in is not None
        for run in range(runs)
    )


def found_after(scenario: AnswerScenario, stage: int, runs: int, seed: int) -> Iterator[int]:
    """People of unified who wrote until the gate failed; none where it did not."""
    some = judged()
    for run in range(runs):
        found = answer_run(some, scenario, Random(f"{seed} {run}"), [stage])
        if found.failed_in is not None:
            yield found.people


def _cell(people: list[int], runs: int) -> str:
    found = f"{100 * len(people) / runs:.0f} %"
    if len(people) < 2:
        return found
    return f"{median(people):.0f} / {quantiles(people, n=20)[-1]:.0f}, {found}"


@click.command()
@click.option("--runs", default=500, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(runs: int, seed: int) -> None:
    """Prints both tables."""
    click.echo(f"false alarms of {runs} rollouts of equal sides, by the rate of answers")
    for name, shape in SHAPES.items():
        cells = [
            false_alarms(shape._replace(unified=rate, legacy=rate), runs, seed) for rate in RATES
        ]
        click.echo(f"| {name} | " + " | ".join(map(str, cells)) + " |")
    click.echo("people of unified until a worse handler is found: median, 95 % of runs, found")
    few = max(runs // 10, 20)
    for legacy in RATES:
        for part in (0.0, 0.3, 0.6):
            cells = []
            for stage in SHARES.values():
                scenario = AnswerScenario(PER_HOUR, part * legacy, legacy)
                people = list(found_after(scenario, stage, few, seed))
                cells.append(_cell(people, few))
            click.echo(f"| {legacy:.0%} | {part * legacy:.0%} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()

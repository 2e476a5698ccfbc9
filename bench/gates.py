"""The gates beside the rules of others: false rollbacks, bad handlers promoted, what a fault costs.

`python -m bench.gates --runs 200`: hookshift's own code (`looked`, slot by slot) and four other
rules on the same kind of synthetic traffic. One domain, limit 0.1 %, the runbook's 10 -> 50 %;
volumes are requests an hour on both sides together. Errors of the estimates are one standard error.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from math import sqrt
from pathlib import Path
from random import Random
from statistics import median
from typing import NamedTuple

import click

from hookshift.domain.evidence.plan import Gate, Mode, OnFail, Plan, Stage
from hookshift.domain.rollout.state import Phase
from hookshift.simulation.rules import Argo, Binomial, Flagger, Runbook, StoppingRule, follow
from hookshift.simulation.run import run
from hookshift.simulation.scenario import Behaviour, Scenario

HOUR = 3_600.0
LIMIT = 0.001
LEGACY = 0.0002
LONGEST = 1_000 * HOUR
VOLUMES = (100.0, 3_000.0, 100_000.0)
USUAL = 3_000.0
LONGER = 10
"""Good handlers at the usual volume get so many times as long: that is what the aim is about."""
OUT = Path(__file__).parent / "out"
STAGES = ((10, 4, 0.01), (25, 4, 0.005), (35, 6, 0.003), (50, 24, 0.001))


class Cell(NamedTuple):
    """One kind of handler and traffic."""

    rate: float
    burst: int
    volume: float


class Result(NamedTuple):
    """What became of many runs."""

    rule: str
    cell: Cell
    runs: int
    back: int
    """Rolled back."""
    promoted: int
    """Went past 10 %."""
    waiting: int
    """Held for a person, for want of proof."""
    failed: tuple[int, ...]
    """Requests that failed on unified in each run that was rolled back."""


class Ended(NamedTuple):
    """One simulated run."""

    rolled_back: bool
    stage: int
    failed: int
    waits: bool = False


def plan(mode: Mode) -> Plan:
    """The runbook's, with the gates at their defaults."""
    return Plan(
        stages=tuple(
            Stage(percentage * 100, hold * HOUR, prove, False) for percentage, hold, prove in STAGES
        ),
        mode=mode,
        domains=("jobs",),
        guards=(),
        error_limit=LIMIT,
        undelivered_limit=LIMIT,
        latency_ms=2_000.0,
        latency_floor_ms=1_000.0,
        on_fail={gate: OnFail.ZERO for gate in Gate if gate is not Gate.REPLIES},
        settle=120.0,
        lag=5.0,
        idle_after=900.0,
        stale_after=60.0,
        extension=3.0,
    )


def scenario(cell: Cell) -> Scenario:
    """Legacy is as good as unified where that is good, else it is better than the limit."""
    return Scenario(
        volume={"jobs": cell.volume},
        unified=Behaviour(cell.rate, slow_share=0.0),
        legacy=Behaviour(cell.rate if cell.rate < LIMIT else LEGACY, slow_share=0.0),
        burst=cell.burst,
    )


def by_gate(mode: Mode) -> Callable[[Cell, Random], Ended]:
    """Judges by hookshift's own gates."""

    def one(cell: Cell, chance: Random) -> Ended:
        ended = run(plan(mode), scenario(cell), chance, LONGEST)
        rolled_back = ended.end == Phase.ROLLED_BACK
        waits = ended.end not in (Phase.ROLLED_BACK, Phase.COMPLETED)
        return Ended(rolled_back, ended.stage, ended.failed, waits)

    return one


def by_rule(make: Callable[[], StoppingRule]) -> Callable[[Cell, Random], Ended]:
    """Somebody else's."""

    def one(cell: Cell, chance: Random) -> Ended:
        ended = follow(plan(Mode.STRICT), scenario(cell), chance, make())
        return Ended(ended.rolled_back, ended.stage, ended.failed)

    return one


RULES: dict[str, Callable[[Cell, Random], Ended]] = {
    "hookshift, ladder": by_gate(Mode.LADDER),
    "hookshift, strict": by_gate(Mode.STRICT),
    "runbook": by_rule(lambda: Runbook(LIMIT)),
    "Flagger-like": by_rule(lambda: Flagger(LIMIT, without_data=False)),
    "Argo-like": by_rule(lambda: Argo(LIMIT, without_data=False)),
    "binomial at the stage's end": by_rule(lambda: Binomial(LIMIT)),
}
GOOD = ((0.0002, 1), (0.0005, 1), (0.0002, 10), (0.0005, 10))
BAD = ((0.003, 1), (0.01, 1), (0.05, 1))


def measured(rule: str, cell: Cell, runs: int, seconds: float, seed: int) -> Result:
    """As many runs as there is time for, `runs` at most."""
    end = time.monotonic() + seconds
    all_ended: list[Ended] = []
    for number in range(runs):
        chance = Random(f"{seed} {rule} {cell} {number}")
        all_ended.append(RULES[rule](cell, chance))
        if time.monotonic() > end:
            break
    return Result(
        rule,
        cell,
        len(all_ended),
        sum(each.rolled_back for each in all_ended),
        sum(each.stage > 0 for each in all_ended),
        sum(each.waits for each in all_ended),
        tuple(each.failed for each in all_ended if each.rolled_back),
    )


def percent(count: int, runs: int) -> str:
    """A share with its standard error; if none was seen, the rule of three's bound."""
    if not count or count == runs:
        bound = f"{100 * (count / runs):.0f}"
        return f"{bound} ({'<' if not count else '>'} {_bound(count, runs):.1f})"
    rate = count / runs
    return f"{100 * rate:.1f} ± {100 * sqrt(rate * (1 - rate) / runs):.1f}"


def _bound(count: int, runs: int) -> float:
    three = 100 * min(3 / runs, 1.0)
    return three if not count else 100 - three


def tables(results: list[Result]) -> str:
    """The results as Markdown."""
    found = {(each.rule, each.cell): each for each in results}
    lines = ["False rollback of a handler better than the limit, % (100 / 3,000 / 100,000 an hour)"]
    lines += _table(found, GOOD, VOLUMES, lambda each: percent(each.back, each.runs))
    lines += ["", "Bad handler promoted past 10 %, % (100 / 3,000 / 100,000 an hour)"]
    lines += _table(found, BAD, VOLUMES, lambda each: percent(each.promoted, each.runs))
    lines += ["", "Failed requests until rollback, median (3,000 / 100,000 an hour)"]
    lines += _table(
        found, BAD, VOLUMES[1:], lambda each: f"{median(each.failed):,.0f}" if each.failed else "-"
    )
    lines += ["", "Held for a person for want of proof, % (100 / 3,000 / 100,000 an hour)"]
    lines += _table(found, GOOD, VOLUMES, lambda each: percent(each.waiting, each.runs), own=True)
    return "\n".join(lines)


def _table(
    found: dict[tuple[str, Cell], Result],
    kinds: tuple[tuple[float, int], ...],
    volumes: tuple[float, ...],
    show: Callable[[Result], str],
    *,
    own: bool = False,
) -> list[str]:
    heads = [
        f"true {100 * rate:g} %" + (f", in bursts of {burst}" if burst > 1 else "")
        for rate, burst in kinds
    ]
    lines = ["", f"| rule | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for rule in RULES:
        if own and not rule.startswith("hookshift"):
            continue
        cells = []
        for rate, burst in kinds:
            each = [found.get((rule, Cell(rate, burst, volume))) for volume in volumes]
            cells.append(" / ".join(show(result) if result else "-" for result in each))
        lines.append(f"| {rule} | {' | '.join(cells)} |")
    return lines


def without_data() -> str:
    """What each rule does where nobody has any traffic."""
    cell = Cell(LEGACY, 1, 0.0)
    lines = ["", "| rule | no data |", "|---|---|"]
    every = {
        **{rule: RULES[rule] for rule in RULES},
        "Flagger-like": by_rule(lambda: Flagger(LIMIT, without_data=True)),
        "Argo-like": by_rule(lambda: Argo(LIMIT, without_data=True)),
    }
    for rule, one in every.items():
        ended = one(cell, Random(0))
        text = "rolls back" if ended.rolled_back else "promotes blind" if ended.stage else "waits"
        lines.append(f"| {rule} | {text} |")
    return "\n".join(lines)


@click.command()
@click.option("--runs", default=100, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--seconds", default=20.0, show_default=True, help="For a cell of ours, at most.")
@click.option("--peer-seconds", default=5.0, show_default=True, help="For a cell of another rule.")
@click.option("--seed", default=1, show_default=True)
def main(runs: int, seconds: float, peer_seconds: float, seed: int) -> None:
    """Compares the gates with the rules of others."""
    results = []
    for rule in RULES:
        for rate, burst in (*GOOD, *BAD):
            for volume in VOLUMES:
                time_for_it = seconds if rule.startswith("hookshift") else peer_seconds
                if rate < LIMIT and volume == USUAL:
                    time_for_it *= LONGER
                result = measured(rule, Cell(rate, burst, volume), runs, time_for_it, seed)
                results.append(result)
                click.echo(
                    f"{rule:28} {100 * rate:>5g} % x{burst:<2} {volume:>9,.0f}/h  "
                    f"{result.runs:>5} runs  back {result.back}  past 10 % {result.promoted}",
                    err=True,
                )
    text = f"{tables(results)}\n{without_data()}\n"
    OUT.mkdir(exist_ok=True)
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    (OUT / f"gates-{stamp}.md").write_text(text)
    (OUT / f"gates-{stamp}.json").write_text(json.dumps([each._asdict() for each in results]))
    sys.stdout.write(text)


if __name__ == "__main__":
    main()

"""`python -m bench.cost`: what conversations cost a worker, side by side with `off`.

Two hookshifts, one worker each, with the shipped settings; only `conversations` differs. By turns
they get the traffic of `bench.returning`, as fast as they answer, or with `--rate` so many webhooks
a second, which leaves the worker idle in between. CPU is read when all rows are written,
PostgreSQL's apart.

A worker that has less to do at once sleeps and is woken more often, which costs it while it does
the same. So the wake-ups are counted, and what they cost is taken off in a column of its own.
`bench.whole` counts instructions, which depend on neither.
"""

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click
from rich.console import Console

from bench import (
    checks,
    hookshift,
    known,
    latency,
    report,
    returning,
    subjects,
    tools,
    traffic,
    wrk,
)
from bench.machine import cpu_seconds, cpu_with_ended, wake_ups
from bench.processes import BenchError
from bench.saved import save
from bench.shipped import SHIPPED
from bench.subjects import Running, Stage
from bench.waking import wake_up_us
from hookshift.config.load import load

OFF, ON = "off", "on"
MODES: Mapping[str, Sequence[tuple[str, str]]] = {
    OFF: [('conversations = "on" ', 'conversations = "off" ')],
    ON: [],
}
CONNECTIONS = 64
MOST_RATE = 12_000
"""Webhooks a second that are prepared; more are not to be expected."""
LIMIT = 1.08
COLUMNS = {"worker": 1, "wakes": 3, "awake": 1, "postgres": 1, "rate": 0, "p99": 1}
"""What is printed of a turn, and with how many digits; of the last one no ratio."""
console = Console()


class Turn(NamedTuple):
    """What one turn of one mode used."""

    mode: str
    round: int
    answered: int
    rate: float
    p99: float
    worker: float
    """Microseconds of the worker's CPU a webhook, when all rows were written."""
    postgres: float
    """The same of PostgreSQL's."""
    wakes: float
    """How often the worker slept and was woken, a webhook."""
    awake: float
    """The worker's microseconds without what it is charged for these (`bench.waking`)."""
    faults: list[str]


class Plan(NamedTuple):
    """How all turns are loaded; without a rate as fast as is answered."""

    people: int
    seconds: int
    rate: int | None
    wake_up_us: float
    """What being woken costs a process here."""


class Load(NamedTuple):
    """What the load has seen."""

    answered: int
    failed: int
    p99: float


class Side(NamedTuple):
    """One of the two hookshifts."""

    running: Running
    postmaster: int


@click.command()
@click.option("--people", default=returning.PEOPLE, show_default=True, type=click.IntRange(1_000))
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1))
@click.option("--seconds", default=5, show_default=True, type=click.IntRange(1))
@click.option("--rate", type=click.IntRange(1), help="Webhooks a second for both.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder of the two, which stays.")
def main(people: int, rounds: int, seconds: int, rate: int | None, keep: Path | None) -> None:
    """Measures a worker with conversations beside one without."""
    try:
        tools.require_basics()
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            plan = Plan(people, seconds, rate, wake_up_us())
            console.print(f"  being woken costs {plan.wake_up_us:.1f} us here")
            turns = _measured(keep or Path(folder), rounds, plan)
    except BenchError as error:
        raise click.ClickException(str(error)) from error
    found = table(turns, people)
    report.show([found], console)
    console.print(f"Saved as {save('bench.cost', [found], {'turns': [*map(_plain, turns)]})}.md")
    sys.exit(bool(found.notes))


def _measured(folder: Path, rounds: int, plan: Plan) -> list[Turn]:
    turns = []
    # Each goes on where it stopped: the receipts of a turn are about people of the turn before.
    first = dict.fromkeys(MODES, 0)
    with subjects.upstream(folder) as upstream, contextlib.ExitStack() as stack:
        stage = Stage(folder, upstream, folder / "requests", is_mixed=True, is_walked=True)
        sides = {mode: stack.enter_context(_side(stage, mode, plan.people)) for mode in MODES}
        for number in range(rounds + 1):
            for mode, side in sides.items():
                turn = _turn(stage, mode, side, number, plan, first[mode])
                first[mode] += turn.answered
                if not number:  # caches and connections are warm now
                    continue
                console.print(
                    f"  {number} {mode:3} {turn.rate:7,.0f}/s  worker {turn.worker:6.1f} us"
                    f" ({turn.wakes:.2f} wake-ups), PostgreSQL {turn.postgres:6.1f} us"
                )
                turns.append(turn)
    return turns


@contextlib.contextmanager
def _side(stage: Stage, mode: str, people: int) -> Iterator[Side]:
    place = stage.folder / mode
    with hookshift.postgres(place / "data", hookshift.PINNED) as url:

        def prepare(config: Path) -> None:
            console.print(f"  {people:,} people for {mode}")
            asyncio.run(known.fill(load(config, hookshift.ENVIRONMENT), url, people))

        with hookshift.serving(
            stage, place, 1, url, MODES[mode], prepare=prepare, shipped=SHIPPED.read_text()
        ) as running:
            pid = (place / "data" / "postgres" / "postmaster.pid").read_text().split()[0]
            yield Side(running, int(pid))


def _turn(stage: Stage, mode: str, side: Side, number: int, plan: Plan, first: int) -> Turn:
    running = side.running
    before = checks.counts(stage, running)
    worker, postgres = cpu_seconds(running.pids), cpu_with_ended(side.postmaster)
    woken = wake_ups(running.pids)
    load = _loaded(stage, running, plan, first)
    woken = wake_ups(running.pids) - woken
    after = checks.counts(stage, running)
    each = 1e6 / max(1, load.answered)
    in_flight = 0 if plan.rate else CONNECTIONS
    used = (cpu_seconds(running.pids) - worker) * each
    wakes = woken / max(1, load.answered)
    return Turn(
        mode,
        number,
        load.answered,
        load.answered / (plan.seconds + (plan.rate is not None)),
        load.p99,
        used,
        (cpu_with_ended(side.postmaster) - postgres) * each,
        wakes,
        used - wakes * plan.wake_up_us,
        checks.faults(
            before, after, answered=load.answered, failed=load.failed, in_flight=in_flight
        ),
    )


def _loaded(stage: Stage, running: Running, plan: Plan, first: int) -> Load:
    if not plan.rate:
        webhooks = returning.webhooks(plan.seconds * MOST_RATE, first, plan.people)
        returning.write(stage.requests, webhooks)
        seen = wrk.run(stage, running, CONNECTIONS, plan.seconds)
        return Load(seen.answered, seen.failed, seen.p99)
    # Its first second is not counted in its latencies.
    count = plan.rate * (plan.seconds + 1)
    traffic.write(stage.requests, returning.webhooks(count, first, plan.people))
    found = latency.send(stage, running, plan.rate, plan.seconds)
    return Load(int(found["answered"]), int(found["failed"]), found["p99"])


def table(turns: Sequence[Turn], people: int) -> report.Table:
    """Both modes, and the ratio of each round."""
    by_mode = {mode: {turn.round: turn for turn in turns if turn.mode == mode} for mode in MODES}
    rows = [
        (
            f"conversations {mode}",
            *(
                report.spread([getattr(turn, what) for turn in own.values()]).text(digits)
                for what, digits in COLUMNS.items()
            ),
        )
        for mode, own in by_mode.items()
    ]
    ratios = [
        report.ratios(*({n: getattr(t, what) for n, t in by_mode[m].items()} for m in (ON, OFF)))
        for what in list(COLUMNS)[:-1]
    ]
    rows.append(("on / off", *("" if each is None else each.text(3) for each in ratios), ""))
    notes = [f"{turn.mode} {turn.round}: {fault}" for turn in turns for fault in turn.faults]
    worker = ratios[0]
    if worker is not None and worker.median > LIMIT:
        notes.append(f"the worker needs {worker.median:.3f} of the CPU; the limit is {LIMIT}")
    return report.Table(
        f"Conversations, {people:,} people of whom nine of ten return",
        ("", "worker us", "wake-ups", "without them us", "PostgreSQL us", "webhooks/s", "p99 ms"),
        rows,
        notes,
    )


def _plain(turn: Turn) -> dict[str, object]:
    return turn._asdict()


if __name__ == "__main__":
    main()

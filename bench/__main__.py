"""`python -m bench`: runs the scenarios and reports. Exit code 1 if a self-check failed."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console

from bench import (
    checks,
    hookshift,
    latency,
    memory,
    report,
    subjects,
    throughput,
    tools,
    traffic,
)
from bench.mix import signed_mix
from bench.processes import BenchError
from bench.saved import save
from bench.subjects import DIRECT, HAPROXY, PEERS, Running, Stage, Subject

SCENARIOS = ("throughput", "latency", "memory")
console = Console()


class Options(NamedTuple):
    """What was asked for on the command line."""

    rounds: int
    seconds: int
    connections: int
    rate: float
    requests: int
    workers: int
    bodies: str
    subjects: frozenset[str]


@click.command()
@click.option("--only", type=click.Choice(SCENARIOS), multiple=True, help="Only this scenario.")
@click.option("--subject", multiple=True, help="Only this subject (and what it is compared with).")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1))
@click.option(
    "--bodies",
    default="mixed",
    show_default=True,
    type=click.Choice(("mixed", "plain")),
    help="mixed: mostly receipts, with heads as Meta writes them; plain: one short text.",
)
@click.option(
    "--seconds", default=15, show_default=True, type=click.IntRange(1), help="Length of a round."
)
@click.option("--connections", default=64, show_default=True, type=click.IntRange(1, 4000))
@click.option("--rate", default=latency.RATE, show_default=True, help="Webhooks/s for latency.")
@click.option("--requests", default=memory.REQUESTS, show_default=True, help="For memory.")
@click.option("--workers", default=latency.WORKERS, show_default=True, help="For latency, memory.")
def main(only: Sequence[str], subject: Sequence[str], **chosen: Any) -> None:
    """Measures hookshift beside its peers on this machine."""
    options = Options(subjects=frozenset(subject), **chosen)
    try:
        tools.require_basics()
        tables, data = _run(only or SCENARIOS, options)
    except BenchError as error:
        raise click.ClickException(str(error)) from error
    report.show(tables, console)
    console.print(f"Saved as {save('bench', tables, data)}.json and .md")
    sys.exit(any(table.notes for table in tables))


def _run(scenarios: Sequence[str], options: Options) -> tuple[list[report.Table], dict[str, Any]]:
    tables, data = [], {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        requests = place / "requests"
        is_mixed = options.bodies == "mixed"
        made = signed_mix if is_mixed else traffic.signed_bodies
        traffic.write(requests, made(traffic.DISTINCT))
        with subjects.upstream(place) as upstream:
            stage = Stage(place, upstream, requests, is_mixed)
            for scenario in scenarios:
                console.print(f"[bold]{scenario}[/]")
                table, data[scenario] = _SCENARIOS[scenario](stage, options)
                tables.append(table)
    return tables, data


def _throughput(stage: Stage, options: Options) -> tuple[report.Table, list[Any]]:
    rounds = []
    with _started(stage, (hookshift.SUBJECT, *PEERS), 1, options) as running:
        throughput.warm_up(stage, running, options.connections)
        for number, name in _turns(options.rounds, running):
            sample = throughput.measure(
                stage, name, running[name], number, options.connections, options.seconds
            )
            console.print(f"  round {number}  {name:14} {sample.rate:>9,.0f}/s")
            rounds.append(sample)
    return report.throughput_table(rounds, _TITLES), [sample._asdict() for sample in rounds]


def _latency(stage: Stage, options: Options) -> tuple[report.Table, list[Any]]:
    rounds = []
    chosen = (DIRECT, hookshift.SUBJECT, HAPROXY)
    with _started(stage, chosen, options.workers, options) as running:
        for number, name in _turns(options.rounds, running):
            sample = latency.measure(
                stage, name, running[name], number, options.rate, options.seconds
            )
            console.print(
                f"  round {number}  {name:14} p50 {sample.p50:.2f}  p99 {sample.p99:.2f} ms"
            )
            rounds.append(sample)
    table = report.latency_table(rounds, _TITLES, options.rate)
    return table, [sample._asdict() for sample in rounds]


def _memory(stage: Stage, options: Options) -> tuple[report.Table, list[Any]]:
    results = []
    with _started(stage, (hookshift.SUBJECT, HAPROXY), options.workers, options) as running:
        for name, subject in running.items():
            results.append(memory.measure(stage, name, subject, options.requests))
    return report.memory_table(results, _TITLES), [result._asdict() for result in results]


_SCENARIOS = {"throughput": _throughput, "latency": _latency, "memory": _memory}
_TITLES = {subject.name: subject.title for subject in (DIRECT, hookshift.SUBJECT, *PEERS)}


@contextlib.contextmanager
def _started(
    stage: Stage, chosen: Sequence[Subject], workers: int, options: Options
) -> Iterator[Mapping[str, Running]]:
    """All subjects that can run here, each probed; the others are skipped with a note."""
    running: dict[str, Running] = {}
    with contextlib.ExitStack() as stack:
        for subject in chosen:
            if not _is_wanted(subject, options):
                continue
            try:
                started = stack.enter_context(subject.start(stage, workers))
                checks.probe(subject, started)
            except BenchError as error:
                console.print(f"  [yellow]skipped {subject.name}:[/] {error}")
                continue
            running[subject.name] = started
        yield running


def _is_wanted(subject: Subject, options: Options) -> bool:
    return not options.subjects or subject.name in options.subjects or subject is DIRECT


def _turns(rounds: int, running: Mapping[str, Running]) -> Iterator[tuple[int, str]]:
    """Interleaved, A B C A B C, so that a machine that slows down slows all of them."""
    for number in range(1, rounds + 1):
        for name in running:
            yield number, name


if __name__ == "__main__":
    main()

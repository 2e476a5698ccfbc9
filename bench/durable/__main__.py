"""`python -m bench.durable`: durable sources. Exit code 1 if a self-check failed."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console

from bench import report, subjects, tools
from bench.durable import acknowledge, drain, peer, statements
from bench.durable.stage import Durable, Fresh, durable
from bench.processes import BenchError
from bench.report import Table
from bench.saved import save
from bench.subjects import Upstream

console = Console()


class Options(NamedTuple):
    """What was asked for on the command line."""

    rounds: int
    seconds: int
    connections: int
    rate: float
    workers: int
    waiting: int


class Place(NamedTuple):
    """A temporary folder, and the handler."""

    folder: Path
    upstream: Upstream


RATES = (10.0, 100.0, 1_000.0, 3_300.0)
Result = tuple[Table, list[Any]]


def _acknowledge(place: Place, options: Options) -> Result:
    samples = []
    with _serving(place, options, "acknowledge") as (subject, fresh):
        acknowledge.as_many_as_possible(subject, fresh, options.connections, 3)
        for number in range(1, options.rounds + 1):
            sample = acknowledge.as_many_as_possible(
                subject, fresh, options.connections, options.seconds
            )
            console.print(f"  round {number}  {sample.rate:>7,.0f}/s  p99 {sample.p99:.0f} ms")
            samples.append(sample)
    title = f"Acknowledged, {options.connections} connections, {options.workers} workers"
    return _acknowledged(title, samples)


def _latency(place: Place, options: Options) -> Result:
    samples = []
    with _serving(place, options, "latency") as (subject, fresh):
        acknowledge.at_a_rate(subject, fresh, options.rate, 3)
        for number in range(1, options.rounds + 1):
            sample = acknowledge.at_a_rate(subject, fresh, options.rate, options.seconds)
            console.print(f"  round {number}  p50 {sample.p50:.1f}  p99 {sample.p99:.1f} ms")
            samples.append(sample)
    return _acknowledged(f"At {options.rate:,.0f} webhooks/s, {options.workers} workers", samples)


def _acknowledged(title: str, samples: Sequence[acknowledge.Acknowledged]) -> Result:
    def over(name: str, digits: int = 1, factor: float = 1.0) -> str:
        values = [getattr(sample, name) for sample in samples]
        if None in values:
            return "-"
        return report.spread(value * factor for value in values).text(digits)

    rows = (
        ("webhooks/s", over("rate", 0)),
        ("p50 ms", over("p50")),
        ("p99 ms", over("p99")),
        ("p99.9 ms", over("p999")),
        ("the sender itself late, p99 ms", over("sender_late_p99")),
        ("all delivered s later", over("drained_after")),
        ("workers' CPU us for each, with delivery", over("worker_us", 0)),
        ("all cores busy, load included, %", over("cores", 0, 100)),
    )
    notes = [fault for sample in samples for fault in sample.faults]
    return Table(title, ("", "median (lowest-highest)"), rows, notes), [
        t._asdict() for t in samples
    ]


def _statements(place: Place, options: Options) -> Result:
    with _serving(place, options, "statements") as (subject, fresh):
        found = [statements.count(subject, fresh, rate, options.seconds) for rate in RATES]
    rows = [
        (
            f"{each.rate:,.0f}/s",
            f"{each.each:.2f}",
            ", ".join(f"{name} {number:,}" for name, number in sorted(each.by.items())),
        )
        for each in found
    ]
    headings = ("events", "statements each", "of which")
    return Table("SQL statements", headings, rows, []), [each._asdict() for each in found]


def _drain(place: Place, options: Options) -> Result:
    done = []
    for old in (False, True):
        folder = place.folder / f"drain-{old}"
        done.append(drain.drain(folder, place.upstream, options.workers, options.waiting, old))
        console.print(f"  {done[-1].waiting:,} in {done[-1].seconds:,.0f} s")
    rows = [
        (
            "beside an old transaction" if each.beside_old_transaction else "alone",
            f"{each.last / each.first:.2f}",
            f"{each.first:,.0f}",
            f"{each.last:,.0f}",
            f"{each.rate:,.0f}",
            f"{min(each.rates[:-1]):,.0f}",
        )
        for each in done
    ]
    headings = ("", "last / first fifth", "first /s", "last /s", "over all /s", "slowest 5 s /s")
    title = f"{options.waiting:,} waiting events drained, {options.workers} workers"
    return Table(title, headings, rows, []), [each._asdict() for each in done]


def _peer(place: Place, options: Options) -> Result:
    samples = []
    commands = peer.subjects()
    for number in range(1, options.rounds + 1):
        for name, command in commands.items():
            sample = peer.measure(place.folder, name, command, number, options.seconds)
            console.print(f"  round {number}  {name:14} {sample.accepted:>7,.0f}/s")
            samples.append(sample)
    rows = [_beside(samples, name) for name in commands]
    headings = ("", "x pgqueuer", "accepted/s", "until delivered/s", "CPU us")
    title = f"Events taken in without HTTP, {peer.CALLERS} callers"
    return Table(title, headings, rows, []), [sample._asdict() for sample in samples]


def _beside(samples: Sequence[peer.Taken], name: str) -> tuple[str, ...]:
    own = {sample.round: sample for sample in samples if sample.subject == name}
    base = {sample.round: sample.accepted for sample in samples if sample.subject == "pgqueuer"}
    ratio = report.ratios({number: sample.accepted for number, sample in own.items()}, base)
    return (
        _PEERS[name],
        ratio.text(2) if ratio else "-",
        report.spread(sample.accepted for sample in own.values()).text(0),
        report.spread(sample.whole for sample in own.values()).text(0),
        report.spread(sample.cpu_us for sample in own.values()).text(0),
    )


_PEERS = {
    "hookshift": "hookshift, in each sender's order",
    "pgqueuer": "pgqueuer, one event a call",
    "pgqueuer-100": "pgqueuer, 100 events a call",
}
_SCENARIOS = {
    "acknowledge": _acknowledge,
    "latency": _latency,
    "statements": _statements,
    "peer": _peer,
    "drain": _drain,
}


@contextlib.contextmanager
def _serving(place: Place, options: Options, name: str) -> Iterator[tuple[Durable, Fresh]]:
    with durable(place.folder / name, place.upstream, options.workers) as subject:
        yield subject, Fresh()


@click.command()
@click.option("--only", type=click.Choice(list(_SCENARIOS)), multiple=True)
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1))
@click.option(
    "--seconds", default=10, show_default=True, type=click.IntRange(1), help="Length of a round."
)
@click.option("--connections", default=256, show_default=True, type=click.IntRange(1, 4000))
@click.option("--rate", default=3_300.0, show_default=True, help="Webhooks/s for latency.")
@click.option("--workers", default=2, show_default=True)
@click.option("--waiting", default=1_000_000, show_default=True, help="Events to drain.")
def main(only: Sequence[str], **chosen: Any) -> None:
    """Measures durable sources on all cores of this machine."""
    options = Options(**chosen)
    tables, data = [], {}
    try:
        tools.require_basics()
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
            place = Place(folder, stack.enter_context(subjects.upstream(folder)))
            for scenario in only or _SCENARIOS:
                console.print(f"[bold]{scenario}[/]")
                table, data[scenario] = _SCENARIOS[scenario](place, options)
                tables.append(table)
    except BenchError as error:
        raise click.ClickException(str(error)) from error
    report.show(tables, console)
    console.print(f"Saved as {save('bench.durable', tables, data)}.json and .md")
    sys.exit(any(table.notes for table in tables))


if __name__ == "__main__":
    main()

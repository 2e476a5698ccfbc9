"""What was measured, as tables for people, Markdown to paste, and JSON for programs."""

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from rich.console import Console
from rich.table import Table as RichTable

from bench import latency, memory, throughput
from bench.subjects import DIRECT, HAPROXY, ROUTER

Measured = TypeVar("Measured", throughput.Round, latency.Round)


class Table(NamedTuple):
    """The table of one scenario."""

    title: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: list[str]


class Spread(NamedTuple):
    """A number over several rounds."""

    median: float
    lowest: float
    highest: float

    def text(self, digits: int) -> str:
        """Median and, where it differs, the range."""
        middle = f"{self.median:,.{digits}f}"
        low, high = f"{self.lowest:,.{digits}f}", f"{self.highest:,.{digits}f}"
        return middle if low == high else f"{middle} ({low}-{high})"


def spread(values: Iterable[float]) -> Spread:
    """Median, lowest and highest of at least one value."""
    ordered = sorted(values)
    return Spread(statistics.median(ordered), ordered[0], ordered[-1])


def ratios(rounds: Mapping[int, float], base: Mapping[int, float]) -> Spread | None:
    """Round by round, so that what slows the machine slows both sides of a ratio."""
    both = [rounds[number] / base[number] for number in rounds if base.get(number)]
    return spread(both) if both else None


def differences(rounds: Mapping[int, float], base: Mapping[int, float]) -> Spread | None:
    """Round by round, as `ratios`."""
    both = [rounds[number] - base[number] for number in rounds if number in base]
    return spread(both) if both else None


def throughput_table(rounds: Sequence[throughput.Round], titles: Mapping[str, str]) -> Table:
    """One line a subject, ratios first."""
    rates = _by_subject(rounds, lambda sample: sample.rate)
    rows = []
    for name in rates:
        samples = [sample for sample in rounds if sample.subject == name]
        rows.append(
            (
                titles[name],
                _text(ratios(rates[name], rates.get(HAPROXY.name, {})), 2),
                _text(ratios(rates[name], rates.get(ROUTER.name, {})), 2),
                spread(rates[name].values()).text(0),
                f"{_median(t.cpu for t in samples):.0f} / "
                f"{_median(t.settled_cpu for t in samples):.0f}",
                f"{_median(t.p50 for t in samples):.1f} / {_median(t.p99 for t in samples):.1f}",
                f"{_median(t.subject_core for t in samples):.0%} / "
                f"{_median(t.load_core for t in samples):.0%}",
            )
        )
    headings = (
        "one worker, one core",
        "x HAProxy same decision",
        "x runbook's router",
        "webhooks/s",
        "CPU us/webhook: in the turn / settled",
        "p50 / p99 ms",
        "busy: subject / load core",
    )
    return Table("Throughput", headings, rows, _faults(rounds))


def latency_table(rounds: Sequence[latency.Round], titles: Mapping[str, str], rate: float) -> Table:
    """One line a subject; what is added is by round against the direct way."""
    p50, p99, p999 = (
        _by_subject(rounds, lambda t: t.p50),
        _by_subject(rounds, lambda t: t.p99),
        _by_subject(rounds, lambda t: t.p999),
    )
    rows = []
    for name in p50:
        added = [
            _text(differences(values[name], values.get(DIRECT.name, {})), 2)
            for values in (p50, p99, p999)
        ]
        whole = " / ".join(f"{_median(v[name].values()):.2f}" for v in (p50, p99, p999))
        samples = [sample for sample in rounds if sample.subject == name]
        busy = f"{_median(t.subject_core for t in samples):.0%}"
        if name == DIRECT.name:
            added = ["-"] * len(added)
        rows.append((titles[name], whole, *added, busy))
    headings = (
        "two workers",
        "p50 / p99 / p99.9 ms",
        "added p50 ms",
        "added p99 ms",
        "added p99.9 ms",
        "core busy",
    )
    return Table(f"Latency at {rate:,.0f} webhooks/s, open loop", headings, rows, _faults(rounds))


def memory_table(results: Sequence[memory.Result], titles: Mapping[str, str]) -> Table:
    """One line a subject."""
    rows = [
        (
            titles[result.subject],
            f"{result.requests:,}",
            f"{result.first:.1f}",
            f"{result.last:.1f}",
            f"{result.largest:.1f}",
            f"{result.slope_kib:+.0f}",
        )
        for result in results
    ]
    headings = (
        "resident memory, largest worker",
        "webhooks",
        "first MiB",
        "last MiB",
        "largest MiB",
        "growth KiB per 100,000",
    )
    notes = [f"{result.subject}: {fault}" for result in results for fault in result.faults]
    return Table("Memory", headings, rows, notes)


def show(tables: Sequence[Table], console: Console) -> None:
    """The tables on a terminal."""
    for table in tables:
        rich = RichTable(title=table.title, title_justify="left", title_style="bold")
        for at, heading in enumerate(table.headings):
            rich.add_column(heading, justify="right" if at else "left", overflow="fold")
        for row in table.rows:
            rich.add_row(*row)
        console.print(rich)
        for note in table.notes:
            console.print(f"[bold red]self-check failed:[/] {note}")


def markdown(tables: Sequence[Table], machine: Mapping[str, str], command: str) -> str:
    """A fragment for docs/performance.md."""
    facts = ", ".join(f"{name} {value}" for name, value in machine.items())
    parts = [f"Measured by `{command}` on: {facts}.\n"]
    for table in tables:
        parts.append(f"### {table.title}\n")
        parts.append(_line(table.headings))
        parts.append(_line(("---", *["---:"] * (len(table.headings) - 1))))
        parts += map(_line, table.rows)
        parts += [f"\n**Self-check failed:** {note}" for note in table.notes]
        parts.append("")
    return "\n".join(parts)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _by_subject(
    rounds: Sequence[Measured], value: Callable[[Measured], float]
) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for sample in rounds:
        found.setdefault(sample.subject, {})[sample.round] = value(sample)
    return found


def _median(values: Iterable[float]) -> float:
    return statistics.median(values)


def _text(value: Spread | None, digits: int) -> str:
    return value.text(digits) if value else "-"


def _faults(rounds: Sequence[throughput.Round] | Sequence[latency.Round]) -> list[str]:
    return [
        f"{sample.subject}, round {sample.round}: {f}" for sample in rounds for f in sample.faults
    ]

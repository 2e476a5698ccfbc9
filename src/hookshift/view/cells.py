"""What stands in the cells of a rollout's tables. "-" where something is not known."""

from collections.abc import Mapping
from math import isfinite

from rich.table import Table
from rich.text import Text

from hookshift.domain.format import duration
from hookshift.domain.gates.verdict import Number, VerdictKind
from hookshift.domain.rollout.state import News, Phase
from hookshift.view.rows import Row
from hookshift.view.text import text

_KINDS = {
    VerdictKind.PASS: ("✔", "green"),
    VerdictKind.FAIL: ("✘", "bold red"),
    VerdictKind.INSUFFICIENT: ("…", "yellow"),
    VerdictKind.STARVED: ("!", "bold red"),
    VerdictKind.IDLE: ("~", "cyan"),
    VerdictKind.BLIND: ("?", "bold magenta"),
    VerdictKind.OFF: ("-", "dim"),
}
_PHASES = {
    Phase.RUNNING: ("▶", "bold green"),
    Phase.APPROVAL: ("?", "bold yellow"),
    Phase.FROZEN: ("*", "bold cyan"),
    Phase.PAUSED: ("=", "bold yellow"),
    Phase.HELD: ("!", "bold red"),
    Phase.COMPLETED: ("✔", "bold green"),
    Phase.ROLLED_BACK: ("✘", "bold red"),
    Phase.ABORTED: ("✘", "bold red"),
}
_NAMES: Mapping[Phase, str] = {
    Phase.APPROVAL: "waits for approval",
    Phase.ROLLED_BACK: "rolled back",
}
_SETTLED = (VerdictKind.PASS, VerdictKind.FAIL)
UNKNOWN = Text("-")
LABEL = 12
"""Columns before what a line says."""


def label(name: str) -> Text:
    """What a line is about."""
    return Text.assemble((f"{name:<{LABEL}}", "dim"))


def block(name: str, *lines: Text) -> Table:
    """What it is about, and what is said: long lines stay beside the label."""
    table = Table.grid(expand=True)
    table.add_column(width=LABEL)
    table.add_column(ratio=1, overflow="fold")
    for number, content in enumerate(lines):
        table.add_row(Text("" if number else name, style="dim"), content)
    return table


def news(of: News) -> str:
    """`rolled back`."""
    return of.replace("_", " ")


def kind(verdict: VerdictKind | None) -> Text:
    """`✔ pass`: colour is never the only sign."""
    if verdict is None:
        return UNKNOWN
    icon, style = _KINDS[verdict]
    return Text(f"{icon} {verdict}", style=style)


def phase(of: Phase) -> Text:
    """`▶ running`."""
    icon, style = _PHASES[of]
    return Text(f"{icon} {phase_name(of)}", style=style)


def phase_name(of: Phase) -> str:
    """`waits for approval`."""
    return _NAMES.get(of, of.value)


def icon(of: Phase) -> Text:
    """The sign of a phase alone."""
    return Text(*_PHASES[of])


def line(value: object) -> Text:
    """A value from outside on one line."""
    return text(" ".join(str(value).split()))


def beside(row: Row) -> Text:
    """The number beside its limit: `0.02 / 0.1 %`."""
    return Text(f"{number(row, row.value)} / {number(row, row.limit)} {row.shown.unit}")


def proven(row: Row) -> Text:
    """The bound that is proven."""
    return Text("") if row.shown.proof is None else _with_unit(row, row.proven)


def goal(row: Row) -> Text:
    """What this stage must prove."""
    proof = row.shown.proof
    if proof is None:
        return Text("")
    wanted = row.limit if proof.goal is None else row.goal
    return Text(row.shown.direction + " ") + _with_unit(row, wanted)


def evidence(row: Row, *, brief: bool) -> Text:
    """`2,400 of 6,812`."""
    if row.seen is None:
        return UNKNOWN
    if row.shown.proof is None:
        return Text(f"{short(row.seen)} {row.shown.seen_unit}")
    if row.settles_at is not None:
        content = f"warm-up/{short(row.needed)}" if brief else f"warm-up, of {short(row.needed)}"
        return Text(content, style="dim")
    if row.kind in _SETTLED or (row.needed is not None and row.seen >= row.needed):
        return Text(short(row.seen))
    return Text(f"{short(row.seen)}{'/' if brief else ' of '}{short(row.needed)}")


def eta(row: Row) -> Text:
    """How long the proof takes at today's traffic."""
    if row.kind in _SETTLED or row.shown.proof is None:
        return Text("")
    if row.kind is not VerdictKind.INSUFFICIENT or row.seconds is None:
        return UNKNOWN
    return Text(duration(row.seconds))


def to_fail(row: Row) -> Text:
    """`5 more`: the rollback line, from where one stands."""
    if row.kind is VerdictKind.FAIL or row.shown.proof is None:
        return Text("")
    return UNKNOWN if row.to_fail is None else Text(f"{short(row.to_fail)} more")


def number(row: Row, value: Number) -> str:
    """One of the row's, without its unit."""
    return row.shown.format(value) if isinstance(value, int | float) else "-"


def short(value: int | None) -> str:
    """`6,812`, `123k`, `4.1M`."""
    if value is None:
        return "-"
    if value < 100_000:
        return f"{value:,}"
    return f"{value / 1_000:.0f}k" if value < 1_000_000 else f"{value / 1_000_000:.1f}M"


def lasts(seconds: float) -> str:
    """`3.5 h`; `never` where it is infinite."""
    return duration(seconds) if isfinite(seconds) else "never"


def _with_unit(row: Row, value: Number) -> Text:
    return UNKNOWN if value is None else Text(f"{number(row, value)} {row.shown.unit}")

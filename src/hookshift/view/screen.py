"""A rollout on one screen: is it all right, where is it, what has it proven, what comes next.

Made of a `Picture` alone, so `status` and `watch` show the same. `Screen` leaves out what matters
least until the rest fits.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from hookshift.domain.format import duration
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.domain.rollout.state import Phase
from hookshift.store.rollouts import HistoryEntry, StoredRollout
from hookshift.view import cells
from hookshift.view.context import around, briefly
from hookshift.view.next_step import next_step
from hookshift.view.off import gates_off
from hookshift.view.rows import Row, rows
from hookshift.view.stages import Course, Passage, passages
from hookshift.view.times import moment, when
from hookshift.view.view_model import Picture, here, hold, share

WIDE = 100
"""Columns; from here on there is room for more of the numbers."""
BAR = 16
MOST_ENTRIES = 12
LEAST_ENTRIES = 1


class Detail(NamedTuple):
    """How much is shown."""

    stages: bool = True
    """Each stage on a line of its own."""
    around: bool = True
    """Guards, share, gateways and controller on lines of their own."""
    waits: bool = True
    """Everything that the stage waits for."""
    passing: bool = True
    """Gates that pass."""


DETAILS = (
    Detail(),
    Detail(stages=False),
    Detail(stages=False, around=False),
    Detail(stages=False, around=False, waits=False),
    Detail(stages=False, around=False, waits=False, passing=False),
)


Key = tuple[str, bool]
Block = tuple[Key, Callable[[], RenderableType]]
"""A part of the screen that is made only if it is wanted."""


class Screen:
    """One frame. `banner` stands above everything; `height` is how many lines there are."""

    def __init__(
        self,
        picture: Picture,
        faults: Sequence[str],
        banner: Text | None = None,
        height: int | None = None,
    ) -> None:
        self._picture = picture
        self._faults = faults
        self._banner = banner
        self._height = height

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """With a height: so much of it as fits; the history takes what is left."""
        free = options.update(height=None)
        rendered: dict[Key, list[list[Segment]]] = {}
        lines: list[list[Segment]] = []
        for detail in DETAILS:
            lines = []
            for key, make in self._blocks(options.max_width, detail):
                if key not in rendered:
                    rendered[key] = console.render_lines(make(), free, pad=False)
                lines += rendered[key]
            if self._height is None or len(lines) + LEAST_ENTRIES <= self._height:
                break
        room = MOST_ENTRIES if self._height is None else self._height - len(lines)
        if room > 0 and self._picture.entries:
            shown = history(self._picture.entries[: min(room, MOST_ENTRIES)], self._picture.now)
            lines += console.render_lines(shown, free, pad=False)
        for number, each in enumerate(lines[: self._height]):
            if number:
                yield Segment.line()
            yield from each
        if self._height is None:
            yield Segment.line()

    def _blocks(self, width: int, detail: Detail) -> Iterator[Block]:
        """What stands below each other; what has the same key looks the same at any detail."""
        picture, banner, faults = self._picture, self._banner, self._faults
        if banner is not None:
            yield ("banner", True), lambda: banner
        if picture.rollout is None:
            yield ("head", True), lambda: Text("no rollout has been started", style="bold")
            if faults:
                yield ("health", True), lambda: Group(*health(faults))
        else:
            rollout = picture.rollout
            yield ("head", True), lambda: head(picture, rollout)
            if faults or banner is None:
                yield ("health", True), lambda: Group(*health(faults))
            yield from _stages(picture, rollout, width, detail)
        yield (
            ("around", detail.around),
            lambda: around(picture) if detail.around else briefly(picture),
        )
        yield ("next", detail.waits), lambda: next_steps(picture, in_full=detail.waits)


def head(picture: Picture, rollout: StoredRollout) -> RenderableType:
    """Where it is, and since when."""
    state = rollout.progress.state
    line = Text.assemble(
        (f"rollout {rollout.id}", "bold"),
        "  ",
        cells.phase(state.phase),
        f"  {here(rollout)}, since {when(state.since, picture.now)}",
        f" ({duration(max(picture.now - state.since, 0.0))})",
    )
    grid = Table.grid(expand=True)
    grid.add_column(no_wrap=True, overflow="ellipsis")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_row(line, Text(f"{moment(picture.now).astimezone():%H:%M:%S %Z}", style="dim"))
    return grid


def health(faults: Sequence[str]) -> Iterator[Text]:
    """Is everything all right?"""
    if not faults:
        yield Text("✔ healthy", style="green")
    for fault in faults:
        yield Text.assemble(("! degraded: ", "bold red"), cells.line(fault))


def _stages(
    picture: Picture, rollout: StoredRollout, width: int, detail: Detail
) -> Iterator[Block]:
    passed = passages(rollout, picture.entries)
    at, each = rollout.progress.state.stage, detail.stages
    before, after = passed[:at], passed[at + 1 :]
    yield ("before", each), lambda: Group(*_others(before, picture.now, each=each))
    yield ("current", True), lambda: _current(picture, rollout, passed[at])
    yield (
        ("gates", detail.passing),
        lambda: Padding(
            _gates(rows(rollout, picture.pace), width, passing=detail.passing), (0, 0, 0, 2)
        ),
    )
    if off := list(gates_off(rollout)):
        yield ("off", detail.passing), lambda: _off(off, in_full=detail.passing)
    yield ("after", each), lambda: Group(*_others(after, picture.now, each=each))


_SIGNS = {
    Course.LEFT_OUT: ("-", "dim"),
    Course.PASSED: ("✔", "green"),
    Course.OVERRIDDEN: ("!", "bold yellow"),
    Course.TO_COME: ("○", "dim"),
}


def _others(passed: Sequence[Passage], now: float, *, each: bool) -> Iterator[Text]:
    lines = [_other(passage, now, full=each) for passage in passed]
    if each:
        yield from lines
    elif lines:
        yield Text("  ").join(lines)


def _other(passage: Passage, now: float, *, full: bool) -> Text:
    sign, style = _SIGNS[passage.course]
    line = Text(f"{sign} {share(passage.stage):>5}" if full else f"{sign} {share(passage.stage)}")
    line.stylize(style)
    if not full:
        return line
    if passage.entered is not None and passage.left is not None:
        line.append(
            f"  {passage.course}: {when(passage.entered, now)} to {when(passage.left, now)}, "
            f"{duration(passage.left - passage.entered)}"
        )
        return line
    line.append(f"  {passage.course}, hold {duration(passage.stage.hold)}")
    if passage.stage.approval:
        line.append(", then approval")
    return line


def _current(picture: Picture, rollout: StoredRollout, passage: Passage) -> Text:
    state = rollout.progress.state
    line = Text.assemble(cells.icon(state.phase), f" {share(passage.stage):>5}", style="bold")
    if state.is_final:
        ended = None if rollout.ended_at is None else rollout.ended_at.timestamp()
        return line.append(f"  {cells.phase_name(state.phase)} {when(ended, picture.now)}")
    clock = hold(rollout, picture.now)
    line.append(f"  hold {duration(min(clock.shown, clock.needed))} of {duration(clock.needed)} ")
    line.append_text(bar(clock.shown / clock.needed))
    if clock.is_over and state.phase is Phase.RUNNING and clock.shown < clock.most:
        line.append(f"  extended, up to {duration(clock.most)}")
    if not clock.runs and not clock.is_over:
        line.append("  clock stopped")
    if passage.stage.approval:
        line.append("  approved" if state.approved else "  then approval")
    return line


def bar(part: float) -> Text:
    """How much of something is done, 0 to 1."""
    done = round(BAR * min(max(part, 0.0), 1.0))
    return Text.assemble(("━" * done, "green"), ("─" * (BAR - done), "dim"))


def _gates(every: Sequence[Row], width: int, *, passing: bool) -> RenderableType:
    found = [row for row in every if row.kind is not VerdictKind.OFF]
    is_wide = width >= WIDE
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    # The one that may be cut where there is no room for all.
    table.add_column("domain", overflow="ellipsis", min_width=6)
    table.add_column("gate", no_wrap=True)
    table.add_column("verdict", no_wrap=True, min_width=14)
    for heading in ("now / limit", *(("to prove",) if is_wide else ()), "proven", "n of needed"):
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in ("ETA", *(("to fail",) if is_wide else ())):
        table.add_column(heading, justify="right", no_wrap=True)
    above = None
    for row in found:
        if not passing and row.kind is VerdictKind.PASS:
            continue
        name = Text("") if row.domain == above else cells.line(row.domain)
        table.add_row(name, row.gate, *_cells(row, is_wide=is_wide))
        above = row.domain
    hidden = sum(row.kind is VerdictKind.PASS for row in found)
    if passing or not hidden:
        return table
    if hidden == len(found):
        return Text(f"✔ all {hidden} gates pass", style="green")
    return Group(table, Text(f"✔ {hidden} other gates pass", style="green"))


def _off(sentences: Sequence[str], *, in_full: bool) -> RenderableType:
    lines = [Text.assemble("- ", cells.line(each), style="dim") for each in sentences]
    if not in_full:
        for line in lines:
            line.no_wrap, line.overflow = True, "ellipsis"
    return Padding(Group(*lines), (0, 0, 0, 2))


def _cells(row: Row, *, is_wide: bool) -> Iterator[Text]:
    yield cells.kind(row.kind)
    yield cells.beside(row)
    if is_wide:
        yield cells.goal(row)
    yield cells.proven(row)
    yield cells.evidence(row, brief=not is_wide)
    yield cells.eta(row)
    if is_wide:
        yield cells.to_fail(row)


def next_steps(picture: Picture, *, in_full: bool = True) -> RenderableType:
    """What happens next, when, and what a person can do."""
    coming = next_step(picture)
    many = None if in_full else 1
    return cells.block(
        "next",
        Text(coming.sentence(picture.now), style="bold"),
        *(cells.line(wait) for wait in coming.waits[:many]),
        *(Text(command, style="bold cyan") for command in coming.commands[:many]),
    )


def history(entries: Sequence[HistoryEntry], now: float) -> Text:
    """Who did what, newest first, a line each."""
    shown = [(when(entry.at.timestamp(), now), cells.news(entry.news), entry) for entry in entries]
    wide, wider = (max((len(each[column]) for each in shown), default=0) for column in (0, 1))
    lines: list[Text] = []
    for at, news, entry in shown:
        label = cells.label("" if lines else "history")
        why = Text.assemble(cells.line(entry.text), " (", cells.line(entry.actor), ")")
        lines.append(label.append(f"{at:>{wide}} {news:<{wider}} ").append_text(why))
    return Text("\n", no_wrap=True, overflow="ellipsis").join(lines)

"""How commands speak to people: tables, sentences, and exit codes for scripts.

A terminal gets what fits it. A pipe gets whole lines, however long: a name that is wrapped is one
that grep does not find.
"""

import re
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import IntEnum

from rich import box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hookshift.cli.formats import show_data
from hookshift.domain.terminal import MARK
from hookshift.view.console import SafeConsole
from hookshift.view.text import Cell, text

__all__ = ["Exit", "complain", "console", "errors", "show", "show_data", "show_table"]

PIPE_WIDTH = 20_000
"""Columns of what is no terminal: more than any line has."""
_FILLED = re.compile(" {200,}")


class _Output(SafeConsole):
    def on_broken_pipe(self) -> None:
        # Rich would end with exit code 1; main knows better.
        raise  # noqa: PLE0704, within Rich's handler


console = _Output(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
errors = SafeConsole(
    stderr=True, highlight=False, width=None if sys.stderr.isatty() else PIPE_WIDTH
)


class Exit(IntEnum):
    """What a command's end means to a script."""

    OK = 0
    FAILED = 1
    USAGE = 2
    DEGRADED = 3


def show_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A table; numbers to the right, "-" where a value is not known, never 0."""
    materialised = [tuple(row) for row in rows]
    numeric = [any(_is_number(row[at]) for row in materialised) for at in range(len(headings))]
    cells = [[text(cell) for cell in row] for row in materialised]
    if console.is_terminal:
        console.print(_ruled(title, headings, numeric, cells))
    else:
        _write_plain(title, headings, numeric, cells)
    if not materialised:
        console.print("  (nothing)")


def show(screen: RenderableType) -> None:
    """Something that fills the width of a terminal; in a pipe it is as wide as its texts."""
    if console.is_terminal:
        console.print(screen)
        return
    with console.capture() as captured:
        console.print(screen)
    for line in captured.get().splitlines():
        sys.stdout.write(_FILLED.sub("  ", line.rstrip()) + "\n")


def complain(message: str) -> None:
    """A line on standard error."""
    errors.print(Text(message), style="red", soft_wrap=True)


def _ruled(
    title: str, headings: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[Text]]
) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.MINIMAL, pad_edge=False
    )
    for heading, right in zip(headings, numeric, strict=True):
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _write_plain(
    title: str, headings: Sequence[str], numeric: Sequence[bool], rows: Sequence[Sequence[Text]]
) -> None:
    """Each row on one line, whatever its length."""
    lines = [list(headings), *([cell.plain.replace("\n", MARK) for cell in row] for row in rows)]
    widths = [max(cell_len(line[at]) for line in lines) for at in range(len(headings))]
    sys.stdout.write(f"{title}\n")
    columns = list(zip(widths, numeric, strict=True))
    for line in lines:
        padded = (_padded(cell, *column) for cell, column in zip(line, columns, strict=True))
        sys.stdout.write("  ".join(padded).rstrip() + "\n")


def _padded(cell: str, width: int, right: bool) -> str:
    room = " " * (width - cell_len(cell))
    return room + cell if right else cell + room


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)

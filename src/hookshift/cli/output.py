"""How commands speak: tables for people, JSON for programs, exit codes for scripts."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from hookshift.domain.terminal import OBEYED
from hookshift.view.console import SafeConsole
from hookshift.view.text import Cell, text


class _Output(SafeConsole):
    def on_broken_pipe(self) -> None:
        # Rich would end with exit code 1; main knows better.
        raise  # noqa: PLE0704, within Rich's handler


console = _Output(highlight=False)
errors = SafeConsole(stderr=True, highlight=False)


class Exit(IntEnum):
    """What a command's end means to a script."""

    OK = 0
    FAILED = 1
    USAGE = 2
    DEGRADED = 3


def show_json(value: object) -> None:
    """`value` as indented JSON on standard output."""
    written = json.dumps(value, indent=2, ensure_ascii=False, default=_plain)
    # The same value to whoever reads it as JSON, and nothing that a terminal would obey.
    sys.stdout.write(OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", written) + "\n")


def show_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A table; numbers to the right, "-" where a value is not known, never 0."""
    materialised = [tuple(row) for row in rows]
    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.MINIMAL, pad_edge=False
    )
    for at, heading in enumerate(headings):
        numeric = any(_is_number(row[at]) for row in materialised)
        table.add_column(heading, justify="right" if numeric else "left", overflow="fold")
    for row in materialised:
        table.add_row(*(text(cell) for cell in row))
    console.print(table)
    if not materialised:
        console.print("  (nothing)")


def complain(message: str) -> None:
    """A line on standard error."""
    errors.print(Text(message), style="red", soft_wrap=True)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float | Decimal) and not isinstance(cell, bool)


def _plain(value: Any) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, frozenset | set | tuple):
        return sorted(value) if isinstance(value, frozenset | set) else list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)

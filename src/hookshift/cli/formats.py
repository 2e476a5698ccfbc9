"""How commands speak to programs: JSON, JSON lines and CSV, on standard output."""

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import click

from hookshift.domain.terminal import OBEYED, harmless

_CHOSEN = "hookshift.output"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Output(StrEnum):
    """What `--output` may be."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"


def choose(output: Output) -> None:
    """For the command that runs."""
    click.get_current_context().meta[_CHOSEN] = output


def chosen() -> Output:
    """What was chosen for the command that runs."""
    context = click.get_current_context(silent=True)
    return Output.JSON if context is None else context.meta.get(_CHOSEN, Output.JSON)


def show_data(value: object, rows: Sequence[object] | None = None) -> None:
    """`value` on standard output, in the chosen format.

    `rows` is what JSON lines and CSV have a line for each of: by default the items of `value` if
    it is a list, else the one value.
    """
    output = chosen()
    if output is Output.JSON:
        sys.stdout.write(_json(value, indent=2) + "\n")
        return
    listed = rows if rows is not None else value if isinstance(value, list) else [value]
    if output is Output.JSONL:
        sys.stdout.writelines(_json(row, indent=None) + "\n" for row in listed)
    else:
        sys.stdout.write(as_csv(listed))


def as_csv(rows: Sequence[object]) -> str:
    """Rows under the names of their columns (RFC 4180); nothing where there are no rows.

    A table inside a row becomes columns with dotted names, a list JSON. Meant for spreadsheets: a
    text that one would take for a formula gets an apostrophe before it.
    """
    flat = [_flat(row) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    if not names:
        return ""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(_cell(name) for name in names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in flat)
    return written.getvalue()


def _flat(row: object, before: str = "") -> dict[str, object]:
    plain = json.loads(_json(row, indent=None)) if not before else row
    if not isinstance(plain, dict):
        return {before or "value": plain}
    found: dict[str, object] = {}
    for key, value in plain.items():
        name = f"{before}.{key}" if before else str(key)
        found |= _flat(value, name) if isinstance(value, dict) and value else {name: value}
    return found


def _cell(value: object) -> object:
    if isinstance(value, str):
        shown = harmless(value)
        return f"'{shown}" if shown.startswith(_FORMULA) else shown
    if isinstance(value, bool):
        return "true" if value else "false"
    return _json(value, indent=None) if isinstance(value, dict | list) else value


def _json(value: object, indent: int | None) -> str:
    written = json.dumps(value, indent=indent, ensure_ascii=False, default=plain)
    # The same value to whoever reads it as JSON, and nothing that a terminal would obey.
    return OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def plain(value: Any) -> object:
    """What JSON has no form for, as text or number."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, frozenset | set | tuple):
        return sorted(value) if isinstance(value, frozenset | set) else list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)

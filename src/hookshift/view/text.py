"""One value as text for a terminal."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any

from rich.text import Text

from hookshift.domain.terminal import MARK, harmless

Cell = object

_FORMATS: tuple[tuple[type | UnionType, Callable[[Any], str]], ...] = (
    (NoneType, lambda _: "-"),
    (datetime, lambda cell: cell.astimezone().strftime("%Y-%m-%d %H:%M:%S")),
    (bool, lambda cell: "yes" if cell else "no"),
    (int, lambda cell: f"{cell:,}"),
    (float | Decimal, lambda cell: f"{cell:,.2f}"),
    (list | tuple, lambda cell: ", ".join(str(item) for item in cell)),
    (object, str),
)


def text(cell: Cell) -> Text:
    """One cell. Values from outside are never read as markup, nor by the terminal as commands."""
    if isinstance(cell, Text):
        return cell
    plain = next(show(cell) for kind, show in _FORMATS if isinstance(cell, kind))
    return Text(harmless(plain).replace("\t", MARK))

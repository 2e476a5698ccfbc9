"""A docstring makes sense alone: an editor shows it without what stands around it."""

import ast
import re
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

SOURCE = ROOT / "src" / "hookshift"
FILES = sorted(SOURCE.rglob("*.py"))
LEANS = re.compile(
    r"(Their|Its|Those|They|It|The same|The opposite|See there|Or|And|Also|Not|That|Of|To)\b"
    r"|(With|From|By) (a|the|so|them|0|1|which)\b"
)
"""How one begins that is about whatever stood before it."""


def documented(path: Path) -> Iterator[tuple[str, str]]:
    """Public modules, classes, functions and attributes of a file, each with its docstring."""
    yield from _documented(ast.parse(path.read_text("utf-8")), path.stem)


def _documented(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
                name: str) -> Iterator[tuple[str, str]]:  # fmt: skip
    yield name, ast.get_docstring(node) or ""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    for each, after in zip_longest(node.body, node.body[1:]):
        if isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if not each.name.startswith("_"):
                yield from _documented(each, f"{name}.{each.name}")
        elif isinstance(each, ast.Assign | ast.AnnAssign) and isinstance(after, ast.Expr):
            named = each.target if isinstance(each, ast.AnnAssign) else each.targets[0]
            text = after.value.value if isinstance(after.value, ast.Constant) else None
            if isinstance(named, ast.Name) and not named.id.startswith("_"):
                yield f"{name}.{named.id}", str(text or "")


@pytest.mark.parametrize("path", FILES, ids=[each.relative_to(SOURCE).as_posix() for each in FILES])
def test_public_docstrings_make_sense_alone(path: Path) -> None:
    leaning = {name: text for name, text in documented(path) if LEANS.match(text)}
    assert leaning == {}


def test_what_leans_would_be_found() -> None:
    module = ast.parse('class Queue:\n    size: int\n    """Their number."""\n')
    found = dict(_documented(module, "m"))
    assert found == {"m": "", "m.Queue": "", "m.Queue.size": "Their number."}
    assert LEANS.match("Their number.")
    assert not LEANS.match("Items in the queue.")

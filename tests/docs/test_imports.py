"""No module of hookshift imports one that imports it, not even for type checking alone."""

import ast
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

SOURCE = ROOT / "src"


def modules(root: Path) -> dict[str, Path]:
    """Every module below `root`, by its dotted name."""
    named = ((path.relative_to(root).with_suffix("").parts, path) for path in root.rglob("*.py"))
    return {".".join(parts).removesuffix(".__init__"): path for parts, path in named}


def imported(path: Path, known: Mapping[str, Path]) -> set[str]:
    """The modules among `known` that a file imports, wherever in the file it does."""
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{each.name}" for each in node.names}
            found |= whole & known.keys() or {node.module}
    return found & known.keys()


def graph(root: Path) -> dict[str, set[str]]:
    """What each module imports; a package's own `__init__` may import its modules."""
    known = modules(root)
    return {name: imported(path, known) - {name} for name, path in known.items()}


def test_imports_have_no_circle() -> None:
    found = graph(SOURCE)
    assert len(found) > 500, "the source is somewhere else"
    TopologicalSorter(found).prepare()


def test_a_circle_for_type_checking_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("if TYPE_CHECKING:\n    from two import Two\n")
    (tmp_path / "two.py").write_text("import one\n")
    with pytest.raises(CycleError):
        TopologicalSorter(graph(tmp_path)).prepare()

"""A name means one thing: no two public classes of hookshift share theirs."""

import ast
from collections import defaultdict

from tests.docs.pages import ROOT


def test_public_class_names_are_unique() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(path.relative_to(ROOT).as_posix())
    assert len(places) > 300, "the source is somewhere else"
    assert {name: found for name, found in places.items() if len(found) > 1} == {}

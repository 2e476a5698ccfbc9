"""Loops of the compiled parts are C loops.

Cython 3.3.1 makes a `range` object of Python's where the step is no literal, even if it is a
constant of an enum (`findings/cython-enum-step.sh`), and nothing says so.
"""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

SOURCES = sorted((ROOT / "src/hookshift").rglob("*.pxi"))
STEPPED = re.compile(r"\bin range\([^,()]+,[^,()]+,(?!\s*-?\d+\))")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_range_has_a_step_that_is_not_a_literal(path: Path) -> None:
    found = [line for line in path.read_text().splitlines() if STEPPED.search(line)]
    assert not found


def test_one_would_be_found() -> None:
    assert STEPPED.search("    for at in range(0, END, LINE):")
    assert not STEPPED.search("    for at in range(10, 64, 9):")
    assert not STEPPED.search("    for at in range(END):")

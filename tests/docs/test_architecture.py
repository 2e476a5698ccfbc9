"""ARCHITECTURE.md: its layout and its table of changes name what is there."""

import re

from tests.docs.pages import ROOT

PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "hookshift"
LAYOUT = PAGE.split("## Layout")[1].split("```")[1]
CHANGES = [
    line
    for line in PAGE.split("## Where does a change belong?")[1].splitlines()
    if line.startswith("| a") or line.startswith("| what")
]


def test_every_room_is_in_the_layout() -> None:
    rooms = {
        path.name
        for path in [*SOURCE.iterdir(), *SOURCE.glob("*/*")]
        if path.is_dir() and path.name not in ("__pycache__", "migrations", "queries", "static")
    }
    assert {room for room in rooms if f"{room}/" not in LAYOUT} == set()


def test_every_file_of_the_layout_is_there() -> None:
    named = set(re.findall(r"\b(\w+\.py)\b", LAYOUT))
    assert len(named) > 60
    there = {path.name for path in [*SOURCE.rglob("*.py"), *(ROOT / "bench").glob("*.py")]}
    assert named - there == set()


def test_the_table_of_changes_names_files_that_are_there() -> None:
    assert len(CHANGES) >= 15
    for line in CHANGES:
        places = re.findall(r"`([\w./]+/[\w./]*|[\w]+\.toml)`", line)
        assert places, line
        for place in places:
            assert (SOURCE / place).exists() or (ROOT / place).exists(), place


def test_a_gate_is_known_to_all_files_that_its_line_names() -> None:
    """A file that gates have left leaves the table, too."""
    (line,) = [each for each in CHANGES if each.startswith("| a gate ")]
    for place in re.findall(r"`([\w/]+\.py)`", line):
        text = (SOURCE / place).read_text(encoding="utf-8")
        assert re.search(r"\bGates?\b|gate", text), place

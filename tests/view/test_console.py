"""Whatever a text holds, the terminal does what Rich says and nothing else."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from hookshift.cli.output import show_data
from hookshift.domain.terminal import MARK, harmless
from hookshift.view.console import SafeConsole

EVIL = [
    "\x1b]0;title\x07", "\x1b[2J", "\x9b2J", "\x9d0;title\x9c", "\x85", "a\rb", "\x08\x08",
    "\u202egnp.exe", "\ud800", "\x00", "\x7f",
]  # fmt: skip
OBEYED = {
    *map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)), *map(chr, range(0xD800, 0xE000)),
} - {"\n", "\t"}  # fmt: skip


def written(renderable: object, **options: object) -> str:
    file = io.StringIO()
    SafeConsole(file=file, width=200, **options).print(renderable, markup=False)  # type: ignore[arg-type]
    return file.getvalue()


@pytest.mark.parametrize("evil", EVIL)
def test_no_text_commands_a_terminal(evil: str) -> None:
    table = Table(title=evil)
    table.add_column(evil)
    table.add_row(evil)
    for renderable in (evil, Text(evil), Panel(evil, title=evil), table):
        found = written(renderable)
        assert not OBEYED & set(found), repr(found)
        assert MARK in found or evil in ("a\rb", "\x08\x08", "\x85"), "Rich drops some itself"


def test_styles_still_reach_it() -> None:
    found = written(Text("good \x1b[2J", "green"), force_terminal=True, color_system="standard")
    assert found.count("\x1b") == 2
    assert found.startswith(f"\x1b[32mgood {MARK}[2J\x1b[0m")


def test_a_line_that_is_written_over_is_ours() -> None:
    file = io.StringIO()
    SafeConsole(file=file).print("  3 ...", end="\r")
    assert file.getvalue() == "  3 ...\r"


@given(st.text(st.characters(codec=None)))
def test_harmless(text: str) -> None:
    found = harmless(text)
    assert len(found) == len(text)
    assert not OBEYED & set(found)
    assert all(after in (before, MARK) for before, after in zip(text, found, strict=True))
    found.encode()


def test_what_people_write_stays() -> None:
    for text in ("Ça va?", "مرحبا", "नमस्ते", "👩\u200d👩\u200d👧", "a\tb\nc"):
        assert harmless(text) == text


@given(value=st.recursive(st.text(st.characters(codec=None)), st.lists))
def test_json_is_the_same_value_and_harmless(value: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out := io.StringIO())
        show_data(value)
    assert not OBEYED & set(out.getvalue())
    # Two halves of a pair side by side are one character for whoever reads JSON.
    assert json.loads(out.getvalue()) == json.loads(json.dumps(value))


def test_json_of_other_scripts_is_left_readable(capsys: pytest.CaptureFixture[str]) -> None:
    show_data({"é": "नमस्ते"})
    assert "नमस्ते" in capsys.readouterr().out

"""What the help, hints and completion offer is there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hookshift.cli.main import COMMANDS, main
from hookshift.cli.verbs import HINTS, SECTIONS, SHORT
from tests.cli.conftest import Hookshift
from tests.docs.test_commands import fault


@pytest.fixture
def offline() -> Hookshift:
    """The commands without a database."""
    return Hookshift("postgresql://nobody@127.0.0.1:1/none")


def test_each_command_is_in_one_section_of_the_help() -> None:
    assert sorted(name for section in SECTIONS.values() for name in section) == sorted(COMMANDS)


def test_the_help_has_sections_in_the_order_of_an_operators_work(offline: Hookshift) -> None:
    output = offline.works("--help")
    places = [output.index(f"\n{heading}:") for heading in SECTIONS]
    assert places == sorted(places)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_line_of_the_help_is_the_commands_own(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert SHORT[name] == command.get_short_help_str(1_000)


def test_the_help_imports_no_command_and_cuts_no_text() -> None:
    """In a terminal of 80 columns; what a group imports is what took a second and a half."""
    code = (
        "import sys\n"
        "from hookshift.cli.main import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit:\n"
        "    pass\n"
        "found = [name for name in sys.modules if name.startswith('hookshift.')]\n"
        "print(*found, file=sys.stderr)\n"
    )
    environ = {**os.environ, "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environ
    )
    imported = set(done.stderr.split())
    assert "hookshift.cli.verbs" in imported
    assert not imported & {
        f"hookshift.cli.{place.partition(':')[0]}" for place in COMMANDS.values()
    }
    lines = done.stdout.splitlines()
    assert not [line for line in lines if line.endswith("...") and "Usage:" not in line]
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("group", ["rollout", "dead", "token", "config", "db", "notify"])
def test_the_help_of_a_group_cuts_no_text(offline: Hookshift, group: str) -> None:
    lines = offline.works(group, "--help").splitlines()
    assert not [line for line in lines if line.endswith("...") and "Usage:" not in line]


@pytest.mark.parametrize("line", sorted({each for meant in HINTS.values() for each in meant}))
def test_what_a_hint_names_is_there(line: str) -> None:
    assert fault(line.split()) is None or line == "--version"


def test_no_hint_hides_a_command() -> None:
    assert set(HINTS) & set(COMMANDS) == set()


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("retry", "`hookshift dead replay` or `hookshift rollout start --stage`"),
        ("undo", "`hookshift rollback --previous`"),
        ("get", "`hookshift status` or `hookshift rollout status`"),
        ("stat", "`hookshift stats` or `hookshift status`"),
        ("rollout retry", "`hookshift rollout start --stage`"),
        ("rollout statu", "`hookshift rollout status`"),
        ("dead resend", "`hookshift dead replay`"),
        ("config validate", "`hookshift config check`"),
        ("db migrat", "`hookshift db migrate`"),
        ("--url http://127.0.0.1:1 retry", "`hookshift dead replay`"),
        ("--url http://127.0.0.1:1 statu", "`hookshift status`"),
    ],
)
def test_what_one_may_have_meant(offline: Hookshift, line: str, hint: str) -> None:
    result = offline(*line.split())
    assert result.exit_code == 2
    assert f"Did you mean {hint}" in result.stderr


def test_nonsense_gets_no_hint(offline: Hookshift) -> None:
    assert "Did you mean" not in offline("qqqq").stderr


@pytest.mark.parametrize(
    ("line", "others"),
    [
        ("rollback", ("hookshift rollout rollback", "rollout abort", "disable")),
        ("rollout rollback", ("hookshift rollback",)),
        ("rollout abort", ("hookshift rollback",)),
        ("disable", ("hookshift enable", "hookshift rollback")),
    ],
)
def test_the_help_of_each_way_back_says_which_other_is_for_what(
    offline: Hookshift, line: str, others: tuple[str, ...]
) -> None:
    output = " ".join(offline.works(*line.split(), "--help").split())
    assert [other for other in others if other not in output] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_each_shell(offline: Hookshift, shell: str) -> None:
    script = offline.works("completion", shell)
    assert "_HOOKSHIFT_COMPLETE" in script


def test_a_completed_word_is_a_command() -> None:
    def complete(words: str, at: int) -> list[str]:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("hookshift"))],
            env={
                "_HOOKSHIFT_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(at),
                "PATH": "",
            },
            capture_output=True, text=True, check=True, timeout=30,
        )  # fmt: skip
        return [line.partition(",")[2] for line in done.stdout.splitlines()]

    assert complete("hookshift roll", 1) == ["rollback", "rollout"]
    assert complete("hookshift rollout pa", 2) == ["pause"]
    assert "--output" in complete("hookshift stats --o", 2)


def commands(group: click.Group, names: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command below a group, by its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, (*names, name))
        else:
            yield (*names, name)


WITHOUT_DATA = {
    ("serve",), ("control",), ("demo",), ("completion",), ("rollout", "watch"), ("db", "sql"),
    ("db", "url"), ("config", "init"), ("person", "export"),
}  # fmt: skip
"""Commands that run on, or whose output is a script, SQL, a URL or always JSON lines."""


@pytest.mark.parametrize("words", sorted(commands(main)), ids=" ".join)
def test_every_command_speaks_to_programs(words: tuple[str, ...]) -> None:
    command: click.Command = main
    for word in words:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(main), word)
        assert found is not None
        command = found
    options = {name for each in command.params for name in each.opts}
    assert ({"--json", "--output", "-o"} <= options) == (words not in WITHOUT_DATA)

"""The `hookshift` command as a whole: what it offers, and how it ends in a shell."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hookshift.cli.main import COMMANDS
from tests.cli.conftest import ROOT, SHIPPED, Hookshift

IN_README = re.compile(r"\bhookshift ([a-z]+)\b")
SECONDS = 30


def commands_of_the_readme() -> set[str]:
    """The word after `hookshift` wherever the README quotes a command."""
    text = (ROOT / "README.md").read_text()
    code = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
    return {match[1] for part in code for match in IN_README.finditer(part)}


def test_the_readme_names_commands_at_all() -> None:
    assert {"set", "rollback", "status", "explain", "config", "db"} <= commands_of_the_readme()


def test_help_lists_each_command_of_the_readme(hookshift: Hookshift) -> None:
    output = hookshift.works("--help")
    listed = set(re.findall(r"^  ([a-z]+) ", output.partition("Set up:")[2], re.MULTILINE))

    assert commands_of_the_readme() <= listed
    assert listed == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_command_explains_itself(hookshift: Hookshift, command: str) -> None:
    assert len(hookshift.works(command, "-h").splitlines()) > 3


def test_an_unknown_command_is_wrong_usage(hookshift: Hookshift) -> None:
    assert hookshift("raise").exit_code == 2


def shell(hookshift: Hookshift, script: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs `script`, in which "$hookshift" is the command."""
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", script],
        env={
            **os.environ,
            **hookshift.environ,
            "PYTHONUNBUFFERED": "",  # a pipe is buffered, unless somebody asks for it
            "hookshift": f"{sys.executable} -m hookshift",
        },
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def test_exit_codes_reach_the_shell(hookshift: Hookshift) -> None:
    result = shell(hookshift, "$hookshift status; echo $?; $hookshift set ten; echo $?")

    assert [line for line in result.stdout.splitlines() if line.isdigit()] == ["3", "2"]
    assert "Traceback" not in result.stderr


def test_an_error_is_one_text_and_no_traceback(hookshift: Hookshift) -> None:
    hookshift.environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"

    result = shell(hookshift, "$hookshift stats")

    assert result.returncode == 1
    assert "Check that PostgreSQL runs" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["db sql", "stats", "status --json", "config check", "db url"])
def test_a_reader_that_has_seen_enough(hookshift: Hookshift, command: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "gate")

    # The reader is gone before the first byte: it closes its end, then opens the gate.
    result = shell(
        hookshift,
        f"{{ read -r _ < gate; $hookshift --config {SHIPPED} {command}; echo $? >&2; }}"
        " | { exec <&-; echo open > gate; }",
        cwd=tmp_path,
    )

    assert result.stderr.splitlines()[-1:] == ["0"]
    assert "Traceback" not in result.stderr
    assert "Exception ignored" not in result.stderr


def test_the_settings_file_can_come_from_the_environment(
    hookshift: Hookshift, tmp_path: Path
) -> None:
    hookshift.environ["HOOKSHIFT_CONFIG"] = str(tmp_path / "other.toml")

    result = shell(hookshift, "$hookshift config check")

    assert result.returncode == 1
    assert f"{tmp_path / 'other.toml'}: 1 fault" in result.stderr

"""Every command that a page shows is one, with the options that it is shown with."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hookshift.cli.main import main
from hookshift.cli.remote.commands import remote
from tests.docs.pages import PAGES, ROOT, codes, shell_lines

NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
PROSE = {"controller"}
"""`hookshift controller` is an actor's name."""
_HOOKSHIFT = re.compile(r"^(?:\S*/)?hookshift(?= |$)")


def shown(page: Path) -> Iterator[list[str]]:
    """The arguments of each `hookshift ...` on a page."""
    for line in [*codes(page), *shell_lines(page)]:
        for part in re.split(r"\s(?:\||&&|>|<)\s?|\$\(|\)\"?", line):
            if _HOOKSHIFT.match(part.strip()) and "..." not in part.split(" ")[1:2]:
                try:
                    words = shlex.split(part.strip(), comments=True)[1:]
                except ValueError:
                    continue
                if words and words[0] not in PROSE and re.match(r"^[a-z-]", words[0]):
                    yield words


def fault(words: list[str]) -> str | None:
    """Why these arguments are none of hookshift's, or None."""
    command: click.Command = main
    if "--url" in words:
        at = words.index("--url")
        words = words[:at] + words[at + 2 :]
        command = remote
    words = [word.rstrip(",;:") for word in words]
    options: set[str] = {name for each in main.params for name in each.opts}
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word.startswith("-"):
            name = word.split("=")[0]
            if name not in options and name not in ("--help", "-h", "--version", "--url"):
                return f"no option {name}"
            if command is main and name == "--config":
                at += 1
            continue
        if isinstance(command, click.Group):
            found = command.get_command(click.Context(main), word)
            if found is None:
                return f"no command {word}"
            command = found
            options |= {name for each in command.params for name in each.opts}
            options |= {name for each in command.params for name in each.secondary_opts}
    return None


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_commands_are_known(page: Path) -> None:
    wrong = {" ".join(words): why for words in shown(page) if (why := fault(words))}
    assert wrong == {}


def test_something_is_looked_at() -> None:
    assert sum(1 for page in PAGES for _ in shown(page)) > 80


def test_what_is_wrong_would_be_found() -> None:
    assert fault(["rollout", "begin"]) == "no command begin"
    assert fault(["set", "10", "--because"]) == "no option --because"

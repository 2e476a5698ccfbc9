"""docs/rollouts.md says what is true: its commands, their options, and what they print."""

import re
import shlex

import click
import pytest

from hookshift.cli.main import COMMANDS as OF_HOOKSHIFT
from hookshift.cli.main import main
from hookshift.cli.rollout.group import COMMANDS as GROUP
from hookshift.domain.errors import RolloutRefused
from hookshift.domain.rollout.progress import apply
from hookshift.domain.rollout.state import Phase, Promoted
from hookshift.view.cells import phase_name
from hookshift.view.explanation import LABEL, MEANING, explained
from hookshift.view.health import NOTHING_ADVANCES, faults
from hookshift.view.screen import Screen
from tests.cli.conftest import ROOT
from tests.demo.text import printed
from tests.view.conftest import utc  # noqa: F401, the clocks that the page shows
from tests.view.stories import PLAN, Story, counts, traffic

DOCS = (ROOT / "docs" / "rollouts.md").read_text("utf-8")
COMMANDS = re.findall(r"`(hookshift [^`]+)`", DOCS) + re.findall(r"(?m)^\$ (hookshift .+)$", DOCS)
COMMON = {"--json", "--output", "-o", "--reason", "--yes", "--rollout", "--id"}
"""Said once above the table."""


def words(command: str) -> list[str]:
    """Of the first command of a line of the shell."""
    return shlex.split(command.split("&&", maxsplit=1)[0])[1:]


def found(command: str) -> tuple[click.Command, list[str]]:
    """The command that is meant, and the words after its name."""
    at: click.Command = main
    rest = words(command)
    while isinstance(at, click.Group) and rest:
        next_one = at.get_command(click.Context(at), rest[0])
        assert next_one is not None, f"{command}: there is no {rest[0]}"
        at, rest = next_one, rest[1:]
    return at, rest


OWN = {name: found(f"hookshift rollout {name}")[0] for name in GROUP}


def options(command: click.Command) -> set[str]:
    return {name for each in command.params for name in each.opts if name.startswith("-")}


def rows(name: str) -> str:
    """What the table of commands says of one."""
    return "\n".join(re.findall(rf"(?m)^\| `hookshift rollout {name}\b.*$", DOCS))


@pytest.mark.parametrize("command", sorted(set(COMMANDS)))
def test_commands_and_options_that_there_are(command: str) -> None:
    at, rest = found(command)

    assert {word for word in rest if word.startswith("--")} <= options(at)


def test_all_that_is_written_as_an_option_is_one() -> None:
    there = {name for each in OWN.values() for name in options(each)}
    there |= {name for each in OF_HOOKSHIFT for name in options(found(f"hookshift {each}")[0])}

    assert set(re.findall(r"`(--[a-z-]+)", DOCS)) <= there


@pytest.mark.parametrize("name", sorted(OWN))
def test_each_command_and_each_of_its_options(name: str) -> None:
    output = rows(name)
    assert output
    missing = {option for option in options(OWN[name]) if option not in output}

    assert missing <= COMMON
    assert all(re.search(rf"`{option}\b", DOCS) for option in COMMON)


@pytest.mark.parametrize("phase", Phase)
def test_each_phase(phase: Phase) -> None:
    assert f"\n| `{phase_name(phase)}` | " in DOCS


def test_the_screen_is_the_one_that_is_shown() -> None:
    quiet = {name: (counts(0), counts(5)) for name in PLAN.guards}
    picture = Story().hours(0.5, {**traffic(120), **quiet}).picture()
    shown = printed(Screen(picture, faults(picture)), 110).splitlines()
    (block,) = re.findall(r"rollout status\n(rollout 7  ▶.*?)```", DOCS, re.DOTALL)

    for line in block.splitlines():
        assert line == "..." or line in [each.rstrip() for each in shown]


def test_a_late_approval_is_refused_in_these_words() -> None:
    story = Story().hours(4.1, traffic(120))
    assert story.progress.state.stage == 1

    with pytest.raises(RolloutRefused) as refused:
        apply(story.progress, PLAN, Promoted(story.now, 0))

    assert f"\n{refused.value}\n" in DOCS


def test_what_is_said_without_a_controller() -> None:
    assert f"\n{NOTHING_ADVANCES}\n" in DOCS


def test_what_a_person_is_asked_and_told() -> None:
    assert f"\n{MEANING}\n" in DOCS
    assert "Leave stage 1 of 6, 10 % without proof? [y/N]" in DOCS
    for fact in explained(Story().hours(0.5, traffic(120)).verdicts[0], 0.0):
        assert f"\n  {fact.label:<{LABEL}}" in DOCS

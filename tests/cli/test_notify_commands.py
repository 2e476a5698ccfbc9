"""The commands that messages tell people to give: each is one that there is, with such options."""

import shlex
from datetime import UTC, datetime

import click
import pytest

from hookshift.cli.main import main
from hookshift.controller.apply import CONTROLLER
from hookshift.controller.notify.message import about, trial
from hookshift.domain.rollout.state import News
from hookshift.store.rollouts import HistoryEntry
from tests.controller.plans import PLAN

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def suggested_commands() -> set[str]:
    """Every command of every message."""
    messages = [
        about("msg_1", HistoryEntry(1, 1, NOW, stage, news, actor, "why"), PLAN)
        for news in News
        for stage in range(len(PLAN.stages))
        for actor in (CONTROLLER, "ada")
    ]
    return {
        command
        for message in [*messages, trial("msg_1", "ops", NOW)]
        for command in message.commands
    }


@pytest.mark.parametrize("line", sorted(suggested_commands()))
def test_a_command_can_be_given(line: str) -> None:
    name, *arguments = shlex.split(line)
    assert name == "hookshift"
    context = click.Context(main)
    command: click.Command = main
    while isinstance(command, click.Group):
        first, found, arguments = command.resolve_command(context, arguments)
        assert first is not None
        assert found is not None
        command = found
    command.make_context(line, arguments, parent=context)

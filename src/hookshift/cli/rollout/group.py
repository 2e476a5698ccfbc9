"""`hookshift rollout`: the group; each command has a file of its own or shares one with its kin."""

import click

from hookshift.cli.verbs import Verbs, imported

COMMANDS = {
    "start": "start:start",
    "status": "status:status",
    "watch": "watch:watch",
    "pause": "commands:pause",
    "resume": "commands:resume",
    "promote": "commands:promote",
    "rollback": "commands:rollback",
    "abort": "commands:abort",
    "history": "history:history",
    "explain": "explain:explain",
    "replay": "replay:replay",
    "lint": "lint:lint",
}
"""Where in this package each command is; it is imported when it is asked for."""


class _Commands(Verbs):
    def get_command(self, _context: click.Context, cmd_name: str) -> click.Command | None:
        """Imports it."""
        found = COMMANDS.get(cmd_name)
        return None if found is None else imported(f"rollout.{found}")

    def list_commands(self, _context: click.Context) -> list[str]:
        """Those of `get_command`, as other groups list theirs."""
        return sorted(COMMANDS)


@click.group(cls=_Commands)
def rollout() -> None:
    """Runs the plan in hookshift.toml, stage by stage, with proof."""

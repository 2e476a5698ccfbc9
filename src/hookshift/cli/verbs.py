"""Groups of commands that know what other tools call theirs, and help in sections."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module

import click
from click.exceptions import NoSuchCommand
from click.shell_completion import CompletionItem

from hookshift.loading import loading

SECTIONS: Mapping[str, Sequence[str]] = {
    "Set up": (
        "serve",
        "reload",
        "control",
        "config",
        "db",
        "token",
        "notify",
        "demo",
        "completion",
    ),
    "Steer": ("set", "enable", "disable", "rollback", "rollout"),
    "Look": (
        "status",
        "alerts",
        "stats",
        "errors",
        "trace",
        "conversations",
        "explain",
        "simulate",
        "retire",
    ),
    "Repair": ("inbox", "undelivered", "ledger", "dead", "person", "support"),
}
"""The commands by purpose, in the order of the help."""

SHORT: Mapping[str, str] = {
    "serve": "Runs the gateway until SIGTERM or Ctrl-C.",
    "reload": "Loads new settings or code into a running `serve`.",
    "control": "Runs the controller and the dashboard, without a gateway.",
    "config": "Checks settings, writes a first file, shows what changed.",
    "db": "Migrates the database, and shows where it is.",
    "token": "Creates and revokes tokens for the dashboard and its API.",
    "notify": "Tests the notifiers, and lists what they sent.",
    "demo": "Runs a whole rollout on signed sample traffic, and checks it.",
    "completion": "Prints the script by which a shell completes `hookshift`.",
    "set": "Sets the share: PERCENTAGE of the senders go to unified.",
    "enable": "Switches routing on, at the configured percentage.",
    "disable": "Switches routing off at once: everybody goes to legacy.",
    "rollback": "Lowers the share at once, by default to 0.",
    "rollout": "Runs the plan in hookshift.toml, stage by stage, with proof.",
    "status": "Shows the share, the latest changes and the gateways.",
    "alerts": "Shows the latest alerts, open ones first.",
    "stats": "Shows the last hour by domain and side.",
    "errors": "Shows the last hour's errors by domain, side and text.",
    "trace": "Shows where a message went, by any id or a person's number.",
    "conversations": "Shows how events found their domain.",
    "explain": "Explains each event of a payload: its rule, its side, and why.",
    "simulate": "Runs the plan in [rollout] against synthetic traffic.",
    "retire": "Proves that nothing uses an old handler any more.",
    "inbox": "Shows the backlog by handler: how many, since when, and why.",
    "undelivered": "Shows events that were acknowledged but not delivered.",
    "ledger": "Accounts for every event that was acknowledged.",
    "dead": "Shows, replays and drops dead letters.",
    "person": "Shows, exports and forgets what is stored about a person.",
    "support": "Writes an archive about this installation for support.",
}
"""The help's line for each command, kept here so that the help imports none of them."""

LONGEST = 1_000
"""Characters of a command's line in the help of its group: all of it."""

HINTS: Mapping[str, Sequence[str]] = {
    "abort": ("rollout abort", "rollback"),
    "approve": ("rollout promote",),
    "backlog": ("inbox",),
    "cancel": ("rollout abort",),
    "check": ("config check",),
    "describe": ("rollout status", "status"),
    "diff": ("config diff",),
    "deploy": ("rollout start",),
    "doctor": ("config check", "status"),
    "delete": ("person forget", "dead drop"),
    "erase": ("person forget",),
    "events": ("trace", "stats", "errors"),
    "forget": ("person forget",),
    "gates": ("rollout status", "rollout explain"),
    "gdpr": ("person export", "person forget"),
    "get": ("status", "rollout status"),
    "health": ("status",),
    "history": ("rollout history",),
    "init": ("config init",),
    "info": ("status",),
    "lint": ("rollout lint", "config check"),
    "list": ("rollout history --all", "dead list"),
    "ls": ("rollout history --all", "dead list"),
    "login": ("token create",),
    "migrate": ("db migrate",),
    "off": ("disable", "rollback"),
    "pause": ("rollout pause",),
    "promote": ("rollout promote",),
    "queue": ("inbox", "undelivered"),
    "releases": ("rollout history --all",),
    "replay": ("dead replay", "rollout replay"),
    "resend": ("dead replay",),
    "restart": ("reload", "rollout start"),
    "resume": ("rollout resume",),
    "retry": ("dead replay", "rollout start --stage"),
    "revert": ("rollback",),
    "start": ("serve", "rollout start"),
    "stop": ("rollback", "disable"),
    "test": ("notify test",),
    "tail": ("trace",),
    "find": ("trace",),
    "top": ("rollout watch",),
    "undo": ("rollback --previous",),
    "validate": ("config check",),
    "version": ("--version",),
    "watch": ("rollout watch",),
}
"""Verbs of other tools (Argo Rollouts, kubectl, flyctl, Hookdeck), and what does that here."""


def imported(place: str) -> click.Command:
    """The command at `module:name` of this package."""
    module, _, name = place.partition(":")
    with loading():
        found: click.Command = getattr(import_module(f"hookshift.cli.{module}"), name)
    return found


class Verbs(click.Group):
    """A group that says what one may have meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; a command that is not there ends in a hint."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            name = args[0]
            known = self.list_commands(ctx)
            if name in known or name.startswith("-") or not isinstance(error, NoSuchCommand):
                raise
            group = "" if ctx.parent is None else f"{ctx.info_name} "
            raise click.UsageError(f'no command "{name}".{hint(name, group, known)}', ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """As click does, but a text that is too long goes on in the next line."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [
            (name, command.get_short_help_str(LONGEST))
            for name, command in found
            if command is not None and not command.hidden
        ]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def hint(name: str, group: str, known: Sequence[str]) -> str:
    """What one may have meant by `name` in a group whose commands are known, as a sentence."""
    meant = list(HINTS.get(name.lower(), ()))
    if group:
        # Whoever is within a group means one of its own, if any has that meaning.
        meant = [each for each in meant if each.startswith(group)] or meant
    meant = meant or [group + each for each in get_close_matches(name, known, n=2)]
    if not meant:
        return ""
    return f" Did you mean {' or '.join(f'`hookshift {each}`' for each in meant)}?"


class Sectioned(Verbs):
    """The topmost group: its help is in sections."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each section under its heading; what has none comes last."""
        names = self.list_commands(ctx)
        longest = max(map(len, names))
        placed = {name for section in SECTIONS.values() for name in section}
        others = [name for name in names if name not in placed]
        for heading, section in (*SECTIONS.items(), ("Other", others)):
            rows = [(name.ljust(longest), self._short(ctx, name, formatter.width - longest - 6))
                    for name in section if name in names]  # fmt: skip
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names without their help, for which all commands would have to be imported."""
        names = [each for each in self.list_commands(ctx) if each.startswith(incomplete)]
        return [*map(CompletionItem, names), *click.Command.shell_complete(self, ctx, incomplete)]

    def _short(self, ctx: click.Context, name: str, room: int) -> str:
        if name in SHORT:
            return SHORT[name]
        command = self.get_command(ctx, name)
        return "" if command is None else command.get_short_help_str(room)

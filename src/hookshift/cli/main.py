"""The `hookshift` command: options that all commands share, and how errors end."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click

from hookshift import __version__
from hookshift.cli.place import env_file_option, settings_file
from hookshift.cli.verbs import Sectioned, imported
from hookshift.domain.errors import OperatorError

COMMANDS = {
    "serve": "serve:serve",
    "reload": "reload:reload",
    "control": "control:control",
    "demo": "demo:demo",
    "completion": "completion:completion",
    "db": "db:db",
    "config": "config:config",
    "status": "routing:status",
    "set": "share:set_percentage",
    "enable": "share:enable",
    "disable": "share:disable",
    "rollback": "share:rollback",
    "stats": "reports:stats",
    "errors": "reports:errors",
    "conversations": "conversations:conversations",
    "explain": "explain:explain",
    "trace": "trace:trace",
    "inbox": "inbox:inbox",
    "undelivered": "inbox:undelivered",
    "ledger": "inbox:ledger",
    "dead": "dead.commands:dead",
    "person": "person.commands:person",
    "support": "support.support:support",
    "alerts": "alerts:alerts",
    "notify": "notify:notify",
    "rollout": "rollout.group:rollout",
    "simulate": "simulate.simulate:simulate",
    "retire": "retire.retire:retire",
    "token": "token:token",
}
"""Where in this package each command is; it is imported when it is asked for."""


_HOST = ", since it belongs to one host"
NOT_REMOTE = {
    **dict.fromkeys(("serve", "reload", "control", "config", "db", "support"), _HOST),
    **dict.fromkeys(("demo", "completion"), ", and needs no installation"),
    "simulate": ", since it asks no installation: it needs a settings file only",
}
"""Why a command does not work on an installation elsewhere."""


class Commands(Sectioned):
    """Ends with the error's own text, not with a traceback, when the installation is at fault."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command; with --url the remote one, if there is one."""
        if ctx.params.get("url") is None:
            return imported(COMMANDS[cmd_name]) if cmd_name in COMMANDS else None
        remote = _remote()
        found = remote.get_command(ctx, cmd_name)
        if found is None and cmd_name in COMMANDS:
            names = ", ".join(remote.list_commands(ctx))
            why = NOT_REMOTE.get(cmd_name, "")
            raise click.UsageError(
                f"{cmd_name} is not available with --url{why}; use one of {names}"
            )
        return found

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names that `get_command` knows."""
        if ctx.params.get("url") is None:
            return sorted(COMMANDS)
        return _remote().list_commands(ctx)

    def invoke(self, context: click.Context) -> object:
        """Runs a command."""
        with _reader_may_leave():
            try:
                return super().invoke(context)
            except OperatorError as error:
                # Here, as it brings Rich, which `--version` does without.
                from hookshift.cli.output import Exit, complain  # noqa: PLC0415

                complain(str(error))
                sys.exit(Exit.FAILED)


def _remote() -> click.Group:
    group = imported("remote.commands:remote")
    assert isinstance(group, click.Group)
    return group


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """The reader of a pipe that has seen enough is no failure."""
    try:
        try:
            yield
        finally:
            # Now, not when the interpreter ends, where it would be a complaint and exit code 120.
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="HOOKSHIFT_CONFIG",
    help="The settings file. Without it: HOOKSHIFT_CONFIG, else ./hookshift.toml, else "
    "/etc/hookshift/hookshift.toml.",
)
@env_file_option
@click.option(
    "--url",
    envvar="HOOKSHIFT_URL",
    help="The dashboard's URL of a remote installation. The token is read from HOOKSHIFT_TOKEN.",
)
@click.version_option(__version__, prog_name="hookshift")
@click.pass_context
def main(context: click.Context, path: Path | None, url: str | None) -> None:
    """Moves live webhook traffic from old handlers to a new one, a little at a time.

    Exit codes: 0 success, 1 failure, 2 usage error, 3 working but degraded.
    """
    if url is None:
        context.obj = settings_file(path)
    else:
        context.obj = import_module("hookshift.cli.remote.client").Client(url)


if __name__ == "__main__":
    main()

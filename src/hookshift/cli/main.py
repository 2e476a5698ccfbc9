"""The `hookshift` command: options that all commands share, and how errors end."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from hookshift import __version__
from hookshift.cli import (
    alerts,
    config,
    control,
    db,
    dead,
    demo,
    explain,
    inbox,
    notify,
    reports,
    retire,
    rollout,
    routing,
    serve,
    simulate,
    token,
)
from hookshift.cli.output import Exit, complain
from hookshift.cli.remote.client import Client
from hookshift.cli.remote.commands import remote
from hookshift.domain.errors import OperatorError

DEFAULT_CONFIG = "hookshift.toml"


class Commands(click.Group):
    """Ends with the error's own text, not with a traceback, when the installation is at fault."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """With --url those that work elsewhere, without it those that work here."""
        if ctx.params.get("url") is None:
            return super().get_command(ctx, cmd_name)
        found = remote.get_command(ctx, cmd_name)
        if found is None and super().get_command(ctx, cmd_name) is not None:
            names = ", ".join(remote.list_commands(ctx))
            raise click.UsageError(
                f"{cmd_name} works only beside the installation; with --url there are {names}"
            )
        return found

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Those of `get_command`."""
        if ctx.params.get("url") is None:
            return super().list_commands(ctx)
        return remote.list_commands(ctx)

    def invoke(self, context: click.Context) -> object:
        """Runs a command."""
        with _reader_may_leave():
            try:
                return super().invoke(context)
            except OperatorError as error:
                complain(str(error))
                sys.exit(Exit.FAILED)


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
        sys.exit(Exit.OK)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--config",
    "path",
    type=click.Path(dir_okay=False, path_type=Path),
    default=DEFAULT_CONFIG,
    envvar="HOOKSHIFT_CONFIG",
    show_default=True,
    help="The settings file.",
)
@click.option(
    "--url",
    envvar="HOOKSHIFT_URL",
    help="An installation elsewhere: its dashboard's URL. The token is read from HOOKSHIFT_TOKEN.",
)
@click.version_option(__version__, prog_name="hookshift")
@click.pass_context
def main(context: click.Context, path: Path, url: str | None) -> None:
    """Moves live webhook traffic from old handlers to a new one, a little at a time.

    Exit codes: 0 it worked, 1 it failed, 2 wrong usage, 3 it works but something is degraded.
    """
    context.obj = path if url is None else Client(url)


for command in (
    serve.serve,
    control.control,
    demo.demo,
    db.db,
    config.config,
    routing.status,
    routing.set_percentage,
    routing.enable,
    routing.disable,
    routing.rollback,
    reports.stats,
    reports.errors,
    explain.explain,
    inbox.inbox,
    inbox.undelivered,
    inbox.ledger,
    dead.dead,
    alerts.alerts,
    notify.notify,
    rollout.rollout,
    simulate.simulate,
    retire.retire,
    token.token,
):
    main.add_command(command)


if __name__ == "__main__":
    main()

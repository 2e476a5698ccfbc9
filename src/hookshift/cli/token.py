"""`hookshift token`: who may use the API, and for how long."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.cli.rollout.times import Length
from hookshift.cli.session import actor, with_database
from hookshift.cli.verbs import Verbs
from hookshift.config.durations import Duration
from hookshift.config.faults import did_you_mean
from hookshift.config.part import load_part
from hookshift.config.schema.health import HealthPart
from hookshift.domain.errors import OperatorError
from hookshift.store import api

if TYPE_CHECKING:
    from hookshift.store.database import Connection

LONGEST_NAME = 63


@click.group(cls=Verbs)
def token() -> None:
    """Creates and revokes tokens for the dashboard and its API."""


@token.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice((*api.ROLES, api.HANDLER)),
    default="operator",
    show_default=True,
    help=(
        "viewer: read only; operator: also controls rollouts and replays dead letters; admin: "
        "also drops dead letters; handler: only hands over conversations of the --handler."
    ),
)
@click.option("--handler", help="The handler that a token of the role handler speaks for.")
@click.option(
    "--for", "length", type=Length(), help="How long the token is valid; without it, until revoked."
)
@output_option
@click.pass_obj
def create(
    path: Path,
    *,
    name: str,
    role: str,
    handler: str | None,
    length: Duration | None,
    as_json: bool,
) -> None:
    """Creates a token called NAME and prints it, once."""
    if not name.isprintable() or not 0 < len(name) <= LONGEST_NAME:
        raise OperatorError(f"a token's name has 1 to {LONGEST_NAME} printable characters")
    if (role == api.HANDLER) != (handler is not None):
        raise OperatorError("--handler NAME goes with --role handler, and only with it")
    if handler is not None:
        _demand_handler(path, handler)

    async def work(connection: "Connection") -> str:
        return await api.make(connection, name, role, actor(), length, handler=handler)

    made = with_database(path, work)
    if as_json:
        show_data({"name": name, "role": role, "token": made})
    else:
        console.print(made, markup=False, soft_wrap=True)


def _demand_handler(path: Path, handler: str) -> None:
    known = load_part(path, HealthPart).handlers
    if handler not in known:
        advice = did_you_mean(handler, known) or f"use one of {', '.join(known)}"
        raise OperatorError(f"there is no handler {handler} in the settings; {advice}")


# The former name, for scripts that use it.
token.add_command(
    click.Command(
        "make", params=create.params, callback=create.callback, help=create.help, hidden=True
    )
)


@token.command("list")
@output_option
@click.pass_obj
def listed(path: Path, as_json: bool) -> None:
    """Lists tokens by name, newest first. The tokens themselves are not stored."""
    found = with_database(path, api.tokens)
    if as_json:
        show_data([each._asdict() for each in found])
        return
    headings = ("name", "role", "handler", "created", "by", "until", "last used", "revoked", "by")
    show_table("Tokens", headings, found)


@token.command()
@click.argument("name")
@output_option
@click.pass_obj
def revoke(path: Path, name: str, as_json: bool) -> None:
    """Revokes the token called NAME at once."""

    async def work(connection: "Connection") -> bool:
        return await api.revoke(connection, name, actor())

    if not with_database(path, work):
        raise OperatorError(f"there is no token {name}. `hookshift token list` shows them.")
    if as_json:
        show_data({"name": name, "revoked": True})
    else:
        console.print(f'Token "{name}" revoked.', markup=False)

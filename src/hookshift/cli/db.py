"""`hookshift db`: migrations, and where the database is."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, complain, console, show_data
from hookshift.cli.session import database_url, on_database
from hookshift.cli.verbs import Verbs
from hookshift.config.load import load
from hookshift.config.part import load_part
from hookshift.config.protected import protected
from hookshift.config.schema.installation import DatabasePart
from hookshift.domain.alerts import of_functions
from hookshift.store import migrate as migrations
from hookshift.store.routing_config import foreign_functions, protect, restore_function

if TYPE_CHECKING:
    from hookshift.store.database import Connection

RESTORED = (
    "update_routing_percentage(numeric) had been replaced (the runbook's SQL does that); "
    "hookshift's version has been restored"
)


@click.group(cls=Verbs)
def db() -> None:
    """Migrates the database, and shows where it is."""


@db.command()
@output_option
@click.pass_obj
def migrate(path: Path, as_json: bool) -> None:
    """Migrates the database to this version; changes nothing if it is up to date."""
    settings = load(path, needs=())

    async def work(connection: "Connection") -> tuple[list[str], list[str]]:
        applied = await migrations.migrate(connection)
        await protect(connection, protected(settings))
        warnings = [RESTORED] if await restore_function(connection) else []
        foreign = of_functions(await foreign_functions(connection))
        return applied, [*warnings, *(alert.text for alert in foreign)]

    applied, warnings = on_database(settings, work, create=True)
    for warning in warnings:
        complain(warning)
    if as_json:
        show_data({"applied": applied, "warnings": warnings})
        return
    for name in applied:
        console.print(f"applied {name}", markup=False)
    if not applied:
        console.print("the database is up to date")


@db.command()
@click.pass_obj
def sql(path: Path) -> None:
    """Prints the migrations as plain SQL, ready for supabase/migrations."""
    shielded = protected(load(path, needs=())) if path.exists() else {}
    click.echo(migrations.sql(shielded))


@db.command()
@click.pass_obj
def url(path: Path) -> None:
    """Prints the database's URL, as in: psql "$(hookshift db url)"."""
    settings = load_part(path, DatabasePart)
    if settings.database.url is None and not (settings.data_dir / "postgres").exists():
        console.print("no database yet: `hookshift serve` or `hookshift db migrate` creates one")
        raise click.exceptions.Exit(Exit.FAILED)
    with database_url(settings) as address:
        click.echo(address)

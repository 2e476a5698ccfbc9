"""`hookshift db`: migrations, and where the database is."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.output import Exit, console, show_json
from hookshift.cli.session import database_url, with_database
from hookshift.config.compile import protected
from hookshift.config.load import load
from hookshift.store import migrate as migrations
from hookshift.store.routing_config import protect

if TYPE_CHECKING:
    from hookshift.store.database import Connection


@click.group()
def db() -> None:
    """Works on the database."""


@db.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_obj
def migrate(path: Path, as_json: bool) -> None:
    """Brings the database up to this version; does nothing where it is."""
    settings = load(path)

    async def work(connection: "Connection") -> list[str]:
        applied = await migrations.migrate(connection)
        await protect(connection, protected(settings))
        return applied

    applied = with_database(path, work)
    if as_json:
        show_json({"applied": applied})
        return
    for name in applied:
        console.print(f"applied {name}", markup=False)
    if not applied:
        console.print("the database is up to date")


@db.command()
@click.pass_obj
def sql(path: Path) -> None:
    """Prints the migrations as plain SQL, ready for supabase/migrations."""
    shielded = protected(load(path)) if path.exists() else {}
    click.echo(migrations.sql(shielded))


@db.command()
@click.pass_obj
def url(path: Path) -> None:
    """Prints the database's URL, as in: psql "$(hookshift db url)"."""
    settings = load(path)
    if settings.database.url is None and not (settings.data_dir / "postgres").exists():
        console.print("no database yet: `hookshift serve` or `hookshift db migrate` makes one")
        raise click.exceptions.Exit(Exit.FAILED)
    with database_url(settings) as address:
        click.echo(address)

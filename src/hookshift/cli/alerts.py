"""`hookshift alerts`: what is wrong whatever a rollout does, and what was."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.store import alerts as stored

if TYPE_CHECKING:
    from hookshift.store.database import Connection

MOST_SHOWN = 10_000


@click.command()
@click.option("--open", "only_open", is_flag=True, help="Only alerts that are still open.")
@click.option(
    "--limit",
    type=click.IntRange(1, MOST_SHOWN),
    default=20,
    show_default=True,
    help="How many to show.",
)
@output_option
@click.pass_obj
def alerts(path: Path, only_open: bool, limit: int, as_json: bool) -> None:
    """Shows the latest alerts, open ones first; exit code 3 if any are open."""

    async def work(connection: "Connection") -> list[stored.Raised]:
        return await stored.alerts(connection, limit, only_open=only_open)

    found = with_database(path, work)
    if as_json:
        show_data([each._asdict() for each in found])
    else:
        show_table(
            "Alerts",
            ("since", "until", "alert", "what"),
            [
                (each.since, each.ended_at or "open", each.kind.replace("_", " "), each.text)
                for each in found
            ],
        )
    is_open = any(each.ended_at is None for each in found)
    raise click.exceptions.Exit(Exit.DEGRADED if is_open else Exit.OK)

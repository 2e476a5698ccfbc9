"""`hookshift conversations`: how events found their domain, and where they would have gone."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import console, show_data, show_table
from hookshift.cli.session import with_database
from hookshift.cli.verbs import Verbs
from hookshift.domain.routing.routing import DOMAIN_BY_TEXT, DomainBy
from hookshift.store import continuations


@click.group(cls=Verbs)
def conversations() -> None:
    """Shows how events found their domain."""


minutes_option = click.option(
    "--minutes",
    type=click.IntRange(1, continuations.MOST_MINUTES),
    default=60,
    show_default=True,
    help="How far back to look.",
)


@conversations.command()
@minutes_option
@output_option
@click.pass_obj
def report(path: Path, minutes: int, *, as_json: bool) -> None:
    """Shows how events found their domain, and where `observe` would have sent them."""
    rows = with_database(path, lambda connection: continuations.continued(connection, minutes))
    print_report([row._asdict() for row in rows], minutes, as_json=as_json)


def print_report(rows: Sequence[Mapping[str, Any]], minutes: int, *, as_json: bool) -> None:
    """How events found their domain, here or in an installation elsewhere."""
    if as_json:
        show_data(rows)
        return
    show_table(
        f"First attempts of the last {minutes} minutes",
        ("source", "domain by", "domain", "side", "would go to", "reason", "events", "people"),
        [tuple(row.values()) for row in rows],
    )
    if not rows:
        console.print(
            "No event of this period has a conversation. To have them, set "
            '`conversations = "observe"` or `"on"` for a source.'
        )
        return
    elsewhere = sum(row["events"] for row in rows if row["observed"] is not None)
    if elsewhere:
        events = sum(row["events"] for row in rows)
        console.print(f"{elsewhere:,} of {events:,} events would have gone elsewhere.")
    for by in dict.fromkeys(row["domain_by"] for row in rows):
        console.print(f"{by}: {DOMAIN_BY_TEXT[DomainBy(by)]}", markup=False)

"""`hookshift stats` and `errors`: the runbook's two dashboard queries."""

from pathlib import Path

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import show_data, show_table
from hookshift.cli.session import with_database
from hookshift.store import stats as numbers


@click.command()
@output_option
@click.pass_obj
def stats(path: Path, as_json: bool) -> None:
    """Shows the last hour by domain and side.

    The columns are attempts, response times, errors and the share that unified got.
    """
    rows = with_database(path, numbers.dashboard)
    if as_json:
        show_data([row._asdict() for row in rows])
        return
    headings = ("domain", "side", "attempts", "avg ms", "p95 ms", "errors", "error %", "share %")
    show_table("The last hour, all attempts", headings, rows)


@click.command()
@output_option
@click.pass_obj
def errors(path: Path, as_json: bool) -> None:
    """Shows the last hour's errors by domain, side and text.

    The most frequent errors come first; at most 1,000 are shown.
    """
    rows = with_database(path, numbers.errors)
    if as_json:
        show_data([row._asdict() for row in rows])
        return
    headings = ("domain", "side", "error", "count", "last")
    show_table("Errors of the last hour", headings, rows)

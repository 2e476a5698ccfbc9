"""`hookshift trace`: where a message went, or everything of one person."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.moments import as_moment
from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, complain, console, show_data, show_table
from hookshift.cli.session import on_database
from hookshift.config.part import load_part
from hookshift.config.schema.people import PeoplePart
from hookshift.view.text import text
from hookshift.view.trace import Tracer, TraceResult, as_data

if TYPE_CHECKING:
    from hookshift.store.database import Connection

MOST_SHOWN = 1_000
WHAT = click.argument("what", metavar="ID|PHONE|CORRELATION")
LIMIT = click.option(
    "--limit",
    type=click.IntRange(1, MOST_SHOWN),
    default=100,
    show_default=True,
    help="How many of the latest attempts to show.",
)


@click.command()
@WHAT
@LIMIT
@output_option
@click.pass_obj
def trace(path: Path, what: str, limit: int, as_json: bool) -> None:
    """Shows where a message went, by any id or a person's number.

    Give a message id, the correlation id of its webhook, or a phone number in any spelling with the
    country code. Shows each event with its decision, attempts and answers, or why it is not
    delivered, as far back as recorder.retention_days. Exit code 1 if nothing is found.
    """
    settings = load_part(path, PeoplePart, needs=("recorder", "delivery"))

    async def work(connection: "Connection") -> TraceResult:
        return await Tracer(settings).trace(connection, what, limit)

    # Not by the path: that would read the file once more.
    print_trace(as_data(on_database(settings, work, create=False)), as_json=as_json)


def print_trace(found: Mapping[str, Any], *, as_json: bool) -> None:
    """What was found, here or elsewhere; ends the command."""
    attempts, undelivered = found["attempts"], found["undelivered"]
    if as_json:
        rows = [
            *({"what": "attempt", **each} for each in attempts),
            *({"what": "undelivered", **each} for each in undelivered),
        ]
        show_data(found, rows)
    else:
        _show(attempts, undelivered)
        for remark in found["remarks"]:
            console.print(text(remark), soft_wrap=True)
    if not attempts and not undelivered:
        complain(
            "nothing found: it never came, is older than recorder.retention_days, or has not been "
            "written yet (wait a second)"
        )
        raise click.exceptions.Exit(Exit.FAILED)


def _show(attempts: Sequence[Mapping[str, Any]], undelivered: Sequence[Mapping[str, Any]]) -> None:
    show_table(
        "Attempts, the latest first",
        ("when", "event", "message", "from", "domain", "side", "handler", "because", "attempt",
         "answer", "ms", "error", "correlation", ""),
        [
            (
                as_moment(row["created_at"]), f"{row['event_kind']}/{row['event_type']}",
                row["message_id"], row["from_number"], row["domain"], row["side"], row["handler"],
                row["reason"], row["attempt"], _answer(row), row["response_time_ms"],
                row["error_message"], row["correlation_id"], "" if row["certain"] else "perhaps",
            )
            for row in attempts
        ],
    )  # fmt: skip
    if undelivered:
        show_table(
            "Not delivered",
            ("id", "acknowledged", "event", "handler", "side", "because", "tries", "state", "at",
             "error", "correlation"),
            [
                (
                    str(row["id"]), as_moment(row["accepted_at"]),
                    f"{row['event_kind']}/{row['event_type']}", row["handler"], row["side"],
                    row["reason"], row["attempts"], row["state"], as_moment(row["at"]),
                    row["last_error"], row["correlation_id"],
                )
                for row in undelivered
            ],
        )  # fmt: skip


def _answer(row: Mapping[str, Any]) -> str:
    status = row["handler_status"]
    return f"{row['status']}, HTTP {status}" if status is not None else str(row["status"])

"""`hookshift person`: a person's data shown and exported; see also `forget`."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.moments import as_moment
from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, complain, console, show_data, show_table
from hookshift.cli.person.forget import forget
from hookshift.cli.person.options import reason_option, rows_option, sender_argument
from hookshift.cli.session import actor, with_database
from hookshift.cli.verbs import Verbs
from hookshift.config.load import load
from hookshift.view.person import PersonalData
from hookshift.view.personal import exported, remarks, shown
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection


@click.group(cls=Verbs)
def person() -> None:
    """Shows, exports and forgets what is stored about a person.

    A number may be spelled in any way, with the country code; any other id of a person is given
    as the provider writes it.
    """


@person.command()
@sender_argument
@rows_option
@output_option
@click.pass_obj
def show(path: Path, sender: str, limit: int, as_json: bool) -> None:
    """Shows a person's conversations, aliases, rows of the log and undelivered events.

    Aliases are kept as hashes. Exit code 1 if nothing is found.
    """
    data = PersonalData(load(path, needs=("recorder", "delivery")))
    found = with_database(path, lambda opened: shown(opened, data, sender, limit))
    print_person(sender, found, as_json=as_json)


@person.command()
@sender_argument
@reason_option
@click.pass_obj
def export(path: Path, sender: str, reason: str | None) -> None:
    """Writes everything that is stored about a person, one JSON object a line.

    Bodies are included as they were received. The audit trail records that there was an export, but
    not of whom.
    """
    data = PersonalData(load(path, needs=("recorder", "delivery")))

    async def work(connection: "Connection") -> int:
        count = 0
        async for each in exported(connection, data, sender, actor(), reason):
            _write(each)
            count += 1
        return count

    end_export(with_database(path, work), remarks(data))


person.add_command(forget)


def _write(line: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def print_exported(lines: Sequence[Mapping[str, Any]], notes: Iterable[str]) -> None:
    """What an installation elsewhere has exported; ends the command."""
    for each in lines:
        _write(each)
    end_export(len(lines), notes)


def end_export(count: int, notes: Iterable[str]) -> None:
    """Says on standard error what is to be said of an export; exit code 1 if it is empty."""
    for remark in notes:
        complain(remark)
    if not count:
        complain("nothing found")
        raise click.exceptions.Exit(Exit.FAILED)


def print_person(sender: str, answer: Mapping[str, Any], *, as_json: bool) -> None:
    """What `view.personal.shown` says, of this installation or of one elsewhere."""
    found = {kind: rows for kind, rows in answer.items() if kind != "remarks"}
    if as_json:
        lines = [{"what": kind, **each} for kind, rows in found.items() for each in rows]
        show_data(found, lines)
    else:
        _show(sender, found)
        for remark in answer["remarks"]:
            console.print(text(remark), soft_wrap=True)
    if not any(found.values()):
        complain("nothing found")
        raise click.exceptions.Exit(Exit.FAILED)


def _show(sender: str, found: Mapping[str, list[dict[str, Any]]]) -> None:
    show_table(
        f"Conversations of {sender}",
        ("source", "domain", "side", "began", "last", "ended"),
        [
            (each["source"], each["domain"], each["side"], as_moment(each["began"]),
             as_moment(each["last"]),
             "yes" if each["ended"] else "")
            for each in found["conversations"]
        ],
    )  # fmt: skip
    show_table(
        "Aliases, as hashes",
        ("alias", "person", "since", "bucket"),
        [
            (str(each["alias"]), str(each["person"]), as_moment(each["since"]), each["bucket"])
            for each in found["aliases"]
        ],
    )
    show_table(
        "Rows of the log, the latest first",
        ("when", "event", "message", "from", "domain", "side", "handler", "status", "error", ""),
        [
            (as_moment(row["created_at"]), f"{row['event_kind']}/{row['event_type']}",
             row["message_id"], row["from_number"], row["domain"], row["routed_to"],
             row["webhook_name"], row["status"], row["error_message"],
             "" if row["certain"] else "perhaps")
            for row in found["log_rows"]
        ],
    )  # fmt: skip
    show_table(
        "Not delivered",
        ("id", "received", "source", "handler", "state", "events"),
        [
            (str(each["id"]), *map(as_moment, list(each.values())[1:]))
            for each in found["undelivered"]
        ],
    )

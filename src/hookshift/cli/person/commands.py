"""`hookshift person`: a person's data shown and exported; see also `forget`."""

import json
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, complain, console, show_data, show_table
from hookshift.cli.person.forget import CLOSED, REASON, SENDER, forget
from hookshift.cli.session import actor, with_database
from hookshift.cli.verbs import Verbs
from hookshift.config.load import load
from hookshift.domain.format import counted
from hookshift.domain.privacy import masked_id, without_ids
from hookshift.store import person as store
from hookshift.view.person import NO_KEY, OpenedBody, PersonalData, Whose, body_data
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection

MOST_SHOWN = 1_000


@click.group(cls=Verbs)
def person() -> None:
    """Shows, exports and forgets what is stored of a person.

    A number may be spelled in any way, with its country's code; any other id of a person is given
    as the provider writes it.
    """


@person.command()
@SENDER
@click.option(
    "--limit", type=click.IntRange(1, MOST_SHOWN), default=100, show_default=True,
    help="How many rows of the log to show, the latest.",
)  # fmt: skip
@output_option
@click.pass_obj
def show(path: Path, sender: str, limit: int, as_json: bool) -> None:
    """Shows a person's conversations, aliases, rows of the log and undelivered events.

    Aliases are kept as hashes. Exit code 1 if nothing is found.
    """
    data = PersonalData(load(path, needs=("recorder", "delivery")))

    async def work(connection: "Connection") -> dict[str, list[Any]]:
        whose = await data.whose(connection, sender)
        found: dict[str, list[Any]] = {
            "conversations": [each._asdict() for each in whose.conversations],
            "aliases": [each._asdict() for each in whose.aliases],
            "log_rows": [_discreet(row) async for row in _rows(connection, whose, limit)],
            "undelivered": [],
        }
        for letters in (False, True):
            async for each in data.bodies(connection, whose, letters=letters, waiting=True):
                found["undelivered"].append(_told(each, letters=letters))
        return found

    found = with_database(path, work)
    if as_json:
        lines = [{"what": kind, **each} for kind, rows in found.items() for each in rows]
        show_data(found, lines)
    else:
        _show(sender, found)
        _remark(data)
    if not any(found.values()):
        complain("nothing found")
        raise click.exceptions.Exit(Exit.FAILED)


@person.command()
@SENDER
@REASON
@click.pass_obj
def export(path: Path, sender: str, reason: str | None) -> None:
    """Writes everything that is stored of a person, one JSON object a line.

    Bodies are included, as they came. That it was done is recorded, not of whom.
    """
    data = PersonalData(load(path, needs=("recorder", "delivery")))

    async def work(connection: "Connection") -> dict[str, int]:
        number = await store.begin(connection, "export", actor(), reason)
        counts: dict[str, int] = {}
        async for what, each in _everything(connection, data, sender):
            counts[what] = counts.get(what, 0) + 1
            line = json.dumps({"what": what, **each}, ensure_ascii=False, default=str)
            sys.stdout.write(line + "\n")
        await store.done(connection, number, counts)
        return counts

    counts = with_database(path, work)
    _remark(data, on_stderr=True)
    if not counts:
        complain("nothing found")
        raise click.exceptions.Exit(Exit.FAILED)


person.add_command(forget)


async def _everything(
    connection: "Connection", data: PersonalData, sender: str
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    whose = await data.whose(connection, sender)
    for alias in whose.aliases:
        yield "alias", alias._asdict()
    for conversation in whose.conversations:
        yield "conversation", conversation._asdict()
    async for row in _rows(connection, whose, None):
        yield "log_row", row
    for what, letters in (("body", False), ("dead_letter", True)):
        async for each in data.bodies(connection, whose, letters=letters):
            yield what, body_data(each)


async def _rows(
    connection: "Connection", whose: Whose, limit: int | None
) -> AsyncIterator[dict[str, Any]]:
    for row in await store.log_rows(connection, whose.hashes, limit):
        yield {**json.loads(row), "certain": True}
    if whose.older is not None:
        for row in await store.older_rows(connection, whose.older, limit):
            yield {**json.loads(row), "certain": whose.certain}


def _discreet(row: dict[str, Any]) -> dict[str, Any]:
    """What of a row may be on a screen: the log has ids and errors as they came."""
    message, error = row["message_id"], row["error_message"]
    return {
        **row,
        "message_id": message and masked_id(message),
        "error_message": error and without_ids(error),
    }


def _told(opened: OpenedBody, *, letters: bool) -> dict[str, Any]:
    stored = opened.stored
    state = "dead" if letters else "under way" if stored.held else "waiting"
    return {
        "id": stored.id,
        "received_at": stored.received_at,
        "source": stored.source,
        "handler": stored.handler,
        "state": state,
        "events": len(opened.events),
    }


def _show(sender: str, found: Mapping[str, list[dict[str, Any]]]) -> None:
    show_table(
        f"Conversations of {sender}",
        ("source", "domain", "side", "began", "last", "ended"),
        [
            (each["source"], each["domain"], each["side"], each["began"], each["last"],
             "yes" if each["ended"] else "")
            for each in found["conversations"]
        ],
    )  # fmt: skip
    show_table(
        "Aliases, as hashes",
        ("alias", "person", "since", "bucket"),
        [
            (str(each["alias"]), str(each["person"]), each["since"], each["bucket"])
            for each in found["aliases"]
        ],
    )
    show_table(
        "Rows of the log, the latest first",
        ("when", "event", "message", "from", "domain", "side", "handler", "status", "error", ""),
        [
            (row["created_at"], f"{row['event_kind']}/{row['event_type']}", row["message_id"],
             row["from_number"], row["domain"], row["routed_to"], row["webhook_name"],
             row["status"], row["error_message"], "" if row["certain"] else "perhaps")
            for row in found["log_rows"]
        ],
    )  # fmt: skip
    show_table(
        "Not delivered",
        ("id", "received", "source", "handler", "state", "events"),
        [(str(each["id"]), *list(each.values())[1:]) for each in found["undelivered"]],
    )


def _remark(data: PersonalData, *, on_stderr: bool = False) -> None:
    remarks = [] if data.has_key else [NO_KEY]
    if data.closed:
        remarks.append(CLOSED.format(counted(data.closed, "body", "bodies")))
    for remark in remarks:
        if on_stderr:
            complain(remark)
        else:
            console.print(text(remark), soft_wrap=True)

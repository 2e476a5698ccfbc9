"""`hookshift explain`: where each event of a body would go, and why."""

import re
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hookshift.cli.moments import as_moment
from hookshift.cli.options import output_option
from hookshift.cli.output import Exit, complain, console, show_data, show_table
from hookshift.cli.percentage import Percentage
from hookshift.cli.session import with_database
from hookshift.config.compile import route_table
from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.domain.errors import BadPayload, OperatorError
from hookshift.domain.events import Event
from hookshift.domain.http import Headers
from hookshift.domain.privacy import masked_id
from hookshift.domain.routing.classify import with_headers
from hookshift.domain.routing.routing import REASON_TEXT, Decision, Snapshot, decide
from hookshift.gateway.record.rows import masked
from hookshift.store.routing_config import read_snapshot
from hookshift.view.next_message import assumed, configured, explained, sentences

if TYPE_CHECKING:
    from hookshift.gateway.relay.webhook import Source
    from hookshift.store.database import Connection

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
LARGEST_FILE = 64 * 1024 * 1024
"""Bytes."""


sender_option = click.option(
    "--sender",
    metavar="SENDER",
    help="Where the next message of this person would go: a number in any spelling, or an id.",
)
percentage_option = click.option(
    "--percentage",
    type=Percentage(),
    help="Assume this share (0 to 100) instead of the configured one.",
)


def _headers_given(
    _context: click.Context, _option: click.Parameter, values: Sequence[str]
) -> Headers:
    """The headers, as they would come over HTTP."""
    headers = []
    for value in values:
        name, colon, rest = value.partition(":")
        if not colon or not _HEADER_NAME.fullmatch(name) or not _is_latin(rest):
            raise click.BadParameter(f"{value!r} is not a header: write it as 'X-Name: value'.")
        headers.append((name.lower().encode(), rest.strip(" \t").encode("latin-1")))
    return headers


def _is_latin(text: str) -> bool:
    return all(" " <= character <= "\xff" or character == "\t" for character in text)


@click.command()
@click.argument("file", type=click.File("rb"), required=False)
@sender_option
@click.option(
    "--source", "name", help="The source; by default the first one that can parse the body."
)
@percentage_option
@click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="'NAME: VALUE'",
    callback=_headers_given,
    help="A header of the request, for rules on headers; may be given several times.",
)
@output_option
@click.pass_obj
def explain(
    path: Path,
    *,
    file: Any,
    sender: str | None,
    name: str | None,
    percentage: Decimal | None,
    headers: Headers,
    as_json: bool,
) -> None:
    """Explains each event of a payload: its rule, its side, and why.

    FILE is a webhook body as it was received, or - for standard input. Signatures are not checked
    and nothing is sent. Only the rules are applied; use --sender instead of FILE to see where a
    person's next message would go, conversations included.
    """
    if (file is None) is (sender is None):
        raise click.UsageError("give a FILE, or --sender")
    if sender is not None:
        _explain_sender(path, sender, percentage, as_json=as_json)
        return
    settings = load(path, needs=())
    body = file.read(LARGEST_FILE + 1)
    if len(body) > LARGEST_FILE:
        raise OperatorError(
            f"the body is larger than {LARGEST_FILE:,} bytes, which no provider sends. Explain "
            "one webhook at a time."
        )
    source, found = _events(settings, name, body)
    snapshot = assumed(with_database(path, read_snapshot), percentage)
    table = route_table(settings)
    events = with_headers(found, headers, table.headers)
    decisions = [decide(event, table, source.default_handler, snapshot) for event in events]
    rows = [_row(event, decision) for event, decision in zip(events, decisions, strict=True)]
    if as_json:
        show_data(
            {"source": source.name, "configuration": configured(snapshot), "events": rows}, rows
        )
        return
    _show(source, snapshot, rows)


def _explain_sender(path: Path, sender: str, percentage: Decimal | None, *, as_json: bool) -> None:
    settings = load(path, needs=("recorder",))

    async def work(connection: "Connection") -> dict[str, Any]:
        return await explained(connection, settings, sender, percentage, time.time())

    print_next(with_database(path, work), as_json=as_json)


def print_next(answer: Mapping[str, Any], *, as_json: bool) -> None:
    """What `view.next_message.explained` says, of this installation or of one elsewhere."""
    if as_json:
        show_data(answer, answer["next"])
        return
    names = ("source", "message", "domain", "side", "handler", "domain_by", "reason", "last_heard")
    headings = ("source", "a message", *names[2:5], "domain by", "reason", "last message")
    show_table(
        "The next message of this person",
        headings,
        [[as_moment(each[name]) for name in names] for each in answer["next"]],
    )
    for reason, why in sentences(answer["next"]).items():
        console.print(f"{reason}: {why}", markup=False)


def _events(settings: Settings, name: str | None, body: bytes) -> tuple["Source", list[Event]]:
    # Here, as a sender's next message needs none of it.
    from hookshift.app.sources import sources as built  # noqa: PLC0415

    sources = [s for s in built(settings).values() if name in (None, s.name)]
    if not sources:
        known = ", ".join(source.name for source in settings.sources)
        raise OperatorError(f'there is no source "{name}". Use one of {known}')
    complaints = []
    for source in sources:
        try:
            return source, source.provider.events(body)
        except BadPayload as error:
            complaints.append(f"{source.name}: {error}")
    for complaint in complaints:
        complain(complaint)
    raise OperatorError("no source can parse this body")


def _row(event: Event, decision: Decision) -> dict[str, Any]:
    sender = event.phone or event.sender
    return {
        "kind": event.kind.value,
        "type": event.type,
        "event_id": masked_id(event.event_id) if event.event_id else None,
        "sender": masked(sender) if sender else None,
        "domain": decision.domain,
        "rule": decision.rule,
        "bucket": decision.bucket,
        "side": decision.side.value,
        "handler": decision.handler,
        "reason": decision.reason.value,
        "why": REASON_TEXT[decision.reason],
    }


def _show(source: "Source", snapshot: Snapshot | None, rows: Sequence[dict[str, Any]]) -> None:
    if snapshot is None:
        console.print("configuration: none")
    else:
        state = "enabled" if snapshot.enabled else "disabled"
        console.print(
            f"source {source.name}; configuration {snapshot.version}: "
            f"{snapshot.threshold / 100:g} % {state} for {', '.join(sorted(snapshot.domains))}; "
            "a bucket below "
            f"{snapshot.threshold:,} goes to unified",
            markup=False,
        )
    headings = ("event", "sender", "domain", "rule", "bucket", "side", "handler", "reason")
    show_table(
        f"{len(rows)} event{'s' if len(rows) != 1 else ''}",
        headings,
        [
            (
                f"{row['kind']}/{row['type']}",
                row["sender"],
                row["domain"],
                row["rule"],
                row["bucket"],
                row["side"],
                row["handler"],
                row["reason"],
            )
            for row in rows
        ],
    )
    for reason, why in dict.fromkeys((row["reason"], row["why"]) for row in rows):
        console.print(f"{reason}: {why}", markup=False)
    if not rows:
        raise click.exceptions.Exit(Exit.FAILED)

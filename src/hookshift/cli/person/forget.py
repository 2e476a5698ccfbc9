"""`hookshift person forget`: what is stored of a person is removed, and every host is told."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hookshift.cli.options import output_option, yes_option
from hookshift.cli.output import console, show_data
from hookshift.cli.session import actor, with_database
from hookshift.config.load import load
from hookshift.domain.format import counted
from hookshift.store import dead_letters
from hookshift.store import person as store
from hookshift.view.person import NO_KEY, OUT_OF_REACH, OpenedBody, PersonalData, Whose
from hookshift.view.text import text

if TYPE_CHECKING:
    from hookshift.store.database import Connection

SENDER = click.argument("sender", metavar="PHONE|ID")
REASON = click.option("--reason", help="The reason, recorded with the action.")
KINDS: Mapping[str, tuple[str, str]] = {
    "log_rows": ("row of the log blanked", "rows of the log blanked"),
    "perhaps": ("row that is perhaps theirs blanked", "rows that are perhaps theirs blanked"),
    "aliases": ("alias removed", "aliases removed"),
    "conversations": ("conversation removed", "conversations removed"),
    "bodies": ("stored body removed", "stored bodies removed"),
    "deliveries": ("delivery that waited dropped", "deliveries that waited dropped"),
    "events": ("event of these counted as dropped", "events of these counted as dropped"),
    "letters": ("dead letter dropped", "dead letters dropped"),
}
HELD = (
    "{} under way when dropped: the handler may get it all the same. Forget once more in a minute "
    "if an attempt has been recorded since."
)
SHARED = "{} events of other people, too: not removed before they are past retention"
CLOSED = "{} could not be opened: delivery.encryption_keys lacks their key, or they are damaged"
LEFT_PERHAPS = (
    "rows from before recorder.hash_key was set stay: they are perhaps theirs, by the masked "
    "number and the bucket. --perhaps blanks them, too."
)


@click.command()
@SENDER
@REASON
@click.option("--perhaps", is_flag=True, help="Also rows that are only perhaps this person's.")
@yes_option
@output_option
@click.pass_obj
def forget(
    path: Path, /, sender: str, *, reason: str | None, perhaps: bool, yes: bool, as_json: bool
) -> None:
    """Removes what is stored of a person; what was not delivered is dropped.

    Rows of the log stay, without number, ids and error text, and so do all counts. What a host
    still has in its spool or memory is blanked before it is written.
    """
    data = PersonalData(load(path, needs=("recorder", "delivery")))
    if not yes:
        click.confirm(
            "Remove what is stored of this person, also what has not been delivered? It cannot be "
            "undone",
            abort=True,
        )

    async def work(connection: "Connection") -> dict[str, int]:
        number = await store.begin(connection, "forget", actor(), reason)
        counts = await _forget(connection, data, sender, perhaps=perhaps, number=number)
        await store.done(connection, number, counts)
        return counts

    counts = with_database(path, work)
    remarks = list(_remarks(counts, data))
    if as_json:
        show_data({**counts, "remarks": remarks}, [counts])
        return
    for kind, (one, many) in KINDS.items():
        if counts[kind]:
            console.print(counted(counts[kind], one, many))
    if not any(counts[kind] for kind in KINDS):
        console.print("nothing found")
    for remark in remarks:
        console.print(text(remark), soft_wrap=True)


async def _forget(
    connection: "Connection", data: PersonalData, sender: str, *, perhaps: bool, number: int
) -> dict[str, int]:
    whose = await data.whose(connection, sender)
    counts = dict.fromkeys((*KINDS, "held", "shared", "left"), 0)
    # First: whatever hosts write from now on is blanked by themselves.
    if whose.hashes:
        await store.remember_forgotten(connection, whose.hashes)
    await _drop_letters(connection, data, whose, counts, number)
    await _drop_bodies(connection, data, whose, counts)
    # Twice: what a host was about to write when it was told to forget is there by now.
    for _ in range(2):
        if whose.hashes:
            aliases, conversations = await store.forget_conversations(
                connection, whose.hashes, whose.people
            )
            counts["aliases"] += aliases
            counts["conversations"] += conversations
            counts["log_rows"] += await store.blank_rows(connection, whose.hashes)
        if whose.older is not None and (whose.certain or perhaps):
            kind = "log_rows" if whose.certain else "perhaps"
            counts[kind] += await store.blank_older_rows(connection, whose.older)
    if whose.older is not None and not whose.certain and not perhaps:
        counts["left"] = len(await store.older_rows(connection, whose.older, 1))
    return counts


async def _drop_letters(
    connection: "Connection",
    data: PersonalData,
    whose: Whose,
    counts: dict[str, int],
    number: int,
) -> None:
    letters = [each async for each in data.bodies(connection, whose, letters=True)]
    own = [each.stored.id for each in letters if not each.shared]
    counts["shared"] += len(letters) - len(own)
    if not own:
        return
    change = dead_letters.LetterAction("drop", actor(), f"person forget, action {number}")
    chosen = dead_letters.Chosen(ids=own)
    async for done in dead_letters.act(connection, change, chosen):
        counts["letters"] = done.letters


async def _drop_bodies(
    connection: "Connection", data: PersonalData, whose: Whose, counts: dict[str, int]
) -> None:
    batch: list[OpenedBody] = []

    async def drop() -> None:
        deliveries, events = await store.drop_bodies(connection, [each.stored for each in batch])
        counts["bodies"] += len(batch)
        counts["deliveries"] += deliveries
        counts["events"] += events
        counts["held"] += sum(each.stored.held for each in batch)
        batch.clear()

    async for each in data.bodies(connection, whose, letters=False):
        if each.shared:
            counts["shared"] += 1
            continue
        batch.append(each)
        if len(batch) >= store.AT_ONCE:
            await drop()
    if batch:
        await drop()


def _remarks(counts: Mapping[str, int], data: PersonalData) -> "list[str]":
    remarks = []
    if counts["held"]:
        remarks.append(HELD.format(counted(counts["held"], "delivery was", "deliveries were")))
    if counts["shared"]:
        remarks.append(SHARED.format(counted(counts["shared"], "body holds", "bodies hold")))
    if data.closed:
        remarks.append(CLOSED.format(counted(data.closed, "body", "bodies")))
    if counts["left"]:
        remarks.append(LEFT_PERHAPS)
    if not data.has_key:
        remarks.append(NO_KEY)
    return [*remarks, OUT_OF_REACH]

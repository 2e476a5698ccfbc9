"""A person is forgotten: what is stored of them is removed, on every host."""

from collections.abc import Mapping
from typing import Any

from hookshift.domain.format import counted
from hookshift.store import dead_letters
from hookshift.store import person as store
from hookshift.store.database import Connection
from hookshift.view.person import OUT_OF_REACH, OpenedBody, PersonalData, Whose
from hookshift.view.personal import remarks

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
    "{} in flight when dropped, and may still arrive. Forget once more in a minute if an attempt "
    "has been recorded since."
)
SHARED = "{} events of other people, too: they stay until they are past retention"
LEFT_PERHAPS = (
    "rows from before recorder.hash_key was set stay: by the masked number and the bucket they may "
    "be this person's. --perhaps blanks them, too."
)


async def forget(
    connection: Connection,
    data: PersonalData,
    sender: str,
    *,
    perhaps: bool,
    actor: str,
    reason: str | None,
) -> dict[str, Any]:
    """How much of each kind was removed, and `remarks`; recorded without the number.

    Rows of the log stay, without number, ids and error text, and so do all counts. Done again it
    removes what is there by then. Raises OperatorError.
    """
    number = await store.begin(connection, "forget", actor, reason)
    drop = dead_letters.LetterAction("drop", actor, f"person forget, action {number}")
    counts = await _forget(connection, data, sender, perhaps=perhaps, drop=drop)
    await store.done(connection, number, counts)
    return {**counts, "remarks": _remarks(counts, data)}


async def _forget(
    connection: Connection,
    data: PersonalData,
    sender: str,
    *,
    perhaps: bool,
    drop: dead_letters.LetterAction,
) -> dict[str, int]:
    whose = await data.whose(connection, sender)
    counts = dict.fromkeys((*KINDS, "held", "shared", "left"), 0)
    # First: whatever hosts write from now on is blanked by themselves.
    if whose.hashes:
        await store.remember_forgotten(connection, whose.hashes)
    await _drop_letters(connection, data, whose, counts, drop)
    await _drop_bodies(connection, data, whose, counts)
    # Twice: what a host was about to write when it learned of the tombstone is there by now.
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
    connection: Connection,
    data: PersonalData,
    whose: Whose,
    counts: dict[str, int],
    drop: dead_letters.LetterAction,
) -> None:
    letters = [each async for each in data.bodies(connection, whose, letters=True)]
    own = [each.stored.id for each in letters if not each.shared]
    counts["shared"] += len(letters) - len(own)
    if not own:
        return
    chosen = dead_letters.Chosen(ids=own)
    async for done in dead_letters.act(connection, drop, chosen):
        counts["letters"] = done.letters


async def _drop_bodies(
    connection: Connection, data: PersonalData, whose: Whose, counts: dict[str, int]
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


def _remarks(counts: Mapping[str, int], data: PersonalData) -> list[str]:
    held, shared = counts["held"], counts["shared"]
    return [
        *([HELD.format(counted(held, "delivery was", "deliveries were"))] if held else []),
        *([SHARED.format(counted(shared, "body holds", "bodies hold"))] if shared else []),
        *remarks(data),
        *([LEFT_PERHAPS] if counts["left"] else []),
        OUT_OF_REACH,
    ]

"""Reads from the log who wrote and who was answered, slot by slot, and keeps what was counted.

Messages and receipts come to any worker of any host, so only PostgreSQL sees both. Nothing is
remembered between two readings: a slot read again is counted the same. What is read is bounded by
people, drawn by their hash, which no side can influence.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hookshift.domain.evidence.pairing import Asking, Receipt, answered, counted
from hookshift.domain.evidence.replies import ReplyCounts, ReplySlot
from hookshift.store.database import Connection
from hookshift.store.errors import translated
from hookshift.store.queries import load

SQL = load("replies")
LOOKED_BACK = 7 * 86_400.0
"""How far back receipts are looked for at a business number, in seconds."""
LEAST_RECEIPTS = 20
"""So many receipts at a business number show that its receipts come here."""
MOST_NUMBERS = 1_000
MOST_PEOPLE = 1_000
"""People who are counted of one slot."""
MOST_RECEIPTS = 100
"""Receipts that are read of each person."""
LATE_SECONDS = 120.0
"""A message whose time is further than this from ours has waited somewhere, or its clock is off."""


class ReplyWindow(NamedTuple):
    """Whom to count: who first wrote in these domains, under this version since `entered`."""

    since: float
    until: float
    entered: float
    version: int
    domains: Sequence[str]
    within: float
    """Seconds within which an answer counts."""
    grace: float
    """Seconds that receipts may take to arrive after that."""


class CountedReplies(NamedTuple):
    """The people of one slot."""

    slots: tuple[ReplySlot, ...]
    unjudged: Counter[str]
    """People by domain who cannot be judged."""


async def numbers_with_receipts(connection: Connection, now: float) -> frozenset[str]:
    """The business numbers whose receipts have come in the seven days before `now`.

    Judged over both sides, and over what was before: never by the side that is tested alone.
    Raises OperatorError.
    """
    since = now - LOOKED_BACK
    with translated("read which receipts come"):
        rows = await connection.fetch(SQL["numbers"], since, LEAST_RECEIPTS, MOST_NUMBERS)
    return frozenset(row["number"] for row in rows)


async def count_replies(
    connection: Connection, window: ReplyWindow, numbers: frozenset[str]
) -> CountedReplies:
    """Counts who wrote in `window` at one of `numbers`, and who of them was answered.

    All rows up to `grace` after the last answer that counts must be written. Raises OperatorError.
    """
    with translated("read who was answered"):
        rows = await connection.fetch(
            SQL["askings"],
            *(window.since, window.until, window.version, window.entered),
            *(list(window.domains), MOST_PEOPLE, LATE_SECONDS),
        )
        judged = [row for row in rows if row["number"] in numbers and row["is_timed"]]
        people = [row["person"] for row in judged]
        aliases = await connection.fetch(SQL["aliases"], people) if people else []
        same = {row["alias"]: row["person"] for row in aliases}
        values = (
            await connection.fetch(
                SQL["receipts"],
                [*people, *same],
                window.since - LATE_SECONDS,
                window.until + window.within + window.grace,
                MOST_RECEIPTS,
            )
            if people
            else []
        )
    askings = [Asking(*(row[name] for name in Asking._fields)) for row in judged]
    receipts = [
        Receipt(
            same.get(row["person"], row["person"]), *(row[name] for name in Receipt._fields[1:])
        )
        for row in values
    ]
    found = counted(answered(askings, receipts, window.within))
    length = window.until - window.since
    slots = tuple(
        ReplySlot(window.since, length, *where, window.version, counts)
        for where, counts in found.items()
    )
    return CountedReplies(
        slots, Counter(row["domain"] for row in rows) - Counter(row["domain"] for row in judged)
    )


async def add_slots(connection: Connection, slots: Iterable[ReplySlot]) -> None:
    """Keeps what was counted, within the transaction that counts it. Raises OperatorError."""
    rows = [
        (
            *(slot.version, slot.start, slot.seconds, slot.domain, slot.side),
            *(slot.counts.people, slot.counts.answered, slot.counts.failed),
            list(slot.counts.times),
            [code for code, _ in slot.counts.codes],
            [number for _, number in slot.counts.codes],
        )
        for slot in slots
    ]
    with translated("write hookshift.reply_slots"):
        if rows:
            await connection.executemany(SQL["add"], rows)


async def reply_slots(connection: Connection, since: float, until: float) -> list[ReplySlot]:
    """What was counted of people who wrote from `since` to `until`. Raises OperatorError."""
    with translated("read hookshift.reply_slots"):
        rows = await connection.fetch(SQL["slots"], since, until)
    return [
        ReplySlot(
            row["start"],
            row["seconds"],
            row["domain"],
            row["side"],
            row["version"],
            ReplyCounts(
                row["people"],
                row["answered"],
                row["failed"],
                tuple(row["times"]),
                tuple(zip(row["codes"], row["code_counts"], strict=True)),
            ),
        )
        for row in rows
    ]


async def has_reply_slots(connection: Connection, since: float, until: float) -> bool:
    """Whether anybody was counted who wrote from `since` to `until`. Raises OperatorError."""
    with translated("read hookshift.reply_slots"):
        return bool(await connection.fetchval(SQL["has_slots"], since, until))

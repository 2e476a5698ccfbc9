"""Who is in the middle of a conversation: whom a rise holds, and whom a fall moves."""

import time

import pytest

from hookshift.domain.conversation.records import ConversationRecord, PersonRecord
from hookshift.domain.routing.assignment import salt_tag
from hookshift.domain.routing.routing import Side, Snapshot
from hookshift.store import conversations as store
from hookshift.store.conversations import Turn
from hookshift.store.database import Connection
from hookshift.store.held import Midway, midway

HALF = Snapshot(1, True, 5_000, frozenset({"jobs"}), b"salt")
TAG = salt_tag(HALF.salt)


async def talks(
    connection: Connection,
    person: int,
    bucket: int = 100,
    *,
    domain: str = "jobs",
    side: Side = Side.LEGACY,
    began: int = 300,
    last: int = 60,
    ended: bool = False,
    tag: int = TAG,
) -> None:
    """Somebody whose conversation began, and went on, so many seconds ago."""
    now = int(time.time())
    await store.note_people(connection, 1, {person: PersonRecord(person, bucket, tag, now - 9_999)})
    record = ConversationRecord(
        person, domain, side, now - began, now - last, now - began, ended=ended
    )
    await store.note_conversations(connection, 1, {person: Turn(record, "whatsapp")})


async def found(connection: Connection, snapshot: Snapshot = HALF) -> Midway:
    return await midway(connection, snapshot, 1_800.0, 14_400.0)


async def test_whom_the_share_would_move_is_held(connection: Connection) -> None:
    assert await found(connection) == Midway(0, 0.0, 0)
    await talks(connection, 1, 4_999)
    await talks(connection, 2, 5_000)
    await talks(connection, 3, 4_999, side=Side.UNIFIED)
    await talks(connection, 4, 5_000, side=Side.UNIFIED)
    seen = await found(connection)
    assert (seen.held, seen.cut_short) == (1, 1)
    assert seen.held_for == pytest.approx(1_740, abs=120)
    assert await found(connection, HALF._replace(enabled=False)) == Midway(0, 0.0, 2)


@pytest.mark.parametrize(
    "over",
    [{"last": 1_800}, {"began": 14_400}, {"ended": True}, {"domain": "property"}, {"tag": 8}],
)
async def test_whose_conversation_is_over_is_not(
    connection: Connection, over: dict[str, int]
) -> None:
    await talks(connection, 1, **over)  # type: ignore[arg-type]
    await talks(connection, 2, side=Side.UNIFIED, **over)  # type: ignore[arg-type]
    assert await found(connection) == Midway(0, 0.0, 0)


async def test_a_long_conversation_is_held_no_longer_than_the_bound(connection: Connection) -> None:
    await talks(connection, 1, began=14_300, last=1)
    assert (await found(connection)).held_for == pytest.approx(100, abs=90)


async def test_whom_a_drain_lets_finish(connection: Connection) -> None:
    drained = HALF._replace(threshold=1_000, draining_below=5_000)
    for person, bucket in enumerate((999, 1_000, 4_999, 5_000), 1):
        await talks(connection, person, bucket, side=Side.UNIFIED)
    await talks(connection, 9, 2_000, side=Side.UNIFIED, last=1_800)
    seen = await found(connection, drained)
    assert (seen.draining, seen.cut_short) == (2, 1)
    assert seen.draining_for == pytest.approx(1_740, abs=120)
    assert (await found(connection, drained._replace(enabled=False))).draining == 0
    assert (await found(connection, drained._replace(draining_below=None))).draining == 0

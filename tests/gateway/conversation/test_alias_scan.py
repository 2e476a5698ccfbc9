"""Reading all aliases leaves the event loop its turns, whichever engine adds them."""

import asyncio
import mmap
import time
from contextlib import suppress
from random import Random

from hookshift.gateway.conversation.alias_filter import BLOCK, AliasFilter
from hookshift.gateway.conversation.alias_scan import (
    ADDED_AT_ONCE,
    FILLED_SECONDS,
    JUDGED_SECONDS,
    MOST_MISTAKES,
    AliasScan,
)
from hookshift.gateway.conversation.range_lock import RangeLock
from hookshift.gateway.conversation.shared_table import HEADER
from hookshift.store.database import Connection

PEOPLE = ADDED_AT_ONCE * 3 + 1
ROOM = 512 * BLOCK


class Counting(AliasFilter):
    """Counts what is added while nobody else gets their turn."""

    since_a_turn = most = total = 0

    def add_all(self, packed: bytes) -> None:
        self.since_a_turn += len(packed) // 8
        self.total += len(packed) // 8
        self.most = max(self.most, self.since_a_turn)
        super().add_all(packed)


async def test_others_get_their_turn_while_all_aliases_are_added(connection: Connection) -> None:
    await connection.execute(
        "INSERT INTO hookshift.conversation_people (alias, person, bucket, salt_tag, since) "
        "SELECT g, g, 1, 1, now() FROM generate_series(1, $1::bigint) AS g",
        PEOPLE,
    )
    mapping = mmap.mmap(-1, HEADER + ROOM)
    aliases = Counting(mapping, ROOM, RangeLock(None), time.time, None)

    async def others() -> None:
        while True:
            aliases.since_a_turn = 0
            await asyncio.sleep(0)

    task = asyncio.create_task(others())
    scan = AliasScan(aliases)
    while await scan.go_on(connection):
        pass
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert (aliases.most, aliases.total) == (ADDED_AT_ONCE, PEOPLE)
    aliases.followed()
    assert not any(aliases.lacks(alias) for alias in range(1, PEOPLE + 1))


class Wearing(AliasFilter):
    """Says that it takes as many newcomers for known as the test says."""

    mistakes = 0.0


async def test_a_filter_is_filled_anew_from_its_bound_on_and_once_a_day(
    connection: Connection,
) -> None:
    """Those whom PostgreSQL has forgotten since are lacking then."""
    insert = (
        "INSERT INTO hookshift.conversation_people (alias, person, bucket, salt_tag, since) "
        "VALUES ($1, $1, 1, 1, now())"
    )
    await connection.execute(insert, 1)
    now = 0.0
    mapping = mmap.mmap(-1, HEADER + ROOM)
    aliases = Wearing(mapping, ROOM, RangeLock(None), time.time, None)
    scan = AliasScan(aliases, lambda: now)

    async def knows_the_forgotten(mistakes: float) -> bool:
        aliases.add(2)
        aliases.mistakes = mistakes
        await scan.go_on(connection)
        aliases.followed()
        assert aliases.is_complete
        assert not aliases.lacks(1)
        return not aliases.lacks(2)

    assert await knows_the_forgotten(MOST_MISTAKES)
    now += JUDGED_SECONDS
    assert not await knows_the_forgotten(MOST_MISTAKES + 1e-9)
    now += FILLED_SECONDS - 1
    assert await knows_the_forgotten(1.0), "perhaps PostgreSQL knows too many for it"
    now += 1
    assert not await knows_the_forgotten(1.0)


async def test_more_people_than_there_is_room_for_are_told_from_newcomers_again(
    connection: Connection,
) -> None:
    """Ten times as many as PostgreSQL knows by now."""
    random = Random(4711)
    everybody = [random.getrandbits(64) - 2**63 for _ in range(ROOM * 8 // 5)]
    kept = everybody[:: len(everybody) // 1_000]
    await connection.execute(
        "INSERT INTO hookshift.conversation_people (alias, person, bucket, salt_tag, since) "
        "SELECT each, each, 1, 1, now() FROM unnest($1::bigint[]) AS each",
        kept,
    )
    now = 0.0
    aliases = AliasFilter(mmap.mmap(-1, HEADER + ROOM), ROOM, RangeLock(None), time.time, None)
    scan = AliasScan(aliases, lambda: now)
    while await scan.go_on(connection):
        pass
    for alias in everybody:
        aliases.add(alias)
    assert aliases.mistakes > 2 * MOST_MISTAKES
    now += JUDGED_SECONDS
    while await scan.go_on(connection):
        pass
    aliases.followed()
    assert not any(map(aliases.lacks, kept))
    newcomers = [random.getrandbits(64) - 2**63 for _ in range(2_000)]
    assert sum(not aliases.lacks(each) for each in newcomers) <= 2_000 * MOST_MISTAKES

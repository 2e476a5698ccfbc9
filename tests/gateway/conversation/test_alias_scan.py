"""Reading all aliases leaves the event loop its turns, whichever engine adds them."""

import asyncio
import mmap
import time
from contextlib import suppress

from hookshift.gateway.conversation.alias_filter import BLOCK, AliasFilter
from hookshift.gateway.conversation.alias_scan import ADDED_AT_ONCE, AliasScan
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

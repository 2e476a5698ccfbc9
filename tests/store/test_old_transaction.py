"""Somebody holds an old transaction open, so nothing that is dead can be cleared away.

What has been delivered must then not be met again with each look for more. Counted are the index
entries that PostgreSQL reads, which tell the same on any machine.
"""

import pytest
import pytest_asyncio

from hookshift.gateway.durable.claim_cursor import ClaimCursor
from hookshift.store import deliveries, ledger, old_transactions
from hookshift.store.database import Connection
from hookshift.store.deliveries import Settlement, claim, settle
from hookshift.store.inbox import InboxWriter
from tests.conftest import OpenConnection
from tests.store.deliveries import HANDLER, accept, new

BATCHES, BATCH = 40, 50
READ = "SELECT indexrelname, idx_tup_read FROM pg_stat_user_indexes WHERE schemaname = 'hookshift'"


@pytest_asyncio.fixture
async def old(database_url: str, open_connection: OpenConnection) -> Connection:
    """A transaction that sees everything as it was before."""
    opened = await open_connection(database_url)
    await opened.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
    await opened.fetchval("SELECT count(*) FROM hookshift.deliveries")
    return opened


async def read(connection: Connection) -> dict[str, int]:
    """Entries read so far, by index."""
    if connection.get_server_version() < (15,):
        pytest.skip("before version 15 PostgreSQL counts at times of its own")
    await connection.execute("SELECT pg_stat_force_next_flush(); SELECT pg_stat_clear_snapshot()")
    return {row["indexrelname"]: row["idx_tup_read"] for row in await connection.fetch(READ)}


async def drain(connection: Connection, me: int, cursor: ClaimCursor) -> int:
    """Claims and settles until nothing is left; how many there were."""
    done, clock = 0, 0.0
    while rows := await claim(connection, me, {HANDLER: BATCH}, cursor.since(clock)):
        cursor.seen(rows, clock, clock)
        clock += 0.01
        await settle(connection, me, Settlement(done=[row.id for row in rows]))
        await deliveries.reclaim_expired(connection)
        done += len(rows)
    return done


@pytest.mark.parametrize("somebody", [False, True], ids=["nobody", "somebody"])
async def test_what_was_delivered_is_not_met_again(
    writer: InboxWriter, connection: Connection, old: Connection, somebody: bool
) -> None:
    if not somebody:
        await old.execute("ROLLBACK")
    me = await deliveries.register(connection, "me", 600.0)
    for number in range(BATCHES):
        await accept(writer, [new(number * BATCH + at) for at in range(BATCH)])
    # As if they had come in the course of hours.
    await connection.execute(
        "UPDATE hookshift.deliveries SET next_at = now() - (10000 - id) * interval '1 second'"
    )
    before = await read(connection)
    cursor = ClaimCursor()
    cursor.seen([], 0.0, 0.0)
    assert await drain(connection, me, cursor) == BATCHES * BATCH
    after = await read(connection)
    entries = {name: after[name] - before[name] for name in after}
    # Each delivery has a few versions. To meet all that were done each time would be BATCHES / 2
    # times as many.
    for name in ("deliveries_due", "deliveries_owner", "deliveries_pkey", "deliveries_lane"):
        assert entries[name] <= 8 * BATCHES * BATCH, entries
    assert (await ledger.balance(connection, None, None, None))[0].difference == 0


async def test_it_is_told_whose_it_is(connection: Connection, old: Connection) -> None:
    found = await old_transactions.oldest(connection, 0.0)
    assert found is not None
    assert found.pid == await old.fetchval("SELECT pg_backend_pid()")
    assert f"pg_terminate_backend({found.pid})" in found.sentence
    assert "idle in transaction" in found.sentence
    assert await old_transactions.oldest(connection) is None
    await old.execute("ROLLBACK")
    assert await old_transactions.oldest(connection, 0.0) is None


async def test_what_is_left_further_back_is_found_by_a_whole_look(
    writer: InboxWriter, connection: Connection
) -> None:
    me = await deliveries.register(connection, "me", 600.0)
    await accept(writer, [new(1)])
    cursor = ClaimCursor()
    (row,) = await claim(connection, me, {HANDLER: 5}, cursor.since(0.0))
    cursor.seen([row], 0.0, 0.0)
    await accept(writer, [new(2)])
    await connection.execute(
        "UPDATE hookshift.deliveries SET next_at = now() - interval '1 hour' WHERE lane = 2"
    )
    assert await claim(connection, me, {HANDLER: 5}, cursor.since(9.9)) == []
    (late,) = await claim(connection, me, {HANDLER: 5}, cursor.since(10.0))
    assert late.ordering_key == 2

"""A claimed delivery has one owner, and no ordering key stands still."""

import asyncio
from random import Random

import pytest

from hookshift.store import deliveries
from hookshift.store.database import Connection
from hookshift.store.deliveries import Burial, Claimed, Retry, Settlement, claim, settle
from hookshift.store.inbox import InboxWriter
from tests.conftest import OpenConnection
from tests.store.deliveries import HANDLER, accept, ledger, new, waiting

ROOM = {HANDLER: 100}


def again(row: Claimed, wait: float = 0.0, handler: str = HANDLER) -> Retry:
    return Retry(row.id, handler, "legacy", wait, 1, 1, "HTTP 500")


async def test_what_is_claimed_is_nobody_elses(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    other = await deliveries.register(connection, "other", 60.0)
    await accept(
        writer, [new(ordering_key, body=b"%d" % ordering_key) for ordering_key in range(5)]
    )
    mine = await claim(connection, me, {HANDLER: 3})
    assert [row.body for row in mine] == [b"0", b"1", b"2"]
    theirs = await claim(connection, other, ROOM)
    assert [row.body for row in theirs] == [b"3", b"4"]
    assert await claim(connection, me, ROOM) == []
    assert await claim(connection, me, {}) == []


async def test_two_that_claim_at_once_share(
    writer: InboxWriter, connection: Connection, open_connection: OpenConnection, database_url: str
) -> None:
    await accept(writer, [new(ordering_key) for ordering_key in range(200)])
    others = [await open_connection(database_url) for _ in range(4)]
    owners = [await deliveries.register(each, "x", 60.0) for each in others]
    shares = await asyncio.gather(
        *(claim(each, owner, {HANDLER: 70}) for each, owner in zip(others, owners, strict=True))
    )
    ids = [row.id for share in shares for row in share]
    assert len(ids) == len(set(ids))


async def test_handlers_do_not_take_each_others_room(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [*(new() for _ in range(5)), *(new(handler="slow") for _ in range(5))])
    found = await claim(connection, me, {HANDLER: 2, "slow": 1, "none": 9})
    assert sorted(row.handler for row in found) == ["slow", HANDLER, HANDLER]


async def test_the_next_of_a_lane_is_due_when_the_first_has_gone(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1), new(1), new(1)])
    order = []
    while found := await claim(connection, me, ROOM):
        (row,) = found
        order.append(row.id)
        settled = await settle(connection, me, Settlement(done=[row.id]))
        assert settled.ids == {row.id}
        assert settled.due == ({HANDLER} if len(order) < 3 else set())
    assert order == sorted(order)
    assert len(order) == 3
    assert await ledger(connection) == (3, 3, 0, 0)


async def test_a_lane_waits_for_one_that_is_tried_again_and_not_for_one_that_is_dead(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1, body=b"poison"), new(1, body=b"next")])
    (row,) = await claim(connection, me, ROOM)
    await settle(connection, me, Settlement(retries=[again(row, wait=60.0)]))
    assert await claim(connection, me, ROOM) == []
    assert await deliveries.retry_now(connection, HANDLER) == 1
    (row,) = await claim(connection, me, ROOM)
    assert (row.body, row.attempts, row.failures) == (b"poison", 1, 1)
    await settle(connection, me, Settlement(dead=[Burial(row.id, 1, "permanent", "HTTP 400")]))
    (row,) = await claim(connection, me, ROOM)
    assert row.body == b"next"
    dead = await connection.fetchrow("SELECT * FROM hookshift.dead_letters")
    assert dead is not None
    assert (dead["body"], dead["attempts"], dead["reason"]) == (b"poison", 2, "permanent")
    assert await ledger(connection) == (2, 0, 1, 0)


async def test_whoever_was_overtaken_changes_nothing(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(ordering_key) for ordering_key in range(3)])
    rows = await claim(connection, me, ROOM)
    await connection.execute("UPDATE hookshift.deliverers SET expires_at = now()")
    assert await deliveries.reclaim_expired(connection) == 3
    other = await deliveries.register(connection, "other", 60.0)
    await claim(connection, other, ROOM)
    late = Settlement([rows[0].id], [again(rows[1])], [Burial(rows[2].id, 1, "age", None)])
    settled = await settle(connection, me, late)
    assert settled == deliveries.Settled(frozenset(), frozenset())
    assert len(await waiting(connection)) == 3
    assert await connection.fetchval("SELECT count(*) FROM hookshift.dead_letters") == 0
    assert await ledger(connection) == (3, 0, 0, 0)


async def test_a_lease_is_renewed_in_time_or_never(connection: Connection) -> None:
    owner = await deliveries.register(connection, "me", 60.0)
    assert await deliveries.renew(connection, owner, 60.0)
    # In its last quarter somebody may be about to free what it holds.
    await connection.execute(
        "UPDATE hookshift.deliverers SET expires_at = now() + interval '14 seconds'"
    )
    assert not await deliveries.renew(connection, owner, 60.0)


async def test_only_the_dead_lose_what_they_hold(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1), new(1), new(2)])
    await claim(connection, me, ROOM)
    assert await deliveries.reclaim_expired(connection) == 0
    await deliveries.release_all(connection, me)
    other = await deliveries.register(connection, "other", 60.0)
    assert len(await claim(connection, other, ROOM)) == 2


async def test_what_waits_for_unified_is_moved_by_bucket(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(
        writer,
        [
            new()._replace(handler="unified", side="unified", bucket=bucket, domain=domain)
            for bucket, domain in ((100, "jobs"), (2_000, "jobs"), (2_000, "property"))
        ],
    )
    assert await deliveries.reassign_to_legacy(connection, "unified", "jobs", HANDLER, 1_000) == 1
    (row,) = await claim(connection, me, ROOM)
    assert (row.bucket, row.side, row.handler) == (2_000, "legacy", HANDLER)
    assert len(await claim(connection, me, {"unified": 9})) == 2


async def test_what_is_moved_stays_in_its_lane(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    row = new(1)._replace(handler="unified", side="unified", bucket=2_000)
    await accept(writer, [row, row, row])
    assert await deliveries.reassign_to_legacy(connection, "unified", "jobs", HANDLER, 0) == 3
    assert len(await claim(connection, me, ROOM)) == 1


async def test_what_nobody_wants_any_more_is_given_up(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1)._replace(expires=0.0), new(1), new(2), new(3)])
    held = await claim(connection, me, {HANDLER: 1})
    await settle(connection, me, Settlement(retries=[again(held[0], wait=60.0)]))
    await connection.execute(
        "UPDATE hookshift.deliveries SET received_at = now() - interval '1 hour' WHERE lane = 2"
    )
    assert await deliveries.bury_overdue(connection, me, 600.0) == 2
    rows = await connection.fetch("SELECT lane, reason FROM hookshift.dead_letters ORDER BY lane")
    assert [tuple(row) for row in rows] == [(1, "expired"), (2, "age")]
    # What waited behind goes on.
    assert sorted(row.ordering_key or 0 for row in await claim(connection, me, ROOM)) == [1, 3]


async def test_a_payload_that_is_gone_is_told(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new()])
    await connection.execute("DELETE FROM hookshift.payloads")
    (row,) = await claim(connection, me, ROOM)
    assert (row.content, row.body) == (None, None)
    await settle(connection, me, Settlement(dead=[Burial(row.id, 0, "lost_payload", None)]))
    assert await ledger(connection) == (1, 0, 1, 0)


async def test_a_forgotten_lane_is_woken(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1), new(1)])
    await connection.execute("DELETE FROM hookshift.deliveries WHERE next_at IS NOT NULL")
    assert await claim(connection, me, ROOM) == []
    await deliveries.maintain_deliveries(connection)
    assert len(await claim(connection, me, ROOM)) == 1


async def test_those_who_come_and_those_who_leave_never_wait_for_each_other(
    writer: InboxWriter,
    connection: Connection,
    open_connection: OpenConnection,
    database_url: str,
    me: int,
) -> None:
    """All statements at once, over many ordering keys: none deadlocks with another."""
    other = await open_connection(database_url)
    random = Random(1)

    async def come() -> None:
        for _ in range(150):
            ordering_keys = random.sample(range(30), 12)
            await accept(writer, [new(ordering_key) for ordering_key in ordering_keys], owner=me)
            # Few deliveries a key: the one that leaves is the last, with the next one behind it.
            while len(await waiting(connection)) > 40:
                pass

    async def leave() -> None:
        while not coming.done():
            rows = await claim(other, me, ROOM)
            random.shuffle(rows)
            what = Settlement(
                [row.id for row in rows[::3]],
                [again(row) for row in rows[1::3]],
                [Burial(row.id, 1, "permanent", None) for row in rows[2::3]],
            )
            await settle(other, me, what)

    coming = asyncio.create_task(come())
    await asyncio.gather(coming, leave())


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_each_lane_goes_on_in_order(
    writer: InboxWriter, connection: Connection, seed: int
) -> None:
    """Random steps beside a model: only the oldest delivery of each ordering key is due."""
    random = Random(seed)
    owners = [await deliveries.register(connection, name, 600.0) for name in "ab"]
    ordering_keys: dict[int, list[int]] = {ordering_key: [] for ordering_key in range(4)}
    held: dict[int, tuple[int, Claimed]] = {}
    ended = 0
    for _ in range(120):
        step = random.choice(["accept", "claim", "done", "again", "dead", "die"])
        if step == "accept":
            chosen = random.choices(range(4), k=random.randint(1, 5))
            for ordering_key, placed in zip(
                chosen,
                await accept(writer, [new(ordering_key) for ordering_key in chosen]),
                strict=True,
            ):
                assert placed.ready == (not ordering_keys[ordering_key])
                ordering_keys[ordering_key].append(placed.id)
        elif step == "claim":
            owner = random.choice(owners)
            room = random.randint(1, 4)
            found = await claim(connection, owner, {HANDLER: room})
            firsts = {ids[0] for ids in ordering_keys.values() if ids} - set(held)
            assert {row.id for row in found} <= firsts
            assert len(found) == min(room, len(firsts))
            held.update({row.id: (owner, row) for row in found})
        elif step == "die":
            owner = owners.pop(0)
            await deliveries.release_all(connection, owner)
            held = {number: each for number, each in held.items() if each[0] != owner}
            owners.append(await deliveries.register(connection, "again", 600.0))
        elif held:
            number = random.choice(list(held))
            owner, row = held.pop(number)
            what = {
                "done": Settlement(done=[number]),
                "again": Settlement(retries=[again(row)]),
                "dead": Settlement(dead=[Burial(number, 1, "permanent", None)]),
            }[step]
            assert (await settle(connection, owner, what)).ids == {number}
            if step != "again":
                assert row.ordering_key is not None
                ordering_keys[row.ordering_key].remove(number)
                ended += 1
    accepted, delivered, dead, _ = await ledger(connection)
    assert delivered + dead == ended
    assert accepted == ended + len(await waiting(connection))

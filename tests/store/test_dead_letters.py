"""Letters are found, replayed in their senders' order and dropped; the ledger stays exact."""

import asyncio
from datetime import timedelta
from random import Random

import pytest

from hookshift.store import dead_letters, deliveries
from hookshift.store.database import Connection
from hookshift.store.dead_letters import ActionProgress, Chosen, LetterAction
from hookshift.store.deliveries import Burial, Settlement, claim, settle
from hookshift.store.inbox import InboxWriter
from hookshift.store.ledger import balance
from hookshift.store.taking_in import NewDelivery
from tests.conftest import OpenConnection
from tests.store.deliveries import HANDLER, accept, new

OTHER = "wa-webhook-property"
ROOM = {HANDLER: 1_000, OTHER: 1_000}
REPLAY = LetterAction("replay", "me@here", "mended")
ALL = Chosen()
DROP = LetterAction("drop", "me@here", None)


async def bury(
    connection: Connection, me: int, reason: str = "permanent", error: str = "HTTP 400"
) -> list[int]:
    """Everything that is due, and what becomes due by that."""
    buried: list[int] = []
    while rows := await claim(connection, me, ROOM):
        letters = [Burial(row.id, 1, reason, error) for row in rows]
        await settle(connection, me, Settlement(dead=letters))
        buried += [row.id for row in rows]
    return buried


async def act(
    connection: Connection, change: LetterAction, chosen: Chosen = ALL, at_once: int = 500
) -> list[ActionProgress]:
    return [found async for found in dead_letters.act(connection, change, chosen, at_once)]


async def difference(connection: Connection) -> list[int]:
    return [row.difference for row in await balance(connection, "hour", None, None)]


async def bodies(connection: Connection, me: int) -> list[bytes | None]:
    """Delivers everything; in that order."""
    found: list[bytes | None] = []
    while rows := await claim(connection, me, ROOM):
        found += [row.body for row in rows]
        await settle(connection, me, Settlement(done=[row.id for row in rows]))
    return found


async def test_a_letter_has_all_that_it_takes(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(7, body=b"raw")])
    (number,) = await bury(connection, me)
    stored = await dead_letters.stored(connection, number)
    assert stored is not None
    assert (stored.body, stored.content, stored.key_id) == (b"raw", b"\x90", None)
    assert stored.letter.cause == "permanent"
    assert stored.letter.last_error == "HTTP 400"
    assert stored.letter.attempts == 1
    assert stored.letter.whole
    assert await dead_letters.stored(connection, number + 1) is None


async def test_letters_are_found_by_each_of_their_marks(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1)])
    (one,) = await bury(connection, me, "attempts", "HTTP 500: Out of Cheese")
    await accept(writer, [new(2, handler=OTHER)._replace(domain="property", source="other")])
    (two,) = await bury(connection, me)
    await connection.execute(
        "UPDATE hookshift.dead_letters SET died_at = died_at - interval '1 day' WHERE id = $1", one
    )
    yesterday = await connection.fetchval("SELECT now() - interval '12 hours'")
    table: tuple[tuple[Chosen, set[int]], ...] = (
        (Chosen(), {one, two}),
        (Chosen(ids=[two]), {two}),
        (Chosen(handlers=[HANDLER]), {one}),
        (Chosen(domains=["property"]), {two}),
        (Chosen(sources=["whatsapp"]), {one}),
        (Chosen(causes=["attempts", "age"]), {one}),
        (Chosen(contains="out of cheese"), {one}),
        (Chosen(since=yesterday), {two}),
        (Chosen(until=yesterday), {one}),
        (Chosen(handlers=[HANDLER], domains=["property"]), set()),
    )
    for chosen, numbers in table:
        found = await dead_letters.listed(connection, chosen, 10)
        assert {letter.id for letter in found} == numbers, chosen
        total = sum(each.letters for each in await dead_letters.counted(connection, chosen))
        assert total == len(numbers), chosen
    assert [each.id for each in await dead_letters.listed(connection, Chosen(), 1)] == [two]


async def test_replayed_letters_keep_their_order_behind_what_waits(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1, body=b"a"), new(1, body=b"b"), new(2, body=b"x")])
    await bury(connection, me)
    await accept(writer, [new(1, body=b"c")])
    found = await act(connection, REPLAY, at_once=1)
    assert found == [ActionProgress(1, 1), ActionProgress(2, 2), ActionProgress(3, 3)]
    assert await bodies(connection, me) == [b"c", b"x", b"a", b"b"]
    assert await difference(connection) == [0]
    (action,) = await dead_letters.actions(connection, 10)
    assert (action.action, action.actor, action.reason) == REPLAY
    assert (action.letters, action.events, action.chosen) == (3, 3, {})


async def test_a_replayed_letter_begins_anew(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1)._replace(expires=5.0)])
    await bury(connection, me, "expired")
    await connection.execute(
        "UPDATE hookshift.dead_letters SET received_at = received_at - interval '30 days';"
        "UPDATE hookshift.ledger SET hour = hour - interval '30 days'"
    )
    await act(connection, REPLAY)
    # Neither too old nor expired.
    assert await deliveries.bury_overdue(connection, me, 86_400.0) == 0
    (row,) = await claim(connection, me, ROOM)
    assert (row.attempts, row.failures, row.expires_at) == (0, 0, None)
    assert row.body == b"{}"
    await settle(connection, me, Settlement(dead=[Burial(row.id, 1, "gone", None)]))
    # Dead again, still counted in the hour of its acceptance; and so once more.
    assert await difference(connection) == [0]
    await act(connection, REPLAY)
    await bodies(connection, me)
    (found,) = await balance(connection, "hour", None, None)
    assert (found.delivered, found.dead, found.difference) == (1, 0, 0)


async def test_what_is_dropped_is_counted(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(ordering_key) for ordering_key in range(3)])
    numbers = await bury(connection, me)
    assert await act(connection, DROP, Chosen(ids=numbers[:2])) == [ActionProgress(2, 2)]
    (found,) = await balance(connection, None, None, None)
    assert (found.accepted, found.dead, found.dropped, found.difference) == (3, 1, 2, 0)
    (action,) = await dead_letters.actions(connection, 10)
    assert action.chosen == {"ids": numbers[:2]}


async def test_without_a_body_there_is_nothing_to_replay(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1), new(2)])
    first, second = await bury(connection, me)
    await connection.execute(
        "UPDATE hookshift.dead_letters SET content = NULL, body = NULL WHERE id = $1", first
    )
    (counted,) = await dead_letters.counted(connection, Chosen())
    assert (counted.letters, counted.empty) == (2, 1)
    assert await act(connection, REPLAY, at_once=1) == [ActionProgress(1, 1)]
    (left,) = await dead_letters.listed(connection, Chosen(), 10)
    assert (left.id, left.whole) == (first, False)
    assert second != first


async def test_letters_that_end_anew_are_not_met_again(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(ordering_key) for ordering_key in range(4)])
    await bury(connection, me)
    found = []
    async for progress in dead_letters.act(connection, REPLAY, Chosen(), 2):
        found.append(progress)
        await bury(connection, me)
    assert found[-1] == ActionProgress(4, 4)
    assert len(await dead_letters.listed(connection, Chosen(), 10)) == 4


async def test_two_who_replay_at_once_replay_each_letter_once(
    writer: InboxWriter, connection: Connection, me: int, open_connection: OpenConnection,
    database_url: str,
) -> None:  # fmt: skip
    await accept(writer, [new(ordering_key % 5) for ordering_key in range(60)])
    await bury(connection, me)
    others = [await open_connection(database_url) for _ in range(3)]
    await asyncio.gather(*(act(each, REPLAY, at_once=7) for each in others))
    assert len(await bodies(connection, me)) == 60
    assert await difference(connection) == [0]


async def test_one_who_takes_in_meanwhile_waits_for_no_one_for_ever(
    writer: InboxWriter, connection: Connection, me: int, open_connection: OpenConnection,
    database_url: str,
) -> None:  # fmt: skip
    """Intake, replay and settling on the same ordering keys: none deadlocks or stands still."""
    await accept(writer, [new(ordering_key % 3) for ordering_key in range(30)])
    await bury(connection, me)
    other = await open_connection(database_url)

    async def take_in() -> None:
        for number in range(30):
            await accept(
                writer, [new(ordering_key, body=b"%d" % number) for ordering_key in range(3)]
            )

    async def settle_all() -> None:
        for _ in range(40):
            await bodies(connection, me)

    await asyncio.gather(take_in(), settle_all(), act(other, REPLAY, at_once=3))
    await bodies(connection, me)
    (found,) = await balance(connection, None, None, None)
    assert (found.delivered, found.waiting, found.difference) == (120, 0, 0)


async def test_a_cut_in_the_middle_leaves_a_whole_part(
    writer: InboxWriter, connection: Connection, me: int, open_connection: OpenConnection,
    database_url: str,
) -> None:  # fmt: skip
    await accept(writer, [new(ordering_key) for ordering_key in range(6)])
    await bury(connection, me)
    other = await open_connection(database_url)
    steps = dead_letters.act(other, REPLAY, Chosen(), 2)
    assert await anext(steps) == ActionProgress(2, 2)
    other.terminate()
    with pytest.raises(Exception, match="dead_letters"):
        await anext(steps)
    assert await difference(connection) == [0]
    assert await act(connection, REPLAY) == [ActionProgress(4, 4)]


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_done_the_ledger_is_even(
    writer: InboxWriter, connection: Connection, me: int, seed: int
) -> None:
    chance = Random(seed)
    for _ in range(60):
        what = chance.choice(("accept", "accept", "deliver", "bury", "replay", "drop"))
        if what == "accept":
            await accept(writer, [some(chance) for _ in range(chance.randint(1, 5))])
        elif what == "deliver":
            rows = await claim(connection, me, {HANDLER: chance.randint(1, 5)})
            await settle(connection, me, Settlement(done=[row.id for row in rows]))
        elif what == "bury":
            rows = await claim(connection, me, {HANDLER: chance.randint(1, 5)})
            letters = [Burial(row.id, 1, "attempts", None) for row in rows]
            await settle(connection, me, Settlement(dead=letters))
        else:
            letters_now = await dead_letters.listed(connection, Chosen(), 3)
            ids = [letter.id for letter in letters_now]
            await act(connection, LetterAction(what, "me", None), Chosen(ids=ids))
        assert set(await difference(connection)) <= {0}
    await act(connection, REPLAY)
    await bodies(connection, me)
    assert set(await difference(connection)) <= {0}
    assert await connection.fetchval("SELECT count(*) FROM hookshift.deliveries") == 0


def some(chance: Random) -> NewDelivery:
    return new(chance.randint(1, 4))._replace(events=chance.randint(1, 3))


async def test_old_letters_are_dropped_and_told(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1), new(2)])
    old, young = await bury(connection, me)
    await connection.execute(
        "UPDATE hookshift.dead_letters SET died_at = now() - $2::interval WHERE id = $1",
        old,
        timedelta(days=90, minutes=1),
    )
    await dead_letters.maintain_dead_letters(connection, 90)
    await dead_letters.maintain_dead_letters(connection, 90)
    assert [each.id for each in await dead_letters.listed(connection, Chosen(), 9)] == [young]
    (action,) = await dead_letters.actions(connection, 10)
    assert (action.actor, action.letters) == ("hookshift", 1)
    assert "dead_letter_days" in (action.reason or "")
    assert await difference(connection) == [0]


async def test_actions_that_came_to_nothing_are_forgotten(connection: Connection) -> None:
    await act(connection, REPLAY)
    await connection.execute(
        "UPDATE hookshift.dead_letter_actions SET at = now() - interval '2 hours'"
    )
    await dead_letters.maintain_dead_letters(connection, 90)
    assert await dead_letters.actions(connection, 10) == []


async def test_the_choice_is_no_wall_for_the_planner(connection: Connection) -> None:
    """The function is written into the query, so an id or a time finds its index."""
    await connection.execute("SET enable_seqscan = off")
    plan = await connection.fetch(
        "EXPLAIN SELECT id FROM hookshift.chosen_letters(ARRAY[5::bigint], NULL, NULL, NULL, NULL,"
        " NULL, NULL, NULL)"
    )
    text = "\n".join(row[0] for row in plan)
    assert "Function Scan" not in text
    assert "dead_letters_pkey" in text

"""Where everything is that was accepted, by source and period, at one moment."""

import asyncio
from datetime import timedelta

from hookshift.store import ledger
from hookshift.store.database import Connection
from hookshift.store.deliveries import Burial, Retry, Settlement, claim, settle
from hookshift.store.inbox import InboxWriter
from hookshift.store.ledger import Where
from tests.conftest import OpenConnection
from tests.store.deliveries import HANDLER, accept, new

ROOM = {HANDLER: 100}


async def test_nothing_is_nowhere(connection: Connection) -> None:
    assert await ledger.balance(connection, None, None, None) == []
    assert await ledger.waiting(connection) == []
    assert await ledger.undelivered(connection, Where(), 10) == (0, 0, ())


async def test_all_that_was_accepted_is_somewhere(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(ordering_key) for ordering_key in range(5)], list("abcde"))
    await accept(writer, [new(9)], ["a"])
    one, two, *_ = await claim(connection, me, ROOM)
    await settle(
        connection,
        me,
        Settlement(done=[one.id], dead=[Burial(two.id, 1, "gone", None)]),
    )
    (found,) = await ledger.balance(connection, None, None, None)
    assert found.difference == 0
    assert tuple(found) == ("whatsapp", None, 5, 1, 1, 3, 1, 0)


async def test_what_vanishes_is_a_difference(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1), new(2), new(3)])
    await connection.execute(
        "DELETE FROM hookshift.deliveries WHERE id = (SELECT min(id) FROM hookshift.deliveries)"
    )
    (found,) = await ledger.balance(connection, None, None, None)
    assert found.difference == 1


async def test_periods_are_whole_hours(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1)])
    await connection.execute(
        "UPDATE hookshift.deliveries SET received_at = received_at - interval '3 hours';"
        "UPDATE hookshift.ledger SET hour = hour - interval '3 hours'"
    )
    await accept(writer, [new(2)._replace(source="other")])
    hours = await ledger.balance(connection, "hour", None, None)
    assert [(row.source, row.accepted, row.difference) for row in hours] == [
        ("whatsapp", 1, 0),
        ("other", 1, 0),
    ]
    first, last = (row.period for row in hours)
    assert first is not None
    assert last is not None
    assert last - first == timedelta(hours=3)
    half = first + timedelta(minutes=30)
    assert await ledger.balance(connection, "hour", half, last) == [hours[0]]
    assert await ledger.balance(connection, "hour", last, None) == [hours[1]]
    assert await ledger.balance(connection, "hour", None, first) == []


async def test_what_waits_is_told_by_handler(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1), new(1), new(2), new(3), new(4, handler="wa-webhook-property")])
    held, failed, *_ = await claim(connection, me, {HANDLER: 2})
    retry = Retry(failed.id, HANDLER, "legacy", 60.0, 1, 1, "HTTP 500")
    await settle(connection, me, Settlement(retries=[retry]))
    found = {row.handler: row for row in await ledger.waiting(connection)}
    assert set(found) == {HANDLER, "wa-webhook-property"}
    row = found[HANDLER]
    assert (row.deliveries, row.events, row.lanes) == (4, 4, 3)
    assert (row.held, row.due, row.later, row.behind) == (1, 1, 1, 1)
    assert (row.attempts, row.last_error) == (1, "HTTP 500")
    assert found["wa-webhook-property"].last_error is None
    assert held.id != failed.id


async def test_undelivered_is_what_waits_and_what_is_dead(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1), new(1), new(2), new(3)])
    one, two, three = await claim(connection, me, ROOM)
    await settle(
        connection,
        me,
        Settlement(done=[three.id], dead=[Burial(two.id, 1, "gone", "HTTP 410")]),
    )
    found = await ledger.undelivered(connection, Where(), 10)
    assert (found.deliveries, found.events) == (3, 3)
    assert [row.state for row in found.oldest] == ["under way", "behind another", "dead: gone"]
    assert found.oldest[0].id == one.id
    only = await ledger.undelivered(connection, Where(contains="http 4"), 10)
    assert [row.id for row in only.oldest] == [two.id]
    assert (await ledger.undelivered(connection, Where(), 1)).deliveries == 3
    later = found.oldest[0].accepted_at + timedelta(seconds=1)
    assert (await ledger.undelivered(connection, Where(since=later), 9)).deliveries == 0
    assert (await ledger.undelivered(connection, Where(until=later), 9)).deliveries == 3
    for where in (Where(handlers=["x"]), Where(domains=["x"]), Where(sources=["x"])):
        assert (await ledger.undelivered(connection, where, 9)).deliveries == 0


async def test_the_journal_is_added_up(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    for owner in (3, 4, None):
        await accept(writer, [new(owner)], owner=owner)
    rows = await claim(connection, me, ROOM)
    await settle(connection, me, Settlement(done=[row.id for row in rows[:2]]))
    before = await ledger.balance(connection, None, None, None)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.ledger") == 4
    for _ in range(2):
        await ledger.maintain_ledger(connection)
        assert await connection.fetchval("SELECT count(*) FROM hookshift.ledger") == 1
        assert await ledger.balance(connection, None, None, None) == before
    await settle(connection, me, Settlement(done=[rows[2].id]))
    await ledger.maintain_ledger(connection)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.ledger") == 1
    (found,) = await ledger.balance(connection, None, None, None)
    assert (found.delivered, found.difference) == (3, 0)


async def test_several_add_up_at_once(
    writer: InboxWriter, connection: Connection, open_connection: OpenConnection, database_url: str
) -> None:
    others = [await open_connection(database_url) for _ in range(4)]

    async def count_on() -> None:
        for number in range(40):
            await accept(writer, [new(number)])

    async def add_up(other: Connection) -> None:
        for _ in range(40):
            await ledger.add_up(other)

    await asyncio.gather(count_on(), *(add_up(each) for each in others))
    await ledger.add_up(connection)
    (found,) = await ledger.balance(connection, None, None, None)
    assert (found.accepted, found.difference) == (40, 0)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.ledger") == 1


async def test_hours_of_long_ago_are_forgotten_once_all_is_delivered(
    writer: InboxWriter, connection: Connection, me: int
) -> None:
    await accept(writer, [new(1)])
    old = timedelta(days=ledger.REMEMBERED_DAYS + 1)
    await connection.execute("UPDATE hookshift.ledger SET hour = hour - $1::interval", old)
    await connection.execute(
        "UPDATE hookshift.deliveries SET accepted_at = received_at - $1::interval", old
    )
    await ledger.maintain_ledger(connection)
    (found,) = await ledger.balance(connection, None, None, None)
    assert (found.waiting, found.difference) == (1, 0)
    (row,) = await claim(connection, me, ROOM)
    await settle(connection, me, Settlement(done=[row.id]))
    await ledger.maintain_ledger(connection)
    assert await ledger.balance(connection, None, None, None) == []

"""What is noted reaches PostgreSQL, once it can; what cannot is set aside alone, and counted."""

import time
from collections.abc import AsyncIterator, Mapping

import pytest_asyncio

from hookshift.domain.conversation.records import (
    ConversationRecord,
    MessageRecord,
    MissingKeys,
    PersonRecord,
)
from hookshift.domain.routing.routing import Side
from hookshift.gateway.conversation.writer import MAX_BACKOFF, ROWS, ConversationWriter
from hookshift.store import conversations as store
from hookshift.store.conversations import Known, Turn
from hookshift.store.database import Connection
from tests.store.door import door

NOW = int(time.time())
RECORD = ConversationRecord(5, "rent", Side.UNIFIED, NOW, NOW, NOW)
TURN = Turn(RECORD, "whatsapp")
PERSON = PersonRecord(5, 4_711, 9, NOW)
MESSAGE = MessageRecord("jobs", Side.LEGACY, NOW)
HOST = 101
REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.key % 2 = 1 THEN RAISE EXCEPTION 'no odd ones'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse BEFORE INSERT ON hookshift.conversations
FOR EACH ROW EXECUTE FUNCTION refuse();
"""


class World:
    def __init__(self, url: str) -> None:
        self.url = url
        self.now = 0.0
        self.corrections: dict[int, PersonRecord] = {}
        self.writers: list[ConversationWriter] = []

    def writer(self, url: str | None = None, bound: int = 10_000) -> ConversationWriter:
        made = ConversationWriter(
            url or self.url, HOST, self.correct, bound=bound, monotonic=lambda: self.now
        )
        self.writers.append(made)
        return made

    def correct(self, people: Mapping[int, PersonRecord]) -> None:
        self.corrections |= people


@pytest_asyncio.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    made = World(database_url)
    yield made
    for writer in made.writers:
        await writer.close()


async def known(connection: Connection, *keys: int) -> Known:
    return await store.known(connection, MissingKeys(keys, keys, keys))


async def test_all_kinds_are_written_and_only_as_they_were_last(
    world: World, connection: Connection
) -> None:
    writer = world.writer()
    writer.person(1, PERSON)
    writer.turn(1, TURN)
    later = RECORD._replace(turned=NOW + 1, domain="jobs")
    writer.turn(1, Turn(later, "whatsapp"))
    writer.message(1, MESSAGE)
    assert writer.waiting == 3
    assert await writer.run_once() == 3
    assert (writer.waiting, writer.written, writer.error) == (0, 3, None)
    assert await known(connection, 1) == Known({1: PERSON}, {1: later}, {1: MESSAGE})
    assert await writer.run_once() == 0


async def test_a_refused_row_is_set_aside_alone(world: World, connection: Connection) -> None:
    await connection.execute(REFUSE)
    writer = world.writer()
    for key in range(20):
        writer.turn(key, TURN)
    writer.message(3, MESSAGE)
    await writer.run_once()
    found = await known(connection, *range(20))
    assert sorted(found.conversations) == list(range(0, 20, 2))
    assert list(found.messages) == [3]
    assert (writer.written, writer.dropped, writer.waiting, writer.error) == (11, 10, 0, None)


async def test_where_every_row_is_refused_none_is_given_up(
    world: World, connection: Connection
) -> None:
    await connection.execute(REFUSE)
    writer = world.writer()
    for key in range(1, 101, 2):
        writer.turn(key, TURN)
    assert await writer.run_once() == 0
    assert (writer.waiting, writer.dropped) == (50, 0)
    assert writer.error is not None
    assert "no odd ones" in writer.error
    # Not at once again.
    assert await writer.run_once() == 0
    await connection.execute("DROP TRIGGER refuse ON hookshift.conversations")
    world.now += MAX_BACKOFF
    assert await writer.run_once() == 50
    assert (writer.waiting, writer.dropped) == (0, 0)
    assert _works(writer)


async def test_while_postgresql_is_away_rows_wait_within_a_bound(
    world: World, connection: Connection
) -> None:
    async with door(world.url) as way_in:
        writer = world.writer(way_in.url, bound=50)
        writer.turn(-1, TURN)
        await writer.run_once()
        await way_in.shut()
        for key in range(50):
            writer.turn(key, TURN)
        assert await writer.run_once() == 0
        assert writer.error is not None
        assert (writer.waiting, writer.dropped) == (50, 0)
        for key in range(40, 60):
            writer.turn(key, TURN)
        assert (writer.waiting, writer.dropped) == (50, 10)
        await way_in.open()
        world.now += MAX_BACKOFF
        assert await writer.run_once() == 50
        assert writer.error is None
    found = await known(connection, *range(-1, 60))
    assert sorted(found.conversations) == [-1, *range(10, 60)]


async def test_what_is_noted_while_a_write_fails_is_not_overwritten_by_what_is_put_back(
    world: World, connection: Connection
) -> None:
    async with door(world.url) as way_in:
        await way_in.shut()
        writer = world.writer(way_in.url)
        writer.turn(1, TURN)
        failing = writer.run_once()
        later = Turn(RECORD._replace(domain="jobs", turned=NOW + 1), "whatsapp")
        writer.turn(1, later)
        await failing
        await way_in.open()
        world.now += MAX_BACKOFF
        await writer.run_once()
    assert (await known(connection, 1)).conversations == {1: later.record}


async def test_a_batch_is_bounded_and_the_rest_follows_at_once(world: World) -> None:
    writer = world.writer()
    for key in range(2 * ROWS + 5):
        writer.turn(key, TURN)
    assert await writer.run_once() == ROWS
    assert writer.pause(ROWS) == 0.0
    assert await writer.run_once() == ROWS
    assert await writer.run_once() == 5
    assert writer.pause(5) > 0


async def test_at_a_stop_the_last_rows_are_written(world: World, connection: Connection) -> None:
    writer = world.writer()
    await writer.start()
    for key in range(3 * ROWS):
        writer.turn(key, TURN)
    await writer.stop()
    assert (writer.waiting, writer.dropped) == (0, 0)
    count = "SELECT count(*) FROM hookshift.conversations"
    assert await connection.fetchval(count) == 3 * ROWS


async def test_an_alias_that_is_somebody_elses_is_corrected(
    world: World, connection: Connection
) -> None:
    await store.note_people(connection, 103, {1: PERSON})
    writer = world.writer()
    writer.person(1, PersonRecord(6, 1, 1, NOW + 1))
    await writer.run_once()
    assert world.corrections == {1: PERSON}


def _works(writer: ConversationWriter) -> bool:
    return writer.error is None

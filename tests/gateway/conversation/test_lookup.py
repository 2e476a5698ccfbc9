"""A webhook waits for memory to be filled for some milliseconds, together with others, or not."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from hookshift.domain.conversation.records import ConversationRecord, MissingKeys
from hookshift.domain.routing.routing import Side
from hookshift.gateway.conversation import lookup as module
from hookshift.gateway.conversation.lookup import (
    LOOK_UP_SECONDS,
    MOST_KEYS,
    SILENT_SECONDS,
    ConversationLookup,
)
from hookshift.store import conversations as store
from hookshift.store.conversations import Known, Turn
from hookshift.store.database import Connection
from tests.looking import PATIENCE, seen
from tests.store.door import door
from tests.turns import has_turned

NOW = int(time.time())
RECORD = ConversationRecord(5, "rent", Side.UNIFIED, NOW, NOW, NOW)


class World:
    def __init__(self) -> None:
        self.now = 0.0
        self.learnt: list[tuple[MissingKeys, Known]] = []
        self.has_learnt = asyncio.Event()
        self.made: list[ConversationLookup] = []

    def lookup(self, url: str, age: float = 600.0) -> ConversationLookup:
        self.made.append(
            ConversationLookup(url, self.learn, max_connection_age=age, monotonic=lambda: self.now)
        )
        return self.made[-1]

    def learn(self, wanted: MissingKeys, found: Known) -> None:
        self.learnt.append((wanted, found))
        self.has_learnt.set()


@pytest_asyncio.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    yield made
    for each in made.made:
        await each.close()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy machine is no fault; the tests of lateness have the real limit."""
    monkeypatch.setattr(module, "LOOK_UP_SECONDS", 5.0)


READ = """SELECT DISTINCT regexp_replace(relname, '_?[0-9]+$', '') AS relname
FROM pg_stat_user_tables WHERE schemaname LIKE 'hookshift%'
  AND relname ~ '^conversation(s|_people|_messages)' AND coalesce(idx_scan, 0) > 0"""


def of(*keys: int) -> MissingKeys:
    return MissingKeys((), keys, ())


async def test_each_kind_is_planned_before_a_webhook_waits(
    world: World, database_url: str, connection: Connection
) -> None:
    """Planning takes longer than a webhook waits, and is done where a kind is asked for."""
    lookup = world.lookup(database_url)
    await lookup.run_once()
    await world.made.pop().close()  # PostgreSQL counts at the end of a session, at the latest

    async def all_are_read() -> bool:
        return {row["relname"] for row in await connection.fetch(READ)} == {
            "conversation_people",
            "conversations",
            "conversation_messages",
        }

    await seen(all_are_read)


async def test_what_many_lack_at_once_is_one_query(
    world: World, database_url: str, connection: Connection
) -> None:
    await store.note_conversations(connection, 1, {7: Turn(RECORD, "s")})
    lookup = world.lookup(database_url)
    await lookup.run_once()
    answers = await asyncio.gather(*(lookup.look_up(of(key, 7)) for key in range(20)))
    assert answers == [True] * 20
    ((wanted, found),) = world.learnt
    assert sorted(wanted.conversations) == list(range(20))
    assert found.conversations == {7: RECORD}
    assert (lookup.lookups, lookup.timeouts, lookup.unanswered) == (20, 0, 0)


async def test_a_query_is_bounded_and_nobody_is_left_out(world: World, database_url: str) -> None:
    lookup = world.lookup(database_url)
    await lookup.run_once()
    half = MOST_KEYS // 2
    answers = await asyncio.gather(
        *(lookup.look_up(of(*range(n * half, (n + 1) * half))) for n in range(5)),
        lookup.look_up(of(*range(-3 * MOST_KEYS, 0))),
    )
    assert answers == [True] * 6
    assert [sum(map(len, wanted)) for wanted, _ in world.learnt] == [
        MOST_KEYS, MOST_KEYS, half, 3 * MOST_KEYS
    ]  # fmt: skip


async def test_so_many_may_wait_and_no_more(
    world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 3)
    lookup = world.lookup(database_url)
    await lookup.run_once()
    answers = await asyncio.gather(*(lookup.look_up(of(key)) for key in range(5)))
    assert answers == [True, True, True, False, False]
    assert lookup.unanswered == 2
    assert await lookup.look_up(of(5))


async def test_without_a_connection_nobody_waits_and_it_is_opened_aside(
    world: World, database_url: str
) -> None:
    lookup = world.lookup(database_url)
    assert not await lookup.look_up(of(1))
    assert lookup.unanswered == 1
    await lookup.start()
    await seen(lambda: lookup.look_up(of(1)))
    assert lookup.error is None
    await lookup.stop()
    assert not await lookup.look_up(of(1))


async def test_a_stopped_postgresql_is_waited_for_once_and_then_not_for_a_second(
    world: World, database_url: str, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_UP_SECONDS", LOOK_UP_SECONDS)
    # Whoever waits for the query fails, and its answer is not given up.
    monkeypatch.setattr(module, "QUERY_SECONDS", 3_600.0)
    await store.note_conversations(connection, 1, {7: Turn(RECORD, "s")})
    lookup = world.lookup(database_url)
    await lookup.run_once()
    pid = await connection.fetchval(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = 'hookshift conversations lookup'"
    )
    os.kill(pid, signal.SIGSTOP)
    try:
        loop = asyncio.get_running_loop()
        before = loop.time()
        async with asyncio.timeout(PATIENCE):
            answers = await asyncio.gather(*(lookup.look_up(of(key, 7)) for key in range(50)))
        assert answers == [False] * 50
        assert loop.time() - before > LOOK_UP_SECONDS * 0.9
        assert lookup.timeouts >= 1
        world.now += SILENT_SECONDS * 0.99
        turned = has_turned()
        assert not await lookup.look_up(of(7))
        assert not turned()
        assert lookup.unanswered == 1
    finally:
        os.kill(pid, signal.SIGCONT)
    # The answer that comes late is learnt all the same.
    async with asyncio.timeout(PATIENCE):
        await world.has_learnt.wait()
    assert world.learnt[0][1].conversations == {7: RECORD}
    world.now += SILENT_SECONDS
    monkeypatch.setattr(module, "LOOK_UP_SECONDS", 5.0)
    assert await lookup.look_up(of(7))


async def test_who_has_a_bound_of_their_own_waits_on(
    world: World, database_url: str, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As durable sources do; also while others do not wait since an answer was late."""
    monkeypatch.setattr(module, "LOOK_UP_SECONDS", LOOK_UP_SECONDS)
    await store.note_conversations(connection, 1, {7: Turn(RECORD, "s")})
    lookup = world.lookup(database_url)
    await lookup.run_once()
    pid = await connection.fetchval(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = 'hookshift conversations lookup'"
    )
    os.kill(pid, signal.SIGSTOP)
    try:
        first = asyncio.create_task(lookup.look_up(of(7), 30.0))
        assert not await lookup.look_up(of(7))
        during_silence = asyncio.create_task(lookup.look_up(of(7), 30.0))
        assert not await lookup.look_up(of(8), 0.05)
        assert [first.done(), during_silence.done()] == [False, False]
        assert lookup.timeouts >= 2
        assert lookup.unanswered == 0
        assert not await lookup.look_up(of(7))
        assert lookup.unanswered == 1
    finally:
        os.kill(pid, signal.SIGCONT)
    assert await first
    assert await during_silence


async def test_nobody_waits_for_the_next_second_although_who_asked_has_gone(
    world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A webhook may have a limit of its own, which is over a moment sooner."""
    monkeypatch.setattr(module, "LOOK_UP_SECONDS", LOOK_UP_SECONDS)
    async with door(database_url) as way_in:
        lookup = world.lookup(way_in.url)
        await lookup.run_once()
        way_in.freeze()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(LOOK_UP_SECONDS / 4):
                await lookup.look_up(of(1))

        async def is_late() -> bool:
            return lookup.timeouts > 0

        await seen(is_late)
        turned = has_turned()
        assert not await lookup.look_up(of(1))
        assert not turned()
        assert lookup.unanswered == 1
        await lookup.close()


async def test_an_answer_that_never_comes_costs_the_connection_and_another_is_opened(
    world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_UP_SECONDS", LOOK_UP_SECONDS)
    async with door(database_url) as way_in:
        lookup = world.lookup(way_in.url)
        await lookup.run_once()
        assert lookup.error is None
        monkeypatch.setattr(module, "QUERY_SECONDS", 0.1)
        way_in.freeze()
        assert not await lookup.look_up(of(1))

        async def has_failed() -> bool:
            return lookup.error is not None

        await seen(has_failed)
        way_in.thaw()
        monkeypatch.setattr(module, "QUERY_SECONDS", 20.0)  # opening another may take its time
        world.now += SILENT_SECONDS
        assert not await lookup.look_up(of(1))
        await lookup.run_once()
        assert lookup.error is None
        monkeypatch.setattr(module, "LOOK_UP_SECONDS", 5.0)
        assert await lookup.look_up(of(1))
        await lookup.close()


async def test_postgresql_that_is_away_is_told_and_found_again(
    world: World, database_url: str
) -> None:
    async with door(database_url) as way_in:
        lookup = world.lookup(way_in.url)
        await way_in.shut()
        await lookup.run_once()
        assert lookup.error is not None
        assert not await lookup.look_up(of(1))
        await way_in.open()
        await lookup.run_once()
        assert lookup.error is None
        assert await lookup.look_up(of(1))
        await lookup.close()


async def test_an_old_connection_is_replaced_and_nobody_misses_it(
    world: World, database_url: str, connection: Connection
) -> None:
    lookup = world.lookup(database_url, age=10.0)
    await lookup.run_once()
    first = await _pids(connection)
    world.now += 10.0
    answers = await asyncio.gather(
        lookup.run_once(), *(lookup.look_up(of(key)) for key in range(10))
    )
    assert answers[1:] == [True] * 10
    (second,) = await _pids(connection)
    assert [second] != first
    assert await lookup.look_up(of(1))


async def _pids(connection: Connection) -> list[int]:
    query = (
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name = 'hookshift conversations lookup'"
    )

    async def only_one() -> list[int]:
        pids = [row["pid"] for row in await connection.fetch(query)]
        return pids if len(pids) == 1 else []

    return await seen(only_one)

"""Hosts agree: what one writes the other knows after its next pass, also after an absence."""

import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from hookshift.domain.conversation.records import (
    ABSENT,
    ConversationRecord,
    MissingKeys,
    PersonRecord,
)
from hookshift.domain.routing.routing import Side
from hookshift.gateway.conversation import alias_scan, lookup, table_file
from hookshift.gateway.conversation.alias_filter import BLOCK, FOLLOWED_SECONDS
from hookshift.gateway.conversation.follower import (
    SAFE_SECONDS,
    ConversationFollower,
    noted,
)
from hookshift.gateway.conversation.lookup import ConversationLookup
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.records import Packer
from hookshift.gateway.conversation.shared_table import HEADER, MOST_NOTED, SharedTable
from hookshift.gateway.conversation.table_file import open_table
from hookshift.gateway.conversation.table_layout import SET
from hookshift.gateway.conversation.writer import ConversationWriter
from hookshift.store import conversations as store
from hookshift.store.conversations import BEGINNING
from hookshift.store.database import Connection
from hookshift.store.database import connection as connection_to
from tests.store.door import door

NOW = int(time.time())
TURN = ConversationRecord(5, "rent", Side.UNIFIED, NOW, NOW, NOW)
PERSON = PersonRecord(5, 4_711, 9, NOW)
DOMAINS = ("jobs", "rent")


class Host:
    """Workers of one host: each its memory, writer, lookup and follower, and one table."""

    def __init__(self, url: str, folder: Path, world: "World") -> None:
        self.path = folder / "t.table"
        self.url = url
        self.world = world
        self.tables: list[SharedTable] = []
        self.clock_ahead = 0.0
        self.memory, self.writer, self.lookup, self.follower = self.worker()

    def _clock(self) -> float:
        return time.time() + self.clock_ahead

    def worker(
        self,
    ) -> tuple[Memory, ConversationWriter, ConversationLookup, ConversationFollower]:
        note = noted(self.world.clock(), BEGINNING)
        table = open_table(
            self.path, HEADER + 64 * SET, 7, note, filter_bytes=4 * BLOCK, clock=self._clock
        )
        self.tables.append(table)
        memory = Memory(table, Packer(DOMAINS))
        writer = ConversationWriter(self.url, memory.host, memory.follow_people, known=memory.known)
        lookup = ConversationLookup(self.url, memory.learn)
        memory.attach(writer, lookup.look_up)
        follower = ConversationFollower(
            self.url,
            memory,
            self.path.with_suffix(".follower"),
            clock=self.world.clock,
            monotonic=lambda: self.world.waited,
        )
        self.world.services += [writer, lookup, follower]
        return memory, writer, lookup, follower

    def away_for(self, seconds: float) -> None:
        """As if the last pass had been so much earlier."""
        at, snapshot, server = self.memory.noted().decode().split(" ")
        self.memory.note(noted(int(at) - seconds, snapshot, server))


class World:
    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.skew = self.waited = 0.0
        self.services: list[ConversationWriter | ConversationLookup | ConversationFollower] = []
        self.hosts: list[Host] = []

    def clock(self) -> float:
        return time.time() + self.skew

    async def reached(self) -> store.ConversationChanges:
        async with connection_to(self.url, "test") as opened:
            return await store.changes_since(opened, None, 0)

    def host(self, name: str, url: str | None = None) -> Host:
        (self.folder / name).mkdir()
        self.hosts.append(Host(url or self.url, self.folder / name, self))
        return self.hosts[-1]

    async def close(self) -> None:
        for each in self.services:
            await each.close()
        for host in self.hosts:
            for table in host.tables:
                table.close()


@pytest_asyncio.fixture
async def world(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[World]:
    # What is found, and not how soon, is what these tests are about.
    monkeypatch.setattr(lookup, "LOOK_UP_SECONDS", 5.0)
    made = World(database_url, tmp_path)
    yield made
    await made.close()


async def test_hosts_agree_after_one_write_and_one_pass(world: World) -> None:
    one, other = world.host("one"), world.host("other")
    assert one.memory.host != other.memory.host
    for host in (one, other):
        assert await host.follower.run_once()
    one.memory.note_person(5, PERSON)
    one.memory.note_conversation(1, TURN, "whatsapp")
    assert other.memory.conversation(1, 5) is None
    await one.writer.run_once()
    await other.follower.run_once()
    assert other.memory.person(5) == PERSON
    assert other.memory.conversation(1, 5) == TURN
    assert other.follower.followed == 2
    # Back again, later by the provider's clock.
    answer = TURN._replace(domain="jobs", turned=NOW + 1)
    other.memory.note_conversation(1, answer, "whatsapp")
    await other.writer.run_once()
    await one.follower.run_once()
    assert one.memory.conversation(1, 5) == answer


async def test_that_nothing_was_known_is_corrected_as_soon_as_something_is(world: World) -> None:
    one, other = world.host("one"), world.host("other")
    await other.lookup.run_once()
    assert await other.memory.look_up(MissingKeys((5,), (1,), ()))
    assert (other.memory.person(5), other.memory.conversation(1, 5)) == (ABSENT, ABSENT)
    one.memory.note_person(5, PERSON)
    one.memory.note_conversation(1, TURN, "whatsapp")
    await one.writer.run_once()
    await other.follower.run_once()
    assert (other.memory.person(5), other.memory.conversation(1, 5)) == (PERSON, TURN)


async def test_what_was_removed_is_forgotten_everywhere(
    world: World, connection: Connection
) -> None:
    one, other = world.host("one"), world.host("other")
    one.memory.note_person(5, PERSON)
    one.memory.note_conversation(1, TURN, "whatsapp")
    await one.writer.run_once()
    await other.follower.run_once()
    await connection.execute("DELETE FROM hookshift.conversation_people")
    await connection.execute("DELETE FROM hookshift.conversations")
    await connection.execute(
        "INSERT INTO hookshift.conversation_changes (writer, kind, key) VALUES (0, 0, 5), (0, 1, 1)"
    )
    for host in (one, other):
        await host.follower.run_once()
        assert (host.memory.person(5), host.memory.conversation(1, 5)) == (None, None)


async def test_one_worker_of_a_host_follows_and_another_goes_on_when_it_ends(
    world: World,
) -> None:
    one, other = world.host("one"), world.host("other")
    _, _, _, second = one.worker()
    for follower in (one.follower, second, other.follower):
        await follower.run_once()
    assert (one.follower.leads, second.leads) == (True, False)
    other.memory.note_conversation(1, TURN, "whatsapp")
    await other.writer.run_once()
    await second.run_once()
    assert one.memory.conversation(1, 5) is None
    await one.follower.close()
    await second.run_once()
    assert second.leads
    assert one.memory.conversation(1, 5) == TURN


async def test_a_short_absence_is_made_up_for(world: World) -> None:
    one, other = world.host("one"), world.host("other")
    async with door(world.url) as way_in:
        away = world.host("away", way_in.url)
        away.memory.note_conversation(3, TURN, "whatsapp")
        await away.writer.run_once()
        await away.follower.run_once()
        await way_in.shut()
        assert not await away.follower.run_once()
        assert away.follower.error is not None
        one.memory.note_conversation(1, TURN, "whatsapp")
        await one.writer.run_once()
        away.away_for(SAFE_SECONDS - 10)
        await way_in.open()
        assert await away.follower.run_once()
        assert away.follower.error is None
        assert away.memory.conversation(1, 5) == TURN
        assert away.memory.conversation(3, 5) == TURN
        await away.writer.close()
        await away.follower.close()
    del other


async def test_after_a_long_absence_all_is_read_anew_if_anybody_else_can_have_written(
    world: World,
) -> None:
    one, other = world.host("one"), world.host("other")
    for host in (one, other):
        await host.follower.run_once()
    one.memory.note_conversation(1, TURN, "whatsapp")
    # By PostgreSQL's clock: a host that was suspended may not have noticed.
    one.away_for(SAFE_SECONDS + 10)
    world.skew = -SAFE_SECONDS - 10
    await one.follower.run_once()
    assert one.memory.conversation(1, 5) is None
    await one.writer.run_once()
    await one.lookup.run_once()
    assert await one.memory.look_up(MissingKeys((), (1,), ()))
    assert one.memory.conversation(1, 5) == TURN


async def test_a_host_that_is_alone_keeps_what_it_has(world: World) -> None:
    one = world.host("one")
    await one.follower.run_once()
    one.memory.note_conversation(1, TURN, "whatsapp")
    one.away_for(SAFE_SECONDS + 10)
    await one.follower.run_once()
    assert one.memory.conversation(1, 5) == TURN


@pytest.mark.parametrize("server", ["", "another"])
async def test_another_server_is_heard_again_from_shortly_before(world: World, server: str) -> None:
    """Its transactions may have the numbers of those that were read, and never happened."""
    one, other = world.host("one"), world.host("other")
    await one.follower.run_once()
    other.memory.note_person(5, PERSON)
    other.memory.note_conversation(1, TURN, "whatsapp")
    await other.writer.run_once()
    # A snapshot that has seen all this, of the former server.
    reached = await world.reached()
    one.memory.note(noted(reached.at, reached.snapshot, server))
    assert one.memory.is_nobody(5)
    await one.follower.run_once()
    assert not one.memory.is_nobody(5)
    assert one.memory.conversation(1, 5) == TURN
    followed = one.follower.followed
    await one.follower.run_once()
    assert one.follower.followed == followed
    assert one.memory.is_nobody(6)


async def test_people_whom_only_another_server_knows_are_read(world: World) -> None:
    one, other = world.host("one"), world.host("other")
    await one.follower.run_once()
    other.memory.note_person(5, PERSON)
    await other.writer.run_once()
    async with connection_to(world.url, "test") as opened:
        await opened.execute("DELETE FROM hookshift.conversation_changes")
    await one.follower.run_once()
    assert one.memory.is_nobody(5)
    # A restored table has another file.
    async with connection_to(world.url, "test") as opened:
        await opened.execute("CLUSTER hookshift.conversation_people USING conversation_people_pkey")
    await one.follower.run_once()
    assert [one.memory.is_nobody(alias) for alias in (5, 6)] == [False, True]


async def test_a_copied_table_hears_what_the_copied_one_writes(world: World) -> None:
    one = world.host("one")
    await one.follower.run_once()
    one.memory.note_person(5, PERSON)
    await one.writer.run_once()
    (world.folder / "copy").mkdir()
    shutil.copy(one.path, world.folder / "copy" / one.path.name)
    copy = Host(world.url, world.folder / "copy", world)
    world.hosts.append(copy)
    assert not copy.memory.is_nobody(6)
    await copy.follower.run_once()
    assert copy.memory.is_nobody(6)
    one.memory.note_person(6, PERSON)
    await one.writer.run_once()
    await copy.follower.run_once()
    assert [copy.memory.is_nobody(alias) for alias in (5, 6, 7)] == [False, False, True]


async def test_a_crash_of_the_host_loses_nobody_from_the_filter(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The header may be on the disk while a page of the filter is not."""
    one = world.host("one")
    await one.follower.run_once()
    former = one.path.read_bytes()
    one.memory.note_person(5, PERSON)
    one.memory.note_conversation(1, TURN, "whatsapp")
    await one.writer.run_once()
    await one.follower.run_once()
    await one.follower.close()
    head = one.path.read_bytes()[:HEADER]
    one.path.write_bytes(head + former[HEADER:])
    monkeypatch.setattr(table_file, "BOOT_ID", world.folder / "none")
    memory, _, _, follower = one.worker()
    assert not memory.is_nobody(5)
    await follower.run_once()
    assert [memory.is_nobody(alias) for alias in (5, 6)] == [False, True]
    assert memory.conversation(1, 5) == TURN


async def test_what_comes_while_changes_are_learnt_was_not_heard(world: World) -> None:
    """A process may be stopped between the answer and its end."""
    one, other = world.host("one"), world.host("other")
    await one.follower.run_once()

    class Stopped(Memory):
        def follow(self, wanted: MissingKeys, found: store.Known) -> None:
            one.clock_ahead += FOLLOWED_SECONDS + 1
            super().follow(wanted, found)

    memory = Stopped(one.tables[0], Packer(DOMAINS))
    await one.follower.close()
    follower = ConversationFollower(world.url, memory, one.path.with_suffix(".follower"))
    world.services.append(follower)
    await follower.run_once()
    assert memory.is_nobody(6)
    other.memory.note_person(5, PERSON)
    await other.writer.run_once()
    await follower.run_once()
    assert not memory.is_nobody(6)
    await follower.run_once()
    assert [memory.is_nobody(alias) for alias in (5, 6)] == [False, True]


@pytest.mark.parametrize("note", [b"", b"5 nonsense", f"5 {2**40 + 5}:{2**40 + 5}:".encode()])
async def test_a_place_that_is_lost_or_another_servers_makes_it_begin_anew(
    world: World, note: bytes
) -> None:
    one, other = world.host("one"), world.host("other")
    await other.follower.run_once()
    one.memory.note_conversation(1, TURN, "whatsapp")
    one.memory.note(note)
    for _ in range(3):
        await one.follower.run_once()
    assert one.memory.conversation(1, 5) is None
    other.memory.note_conversation(2, TURN, "whatsapp")
    await other.writer.run_once()
    await one.follower.run_once()
    assert one.memory.conversation(2, 5) == TURN


async def test_more_changes_than_can_be_read_at_once_make_it_begin_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_CHANGES", 3)
    one, other = world.host("one"), world.host("other")
    await one.follower.run_once()
    for key in range(2, 6):
        other.memory.note_conversation(key, TURN, "whatsapp")
    await other.writer.run_once()
    one.memory.note_conversation(1, TURN, "whatsapp")
    await one.follower.run_once()
    await one.follower.run_once()
    assert one.memory.conversation(1, 5) is None


async def test_newcomers_are_told_once_all_who_are_known_have_been_read(world: World) -> None:
    one, other = world.host("one"), world.host("other")
    one.memory.note_person(5, PERSON)
    await one.writer.run_once()
    assert not other.memory.is_nobody(6)
    await other.follower.run_once()
    assert [other.memory.is_nobody(alias) for alias in (5, 6)] == [False, True]
    one.memory.note_person(6, PERSON)
    assert not one.memory.is_nobody(6)
    await one.writer.run_once()
    await other.follower.run_once()
    assert not other.memory.is_nobody(6)


async def test_who_becomes_known_while_all_are_read_is_not_missed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the place that was reached as well as behind it; each pass reads two of them."""
    monkeypatch.setattr(alias_scan, "ALIASES_AT_ONCE", 2)
    monkeypatch.setattr(alias_scan, "PART_SECONDS", 0.0)
    one, other = world.host("one"), world.host("other")
    first, last = -(2**63), 2**63 - 1
    for alias in (-7, 5, 9, 11, 13, 15):
        one.memory.note_person(alias, PERSON)
    await one.writer.run_once()
    await other.follower.run_once()
    await other.follower.run_once()
    assert not other.memory.aliases.is_complete
    for alias in (first, 6, last):
        one.memory.note_person(alias, PERSON)
    await one.writer.run_once()
    passes = 0
    while not other.memory.aliases.is_complete:
        assert await other.follower.run_once()
        passes += 1
    assert passes >= 2
    everybody = (first, -7, 5, 6, 9, 11, 13, 15, last)
    assert [alias for alias in everybody if other.memory.is_nobody(alias)] == []
    assert other.memory.is_nobody(7)


async def test_whoever_has_a_conversation_is_not_new_though_their_name_was_lost(
    world: World,
) -> None:
    """As by a worker that was killed: what it had not written of people nobody tells again."""
    one, before, after = (world.host(name) for name in ("one", "before", "after"))
    await before.follower.run_once()
    assert before.memory.is_nobody(TURN.person)
    one.memory.note_conversation(1, TURN, "whatsapp")
    await one.writer.run_once()
    await before.follower.run_once()
    async with connection_to(world.url, "test") as opened:
        await opened.execute("DELETE FROM hookshift.conversation_changes")
    await after.follower.run_once()
    for host in (before, after):
        assert [host.memory.is_nobody(alias) for alias in (TURN.person, 6)] == [False, True]


async def test_another_worker_begins_anew_to_read_who_is_known(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alias_scan, "ALIASES_AT_ONCE", 1)
    monkeypatch.setattr(alias_scan, "PART_SECONDS", 0.0)
    one, other = world.host("one"), world.host("other")
    memory, _, _, second = one.worker()
    other.memory.note_person(5, PERSON)
    await other.writer.run_once()
    await one.follower.run_once()
    await one.follower.close()
    while not memory.aliases.is_complete:
        await second.run_once()
    assert [one.memory.is_nobody(alias) for alias in (5, 6)] == [False, True]


async def test_after_missed_changes_nobody_is_new_until_all_are_read_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_CHANGES", 3)
    one, other = world.host("one"), world.host("other")
    await one.follower.run_once()
    assert one.memory.is_nobody(5)
    for alias in range(5, 9):
        other.memory.note_person(alias, PERSON)
    await other.writer.run_once()
    await one.follower.run_once()
    assert [one.memory.is_nobody(alias) for alias in (5, 9)] == [False, False]
    await one.follower.run_once()
    assert [one.memory.is_nobody(alias) for alias in (5, 9)] == [False, True]


async def test_without_others_being_followed_nobody_is_new(world: World) -> None:
    async with door(world.url) as way_in:
        away = world.host("away", way_in.url)
        await away.follower.run_once()
        assert away.memory.is_nobody(5)
        await way_in.shut()
        assert not await away.follower.run_once()
        away.clock_ahead = FOLLOWED_SECONDS + 1
        assert not away.memory.is_nobody(5)
        await way_in.open()
        assert await away.follower.run_once()
        assert away.memory.is_nobody(5)
        await away.writer.close()
        await away.follower.close()


async def test_a_clock_that_is_set_back_does_not_make_up_for_what_was_not_heard(
    world: World,
) -> None:
    async with door(world.url) as way_in:
        away = world.host("away", way_in.url)
        followed = time.time()
        await away.follower.run_once()
        await way_in.shut()
        for seconds, is_nobody in ((1.0, True), (FOLLOWED_SECONDS, False)):
            world.waited += seconds
            assert not await away.follower.run_once()
            away.clock_ahead = followed + 1 - time.time()
            assert away.memory.is_nobody(5) is is_nobody
        await way_in.open()
        away.clock_ahead = 0.0
        assert await away.follower.run_once()
        assert away.memory.is_nobody(5)
        await away.writer.close()
        await away.follower.close()


async def test_a_late_look_up_does_not_undo_what_was_noted_meanwhile(world: World) -> None:
    one = world.host("one")
    stored = TURN._replace(domain="jobs")
    one.memory.note_conversation(1, TURN, "whatsapp")
    one.memory.note_person(5, PERSON)
    one.memory.learn(
        MissingKeys((5, 6), (1, 2), ()),
        store.Known({5: PersonRecord(9, 1, 1, NOW + 5)}, {1: stored}, {}),
    )
    assert one.memory.conversation(1, 5) == TURN
    assert one.memory.person(5) == PERSON
    assert (one.memory.person(6), one.memory.conversation(2, 5)) == (ABSENT, ABSENT)
    older = PersonRecord(9, 1, 1, NOW - 5)
    one.memory.learn(MissingKeys((5,), (), ()), store.Known({5: older}, {}, {}))
    assert one.memory.person(5) == older


def test_a_note_always_fits() -> None:
    short = noted(5.0, "10:20:11,12", "7/8")
    assert short == b"5 10:20:11,12 7/8"
    many = "10:2000:" + ",".join(map(str, range(11, 2_000)))
    assert noted(5.0, many, "7/8") == b"5 10:10: 7/8"
    assert len(noted(1e10, "9" * 20 + ":" + "9" * MOST_NOTED)) <= MOST_NOTED


async def test_whoever_waits_to_be_written_while_the_filter_is_emptied_is_no_newcomer(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alias_scan, "MOST_MISTAKES", -1.0)
    one = world.host("one")
    assert await one.follower.run_once()
    one.memory.note_person(5, PERSON)
    world.waited += alias_scan.JUDGED_SECONDS
    for _ in range(2):
        assert await one.follower.run_once()
    assert one.memory.is_nobody(5), "it was noted, and neither in the filter nor written"
    assert await one.writer.run_once() == 1
    assert [one.memory.is_nobody(alias) for alias in (5, 6)] == [False, True]

"""What PostgreSQL keeps of conversations: the later turn, the older person, no more."""

import asyncio
import time
from collections.abc import Mapping

import pytest

from hookshift.domain.conversation.records import (
    ConversationRecord,
    MessageRecord,
    MissingKeys,
    PersonRecord,
)
from hookshift.domain.routing.routing import Side
from hookshift.store import conversations as store
from hookshift.store.conversations import BEGINNING, SLICES, Known, Turn
from hookshift.store.database import Connection
from hookshift.store.errors import ValueRefused
from hookshift.store.held import SQL as HELD
from tests.conftest import OpenConnection

NOW = int(time.time())
HERE, THERE = 101, 103
TURN = ConversationRecord(5, "rent", Side.UNIFIED, NOW - 60, NOW - 30, NOW - 31)
PERSON = PersonRecord(5, 4_711, 2**32 - 1, NOW - 1_000)
MESSAGE = MessageRecord("jobs", Side.LEGACY, NOW - 5)


async def known(connection: Connection, *keys: int) -> Known:
    return await store.known(connection, MissingKeys(keys, keys, keys))


async def turn(
    connection: Connection, key: int, record: ConversationRecord, host: int = HERE
) -> None:
    await store.note_conversations(connection, host, {key: Turn(record, "whatsapp")})


async def people(
    connection: Connection, noted: Mapping[int, PersonRecord], host: int = HERE
) -> Mapping[int, PersonRecord]:
    return await store.note_people(connection, host, noted)


async def test_all_kinds_come_back_in_one_query(connection: Connection) -> None:
    await people(connection, {5: PERSON, -(2**63): PERSON})
    await turn(connection, 5, TURN)
    await turn(connection, 2**63 - 1, TURN._replace(ended=True))
    await store.note_messages(connection, {5: MESSAGE})
    found = await known(connection, 5, -(2**63), 2**63 - 1, 404)
    assert found.people == {5: PERSON, -(2**63): PERSON}
    assert found.conversations == {5: TURN, 2**63 - 1: TURN._replace(ended=True)}
    assert found.messages == {5: MESSAGE}
    assert await store.known(connection, MissingKeys()) == Known({}, {}, {})


async def test_what_is_uncertain_stays_so_until_another_conversation_begins(
    connection: Connection,
) -> None:
    uncertain = TURN._replace(uncertain=True)
    await turn(connection, 5, uncertain)
    assert (await known(connection, 5)).conversations == {5: uncertain}
    # By another host, that does not know it; and by the commit of a durable source.
    await turn(connection, 5, TURN._replace(turned=NOW))
    commit = """SELECT hookshift.note_conversations(1, '{5}', '{5}', '{whatsapp}', '{rent}',
        '{unified}', $1, $1, $1, '{f}')"""
    await connection.execute(commit, [TURN.began])
    found = (await known(connection, 5)).conversations[5]
    assert (found.uncertain, found.turned) == (True, NOW)
    async with connection.transaction():
        assert await store.locked_conversation(connection, 5) == found
    await turn(connection, 5, TURN._replace(began=NOW, turned=NOW))
    assert not (await known(connection, 5)).conversations[5].uncertain


async def test_the_later_turn_wins_in_whatever_order_they_are_written(
    connection: Connection,
) -> None:
    later = TURN._replace(domain="jobs", turned=NOW)
    await turn(connection, 5, later)
    await turn(connection, 5, TURN)
    assert (await known(connection, 5)).conversations == {5: later}
    as_late = later._replace(domain="taxi")
    await turn(connection, 5, as_late)
    assert (await known(connection, 5)).conversations == {5: as_late}


async def test_a_message_stays_as_it_was_first_and_is_known_for_a_day(
    connection: Connection,
) -> None:
    await store.note_messages(connection, {5: MESSAGE})
    await store.note_messages(connection, {5: MESSAGE._replace(domain="rent")})
    await store.note_messages(connection, {6: MESSAGE._replace(at=NOW - 86_400)})
    assert (await known(connection, 5, 6)).messages == {5: MESSAGE}


async def test_a_day_without_a_partition_gets_one(connection: Connection) -> None:
    for row in await connection.fetch(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits"
        " WHERE inhparent = 'hookshift.conversation_messages'::regclass"
    ):
        await connection.execute(f"DROP TABLE {row['name']}")
    await store.note_messages(connection, {5: MESSAGE})
    assert (await known(connection, 5)).messages == {5: MESSAGE}
    with pytest.raises(ValueRefused):
        await store.note_messages(connection, {6: MESSAGE._replace(at=NOW - 10 * 86_400)})


async def test_a_person_who_is_known_keeps_the_first_bucket(connection: Connection) -> None:
    assert await people(connection, {5: PERSON}) == {}
    younger = PersonRecord(6, 1, 2, NOW)
    assert await people(connection, {5: younger, 6: younger}) == {5: PERSON}
    assert (await known(connection, 5, 6)).people == {5: PERSON, 6: younger}


async def test_under_another_salt_a_person_has_another_bucket(connection: Connection) -> None:
    assert await people(connection, {5: PERSON}) == {}
    again = PERSON._replace(bucket=1)
    assert await people(connection, {5: again}) == {5: PERSON}, "the first one stays"
    salted = PERSON._replace(bucket=17, salt_tag=3)
    assert await people(connection, {5: salted}) == {}
    assert (await known(connection, 5)).people == {5: salted}
    # Not from somebody who takes the alias for another's.
    stranger = PersonRecord(6, 1, 9, NOW + 5)
    assert await people(connection, {5: stranger}) == {5: salted}


async def test_of_two_known_people_the_older_stays_with_all_aliases(
    connection: Connection,
) -> None:
    older, younger = PERSON, PersonRecord(6, 1, 2, NOW)
    await people(connection, {5: older})
    await people(connection, {6: younger, 7: younger, 8: younger})
    await turn(connection, 60, TURN._replace(person=6))
    # One event shows that 5 and 6 are the same.
    assert await people(connection, {6: older}) == {}
    assert (await known(connection, 5, 6, 7, 8)).people == dict.fromkeys((5, 6, 7, 8), older)
    assert (await known(connection, 60)).conversations[60].person == 5


async def test_two_hosts_that_write_at_once_agree_whoever_is_first(
    connection: Connection, database_url: str, open_connection: OpenConnection
) -> None:
    other = await open_connection(database_url)
    records = [PersonRecord(each, each, 1, NOW - each) for each in range(1, 9)]
    for round_ in range(10):
        keys = range(round_ * 100, round_ * 100 + 20)
        await asyncio.gather(
            people(connection, {key: records[key % 8] for key in keys}, HERE),
            people(other, {key: records[(key + 3) % 8] for key in reversed(keys)}, THERE),
        )


async def test_others_hear_of_changes_once_and_of_ones_own_never(
    connection: Connection,
) -> None:
    await people(connection, {5: PERSON}, HERE)
    await turn(connection, 7, TURN, HERE)
    assert (await store.changes_since(connection, BEGINNING, HERE)).keys == MissingKeys()
    first = await store.changes_since(connection, BEGINNING, THERE)
    assert first.keys == MissingKeys((5,), (7,))
    assert (await store.changes_since(connection, first.snapshot, THERE)).keys == MissingKeys()
    await turn(connection, 7, TURN, HERE)
    second = await store.changes_since(connection, first.snapshot, THERE)
    assert second.keys == MissingKeys((), (7,))
    # An older turn changes nothing, and so it is no news.
    await turn(connection, 7, TURN._replace(turned=1), HERE)
    assert (await store.changes_since(connection, second.snapshot, THERE)).keys == MissingKeys()


async def test_a_transaction_that_ends_late_is_not_missed(
    connection: Connection, database_url: str, open_connection: OpenConnection
) -> None:
    slow = await open_connection(database_url)
    transaction = slow.transaction()
    await transaction.start()
    await turn(slow, 1, TURN, HERE)
    await turn(connection, 2, TURN, HERE)
    seen = await store.changes_since(connection, BEGINNING, THERE)
    assert seen.keys.conversations == (2,)
    await turn(connection, 3, TURN, HERE)
    await transaction.commit()
    later = await store.changes_since(connection, seen.snapshot, THERE)
    assert sorted(later.keys.conversations) == [1, 3]
    last = await store.changes_since(connection, later.snapshot, THERE)
    assert last.keys.conversations == ()


async def test_a_snapshot_of_another_server_is_noticed(connection: Connection) -> None:
    assert not (await store.changes_since(connection, f"{2**40 + 5}:{2**40 + 5}:", THERE)).complete
    assert (await store.changes_since(connection, BEGINNING, THERE)).complete


async def test_what_is_too_much_at_once_is_noticed(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_CHANGES", 3)
    for key in range(2):
        await turn(connection, key, TURN)
    assert (await store.changes_since(connection, BEGINNING, THERE)).complete
    await turn(connection, 3, TURN)
    assert not (await store.changes_since(connection, BEGINNING, THERE)).complete


async def test_changes_that_all_have_heard_of_are_deleted(connection: Connection) -> None:
    await turn(connection, 1, TURN)
    await connection.execute(
        "UPDATE hookshift.conversation_changes SET at = now() - interval '11 minutes'"
    )
    await turn(connection, 2, TURN)
    await store.follows(connection, HERE)
    left = await connection.fetch("SELECT key FROM hookshift.conversation_changes")
    assert [row["key"] for row in left] == [2]


async def test_it_is_known_whether_anybody_else_can_have_written(connection: Connection) -> None:
    await store.follows(connection, HERE)
    assert not await store.others_wrote(connection, HERE, 60)
    await store.follows(connection, THERE)
    assert await store.others_wrote(connection, HERE, 60)
    await connection.execute(
        "UPDATE hookshift.conversation_hosts SET at = now() - interval '61 seconds'"
    )
    assert not await store.others_wrote(connection, HERE, 60)


async def test_retention_deletes_what_is_old_and_nothing_else(connection: Connection) -> None:
    # This file may have been loaded many minutes ago.
    now, day = int(time.time()), 86_400
    old = TURN._replace(person=6, last=now - 8 * day - 60)
    kept = TURN._replace(person=7, last=now - 8 * day + 60)
    await turn(connection, 1, old)
    await turn(connection, 2, kept)
    await people(connection, {key: PersonRecord(key, 1, 1, NOW) for key in (6, 7, 8)})
    await connection.execute(
        "UPDATE hookshift.conversation_people SET seen = now() - interval '31 days'"
        " WHERE alias IN (6, 7)"
    )
    for part in range(SLICES):
        await store.sweep(connection, part, 30)
    found = await known(connection, 1, 2, 6, 7, 8)
    assert list(found.conversations) == [2]
    # 6 was not seen for long; 7 neither, but has a conversation; 8 is new.
    assert sorted(found.people) == [7, 8]


async def test_a_new_conversation_keeps_its_person(connection: Connection) -> None:
    await people(connection, {5: PERSON})
    await connection.execute(
        "UPDATE hookshift.conversation_people SET seen = now() - interval '31 days'"
    )
    await turn(connection, 1, TURN)
    seen = "SELECT seen > now() - interval '1 minute' FROM hookshift.conversation_people"
    assert await connection.fetchval(seen)


async def test_every_slice_is_swept_by_maintenance(connection: Connection) -> None:
    await turn(connection, 1, TURN)
    await store.maintain_conversations(connection, 7, 30)
    assert (await known(connection, 1)).conversations == {1: TURN}


async def test_what_was_begun_before_somebody_was_forgotten_is_not_written(
    connection: Connection,
) -> None:
    await connection.execute(
        "INSERT INTO hookshift.forgotten VALUES (5, to_timestamp($1))", NOW - 10
    )
    await turn(connection, 1, TURN._replace(began=NOW - 11))
    await turn(connection, 2, TURN._replace(began=NOW - 9))
    await turn(connection, 3, TURN._replace(person=6, began=NOW - 11))
    await people(connection, {5: PERSON._replace(since=NOW - 11), 6: PERSON})
    await people(connection, {8: PersonRecord(8, 1, 1, NOW)})
    found = await known(connection, 1, 2, 3, 5, 6, 8)
    assert sorted(found.conversations) == [2, 3]
    assert list(found.people) == [8]


async def test_looking_up_walks_indexes_whatever_the_planner_knew_first(
    connection: Connection,
) -> None:
    """The plan is made while the tables are empty, and has to be good when they are not."""
    keys = range(64)
    for _ in range(6):
        await known(connection, *keys)
    await connection.execute(
        "INSERT INTO hookshift.conversations SELECT g, g, 's', 'd', 'legacy', now(), now(), now(),"
        " false, 1 FROM generate_series(1, 20000) AS g"
    )
    await connection.execute(
        "INSERT INTO hookshift.conversation_people SELECT g, g, 1, 1, now()"
        " FROM generate_series(1, 20000) AS g"
    )
    await connection.execute(
        "INSERT INTO hookshift.conversation_messages SELECT g, now(), 'd', 'legacy'"
        " FROM generate_series(1, 20000) AS g"
    )
    async with connection.transaction():
        before = await _scans(connection)
        assert [*map(len, await known(connection, *keys))] == [63] * 3
        after = await _scans(connection)
    assert after["seq_scan"] == before["seq_scan"]
    assert after["seq_tup_read"] == before["seq_tup_read"]
    assert after["idx_scan"] >= before["idx_scan"] + 3


async def test_writing_walks_indexes_too(connection: Connection) -> None:
    people_, turns = {5: PERSON}, {5: Turn(TURN, "s")}
    for _ in range(6):
        await store.note_people(connection, HERE, people_)
        await store.note_conversations(connection, HERE, turns)
    await connection.execute(
        "INSERT INTO hookshift.conversation_people SELECT g, g, 1, 1, now()"
        " FROM generate_series(100, 20000) AS g"
    )
    async with connection.transaction():
        before = await _scans(connection)
        await store.note_people(connection, HERE, {5: PERSON._replace(person=4, since=1)})
        await store.note_conversations(connection, HERE, {6: Turn(TURN, "s")})
        assert (await _scans(connection))["seq_scan"] == before["seq_scan"]


async def _scans(connection: Connection) -> Mapping[str, int]:
    """Of this transaction, on the tables of conversations."""
    row = await connection.fetchrow(
        "SELECT sum(seq_scan)::int AS seq_scan, sum(seq_tup_read)::int AS seq_tup_read,"
        " sum(idx_scan)::int AS idx_scan FROM pg_stat_xact_user_tables"
        " WHERE relname ~ '^conversation|^forgotten'"
    )
    return dict(row)


async def test_a_turn_changes_no_index(connection: Connection) -> None:
    """What changes with each message is beside the old version: HOT."""
    await turn(connection, 5, TURN)
    async with connection.transaction():
        await turn(connection, 5, TURN._replace(turned=NOW, last=NOW, domain="jobs"))
        row = await connection.fetchrow(
            "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables"
            " WHERE relname = 'conversations'"
        )
    assert tuple(row) == (1, 1)


async def test_who_is_in_the_middle_is_found_without_reading_all(connection: Connection) -> None:
    await connection.execute(
        "INSERT INTO hookshift.conversations SELECT g, g, 's', 'd', 'legacy',"
        " now() - g * interval '1 minute', now(), now(), false, 1"
        " FROM generate_series(1, 20000) AS g"
    )
    await connection.execute("ANALYZE hookshift.conversations")
    arguments = (1_800.0, 14_400.0, 500, 1, ["d"], 0)
    rows = await connection.fetch(f"EXPLAIN {HELD['midway']}", *arguments)
    plan = "\n".join(row[0] for row in rows)
    assert "conversations_began" in plan, plan

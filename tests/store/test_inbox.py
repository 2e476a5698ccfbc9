"""What is taken in is taken in once, whole, and in each sender's order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from hookshift.domain.errors import OperatorError
from hookshift.store import database, deliveries, inbox
from hookshift.store.database import Connection
from hookshift.store.inbox import InboxWriter, maintain_inbox
from tests.conftest import OpenConnection
from tests.looking import PATIENCE
from tests.store.deliveries import accept, key, ledger, new, waiting
from tests.store.door import door


@pytest_asyncio.fixture
async def writers(database_url: str, connection: Connection) -> AsyncIterator[list[InboxWriter]]:
    made = [InboxWriter(database_url) for _ in range(2)]
    yield made
    for each in made:
        await each.close()


@pytest_asyncio.fixture
async def writer(writers: list[InboxWriter]) -> InboxWriter:
    return writers[0]


async def test_a_webhook_leaves_a_delivery_a_payload_and_its_key(
    writer: InboxWriter, connection: Connection
) -> None:
    (placed,) = await accept(writer, [new(5, body=b"\x00\xff raw")], ["wamid.1"])
    assert placed.ready
    row = await connection.fetchrow(
        "SELECT * FROM hookshift.deliveries JOIN hookshift.payloads p USING (id, received_at)"
    )
    assert row is not None
    assert (row["id"], row["lane"], row["body"]) == (placed.id, 5, b"\x00\xff raw")
    assert row["owner"] is None
    assert await ledger(connection) == (1, 0, 0, 0)


@pytest.mark.parametrize("field", ["ordering_key", "bucket", "expires", "key_id"])
@pytest.mark.parametrize(
    "given", [(None, None, None), (None, 7, None), (7, None, None), (7, 8, 9), (7, 7, 7)]
)
async def test_what_some_deliveries_lack_the_others_keep(
    writer: InboxWriter, connection: Connection, field: str, given: tuple[int | None, ...]
) -> None:
    values = [each if each is None or field != "key_id" else str(each) for each in given]
    changes: list[dict[str, Any]] = [{field: value} for value in values]
    made = [new(body=b"%d" % at)._replace(**change) for at, change in enumerate(changes)]
    await accept(writer, made)
    rows = await connection.fetch(
        "SELECT lane AS ordering_key, bucket, key_id, "
        "extract(epoch FROM expires_at - received_at)::int AS expires "
        "FROM hookshift.deliveries JOIN hookshift.payloads USING (id, received_at) ORDER BY body"
    )
    assert [row[field] for row in rows] == values


async def test_an_event_is_taken_in_once(writer: InboxWriter, connection: Connection) -> None:
    assert len(await accept(writer, [new(), new(), new()], ["a", "b", "a"])) == 2
    assert len(await accept(writer, [new(), new()], ["b", "c"])) == 1
    assert await accept(writer, [new()], ["a"]) == []
    assert await ledger(connection) == (3, 0, 0, 3)


async def test_what_has_no_identity_is_always_new(
    writer: InboxWriter, connection: Connection
) -> None:
    await accept(writer, [new(), new()])
    await accept(writer, [new(), new()])
    assert await ledger(connection) == (4, 0, 0, 0)


async def test_nothing_remains_of_what_failed(writer: InboxWriter, connection: Connection) -> None:
    """Least of all its key: the provider's next try must not be taken for a repetition."""
    broken = new()._replace(domain=None)  # type: ignore[arg-type]
    with pytest.raises(OperatorError):
        await accept(writer, [new(), broken], ["a", "b"])
    assert await ledger(connection) == (0, 0, 0, 0)
    assert len(await accept(writer, [new(), new()], ["a", "b"])) == 2


async def test_two_at_once_take_an_event_in_once(
    writers: list[InboxWriter], connection: Connection
) -> None:
    names = [f"wamid.{number}" for number in range(50)]
    # In opposite orders, so that they would wait for each other if keys were not sorted.
    both = await asyncio.gather(
        accept(writers[0], [new()] * 50, names), accept(writers[1], [new()] * 50, names[::-1])
    )
    assert sorted(map(len, both)) == [0, 50]
    assert await ledger(connection) == (50, 0, 0, 50)


async def test_one_that_is_about_to_be_taken_in_is_waited_for(
    writer: InboxWriter, connection: Connection, open_connection: OpenConnection, database_url: str
) -> None:
    """If the other then fails, this one is not lost."""
    other = await open_connection(database_url)
    await other.execute("BEGIN")
    await other.execute("INSERT INTO hookshift.event_keys (key) SELECT $1", key("a").hex())
    taking = asyncio.create_task(accept(writer, [new()], ["a"]))
    await _waits(connection)
    await other.execute("ROLLBACK")
    assert len(await taking) == 1


async def _waits(connection: Connection) -> None:
    """Until somebody waits for a lock."""
    async with asyncio.timeout(10):
        while not await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            pass


async def test_of_a_lane_only_the_first_is_ready(writer: InboxWriter) -> None:
    placed = await accept(writer, [new(1), new(1), new(2), new(None), new(None)])
    assert [each.ready for each in placed] == [True, False, True, True, True]
    assert [each.id for each in placed] == sorted(each.id for each in placed)
    placed = await accept(writer, [new(1), new(3)])
    assert [each.ready for each in placed] == [False, True]


async def test_what_is_not_ready_belongs_to_nobody(
    writer: InboxWriter, connection: Connection
) -> None:
    owner = await deliveries.register(connection, "tests", 60.0)
    await accept(writer, [new(1, held=True), new(1, held=True), new(2)], owner=owner)
    rows = await connection.fetch("SELECT owner FROM hookshift.deliveries ORDER BY id")
    assert [row["owner"] for row in rows] == [owner, None, None]


async def test_whoever_leaves_meanwhile_wakes_the_next(
    writer: InboxWriter, connection: Connection, open_connection: OpenConnection, database_url: str
) -> None:
    """The only one before it is being delivered in a transaction that is not over."""
    owner = await deliveries.register(connection, "tests", 60.0)
    (first,) = await accept(writer, [new(1, held=True)], owner=owner)
    other = await open_connection(database_url)
    await other.execute("BEGIN")
    await other.execute("DELETE FROM hookshift.deliveries WHERE id = $1", first.id)
    taking = asyncio.create_task(accept(writer, [new(1)]))
    await _waits(connection)
    await other.execute("COMMIT")
    assert [each.ready for each in await taking] == [True]


async def test_a_day_without_partition_gets_one(
    writer: InboxWriter, connection: Connection
) -> None:
    today = await connection.fetchval("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')")
    await connection.execute(f"DROP TABLE hookshift.payloads_{today}")
    assert len(await accept(writer, [new()], ["a"])) == 1


async def test_a_cut_connection_is_replaced(writer: InboxWriter, connection: Connection) -> None:
    await accept(writer, [new()])
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'hookshift inbox' AND datname = current_database()"
    )
    # It may know of it already, and then it has opened another.
    with suppress(OperatorError):
        await accept(writer, [new()], ["a"])
    await accept(writer, [new()], ["a"])
    assert (await ledger(connection))[0] == 2


async def test_old_days_are_dropped_but_for_what_waits(
    writer: InboxWriter, connection: Connection
) -> None:
    for days in (3, 5, 9):
        await connection.execute(
            "SELECT hookshift.make_payload_partition((now() AT TIME ZONE 'UTC')::date - $1::int)",
            days,
        )
    await accept(writer, [new()])
    await connection.execute("UPDATE hookshift.deliveries SET received_at = now() - interval '5 d'")
    await maintain_inbox(connection, ahead=2, retention_days=2, dedup_days=9)
    ages = await connection.fetch(
        "SELECT (now() AT TIME ZONE 'UTC')::date - to_date(right(relname, 8), 'YYYYMMDD') AS age "
        "FROM pg_class WHERE relname ~ '^payloads_[0-9]{8}$' ORDER BY 1 DESC"
    )
    assert [row["age"] for row in ages if row["age"] > 0] == [5, 3]
    await connection.execute("DELETE FROM hookshift.deliveries")
    await maintain_inbox(connection, ahead=2, retention_days=2, dedup_days=9)
    oldest = await connection.fetchval(
        "SELECT min(relname) FROM pg_class WHERE relname ~ '^payloads_[0-9]{8}$'"
    )
    assert oldest == await connection.fetchval(
        "SELECT 'payloads_' || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')"
    )


async def test_keys_are_kept_longer_than_the_provider_tries(
    writer: InboxWriter, connection: Connection
) -> None:
    await accept(writer, [new(), new()], ["old", "young"])
    for name, age in (("old", timedelta(days=9, hours=1)), ("young", timedelta(days=8, hours=23))):
        await connection.execute(
            "UPDATE hookshift.event_keys SET at = now() - $2::interval WHERE key = $1::uuid",
            key(name).hex(),
            age,
        )
    await maintain_inbox(connection, ahead=2, retention_days=2, dedup_days=9)
    assert len(await accept(writer, [new(), new()], ["old", "young"])) == 1
    assert len(await waiting(connection)) == 3


async def test_while_postgresql_is_silent_nobody_waits_long(
    database_url: str, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "ACCEPT_SECONDS", 60.0)
    monkeypatch.setattr(inbox, "AWAY_SECONDS", 0.2)
    monkeypatch.setattr(database, "CONNECT_SECONDS", 60.0)
    async with door(database_url) as way_in:
        writer = InboxWriter(way_in.url)
        await accept(writer, [new(1)])
        way_in.freeze()
        first = asyncio.create_task(accept(writer, [new(2)]))
        await asyncio.sleep(0)
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first
        async with asyncio.timeout(PATIENCE):
            for _ in range(3):
                with pytest.raises(OperatorError):
                    await accept(writer, [new(3)])
            way_in.thaw()
            # On a slow machine it may take longer than that to connect.
            taken = False
            while not taken:
                with suppress(OperatorError):
                    taken = bool(await accept(writer, [new(4)]))
        # As patient as before from now on.
        await connection.execute("BEGIN; LOCK TABLE hookshift.deliveries IN EXCLUSIVE MODE")
        waits = asyncio.create_task(accept(writer, [new(5)]))
        done, _ = await asyncio.wait([waits], timeout=0.5)
        assert not done
        await connection.execute("COMMIT")
        await waits
        await writer.close()

"""Each row reaches the log exactly once, and no row takes others down with it."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hookshift.core.choice import CopyRows
from hookshift.domain.routing.records import LogRow
from hookshift.store.database import Connection
from hookshift.store.errors import DatabaseAway, DatabaseRefusal, EveryRowRefused
from hookshift.store.log_columns import ERROR_CHARACTERS, TEXT_CHARACTERS
from hookshift.store.rollup_writer import RollupSettings
from hookshift.store.routing_logs import (
    DAYS_AHEAD,
    LogWriter,
    maintain_partitions,
)
from tests.conftest import OpenConnection
from tests.core.differential import core
from tests.store.door import Door, door
from tests.store.log_rows import log_row

DAY = 86_400.0
RETENTION_DAYS = 30
WAIT_SECONDS = 10.0
COUNT = "SELECT count(*) FROM webhook_routing_logs"


@pytest.fixture(params=["asyncpg", "core"])
def copied(request: pytest.FixtureRequest) -> CopyRows | None:
    """Who writes rows as COPY takes them."""
    return cast("CopyRows", core().copied_rows) if request.param == "core" else None


@pytest_asyncio.fixture
async def writer(database_url: str, copied: CopyRows | None) -> AsyncIterator[LogWriter]:
    rollups = RollupSettings("here:0", 10, 2_000)
    made = LogWriter(database_url, RETENTION_DAYS, rollups, copied=copied)
    yield made
    await made.close()


@pytest_asyncio.fixture
async def way_in(database_url: str) -> AsyncIterator[Door]:
    async with door(database_url) as made:
        yield made


async def stored(connection: Connection) -> list[LogRow]:
    rows = await connection.fetch("SELECT * FROM webhook_routing_logs ORDER BY created_at, id")
    return [
        LogRow(**{**row, "id": row["id"].bytes, "created_at": row["created_at"].timestamp()})
        for row in rows
    ]


def rounded(rows: list[LogRow]) -> list[LogRow]:
    """As PostgreSQL gives them back: to the microsecond, by time."""
    times = [datetime.fromtimestamp(row.created_at, UTC).timestamp() for row in rows]
    same = [row._replace(created_at=when) for row, when in zip(rows, times, strict=True)]
    return sorted(same, key=lambda row: (row.created_at, row.id))


async def test_rows_come_back_as_they_went_in(connection: Connection, writer: LogWriter) -> None:
    optional = "from_number message_id error_message rule bucket config_version handler_status"
    nothing = dict.fromkeys(optional.split())
    rows = [
        log_row(),
        log_row(status="error", error_message="HTTP 500: naïve — 😀", handler_status=500),
        log_row(**nothing),
    ]
    assert await writer.write(rows) == 0
    assert await stored(connection) == rounded(rows)


async def test_nothing_is_written_for_nothing(connection: Connection, writer: LogWriter) -> None:
    assert await writer.write([]) == 0
    assert await connection.fetchval(COUNT) == 0


async def test_the_same_batch_again_changes_nothing(
    connection: Connection, writer: LogWriter
) -> None:
    rows = [log_row() for _ in range(10)]
    assert await writer.write(rows) == 0
    assert await writer.write(rows) == 0
    assert await writer.write([*rows, log_row()]) == 0
    assert await connection.fetchval(COUNT) == 11


async def test_a_row_twice_in_one_batch_is_written_once(
    connection: Connection, writer: LogWriter
) -> None:
    row = log_row()
    assert await writer.write([row, log_row(), row]) == 0
    assert await connection.fetchval(COUNT) == 2


async def test_late_rows_get_their_day(connection: Connection, writer: LogWriter) -> None:
    rows = [log_row(created_at=time.time() - days * DAY) for days in (0, 3, RETENTION_DAYS)]
    assert await writer.write(rows) == 0
    assert await stored(connection) == rounded(rows)


async def test_rows_out_of_their_time_are_given_up_and_counted(
    connection: Connection, writer: LogWriter
) -> None:
    today = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    kept = [today - timedelta(days=RETENTION_DAYS), today + timedelta(days=DAYS_AHEAD)]
    lost = [today - timedelta(days=RETENTION_DAYS + 1), today + timedelta(days=8)]
    rows = [log_row(created_at=when.timestamp()) for when in kept + lost]
    assert await writer.write(rows) == 2
    assert await stored(connection) == rounded(rows[:2])


@pytest.mark.parametrize(
    "poison",
    [
        {"created_at": math.nan},
        {"created_at": math.inf},
        {"created_at": 1e30},
        {"created_at": None},
        {"id": b"short"},
        {"id": None},
        {"response_time_ms": 2**31},
        {"config_version": 2**63},
        {"attempt": "one"},
        {"webhook_name": None},
        {"from_number": 25078},
        {"sender": 2**20},
        {"sender": -1},
        {"sender": "somebody"},
    ],
)
async def test_one_row_that_cannot_be_stored_costs_only_itself(
    connection: Connection, writer: LogWriter, poison: dict[str, object]
) -> None:
    good = [log_row() for _ in range(20)]
    assert await writer.write([*good[:7], log_row(**poison), *good[7:]]) == 1
    assert await stored(connection) == rounded(good)
    assert await writer.write([log_row()]) == 0, "the connection goes on working"


@pytest.mark.parametrize("column", ["from_number", "message_id", "error_message", "rule"])
async def test_characters_that_postgresql_refuses_are_replaced(
    connection: Connection, writer: LogWriter, column: str
) -> None:
    rows = [log_row(**{column: "a\0b\ud800c"}), log_row()]
    assert await writer.write(rows) == 0
    values = [getattr(row, column) for row in await stored(connection)]
    assert "a\ufffdb\ufffdc" in values
    assert len(values) == 2


async def test_texts_are_cut_at_their_bounds(connection: Connection, writer: LogWriter) -> None:
    at = log_row(message_id="m" * TEXT_CHARACTERS, error_message="e" * ERROR_CHARACTERS)
    beyond = log_row(
        message_id="m" * (TEXT_CHARACTERS + 1), error_message="e" * (ERROR_CHARACTERS + 1)
    )
    assert await writer.write([at, beyond]) == 0
    for row in await stored(connection):
        assert row.message_id == at.message_id
        assert row.error_message == at.error_message


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    texts=st.lists(st.text(st.characters(), max_size=300), min_size=1, max_size=5),
    numbers=st.lists(st.one_of(st.none(), st.integers(-(2**33), 2**33)), min_size=1, max_size=5),
)
def test_whatever_the_texts_every_storable_row_arrives(
    database_url: str,
    copied: CopyRows | None,
    texts: list[str],
    numbers: list[int | None],
) -> None:
    async def work() -> None:
        rollups = RollupSettings("here:0", 10, 2_000)
        writer = LogWriter(database_url, RETENTION_DAYS, rollups, copied=copied)
        rows = [log_row(message_id=text, error_message=text, event_type=text) for text in texts]
        rows += [log_row(bucket=number) for number in numbers]
        hopeless = [n for n in numbers if n is not None and not -(2**31) <= n < 2**31]
        assert await writer.write(rows) == len(hopeless)
        await writer.close()

    asyncio.run(work())


async def test_a_commit_that_nobody_heard_of_is_not_written_twice(
    connection: Connection, way_in: Door
) -> None:
    writer = LogWriter(way_in.url, RETENTION_DAYS, RollupSettings("here:0", 10, 2_000))
    assert await writer.write([log_row()]) == 0
    rows = [log_row() for _ in range(50)]
    way_in.lose_answers_from(b"COMMIT")
    writing = asyncio.create_task(writer.write(rows))
    async with asyncio.timeout(WAIT_SECONDS):
        while await connection.fetchval(COUNT) < 51:
            await asyncio.wait({writing}, timeout=0)
    await way_in.shut()
    with pytest.raises(DatabaseAway):
        await writing
    way_in.thaw()
    await way_in.open()
    assert await writer.write(rows) == 0
    assert await connection.fetchval(COUNT) == 51
    await writer.close()


async def test_a_database_that_is_away_is_said_and_found_again(
    connection: Connection, way_in: Door
) -> None:
    writer = LogWriter(way_in.url, RETENTION_DAYS, RollupSettings("here:0", 10, 2_000))
    assert await writer.write([log_row()]) == 0
    await way_in.shut()
    for _ in range(2):
        with pytest.raises(DatabaseAway, match="Check that PostgreSQL runs"):
            await writer.write([log_row()])
    await way_in.open()
    assert await writer.write([log_row()]) == 0
    assert await connection.fetchval(COUNT) == 2
    await writer.close()


async def test_a_write_is_bounded(
    connection: Connection, way_in: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hookshift.store.routing_logs.WRITE_SECONDS", 3_600.0)
    writer = LogWriter(way_in.url, RETENTION_DAYS, RollupSettings("here:0", 10, 2_000))
    assert await writer.write([log_row()]) == 0
    monkeypatch.setattr("hookshift.store.routing_logs.WRITE_SECONDS", 0.3)
    way_in.freeze()
    async with asyncio.timeout(WAIT_SECONDS):
        with pytest.raises(DatabaseAway):
            await writer.write([log_row()])
    monkeypatch.setattr("hookshift.store.routing_logs.WRITE_SECONDS", 3_600.0)
    way_in.thaw()
    assert await writer.write([log_row()]) == 0
    await writer.close()


async def test_after_a_cancelled_write_the_next_one_works(
    connection: Connection, way_in: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hookshift.store.database.CLOSE_SECONDS", 3_600.0)
    writer = LogWriter(way_in.url, RETENTION_DAYS, RollupSettings("here:0", 10, 2_000))
    assert await writer.write([log_row()]) == 0
    way_in.freeze()
    rows = [log_row() for _ in range(5)]
    writing = asyncio.create_task(writer.write(rows))
    await asyncio.wait({writing}, timeout=0.05)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with asyncio.timeout(WAIT_SECONDS):  # a stop does not wait for a silent PostgreSQL
        await writer.close()
    way_in.thaw()
    assert await writer.write(rows) == 0
    assert await connection.fetchval(COUNT) == 6
    await writer.close()


async def test_a_database_that_is_not_migrated_says_what_to_do(empty_database_url: str) -> None:
    writer = LogWriter(empty_database_url, RETENTION_DAYS, RollupSettings("here:0", 10, 2_000))
    with pytest.raises(DatabaseRefusal, match="hookshift db migrate"):
        await writer.write([log_row()])
    await writer.close()


async def test_two_writers_with_the_same_late_rows(
    database_url: str, connection: Connection
) -> None:
    rows = [log_row(created_at=time.time() - days * DAY) for days in (2, 3, 4)]
    writers = [
        LogWriter(database_url, RETENTION_DAYS, RollupSettings("here:0", 10, 2_000))
        for _ in range(2)
    ]
    given_up = await asyncio.gather(*(writer.write(rows) for writer in writers))
    assert given_up == [0, 0]
    assert await connection.fetchval(COUNT) == 3
    for writer in writers:
        await writer.close()


async def test_maintaining_partitions(
    database_url: str, connection: Connection, open_connection: OpenConnection
) -> None:
    await connection.execute("SELECT hookshift.make_log_partition('2001-02-03')")
    others = [await open_connection(database_url) for _ in range(3)]
    await asyncio.gather(*(maintain_partitions(other, 9, RETENTION_DAYS) for other in others))
    names = await connection.fetch(
        "SELECT right(inhrelid::regclass::text, 8) AS day FROM pg_inherits"
        " WHERE inhparent = 'webhook_routing_logs'::regclass ORDER BY 1"
    )
    today = datetime.now(UTC).date()
    assert [row["day"] for row in names] == [
        f"{today + timedelta(days=number):%Y%m%d}" for number in range(10)
    ]


REFUSING = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.domain LIKE 'poison%' THEN RAISE EXCEPTION 'not this one'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON public.webhook_routing_logs
    FOR EACH ROW EXECUTE FUNCTION refuse()"""


async def test_a_row_that_a_trigger_refuses_costs_only_itself(
    connection: Connection, writer: LogWriter
) -> None:
    await connection.execute(REFUSING)
    good = [log_row() for _ in range(20)]
    assert await writer.write([*good[:7], log_row(domain="poison"), *good[7:]]) == 1
    assert await stored(connection) == rounded(good)


@pytest.mark.parametrize("count", [1, 2, 40])
async def test_where_every_row_is_refused_none_is_given_up(
    connection: Connection, writer: LogWriter, count: int
) -> None:
    await connection.execute(REFUSING)
    rows = [log_row(domain=f"poison {number}") for number in range(count)]
    with pytest.raises(EveryRowRefused, match="not this one"):
        await writer.write(rows)
    await connection.execute("DROP TRIGGER refuse ON public.webhook_routing_logs")
    assert await writer.write(rows) == 0
    assert await stored(connection) == rounded(rows)


@pytest.mark.parametrize(
    ("more", "is_blank"),
    [
        ({"response_time_ms": 5_000}, True),
        ({"response_time_ms": 900}, False),
        ({"provider_time": -11}, True),
        ({"provider_time": -9}, False),
        ({"provider_time": 500}, False),
    ],
)
async def test_rows_of_what_was_under_way_when_somebody_was_forgotten_are_blanked(
    connection: Connection, writer: LogWriter, more: dict[str, int], is_blank: bool
) -> None:
    """The attempt ends a second after the person asked; its event may be from before."""
    now = int(time.time())
    await connection.execute(
        "INSERT INTO hookshift.forgotten VALUES (5, to_timestamp($1))", float(now - 10)
    )
    if "provider_time" in more:
        more = {"provider_time": now + more["provider_time"]}
    row = log_row(person=5, created_at=now - 9.0, **{"response_time_ms": 0, **more})
    assert await writer.write([row]) == 0
    (found,) = await connection.fetch("SELECT person, message_id FROM webhook_routing_logs")
    assert (found["person"], found["message_id"]) == (
        (None, None) if is_blank else (5, row.message_id)
    )


async def test_rows_of_who_was_forgotten_meanwhile_are_blanked(
    connection: Connection, writer: LogWriter
) -> None:
    """They waited in the spool when the person asked."""
    now = time.time()
    await connection.execute(
        "INSERT INTO hookshift.forgotten VALUES (5, to_timestamp($1))", now - 10
    )
    before = log_row(person=5, created_at=now - 11, error_message="HTTP 500: a number")
    after = log_row(person=5, created_at=now - 9)
    other = log_row(person=6, created_at=now - 11)
    assert await writer.write([before, after, other, log_row(person=None)]) == 0
    found = await connection.fetch("SELECT * FROM webhook_routing_logs")
    assert len(found) == 4
    rows = {row["id"].bytes: row for row in found}
    blank = rows[before.id]
    private = ("from_number", "message_id", "error_message", "person")
    assert [blank[name] for name in private] == [None] * 4
    assert blank["correlation_id"] == ""
    kept = ("domain", "status", "bucket", "handler_status")
    assert [blank[name] for name in kept] == [getattr(before, name) for name in kept]
    assert (rows[after.id]["message_id"], rows[after.id]["person"]) == (after.message_id, 5)
    assert (rows[other.id]["message_id"], rows[other.id]["person"]) == (other.message_id, 6)

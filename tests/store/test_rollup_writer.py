"""Rollups and raw logs agree, whatever happens to a batch, and gateways do not get in each other's
way."""

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio

from hookshift.domain.routing.assignment import KEYS
from hookshift.domain.routing.records import LogRow
from hookshift.store import rollup_writer
from hookshift.store.database import Connection
from hookshift.store.errors import DatabaseAway, DatabaseRefusal
from hookshift.store.rollup_writer import KnownSenders, RollupSettings
from hookshift.store.routing_logs import LogWriter
from tests.conftest import OpenConnection
from tests.store import agreement
from tests.store.door import Door, door
from tests.store.log_rows import log_row

RETENTION_DAYS = 30
WAIT_SECONDS = 10.0
CONTINUE = ("affinity", "continuing", "context_unknown")
SECONDS, SLOW_MS = 7, 1_234
"""Not the defaults: and slots that straddle minutes and hours."""


def writer_of(url: str, gateway: str) -> LogWriter:
    return LogWriter(url, RETENTION_DAYS, RollupSettings(gateway, SECONDS, SLOW_MS))


@pytest_asyncio.fixture
async def way_in(database_url: str) -> AsyncIterator[Door]:
    async with door(database_url) as made:
        yield made


class Traffic:
    """Random decisions of the last two hours; few senders, so that they meet again."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._now = time.time()
        self.rows: dict[bytes, LogRow] = {}

    def batch(self) -> list[LogRow]:
        rows = [row for _ in range(self._chance.randrange(40)) for row in self._event()]
        self._chance.shuffle(rows)
        self.rows |= {row.id: row for row in rows}
        return rows

    def _event(self) -> list[LogRow]:
        chance = self._chance
        sender, version = chance.choice([None, *range(12)]), chance.choice([None, 3, 4])
        drawn = ("in_share", "out_of_share")[((sender or 0) + (version or 0)) % 2]
        reason = chance.choice([drawn, drawn, drawn, "protected", "not_in_rollout", *CONTINUE])
        is_moved = drawn == "in_share" and reason in ("in_share", "continuing")
        side = "unified" if is_moved else "legacy"
        first = log_row(
            domain=chance.choice(["jobs", "property"]),
            routed_to=side,
            reason=reason,
            created_at=self._now - chance.choice([1, 100, 7_000]) * chance.random(),
            response_time_ms=chance.choice([0, 3, 50, 51, SLOW_MS, SLOW_MS + 1, 10**6]),
            bucket=chance.choice([None, chance.randrange(10_000)]),
            config_version=version,
            status=chance.choice(["success", "success", "error"]),
            correlation_id=str(uuid.UUID(int=chance.getrandbits(128))),
            sender=sender,
            domain_by=chance.choice([None, "context"]) if reason == drawn else "context",
        )
        if side == "legacy" or first.status == "success" or chance.random() < 0.5:
            return [first]
        second = first._replace(
            id=chance.randbytes(16),
            webhook_name="wa-webhook-jobs",
            routed_to="legacy",
            reason="unified_unreachable",
            status=chance.choice(["success", "error"]),
            attempt=2,
        )
        return [first._replace(final=False), second]


@pytest.mark.parametrize("seed", range(6))
async def test_rollups_and_raw_logs_agree(
    connection: Connection, database_url: str, seed: int
) -> None:
    """Several gateways at once, batches that are sent again, by the same worker or another."""
    traffic, chance = Traffic(seed), random.Random(seed)
    # The last two are one worker and its replacement, which overlap for a moment.
    writers = [writer_of(database_url, name) for name in ("a:0", "a:1", "b:0", "b:0")]

    async def work(writer: LogWriter) -> None:
        sent: list[list[LogRow]] = []
        for _ in range(12):
            batch = traffic.batch()
            sent.append(batch)
            if chance.random() < 0.3:
                # Some of it is in the log already, and one row is beyond help.
                old = chance.choice(sent)
                batch = [*batch, *old[: len(old) // 2], log_row(attempt="one")]
                chance.shuffle(batch)
            await writer.write(batch)

    await asyncio.gather(*(work(writer) for writer in writers))
    # A spool that is replayed although all of it had arrived.
    await writers[0].write(list(traffic.rows.values()))
    await agreement.check(connection, SECONDS, SLOW_MS, traffic.rows)
    assert await connection.fetchval("SELECT count(*) FROM webhook_routing_logs") > 500
    for writer in writers:
        await writer.close()


async def test_a_commit_that_nobody_heard_of_is_not_counted_twice(
    connection: Connection, way_in: Door
) -> None:
    traffic, writer = Traffic(7), writer_of(way_in.url, "a:0")
    for size in (40, 150):
        rows = [row for _ in range(9) for row in traffic.batch()][:size]
        way_in.lose_answers_from(b"COMMIT")
        before = await connection.fetchval("SELECT count(*) FROM webhook_routing_logs")
        writing = asyncio.create_task(writer.write(rows))
        async with asyncio.timeout(WAIT_SECONDS):
            count = "SELECT count(*) FROM webhook_routing_logs"
            while await connection.fetchval(count) < before + len(rows):
                await asyncio.wait({writing}, timeout=0)
        await way_in.shut()
        with pytest.raises(DatabaseAway):
            await writing
        way_in.thaw()
        await way_in.open()
        assert await writer.write([*rows, *traffic.batch()]) == 0
        await agreement.check(connection, SECONDS, SLOW_MS, traffic.rows)
    await writer.close()


FIRST = log_row(domain="other")


async def falls_silent(
    connection: Connection, way_in: Door, writer: LogWriter, rows: Sequence[LogRow]
) -> asyncio.Task[int]:
    """Lets `writer` come as far as PostgreSQL having done all but the COMMIT."""
    # asyncpg asks for types at first, in queries of its own.
    await writer.write([FIRST])
    way_in.lose_answers_from(b"SELECT 1")
    writing = asyncio.create_task(writer.write(rows))
    waits = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND state = 'idle in transaction' AND query LIKE '%WITH given%'"""
    async with asyncio.timeout(WAIT_SECONDS):
        while not await connection.fetchval(waits):
            await asyncio.wait({writing}, timeout=0)
    return writing


async def test_what_was_not_committed_is_not_counted(connection: Connection, way_in: Door) -> None:
    writer = writer_of(way_in.url, "a:0")
    rows = [log_row(sender=number % 20, status="error") for number in range(40)]
    writing = await falls_silent(connection, way_in, writer, rows)
    await way_in.shut()
    with pytest.raises(DatabaseAway):
        await writing
    found = await connection.fetch("SELECT DISTINCT domain FROM hookshift.rollups")
    assert [row["domain"] for row in found] == ["other"]
    way_in.thaw()
    await way_in.open()
    assert await writer.write(rows) == 0
    await agreement.check(connection, SECONDS, SLOW_MS, {row.id: row for row in [FIRST, *rows]})
    await writer.close()


async def test_a_gateway_that_falls_silent_does_not_stop_the_others(
    connection: Connection, database_url: str, way_in: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollup_writer, "SILENT_MS", 200)
    silent, other = writer_of(way_in.url, "a:0"), writer_of(database_url, "b:0")
    rows = [log_row(sender=number, status="error") for number in range(20)]
    writing = await falls_silent(connection, way_in, silent, rows)
    async with asyncio.timeout(WAIT_SECONDS / 2):
        # The same senders: they are locked until PostgreSQL gives the silent one up.
        same = [row._replace(id=random.randbytes(16)) for row in rows]
        assert await other.write(same) == 0
    with pytest.raises(DatabaseAway):
        await writing
    await silent.close()
    await other.close()


async def test_a_commit_that_fails_leaves_nobody_known(
    connection: Connection, database_url: str
) -> None:
    writer = writer_of(database_url, "a:0")
    rows = [log_row(sender=number % 20, status="error") for number in range(40)]
    await connection.execute(
        """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
           CREATE CONSTRAINT TRIGGER not_now AFTER INSERT ON hookshift.rollups
           DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()"""
    )
    with pytest.raises(DatabaseRefusal, match="not now"):
        await writer.write(rows)
    await connection.execute("DROP TRIGGER not_now ON hookshift.rollups")
    assert await writer.write(rows) == 0
    await agreement.check(connection, SECONDS, SLOW_MS, {row.id: row for row in rows})
    await writer.close()


WITHIN_AN_HOUR = time.time() // 3_600 * 3_600 + 600
PROTECTED = log_row(reason="protected", domain="b", created_at=WITHIN_AN_HOUR)
FAILED = PROTECTED._replace(status="error")
DRAWN = PROTECTED._replace(reason="in_share")
BY_DOMAIN = [PROTECTED._replace(domain=domain) for domain in "abc"]


@pytest.mark.parametrize(
    ("table", "rows", "apart"),
    [
        # These three keys are kept by a set in the order in which they come.
        ("rollup_senders", [DRAWN._replace(sender=key) for key in (1, 9, 17)], 0),
        ("rollup_errors", [FAILED._replace(sender=key) for key in (1, 9, 17)], 0),
        ("rollups", BY_DOMAIN, 0),
        # In slots of their own, so that they meet in the hour.
        ("rollup_hours", BY_DOMAIN, 100),
    ],
)
async def test_rows_are_locked_in_order(
    connection: Connection,
    database_url: str,
    open_connection: OpenConnection,
    table: str,
    rows: list[LogRow],
    apart: float,
) -> None:
    """Two workers that begin at opposite ends, both held up at the row in the middle.

    Were each to keep what it has got so far, none could go on.
    """
    writers = [writer_of(database_url, "a:0") for _ in "ab"]
    held_up = """SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'"""
    middle, holder = writer_of(database_url, "a:0"), await open_connection(database_url)
    await middle.write([rows[1]._replace(id=random.randbytes(16))])
    content = f"CREATE TABLE content AS SELECT * FROM hookshift.{table}"
    await connection.execute(f"{content}; TRUNCATE hookshift.{table}")
    async with asyncio.timeout(WAIT_SECONDS):
        await holder.execute("BEGIN")
        await holder.execute(f"INSERT INTO hookshift.{table} SELECT * FROM content")
        both = [rows, [row._replace(created_at=row.created_at + apart) for row in rows[::-1]]]
        writing = [
            asyncio.create_task(writer.write([r._replace(id=random.randbytes(16)) for r in own]))
            for writer, own in zip(writers, both, strict=True)
        ]
        while await connection.fetchval(held_up) < 2:
            await asyncio.wait(writing, timeout=0)
        await holder.execute("ROLLBACK")
        assert await asyncio.gather(*writing) == [0, 0]
    for writer in (middle, *writers):
        await writer.close()


async def hammer(writer: LogWriter, chance: random.Random, now: float, reason: str) -> list[LogRow]:
    """Batches that touch the same rows of every table, each time some others in another order."""
    everybody = random.Random(0).sample(range(KEYS), 60)
    written = []
    for version in range(30):
        rows = [
            log_row(sender=sender, domain=domain, status="error", config_version=version,
                    created_at=now, reason=reason)
            for sender in chance.sample(everybody, chance.choice([15, 60]))
            for domain in ("jobs", "property")
        ]  # fmt: skip
        chance.shuffle(rows)
        assert await writer.write(rows) == 0
        written += rows
    return written


@pytest.mark.parametrize("names", [("a:0", "b:0"), ("a:0", "a:0")])
@pytest.mark.parametrize("reason", ["in_share", "protected"])
async def test_two_writers_of_the_same_keys_do_not_deadlock(
    connection: Connection, database_url: str, names: Sequence[str], reason: str
) -> None:
    writers = [writer_of(database_url, name) for name in names]
    now = time.time()
    written = await asyncio.gather(
        *(hammer(writer, random.Random(n), now, reason) for n, writer in enumerate(writers))
    )
    rows = {row.id: row for part in written for row in part}
    await agreement.check(connection, SECONDS, SLOW_MS, rows)
    for writer in writers:
        await writer.close()


def drawn(*keys: int, version: int = 1, domain: str = "jobs") -> dict[tuple[int, str], list[int]]:
    return {(version, domain): list(keys)}


def test_a_known_sender_is_not_sent_again() -> None:
    known = KnownSenders()
    assert known.unknown(drawn(0, KEYS - 1)) == drawn(0, KEYS - 1)
    assert known.unknown(drawn(0)) == drawn(0), "not written yet"
    known.remember(drawn(0, KEYS - 1))
    assert known.unknown(drawn(0, 1, KEYS - 1)) == drawn(1)
    assert known.unknown(drawn(0, version=2)) == drawn(0, version=2)
    assert known.unknown(drawn(0, domain="other")) == drawn(0, domain="other")


@pytest.mark.parametrize("key", [-1, KEYS])
def test_what_is_no_key_is_refused(key: int) -> None:
    with pytest.raises(ValueError, match="no sender's key"):
        KnownSenders().unknown(drawn(5, key))


def test_only_so_many_senders_are_counted() -> None:
    known = KnownSenders(senders=5)
    known.remember(known.unknown(drawn(1, 2, 3, 4)))
    assert known.unknown(drawn(9, 1, 7, 8, 2)) == drawn(7), "the lowest key, which is chance"
    known.remember(drawn(7))
    assert known.unknown(drawn(8, 1)) == drawn()
    assert known.unknown(drawn(8, domain="other")) == drawn(8, domain="other")


def test_only_so_many_draws_are_remembered_and_the_unused_go_first() -> None:
    known = KnownSenders(draws=2)
    known.remember(drawn(1, version=1))
    known.remember(drawn(1, version=2))
    known.remember(drawn(2, version=1))
    known.remember(drawn(1, version=3))
    assert known.unknown(drawn(1, version=1)) == drawn(version=1)
    assert known.unknown(drawn(1, version=3)) == drawn(version=3)
    assert known.unknown(drawn(1, version=2)) == drawn(1, version=2)

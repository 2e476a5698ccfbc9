"""A gateway's snapshot follows the database, by notification and without."""

import asyncio
import time
from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
import pytest_asyncio

from hookshift.domain.routing.routing import Snapshot
from hookshift.store import config_watch
from hookshift.store.config_watch import CURRENT_SECONDS, MAX_BACKOFF, ConfigWatch
from hookshift.store.database import Connection
from hookshift.store.reconnecting import GROWTH, NEARLY
from hookshift.store.routing_config import set_enabled, set_percentage
from tests.store.door import Door, door
from tests.store.freeze import read_only

POLL_SECONDS = 0.5
NEVER = 3_600.0
WAIT_SECONDS = 10.0
PROMISED_SECONDS = 1.0


class Received:
    """The snapshots that a watch passed on."""

    def __init__(self) -> None:
        self.all: list[Snapshot | None] = []
        self._more = asyncio.Event()

    def __call__(self, snapshot: Snapshot | None) -> None:
        self.all.append(snapshot)
        self._more.set()

    async def until(self, count: int) -> Snapshot | None:
        """Waits until `count` have come; the last of them."""
        async with asyncio.timeout(WAIT_SECONDS):
            while len(self.all) < count:
                self._more.clear()
                await self._more.wait()
        return self.all[-1]


@pytest_asyncio.fixture
async def way_in(database_url: str) -> AsyncIterator[Door]:
    async with door(database_url) as made:
        yield made


@pytest.mark.parametrize(
    ("listens", "poll_seconds"), [(True, NEVER), (False, POLL_SECONDS), (True, POLL_SECONDS)]
)
async def test_a_change_arrives_within_a_second(
    connection: Connection, database_url: str, listens: bool, poll_seconds: float
) -> None:
    received = Received()
    watch = ConfigWatch(database_url, poll_seconds, received, listens=listens)
    await watch.start()
    await received.until(1)
    took = []
    for number in range(2, 5):
        since = time.monotonic()
        await set_percentage(connection, Decimal(number), "ada", None)
        snapshot = await received.until(number)
        took.append(time.monotonic() - since)
        assert snapshot is not None
        assert snapshot.threshold == number * 100
    # The quickest: others, which the machine may have held up, are bounded by `until`.
    assert min(took) < PROMISED_SECONDS
    await watch.stop()


async def test_only_changes_are_passed_on(connection: Connection, database_url: str) -> None:
    received = Received()
    watch = ConfigWatch(database_url, NEVER, received)
    for _ in range(3):
        assert await watch.run_once()
    assert len(received.all) == 1
    await set_enabled(connection, False, "ada", None)
    assert await watch.run_once()
    assert len(received.all) == 2
    await watch.stop()


async def test_an_emptied_table_means_legacy(connection: Connection, database_url: str) -> None:
    received = Received()
    watch = ConfigWatch(database_url, NEVER, received)
    await watch.run_once()
    await connection.execute("DELETE FROM webhook_routing_config")
    assert await watch.run_once()
    assert await watch.run_once()
    assert received.all[1:] == [None]
    await watch.stop()


async def test_an_empty_table_is_told_at_the_first_read(
    connection: Connection, database_url: str
) -> None:
    await connection.execute("DELETE FROM webhook_routing_config")
    received = Received()
    watch = ConfigWatch(database_url, NEVER, received)
    assert await watch.run_once()
    assert received.all == [None]
    await watch.stop()


async def test_an_unusable_row_means_legacy_and_is_shown(
    connection: Connection, database_url: str
) -> None:
    received = Received()
    watch = ConfigWatch(database_url, NEVER, received)
    await watch.run_once()
    await connection.execute(
        "ALTER TABLE webhook_routing_config DROP CONSTRAINT webhook_routing_config_salt_check"
    )
    await connection.execute("UPDATE webhook_routing_config SET salt = repeat('x', 65)")
    await watch.run_once()
    assert received.all[1:] == [None]
    assert "restore the table's checks" in (watch.error or "")
    await connection.execute("UPDATE webhook_routing_config SET salt = 'good'")
    await watch.run_once()
    assert received.all[-1] is not None
    assert watch.error is None
    await watch.stop()


async def test_a_restored_backup_is_noticed_though_its_version_is_the_same(
    connection: Connection, database_url: str
) -> None:
    received = Received()
    watch = ConfigWatch(database_url, NEVER, received)
    await watch.run_once()
    await connection.execute("ALTER TABLE webhook_routing_config DISABLE TRIGGER USER")
    await connection.execute("UPDATE webhook_routing_config SET percentage = 77")
    await watch.run_once()
    last = received.all[-1]
    assert last is not None
    assert last.threshold == 7_700
    await watch.stop()


async def test_the_last_snapshot_outlives_the_database(
    connection: Connection, way_in: Door
) -> None:
    received = Received()
    watch = ConfigWatch(way_in.url, 0.05, received)
    await watch.start()
    await received.until(1)
    await way_in.shut()
    assert not await watch.run_once()
    assert "Check that PostgreSQL runs" in (watch.error or "")
    read_at = watch.last_read_at
    await set_percentage(connection, Decimal(35), "ada", None)
    assert max(watch.pause(False) for _ in range(20)) <= MAX_BACKOFF
    await way_in.open()
    snapshot = await received.until(2)
    assert snapshot is not None
    assert snapshot.threshold == 3_500
    assert watch.error is None
    assert read_at is not None
    assert watch.last_read_at is not None
    assert watch.last_read_at > read_at
    assert None not in received.all
    await watch.stop()


async def test_starting_without_a_database(connection: Connection, way_in: Door) -> None:
    await way_in.shut()
    received = Received()
    watch = ConfigWatch(way_in.url, POLL_SECONDS, received)
    assert not await watch.run_once()
    assert not watch.first_read.is_set()
    assert received.all == []
    await watch.start()
    await way_in.open()
    assert await received.until(1) is not None
    await watch.stop()


async def test_a_database_that_falls_silent_is_left(
    connection: Connection, way_in: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hookshift.store.config_watch.READ_SECONDS", NEVER)
    received = Received()
    watch = ConfigWatch(way_in.url, NEVER, received)
    assert await watch.run_once()
    way_in.freeze()
    with monkeypatch.context() as limits:
        limits.setattr("hookshift.store.config_watch.READ_SECONDS", 0.3)
        async with asyncio.timeout(WAIT_SECONDS):
            assert not await watch.run_once()
    assert watch.error
    way_in.thaw()
    assert await watch.run_once()
    assert len(received.all) == 1
    await watch.stop()


async def test_notifications_are_lost_with_their_connection_and_found_again(
    connection: Connection, database_url: str
) -> None:
    received = Received()
    watch = ConfigWatch(database_url, POLL_SECONDS, received)
    await watch.start()
    await received.until(1)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'hookshift config watch' AND datname = current_database()"
    )
    await set_percentage(connection, Decimal(10), "ada", None)
    assert await received.until(2) is not None
    await watch.stop()


async def test_who_answers_late_is_given_more_time(
    way_in: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what always takes a little longer than the limit would never be read."""
    first = 0.05
    most = GROWTH * first
    monkeypatch.setattr(config_watch, "READ_SECONDS", first)
    watch = ConfigWatch(way_in.url, NEVER, Received())
    way_in.freeze()
    took = []
    for _ in range(4):
        began = time.monotonic()
        assert not await watch.run_once()
        took.append(time.monotonic() - began)
    assert watch.error is not None
    assert "cannot connect to PostgreSQL" in watch.error
    limits = (first, 2 * first, most, most)
    assert all(waited >= NEARLY * limit for waited, limit in zip(took, limits, strict=True))
    way_in.thaw()
    # The machine may be slow by itself; each attempt may take as long as it is allowed to.
    async with asyncio.timeout(WAIT_SECONDS):
        while not await watch.run_once():
            pass
    assert watch.error is None
    await watch.stop()


async def test_a_change_counts_from_when_it_was_seen(
    connection: Connection, database_url: str
) -> None:
    """Who changes it in a long transaction, or whose disk is slow, has written it long before."""
    received, clock = Received(), [2_000_000_000.4]
    watch = ConfigWatch(database_url, NEVER, received, wall=lambda: clock[0])
    assert await watch.run_once()
    clock[0] += 100
    await set_percentage(connection, Decimal(10), "ada", None)
    assert await watch.run_once()
    # The same change as before, of which less is to be remembered by now.
    clock[0] += 100
    await connection.execute(
        "ALTER TABLE webhook_routing_config_audit DISABLE TRIGGER USER;"
        "DELETE FROM webhook_routing_config_audit"
    )
    assert await watch.run_once()
    seen = [None if each is None else (each.since, each.lowest_lately) for each in received.all]
    assert seen == [(2_000_000_001, None), (2_000_000_101, 0), (2_000_000_101, None)]
    clock[0] = 0.0
    await set_percentage(connection, Decimal(20), "ada", None)
    assert await watch.run_once()
    assert received.all[-1] is not None
    assert abs(received.all[-1].since - time.time()) < WAIT_SECONDS
    await watch.stop()


async def test_what_was_read_is_current_for_a_while(
    connection: Connection, database_url: str
) -> None:
    clock = [100.0]
    watch = ConfigWatch(database_url, NEVER, Received(), monotonic=lambda: clock[0])
    assert not watch.is_current()
    assert await watch.run_once()
    clock[0] += CURRENT_SECONDS - 0.01
    assert watch.is_current()
    clock[0] += 0.01
    assert not watch.is_current()
    # What a server that takes no writes says may be old.
    await connection.execute("SET default_transaction_read_only = off")
    async with read_only(database_url):
        await watch.stop()
        assert await watch.run_once()
        assert not watch.is_current()
    await watch.stop()
    assert await watch.run_once()
    assert watch.is_current()
    await watch.stop()


async def test_a_server_that_takes_no_writes_is_followed_only_forward(
    connection: Connection, database_url: str
) -> None:
    """It may be a standby that lags, or a primary of yesterday."""
    await set_percentage(connection, Decimal(10), "ada", None)
    received = Received()
    watch = ConfigWatch(database_url, NEVER, received)
    assert await watch.run_once()
    assert len(received.all) == 1
    await connection.execute("SET default_transaction_read_only = off")
    async with read_only(database_url):
        await connection.execute("SET session_replication_role = replica")  # no trigger
        await connection.execute("UPDATE webhook_routing_config SET version = version - 1")
        await connection.execute("RESET session_replication_role")
        await watch.stop()
        assert await watch.run_once()
        assert len(received.all) == 1
        # A rollback that somebody forces there arrives.
        await set_percentage(connection, Decimal(0), "ada", None)
        await set_percentage(connection, Decimal(1), "ada", None)
        assert await watch.run_once()
        assert received.all[-1] is not None
        assert received.all[-1].threshold == 100
    await watch.stop()

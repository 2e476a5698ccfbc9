"""Reading and changing the configuration from Python."""

import time
from decimal import Decimal

import pytest

from hookshift.domain.errors import OperatorError
from hookshift.domain.routing.routing import Snapshot
from hookshift.store.database import Connection
from hookshift.store.errors import DatabaseRefusal
from hookshift.store.routing_config import (
    UnusableConfig,
    drain,
    history,
    previous_percentage,
    protect,
    read_config,
    read_snapshot,
    set_enabled,
    set_percentage,
)


async def test_the_snapshot_is_the_active_row(connection: Connection) -> None:
    await connection.execute(
        "INSERT INTO webhook_routing_config (percentage, enabled, domains, salt)"
        " VALUES (12.34, true, '{jobs,property}', 'grün')"
    )
    version = await connection.fetchval("SELECT max(version) FROM webhook_routing_config")
    found = await read_snapshot(connection)
    assert found is not None
    assert found.since == pytest.approx(time.time(), abs=60)
    assert found == Snapshot(
        version,
        True,
        1234,
        frozenset({"jobs", "property"}),
        "grün".encode(),
        lowest_lately=0,
        since=found.since,
    )


async def test_the_lowest_share_of_the_last_hours_says_who_may_be_held(
    connection: Connection,
) -> None:
    async def lowest() -> int | None:
        snapshot = await read_snapshot(connection)
        assert snapshot is not None
        return snapshot.lowest_lately

    await connection.execute("UPDATE webhook_routing_config SET percentage = 10, enabled = true")
    await connection.execute("DELETE FROM webhook_routing_config")
    await connection.execute(
        "INSERT INTO webhook_routing_config (percentage, enabled) VALUES (10, true)"
    )
    assert await lowest() in {0, 1_000}
    await set_percentage(connection, Decimal(25), "ada", None)
    await set_percentage(connection, Decimal(50), "ada", None)
    before = await lowest()
    # Disabled, nobody is with unified, whatever the percentage says.
    await set_enabled(connection, False, "ada", None)
    await set_enabled(connection, True, "ada", None)
    assert await lowest() == 0
    assert before is not None
    assert before <= 1_000


async def test_what_is_long_past_holds_nobody(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hookshift.store.routing_config.LATELY_HOURS", 0)
    await set_percentage(connection, Decimal(25), "ada", None)
    snapshot = await read_snapshot(connection)
    assert snapshot is not None
    assert snapshot.lowest_lately is None
    assert not snapshot.has_moved("jobs", 0)


@pytest.mark.parametrize("hundredths", [0, 1, 29, 57, 5_800, 9_999, 10_000])
async def test_no_hundredth_is_lost(connection: Connection, hundredths: int) -> None:
    await set_percentage(connection, Decimal(hundredths) / 100, "ada", None)
    snapshot = await read_snapshot(connection)
    assert snapshot is not None
    assert snapshot.threshold == hundredths


async def test_an_empty_table_is_no_configuration(connection: Connection) -> None:
    await connection.execute("DELETE FROM webhook_routing_config")
    assert await read_snapshot(connection) is None
    assert await read_config(connection) is None
    with pytest.raises(OperatorError, match=r"has no row.*insert one"):
        await set_enabled(connection, True, "ada", None)
    with pytest.raises(OperatorError, match=r"has no row.*INSERT INTO"):
        await set_percentage(connection, Decimal(1), "ada", None)


@pytest.mark.parametrize("change", ["salt = repeat('x', 65)", "percentage = 'NaN'"])
async def test_a_row_past_its_checks_is_not_decided_with(
    connection: Connection, change: str
) -> None:
    await connection.execute(
        "ALTER TABLE webhook_routing_config"
        " DROP CONSTRAINT webhook_routing_config_salt_check,"
        " DROP CONSTRAINT webhook_routing_config_percentage_check"
    )
    await connection.execute(f"UPDATE webhook_routing_config SET {change}")
    with pytest.raises(UnusableConfig, match="restore the table's checks"):
        await read_snapshot(connection)


async def test_the_percentage_with_who_and_why(connection: Connection) -> None:
    version = await set_percentage(connection, Decimal("25.5"), "ada", "stage two")
    config = await read_config(connection)
    assert config is not None
    assert config.percentage == Decimal("25.50")
    assert (config.version, config.updated_by, config.reason) == (version, "ada", "stage two")


@pytest.mark.parametrize("value", ["NaN", "-1", "100.01", "0.001"])
async def test_refusals_say_what_to_do(connection: Connection, value: str) -> None:
    with pytest.raises(DatabaseRefusal, match=r"cannot set the percentage: .*Give a percentage"):
        await set_percentage(connection, Decimal(value), "ada", None)


async def test_switching_keeps_the_percentage(connection: Connection) -> None:
    await set_percentage(connection, Decimal(50), "ada", "up")
    version = await set_enabled(connection, False, "bob", "smoke")
    config = await read_config(connection)
    assert config is not None
    assert (config.percentage, config.enabled, config.version) == (Decimal(50), False, version)
    assert (config.updated_by, config.reason) == ("bob", "smoke")
    await connection.execute("UPDATE webhook_routing_config SET enabled = true")
    config = await read_config(connection)
    assert config is not None
    assert (config.updated_by, config.reason) == (
        await connection.fetchval("SELECT session_user"),
        None,
    )


async def test_previous_is_what_people_had_before(connection: Connection) -> None:
    assert await previous_percentage(connection) is None
    await set_percentage(connection, Decimal(10), "ada", None)
    assert await previous_percentage(connection) == 0
    await set_percentage(connection, Decimal(25), "ada", None)
    await set_percentage(connection, Decimal(25), "ada", "again")
    await set_enabled(connection, False, "ada", None)
    assert await previous_percentage(connection) == 10
    await connection.execute(
        "INSERT INTO webhook_routing_config (percentage, created_at) VALUES (99, '2020-01-01')"
    )
    await connection.execute(
        "UPDATE webhook_routing_config SET percentage = 98 WHERE percentage = 99"
    )
    assert await previous_percentage(connection) == 10, "a row that does not decide"
    await connection.execute("INSERT INTO webhook_routing_config (percentage) VALUES (40)")
    assert await previous_percentage(connection) == 25


async def test_history_is_newest_first_and_bounded(connection: Connection) -> None:
    for percentage in (10, 25, 35):
        await set_percentage(connection, Decimal(percentage), "ada", f"to {percentage}")
    changes = await history(connection, 2)
    assert [(change.old_percentage, change.new_percentage) for change in changes] == [
        (Decimal(25), Decimal(35)),
        (Decimal(10), Decimal(25)),
    ]
    assert (changes[0].actor, changes[0].reason) == ("ada", "to 35")
    assert changes[0].application_name == "hookshift tests"


async def test_protecting_only_adds(connection: Connection) -> None:
    await protect(connection, {"mobility": "wa-webhook-mobility"})
    await protect(connection, {"mobility": "another", "profile": "wa-webhook-profile"})
    await protect(connection, {})
    rows = await connection.fetch("SELECT domain, handler FROM webhook_protected_domains")
    assert {tuple(row) for row in rows} == {
        ("mobility", "wa-webhook-mobility"),
        ("profile", "wa-webhook-profile"),
    }


async def test_protecting_what_is_in_the_rollout_is_refused(connection: Connection) -> None:
    with pytest.raises(DatabaseRefusal, match=r"jobs is in the active rollout.*Take it out"):
        await protect(connection, {"jobs": "wa-webhook-jobs"})


async def below(connection: Connection) -> int | None:
    snapshot = await read_snapshot(connection)
    assert snapshot is not None
    return snapshot.draining_below


async def test_a_drain_lasts_until_the_next_change(connection: Connection) -> None:
    await set_enabled(connection, True, "ada", None)
    await set_percentage(connection, Decimal(50), "ada", None)
    assert await below(connection) is None
    await drain(connection, Decimal(30), "ada", "slowly")
    assert await below(connection) == 5_000
    await drain(connection, Decimal(10), "ada", None)
    assert await below(connection) == 5_000, "those of the first drain may still finish"
    (latest, former, *_) = await history(connection, 2)
    assert (latest.reason, former.reason) == ("drain", "slowly (drain)")
    await connection.execute("SELECT update_routing_percentage(5)")
    assert await below(connection) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE webhook_routing_config SET percentage = 0",
        "UPDATE webhook_routing_config SET enabled = false",
        "UPDATE webhook_routing_config SET percentage = 60",
        "UPDATE webhook_routing_config SET drain_from = 99, percentage = 20",
        "INSERT INTO webhook_routing_config (percentage, enabled, drain_from) VALUES (9, true, 99)",
    ],
)
async def test_every_other_change_ends_a_drain(connection: Connection, change: str) -> None:
    await set_enabled(connection, True, "ada", None)
    await set_percentage(connection, Decimal(50), "ada", None)
    await drain(connection, Decimal(30), "ada", None)
    await connection.execute(change)
    assert await below(connection) is None


@pytest.mark.parametrize("percentage", [50, 51])
async def test_a_drain_is_a_fall(connection: Connection, percentage: int) -> None:
    await set_enabled(connection, True, "ada", None)
    await set_percentage(connection, Decimal(50), "ada", None)
    with pytest.raises(OperatorError, match="a drain lowers the percentage"):
        await drain(connection, Decimal(percentage), "ada", None)
    await set_enabled(connection, False, "ada", None)
    with pytest.raises(OperatorError, match=r"not below the current 0 %"):
        await drain(connection, Decimal(10), "ada", None)


async def test_a_drain_of_long_ago_keeps_nobody(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hookshift.store.routing_config.LATELY_HOURS", 0)
    await set_enabled(connection, True, "ada", None)
    await set_percentage(connection, Decimal(50), "ada", None)
    await drain(connection, Decimal(30), "ada", None)
    assert await below(connection) is None

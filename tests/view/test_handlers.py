"""What a handler usually does, without the failure of now."""

from pathlib import Path

import pytest

from hookshift.config.load import load
from hookshift.config.schema.settings import Settings
from hookshift.domain.alerts import Alert, AlertKind
from hookshift.domain.evidence.rollups import Counts, Slot
from hookshift.domain.traffic_alerts import Usual
from hookshift.store.alerts import note
from hookshift.store.database import Connection
from hookshift.view import handlers
from tests.store.test_rollups import insert

SHIPPED = Path(__file__).parents[2] / "hookshift.toml"
HANDLER = "wa-webhook-property"
HOUR = 3_600.0
NOON = 1_764_763_200.0
"""A full hour."""
DAY_BEFORE = Usual(100_000, 20)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("WHATSAPP_APP_SECRET", "x")
    monkeypatch.setenv("WHATSAPP_VERIFY_TOKEN", "x")
    return load(SHIPPED)


async def hour(connection: Connection, start: float, requests: int, errors: int) -> None:
    counts = Counts(requests=requests, errors=errors)
    slot = Slot(start, HOUR, "property", "legacy", 1, counts)
    await insert(connection, [slot], table="rollup_hours")


async def fails_since(connection: Connection, at: float) -> None:
    await note(connection, [Alert(AlertKind.HANDLER_FAILING, HANDLER, "it fails")], 120.0)
    await connection.execute("UPDATE hookshift.alerts SET since = to_timestamp($1::float8)", at)


async def usual(connection: Connection, settings: Settings, now: float) -> Usual | None:
    return (await handlers.usual(connection, settings, now)).get(HANDLER)


async def test_the_hours_of_a_failure_are_not_usual(
    connection: Connection, settings: Settings
) -> None:
    await hour(connection, NOON - 24 * HOUR, *DAY_BEFORE)
    await hour(connection, NOON, 10_000, 2_000)
    await hour(connection, NOON + HOUR, 10_000, 2_000)
    now = NOON + 2 * HOUR + 1_800
    assert await usual(connection, settings, now) == Usual(120_000, 4_020)
    await fails_since(connection, NOON + 60)
    assert await usual(connection, settings, now) == DAY_BEFORE


async def test_an_hour_that_has_just_ended_may_hold_a_failure_that_nobody_has_noted(
    connection: Connection, settings: Settings
) -> None:
    await hour(connection, NOON - 24 * HOUR, *DAY_BEFORE)
    await hour(connection, NOON, 10_000, 2_000)
    assert await usual(connection, settings, NOON + HOUR + 60) == DAY_BEFORE


async def test_what_has_gone_on_for_a_week_leaves_nothing_to_compare_it_with(
    connection: Connection, settings: Settings
) -> None:
    await hour(connection, NOON - 24 * HOUR, *DAY_BEFORE)
    await hour(connection, NOON, 10_000, 2_000)
    await fails_since(connection, NOON + 60)
    assert await usual(connection, settings, NOON + 8 * 24 * HOUR) == Usual(0, 0)
    await connection.execute("UPDATE hookshift.alerts SET ended_at = now()")
    assert await usual(connection, settings, NOON + 6 * 24 * HOUR) == Usual(110_000, 2_020)

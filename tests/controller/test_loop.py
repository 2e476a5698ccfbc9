"""The controller's life: it leads, it is woken, it outlives every failure, it hands over."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import pytest

from hookshift.controller import loop as module
from hookshift.controller.apply import apply_happening, begin
from hookshift.controller.loop import Controller
from hookshift.controller.reconcile import reconcile
from hookshift.domain.rollout.state import Paused, Phase
from hookshift.store.database import Connection
from hookshift.store.leases import ROLLOUTS, lease
from hookshift.store.rollouts import latest
from hookshift.store.routing_config import set_percentage
from tests.controller.feed import beat
from tests.controller.plans import PLAN
from tests.looking import seen

PATIENCE = 20.0


def controller(url: str, lease_seconds: float = 60.0) -> Controller:
    return Controller(url, lease_seconds, lambda _: None)


@asynccontextmanager
async def running(*controllers: Controller) -> AsyncIterator[None]:
    for each in controllers:
        await each.start()
    try:
        yield
    finally:
        for each in controllers:
            await each.stop()


async def test_a_change_by_somebody_else_wakes_it(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECONCILE_SECONDS", 3_600.0)
    await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)
    await beat(connection)
    async with running(controller(database_url)):

        async def has_looked() -> bool:
            found = await latest(connection)
            return found is not None and found.looked_at is not None

        await seen(has_looked, PATIENCE)
        await set_percentage(connection, Decimal(0), "eve", "stop")

        async def is_paused() -> bool:
            found = await latest(connection)
            return found is not None and found.progress.state.phase is Phase.PAUSED

        await seen(is_paused, PATIENCE)


async def test_a_start_wakes_it(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECONCILE_SECONDS", 3_600.0)
    one = controller(database_url)
    async with running(one):

        async def leads() -> bool:
            return one.leads

        await seen(leads, PATIENCE)
        await beat(connection)
        await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)

        async def has_looked() -> bool:
            found = await latest(connection)
            return found is not None and found.looked_at is not None

        await seen(has_looked, PATIENCE)


async def test_it_turns_when_it_is_woken_and_then_waits(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECONCILE_SECONDS", 3_600.0)
    turns = 0

    async def counted(*arguments: Any) -> bool:
        nonlocal turns
        turns += 1
        return await reconcile(*arguments)

    monkeypatch.setattr(module, "reconcile", counted)
    await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)
    await beat(connection)
    one = controller(database_url)
    async with running(one):

        async def has_turned() -> bool:
            return turns > 0

        await seen(has_turned, PATIENCE)
        # It is notified of what it wrote itself; after that nothing is new.
        await connection.execute("SELECT pg_sleep(0.5)")
        before = turns
        assert before < 5
        await apply_happening(connection, Paused, "bob")  # leaves the configuration alone

        async def has_turned_again() -> bool:
            return turns > before

        await seen(has_turned_again, PATIENCE)
        await connection.execute("SELECT pg_sleep(0.5)")
        assert turns < before + 5


async def test_of_two_one_leads_and_hands_over_when_it_stops(
    connection: Connection, database_url: str
) -> None:
    first, second = controller(database_url), controller(database_url)
    assert await first.run_once() is False
    assert await second.run_once() is False
    assert (first.leads, second.leads) == (True, False)
    await first.stop()
    await second.run_once()
    assert second.leads
    held = await lease(connection, ROLLOUTS)
    assert held is not None
    assert held.term == 2
    await second.stop()


async def test_it_outlives_its_connection(connection: Connection, database_url: str) -> None:
    one = controller(database_url)
    await one.run_once()
    own = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1"
    name = "hookshift controller"
    assert await connection.fetchval(f"SELECT count(pg_terminate_backend(pid)) {own}", name) == 1

    async def is_gone() -> bool:
        return not await connection.fetchval(f"SELECT count(*) {own}", name)

    await seen(is_gone, PATIENCE)
    # Whether the first turn fails depends on whether it knows of it yet.
    await one.run_once()
    await one.run_once()
    assert one.error is None
    assert one.leads
    assert await connection.fetchval(f"SELECT count(*) {own}", name) == 1
    await one.stop()


async def test_it_waits_for_a_postgresql_that_is_away(caplog: pytest.LogCaptureFixture) -> None:
    one = controller("postgresql://nobody@127.0.0.1:9/none")
    assert await one.run_once() is False
    assert one.error is not None
    assert await one.run_once() is False
    assert caplog.text.count("rollouts are not advancing: cannot connect to PostgreSQL") == 1
    await one.stop()


async def test_a_database_that_is_not_migrated_is_said(empty_database_url: str) -> None:
    one = controller(empty_database_url)
    await one.run_once()
    assert one.error is not None
    assert "hookshift db migrate" in one.error
    await one.stop()


async def test_an_error_that_nobody_foresaw_does_not_end_it(
    database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def odd(*_: object) -> bool:
        raise ValueError("odd")

    one = controller(database_url)
    with monkeypatch.context() as patch:
        patch.setattr(module, "reconcile", odd)
        assert await one.run_once() is False
        assert await one.run_once() is False
    assert caplog.text.count("unexpected error while reconciling") == 1
    await one.run_once()
    assert one.error is None
    assert "the controller works again" in caplog.text
    await one.stop()

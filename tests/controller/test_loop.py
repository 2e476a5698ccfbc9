"""The controller's life: it leads, it is woken, it outlives every failure, it hands over."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest

from hookshift.controller import loop as module
from hookshift.controller.apply import begin
from hookshift.controller.loop import LEASE, Controller
from hookshift.domain.rollout import Phase
from hookshift.store.database import Connection
from hookshift.store.leases import lease
from hookshift.store.rollouts import latest
from hookshift.store.routing_config import set_percentage
from tests.controller.feed import beat
from tests.controller.plans import PLAN

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


async def eventually(connection: Connection, probe: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await probe():
            await connection.execute("SELECT pg_sleep(0.01)")


async def test_a_change_by_somebody_else_wakes_it(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 3_600.0)
    await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)
    await beat(connection)
    async with running(controller(database_url)):

        async def has_looked() -> bool:
            found = await latest(connection)
            return found is not None and found.looked_at is not None

        await eventually(connection, has_looked)
        await set_percentage(connection, Decimal(0), "eve", "stop")

        async def is_paused() -> bool:
            found = await latest(connection)
            return found is not None and found.progress.state.phase is Phase.PAUSED

        await eventually(connection, is_paused)


async def test_a_start_wakes_it(
    connection: Connection, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TURN_SECONDS", 3_600.0)
    one = controller(database_url)
    async with running(one):

        async def leads() -> bool:
            return one.leads

        await eventually(connection, leads)
        await beat(connection)
        await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)

        async def has_looked() -> bool:
            found = await latest(connection)
            return found is not None and found.looked_at is not None

        await eventually(connection, has_looked)


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
    held = await lease(connection, LEASE)
    assert held is not None
    assert held.term == 2
    await second.stop()


async def test_it_outlives_its_connection(
    connection: Connection, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    one = controller(database_url)
    await one.run_once()
    kill = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = 'hookshift controller'"""
    assert await connection.fetchval(kill) == 1
    await one.run_once()
    assert one.error is not None
    await one.run_once()
    assert one.error is None
    assert "rollouts stand still: cannot read hookshift.leases" in caplog.text
    assert "works again" in caplog.text
    await one.stop()


async def test_it_waits_for_a_postgresql_that_is_away() -> None:
    one = controller("postgresql://nobody@127.0.0.1:9/none")
    assert await one.run_once() is False
    assert one.error is not None
    assert "cannot connect to PostgreSQL" in one.error
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
        patch.setattr(module, "turn", odd)
        assert await one.run_once() is False
        assert await one.run_once() is False
    assert caplog.text.count("that no code foresaw") == 1
    await one.run_once()
    assert one.error is None
    await one.stop()

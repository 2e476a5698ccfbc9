"""A controller that dies at any statement, before or after it, does what one that lives does."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import asyncpg
import pytest

from hookshift.controller import loop as module
from hookshift.controller.apply import begin
from hookshift.controller.loop import Controller
from hookshift.store.database import Connection
from hookshift.store.rollouts import latest
from tests.controller.feed import aged, beat
from tests.controller.script import SCRIPT, feed_stage, outcome
from tests.lengths import LONG

PLAN = SCRIPT._replace(stages=(SCRIPT.stages[0], SCRIPT.stages[-1]))

Result = TypeVar("Result")
MOST_TURNS = 20
STEP = 1 if LONG else 5
"""Every statement, or each fifth."""
STATEMENTS_AT_LEAST = 35


class Fate:
    """When connections die: at their `at`-th statement in all, counted from 1; 0: never."""

    def __init__(self, at: int = 0, *, after: bool = False) -> None:
        self.count = 0
        self.at = at
        self.after = after

    async def of(self, connection: "Mortal", work: Callable[[], Awaitable[Result]]) -> Result:
        self.count += 1
        dies = self.count == self.at
        if dies and not self.after:
            connection.terminate()
        result = await work()
        if dies:
            connection.terminate()
            raise asyncpg.ConnectionDoesNotExistError("killed")
        return result


class Mortal(Connection):
    """A real connection that breaks when its fate says so."""

    fate: Fate

    async def execute(self, *arguments: Any, **options: Any) -> str:
        return await self.fate.of(self, lambda: super(Mortal, self).execute(*arguments, **options))

    async def executemany(self, *arguments: Any, **options: Any) -> None:
        await self.fate.of(self, lambda: super(Mortal, self).executemany(*arguments, **options))

    async def fetch(self, *arguments: Any, **options: Any) -> Any:
        return await self.fate.of(self, lambda: super(Mortal, self).fetch(*arguments, **options))

    async def fetchrow(self, *arguments: Any, **options: Any) -> Any:
        return await self.fate.of(self, lambda: super(Mortal, self).fetchrow(*arguments, **options))

    async def fetchval(self, *arguments: Any, **options: Any) -> Any:
        return await self.fate.of(self, lambda: super(Mortal, self).fetchval(*arguments, **options))


async def run(connection: Connection, controllers: Callable[[], Controller]) -> dict[str, Any]:
    """A whole rollout; whenever a controller has failed, another takes its place."""
    await connection.execute("DELETE FROM hookshift.rollups")
    await connection.execute("DELETE FROM hookshift.leases")
    await connection.execute("SELECT update_routing_percentage(0)")
    started = await begin(connection, PLAN, {}, stage=0, actor="ada", reason=None)
    fed: set[int] = set()
    controller = controllers()
    for _ in range(MOST_TURNS):
        now = await latest(connection)
        assert now is not None
        if now.ended_at is not None:
            break
        if now.progress.state.stage not in fed:
            fed.add(now.progress.state.stage)
            # Those of the stage before are folded in: where time is moved back, they would be anew.
            await connection.execute("DELETE FROM hookshift.rollups")
            await feed_stage(connection, await aged(connection, started.id, 10.0))
            await beat(connection)
        await controller.run_once()
        if controller.error is not None:
            # It is dead, and PostgreSQL takes a moment to notice.
            await connection.execute("UPDATE hookshift.leases SET expires_at = now()")
            controller = controllers()
    await controller.stop()
    return await outcome(connection, started.id, started.progress.state.version)


@pytest.mark.parametrize("folding", [0.0, 60.0], ids=["a group a turn", "all at once"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_it_dies_at_every_statement(
    connection: Connection,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    after: bool,
    folding: float,
) -> None:
    # Not the machine's speed decides where turns end, or what dies would differ from run to run.
    monkeypatch.setattr("hookshift.controller.reconcile.FOLDING_SECONDS", folding)
    fate = Fate()

    async def mortal(url: str, *_: object, **__: object) -> Mortal:
        opened = await asyncpg.connect(url, connection_class=Mortal)
        assert isinstance(opened, Mortal)
        opened.fate = fate
        return opened

    monkeypatch.setattr(module, "connect", mortal)

    def controller() -> Controller:
        return Controller(database_url, 60.0, lambda _: None)

    undisturbed = await run(connection, controller)
    assert undisturbed["phase"] == "completed"
    assert [change[0] for change in undisturbed["changes"]] == [10, 100]
    statements, at = fate.count, 0
    assert statements > STATEMENTS_AT_LEAST
    while at + STEP <= statements:
        at += STEP
        fate.count, fate.at, fate.after = 0, at, after
        disturbed = await run(connection, controller)
        assert fate.count >= at, "it did not die"
        assert disturbed == undisturbed, f"killed at statement {at}"

"""A database in which a rollout runs: who leads, what gateways write, and how time passes."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from hookshift.controller.reconcile import reconcile
from hookshift.domain.evidence.rollups import Counts
from hookshift.store.database import Connection
from hookshift.store.database import connection as connection_to
from hookshift.store.leases import ROLLOUTS, Fence, acquire
from hookshift.store.rollouts import StoredRollout, latest
from tests.cli.conftest import SHIPPED, Hookshift
from tests.conftest import outside_the_loop
from tests.controller.feed import aged, beat, feed, good

Result = TypeVar("Result")

HOLDER = "ops-1:4242:1764748800000000000"
HOUR = 3_600.0
EVERY = 600.0
"""Seconds between slots; shorter than `idle_after`, so the hold clock runs."""
MOST_TURNS = 50


class World:
    """Around `hookshift`."""

    def __init__(self, hookshift: Hookshift) -> None:
        self.hookshift = hookshift

    def run(self, work: Callable[[Connection], Awaitable[Result]]) -> Result:
        """On a connection of its own."""

        async def connected() -> Result:
            async with connection_to(self.hookshift.url, "tests") as opened:
                return await work(opened)

        return outside_the_loop(connected())

    def lead(self) -> None:
        """A controller leads, and a gateway lives and follows."""

        async def work(opened: Connection) -> None:
            await acquire(opened, ROLLOUTS, HOLDER, 600)
            await beat(opened)

        self.run(work)

    def look(self, frozen: str | None = None) -> StoredRollout:
        """The controller looks until there is nothing more to see."""

        async def work(opened: Connection) -> StoredRollout:
            fence = await acquire(opened, ROLLOUTS, HOLDER, 600)
            assert isinstance(fence, Fence)
            await beat(opened)
            for _ in range(MOST_TURNS):
                if not await reconcile(opened, fence, lambda _: frozen):
                    break
            return await _latest(opened)

        return self.run(work)

    def hours(self, hours: float, unified: Counts | None = None) -> StoredRollout:
        """So much time has passed since the rollout was saved, with traffic in it."""

        async def work(opened: Connection) -> StoredRollout:
            rollout = await _latest(opened)
            rollout = await aged(opened, rollout.id, hours * HOUR)
            state, evidence = rollout.progress
            assert state.version is not None
            for number in range(int(hours * HOUR / EVERY)):
                start = evidence.through + number * EVERY
                plain = good(500)
                await feed(
                    opened, start, state.version, unified=unified or plain, legacy=plain, seconds=60
                )
            return rollout

        return self.run(work)

    @property
    def percentage(self) -> float:
        """The share that is set."""
        (row,) = self.hookshift.sql("SELECT percentage FROM webhook_routing_config")
        return float(row["percentage"])


async def _latest(opened: Connection) -> StoredRollout:
    found = await latest(opened)
    assert found is not None
    return found


def approving(folder: Path) -> Path:
    """The shipped settings, each stage with approval."""
    path = folder / "approving.toml"
    path.write_text(
        re.sub(r"(?m)^(percentage = \d+)$", r"\1\napproval = true", SHIPPED.read_text())
    )
    return path

"""Real control processes, and a feeder that writes what gateways would."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

from hookshift.demo.processes import first_line
from hookshift.store.database import Connection, connection
from hookshift.store.errors import DatabaseAway, translated
from hookshift.store.leases import ROLLOUTS, lease
from hookshift.store.rollouts import StoredRollout, clock, latest, open_rollout
from tests.controller.feed import beat
from tests.controller.script import feed_stage
from tests.e2e.harness import NO_DASHBOARD, settings
from tests.forked import Process, started
from tests.looking import seen

PATIENCE = 40.0
PAUSE = 0.02
BEAT_SECONDS = 0.3
QUICK_LEASE = ("lease_seconds = 5.0", "lease_seconds = 1.0")
LONG_LEASE = ("lease_seconds = 5.0", "lease_seconds = 60.0")
"""No machine is so busy that a leader does not renew it in time."""

Value = TypeVar("Value")
Feed = Callable[[Connection, StoredRollout], Awaitable[None]]


@contextmanager
def running_control(
    folder: Path, url: str, name: str = "control", *changes: tuple[str, str]
) -> Iterator[Process]:
    """`hookshift control`, once it runs; its log is `<name>.log` in `folder`."""
    path = settings(folder, 9, *(changes or (QUICK_LEASE,)), NO_DASHBOARD)
    environ = {
        "DATABASE_URL": url,
        "WHATSAPP_APP_SECRET": "a" * 32,
        "WHATSAPP_VERIFY_TOKEN": "b" * 32,
    }
    log = folder / f"{name}.log"
    with started(["--config", str(path), "control"], environ, log) as process:
        first_line(process, log)
        yield process


async def until(probe: Callable[[], Awaitable[Value | None]], pause: float = PAUSE) -> Value:
    """The first truthy value of `probe`, asked every `pause` or less; fails after PATIENCE."""
    return await seen(probe, PATIENCE, pause)


async def leader(opened: Connection) -> int | None:
    """The process id of the controller that leads."""
    held = await lease(opened, ROLLOUTS)
    if held is None or held.left <= 0:
        return None
    host, pid, _ = held.holder.split(":")
    assert host == os.uname().nodename
    return int(pid)


async def ended(opened: Connection) -> StoredRollout | None:
    """The last rollout, once it is over."""
    found = await latest(opened)
    return found if found and found.ended_at else None


@asynccontextmanager
async def feeding(url: str, feed: Feed = feed_stage) -> AsyncIterator[None]:
    """A gateway that lives, and has the traffic of each stage as soon as that is entered."""
    fed: set[int | None] = set()

    async def write(opened: Connection) -> None:
        # It says how far it has written after it has: a stage that is entered later is not in it.
        through = await clock(opened)
        found = await open_rollout(opened)
        if found and found.progress.state.version not in fed:
            fed.add(found.progress.state.version)
            await feed(opened, found)
        await beat(opened, through=through)

    async with beside(_again_and_again(url, write)):
        yield


class Feeder:
    """A gateway that lives, and has written its traffic up to `through`."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.through = 0.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Says so all the time."""

        async def write(opened: Connection) -> None:
            await beat(opened, through=self.through)

        async with beside(_again_and_again(self._url, write)):
            yield


@asynccontextmanager
async def beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """`work` goes on until the end, and its failure is the test's."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()


async def _again_and_again(url: str, write: Callable[[Connection], Awaitable[None]]) -> None:
    """Outlives a PostgreSQL that is away."""
    while True:
        try:
            with translated("feed"):
                async with connection(url, "feeder") as opened:
                    while True:
                        await write(opened)
                        await asyncio.sleep(BEAT_SECONDS)
        except DatabaseAway:
            await asyncio.sleep(BEAT_SECONDS)

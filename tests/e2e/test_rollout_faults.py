"""Controllers that are killed, put to sleep, cut off or interfered with. The faults are real."""

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from hookshift.controller.apply import CONTROLLER, apply_happening, begin
from hookshift.domain.rollout.state import News, Paused, Phase, Resumed
from hookshift.store.database import Connection
from hookshift.store.database import connection as connection_to
from hookshift.store.embedded import EmbeddedPostgres
from hookshift.store.leases import ROLLOUTS, lease
from hookshift.store.migrate import migrate
from hookshift.store.rollouts import StoredRollout, clock, entries, latest
from hookshift.store.routing_config import read_config
from tests.controller.feed import bad, feed, good
from tests.controller.plans import plan
from tests.controller.script import SCRIPT, SECONDS, feed_group, groups, outcome
from tests.e2e.controllers import LONG_LEASE, Feeder, ended, feeding, leader, running_control, until
from tests.e2e.test_faults import kill_postgres
from tests.forked import Process
from tests.postgres import server_folder
from tests.store.programs import psql

SEED = 20_260_105
TRIES = 3
"""Of which the quickest is looked at: any other may have met a machine that stalled."""
LONG = plan(stages=tuple(stage._replace(hold=600.0) for stage in plan().stages))


async def started(opened: Connection, which: Any = LONG) -> StoredRollout:
    return await begin(opened, which, {}, stage=0, actor="ada", reason=None)


async def news(opened: Connection, rollout: StoredRollout) -> list[tuple[News, str]]:
    history = await entries(opened, rollout.id, 10_000)
    return [(entry.news, entry.actor) for entry in reversed(history)]


@pytest.mark.timeout(300)  # processes start slowly where there is other work to do
async def test_killed_again_and_again_it_decides_what_it_would_have_decided(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    async def nothing(_: float) -> None:
        """Happens."""

    with running_control(tmp_path, database_url, "first", LONG_LEASE):
        with running_control(tmp_path, database_url, "standby", LONG_LEASE):
            undisturbed = await run_script(database_url, connection, nothing)
        held = await lease(connection, ROLLOUTS)
        assert held is not None
        assert held.term == 1  # of two, one led all the time
    assert undisturbed["phase"] is Phase.COMPLETED
    assert [change[0] for change in undisturbed["changes"]] == [10, 50, 100]

    await connection.execute("SELECT update_routing_percentage(0)")
    with Killer(tmp_path, database_url, connection) as killer:
        disturbed = await run_script(database_url, connection, killer.kill)
    assert killer.killed == len(SCRIPT.stages) * SECONDS
    for key, value in undisturbed.items():
        assert disturbed[key] == value, key


async def run_script(
    url: str, opened: Connection, after: Callable[[float], Awaitable[None]]
) -> dict[str, Any]:
    """A whole rollout, slot by slot; `after` is called when each of them is complete."""
    feeder = Feeder(url)
    feeder.through = await clock(opened)
    async with feeder.running():
        first = at = await started(opened, SCRIPT)
        for _ in SCRIPT.stages:
            for second, group in enumerate(groups(at.plan, at.progress.state.stage)):
                feeder.through = await feed_group(opened, at, second, group)
                await after(feeder.through + at.plan.lag)
            at = await until(lambda before=at: gone_on(opened, before))  # type: ignore[misc]
    return await outcome(opened, first.id, first.progress.state.version)


async def gone_on(opened: Connection, before: StoredRollout) -> StoredRollout | None:
    """The rollout in its next stage, or over."""
    found = await latest(opened)
    assert found is not None
    moved = found.progress.state.version != before.progress.state.version
    return found if moved or found.ended_at else None


class Killer:
    """Keeps two controllers running, and kills whichever leads."""

    def __init__(self, folder: Path, url: str, opened: Connection) -> None:
        self._folder = folder
        self._url = url
        self._opened = opened
        self._chance = random.Random(SEED)
        self._stack = ExitStack()
        self._processes: dict[int, Process] = {}
        self._started = 0
        self.killed = 0

    def __enter__(self) -> "Killer":
        self._start()
        self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start(self) -> None:
        self._started += 1
        control = running_control(self._folder, self._url, f"control-{self._started}")
        process = self._stack.enter_context(control)
        self._processes[process.pid] = process

    async def kill(self, about: float) -> None:
        """SIGKILL for the leader, a moment before or after `about`; another is started."""
        when = about + self._chance.uniform(-0.1, 0.7)
        await asyncio.sleep(max(0.0, when - await clock(self._opened)))
        leading = await until(self._leader)
        os.kill(leading, signal.SIGKILL)
        self._processes.pop(leading).wait()
        self.killed += 1
        await asyncio.to_thread(self._start)

    async def _leader(self) -> int | None:
        # One that has been killed still has its lease for a moment.
        found = await leader(self._opened)
        return found if found in self._processes else None


async def leads(opened: Connection, control: Process) -> bool:
    """Whether this process leads."""
    return await leader(opened) == control.pid


async def is_paused(opened: Connection) -> bool:
    found = await latest(opened)
    return found is not None and found.progress.state.phase is Phase.PAUSED


async def failing(opened: Connection, at: StoredRollout) -> None:
    """One slot in which unified fails half of the time."""
    state, evidence = at.progress
    assert state.version is not None
    await feed(opened, evidence.entered, state.version, unified=bad())


async def test_a_leader_that_sleeps_in_the_middle_of_a_change_is_thrown_out(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    async def is_blocked() -> bool:
        return bool(
            await connection.fetchval(
                "SELECT 1 FROM pg_stat_activity WHERE application_name = 'hookshift controller' "
                "AND wait_event_type = 'Lock' AND datname = current_database()"
            )
        )

    with ExitStack() as stack:
        sleeper = stack.enter_context(running_control(tmp_path, database_url, "sleeper"))
        stack.callback(lambda: sleeper.send_signal(signal.SIGCONT))
        await until(lambda: leads(connection, sleeper))
        other = stack.enter_context(running_control(tmp_path, database_url, "other"))
        run = await started(connection)
        async with feeding(database_url, failing):
            async with connection.transaction():
                await connection.execute("SELECT 1 FROM hookshift.rollouts FOR UPDATE")
                await until(is_blocked)
                sleeper.send_signal(signal.SIGSTOP)
            # It has got the row's lock by now, and does nothing with it.
            over = await until(lambda: ended(connection))
            await until(lambda: leads(connection, other))
        assert over.progress.state.phase is Phase.ROLLED_BACK
        sleeper.send_signal(signal.SIGCONT)

        async def knows() -> bool:
            return "lost leadership" in (tmp_path / "sleeper.log").read_text()

        await until(knows)
        after = await latest(connection)
        assert after == over
        assert await news(connection, run) == [
            *((News.ENTERED, "ada"), (News.STARTED, "ada")),
            *((News.FAILED, CONTROLLER), (News.ROLLED_BACK, CONTROLLER)),
        ]
        changes = await connection.fetchval(
            "SELECT count(*) FROM webhook_routing_config_audit WHERE version > $1",
            run.progress.state.version,
        )
        assert changes == 1
        other.kill()

        await until(lambda: leads(connection, sleeper))


@pytest.fixture
def own_postgres() -> Iterator[tuple[EmbeddedPostgres, Path]]:
    """A server of the test's own, in a folder that PostgreSQL's user may enter."""
    with server_folder() as folder:
        server = EmbeddedPostgres()
        yield server, folder / "data"
        server.stop()


async def test_postgresql_that_was_away_makes_it_blind_and_then_it_goes_on(
    tmp_path: Path, own_postgres: tuple[EmbeddedPostgres, Path]
) -> None:
    server, data = own_postgres
    url = await asyncio.to_thread(server.start, data)
    which = SCRIPT._replace(stale_after=1.0)
    async with connection_to(url, "tests") as opened:
        await migrate(opened)
    with running_control(tmp_path, url) as control:
        async with feeding(url):
            async with connection_to(url, "tests") as opened:
                run = await started(opened, which)

                async def has_folded() -> bool:
                    found = await latest(opened)
                    assert found is not None
                    return found.progress.evidence.held > 0

                await until(has_folded)
            kill_postgres(data)
            await asyncio.sleep(which.stale_after * 3)  # the fault's length: it is to go stale
            server.stop()
            await asyncio.to_thread(server.start, data)
            async with connection_to(url, "tests") as opened:
                over = await until(lambda: ended(opened))
                shown = [each for each, _ in await news(opened, run)]
                active = await read_config(opened)
        assert control.poll() is None
    assert over.progress.state.phase is Phase.COMPLETED
    assert active is not None
    assert active.percentage == 100
    assert shown[2:4] == [News.BLIND, News.SIGHTED]
    assert shown.count(News.PASSED) == len(which.stages)


async def test_somebody_at_psql_pauses_it_within_a_second(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    with running_control(tmp_path, database_url):
        await until(lambda: leader(connection))
        run = await started(connection)
        for _ in range(TRIES):
            psql(database_url, "SELECT update_routing_percentage(35, 'more of it', 'eve')")
            await until(lambda: is_paused(connection))
            entry = (await entries(connection, run.id, 1))[0]
            changed_at = await connection.fetchval(
                "SELECT at FROM webhook_routing_config_audit ORDER BY id DESC LIMIT 1"
            )
            seconds = (entry.at - changed_at).total_seconds()
            assert seconds >= 0
            if seconds < 1:
                break
            await apply_happening(connection, Resumed, "ada")
    assert seconds < 1
    assert entry.text == (
        "somebody else changed the share: eve (psql) changed 10 % to 35 %: more of it"
    )
    active = await read_config(connection)
    assert active is not None
    assert active.percentage == 35


async def test_commands_of_people_and_the_controller_lose_nothing_of_each_other(
    tmp_path: Path, database_url: str, connection: Connection
) -> None:
    seconds = 4

    async def slots(opened: Connection, at: StoredRollout) -> None:
        state, evidence = at.progress
        assert state.version is not None
        for second in range(seconds):
            await feed(opened, evidence.entered + second, state.version)

    with running_control(tmp_path, database_url):
        run = await started(connection)
        async with feeding(database_url, slots):
            commands = 0

            async def has_everything() -> bool:
                nonlocal commands
                happening = Paused if commands % 2 == 0 else Resumed
                found = await apply_happening(connection, happening, f"person {commands}")
                commands += 1
                jobs = found.progress.evidence.domains["jobs"]
                return jobs.unified.counts.requests == seconds * good().requests

            await until(has_everything, pause=0.1)
    history = await news(connection, run)
    assert [actor for _, actor in history[2:]] == [f"person {n}" for n in range(commands)]
    last = await latest(connection)
    assert last is not None
    legacy = last.progress.evidence.domains["jobs"].legacy
    assert legacy.counts.requests == seconds * good().requests

"""An error that keeps a loop from its work is seen by others, and that it is over too."""

import asyncio

import pytest

from hookshift.app.every import RETRY_SECONDS, Every, run_all
from hookshift.app.loops import LoopWatch
from hookshift.domain.errors import OperatorError
from hookshift.store.database import Connection
from hookshift.store.errors import DatabaseAway, DatabaseRefusal
from hookshift.store.loops import ERROR_CHARACTERS, failing, forget_loops


class Loop:
    """Fails when asked to."""

    error: str | None = None


async def test_who_fails_why_and_since_when(connection: Connection) -> None:
    now = 100.0
    watch = LoopWatch("host:1:2", "worker 0", lambda: now)
    recorder, deliverer = Loop(), Loop()
    watch.add("recorder", recorder)
    watch.add("deliverer", deliverer)
    assert watch.gauges() == {"loop_failing recorder": 0.0, "loop_failing deliverer": 0.0}

    deliverer.error = "refused\0" + "x" * ERROR_CHARACTERS
    assert watch.gauges() == {"loop_failing recorder": 0.0, "loop_failing deliverer": 1.0}
    now = 107.0
    await watch.report(connection)
    (found,) = await failing(connection)
    assert (found.loop, found.error[:8]) == ("deliverer", "refused\ufffd")
    assert len(found.error) == ERROR_CHARACTERS
    assert found.process.startswith("worker 0 on ")
    assert 7.0 <= found.seconds < 60.0

    recorder.error, deliverer.error = "the disk is full", None
    await watch.report(connection)
    assert [each.loop for each in await failing(connection)] == ["recorder"]
    recorder.error = None
    assert watch.has_news
    await watch.report(connection)
    assert not watch.has_news
    assert await failing(connection) == []


async def test_a_new_process_tells_once_that_nothing_fails(connection: Connection) -> None:
    watch = LoopWatch("host:1:2", "worker 0")
    assert watch.has_news
    await watch.report(connection)
    assert not watch.has_news


async def test_what_a_process_said_that_is_no_more_is_of_no_interest(
    connection: Connection,
) -> None:
    watch = LoopWatch("host:1:2", "worker 0")
    broken = Loop()
    broken.error = "broken"
    watch.add("recorder", broken)
    await watch.report(connection)
    for passed, shown in (("9 s", 1), ("2 s", 0), ("1 day", 0)):
        await connection.execute(
            f"UPDATE hookshift.failing_loops SET seen_at = seen_at - interval '{passed}'"
        )
        assert len(await failing(connection)) == shown
    await forget_loops(connection)
    assert await connection.fetchval("SELECT count(*) FROM hookshift.failing_loops") == 0


@pytest.mark.parametrize(
    ("error", "said"),
    [(OperatorError("no right"), "no right"), (OSError(), "OSError"), (KeyError("x"), "KeyError")],
)
async def test_what_is_done_again_and_again_says_why_it_fails(error: Exception, said: str) -> None:
    fails = True

    async def work() -> None:
        if fails:
            raise error

    every = Every(1.0, work)
    assert every.error is None
    await every.run_once()
    assert every.error is not None
    assert said in every.error
    fails = False
    await every.run_once()
    assert every.error is None


async def test_what_is_done_hourly_is_tried_again_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    assert RETRY_SECONDS <= 60.0
    monkeypatch.setattr("hookshift.app.every.RETRY_SECONDS", 0.001)
    worked = asyncio.Event()
    calls = 0

    async def work() -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise OperatorError("not yet")
        worked.set()

    every = Every(3_600.0, work)
    await every.start()
    async with asyncio.timeout(10):
        await worked.wait()
    await every.stop()


async def test_what_is_refused_does_not_stop_what_comes_after_it() -> None:
    done = []

    async def step(name: str) -> None:
        done.append(name)
        if name.startswith("refused"):
            raise DatabaseRefusal(name)
        if name == "away":
            raise DatabaseAway(name)

    with pytest.raises(DatabaseRefusal, match="refused 1"):
        await run_all(*(lambda name=name: step(name) for name in ("refused 1", "a", "refused 2")))
    assert done == ["refused 1", "a", "refused 2"]
    done.clear()
    with pytest.raises(DatabaseAway):
        await run_all(*(lambda name=name: step(name) for name in ("a", "away", "b")))
    assert done == ["a", "away"]

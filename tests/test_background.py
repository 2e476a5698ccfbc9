"""What runs in the background makes pass after pass, outlives its errors and ends when asked to."""

import asyncio
from math import inf

from hookshift.background import BackgroundLoop, Backoff

PATIENCE = 10.0


class Scripted(BackgroundLoop[int]):
    """Each pass is numbered; what it does is set by the test."""

    def __init__(self, stop_seconds: float = 1.0) -> None:
        super().__init__(stop_seconds)
        self.passes = 0
        self.pauses: list[float] = []
        self.made = asyncio.Semaphore(0)
        self.hangs = asyncio.Event()
        self.hangs.set()
        self.raises: Exception | None = None
        self.closed = 0

    async def run_once(self) -> int:
        self.passes += 1
        self.made.release()
        await self.hangs.wait()
        if self.raises is not None:
            raise self.raises
        self._error = None
        return self.passes

    def pause(self, result: int) -> float:
        return self.pauses.pop(0) if self.pauses else inf

    async def close(self) -> None:
        self.closed += 1

    async def made_pass(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.made.acquire()


async def test_a_pause_of_0_leads_to_the_next_pass_at_once_and_inf_to_none() -> None:
    loop = Scripted()
    loop.pauses = [0.0, 0.001]
    await loop.start()
    for _ in range(3):
        await loop.made_pass()
    await asyncio.sleep(0)
    assert loop.passes == 3
    await loop.stop()
    assert (loop.passes, loop.closed) == (3, 1)


async def test_what_wakes_it_during_a_pass_leads_to_another() -> None:
    loop = Scripted()
    loop.hangs.clear()
    await loop.start()
    await loop.made_pass()
    loop.wake()
    loop.hangs.set()
    await loop.made_pass()
    loop.wake()
    await loop.made_pass()
    await loop.stop()
    assert loop.passes == 3


async def test_an_error_nobody_foresaw_shows_and_ends_nothing() -> None:
    loop = Scripted()
    loop.raises = KeyError("odd")
    await loop.start()
    await loop.made_pass()
    async with asyncio.timeout(PATIENCE):
        while loop.error is None:  # noqa: ASYNC110, set in the same turn of the loop
            await asyncio.sleep(0)
    assert "odd" in loop.error
    loop.raises = None
    loop.wake()
    await loop.made_pass()
    async with asyncio.timeout(PATIENCE):
        while loop.error is not None:  # noqa: ASYNC110, set in the same turn of the loop
            await asyncio.sleep(0)
    await loop.stop()


async def test_a_pass_that_hangs_is_cancelled_and_everything_closed() -> None:
    loop = Scripted(stop_seconds=0.01)
    loop.hangs.clear()
    await loop.start()
    await loop.made_pass()
    async with asyncio.timeout(PATIENCE):
        await loop.stop()
    assert loop.closed == 1


async def test_a_stop_without_a_start_closes_too() -> None:
    loop = Scripted()
    await loop.stop()
    assert (loop.passes, loop.closed) == (0, 1)


class UntilDone(Scripted):
    """Wants three passes, whatever happens."""

    @property
    def finished(self) -> bool:
        return self.passes >= 3


async def test_what_is_not_finished_goes_on_while_it_stops() -> None:
    loop = UntilDone()
    loop.pauses = [inf, 0.0, 0.0]
    await loop.start()
    await loop.made_pass()
    await loop.stop()
    assert (loop.passes, loop.closed) == (3, 1)


def test_waits_double_up_to_a_bound_until_something_works() -> None:
    backoff = Backoff(0.1, 0.5)
    assert [backoff.next() for _ in range(5)] == [0.1, 0.2, 0.4, 0.5, 0.5]
    backoff.reset()
    assert backoff.next() == 0.1

"""What runs beside the relaying outlives every failure and does not hold up a stop."""

import asyncio

from hookshift.app.every import Every


async def test_an_error_nobody_foresaw_does_not_end_it() -> None:
    calls = 0
    again = asyncio.Event()

    async def work() -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ValueError("odd")
        again.set()

    every = Every(0.001, work)
    await every.start()
    await asyncio.wait_for(again.wait(), 10)
    await every.stop()


async def test_stop_does_not_wait_for_a_call_that_hangs() -> None:
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    every = Every(1.0, work, stop_seconds=0.02)
    await every.start()
    await asyncio.wait_for(begun.wait(), 10)
    async with asyncio.timeout(5):
        await every.stop()
        await cancelled.wait()

"""Waiting for what gives no signal: another program, or what PostgreSQL says of itself.

What happens in the test's own process is waited for by an event or a `tests.signals.Signal`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

Value = TypeVar("Value")

PATIENCE = 20.0
"""Seconds until what did not happen is a failure: long, since it costs nothing where it does."""
PAUSE = 0.01
SHARE = 4
"""How many times as long as a look took nobody looks again, so that waiting leaves the processor to
those who are waited for."""


async def seen(
    probe: Callable[[], Awaitable[Value | None]], patience: float = PATIENCE, pause: float = PAUSE
) -> Value:
    """The first truthy value of `probe`; TimeoutError when patience is over."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(patience):
        while True:
            began = loop.time()
            value = await probe()
            if value:
                return value
            await asyncio.sleep(max(pause, SHARE * (loop.time() - began)))

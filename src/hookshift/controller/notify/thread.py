"""Runs blocking calls with a time limit that holds, whatever the call does.

Neither `requests` nor Apprise can be interrupted: a thread whose time is over goes on until its
sockets give up. So the threads are daemons, which the end of the process does not wait for (those
of an executor it would), and few: who has MOST_HANGING of them gets no more until one has ended.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Generic, TypeVar

from hookshift.domain.errors import HookshiftError

MOST_HANGING = 2

Result = TypeVar("Result")


class StillHanging(HookshiftError):
    """Former calls have not ended yet; nothing was done."""


class Calls(Generic[Result]):
    """The calls to one and the same receiver."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._threads: list[Thread] = []

    async def run(self, call: Callable[[], Result], seconds: float) -> Result:
        """What `call` returns or raises. Raises TimeoutError after `seconds`, or StillHanging."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        if len(self._threads) >= MOST_HANGING:
            raise StillHanging(f"{MOST_HANGING} earlier attempts still hang")
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        thread = Thread(
            target=_work, args=(call, future), name=f"notifier {self._name}", daemon=True
        )
        self._threads.append(thread)
        thread.start()
        async with asyncio.timeout(seconds):
            return await future


def _work(call: Callable[[], Result], future: asyncio.Future[Result]) -> None:
    outcome: Callable[[], None]
    try:
        result = call()
    except Exception as error:
        outcome = partial(future.set_exception, error)
    else:
        outcome = partial(future.set_result, result)
    # The loop may be closed by now: nobody waits for the result.
    with suppress(RuntimeError):
        future.get_loop().call_soon_threadsafe(_settle, future, outcome)


def _settle(future: asyncio.Future[Result], outcome: Callable[[], None]) -> None:
    # Whoever was waiting may have left when the time was over.
    if not future.done():
        outcome()

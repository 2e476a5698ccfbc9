"""What ties a process to the supervisor that has started it.

The process beats: its event loop writes a byte into a pipe every BEAT_SECONDS, from when it serves
until it ends. A pipe, since PostgreSQL may be away and files may be on a disk that stalls. Orders
come the other way, over a second pipe, whose end says that the supervisor is dead. SIGTERM means
to stop, and so does that death. SIGUSR1 makes the process write where each of its threads stands
to standard error, also if its event loop hangs.
"""

import asyncio
import faulthandler
import logging
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import NamedTuple

log = logging.getLogger(__name__)

BEAT_SECONDS = 0.5
RETIRE = b"r"
"""The order to stop without haste, since another process has begun to serve on the same socket."""
READ_BYTES = 256


class Hung(NamedTuple):
    """Processes of one place that were killed because they hung."""

    times: int = 0
    last_at: float = 0.0
    """When the last of them was killed, in seconds since 1970; 0 if none was."""

    def once_more(self, now: float) -> "Hung":
        """The record with one more worker, killed at `now`."""
        return Hung(self.times + 1, now)


NEVER = Hung()


class Lifeline(NamedTuple):
    """The process's ends of the pipes; the supervisor passes it with the process's arguments."""

    name: str
    """The process's name, which no other ever has."""
    beats: Connection
    """The pipe that beats are written to."""
    orders: Connection
    """The pipe that orders are read from."""
    predecessors: tuple[str, ...] = ()
    """Names of the last few processes that were in this place and are dead."""
    hung: Hung = NEVER
    """Processes in this place that hung."""

    def on_stop(self, stop: Callable[[], None], retire: Callable[[], None] | None = None) -> None:
        """Calls `stop` at SIGTERM and at the supervisor's death, `retire` (or `stop`) at RETIRE.

        SIGINT and SIGHUP are the supervisor's. To be called in the running event loop, like `beat`.
        """
        faulthandler.register(signal.SIGUSR1, all_threads=True)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, stop)
        for number in (signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        pipe = self.orders.fileno()

        def receive() -> None:
            orders = os.read(pipe, READ_BYTES)
            if not orders:
                loop.remove_reader(pipe)
                log.error("the supervisor is gone; this process drains and ends")
                stop()
            elif RETIRE in orders:
                (retire or stop)()

        loop.add_reader(pipe, receive)

    def beat(self) -> None:
        """Begins to beat; to be called when the process does its work."""
        os.set_blocking(self.beats.fileno(), False)
        _beat(asyncio.get_running_loop(), self.beats.fileno())


def _beat(loop: asyncio.AbstractEventLoop, pipe: int) -> None:
    # A pipe that is full: the supervisor itself is stopped. One that is broken: it is dead.
    with suppress(OSError):
        os.write(pipe, b".")
    loop.call_later(BEAT_SECONDS, _beat, loop, pipe)

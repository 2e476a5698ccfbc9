"""What ties a process to the supervisor that has started it.

The process beats: its event loop writes a byte into a pipe every BEAT_SECONDS, from when it serves
until it ends. A pipe, since PostgreSQL may be away and files may be on a disk that stalls. The
supervisor tells it to stop by SIGTERM, and its death says the same. SIGUSR1 makes the process
write where each of its threads stands to standard error, also if its event loop hangs.
"""

import asyncio
import faulthandler
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import NamedTuple

log = logging.getLogger(__name__)

BEAT_SECONDS = 0.5


class Lifeline(NamedTuple):
    """The process's end of the pipe; the supervisor passes it with the process's arguments."""

    name: str
    """The process's name, which no other ever has."""
    beats: Connection
    """The pipe that beats are written to."""
    predecessors: tuple[str, ...] = ()
    """Names of the last few processes that were in this place and are dead."""

    def on_stop(self, stop: Callable[[], None]) -> None:
        """SIGTERM or the supervisor's death mean `stop`; SIGINT is the supervisor's.

        To be called in the running event loop, like `beat`.
        """
        faulthandler.register(signal.SIGUSR1, all_threads=True)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        parent = multiprocessing.parent_process()
        if parent is not None:
            loop.add_reader(parent.sentinel, _parent_died, loop, parent.sentinel, stop)

    def beat(self) -> None:
        """Begins to beat; to be called when the process does its work."""
        os.set_blocking(self.beats.fileno(), False)
        _beat(asyncio.get_running_loop(), self.beats.fileno())


def _beat(loop: asyncio.AbstractEventLoop, pipe: int) -> None:
    # A pipe that is full: the supervisor itself is stopped. One that is broken: it is dead.
    with suppress(OSError):
        os.write(pipe, b".")
    loop.call_later(BEAT_SECONDS, _beat, loop, pipe)


def _parent_died(loop: asyncio.AbstractEventLoop, sentinel: int, stop: Callable[[], None]) -> None:
    loop.remove_reader(sentinel)
    log.error("the supervisor is gone; this process drains and ends")
    stop()

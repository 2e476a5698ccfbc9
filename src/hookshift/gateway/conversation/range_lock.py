"""A lock on some bytes of a file, between processes, that is not waited for long.

It is the process's: one thread of each may take it. A process that was stopped while it held it is
not waited for longer than LOCK_SECONDS.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

LOCK_SECONDS: Final = 0.002


class RangeLock:
    """Locks bytes of `file`; without one there is nobody to keep away."""

    def __init__(self, file: int | None) -> None:
        self._file = file
        self.gave_up = 0
        """How often it was not waited for any longer."""

    @contextmanager
    def held(self, start: int, size: int) -> Iterator[None]:
        """Holds `size` bytes from `start` on, or goes on without after LOCK_SECONDS."""
        locked = self._taken(start, size)
        try:
            yield
        finally:
            if locked and self._file is not None:
                with suppress(OSError):
                    fcntl.lockf(self._file, fcntl.LOCK_UN, size, start)

    def close(self) -> None:
        """The file is closed: nobody else writes what this process does."""
        self._file = None

    def _taken(self, start: int, size: int) -> bool:
        if self._file is None:
            return False
        give_up = 0.0
        while True:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, size, start)
                return True
            except OSError:
                now = time.monotonic()
                give_up = give_up or now + LOCK_SECONDS
                if now > give_up:
                    self.gave_up += 1
                    return False
                os.sched_yield()

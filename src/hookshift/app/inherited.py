"""Children of the program that ran in this process before, such as Python's resource tracker.

Somebody must take note of their end. What this program starts is waited for by whoever started it,
and who is robbed of that waits for ever: only what was there at the beginning is looked after.
"""

import os
from collections.abc import Collection

import psutil


class InheritedChildren:
    """The children that exist now, but for those that others wait for."""

    def __init__(self, waited_for: Collection[int]) -> None:
        self._pids = {each.pid for each in psutil.Process().children()} - set(waited_for)

    def reap(self) -> None:
        """Takes note of the end of those that have ended."""
        for pid in tuple(self._pids):
            try:
                ended, _ = os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                ended = pid
            if ended:
                self._pids.discard(pid)

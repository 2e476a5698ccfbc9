"""Watches the loops of one process: which fail, and since when.

A loop that fails goes on trying, so its failure would go unnoticed. Its error is in the process's
metrics at once, and in PostgreSQL with the next heartbeat, where `hookshift status` and the alerts
find it.
"""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from typing import Protocol

from hookshift.background import BackgroundService
from hookshift.domain.alerts import FailingLoop
from hookshift.store.database import Connection
from hookshift.store.gateways import FAILING
from hookshift.store.loops import report


class Fails(Protocol):
    """What is watched."""

    @property
    def error(self) -> str | None:
        """Why it does not do its work; None if it does."""


class LoopWatch:
    """`process` is the process's own name, `label` what people call it."""

    def __init__(
        self, process: str, label: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._process = process
        self._label = f"{label} on {os.uname().nodename}"
        self._monotonic = monotonic
        self._watched: dict[str, Fails] = {}
        self._since: dict[str, float] = {}
        self._reported = True
        """Whether PostgreSQL may hold failing loops of this process."""

    def add(self, name: str, loop: Fails) -> None:
        """Watches a loop by this name."""
        self._watched[name] = loop

    async def start(self, name: str, service: BackgroundService, stack: AsyncExitStack) -> None:
        """Watches and starts a service, which `stack` stops."""
        self.add(name, service)
        await service.start()
        stack.push_async_callback(service.stop)

    def failing(self) -> list[FailingLoop]:
        """The loops that fail now."""
        now = self._monotonic()
        found = []
        for name, loop in self._watched.items():
            text = loop.error
            if text is None:
                self._since.pop(name, None)
            else:
                seconds = now - self._since.setdefault(name, now)
                found.append(FailingLoop(self._label, name, text, seconds))
        return found

    def gauges(self) -> Mapping[str, float]:
        """A gauge for each loop: 1 while it fails."""
        failing = {each.loop for each in self.failing()}
        return {f"{FAILING}{name}": float(name in failing) for name in self._watched}

    @property
    def has_news(self) -> bool:
        """Whether there is something to report."""
        return self._reported or bool(self.failing())

    async def report(self, connection: Connection) -> None:
        """Writes the failing loops to PostgreSQL, if any are or were. Raises OperatorError."""
        failing = self.failing()
        if failing or self._reported:
            await report(connection, self._process, self._label, failing)
        self._reported = bool(failing)

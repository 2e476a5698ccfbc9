"""How a running `hookshift serve` takes new settings, or new code, without a gap.

First `hookshift serve --check` runs, by the program as it is on disk now: if it refuses, nothing
changes. Then the parent replaces its own program (`gateway.handover`).
"""

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable
from contextlib import suppress

from hookshift.domain.errors import OperatorError
from hookshift.gateway.handover import Handover, replace_program
from hookshift.gateway.supervisor import STOP_SIGNALS

log = logging.getLogger(__name__)

CHECK = "--check"
CHECK_SECONDS = 60.0
LISTENS = "HOOKSHIFT_LISTENS"
"""Tells `serve --check` on which address this installation listens already."""
BLOCKED = {*STOP_SIGNALS, signal.SIGHUP}
"""Signals that wait while one program follows the other."""


class ReloadRefused(OperatorError):
    """The next generation would not start, so the present one stays."""


class Reload:
    """Reloads of one parent: one at a time."""

    def __init__(self, address: str, leave: Callable[[], Handover]) -> None:
        """`address` is the setting it listens by; `leave` gives what the next generation gets."""
        self._address = address
        self._leave = leave
        self._task: asyncio.Task[None] | None = None
        self._checking = False

    def request(self) -> None:
        """What SIGHUP does: reloads, and logs why if that is refused."""
        self._task = asyncio.get_running_loop().create_task(self._reload())

    async def _reload(self) -> None:
        try:
            await self.check()
        except ReloadRefused as error:
            log.error("Reload refused, nothing has changed: %s", error)
        else:
            self.go()

    async def check(self) -> None:
        """Raises ReloadRefused if the next generation would not start, or one is checked now."""
        if self._checking:
            raise ReloadRefused("another reload is in progress")
        self._checking = True
        try:
            await self._check()
        finally:
            self._checking = False

    async def _check(self) -> None:
        process = await asyncio.create_subprocess_exec(
            *(*arguments(), CHECK),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=PIPE,
            env={**os.environ, LISTENS: self._address},
        )
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                _, errors = await process.communicate()
        except TimeoutError:
            # It may have ended just now.
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise ReloadRefused(f"the check took more than {CHECK_SECONDS:g} s") from None
        if process.returncode != 0:
            text = errors.decode(errors="replace").strip()
            raise ReloadRefused(text or f"the check ended with exit code {process.returncode}")

    def go(self) -> None:
        """Becomes the next generation; returns only if that fails, which is logged."""
        handover = self._leave()
        log.info("Generation %s takes over.", handover.generation)
        signal.pthread_sigmask(signal.SIG_BLOCK, BLOCKED)
        try:
            replace_program(handover, arguments(), os.environ)
        except OSError as error:
            log.error("Reload failed, nothing has changed: %s", error)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, BLOCKED)


def arguments() -> list[str]:
    """The command line of this very process."""
    return [sys.executable, *sys.orig_argv[1:]]


def unblock() -> None:
    """Lets signals through that waited while the program was replaced."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, BLOCKED)

"""The file that says that this host was rolled back by hand, and who follows it.

Written by the parent of the workers, or by the command line where the parent does not answer; read
by every worker a few times a second, and by one that starts. A file that cannot be read or makes no
sense counts as a rollback: when in doubt, legacy.
"""

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from hookshift.background import BackgroundLoop
from hookshift.domain.routing.local_rollback import LocalRollback

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2
"""How often a worker looks; it takes some microseconds."""
MOST_BYTES = 4_096
REASON_CHARACTERS = 500

Identity = tuple[int, int, int]


def begin(path: Path, actor: str, reason: str) -> LocalRollback:
    """Writes a new rollback. Raises OSError."""
    rollback = LocalRollback(time.time(), actor[:REASON_CHARACTERS], reason[:REASON_CHARACTERS])
    write(path, rollback)
    return rollback


def write(path: Path, rollback: LocalRollback) -> None:
    """Replaces the file in one step, and syncs it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(file, msgspec.json.encode(rollback))
        os.fsync(file)
    finally:
        os.close(file)
    part.rename(path)


def read(path: Path) -> LocalRollback | None:
    """The rollback in the file; None if there is no file."""
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.read(MOST_BYTES), type=LocalRollback)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        return LocalRollback(time.time(), "unknown", f"{path} cannot be read: {error}")


class LocalRollbackWatch(BackgroundLoop[None]):
    """Calls `on_change` with each new rollback in the file, from `start` to `stop`."""

    def __init__(self, path: Path, on_change: Callable[[LocalRollback], None]) -> None:
        super().__init__()
        self._path = path
        self._on_change = on_change
        self._seen: Identity | None = None

    async def start(self) -> None:
        """Looks at once, so that not even the first webhook misses a rollback."""
        with suppress(Exception):
            # The first pass meets the same error, and tells it.
            await self.run_once()
        await super().start()

    async def run_once(self) -> None:
        """Looks whether the file is another one than last time.

        A file that is gone changes nothing: only a rollback that is recorded ends. One that could
        not be followed is looked at again.
        """
        identity = _identity(self._path)
        if identity is not None and identity != self._seen:
            rollback = read(self._path)
            if rollback is not None:
                self._on_change(rollback)
            self._seen = identity
        self._error = None

    def pause(self, _result: None) -> float:
        """The time until the next look."""
        return LOOK_SECONDS


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        return (error.errno or 0, 0, 0)
    return (found.st_ino, found.st_mtime_ns, found.st_size)

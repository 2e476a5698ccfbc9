"""A PostgreSQL of a test's own, that may be killed, and a disk that may be full."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from hookshift.store.embedded import EmbeddedPostgres
from tests.e2e.harness import eventually
from tests.postgres import migrated

MIB = 1 << 20


class Own(NamedTuple):
    """A server of the test's own."""

    server: EmbeddedPostgres
    data: Path
    url: str

    @property
    def pid(self) -> int | None:
        """The postmaster; None if it is gone."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postgres" / "postmaster.pid").read_text().split()[0])
            return None if _is_gone(pid) else pid
        return None

    def kill(self) -> None:
        """SIGKILL to the postmaster, and so to everything of it."""
        pid = self.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: _is_gone(pid))

    def restart(self) -> None:
        """After `kill`."""
        self.server.stop()
        self.server.start(self.data)


@contextmanager
def own_postgres(data: Path) -> Iterator[Own]:
    """Migrated."""
    server = EmbeddedPostgres()
    url = server.start(data)
    migrated(url)
    try:
        yield Own(server, data, url)
    finally:
        server.stop()


class Disk(NamedTuple):
    """A small one."""

    folder: Path

    @property
    def ballast(self) -> Path:
        """What fills it."""
        return self.folder / "ballast"

    def fill(self) -> None:
        """To the last byte."""
        with self.ballast.open("ab", buffering=0) as file, suppress(OSError):
            while True:
                size = MIB if _free(self.folder) > MIB else 512
                file.write(b"\0" * size)

    def clear(self) -> None:
        """Room again."""
        self.ballast.unlink()


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Disk]:
    """A disk of `size` bytes; skips where this login may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={size},mode=0755"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this login may not mount a small disk")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _free(folder: Path) -> int:
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize


def _is_gone(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True

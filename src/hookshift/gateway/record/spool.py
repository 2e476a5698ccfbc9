"""The spool: log rows on disk while PostgreSQL is away.

One file per batch in a directory that one process owns. A batch is written aside, synced and
renamed, so a file is whole or not there, whatever happens to the process or the machine; it is
deleted once its rows are in the table. A crash between the two writes them again, and the table's
ids absorb that.

A file is a checksum, the time of the oldest row, and the rows (`spooled_rows.py`). The time comes
first so that a worker knows at its start how far back the spool of a former one goes, without
reading it all.
"""

import fcntl
import logging
import os
import struct
import zlib
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from hookshift.domain.errors import OperatorError
from hookshift.domain.routing.records import LogRow
from hookshift.gateway.record.spooled_rows import HEAD_BYTES, decoded, encoded, oldest_in

log = logging.getLogger(__name__)

SUFFIX = ".rows"
BAD = ".bad"
MOST_BAD = 4
"""How many damaged files are kept for inspection."""
CRC_BYTES = 4


class SpoolFull(Exception):
    """The spool has reached its bound in bytes."""


class _File(NamedTuple):
    path: Path
    size: int
    oldest: float
    """When its oldest row was decided."""


class Spool:
    """Batches of rows in `directory`, oldest first, at most `max_bytes` of them."""

    def __init__(self, directory: Path, max_bytes: int) -> None:
        self._directory = directory
        self._max_bytes = max_bytes
        self._files: deque[_File] = deque()
        self._next = 0
        self._lock: int | None = None
        self.bytes = 0
        self.damaged = 0
        """How many files could not be read."""

    def __len__(self) -> int:
        return len(self._files)

    def oldest_decision(self) -> float | None:
        """When the oldest row here was decided, in seconds since 1970; None if there is none."""
        return min((file.oldest for file in self._files), default=None)

    def open(self) -> None:
        """Locks the directory, made if missing, and finds the files that are in it.

        Raises OperatorError if it cannot be used, or another process has locked it.
        """
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self._directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for unfinished in self._directory.glob("*.part"):
                unfinished.unlink()
            files = sorted(self._directory.glob(f"[0-9]*{SUFFIX}"))
            self._files.extend(_File(path, path.stat().st_size, _oldest_in(path)) for path in files)
        except OSError as error:
            self.close()
            raise OperatorError(
                f"the spool {self._directory} cannot be used: {error}. Give it a writable "
                "directory by data_dir, one for each running gateway."
            ) from error
        self.bytes = sum(file.size for file in self._files)
        self._next = int(files[-1].stem) + 1 if files else 0

    @property
    def directory(self) -> Path:
        """Where the files are."""
        return self._directory

    def adopt(self, other: "Spool") -> int:
        """Moves the batches of `other`, which is open and on the same disk, to the end of this one.

        Returns how many batches that were. One for which there is no room stays where it
        is. Raises OSError.
        """
        moved = 0
        while other._files and self.bytes + other._files[0].size <= self._max_bytes:
            path, size, oldest = other._files[0]
            target = self._next_path()
            path.rename(target)
            other._files.popleft()
            other.bytes -= size
            self._files.append(_File(target, size, oldest))
            self.bytes += size
            moved += 1
        if moved:
            _sync_names(self._directory)
        return moved

    def _next_path(self) -> Path:
        path = self._directory / f"{self._next:020d}{SUFFIX}"
        self._next += 1
        return path

    def close(self) -> None:
        """Unlocks the directory; the rows stay."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def append(self, rows: Sequence[LogRow]) -> None:
        """Writes and syncs a batch. Raises SpoolFull, or OSError when the disk refuses it."""
        oldest = min(row.created_at for row in rows)
        payload = encoded(rows)
        content = zlib.crc32(payload).to_bytes(CRC_BYTES, "big") + payload
        if self.bytes + len(content) > self._max_bytes:
            raise SpoolFull
        path = self._next_path()
        part = path.with_suffix(".part")
        try:
            _write(part, content)
            part.rename(path)
            _sync_names(self._directory)
        except OSError:
            # Nothing of a refused batch may stay: found later, it would be counted twice.
            part.unlink(missing_ok=True)
            path.unlink(missing_ok=True)
            raise
        self._files.append(_File(path, len(content), oldest))
        self.bytes += len(content)

    def oldest(self) -> list[LogRow]:
        """The oldest batch, the same again until `remove`; [] if there is none.

        A damaged file is set aside. Raises OSError where reading may work later.
        """
        while self._files:
            path = self._files[0].path
            try:
                content = path.read_bytes()
                payload = content[CRC_BYTES:]
                if zlib.crc32(payload).to_bytes(CRC_BYTES, "big") == content[:CRC_BYTES]:
                    return decoded(payload)
                why = "its checksum is wrong"
            except FileNotFoundError:
                why = "it was deleted by someone else"
            except msgspec.MsgspecError as error:
                why = f"another version of hookshift wrote it: {error}"
            log.error("The decisions in %s are lost: %s", path, why)
            self._set_aside()
        return []

    def remove(self) -> None:
        """Deletes the oldest batch, which is in the table."""
        path, size, _ = self._files.popleft()
        self.bytes -= size
        path.unlink(missing_ok=True)

    def _set_aside(self) -> None:
        path, size, _ = self._files.popleft()
        self.bytes -= size
        self.damaged += 1
        # A file that cannot be moved now is found again at the next start.
        with suppress(OSError):
            if len(list(self._directory.glob(f"*{BAD}"))) < MOST_BAD and path.exists():
                path.rename(path.with_suffix(BAD))
            else:
                path.unlink(missing_ok=True)


def _oldest_in(path: Path) -> float:
    with suppress(OSError, ValueError, struct.error, msgspec.MsgspecError), path.open("rb") as file:
        file.seek(CRC_BYTES)
        head = file.read(HEAD_BYTES)
        oldest = oldest_in(head)
        if oldest is not None:
            return oldest
        return min(row.created_at for row in decoded(head + file.read()))
    # It is damaged or cannot be read now. Its rows are at least as old as the file.
    return path.stat().st_mtime


def _sync_names(directory: Path) -> None:
    """Syncs a directory: else a power cut may lose the name of a file whose content is safe."""
    file = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _write(path: Path, content: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with memoryview(content) as view:
            done = 0
            while done < len(view):
                done += os.write(file, view[done:])
        os.fdatasync(file)
    finally:
        os.close(file)

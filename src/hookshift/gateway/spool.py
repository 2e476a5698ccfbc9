"""Rows on disk while PostgreSQL is away.

A directory of segment files, written at one end and read at the other, owned by one process. A
segment is appended to, sealed, read, acknowledged, deleted. Only sealed segments are read, and
what a former process left is sealed: nothing is ever written behind a tail that may be torn.

`append` returns after fdatasync: a power cut takes only rows that it had not returned for.
`acknowledge` is not synced: after a crash some rows are read twice, and the table's ids absorb
that. Every method blocks on the disk and none may run twice at once: call them in a thread, one
at a time.
"""

import contextlib
import errno
import fcntl
import os
import struct
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

from hookshift.domain.errors import OperatorError
from hookshift.domain.records import LogRow
from hookshift.gateway.spool_format import FRAME_ROWS, Parsed, fit, pack, parse, unpack

SEGMENT_BYTES = 8 * 1024 * 1024
BAD_KEPT = 4
"""Damaged segments kept for whoever wants to look; they are not part of the size bound."""

FULL = "spool_full"
DISK_FULL = "disk_full"
DISK_ERROR = "disk_error"
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_POSITION = struct.Struct(">QQQ")


class Kept(NamedTuple):
    """The first `rows` of what was appended are on disk; `refusal` is why not all, or None."""

    rows: int
    refusal: str | None


@dataclass(slots=True)
class _Segment:
    path: Path
    number: int
    size: int
    rows: int
    """Rows that were appended to it and can still be expected from it."""
    start: int = 0
    first: int = 0
    """What lies before this offset, and before this row, was acknowledged."""


class Spool:
    """Rows in a directory, oldest first, at most `max_bytes` of segments."""

    def __init__(
        self, directory: Path, max_bytes: int, segment_bytes: int = SEGMENT_BYTES
    ) -> None:
        self._directory = directory
        self._max_bytes = max_bytes
        self._segment_bytes = segment_bytes
        self._segments: deque[_Segment] = deque()
        self._active: int | None = None
        self._lock: int | None = None
        self._parsed: tuple[int, Parsed] | None = None
        self._read: tuple[int, int, int] | None = None
        self.bytes = 0
        self.rows = 0
        self.damaged = 0
        """Places in segments that could not be read: cut short, overwritten, foreign."""
        self.lost: dict[str, int] = {}
        """Rows known to be lost, by reason: `spool_damaged`, `unencodable`."""

    def open(self) -> None:
        """Takes the directory, made if missing, and counts what is in it.

        Raises OperatorError if another process holds it or it cannot be used.
        """
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(self._directory / "lock")
            self._take_over()
        except OSError as error:
            self.close()
            raise OperatorError(
                f"the spool {self._directory} cannot be used: {error}. "
                "Make it a writable directory or choose another data_dir."
            ) from error

    def close(self) -> None:
        """Gives the directory up; the rows stay."""
        self._seal()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
        self._segments.clear()
        self._parsed = self._read = None

    def append(self, rows: Sequence[LogRow]) -> Kept:
        """Writes and syncs as many of `rows`, from the first, as the bound and the disk allow."""
        try:
            return self._append(rows)
        except OSError as error:
            self._undo()
            return Kept(0, DISK_FULL if error.errno in _NO_SPACE else DISK_ERROR)

    def read(self, limit: int) -> list[LogRow]:
        """The oldest rows, the same again until `acknowledge`; [] if there are none.

        At most `limit` or one frame, whichever is more. Raises OSError.
        """
        while self._segments:
            segment = self._oldest_sealed()
            rows, end, count = self._frames_of(segment, limit)
            self._read = (segment.number, end, count)
            if rows:
                return rows
            self.acknowledge()
        return []

    def acknowledge(self) -> None:
        """The rows of the last `read` are in the table: they will not be read again.

        Raises OSError; the rows may then be read again after a restart.
        """
        if self._read is None:
            return
        (_, end, count), self._read = self._read, None
        segment = self._segments[0]
        segment.start, segment.first = end, segment.first + count
        segment.rows -= count
        self.rows -= count
        if end >= segment.size:
            self._remove(segment)
        else:
            self._store_position(segment)

    def _append(self, rows: Sequence[LogRow]) -> Kept:
        segment = self._writable()
        written = kept = 0
        refusal = None
        buffer = bytearray()
        for chunk in _chunks(rows):
            frame, count = self._packed(chunk, segment.first + segment.rows + written)
            if self.bytes + len(buffer) + len(frame) > self._max_bytes:
                refusal = FULL
                break
            buffer += frame
            written += count
            kept += len(chunk)
        if buffer:
            self._write(buffer)
            segment.size += len(buffer)
            segment.rows += written
            self.bytes += len(buffer)
            self.rows += written
        return Kept(kept, refusal)

    def _packed(self, rows: Sequence[LogRow], first: int) -> tuple[bytes, int]:
        try:
            return pack(rows, first), len(rows)
        except (TypeError, ValueError, OverflowError, msgspec.MsgspecError):
            fitting = fit(rows)
            self._lose("unencodable", len(rows) - len(fitting))
            return (pack(fitting, first) if fitting else b""), len(fitting)

    def _writable(self) -> _Segment:
        if self._active is not None and self._segments[-1].size >= self._segment_bytes:
            self._seal()
        if self._active is None:
            number = self._segments[-1].number + 1 if self._segments else self._next_number()
            path = self._directory / f"{number:010d}.seg"
            self._active = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self._segments.append(_Segment(path, number, 0, 0))
            _sync_directory(self._directory)
        return self._segments[-1]

    def _next_number(self) -> int:
        # A number is never used twice: the stored position of a deleted segment may be left.
        return self._last_number + 1

    def _write(self, data: bytearray) -> None:
        assert self._active is not None
        with memoryview(data) as view:
            done = 0
            while done < len(view):
                done += os.write(self._active, view[done:])
        os.fdatasync(self._active)

    def _undo(self) -> None:
        """Cuts off what a failed append left; rows that were not kept must not be read."""
        if self._active is None:
            return
        segment = self._segments[-1]
        try:
            os.ftruncate(self._active, segment.size)
            os.lseek(self._active, segment.size, os.SEEK_SET)
        except OSError:
            self._seal()

    def _seal(self) -> None:
        if self._active is not None:
            with contextlib.suppress(OSError):
                os.close(self._active)
            self._active = None

    def _oldest_sealed(self) -> _Segment:
        if len(self._segments) == 1:
            self._seal()
        return self._segments[0]

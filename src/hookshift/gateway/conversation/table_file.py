"""The file behind the shared table: made, found, or done without.

A table of another layout, size or hash key is worth nothing, and is replaced: by renaming, so that
processes that still use the old one are not disturbed. All room is reserved when the file is made:
a write to a page for which the disk has no room would end the process (SIGBUS). Where the disk
cannot hold it, each process has a table of its own; then workers agree through PostgreSQL only.

A table that was copied, or that was there before this host was started, gets a number of its own.
After a crash of the host some of its pages may be older than others, and what the copied one's
processes write is news. So all that may be missing is read again (`follower.py`).
"""

import fcntl
import logging
import mmap
import os
import secrets
import stat
import struct
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

from hookshift.core.choice import OpenSlots
from hookshift.gateway.conversation.alias_filter import BLOCK, STATE
from hookshift.gateway.conversation.shared_table import (
    HEADER,
    IDENTITY,
    LOCKED_BY_FILE,
    NOTE,
    SharedTable,
    packed_note,
)
from hookshift.gateway.conversation.table_layout import SET

log = logging.getLogger(__name__)

MAGIC: Final = b"hookconv"
LAYOUT: Final = 3
_HEAD = struct.Struct("<8sIQQQ")
"""Magic, layout, bytes of the file and of its filter, tag of the hash key; a CRC-32 follows."""
BOUND: Final = 784
"""Where in the header it is noted of which file it is, and since which start of the host."""
BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
LOCK_SECONDS = 1.0
"""How long another process may take to make the file."""


def open_table(
    path: Path,
    size: int,
    key_tag: int,
    note: bytes = b"",
    *,
    former_tags: Sequence[int] = (),
    filter_bytes: int = 0,
    clock: Callable[[], float] = time.time,
    slots: OpenSlots | None = None,
) -> SharedTable:
    """The table at `path`, made if there is none of this size and of one of these hash keys.

    `size` is the whole file's, of which its filter takes `filter_bytes`, both rounded down.
    `key_tag` (64 bits, not negative) stands for the hash key, by which all keys are made, and
    `former_tags` for former ones; `note` is what a new table is noted with. Never fails: the table
    is this process's own if there can be no file.
    """
    filter_bytes -= filter_bytes % BLOCK
    size = HEADER + max(1, (size - HEADER - filter_bytes) // SET) * SET + filter_bytes
    heads = [_header(size, filter_bytes, tag) for tag in (key_tag, *former_tags)]
    try:
        with _alone(path.with_suffix(".lock")):
            file = _found(path, size, heads)
            if file is None:
                file = _made(path, size, heads[0], note)
    except OSError as error:
        log.warning(
            "%s cannot be used: %s. Each worker remembers conversations by itself, and learns "
            "of the others' from PostgreSQL.",
            path,
            error,
        )
        own = mmap.mmap(-1, size)
        own[IDENTITY : IDENTITY + 8] = _identity()
        table = SharedTable(own, None, clock, slots, filter_bytes)
        table.note(note)
        return table
    return SharedTable(mmap.mmap(file, size), file, clock, slots, filter_bytes)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keeps other processes from making the file. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        give_up = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.005)
        yield
    finally:
        os.close(lock)


def _found(path: Path, size: int, heads: Sequence[bytes]) -> int | None:
    try:
        file = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        seen = os.fstat(file)
        head = os.pread(file, len(heads[0]), 0)
        own = seen.st_uid == os.geteuid() and stat.S_ISREG(seen.st_mode)
        if own and seen.st_size == size and head in heads:
            # One that was copied may be sparse, without room for what it lacks.
            os.posix_fallocate(file, 0, size)
            _bind(file)
            return file
    except OSError:
        os.close(file)
        raise
    os.close(file)
    return None


def _made(path: Path, size: int, head: bytes, note: bytes) -> int:
    part = path.with_suffix(".part")
    with suppress(FileNotFoundError):
        part.unlink()
    file = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.posix_fallocate(file, 0, size)
        os.pwrite(file, head, 0)
        _bind(file)
        os.pwrite(file, packed_note(note), NOTE)
        part.rename(path)
    except OSError:
        os.close(file)
        with suppress(OSError):
            part.unlink()
        raise
    return file


def _bind(file: int) -> None:
    """Gives the table another number, unless it is the one that it was since the host's start."""
    found = os.fstat(file)
    boot = b""
    with suppress(OSError):
        boot = BOOT_ID.read_bytes()
    own = b"%d %d %s" % (found.st_dev, found.st_ino, boot)
    bound = blake2b(own, digest_size=8, person=b"hookshift table").digest()
    before = os.pread(file, len(bound), BOUND)
    if before == bound:
        return
    os.pwrite(file, bytes(8), STATE)
    if any(before):
        # Nobody has it who had it then.
        os.pwrite(file, bytes(4), LOCKED_BY_FILE)
    os.pwrite(file, _identity(), IDENTITY)
    os.pwrite(file, bound, BOUND)


def _identity() -> bytes:
    # Odd: never 0.
    return (secrets.randbits(64) | 1).to_bytes(8, "little")


def _header(size: int, filter_bytes: int, key_tag: int) -> bytes:
    head = _HEAD.pack(MAGIC, LAYOUT, size, filter_bytes, key_tag)
    return head + zlib.crc32(head).to_bytes(4, "little")

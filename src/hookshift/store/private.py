"""Folders and files of a data folder, which only hookshift's own user may open.

Whoever may open a file may hold a lock on it, also if he may only read it. So lock files are
closed to others, and so is the folder that they are in.
"""

import os
import stat
from pathlib import Path
from typing import IO

OTHERS = 0o077
OWN = {"postgres", "postgres.unfinished", "postgres.lock", "postgres.users", "spool", "run"}
"""What hookshift keeps in a data folder."""


def make_private(folder: Path) -> None:
    """Makes `folder`, closed to others; one that a former version left open is closed.

    A folder that holds anything else is the operator's, and stays as it is. Raises OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    mode = stat.S_IMODE(folder.stat().st_mode)
    # Walking through is left to the group: where hookshift is root it is PostgreSQL's.
    open_to_others = mode & OTHERS & ~stat.S_IXGRP
    if open_to_others and is_own(folder):
        folder.chmod(mode & ~open_to_others)


def is_own(folder: Path) -> bool:
    """Whether it is this user's, and holds what hookshift keeps and nothing else."""
    mine = folder.stat().st_uid == os.geteuid()
    return mine and {path.name for path in folder.iterdir()} <= OWN


def open_private(path: Path) -> IO[bytes]:
    """Opens a lock file, made if missing, and closes it to others. Raises OSError."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.fdopen(os.open(path, flags, 0o600), "ab")
    found = os.fstat(file.fileno())
    if found.st_mode & OTHERS and found.st_uid == os.geteuid():
        os.fchmod(file.fileno(), 0o600)
    return file


def admit_group(folder: Path, group: int) -> None:
    """Lets a group walk through `folder`, not look at it. Raises OSError."""
    found = folder.stat()
    mode = stat.S_IMODE(found.st_mode)
    if found.st_gid != group:
        os.chown(folder, -1, group)
    if not mode & stat.S_IXGRP:
        folder.chmod(mode | stat.S_IXGRP)

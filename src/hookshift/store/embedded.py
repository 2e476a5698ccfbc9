"""The PostgreSQL 18 that hookshift brings along, for installations that have none.

Life: whoever attaches holds a shared lock on `postgres.users` for as long as it lives; the kernel
takes it back even from a killed process. A second lock, `postgres.lock`, is held only while
starting or stopping. Whoever leaves asks for the first lock alone: who gets it was the last, and
stops the server. A server that outlived all its users is found, used, and stopped by the next.
Both files are closed to other users of the machine: whoever may open one may hold it.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from hookshift.domain.errors import OperatorError
from hookshift.store.embedded_server import Server
from hookshift.store.private import make_private, open_private

LOCK_SECONDS = 60.0
PAUSE_SECONDS = 0.05


class EmbeddedPostgres:
    """One process's use of the server in a data folder."""

    def __init__(self) -> None:
        self._server: Server | None = None
        self._users: IO[bytes] | None = None
        self._lock: Path | None = None

    def start(self, data_dir: Path) -> str:
        """Attaches to the server in `data_dir`, starting it if need be; returns its URL.

        Blocks: a second or two, longer when the data folder is new. Raises OperatorError.
        """
        data_dir = data_dir.expanduser().resolve()
        try:
            make_private(data_dir)
            self._lock = data_dir / "postgres.lock"
            with _locked(self._lock):
                users = open_private(data_dir / "postgres.users")
                try:
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._server = Server(data_dir / "postgres")
                    url = self._server.ensure_running()
                except BaseException:
                    users.close()
                    raise
                self._users = users
        except OSError as error:
            raise OperatorError(
                f"the data folder {data_dir} cannot be used: {error}. "
                "Make it writable, or set data_dir to another."
            ) from error
        return url

    @property
    def lock(self) -> int | None:
        """The file descriptor by which it is attached; None if it is not.

        Whoever inherits it keeps the server running until he closes it.
        """
        return None if self._users is None else self._users.fileno()

    def stop(self) -> None:
        """Detaches; the last process to detach stops the server. Does nothing if not attached."""
        users, self._users = self._users, None
        if users is None or self._lock is None or self._server is None:
            return
        with users, _locked(self._lock):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._server.stop()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time starts or stops. Raises OperatorError when it takes too long."""
    deadline = time.monotonic() + LOCK_SECONDS
    with open_private(path) as file:
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

"""A real PgBouncer in transaction mode in front of the tests' PostgreSQL."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from hookshift.store.embedded_server import SYSTEM_USER
from tests.e2e.harness import eventually

SECONDS = 30
SETTINGS = """
[databases]
* = {target}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
# Each transaction in another session than the one before, wherever there is more than one.
server_round_robin = 1
default_pool_size = 6
min_pool_size = 2
max_client_conn = 500
query_wait_timeout = 20
"""


class PgBouncer(NamedTuple):
    """Where it listens."""

    port: int
    log: Path

    def url(self, target: str) -> str:
        """`target`, by way of it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}{urlsplit(target).path}"


def _program() -> str:
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip("PgBouncer is not installed; scripts/programs does it")
    return found


def _target(url: str) -> str:
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or "localhost"])[0]
    return f"host={host} port={parts.port or 5432} user={parts.username or 'postgres'}" + (
        f" password={parts.password}" if parts.password else ""
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _answers(port: int, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextmanager
def running_pgbouncer(url: str) -> Iterator[PgBouncer]:
    """In front of the server at `url`; skips where it is not installed."""
    program, port = _program(), _free_port()
    with tempfile.TemporaryDirectory(prefix="hookshift-pgbouncer-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        settings, log = folder / "pgbouncer.ini", folder / "log"
        settings.write_text(SETTINGS.format(target=_target(url), port=port))
        # It refuses to be root, and the server's socket is open to the server's user alone.
        user = pwd.getpwnam(SYSTEM_USER) if os.geteuid() == 0 else None
        with log.open("wb") as out:
            process = subprocess.Popen(
                [program, str(settings)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )
        try:
            eventually(lambda: _answers(port, process))
            yield PgBouncer(port, log)
        finally:
            process.kill()
            process.wait(SECONDS)

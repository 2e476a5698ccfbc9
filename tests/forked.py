"""Runs hookshift in processes of their own that need not load it: forks of one that has.

To load a command takes ten times the processor time of most commands, and to load the processes of
a gateway takes more than what most tests ask of them. What a start from nothing alone can show is
tested where that is the subject (`tests/cli/test_main.py`, `test_start.py`, `tests/app`), and by
gateways that begin `from_nothing` (`tests/e2e/harness.py`).
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from pathlib import Path
from select import select
from typing import IO

from hookshift.demo import processes
from tests.forking import REQUEST_BYTES

SECONDS = 60.0
ROOT = Path(__file__).parents[1]
Done = subprocess.CompletedProcess[str]
ALWAYS_FROM_NOTHING = "COVERAGE_PROCESS_CONFIG" in os.environ or sys.platform != "linux"
"""Coverage begins where a program begins, not in forks; and only Linux lets orphans be adopted."""


class Forking:
    """Asks the process that forks; one for a test process."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, REQUEST_BYTES)
        arguments = [sys.executable, "-m", "tests.forking", str(theirs.fileno())]
        self._process = subprocess.Popen(
            arguments, pass_fds=[theirs.fileno()], cwd=ROOT, stdin=subprocess.DEVNULL
        )
        theirs.close()

    def begin(
        self, words: list[str], environ: Mapping[str, str], *files: int, serves: bool = False
    ) -> "Forked":
        """`hookshift` with these words, variables besides ours, and first three files.

        `serves`: in a session of its own, and what it spawns is forked too.
        """
        request = {
            "words": words,
            "environ": {**os.environ, **environ},
            "cwd": str(Path.cwd()),
            "serves": serves,
        }
        read, write = os.pipe()
        try:
            socket.send_fds(self._socket, [json.dumps(request).encode()], [*files, write])
        finally:
            os.close(write)
        return Forked(words, open(read))  # noqa: PTH123

    def close(self) -> None:
        """Ends it."""
        self._socket.close()
        self._process.wait(SECONDS)


class Forked:
    """Such a process, with what tests want of `subprocess.Popen`; `report` says how it ended."""

    def __init__(self, args: list[str], report: IO[str]) -> None:
        self.args = args
        self.stdout: IO[str] | None = None
        self.returncode: int | None = None
        self._report = report
        self.pid = int(report.readline())

    def poll(self) -> int | None:
        """Its exit code, negative where a signal ended it; None while it runs."""
        if self.returncode is None and select([self._report], [], [], 0)[0]:
            self.returncode = int(self._report.readline())
            self._report.close()
        return self.returncode

    def wait(self, seconds: float = SECONDS) -> int:
        """Its exit code. Raises TimeoutExpired."""
        if self.returncode is None and not select([self._report], [], [], seconds)[0]:
            raise subprocess.TimeoutExpired(self.args, seconds)
        code = self.poll()
        assert code is not None
        return code

    def send_signal(self, number: int) -> None:
        """If it runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)


@cache
def _forking() -> Forking:
    made = Forking()
    atexit.register(made.close)
    return made


def hookshift(
    *arguments: str | Path,
    environ: Mapping[str, str],
    stdin: int | None = None,
    together: bool = False,
    seconds: float = SECONDS,
) -> Done:
    """`hookshift` with these arguments, and variables besides ours; `together`: one output."""
    words = [str(each) for each in arguments]
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        with open(os.devnull) as nothing:  # noqa: PTH123
            given = nothing.fileno() if stdin is None else stdin
            errors = out if together else err
            process = _forking().begin(words, environ, given, out.fileno(), errors.fileno())
        try:
            code = process.wait(seconds)
        finally:
            process.kill()
        return Done(words, code, _text(out), _text(err))


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


Process = Forked | subprocess.Popen[str]


def started(
    words: list[str], environ: Mapping[str, str], log: Path, *, from_nothing: bool = False
) -> AbstractContextManager[Process]:
    """`hookshift serve` or `control`; its first line is on stdout, and it is ended at the end."""
    if from_nothing or ALWAYS_FROM_NOTHING:
        return processes.started(["-m", "hookshift", *words], environ, log)
    return _started(words, environ, log)


@contextmanager
def _started(words: list[str], environ: Mapping[str, str], log: Path) -> Iterator[Forked]:
    read, write = os.pipe()
    with open(os.devnull) as nothing, log.open("w") as file, open(read) as output:  # noqa: PTH123
        try:
            files = nothing.fileno(), write, file.fileno()
            process = _forking().begin(words, environ, *files, serves=True)
        finally:
            os.close(write)
        process.stdout = output
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(processes.STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

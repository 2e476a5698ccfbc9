"""Runs commands in processes of their own that need not load hookshift: forks of one that has.

To load a command takes ten times the processor time of most commands. What a start from nothing
alone can show is tested where that is the subject (`tests/cli/test_main.py`, `test_start.py`).
"""

import atexit
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select
from typing import IO, Any

SECONDS = 60.0
ROOT = Path(__file__).parents[1]
REQUEST_BYTES = 1 << 20
HELD = "tests.forked"
Done = subprocess.CompletedProcess[str]


class Forking:
    """Asks the process that forks; one for a test process."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, REQUEST_BYTES)
        arguments = [sys.executable, "-m", HELD, str(theirs.fileno())]
        self._process = subprocess.Popen(arguments, pass_fds=[theirs.fileno()], cwd=ROOT)
        theirs.close()

    def begin(self, request: Mapping[str, Any], *files: int) -> None:
        """The command begins; `files` are its first three, and where its end is told."""
        socket.send_fds(self._socket, [json.dumps(request).encode()], files)

    def close(self) -> None:
        """Ends it."""
        self._socket.close()
        self._process.wait(SECONDS)


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
    request = {"words": words, "environ": {**os.environ, **environ}, "cwd": str(Path.cwd())}
    read, write = os.pipe()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        with open(os.devnull) as nothing, open(read) as told:  # noqa: PTH123
            given = nothing.fileno() if stdin is None else stdin
            errors = out if together else err
            try:
                _forking().begin(request, given, out.fileno(), errors.fileno(), write)
            finally:
                os.close(write)
            pid = int(told.readline())
            if not select([told], [], [], seconds)[0]:
                os.kill(pid, signal.SIGKILL)
                raise subprocess.TimeoutExpired(words, seconds)
            code = int(told.readline())
        return Done(words, code, _text(out), _text(err))


def _text(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _serve(requests: socket.socket) -> None:
    """Forks for each request, until nobody can ask any more."""
    import_module("hookshift.cli.main")
    for package in ("hookshift.cli", "hookshift.store"):
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who watch
    while True:
        request, files, _, _ = socket.recv_fds(requests, REQUEST_BYTES, 4)
        if not request:
            return
        if os.fork() == 0:
            requests.close()
            _watch(json.loads(request), *files)
        for each in files:
            os.close(each)


def _watch(request: dict[str, Any], stdin: int, stdout: int, stderr: int, told: int) -> None:
    """Forks once more, and tells the number and the end of the command's process."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(told)
        for number, file in enumerate((stdin, stdout, stderr)):
            os.dup2(file, number)
            os.close(file)
        _command(request)
    os.write(told, f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _command(request: dict[str, Any]) -> None:
    """As `python -m hookshift` would go on from here."""
    from hookshift.__main__ import __file__ as program  # noqa: PLC0415
    from hookshift.__main__ import main  # noqa: PLC0415

    os.environ.clear()
    os.environ.update(request["environ"])
    os.chdir(request["cwd"])
    sys.argv = [program, *request["words"]]
    code: Any = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))

"""The process that `tests.forked` asks: it has loaded hookshift, and forks."""

import json
import os
import pkgutil
import signal
import socket
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any, NoReturn

from hookshift.loading import loading
from tests import spawned

REQUEST_BYTES = 1 << 20
LOOK_UP_VARIABLE = "HOOKSHIFT_TEST_LOOK_UP_SECONDS"
"""How long a webhook waits for what is looked up, where a test is not about that: a busy machine is
no fault."""
FILES = 4
"""The first three of the new process, and where its end is reported."""
SERVING = (
    "hookshift.app.control",
    "hookshift.app.serve",
    "hookshift.app.worker",
    "hookshift.cli.control",
    "hookshift.cli.serve",
    "hookshift.controller.notify.webhook",
    "hookshift.web.serve",
)


def _serve(requests: socket.socket) -> None:
    """Forks for each request, until nobody can ask any more."""
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        message, files, _, _ = socket.recv_fds(requests, REQUEST_BYTES, FILES)
        if not message:
            return
        request = json.loads(message)
        (_load_serving if request["serves"] else _load_commands)()
        if os.fork() == 0:
            requests.close()
            _watch(request, *files)
        for each in files:
            os.close(each)


def _reap(*_: object) -> None:
    """Takes note of the end of those that watch: only so their time is counted (`tests.cpu`)."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


@cache
def _load_commands() -> None:
    with loading():
        import_module("hookshift.cli.main")
        for package in ("hookshift.cli", "hookshift.store"):
            for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
                if not module.name.endswith("__main__"):
                    import_module(module.name)


@cache
def _load_serving() -> None:
    with loading():
        for module in SERVING:
            import_module(module)


def _watch(request: dict[str, Any], *files: int) -> NoReturn:
    """Forks once more, and tells the number and the end of the new process."""
    *first, report = files
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(report)
        _become(request, first)
    for each in first:
        os.close(each)
    os.write(report, f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(request: dict[str, Any], files: Sequence[int]) -> NoReturn:
    """What `python -m hookshift` with these words and files would be."""
    program = import_module("hookshift.__main__")
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(request["environ"])
    os.chdir(request["cwd"])
    sys.modules["__main__"] = program
    sys.argv = [str(program.__file__), *request["words"]]
    sys.orig_argv = [sys.executable, "-m", "hookshift", *request["words"]]
    if request["serves"]:
        if LOOK_UP_VARIABLE in os.environ:
            lookup: Any = import_module("hookshift.gateway.conversation.lookup")
            lookup.LOOK_UP_SECONDS = float(os.environ[LOOK_UP_VARIABLE])
        os.setsid()
        spawned.from_here()
    spawned.ends(program.main)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))

"""What a process spawns by `multiprocessing` becomes forks of what it was when it began.

A worker of a gateway loads some hundred modules, and a process that was forked from one that has
loaded them needs not. As with spawned ones the parent is who has asked for them, since it adopts
them, and they get the same file descriptors by the same numbers. Linux only.
"""

import ctypes
import fcntl
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing import util
from typing import Any, NoReturn

REQUEST_BYTES = 1 << 16
ADOPT_ORPHANS = 36
"""`PR_SET_CHILD_SUBREAPER`: whose parent has ended is a child of this process, not of the first."""
ABOVE = 512
"""Numbers of file descriptors that nobody here is given by chance."""
spawn = util.spawnv_passfds


def from_here() -> None:
    """To be called by a process with one thread that has only loaded what it needs."""
    if ctypes.CDLL(None, use_errno=True).prctl(ADOPT_ORPHANS, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        ours.close()
        _fork(theirs)
    theirs.close()
    util.spawnv_passfds = partial(_spawned, ours)


def _spawned(forking: socket.socket, path: Any, arguments: Sequence[Any], files: Any) -> int:
    """In place of `spawn`, which does it where the process that forks is gone."""
    numbers = sorted({int(each) for each in files})
    request = {"arguments": [os.fsdecode(each) for each in arguments], "files": numbers}
    try:
        socket.send_fds(forking, [json.dumps(request).encode()], numbers)
        pid = forking.recv(REQUEST_BYTES)
    except OSError:
        pid = b""
    return int(pid) if pid else spawn(path, arguments, numbers)


def _fork(requests: socket.socket) -> NoReturn:
    """Forks for each request, until nobody can ask any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    while True:
        request, files, _, _ = socket.recv_fds(requests, REQUEST_BYTES, ABOVE)
        if not request:
            os._exit(0)
        read, write = os.pipe()
        # Whoever asked adopts the second one when the first one has ended.
        if (first := os.fork()) == 0:
            if (second := os.fork()) == 0:
                _become(json.loads(request), files)
            os.write(write, b"%d" % second)
            os._exit(0)
        os.waitpid(first, 0)
        requests.send(os.read(read, REQUEST_BYTES))
        for each in (read, write, *files):
            os.close(each)


def _become(request: dict[str, Any], files: Sequence[int]) -> NoReturn:
    """What `python -c` with these arguments and files would be."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    kept = [fcntl.fcntl(each, fcntl.F_DUPFD, ABOVE) for each in files]
    os.closerange(3, ABOVE)
    for there, number in zip(kept, request["files"], strict=True):
        os.dup2(there, number)
        os.close(there)
    sys.orig_argv = request["arguments"]
    at = sys.orig_argv.index("-c")
    sys.argv = ["-c", *sys.orig_argv[at + 2 :]]
    ends(lambda: exec(sys.orig_argv[at + 1], {"__name__": "__main__"}))


def ends(program: Callable[[], object]) -> NoReturn:
    """Runs it, and ends the process as it says, without what has been forked with it."""
    code: Any = 0
    try:
        program()
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
        code = 1
    for each in (sys.stdout, sys.stderr):
        with suppress(ValueError):  # it has been closed
            each.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))

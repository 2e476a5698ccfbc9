"""The demo's processes: sample handlers and a gateway, each its own, ended whatever happens."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

from hookshift.domain.errors import OperatorError

START_SECONDS = 30.0
STOP_SECONDS = 40.0
LOG_SECONDS, LOG_POLL_SECONDS = 20.0, 0.05
CHUNK = 4_096
"""Bytes."""


class Speaking(Protocol):
    """A process whose first line is waited for, such as a `subprocess.Popen`."""

    @property
    def args(self) -> Any:
        """The command line of the process."""

    @property
    def stdout(self) -> IO[str] | None:
        """The pipe for the standard output of the process."""


@contextmanager
def started(
    arguments: list[str], environ: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[str]]:
    """A Python process whose first line is on stdout; SIGTERM and at last SIGKILL at the end."""
    with log.open("w") as file:
        process = subprocess.Popen(  # noqa: S603, our own programs
            [sys.executable, *arguments],
            env={**os.environ, **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
            # Ctrl-C is for the demo alone; it then ends the others in order.
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def first_line(process: Speaking, log: Path) -> str:
    """What the process says first. Raises OperatorError, with its log, if it says nothing."""
    assert process.stdout is not None
    deadline = time.monotonic() + START_SECONDS
    output = b""
    while (wait := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([process.stdout], [], [], wait)
        # Not readline: half a line would hold it for ever.
        chunk = os.read(process.stdout.fileno(), CHUNK) if ready else b""
        output = (output + chunk).lstrip()
        line, end, _ = output.partition(b"\n")
        if end:
            return line.decode().strip()
        if not chunk:
            break
    raise OperatorError(f"{' '.join(process.args)} did not start:\n{log.read_text()}")


def logged(log: Path, pattern: str) -> str | None:
    """What the first group of `pattern` is in `log`, once it is there; None if it never is."""
    deadline = time.monotonic() + LOG_SECONDS
    while time.monotonic() < deadline:
        if found := re.search(pattern, log.read_text()):
            return found[1]
        time.sleep(LOG_POLL_SECONDS)
    return None

"""Servers as child processes: pinned to a core, ready before they are measured, gone afterwards."""

import contextlib
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

READY_SECONDS = 60.0
STOP_SECONDS = 40.0
_POLL_SECONDS = 0.05
_LOG_TAIL = 1_500


class BenchError(Exception):
    """The benchmark cannot go on; the text says what is wrong and what to do."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def on_core(core: int | None, command: Sequence[str]) -> list[str]:
    """`command`, pinned to `core`; None: anywhere."""
    return list(command) if core is None else ["taskset", "-c", str(core), *command]


@contextlib.contextmanager
def server(
    command: Sequence[str],
    *,
    core: int | None,
    port: int,
    log: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """Runs `command` on `core` until the block ends; gives its pid once `port` answers.

    Its output goes to `log`, whose end is quoted when it does not become ready.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            on_core(core, command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )
    try:
        _wait_until_listening(process, port, log)
        yield process.pid
    finally:
        _stop(process)


def _wait_until_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _listens(port):
        if process.poll() is not None:
            raise BenchError(f"{process.args!r} ended at once:\n{tail(log)}")
        if time.monotonic() > deadline:
            raise BenchError(f"{process.args!r} did not listen on port {port}:\n{tail(log)}")
        time.sleep(_POLL_SECONDS)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def tail(log: Path) -> str:
    """The end of a log."""
    return log.read_text(errors="replace")[-_LOG_TAIL:]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

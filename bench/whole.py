"""`python -m bench.whole`: user instructions of a whole worker, with and without conversations.

A worker with the shipped settings runs under callgrind in a process of its own: sockets, uvloop,
asyncpg and all loops included, the kernel not. It gets the traffic of `bench.returning` as fast as
it answers; what it does in the same time without any is taken off. What other programs do meanwhile
changes nothing, nor does how often it is woken.

It is some thirty times slower than a real worker, or more where others want the processor. So what
it does by the clock and by the batch weighs far too much in all of it, and is left out of what it
does when a socket has something to read: that is a webhook from the first byte to the last, but for
its rows, which `bench.conversing` counts.
"""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing import Pipe
from pathlib import Path
from typing import NamedTuple

from bench import hookshift, known, returning, subjects, tools, wrk
from bench.cost import MODES, OFF, ON
from bench.processes import BenchError, free_port
from bench.shipped import SHIPPED
from bench.subjects import Running, Stage
from hookshift.app.worker import run_worker
from hookshift.config.load import load
from hookshift.gateway.conversation import writer
from hookshift.gateway.lifeline import Lifeline

PEOPLE = 50_000
CONNECTIONS = 8
BY_SOCKETS, IN_ALL = "uv__io_poll", "uv_run"
"""What libuv calls when a socket can be read, and its whole loop."""
WARM, IDLE, LOADED = 3, 6, 20
"""Seconds of each phase."""
FLUSH_SECONDS = 5
READY_SECONDS = 180
MOST_RATE = 2_000
"""Webhooks a second that are prepared; more are not to be expected."""


class Counted(NamedTuple):
    """Instructions of one webhook."""

    by_sockets: float
    in_all: float


def main() -> None:
    """Prints instructions of a webhook in both modes."""
    if len(sys.argv) > 1:
        _work(*sys.argv[1:])
        return
    tools.require_basics()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = {mode: _of_mode(Path(folder) / mode, mode) for mode in MODES}
    for name in Counted._fields:
        off, on = (getattr(found[mode], name) for mode in (OFF, ON))
        print(f"{name}: {off:,.0f} off, {on:,.0f} on: {on / off:.3f}")


def _work(config: str, url: str, port: str) -> None:
    writer.FLUSH_SECONDS = float(FLUSH_SECONDS)
    beats, orders = Pipe(duplex=False), Pipe(duplex=False)
    lifeline = Lifeline("worker", beats[1], orders[0])
    sock = socket.create_server(("127.0.0.1", int(port)), backlog=1_024)
    run_worker(load(Path(config), os.environ), url, 0, sock, lifeline)


def _of_mode(place: Path, mode: str) -> Counted:
    with (
        hookshift.postgres(place / "data", hookshift.ANYWHERE) as url,
        subjects.upstream(place) as upstream,
    ):
        port = free_port()
        config = place / "hookshift.toml"
        config.write_text(_settings(mode, port, upstream.port))
        asyncio.run(known.fill(load(config, hookshift.ENVIRONMENT), url, PEOPLE))
        hookshift.query(url, f"SELECT update_routing_percentage({hookshift.PERCENT})")
        stage = Stage(place, upstream, place / "requests", is_mixed=True, is_walked=True)
        command = [sys.executable, "-m", "bench.whole", str(config), url, str(port)]
        return _counted(stage, command, port)


def _settings(mode: str, port: int, upstream: int) -> str:
    text = hookshift.settings(SHIPPED.read_text(), port, upstream, 1)
    changes = [*MODES[mode], ("flush_seconds = 0.2", f"flush_seconds = {FLUSH_SECONDS}")]
    for old, new in changes:
        if old not in text:
            raise BenchError(f"hookshift.toml has no {old!r}: adapt bench/whole.py")
        text = text.replace(old, new)
    return text


def _counted(stage: Stage, command: Sequence[str], port: int) -> Counted:
    out = f"--callgrind-out-file={stage.folder / 'callgrind'}"
    environment = {**os.environ, **hookshift.ENVIRONMENT, "PYTHONHASHSEED": "0"}
    process = subprocess.Popen(
        ["valgrind", "--tool=callgrind", "--instr-atstart=no", out, *command], env=environment
    )
    try:
        _wait_until_ready(process, port)
        # Not counted yet, so it is fast: what happens once has happened then.
        first = _load(stage, port, WARM, 0).answered
        time.sleep(FLUSH_SECONDS + 1)
        _control(process.pid, "--instr=on")
        time.sleep(IDLE)
        _control(process.pid, "--dump")
        began = time.monotonic()
        seen = _load(stage, port, LOADED, first)
        time.sleep(FLUSH_SECONDS + 1)
        lasted = time.monotonic() - began
        _control(process.pid, "--dump")
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    if seen.failed > seen.answered // 10:  # wrk gives up after two seconds
        raise BenchError(f"{seen.failed} webhooks failed")
    print(f"  {seen.answered:,} webhooks", flush=True)
    spent = [
        _inclusive(stage.folder / "callgrind.2", what)
        - _inclusive(stage.folder / "callgrind.1", what) / IDLE * lasted
        for what in (BY_SOCKETS, IN_ALL)
    ]
    return Counted(*(each / seen.answered for each in spent))


def _load(stage: Stage, port: int, seconds: int, first: int) -> wrk.Load:
    webhooks = returning.webhooks(seconds * MOST_RATE, first, PEOPLE)
    returning.write(stage.requests, webhooks)
    return wrk.run(stage, Running(port, ()), CONNECTIONS, seconds, core=None)


def _control(pid: int, order: str) -> None:
    subprocess.run(["callgrind_control", order, str(pid)], check=True, capture_output=True)


def _inclusive(dump: Path, what: str) -> int:
    """Instructions of a function of the event loop and of all that it calls."""
    command = ["callgrind_annotate", "--inclusive=yes", "--threshold=100", str(dump)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(rf"^ *([\d,]+) .*:{what} ", text, re.MULTILINE)
    return 0 if found is None else int(found[1].replace(",", ""))


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> None:
    give_up = time.monotonic() + READY_SECONDS
    while not hookshift._is_ready(port):
        if process.poll() is not None or time.monotonic() > give_up:
            raise BenchError("the worker did not become ready")
        time.sleep(0.25)


if __name__ == "__main__":
    main()

"""`python -m bench.whole`: user instructions of a whole worker, with and without conversations.

A worker with the shipped settings runs under callgrind in a process of its own: sockets, uvloop,
asyncpg and all loops included, the kernel not. It gets the traffic of `bench.returning` as fast as
it answers; what it does in the same time without any is taken off. What other programs do meanwhile
changes nothing, nor does how often it is woken. It is some thirty times slower than a real worker,
so batches are written when they are full, as a real one writes them at full load.
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
IDLE, LOADED = 6, 15
"""Seconds of each phase."""
FLUSH_SECONDS = 5
READY_SECONDS = 180
MOST_RATE = 2_000
"""Webhooks a second that are prepared; more are not to be expected."""


def main() -> None:
    """Prints instructions of a webhook in both modes."""
    if len(sys.argv) > 1:
        _work(*sys.argv[1:])
        return
    tools.require_basics()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = {mode: _of_mode(Path(folder) / mode, mode) for mode in MODES}
    print({mode: f"{number:,.0f}" for mode, number in found.items()})
    print(f"on / off: {found[ON] / found[OFF]:.3f}")


def _work(config: str, url: str, port: str) -> None:
    writer.FLUSH_SECONDS = float(FLUSH_SECONDS)
    beats, orders = Pipe(duplex=False), Pipe(duplex=False)
    lifeline = Lifeline("worker", beats[1], orders[0])
    sock = socket.create_server(("127.0.0.1", int(port)), backlog=1_024)
    run_worker(load(Path(config), os.environ), url, 0, sock, lifeline)


def _of_mode(place: Path, mode: str) -> float:
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


def _counted(stage: Stage, command: Sequence[str], port: int) -> float:
    out = f"--callgrind-out-file={stage.folder / 'callgrind'}"
    environment = {**os.environ, **hookshift.ENVIRONMENT, "PYTHONHASHSEED": "0"}
    process = subprocess.Popen(
        ["valgrind", "--tool=callgrind", "--instr-atstart=no", out, *command], env=environment
    )
    webhooks = returning.webhooks(LOADED * MOST_RATE, 0, PEOPLE)
    returning.write(stage.requests, webhooks)
    try:
        _wait_until_ready(process, port)
        _control(process.pid, "--instr=on")
        time.sleep(IDLE)
        _control(process.pid, "--dump")
        began = time.monotonic()
        seen = wrk.run(stage, Running(port, ()), CONNECTIONS, LOADED, core=None)
        time.sleep(FLUSH_SECONDS + 1)
        lasted = time.monotonic() - began
        _control(process.pid, "--dump")
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    if seen.failed > seen.answered // 10:  # wrk gives up after two seconds
        raise BenchError(f"{seen.failed} webhooks failed")
    idle, loaded = (_total(stage.folder / f"callgrind.{number}") for number in (1, 2))
    each = f"{loaded:,} with {seen.answered:,} webhooks"
    print(f"{idle / IDLE:,.0f} a second idle, {each}", flush=True)
    return (loaded - idle / IDLE * lasted) / seen.answered


def _control(pid: int, order: str) -> None:
    subprocess.run(["callgrind_control", order, str(pid)], check=True, capture_output=True)


def _total(dump: Path) -> int:
    found = re.search(r"^totals: (\d+)", dump.read_text(), re.MULTILINE)
    if found is None:
        raise BenchError(f"{dump} has no total")
    return int(found[1])


def _wait_until_ready(process: "subprocess.Popen[bytes]", port: int) -> None:
    give_up = time.monotonic() + READY_SECONDS
    while not hookshift._is_ready(port):
        if process.poll() is not None or time.monotonic() > give_up:
            raise BenchError("the worker did not become ready")
        time.sleep(0.25)


if __name__ == "__main__":
    main()

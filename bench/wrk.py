"""Load by wrk: as fast as the subject answers, on a fixed number of connections."""

import contextlib
import json
import signal
import subprocess
from collections.abc import Iterator
from typing import NamedTuple

from bench import tools
from bench.machine import LOAD_CORE
from bench.processes import BenchError, on_core
from bench.subjects import WEBHOOK_PATH, Running, Stage

END_SECONDS = 30
_MARK = "RESULT "
RAN_OUT = "RAN OUT"


class Load(NamedTuple):
    """What one run of wrk saw. Times in milliseconds."""

    answered: int
    seconds: float
    failed: int
    """Answers other than 2xx or 3xx, broken connections, and time-outs."""
    p50: float
    p99: float
    p999: float
    slowest: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answered / self.seconds


def run(
    stage: Stage,
    running: Running,
    connections: int,
    seconds: int,
    core: int | None = LOAD_CORE,
) -> Load:
    """Loads the subject for `seconds`."""
    with started(stage, running, connections, seconds, core) as process:
        output, _ = process.communicate(timeout=seconds + END_SECONDS)
    return parse(output)


@contextlib.contextmanager
def started(
    stage: Stage,
    running: Running,
    connections: int,
    seconds: int,
    core: int | None = LOAD_CORE,
) -> Iterator[subprocess.Popen[str]]:
    """A wrk that works in the background; `stop` ends it early."""
    url = f"http://127.0.0.1:{running.port}{WEBHOOK_PATH}"
    script = str(tools.PEERS / ("returning.lua" if stage.is_walked else "whatsapp.lua"))
    wrk = [tools.program("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script]
    heads = ["meta"] if stage.is_mixed else []
    process = subprocess.Popen(
        on_core(core, [*wrk, url, "--", str(stage.requests), *heads]),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def stop(process: subprocess.Popen[str]) -> Load:
    """Ends a wrk before its time; gives what it saw."""
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=END_SECONDS)
    return parse(output)


def parse(output: str) -> Load:
    """The line that `peers/result.lua` prints at the end."""
    if RAN_OUT in output:
        raise BenchError("there were fewer webhooks than were asked for: prepare more")
    line = next((line for line in output.splitlines() if line.startswith(_MARK)), None)
    if line is None:
        raise BenchError(f"wrk gave no result:\n{output}")
    result = json.loads(line.removeprefix(_MARK))
    return Load(
        answered=result["answered"],
        seconds=result["microseconds"] / 1e6,
        failed=result["not_2xx"] + result["broken"] + result["timeouts"],
        p50=result["p50"],
        p99=result["p99"],
        p999=result["p99.9"],
        slowest=result["max"],
    )

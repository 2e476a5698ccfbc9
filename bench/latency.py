"""Latency: a constant rate of webhooks, and what the way through the subject adds to it.

Added latency at a quantile is that quantile through the subject minus the same quantile straight
to the upstream, measured in turn in one run. A difference of quantiles is not the quantile of the
differences; it is what can be measured without touching the subject.
"""

import json
import subprocess
import sys
from typing import NamedTuple

from bench import checks, tools
from bench.machine import LOAD_CORE, SUBJECT_CORE, busy
from bench.processes import BenchError, on_core
from bench.subjects import WEBHOOK_PATH, Running, Stage

RATE = 3_300
"""Webhooks a second that Meta tells the owner of one upgraded number to expect."""
WORKERS = 2
CONNECTIONS = 128
END_SECONDS = 60


class Round(NamedTuple):
    """One round of one subject. Milliseconds from due to answered; shares from 0 to 1."""

    subject: str
    round: int
    p50: float
    p90: float
    p99: float
    p999: float
    slowest: float
    sent_late_p99: float
    """How late the sender itself was; part of every latency here, the direct one's too."""
    answered: int
    subject_core: float
    load_core: float
    faults: list[str]


def measure(
    stage: Stage, name: str, running: Running, number: int, rate: float, seconds: int
) -> Round:
    """Measures one round of one subject."""
    before = checks.counts(stage, running)
    subject_core, load_core = busy(SUBJECT_CORE), busy(LOAD_CORE)
    result = send(stage, running, rate, seconds)
    shares = (
        busy(SUBJECT_CORE).share_since(subject_core),
        busy(LOAD_CORE).share_since(load_core),
    )
    answered, failed = int(result.pop("answered")), int(result.pop("failed"))
    after = checks.counts(stage, running)
    faults = checks.faults(before, after, answered=answered, failed=failed, in_flight=0)
    return Round(
        subject=name,
        round=number,
        answered=answered,
        subject_core=shares[0],
        load_core=shares[1],
        faults=faults,
        **result,
    )


def send(
    stage: Stage, running: Running, rate: float, seconds: int, core: int | None = LOAD_CORE
) -> dict[str, float]:
    """Sends at a constant rate; what the open-loop sender saw."""
    command = [sys.executable, "-m", "bench.openloop"]
    options: dict[str, object] = {
        "--port": running.port,
        "--path": WEBHOOK_PATH,
        "--requests": stage.requests,
        "--rate": rate,
        "--seconds": seconds,
        "--connections": CONNECTIONS,
    }
    for name, value in options.items():
        command += [name, str(value)]
    done = subprocess.run(
        on_core(core, command),
        cwd=tools.BENCH.parent,
        capture_output=True,
        text=True,
        timeout=seconds + END_SECONDS,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"the sender failed:\n{done.stderr[-1_500:]}")
    result: dict[str, float] = json.loads(done.stdout)
    return result

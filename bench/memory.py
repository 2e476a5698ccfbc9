"""Memory: resident size of each worker, sampled while a million webhooks pass through."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from bench import checks, wrk
from bench.machine import resident_bytes
from bench.processes import BenchError
from bench.subjects import Running, Stage

REQUESTS = 1_000_000
SAMPLES = 10
CONNECTIONS = 64
LEAST_RATE = 200
"""Webhooks a second below which a run is given up, on average."""
_POLL_SECONDS = 0.1
_MIB = 2**20


class Sample(NamedTuple):
    """Resident memory of each process after so many requests."""

    requests: int
    resident: tuple[int, ...]
    """Bytes, one number a process."""


class Result(NamedTuple):
    """A subject's memory, in MiB, the largest process of each sample counted."""

    subject: str
    processes: int
    requests: int
    first: float
    last: float
    largest: float
    slope_kib: float
    """Growth per 100,000 requests in KiB, a straight line through all samples but the first."""
    samples: list[Sample]
    faults: list[str]


def measure(stage: Stage, name: str, running: Running, requests: int) -> Result:
    """Loads the subject until `requests` have passed; samples at the start and ten times after."""
    before = checks.counts(stage, running)
    samples = []
    bound = requests // LEAST_RATE
    deadline = time.monotonic() + bound
    with wrk.started(stage, running, CONNECTIONS, bound) as process:
        for at in range(SAMPLES + 1):
            _wait_for(stage, before.forwarded + max(1, at * requests // SAMPLES), deadline)
            passed = stage.upstream.count() - before.forwarded
            samples.append(Sample(passed, tuple(map(resident_bytes, running.pids))))
        load = wrk.stop(process)
    after = checks.counts(stage, running)
    faults = checks.faults(
        before, after, answered=load.answered, failed=load.failed, in_flight=CONNECTIONS
    )
    return summary(name, samples, faults)


def _wait_for(stage: Stage, forwarded: int, deadline: float) -> None:
    while stage.upstream.count() < forwarded:
        if time.monotonic() > deadline:
            raise BenchError(f"fewer than {LEAST_RATE} webhooks a second pass")
        time.sleep(_POLL_SECONDS)


def summary(name: str, samples: Sequence[Sample], faults: list[str]) -> Result:
    """First, last, largest and growth."""
    sizes = [max(sample.resident) for sample in samples]
    return Result(
        subject=name,
        processes=len(samples[0].resident),
        requests=samples[-1].requests,
        first=sizes[0] / _MIB,
        last=sizes[-1] / _MIB,
        largest=max(sizes) / _MIB,
        slope_kib=_slope([(s.requests, max(s.resident)) for s in samples[1:]]) * 100_000 / 1024,
        samples=list(samples),
        faults=faults,
    )


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """Least squares; 0 for fewer than two points."""
    if len(points) < 2:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0

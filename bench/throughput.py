"""Throughput: one worker on one core, as many webhooks as it can take."""

from collections.abc import Mapping
from typing import NamedTuple

from bench import checks, wrk
from bench.machine import LOAD_CORE, SUBJECT_CORE, busy, cpu_seconds
from bench.subjects import Running, Stage

WARM_UP_SECONDS = 2


class Round(NamedTuple):
    """One round of one subject. Times in milliseconds, shares from 0 to 1."""

    subject: str
    round: int
    rate: float
    """Answered webhooks a second."""
    p50: float
    p99: float
    p999: float
    cpu: float
    """Microseconds of CPU that the subject spent on a webhook: holds on a busy machine, too."""
    settled_cpu: float
    """The same, read when all rows were in PostgreSQL."""
    answered: int
    subject_core: float
    """How busy the subject's core was: well below 1, something else was the limit."""
    load_core: float
    faults: list[str]


def warm_up(stage: Stage, subjects: Mapping[str, Running], connections: int) -> None:
    """Lets caches fill and compilers compile."""
    for running in subjects.values():
        wrk.run(stage, running, connections, WARM_UP_SECONDS)


def measure(
    stage: Stage, name: str, running: Running, number: int, connections: int, seconds: int
) -> Round:
    """Measures one round of one subject."""
    before = checks.counts(stage, running)
    subject_core, load_core = busy(SUBJECT_CORE), busy(LOAD_CORE)
    cpu_before = cpu_seconds(running.pids)
    load = wrk.run(stage, running, connections, seconds)
    cpu = _each(cpu_before, running, load.answered)
    shares = (
        busy(SUBJECT_CORE).share_since(subject_core),
        busy(LOAD_CORE).share_since(load_core),
    )
    after = checks.counts(stage, running)
    faults = checks.faults(
        before, after, answered=load.answered, failed=load.failed, in_flight=connections
    )
    return Round(
        subject=name,
        round=number,
        rate=load.rate,
        p50=load.p50,
        p99=load.p99,
        p999=load.p999,
        cpu=cpu,
        settled_cpu=_each(cpu_before, running, load.answered),
        answered=load.answered,
        subject_core=shares[0],
        load_core=shares[1],
        faults=faults,
    )


def _each(before: float, running: Running, answered: int) -> float:
    """Microseconds of CPU since `before` for each webhook."""
    return (cpu_seconds(running.pids) - before) * 1e6 / max(1, answered)

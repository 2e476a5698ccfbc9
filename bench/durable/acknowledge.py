"""As many webhooks as are acknowledged, while what was acknowledged is delivered."""

import os
import time
from typing import NamedTuple

from bench import hookshift, latency, wrk
from bench.durable.stage import UNEVEN, WAITING, Durable, Fresh, watched
from bench.processes import BenchError

MOST = 15_000
"""Webhooks a second that are kept ready."""
DRAIN_SECONDS = 120.0
_POLL_SECONDS = 0.25


class Acknowledged(NamedTuple):
    """One round, in milliseconds; in an open loop they count from when a webhook was due."""

    rate: float
    p50: float
    p99: float
    p999: float
    answered: int
    delivered: int
    """How many of them by the end of the round."""
    drained_after: float
    """Seconds until the rest was."""
    worker_us: float
    """CPU of hookshift's workers for each, delivery included."""
    cores: float
    """How busy the machine was, the load included, 0 to 1."""
    sender_late_p99: float | None
    """How late the open-loop sender itself was: part of every latency."""
    faults: list[str]


def as_many_as_possible(
    subject: Durable, fresh: Fresh, connections: int, seconds: int
) -> Acknowledged:
    """A closed loop: each connection sends its next webhook when the last one was acknowledged."""
    fresh.write(subject.stage.requests, MOST * seconds)
    before = subject.stage.upstream.settled_count()
    with watched(subject.running, os.cpu_count() or 1) as load:
        seen = wrk.run(subject.stage, subject.running, connections, seconds, core=None)
        now = load()
    result = Acknowledged(
        seen.rate, seen.p50, seen.p99, seen.p999, seen.answered,
        subject.stage.upstream.count() - before, 0.0, 0.0, now.cores, None, [],
    )  # fmt: skip
    return _ended(subject, result, before, seen.failed, now.workers, connections)


def at_a_rate(subject: Durable, fresh: Fresh, rate: float, seconds: int) -> Acknowledged:
    """An open loop: each webhook is sent when it is due."""
    fresh.write(subject.stage.requests, round(rate * (seconds + 2)))
    before = subject.stage.upstream.settled_count()
    with watched(subject.running, os.cpu_count() or 1) as load:
        seen = latency.send(subject.stage, subject.running, rate, seconds, core=None)
        now = load()
    result = Acknowledged(
        rate, seen["p50"], seen["p99"], seen["p999"], int(seen["answered"]),
        subject.stage.upstream.count() - before, 0.0, 0.0, now.cores, seen["sent_late_p99"], [],
    )  # fmt: skip
    return _ended(subject, result, before, int(seen["failed"]), now.workers, 0)


def _ended(
    subject: Durable,
    result: Acknowledged,
    before: int,
    failed: int,
    workers: float,
    in_flight: int,
) -> Acknowledged:
    since = time.monotonic()
    while hookshift.query(subject.url, WAITING):
        if time.monotonic() - since > DRAIN_SECONDS:
            raise BenchError(f"deliveries still wait {DRAIN_SECONDS:.0f} s after the load")
        time.sleep(_POLL_SECONDS)
    drained = time.monotonic() - since
    faults = [f"{failed:,} were not answered 2xx"] if failed else []
    arrived = subject.stage.upstream.settled_count() - before
    if not result.answered <= arrived <= result.answered + in_flight:
        faults.append(f"{result.answered:,} acknowledged but {arrived:,} reached the handler")
    if uneven := hookshift.query(subject.url, UNEVEN):
        faults.append(f"the ledger is uneven by {uneven}")
    return result._replace(
        drained_after=drained, worker_us=workers * 1e6 / max(1, result.answered), faults=faults
    )

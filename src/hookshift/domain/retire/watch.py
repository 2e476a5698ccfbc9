"""Checks that the log holds everything that happened in a window of time.

It does if none of its days is missing, if a gateway ran all the time, if every living worker has
written its decisions, and if no worker has lost any.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from hookshift.domain.format import count, duration
from hookshift.domain.heartbeat import ALIVE_SECONDS
from hookshift.domain.retire.text import Missing, ago

DAY = 86_400
HOUR = 3_600
BEHIND_SECONDS = 60.0
"""The greatest age of a decision that a worker may not have written yet."""


class Log(NamedTuple):
    """The log of decisions."""

    days: Collection[int]
    """The days that the log has, each as the time at which it begins (UTC)."""
    began: float | None
    """When the log was created; None if that is not known."""
    retention: float
    """Seconds after which a day of the log is dropped."""


class WatchedWorker(NamedTuple):
    """What a gateway worker reported of itself."""

    place: str
    """`worker 0 on web-1`: its replacement has the same."""
    started_at: float
    seen_at: float
    config_version: int | None
    unwritten: float | None
    """Age of the oldest decision that it had not written; None if it does not report that."""


class Loss(NamedTuple):
    """Decisions that a worker has lost."""

    at: float
    place: str
    dropped: int | None
    """How many; None if the worker was killed, so that nobody knows what it had in memory."""


class Watch(NamedTuple):
    """The workers that wrote the log."""

    workers: Sequence[WatchedWorker]
    losses: Sequence[Loss]
    busy_hours: Collection[int]
    """The hours with decisions, as seconds since 1970 of their beginnings."""
    version: int | None
    """The version of the active configuration."""


def incomplete(log: Log, now: float, length: float) -> Iterator[Missing]:
    """What is missing in the log of the last `length` seconds."""
    since = whole_from(log, now)
    needed = f"the log of the last {duration(length)} is needed"
    if log.retention < length:
        yield Missing(
            f"{needed}, and it is kept for {duration(log.retention)}: raise recorder.retention_days"
        )
    elif since is None:
        yield Missing(f"{needed}, and today's partition is missing")
    elif since > now - length:
        yield Missing(f"{needed}, and it is complete only since {ago(since, now)}", since + length)


def whole_from(log: Log, now: float) -> float | None:
    """Since when no day of `log` is missing; None if today is, or if its beginning is not known."""
    day = int(now // DAY) * DAY
    if log.began is None or day not in log.days:
        return None
    while day - DAY in log.days:
        day -= DAY
    return max(float(day), log.began)


def unwatched(watch: Watch, now: float, window: float) -> Iterator[Missing]:
    """What may have happened in the last `window` seconds without getting into the log."""
    living = [worker for worker in watch.workers if now - worker.seen_at <= ALIVE_SECONDS]
    if not living:
        yield Missing("no gateway is running, so its current state is unknown")
    else:
        yield from _silent_hours(watch, living, now, window)
    for worker in living:
        yield from _behind(worker, watch.version, now)
    yield from _lost(watch, now, window)


def _silent_hours(
    watch: Watch, living: Sequence[WatchedWorker], now: float, window: float
) -> Iterator[Missing]:
    """Before the oldest living worker started, each hour must have had decisions."""
    begins = min(worker.started_at for worker in living)
    hour = int((now - window) // HOUR) * HOUR
    silent = [
        start
        for start in range(hour, int(begins // HOUR) * HOUR, HOUR)
        if start not in watch.busy_hours
    ]
    if silent:
        end = min(silent[-1] + HOUR, begins)
        yield Missing(
            f"there are {count(len(silent))} hours without any decision, the last until "
            f"{ago(end, now)}, and no gateway is known to have run then",
            end + window,
        )


def _behind(worker: WatchedWorker, version: int | None, now: float) -> Iterator[Missing]:
    if worker.unwritten is None:
        yield Missing(f"{worker.place} does not say whether it has written its decisions")
    elif worker.unwritten > BEHIND_SECONDS:
        yield Missing(
            f"{worker.place} holds decisions of {ago(worker.seen_at - worker.unwritten, now)} "
            "that are not in PostgreSQL"
        )
    if worker.config_version != version:
        yield Missing(
            f"{worker.place} follows version {worker.config_version} of the configuration, "
            f"not {version}"
        )


def _lost(watch: Watch, now: float, window: float) -> Iterator[Missing]:
    ended = [
        Loss(worker.seen_at, worker.place, None)
        for worker in watch.workers
        if now - worker.seen_at > ALIVE_SECONDS
    ]
    for loss in [*watch.losses, *ended]:
        if loss.at < now - window:
            continue
        what = (
            "ended without a report, and what it held in memory"
            if loss.dropped is None
            else f"dropped {count(loss.dropped)} decisions, and which ones"
        )
        yield Missing(f"{loss.place} {what} is not known ({ago(loss.at, now)})", loss.at + window)

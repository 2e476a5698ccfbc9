"""Alerts: what can be wrong with an installation, whether or not a rollout is running.

Each function says what is wrong at one moment. Whether it lasts, and who has been notified, is in
`store/alerts.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from hookshift.domain.format import duration


class AlertKind(StrEnum):
    """What can be wrong."""

    HANDLER_FAILING = "handler_failing"
    PROVIDER_HEARS_ERRORS = "provider_hears_errors"
    SLOW = "slow"
    SHARE_TOO_LOW = "share_too_low"
    PROTECTED_TOUCHED = "protected_touched"
    GATEWAYS = "gateways"
    STATISTICS_STALE = "statistics_stale"
    SPOOL_GROWS = "spool_grows"
    INBOX_OLD = "inbox_old"
    DEAD_LETTERS = "dead_letters"
    BREAKER_OPEN = "breaker_open"
    LEDGER_UNEVEN = "ledger_uneven"
    LOOP_FAILING = "loop_failing"
    FOREIGN_FUNCTION = "foreign_function"
    DATABASE_AWAY = "database_away"
    DISK_LOW = "disk_low"
    SPOOL_FULL = "spool_full"
    LOOP_LAG = "loop_lag"
    SNAPSHOT_OLD = "snapshot_old"
    CERTIFICATE_EXPIRES = "certificate_expires"
    PARTITIONS_MISSING = "partitions_missing"
    ROLLED_BACK = "rolled_back"
    ROLLOUT = "rollout"


TOLD_AS_NEWS = frozenset({AlertKind.ROLLED_BACK, AlertKind.ROLLOUT})
"""What is wrong with a rollout: its own news notify of it."""
URGENT = frozenset({AlertKind.LOOP_FAILING})
"""Alerts that are sent at once: waiting makes them worse, and none comes by chance."""
FAILING_SECONDS = 5.0
"""A loop that fails for less raises no alert: PostgreSQL was restarted, or a connection cut."""
LOOPS: Mapping[str, str] = {
    "alerts": "checking for alerts",
    "certificate": "reloading a renewed certificate",
    "handler_certificates": "reading the certificates for handlers",
    "config_watch": "reading the configuration",
    "controller": "running rollouts",
    "dashboard": "serving the dashboard",
    "deliverer": "delivering for durable sources",
    "heartbeat": "reporting that the process is alive",
    "lag": "measuring the event loop's delay",
    "intake": "accepting webhooks of durable sources",
    "maintenance": "creating and dropping partitions",
    "metrics_files": "writing metrics for Prometheus",
    "notifier": "sending notifications",
    "recorder": "writing decisions",
    "reports": "reporting failing loops",
    "retention": "deleting data past retention",
    "settings": "following the settings file",
}
"""What each loop does, by its name."""


class AlertNews(StrEnum):
    """Whether an alert begins (or goes on), or is over."""

    ALERT = "alert"
    RESOLVED = "resolved"


class Alert(NamedTuple):
    """One thing that is wrong now."""

    kind: AlertKind
    subject: str
    """The domain, handler, worker or source; empty for the whole installation."""
    text: str
    """What is wrong, in a sentence with its numbers."""
    since: float | None = None
    """Since when, in seconds since 1970; None if that is not known."""


class FailingLoop(NamedTuple):
    """A loop whose work fails."""

    process: str
    """The process's name for people: `worker 0 on web-1`."""
    loop: str
    error: str
    seconds: float
    """Seconds since it first failed."""


class AlertLimits(NamedTuple):
    """The limits beyond which alerts are raised."""

    error_rate: float
    """The share of a new handler's attempts that may fail, 0 to 1."""
    handler_errors: float
    """The share of any handler's attempts that may fail, whatever is usual, 0 to 1."""
    provider_errors: float
    """The share of webhooks that may be answered 5xx, 0 to 1."""
    p95_ms: float
    """Milliseconds above which a request counts as slow."""
    share_below: float
    """The part of the configured share that unified must get at least, 0 to 1."""
    inbox_age: float
    """Seconds that an event may wait to be delivered."""
    stale_after: float
    """Seconds within which a decision must be in PostgreSQL."""


class WorkerReport(NamedTuple):
    """What a living gateway worker reports of itself."""

    name: str
    unwritten_seconds: float
    """The age of its oldest decision that is not in PostgreSQL."""
    spooled_rows: float
    open_circuits: Sequence[str]
    """The handlers whose circuit is open in this worker."""


def of_workers(workers: Iterable[WorkerReport], limits: AlertLimits) -> Iterator[Alert]:
    """Alerts about what living gateway workers report."""
    open_circuits: dict[str, list[str]] = {}
    for worker in workers:
        if worker.unwritten_seconds > limits.stale_after:
            yield Alert(
                AlertKind.STATISTICS_STALE,
                worker.name,
                f"decisions of {worker.name} have not reached PostgreSQL for "
                f"{duration(worker.unwritten_seconds)}",
            )
        if worker.spooled_rows:
            yield Alert(
                AlertKind.SPOOL_GROWS,
                worker.name,
                f"{worker.name} has spooled {worker.spooled_rows:,.0f} decisions to disk, because "
                "PostgreSQL does not accept them",
            )
        for handler in worker.open_circuits:
            open_circuits.setdefault(handler, []).append(worker.name)
    for handler, names in sorted(open_circuits.items()):
        yield Alert(
            AlertKind.BREAKER_OPEN,
            handler,
            f"circuit open for {handler} on {', '.join(sorted(names))}: it keeps failing",
        )


def of_gateways(expected: int | None, hosts: Iterable[str]) -> Iterator[Alert]:
    """Alerts about gateways that are missing: `expected` of them, if set, and `hosts` that live."""
    names = sorted(hosts)
    if expected is not None and 0 < len(names) < expected:
        yield Alert(
            AlertKind.GATEWAYS,
            "missing",
            f"{len(names)} of {expected} gateways report: those on {', '.join(names)}",
        )


def of_loops(failing: Iterable[FailingLoop]) -> Iterator[Alert]:
    """Alerts about failing loops: one per loop for all processes, since they share the cause."""
    found: dict[str, list[FailingLoop]] = {}
    for each in failing:
        if each.seconds >= FAILING_SECONDS:
            found.setdefault(each.loop, []).append(each)
    for loop, processes in sorted(found.items()):
        longest = max(processes, key=lambda each: each.seconds)
        names = ", ".join(sorted({each.process for each in processes}))
        yield Alert(
            AlertKind.LOOP_FAILING,
            loop,
            f"{LOOPS.get(loop, loop)} has failed for {duration(longest.seconds)} in {names}: "
            f"{longest.error}",
        )


def of_functions(foreign: Iterable[str]) -> Iterator[Alert]:
    """Alerts about functions, by signature, that are named like hookshift's own."""
    for signature in foreign:
        yield Alert(
            AlertKind.FOREIGN_FUNCTION,
            signature,
            f"{signature} is not hookshift's: a change of the share by SQL, even a rollback, "
            f"may call it by mistake or fail as ambiguous. Drop it: DROP FUNCTION {signature}",
        )


def of_inbox(ages: Mapping[str, float], limits: AlertLimits) -> Iterator[Alert]:
    """Alerts about `ages`: how many seconds the oldest event has waited, by handler."""
    for handler, age in sorted(ages.items()):
        if age > limits.inbox_age:
            yield Alert(
                AlertKind.INBOX_OLD,
                handler,
                f"the oldest event for {handler} has waited for {duration(age)}; the limit is "
                f"{duration(limits.inbox_age)}",
            )


def of_dead_letters(fresh: Mapping[str, int], seconds: float) -> Iterator[Alert]:
    """Alerts about the dead letters of the last `seconds`, by handler."""
    for handler, letters in sorted(fresh.items()):
        if letters:
            yield Alert(
                AlertKind.DEAD_LETTERS,
                handler,
                f"{letters:,} deliveries to {handler} became dead letters in the last "
                f"{duration(seconds)}",
            )


def of_ledger(differences: Mapping[str, int]) -> Iterator[Alert]:
    """Alerts about events that the ledger does not account for, by source."""
    for source, difference in sorted(differences.items()):
        if difference:
            yield Alert(
                AlertKind.LEDGER_UNEVEN,
                source,
                f"{difference:,} events of {source} are not accounted for",
            )

"""What people are told of whatever a rollout does: faults of the installation that last.

Everything here says what is wrong at one moment. Whether it lasts, and who has been told, is in
`store/alerts.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from math import log
from typing import NamedTuple

from hookshift.domain.evidence.evidence import Totals
from hookshift.domain.evidence.latency import quantile
from hookshift.domain.evidence.statistics import log_share, log_worse
from hookshift.domain.format import duration

SURE = log(100)
"""Log e: of a hundred alerts without a cause there is one at most."""
FEWEST = 3
"""Failures of which fewer are no alert."""
MESSAGES = 10
"""Of one sender within an hour, generously: so much less do requests say of the share."""
SLOW = 0.05
"""Share of the requests that may be slower than p95."""


class AlertKind(StrEnum):
    """What can be wrong."""

    ERROR_RATE = "error_rate"
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


URGENT = frozenset({AlertKind.LOOP_FAILING})
"""Told when they are seen: whoever waits longer loses more, and none comes by chance."""
FAILING_SECONDS = 5.0
"""A loop that fails for less is no alert: PostgreSQL was restarted, or a connection cut."""
LOOPS: Mapping[str, str] = {
    "alerts": "looking for what is wrong",
    "certificate": "following a renewed certificate",
    "config_watch": "following the configuration",
    "controller": "running rollouts",
    "deliverer": "delivering for durable sources",
    "heartbeat": "telling that the process lives",
    "intake": "taking in webhooks of durable sources",
    "maintenance": "making and dropping partitions",
    "metrics_files": "writing the numbers for Prometheus",
    "notifier": "notifying people",
    "recorder": "writing decisions",
    "retention": "deleting what is past retention",
}
"""What each loop does."""


class AlertNews(StrEnum):
    """What people hear of an alert."""

    ALERT = "alert"
    RESOLVED = "resolved"


class Alert(NamedTuple):
    """Something that is wrong now."""

    kind: AlertKind
    subject: str
    """Domain, handler, worker or source; empty for the whole."""
    text: str
    """What is wrong, in a sentence with its numbers."""


class FailingLoop(NamedTuple):
    """A loop that an error keeps from its work."""

    process: str
    """As people know it."""
    loop: str
    error: str
    seconds: float
    """Since it failed first."""


class AlertLimits(NamedTuple):
    """Where it begins to be wrong."""

    error_rate: float = 0.001
    """Share of unified's requests, 0 to 1."""
    p95_ms: float = 2_000.0
    """By which slow requests are counted."""
    share_below: float = 0.8
    """Of the configured share, 0 to 1."""
    inbox_age: float = 300.0
    """Seconds that an event may wait."""
    stale_after: float = 60.0
    """Seconds that a decision may take to PostgreSQL."""


class Working(NamedTuple):
    """What a gateway worker that lives says of itself."""

    name: str
    unwritten_seconds: float
    spooled_rows: float
    resting: Sequence[str]
    """Handlers that it leaves alone."""


def of_traffic(hour: Mapping[tuple[str, str], Totals], limits: AlertLimits) -> Iterator[Alert]:
    """Unified's requests of the last hour, by domain and side."""
    for (domain, side), totals in sorted(hour.items()):
        if side != "unified":
            continue
        counts = totals.counts
        if _exceeds(counts.errors, counts.requests, limits.error_rate):
            yield Alert(
                AlertKind.ERROR_RATE,
                domain,
                f"unified has failed {counts.errors:,} of {counts.requests:,} requests of {domain} "
                f"({_percent(counts.errors / counts.requests)}) in the last hour; the limit is "
                f"{_percent(limits.error_rate)}",
            )
        if _exceeds(counts.slow, counts.requests, SLOW):
            p95 = quantile(counts.latency, 0.95) if counts.latency else limits.p95_ms
            yield Alert(
                AlertKind.SLOW,
                domain,
                f"unified has answered {counts.slow:,} of {counts.requests:,} requests of {domain} "
                f"later than {limits.p95_ms:,.0f} ms in the last hour; its p95 is {p95:,.0f} ms",
            )


def of_share(
    hour: Mapping[tuple[str, str], Totals],
    domains: Iterable[str],
    share: float,
    limits: AlertLimits,
) -> Iterator[Alert]:
    """The last hour, in which `share` (0 to 1) was configured for `domains` all the time."""
    for domain in sorted(domains):
        unified, legacy = (
            hour[domain, side].counts.requests if (domain, side) in hour else 0
            for side in ("unified", "legacy")
        )
        seen = unified / (unified + legacy) if unified + legacy else share
        if (
            share > 0
            and seen < limits.share_below * share
            and _is_no_chance(unified // MESSAGES, legacy // MESSAGES, share)
        ):
            yield Alert(
                AlertKind.SHARE_TOO_LOW,
                domain,
                f"unified got {_percent(seen)} of {domain} in the last hour; {_percent(share)} is "
                "configured",
            )


def of_protected(touched: Mapping[str, int]) -> Iterator[Alert]:
    """Events of the last hour that went as unified, by protected handler."""
    for handler, events in sorted(touched.items()):
        if events:
            yield Alert(
                AlertKind.PROTECTED_TOUCHED,
                handler,
                f"{events:,} events of the protected handler {handler} went as unified in the last "
                "hour",
            )


def of_workers(workers: Iterable[Working], limits: AlertLimits) -> Iterator[Alert]:
    """What the gateways that live say."""
    resting: dict[str, list[str]] = {}
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
                f"{worker.name} has put {worker.spooled_rows:,.0f} decisions on disk, as "
                "PostgreSQL does not take them",
            )
        for handler in worker.resting:
            resting.setdefault(handler, []).append(worker.name)
    for handler, names in sorted(resting.items()):
        yield Alert(
            AlertKind.BREAKER_OPEN,
            handler,
            f"{handler} fails again and again, and is left alone by {', '.join(sorted(names))}",
        )


def of_loops(failing: Iterable[FailingLoop]) -> Iterator[Alert]:
    """One for each loop, whoever's it is: the cause is mostly the same."""
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
    """Signatures of functions that are called like hookshift's own."""
    for signature in foreign:
        yield Alert(
            AlertKind.FOREIGN_FUNCTION,
            signature,
            f"{signature} is not hookshift's: a change of the share by SQL may mean it, or fail as "
            f"not unique, a rollback too. Drop it: DROP FUNCTION {signature}",
        )


def of_inbox(ages: Mapping[str, float], limits: AlertLimits) -> Iterator[Alert]:
    """How long the oldest event has waited, in seconds, by handler."""
    for handler, age in sorted(ages.items()):
        if age > limits.inbox_age:
            yield Alert(
                AlertKind.INBOX_OLD,
                handler,
                f"an event for {handler} has waited for {duration(age)}; "
                f"{duration(limits.inbox_age)} is usual",
            )


def of_dead_letters(fresh: Mapping[str, int], seconds: float) -> Iterator[Alert]:
    """Letters of the last `seconds`, by handler."""
    for handler, letters in sorted(fresh.items()):
        if letters:
            yield Alert(
                AlertKind.DEAD_LETTERS,
                handler,
                f"{letters:,} deliveries to {handler} were given up within {duration(seconds)}",
            )


def of_ledger(differences: Mapping[str, int]) -> Iterator[Alert]:
    """Events that are not accounted for, by source."""
    for source, difference in sorted(differences.items()):
        if difference:
            yield Alert(
                AlertKind.LEDGER_UNEVEN,
                source,
                f"{difference:,} events of {source} are not accounted for",
            )


def _exceeds(failures: int, requests: int, limit: float) -> bool:
    """Whether more than `limit` fail, and hardly by chance."""
    return (
        failures >= FEWEST
        and failures > limit * requests
        and log_worse(failures, requests, limit) >= SURE
    )


def _is_no_chance(unified: int, legacy: int, share: float) -> bool:
    if share >= 1:
        # There is no draw, so each that goes elsewhere says something.
        return legacy > MESSAGES
    return log_share(unified, legacy, share) >= SURE


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"

"""Alerts about what a gateway's process and its host run out of, before it hurts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from hookshift.domain.alerts import Alert, AlertKind
from hookshift.domain.format import clock, duration, percent

DISK_FREE = 0.1
"""The part of the disk that must be free, 0 to 1."""
SPOOL_FULL = 0.5
"""The part of the spool that may be full, 0 to 1."""
LAG_SECONDS = 2.0
"""How late an event loop may be; the watchdog ends one that is silent for five seconds."""
SNAPSHOT_SECONDS = 30.0
"""How old the configuration that a worker follows may be."""
CERTIFICATE_SECONDS = 14 * 86_400.0
"""How long a certificate must still be valid."""

DISK, SPOOL, LAG = "disk_free_ratio", "spool_full_ratio", "loop_lag_seconds"
CERTIFICATE, SNAPSHOT = "certificate_seconds_left", "config_age_seconds"
"""Names of gauges that workers report."""
HANDLER_CERTIFICATE = "handler_certificate_seconds_left "
DASHBOARD_CERTIFICATE = "dashboard_certificate_seconds_left"
HANDLER_AUTHORITIES = "handler_ca_seconds_left "
"""Beginnings of gauges, which end with the handler's name."""


class HostReport(NamedTuple):
    """What a worker reports of itself."""

    name: str
    """`worker 0 on web-1`."""
    host: str
    gauges: Mapping[str, float]


def of_hosts(reports: Iterable[HostReport]) -> Iterator[Alert]:
    """Alerts about what is running out; of a host's disk and certificate only one."""
    seen: set[tuple[AlertKind, str]] = set()
    for report in reports:
        for alert in _of_report(report):
            if (alert.kind, alert.subject) not in seen:
                seen.add((alert.kind, alert.subject))
                yield alert


def _of_report(report: HostReport) -> Iterator[Alert]:
    name, host, gauges = report
    if (free := gauges.get(DISK)) is not None and free < DISK_FREE:
        yield Alert(
            AlertKind.DISK_LOW,
            host,
            f"only {percent(free)} of the disk of data_dir is free on {host}: if it fills up, "
            "decisions are dropped while PostgreSQL is away",
        )
    if (full := gauges.get(SPOOL)) is not None and full > SPOOL_FULL:
        yield Alert(
            AlertKind.SPOOL_FULL,
            name,
            f"the spool of {name} is {percent(full)} full; once it is full, decisions are dropped",
        )
    if (lag := gauges.get(LAG)) is not None and lag > LAG_SECONDS:
        yield Alert(
            AlertKind.LOOP_LAG,
            name,
            f"the event loop of {name} was {lag:.1f} s late within the last half minute: it has "
            "more work than one processor can do",
        )
    if (age := gauges.get(SNAPSHOT)) is not None and age > SNAPSHOT_SECONDS:
        yield Alert(
            AlertKind.SNAPSHOT_OLD,
            name,
            f"{name} has not read the configuration for {duration(age)}: it follows no change of "
            "the share, not even a rollback",
        )
    yield from _of_servers(report)
    yield from _for_handlers(report)


def _of_servers(report: HostReport) -> Iterator[Alert]:
    for key, server, subject in (
        (CERTIFICATE, "gateway", report.host),
        (DASHBOARD_CERTIFICATE, "dashboard", f"dashboard on {report.host}"),
    ):
        left = report.gauges.get(key)
        if left is not None and left < CERTIFICATE_SECONDS:
            yield Alert(
                AlertKind.CERTIFICATE_EXPIRES,
                subject,
                f"the certificate of the {server} on {report.host} {_ends(left)}",
            )


def _ends(left: float) -> str:
    return f"expires in {duration(left)}" if left > 0 else "has expired"


def _for_handlers(report: HostReport) -> Iterator[Alert]:
    """A handler whose client certificate and authorities both run out has one alert."""
    for prefix, what in (
        (HANDLER_CERTIFICATE, "the client certificate for"),
        (HANDLER_AUTHORITIES, "the last authority in the ca file of"),
    ):
        for key, left in report.gauges.items():
            if key.startswith(prefix) and left < CERTIFICATE_SECONDS:
                handler = key.removeprefix(prefix)
                yield Alert(
                    AlertKind.CERTIFICATE_EXPIRES,
                    handler,
                    f"{what} {handler} {_ends(left)}, on {report.host}",
                )


def of_partitions(missing: Iterable[str], of_payloads: Iterable[str] = ()) -> Iterator[Alert]:
    """Alerts about days, as `2026-12-01`, for which a table has no partition yet."""
    for table, what, days in (
        ("webhook_routing_logs", "decisions of these days cannot be written", missing),
        ("payloads", "durable sources can accept nothing on these days", of_payloads),
    ):
        listed = ", ".join(days)
        if listed:
            yield Alert(
                AlertKind.PARTITIONS_MISSING,
                table,
                f"{table} has no partition for {listed}: {what}",
            )


def of_database(host: str, error: str, since: float) -> Alert:
    """The alert that PostgreSQL cannot be used from `host`; `since` is in seconds since 1970."""
    return Alert(
        AlertKind.DATABASE_AWAY,
        host,
        f"PostgreSQL has been unusable from {host} since {clock(since)}: {error}",
        since,
    )

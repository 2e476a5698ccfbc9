"""What runs out is reported before it hurts."""

from collections.abc import Mapping

import pytest

from hookshift.domain import host_alerts as alerts
from hookshift.domain.alerts import AlertKind
from hookshift.domain.host_alerts import HostReport

CALM = {
    alerts.DISK: 0.1,
    alerts.SPOOL: 0.5,
    alerts.LAG: 2.0,
    alerts.SNAPSHOT: 30.0,
    alerts.CERTIFICATE: 14 * 86_400.0,
    f"{alerts.HANDLER_CERTIFICATE}jobs": 14 * 86_400.0,
    f"{alerts.HANDLER_AUTHORITIES}jobs": 14 * 86_400.0,
}


def report(changes: Mapping[str, float] | None = None, slot: int = 0) -> HostReport:
    return HostReport(f"worker {slot} on a", "a", {**CALM, **(changes or {})})


def test_at_the_limits_all_is_well() -> None:
    assert list(alerts.of_hosts([report(), HostReport("old", "b", {})])) == []


@pytest.mark.parametrize(
    ("name", "value", "kind", "subject"),
    [
        (alerts.DISK, 0.099, AlertKind.DISK_LOW, "a"),
        (alerts.SPOOL, 0.51, AlertKind.SPOOL_FULL, "worker 0 on a"),
        (alerts.LAG, 2.1, AlertKind.LOOP_LAG, "worker 0 on a"),
        (alerts.SNAPSHOT, 30.1, AlertKind.SNAPSHOT_OLD, "worker 0 on a"),
        (alerts.CERTIFICATE, 86_400.0, AlertKind.CERTIFICATE_EXPIRES, "a"),
        (alerts.DASHBOARD_CERTIFICATE, -1.0, AlertKind.CERTIFICATE_EXPIRES, "dashboard on a"),
        (alerts.CERTIFICATE, -1.0, AlertKind.CERTIFICATE_EXPIRES, "a"),
        (f"{alerts.HANDLER_CERTIFICATE}jobs", 86_400.0, AlertKind.CERTIFICATE_EXPIRES, "jobs"),
        (f"{alerts.HANDLER_AUTHORITIES}jobs", -1.0, AlertKind.CERTIFICATE_EXPIRES, "jobs"),
    ],
)
def test_what_runs_out(name: str, value: float, kind: AlertKind, subject: str) -> None:
    (alert,) = alerts.of_hosts([report({name: value})])
    assert (alert.kind, alert.subject) == (kind, subject)


def test_a_host_has_one_disk() -> None:
    low = {alerts.DISK: 0.01}
    assert len(list(alerts.of_hosts([report(low), report(low, 1)]))) == 1


def test_partitions() -> None:
    assert list(alerts.of_partitions([])) == []
    (alert,) = alerts.of_partitions([], ["2026-12-01"])
    assert (alert.subject, "payloads has no partition for 2026-12-01" in alert.text) == (
        "payloads", True,
    )  # fmt: skip
    (alert,) = alerts.of_partitions(["2026-12-01", "2026-12-02"])
    assert "no partition for 2026-12-01, 2026-12-02" in alert.text

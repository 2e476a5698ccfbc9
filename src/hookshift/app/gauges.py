"""What a worker's parts say of themselves just now, for the page of metrics and for PostgreSQL."""

import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hookshift.config.certificate import Certificate
from hookshift.config.tls_files import Expiry
from hookshift.domain import host_alerts
from hookshift.gateway.durable.deliverer import Deliverer
from hookshift.gateway.durable.intake import Intake
from hookshift.gateway.http.limits import Load
from hookshift.gateway.lifeline import Hung
from hookshift.gateway.record.recorder import Recorder
from hookshift.gateway.record.spool import Spool
from hookshift.store.gateways import BREAKER_OPEN


def of_load(load: Load) -> Mapping[str, float]:
    """What the port holds."""
    return {
        "connections": load.connections,
        "in_flight": load.in_flight,
        "buffered_bytes": load.buffered_bytes,
    }


def of_recorder(recorder: Recorder, spool: Spool, room: int) -> Mapping[str, float]:
    """What waits to be written, and up to when everything is; `room` bytes are the spool's."""
    # Nothing may be recorded between these two: see `rollups.written_through`.
    now, oldest = time.time(), recorder.oldest_unwritten()
    return {
        "recorder_waiting_rows": recorder.waiting,
        "recorder_spooled_rows": recorder.spooled,
        "recorder_spool_bytes": spool.bytes,
        "recorder_damaged_files": spool.damaged,
        "recorder_written_rows": recorder.written,
        "recorder_dropped_rows": recorder.dropped.total(),
        host_alerts.SPOOL: spool.bytes / room,
        "recorded_at": now,
        "unwritten_seconds": 0.0 if oldest is None else max(0.0, now - oldest),
    }


def of_host(
    folder: Path, certificate: Certificate | None, dashboard: Expiry | None
) -> Mapping[str, float]:
    """The share of the disk that is free, and how long certificates are valid yet."""
    found: dict[str, float] = {}
    with suppress(OSError):
        disk = os.statvfs(folder)
        # As root sees it: others have less.
        found[host_alerts.DISK] = disk.f_bavail / disk.f_blocks if disk.f_blocks else 1.0
    if certificate is not None and certificate.expires_at is not None:
        found[host_alerts.CERTIFICATE] = certificate.expires_at - time.time()
    # Here too: a control process elsewhere says it only of its own host.
    if dashboard is not None and (end := dashboard.at()) is not None:
        found[host_alerts.DASHBOARD_CERTIFICATE] = end - time.time()
    return found


def of_watchdog(hung: Hung) -> Mapping[str, float]:
    """How many workers in this place hung, and how long ago the last one did."""
    if not hung.times:
        return {"hung_workers": 0}
    return {"hung_workers": hung.times, "hung_seconds": max(0.0, time.time() - hung.last_at)}


def of_deliveries(deliverer: Deliverer, intake: Intake) -> Mapping[str, float]:
    """What durable sources have accepted, and what becomes of it."""
    return {
        "inbox_waiting": intake.waiting,
        "deliveries_held": deliverer.held,
        "deliveries_running": deliverer.running,
        "deliveries_overtaken": deliverer.overtaken,
        "deliveries_set_aside": deliverer.set_aside,
        **{f"{BREAKER_OPEN}{name}": 1.0 for name in deliverer.open_circuits()},
        "inbox_away": float(intake.error is not None),
    }

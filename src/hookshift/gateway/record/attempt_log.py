"""A log line for each event of an attempt, to be found by its correlation id.

Handlers' error texts are left out: they may hold anything, and are in the database.
"""

import logging
from collections.abc import Callable

from hookshift.domain.log_fields import FIELDS
from hookshift.domain.routing.records import LogRow

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

Record = Callable[[LogRow], None]


class AttemptLog:
    """Passes rows on and logs them: all, or with `only_failed` those of failed attempts."""

    def __init__(self, record: Record, *, only_failed: bool) -> None:
        self._record = record
        self._only_failed = only_failed

    def __call__(self, row: LogRow) -> None:
        """Logs and records one event of an attempt."""
        if not self._only_failed or row.status == "error":
            log.log(
                logging.WARNING if row.status == "error" else logging.INFO,
                "%s of %s to %s: %s in %d ms (%s)",
                row.event_kind, row.domain or "no domain", row.webhook_name, row.status,
                row.response_time_ms, row.correlation_id,
                extra={FIELDS: _fields(row)},
            )  # fmt: skip
        self._record(row)


def _fields(row: LogRow) -> dict[str, object]:
    return {
        "correlation_id": row.correlation_id,
        "source": row.source,
        "event_kind": row.event_kind,
        "event_type": row.event_type,
        "domain": row.domain,
        "side": row.routed_to,
        "handler": row.webhook_name,
        "reason": row.reason,
        "rule": row.rule,
        "attempt": row.attempt,
        "status": row.status,
        "handler_status": row.handler_status,
        "milliseconds": row.response_time_ms,
        "config_version": row.config_version,
    }

"""Which attempts are logged, and how loudly."""

import logging

import pytest

from hookshift.domain.routing.records import LogRow
from hookshift.gateway.record.attempt_log import AttemptLog

ROW = LogRow(
    b"", "jobs", "jobs", "legacy", None, None, 5, "success", None, 0.0,
    "whatsapp", "message", "text", None, "no_rule", None, 1, 200, 1, "c",
)  # fmt: skip


@pytest.mark.parametrize(
    ("only_failed", "levels"),
    [
        (False, [logging.INFO, logging.WARNING, logging.INFO]),
        (True, [logging.WARNING]),
    ],
)
def test_what_a_rule_drops_is_no_failure(
    only_failed: bool, levels: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    rows: list[LogRow] = []
    log = AttemptLog(rows.append, only_failed=only_failed)
    for status in ("success", "error", "dropped"):
        log(ROW._replace(status=status))
    assert [record.levelno for record in caplog.records] == levels
    assert [row.status for row in rows] == ["success", "error", "dropped"], "all are passed on"
